"""Petitions from the first word to the case: letters, links, counts, the threshold, and the days that end them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.handlers import petition
from services.escalation.handlers.verification import verify
from services.escalation.storage import petition as petitions
from services.escalation.storage import signature as signatures
from services.escalation.worker import DEADLINES, errands
from shared import deadlines
from shared.database import EVERY_AREA, Database
from shared.errands import carry_some
from shared.events import short_name
from shared.events.publication import PolicyOverridden
from shared.mail import read_folder
from shared.settings import Settings
from shared.verification import Verified
from tests.integration.cases import AREA, MEASURE, OTHER_AREA, SIGNED, World, world
from tests.integration.conftest import SetClock

NEEDED = 4
FORM = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, escalation, clock, admin_url) as found:
        await lower_threshold(found, NEEDED)
        yield found


async def lower_threshold(here: World, to: int) -> None:
    """So many signatures send a petition to the council here."""
    await here.tell(
        PolicyOverridden(
            area=AREA,
            key="petition.ordinary_signatures",
            value=str(to),
            basis="local agreement",
            decided_by="Full council",
            since_on=SIGNED,
        )
    )


def person(number: int, **said: str) -> dict[str, str]:
    return {
        "name": f"Resident {number}",
        "email": f"resident-{number}@example.org",
        "postcode": "M32 0TH",
        "relation": "live",
    } | said


def wish(**said: Any) -> dict[str, Any]:
    return {
        "area": AREA,
        "measure": MEASURE,
        "title": "Bins for every block of flats",
        "text": "We ask the council to give every block of flats a full set of bins.",
        "organiser": person(0),
    } | said


async def asked_for(here: World, **said: Any) -> str:
    """A draft that its organiser has not confirmed; the reference that it will have."""
    answer = await here.client.post("/escalation/v1/petitions", json=wish(**said))
    assert answer.status_code == 202, answer.text
    reference: str = answer.json()["petition"]
    return reference


async def opened(here: World, settings: Settings, **said: Any) -> str:
    """A petition that its organiser has confirmed, each time another person; its reference."""
    here.opened += 1
    organiser = person(0, email=f"organiser-{here.opened}@example.org")
    reference = await asked_for(here, **({"organiser": organiser} | said))
    token = (await letters(here, settings))[organiser["email"]]
    assert (await press(here, reference, token)).status_code == 303
    return reference


async def sign(here: World, reference: str, who: dict[str, str]) -> Response:
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures", json=who)


async def letters(here: World, settings: Settings) -> dict[str, str]:
    """Carry every letter; the token in the last one to each address."""
    while await carry_some(here.database, errands(settings)):
        pass
    assert settings.mail_folder is not None
    found = {}
    for letter in reversed(read_folder(settings.mail_folder)):
        link = re.search(r"/petitions/(\S+)/confirm\?token=([0-9a-f]{64})", letter.text)
        assert link
        found[letter.to] = link[2]
    return found


async def press(here: World, reference: str, token: str) -> Response:
    return await here.client.post(f"/petitions/{reference}/confirm", data={"token": token}, headers=FORM)


async def confirmed(here: World, settings: Settings, reference: str, numbers: range) -> None:
    for number in numbers:
        assert (await sign(here, reference, person(number))).status_code == 202
    tokens = await letters(here, settings)
    for number in numbers:
        answer = await press(here, reference, tokens[f"resident-{number}@example.org"])
        assert answer.status_code == 303, answer.text


async def shown(here: World, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = (await here.client.get(f"/escalation/v1/petitions/{reference}")).json()
    return found


async def told(here: World, reference: str) -> list[str]:
    rows = await here.admin.fetch(
        "select type from escalation.ledger where stream = $1 order by version", f"petition/{reference}"
    )
    return [short_name(row["type"]).removeprefix("petition.") for row in rows]


async def rows(here: World, reference: str, *, are_confirmed: bool = True) -> int:
    counted: int = await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and (confirmed_at is not null) = $2",
        reference,
        are_confirmed,
    )
    return counted


async def test_who_asks_for_a_petition_learns_its_reference_and_what_to_do_next(here: World) -> None:
    answer = await here.client.post("/escalation/v1/petitions", json=wish())
    reference = answer.json()["petition"]
    assert re.fullmatch(r"TRAF-2026-0001-\d", reference)
    assert (answer.status_code, answer.json()) == (
        202,
        {
            "petition": reference,
            "page": f"/petitions/{reference}",
            "message": "Look into your mail: the petition is public when you have used the link in it.",
            "links": {"self": f"/escalation/v1/petitions/{reference}", "page": f"/petitions/{reference}"},
        },
    )


async def test_a_petition_that_was_confirmed_says_what_it_needs_and_when_it_closes(
    here: World, settings: Settings
) -> None:
    found = await shown(here, await opened(here, settings))
    assert (found["threshold"], found["closes_on"], found["signatures"]) == (NEEDED, "2026-08-29", 1)


async def test_numbers_run_on_in_an_area_and_apart_from_other_areas(here: World) -> None:
    found = [await asked_for(here), await asked_for(here), await asked_for(here, area=OTHER_AREA)]
    assert [one[:14] for one in found] == ["TRAF-2026-0001", "TRAF-2026-0002", "BURY-2026-0001"]


async def test_the_list_is_paged_from_the_newest_and_misses_none(
    here: World, settings: Settings, clock: SetClock
) -> None:
    references = []
    for _ in range(5):
        references.append(await opened(here, settings))
        clock.advance(days=len(references) % 2)
    met: list[str] = []
    before = None
    while page := await petition.list_newest(here.database, before=before, limit=2, now=clock.now()):
        met += [one.kept.petition.reference for one in page]
        before = (page[-1].kept.petition.opened_on, page[-1].kept.petition.reference)
    assert met == references[::-1]


async def test_a_measure_that_the_register_does_not_name_is_answered_by_name(here: World) -> None:
    answer = await here.client.post("/escalation/v1/petitions", json=wish(measure="happiness"))
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/measure-not-known"


async def test_an_area_not_heard_of_yet_may_be_tried_again(here: World) -> None:
    answer = await here.client.post("/escalation/v1/petitions", json=wish(area="E06000022"))
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/not-known-here-yet"
    assert int(answer.headers["retry-after"]) > 0


async def test_the_same_request_again_opens_no_second_petition(here: World) -> None:
    key = {"Idempotency-Key": "the-first-try"}
    first = await here.client.post("/escalation/v1/petitions", json=wish(), headers=key)
    again = await here.client.post("/escalation/v1/petitions", json=wish(), headers=key)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await here.value("select count(*) from escalation.petition_draft") == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "Short", "too-short"),
        ("title", "Two\nlines of a title", "forbidden-character"),
        ("text", "Too short.", "too-short"),
        ("text", "x" * 1_000_000, "too-long"),
        ("signatures", 5000, "unknown-field"),
        ("organiser", person(0, email="nobody"), "not-an-address"),
        ("organiser", person(0, relation="visit"), "not-a-choice"),
        ("organiser", person(0, postcode="M32<b>"), "wrong-form"),
        ("organiser", person(0, name="Ann\u202enna"), "forbidden-character"),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_stored(
    here: World, field: str, value: object, code: str
) -> None:
    answer = await here.client.post("/escalation/v1/petitions", json=wish(**{field: value}))
    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == [code]
    assert "10000" not in answer.text
    assert await here.value("select count(*) from escalation.petition_draft") == 0


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
    fresh = await sign(here, reference, person(1))
    pending = await sign(here, reference, person(1))
    await press(here, reference, (await letters(here, settings))["resident-1@example.org"])
    signed_before = await sign(here, reference, person(1, email="Resident-1+again@EXAMPLE.org"))
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


async def test_reaching_its_number_hands_the_petition_in_once_as_a_case(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED + 2))

    assert [name for name in await told(here, reference) if name in {"threshold_reached", "submitted"}] == [
        "threshold_reached",
        "submitted",
    ]
    case = (await here.show(reference)).json()
    assert (case["reference"], case["state"], case["signatures_at_submission"]) == (reference, "screening", NEEDED)
    assert case["due_on"] is not None
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == NEEDED + 2


async def test_signers_who_confirm_at_once_open_one_case(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    for number in range(1, 9):
        await sign(here, reference, person(number))
    tokens = await letters(here, settings)
    del tokens["organiser-1@example.org"]
    answers = await asyncio.gather(*(press(here, reference, token) for token in tokens.values()))
    counted = sum(answer.status_code == 303 for answer in answers)
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == counted + 1 >= NEEDED
    assert (await told(here, reference)).count("submitted") == 1
    assert await here.value("select count(*) from escalation.ladder_case") == 1


async def test_below_its_number_a_petition_lapses_at_closing_and_forgets_who_never_confirmed(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    await sign(here, reference, person(3))
    assert await rows(here, reference, are_confirmed=False) == 1
    clock.advance(days=182)
    await deadlines.sweep(here.database, DEADLINES, clock.now())

    assert (await told(here, reference))[-1] == "lapsed"
    assert (await shown(here, reference))["standing"] == "lapsed"
    assert await rows(here, reference) == 3
    assert await rows(here, reference, are_confirmed=False) == 0
    refused = await sign(here, reference, person(9))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/signing-over")


async def test_a_signature_confirmed_after_the_closing_day_does_not_count(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    clock.advance(days=180)
    await sign(here, reference, person(1))
    token = (await letters(here, settings))["resident-1@example.org"]
    clock.advance(days=1)
    assert (await press(here, reference, token)).status_code == 409
    assert await rows(here, reference) == 1


async def test_signing_goes_on_while_the_case_runs(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED))
    assert (await shown(here, reference))["standing"] == "submitted"
    await confirmed(here, settings, reference, range(20, 22))
    assert (await shown(here, reference))["signatures"] == NEEDED + 2


async def test_a_day_on_which_somebody_signed_has_its_count_and_a_quiet_day_has_none(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    clock.advance(days=1)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    clock.advance(days=5)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    await confirmed(here, settings, reference, range(3, 4))
    clock.advance(days=1)
    await deadlines.sweep(here.database, DEADLINES, clock.now())

    counts = await here.admin.fetch(
        "select data->>'counted_on' as day, (data->>'count')::int as count from escalation.ledger "
        "where type = 'folkmoot.petition.signatures_counted.v1' order by position"
    )
    assert [(row["day"], row["count"]) for row in counts] == [("2026-03-02", 3), ("2026-03-08", 4)]


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


async def test_the_row_of_a_petition_is_what_its_events_tell(here: World, settings: Settings, clock: SetClock) -> None:
    reference, lapsing = await opened(here, settings), await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED + 1))
    clock.advance(days=200)
    while await deadlines.sweep(
        here.database, {k: v for k, v in DEADLINES.items() if k != "case.silence"}, clock.now()
    ):
        pass
    async with here.database.unit_of_work(EVERY_AREA) as session:
        for one in (reference, lapsing):
            kept = await petitions.find(session, one)
            assert kept is not None
            assert await signatures.count(session, one) == kept.signatures
    assert await verify(here.database) == [
        Verified("cases", 1),
        Verified("counts of complaints", 1),
        Verified("replies", 1),
        Verified("petitions", 2),
        Verified("counts of signatures", 2),
    ]


async def test_every_letter_says_what_it_is_for_and_carries_one_link(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    await letters(here, settings)
    assert settings.mail_folder is not None
    found = {letter.subject: letter.text for letter in read_folder(settings.mail_folder)}
    title = "Bins for every block of flats"
    assert set(found) == {f"Confirm your petition: {title}", f"Confirm your signature: {title}"}
    for words in found.values():
        assert reference in words
        assert "The link works until 9 March 2026." in words
        assert words.count("http") == 1


async def test_a_clock_that_was_moved_far_finds_no_work_on_days_without_signatures(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    clock.advance(days=1)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    async with here.database.unit_of_work(EVERY_AREA) as session:
        following = await deadlines.next_sweep_at(session)
    assert following is not None
    assert following - clock.now() > timedelta(days=150)
