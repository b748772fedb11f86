"""Signing a petition: letters and links, what counts once, and what nobody learns."""

import asyncio
from pathlib import Path

import pytest

from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
    FORM,
    NEEDED,
    confirmed,
    letters,
    lower_threshold,
    opened,
    person,
    press,
    rows,
    shown,
    sign,
)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


async def test_a_signature_counts_when_its_link_was_used(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    assert (await shown(here, reference))["signatures"] == 1

    tokens = await letters(here, settings)
    answer = await press(here, reference, tokens["resident-1@example.org"])

    assert answer.status_code == 303
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 2


async def test_a_scanner_that_opens_every_link_twice_signs_nothing(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    for number in range(1, 4):
        await sign(here, reference, person(number))
    tokens = await letters(here, settings)
    for token in [*tokens.values(), *tokens.values()]:
        for method in ("GET", "HEAD"):
            await here.client.request(method, f"/petitions/{reference}/confirm", params={"token": token})
    assert await rows(here, reference) == 1
    assert (await press(here, reference, tokens["resident-1@example.org"])).status_code == 303
    assert await rows(here, reference) == 2


async def test_a_hundred_presses_of_one_button_at_once_count_once(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    token = (await letters(here, settings))["resident-1@example.org"]

    answers = await asyncio.gather(*(press(here, reference, token) for _ in range(100)))

    assert {answer.status_code for answer in answers} <= {303, 503}
    assert sum(answer.status_code == 303 for answer in answers) >= 1
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 2


async def test_the_answer_tells_nobody_whether_an_address_has_signed(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    mailbox = "resident-1@gmail.com"  # of a provider that leaves out what stands behind a plus
    fresh = await sign(here, reference, person(1, email=mailbox))
    pending = await sign(here, reference, person(1, email=mailbox))
    await press(here, reference, (await letters(here, settings))[mailbox])
    signed_before = await sign(here, reference, person(1, email="Resident-1+again@GMAIL.com"))
    assert {(one.status_code, one.content) for one in (fresh, pending, signed_before)} == {(202, fresh.content)}
    assert await here.value("select count(*) from escalation_private.signature where not is_organiser") == 1


async def test_one_address_gets_five_letters_about_a_petition_and_no_more(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    for _ in range(9):
        await sign(here, reference, person(1))
    await letters(here, settings)
    assert settings.mail_folder is not None
    assert [one.to for one in read_folder(settings.mail_folder)].count("resident-1@example.org") == 5


async def test_a_link_never_given_out_and_one_whose_days_are_over_are_answered_alike(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    token = (await letters(here, settings))["resident-1@example.org"]
    clock.advance(days=8)
    outlived, unknown = await press(here, reference, token), await press(here, reference, "0" * 64)
    assert outlived.status_code == unknown.status_code == 404
    assert await rows(here, reference) == 1


async def test_a_link_of_one_petition_confirms_nothing_on_another(here: World, settings: Settings) -> None:
    reference, other = await opened(here, settings), await opened(here, settings)
    await sign(here, reference, person(1))
    token = (await letters(here, settings))["resident-1@example.org"]
    assert (await press(here, other, token)).status_code == 404
    assert await rows(here, reference) == await rows(here, other) == 1


async def test_what_signatories_tell_is_sealed_and_none_of_it_is_in_the_ledger(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED))
    kept = await here.value("select string_agg(s::text, ' ') from escalation_private.signature s")
    ledger = await here.value("select string_agg(data::text || actor, ' ') from escalation.ledger")
    errand = await here.value("select string_agg(e::text, ' ') from escalation.errand e")
    for place in (kept, ledger, errand):
        for word in ("Resident", "resident", "example.org", "M32", "".join(f"{ord(c):x}" for c in "example")):
            assert word not in place


async def test_a_person_whose_key_was_thrown_away_is_not_written_to(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    await here.admin.execute("update escalation_private.signature set person_key = null where not is_organiser")
    assert list(await letters(here, settings)) == ["organiser-1@example.org"]
    assert await here.value("select count(*) from escalation.errand where dead_reason is not null") == 0


async def test_every_letter_says_what_it_is_for_and_carries_one_link(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    await letters(here, settings)
    assert settings.mail_folder is not None
    found = {letter.subject: letter.text for letter in read_folder(settings.mail_folder)}
    title = "Bins for every block of flats"
    own = f"Your petition: {title}"
    assert set(found) == {f"Confirm your petition: {title}", f"Confirm your signature: {title}", own}
    for subject, words in found.items():
        assert reference in words
        assert ("The link works until 9 March 2026." in words) == (subject != own)
        assert words.count("http") == 1


async def test_the_button_confirms_what_its_page_shows_and_nothing_typed_since(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    mailbox = "resident-1@gmail.com"
    await sign(here, reference, person(1, email=mailbox))
    token = (await letters(here, settings))[mailbox]
    link = f"/petitions/{reference}/confirm?token={token}"
    page = (await here.client.get(link)).text
    assert "You sign as <strong>Resident 1</strong>, M32 0TH, somebody who lives here" in page
    # A stranger types the same mailbox with another name: the page that was shown confirms none of it.
    await sign(here, reference, person(1, name="Somebody Else", email="resident-1+x@gmail.com", relation="work"))
    button = {"token": token, "letter": "1"}
    shown_again = await here.client.post(f"/petitions/{reference}/confirm", data=button, headers=FORM)
    assert (shown_again.status_code, shown_again.headers["location"]) == (303, link)
    assert await rows(here, reference) == 1
    assert "Somebody Else" in (await here.client.get(link)).text
    await sign(here, reference, person(1, email=mailbox))
    assert 'name="letter" value="3"' in (await here.client.get(link)).text
    done = await here.client.post(f"/petitions/{reference}/confirm", data=button | {"letter": "3"}, headers=FORM)
    assert done.headers["location"] == f"/petitions/{reference}/signed"
    assert (await rows(here, reference), "Resident 1" in (await here.client.get(link)).text) == (2, False)
