"""What becomes of a petition: its number reached, its closing day, and the days between."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from httpx import Response

from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.database import EVERY_AREA
from shared.settings import Settings
from shared.verification import Verified
from shared.working_days import end_of_day
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import (
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
    told,
)
from tests.integration.escalation.verified import verify


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


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


async def test_what_came_before_midnight_counts_and_what_came_after_does_not_however_they_and_the_closing_race(
    here: World, settings: Settings, clock: SetClock
) -> None:
    short, enough = await opened(here, settings), await opened(here, settings)
    clock.advance(days=173)  # a link lasts seven days, so these and signing end in the same moment
    in_time = {short: range(NEEDED - 2), enough: range(NEEDED + 3)}
    late = {short: range(20, 20 + NEEDED), enough: range(20, 23)}
    tokens: dict[str, dict[str, str]] = {}
    for reference in (short, enough):
        for number in (*in_time[reference], *late[reference]):
            await sign(here, reference, person(number))
        tokens[reference] = await letters(here, settings)

    def pressed(numbers: dict[str, range]) -> list[asyncio.Task[Response]]:
        return [
            asyncio.create_task(press(here, reference, tokens[reference][f"resident-{number}@example.org"]))
            for reference in (enough, short)
            for number in numbers[reference]
        ]

    over = end_of_day(date.fromisoformat((await shown(here, short))["closes_on"]))
    clock.set(over - timedelta(microseconds=1))
    first = pressed(in_time)
    await asyncio.sleep(0)  # each has been received, and none answered
    assert not any(one.done() for one in first)
    clock.set(over)
    after = pressed(late)
    sweeps = [deadlines.sweep(here.database, DEADLINES, clock.now()) for _ in range(3)]
    _, answers = await asyncio.gather(asyncio.gather(*sweeps), asyncio.gather(*first, *after))
    clock.set(over + timedelta(days=1))
    sweeps = [deadlines.sweep(here.database, DEADLINES, clock.now()) for _ in range(3)]
    _, again = await asyncio.gather(asyncio.gather(*sweeps), asyncio.gather(*pressed(late)))
    while await deadlines.sweep(here.database, DEADLINES, clock.now()):
        pass

    answered = [one.status_code for one in answers]
    assert set(answered[: len(first)]) <= {
        303,
        503,
    }  # busy: refused so that it may be tried again, never told it is late
    assert set(answered[len(first) :]) <= {404, 409, 503}  # their link, or signing, was over
    assert {one.status_code for one in again} <= {404, 409, 503}
    for reference, standing in ((short, "lapsed"), (enough, "submitted")):
        seen, happened = await shown(here, reference), await told(here, reference)
        counted = [one for one in answers if one.headers.get("location") == f"/petitions/{reference}/signed"]
        assert (seen["standing"], seen["signatures"]) == (standing, len(counted) + 1)
        assert seen["signatures"] == await rows(here, reference)
        assert [happened.count(one) for one in ("lapsed", "submitted")] == [standing == "lapsed", standing != "lapsed"]


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
        Verified("refusals", 1),
        Verified("letters about cases", 0),
        Verified("petitions", 2),
        Verified("petitions not public", 2),
        Verified("notices about pages", 0),
        Verified("counts of signatures", 2),
        Verified("requests about people's data", 0),
        Verified("what petitions are owed", 0),
        Verified("days of the store", 0),
        Verified("opened matters", 0),
        Verified("gatherings of decisions", 0),
        Verified("files", 0),
    ]


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
