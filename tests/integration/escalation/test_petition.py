"""Petitions asked for, opened and listed."""

import re
from pathlib import Path

import pytest

from services.escalation.domain.petition.petition import Draft
from services.escalation.handlers.petition import petition
from services.escalation.handlers.petition.draft import alike
from services.escalation.schemas.petition.petition import ASKED
from shared import auth
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.petitions import (
    NEEDED,
    asked_for,
    confirmed,
    lower_threshold,
    opened,
    person,
    shown,
    wish,
)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


async def test_who_asks_for_a_petition_learns_its_reference_and_what_to_do_next(here: World) -> None:
    answer = await here.client.post("/escalation/v1/petitions", json=wish())
    reference = answer.json()["petition"]
    assert re.fullmatch(r"TRAF-2026-0001-\d", reference)
    assert (answer.status_code, answer.json()) == (
        202,
        {
            "petition": reference,
            "page": f"/petitions/{reference}",
            "message": ASKED,
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


async def test_of_a_petition_that_a_key_on_trial_asks_for_nothing_is_kept_and_no_letter_is_sent(here: World) -> None:
    key = await auth.create_key(here.admin, "trafford-council", [AREA], is_trial=True)
    sent = {"Authorization": f"Bearer {key}"}
    for headers in (sent, sent | {"Idempotency-Key": "tried"}):
        answer = await here.client.post("/escalation/v1/petitions", json=wish(), headers=headers)
        assert (answer.status_code, answer.headers["folkmoot-trial"]) == (202, "nothing-kept")
    for table in ("petition_draft", "errand"):
        assert await here.admin.fetchval(f"select count(*) from escalation.{table}") == 0


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


async def test_a_machine_is_told_of_petitions_that_ask_for_nearly_the_same_until_it_says_it_saw_them(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    first = wish(title="Bins for every block of flats!", seen_alike=False)
    told = await here.client.post("/escalation/v1/petitions", json=first, headers={"Idempotency-Key": "a"})
    assert (told.status_code, told.json()["type"]) == (409, "/problems/petitions-alike")
    assert told.json()["alike"] == [reference]
    assert await here.value("select count(*) from escalation.petition_draft") == 0
    other = wish(title="Lamps along the whole canal path", text="The path is dark and people fall.", seen_alike=False)
    for sent in (other, wish(title="Bins for every block of flats!")):
        answer = await here.client.post("/escalation/v1/petitions", json=sent)
        assert answer.status_code == 202, answer.text

    # What is dealt with and not signed any more is found too, and its case is where one is led.
    found = {"area": AREA, "measure": first["measure"], "title": first["title"], "text": first["text"]}
    await confirmed(here, settings, reference, range(2, NEEDED + 1))
    await here.value("update escalation.petition set closes_on = '2000-01-01' returning 1")
    (case,) = await alike(here.database, Draft(**found), now=here.clock.now())
    assert case.page == f"/cases/{reference}"


async def test_the_same_request_again_opens_no_second_petition(here: World) -> None:
    key = {"Idempotency-Key": "the-first-try"}
    first = await here.client.post("/escalation/v1/petitions", json=wish(), headers=key)
    again = await here.client.post("/escalation/v1/petitions", json=wish(), headers=key)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await here.value("select count(*) from escalation.petition_draft") == 1
    # Who comes without a name takes no key away from others: the same key under other words is another request.
    other = await here.client.post("/escalation/v1/petitions", json=wish(measure="happiness"), headers=key)
    assert (other.status_code, other.json()["type"]) == (409, "/problems/measure-not-known")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "Short", "too-short"),
        ("title", "Two\nlines of a title", "forbidden-character"),
        ("text", "Too short a text.", "too-short"),
        ("text", "x" * 1_000_000, "too-long"),
        ("signatures", 5000, "unknown-field"),
        ("organiser", person(0, email="nobody"), "not-an-address"),
        ("organiser", person(0, relation="visit"), "not-a-choice"),
        ("organiser", person(0, postcode="M32<b>"), "not-a-postcode"),
        ("organiser", person(0, postcode="M3"), "not-a-postcode"),
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
