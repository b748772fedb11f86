"""What a petition's numbers oblige to: which mark at which count, what each begins, and which days move."""

import asyncio
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.domain.petition.history import evolved
from services.escalation.domain.petition.petition import Mark, Petition, signed
from services.escalation.storage.petition import petition as petitions
from services.escalation.worker import DEADLINES, errands
from shared import deadlines
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.events import new_id
from shared.events.escalation import ThresholdReached
from shared.events.publication import CalendarClosed, PolicyOverridden
from shared.policy import OverLegalCeiling, Override, WrongType, check
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, SIGNED, World, area, register_of
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    confirmed,
    letters,
    opened,
    person,
    press,
    rows,
    shown,
    sign,
    told,
)
from tests.integration.escalation.verified import verify

SCHEMES = tomllib.loads(
    (Path(__file__).parents[2] / "unit" / "hand_tables" / "petition_schemes.toml").read_text("utf-8")
)
SMALL = {
    "petition.ordinary_signatures": "2",
    "petition.answered_by": '["2 the lead councillor", "5 the Leader"]',
    "petition.officer_evidence.measured_in": '"signatures"',
    "petition.officer_evidence.signatures": "3",
    "petition.debate.measured_in": '"signatures"',
    "petition.debate.signatures": "4",
    "petition.area_pct": "0.0021",
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def decided(here: World, values: dict[str, str], code: str = AREA) -> None:
    """The area decides on these values, as its register tells it."""
    await here.tell(
        *(
            PolicyOverridden(
                area=code, key=key, value=value, basis="local agreement", decided_by="Full council", since_on=SIGNED
            )
            for key, value in values.items()
        )
    )


async def owed(here: World, reference: str) -> dict[str, dict[str, Any]]:
    found = (await here.client.get(f"/escalation/v1/petitions/{reference}/obligations")).json()["obligations"]
    return {one["obligation"]: one for one in found}


async def ask(here: World, who: str, reference: str, name: str, command: str, **said: Any) -> Response:
    one = (await owed(here, reference))[name]
    return await here.client.post(
        f"/escalation/v1/petitions/{reference}/obligations/{name}/commands/{command}",
        json=said,
        headers={
            "Authorization": f"Bearer {await here.key(who)}",
            "If-Match": f'"{one["version"]}"',
            "Idempotency-Key": str(new_id()),
        },
    )


async def steps(here: World, reference: str, name: str) -> list[str]:
    found = await here.admin.fetch(
        "select type from escalation.ledger where stream = $1 order by version", f"obligation/{reference}/{name}"
    )
    return [row["type"].removeprefix("folkmoot.obligation.").removesuffix(".v1") for row in found]


async def pass_day(here: World, day: date) -> None:
    """Go to the day after this one and fire what is due, cases apart."""
    here.clock.set(here.clock.now() + (day + timedelta(days=1) - here.clock.now().date()))
    own = {kind: fire for kind, fire in DEADLINES.items() if not kind.startswith("case.")}
    while await deadlines.sweep(here.database, own, here.clock.now()):
        pass


def subjects(settings: Settings, to: str) -> list[str]:
    assert settings.mail_folder is not None
    return [letter.text for letter in read_folder(settings.mail_folder) if letter.to == to]


async def test_every_real_scheme_is_decisions_about_values_and_each_mark_is_reached_at_its_count(
    here: World, settings: Settings
) -> None:
    codes = [f"E0900{place:04}" for place in range(len(SCHEMES))]
    await here.key("case_worker", codes)
    for place, (code, (council, scheme)) in enumerate(zip(codes, SCHEMES.items(), strict=True)):
        about = replace(area(code, council), population=scheme["people"], letters=f"AB{'ABCDEFGHIJ'[place]}")
        await here.tell(about, *register_of(code, council)[1:])
        await decided(here, scheme["overrides"], code)
        reference = await opened(here, settings, area=code)
        marks = {mark["name"]: mark["required"] for mark in (await shown(here, reference))["marks"]}
        assert {name: marks[name] for name in scheme["reached"]} == scheme["reached"], council
        async with here.database.unit_of_work(EVERY_AREA) as session:
            kept = await petitions.find(session, reference)
        assert kept is not None
        about_it = replace(kept.petition, marks=tuple(replace(one, reached_on=None) for one in kept.petition.marks))
        for name, required in scheme["reached"].items():
            for count, is_reached in ((required - 1, False), (required, True)):
                found = [one.threshold for one in signed(about_it, count) if isinstance(one, ThresholdReached)]
                assert (name in found) is is_reached, (council, name, count)
        for count, who in scheme.get("replies", {}).items():
            assert replier(about_it, int(count)) == who, (council, count)
    too_high = Override(
        key="petition.debate.pct", value="5.1", basis="local agreement", decided_by="Full council", since_on=SIGNED
    )
    with pytest.raises(OverLegalCeiling):
        check("lof-2026-1", [too_high])
    twice = replace(too_high, key="petition.answered_by", value='["5 a director", "5 the Leader"]')
    with pytest.raises(WrongType):
        check("lof-2026-1", [twice])


def replier(about: Petition, count: int) -> str:
    """Who replies at a count, by the marks that the petition was opened with; below the first of them, its band."""
    reached = [one for one in signed(about, count) if isinstance(one, ThresholdReached) and one.answered_by]
    return reached[-1].answered_by if reached else ""


async def test_marks_are_reached_once_and_in_order_and_each_begins_what_it_obliges_to(
    here: World, settings: Settings
) -> None:
    """A replay in small: all tiers of a scheme, one by one; the number shown is the rows' all along."""
    await decided(here, SMALL)
    reference = await opened(here, settings)
    for number in range(1, 8):
        await confirmed(here, settings, reference, range(number, number + 1))
        assert (await shown(here, reference))["signatures"] == await rows(here, reference) == number + 1
    reached = await here.admin.fetch(
        "select data->>'threshold' as name, (data->>'count')::int as count from escalation.ledger "
        "where stream = $1 and type = 'folkmoot.petition.threshold_reached.v1' order by version",
        f"petition/{reference}",
    )
    assert [tuple(row) for row in reached] == [
        ("ordinary", 2),
        ("officer_evidence", 3),
        ("debate", 4),
        ("reply_number", 5),
        ("area_number", 5),
    ]
    found = await owed(here, reference)
    assert list(found) == ["reply-2", "officer_evidence", "debate", "reply-5"]
    assert found["reply-5"]["answered_by"] == "the Leader"
    assert (found["debate"]["due_on"], found["debate"]["schedule_by"]) == ("2026-05-29", "2026-03-30")
    assert [one for one in await verify(here.database) if one.differences] == []


async def test_the_days_that_run_move_along_when_the_calendar_changes_and_those_missed_stay(
    here: World, settings: Settings
) -> None:
    await decided(here, SMALL)
    reference, passed = await opened(here, settings), await opened(here, settings)
    for one in (reference, passed):
        await confirmed(here, settings, one, range(1, 4))  # a debate, evidence and a reply are owed
    fixed = {"meets_on": "2026-05-12", "post": "Head of waste", "reasons": "The hall is free on that day alone."}
    assert (await ask(here, "committee", reference, "officer_evidence", "schedule", **fixed)).status_code == 200
    await pass_day(here, date(2026, 3, 30))
    before, missed = await owed(here, reference), await owed(here, passed)
    assert (before["debate"]["due_on"], missed["debate"]["not_scheduled_on"]) == ("2026-05-29", "2026-03-30")
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    letters_before = len(subjects(settings, "organiser-1@example.org"))

    holiday = CalendarClosed(area=AREA, closed_on=date(2026, 5, 13), reason="A day of mourning", basis="Proclamation")
    for _ in range(2):
        await here.tell(holiday)
        while await carry_some(here.database, errands(settings, here.clock)):
            pass
    after = await owed(here, reference)
    assert (after["debate"]["due_on"], after["debate"]["schedule_by"]) == (
        "2026-06-01",
        before["debate"]["schedule_by"],
    )
    evidence, was = after["officer_evidence"]["scheduled"], before["officer_evidence"]["scheduled"]
    assert (evidence["meets_on"], evidence["record_by"] > was["record_by"]) == ("2026-05-12", True)
    assert after["reply-2"]["due_on"] == before["reply-2"]["due_on"]  # its days were over before the closed one
    assert (await owed(here, passed))["debate"]["not_scheduled_on"] == "2026-03-30"
    assert (await steps(here, reference, "debate")).count("clock_moved") == 1
    assert await here.value(
        "select due_on from escalation.deadline where subject = $1 and kind = 'obligation.holding' "
        "and fired_at is null and met_at is null and cancelled_at is null",
        f"obligation/{reference}/debate",
    ) > date(2026, 6, 1)
    said = subjects(settings, "organiser-1@example.org")
    assert len(said) == letters_before + 2
    assert any("13 May 2026 (A day of mourning) is no working day" in one for one in said)
    assert [one for one in await verify(here.database) if one.differences] == []


async def test_with_enough_signatures_the_case_concerns_the_whole_area_and_is_let_in_as_nothing_less(
    here: World, settings: Settings
) -> None:
    await decided(here, SMALL)
    before, later = await opened(here, settings), await opened(here, settings)
    for reference in (before, later):
        await confirmed(here, settings, reference, range(1, 2))
    await here.do("case_worker", later, "admit", level="local", reasons="It fits what was agreed.")
    assert await level_of(here, later) == "local"
    for reference in (before, later):
        await confirmed(here, settings, reference, range(2, 5))
        assert (await here.told(reference)).count("case.level_raised") == 1
    assert await level_of(here, later) == "area_wide"
    refused = await here.ask("case_worker", before, "admit", level="local", reasons="It fits what was agreed.")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "whole-area")
    await here.do("case_worker", before, "admit", level="area_wide", reasons="It fits what was agreed.")
    assert await level_of(here, before) == "area_wide"
    assert [one for one in await verify(here.database) if one.differences] == []


async def test_several_marks_at_one_moment_are_each_told_once_and_owe_one_reply() -> None:
    """Paper and released signatures come many at once."""
    about = Petition(
        reference="X",
        area=AREA,
        title="t",
        measure="m",
        threshold=2,
        closes_on=date(2026, 8, 1),
        policy_version="p",
        opened_on=date(2026, 3, 2),
        marks=(
            Mark(name="debate", required=4),
            Mark(name="ordinary", required=2, answered_by="a"),
            Mark(name="reply_number", required=3, answered_by="b"),
        ),
    )
    events = signed(about, 9)
    assert [getattr(one, "threshold", "submitted") for one in events] == [
        "ordinary",
        "reply_number",
        "debate",
        "submitted",
    ]
    after = evolved(about, events, date(2026, 3, 3))
    assert signed(after, 1) == signed(after, 9) == ()
    assert all(mark.reached_on for mark in after.marks)


async def level_of(here: World, reference: str) -> str:
    found: str = await here.value(
        "select facts->'screening'->>'level' from escalation.ladder_case where reference = $1", reference
    )
    return found


async def test_two_confirmations_that_both_reach_a_mark_reach_it_once(here: World, settings: Settings) -> None:
    await decided(here, SMALL)
    reference = await opened(here, settings)
    for number in range(1, 7):
        await sign(here, reference, person(number))
    tokens = [token for to, token in (await letters(here, settings)).items() if to.startswith("resident")]
    answers = await asyncio.gather(*(press(here, reference, token) for token in tokens))
    assert {answer.status_code for answer in answers} <= {303, 503}
    await asyncio.gather(*(press(here, reference, token) for token in tokens))
    assert (await told(here, reference)).count("threshold_reached") == 5
    assert sorted(await owed(here, reference)) == ["debate", "officer_evidence", "reply-2", "reply-5"]


async def test_an_outage_gives_its_days_back_and_no_more_and_the_closing_day_moves(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    before = await shown(here, reference)
    closes_on = date.fromisoformat(before["closes_on"])

    async def extend(until: date, who: str = "case_worker", **said: str) -> Response:
        version = (await shown(here, reference))["version"]
        last = closes_on.isoformat()
        return await here.client.post(
            f"/escalation/v1/petitions/{reference}/commands/extend",
            json={
                "out_from": f"{last}T08:00:00Z",
                "out_until": f"{last}T20:00:00Z",
                "closes_on": until.isoformat(),
                "reasons": "The database was down.",
            }
            | said,
            headers={"Authorization": f"Bearer {await here.key(who)}", "If-Match": f'"{version}"'},
        )

    early = await extend(closes_on + timedelta(days=1))
    assert [fault["code"] for fault in early.json()["errors"]] == ["not-over"]
    await pass_day(here, closes_on)
    assert (await shown(here, reference))["standing"] == "lapsed"
    assert (await extend(closes_on + timedelta(days=2), "committee")).status_code == 403
    too_long = await extend(closes_on + timedelta(days=3))
    assert [fault["code"] for fault in too_long.json()["errors"]] == ["too-long"]
    desk, page, last = await signed_in(here, "case_worker"), f"/petitions/{reference}/outage", closes_on.isoformat()
    said = {
        "out_from": last,
        "from_time": "09:00",
        "out_until": last,
        "until_time": "21:00",
        "reasons": "The database was down.",
    }
    refused = await desk.send(page, page, **said, closes_on=(closes_on + timedelta(days=3)).isoformat())
    assert (refused.status_code, "No more days than the outage lasted" in refused.text) == (422, True)
    given = await desk.send(page, page, **said, closes_on=(closes_on + timedelta(days=2)).isoformat())
    assert (given.status_code, (await shown(here, reference))["standing"]) == (303, "draft"), given.text
    assert "Days were given back for" in await desk.read(page)
    again = await extend(closes_on + timedelta(days=4))
    assert "given-before" in {fault["code"] for fault in again.json()["errors"]}
    await confirmed(here, settings, reference, range(1, 2))
    await pass_day(here, closes_on + timedelta(days=2))
    assert (await told(here, reference))[-2:] == ["signatures_counted", "lapsed"] or (await told(here, reference))[
        -1
    ] in {"lapsed", "signatures_counted"}
    assert (await shown(here, reference))["standing"] == "lapsed"


async def test_an_area_may_close_signing_when_the_petition_is_handed_in(here: World, settings: Settings) -> None:
    await decided(here, SMALL | {"petition.signing_stays_open": "false"})
    reference = await opened(here, settings)
    await sign(here, reference, person(2))
    late = (await letters(here, settings))["resident-2@example.org"]
    await confirmed(here, settings, reference, range(1, 2))
    assert (await press(here, reference, late)).status_code == 409
    assert (await sign(here, reference, person(3))).status_code == 409
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 2


async def test_below_its_number_a_petition_is_replied_to_as_a_letter_where_the_scheme_says_so(
    here: World, settings: Settings
) -> None:
    await decided(here, {"petition.answered_by": '["0 correspondence", "50 the lead councillor"]'})
    reference = await opened(here, settings)
    await pass_day(here, date(2026, 9, 1))
    assert (await told(here, reference))[-1] == "lapsed"
    assert {name: one["answered_by"] for name, one in (await owed(here, reference)).items()} == {
        "reply-0": "correspondence"
    }
