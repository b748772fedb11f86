"""A case in words: who is to act and else what, when each rung was left, whatever order it is heard in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.publication.domain.register.register import Register, refold
from services.publication.domain.timeline.timeline import (
    Standing,
    Told,
    corrections,
    evolve,
    in_order,
    merged,
    rungs_left,
)
from services.publication.domain.timeline.wording import must, sentence, sentences
from services.publication.schemas.timeline.timeline import document
from shared.events import escalation
from shared.events.base import declared, new_id
from shared.events.publication import AreaRegistered, PartnerRegistered
from shared.policy import released, resolve

STARTED = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 12)
REFERENCE = "TRAF-2026-0001-4"


def register(profile: str, signed_on: date | None = None) -> Register:
    area = AreaRegistered(
        area="E08000009",
        name="Trafford",
        letters="TRAF",
        profile=profile,
        population=235_052,
        responsible_authority="council",
        committee="Scrutiny",
    )
    council = PartnerRegistered(
        area="E08000009",
        partner="council",
        name="Trafford Council",
        partner_kind="council",
        regime="executive",
        inspectorate="Ministry",
        signed_on=signed_on,
    )
    return refold("E08000009", [area, council])


def standing(state: str, silence: str | None = None, ended: str = "") -> Standing:
    return Standing(
        reference=REFERENCE,
        area="E08000009",
        moved_at=STARTED,
        case_version=1,
        state=state,
        silence=silence,
        lead_name="Trafford Council",
        due_on=date(2026, 4, 10),
        ended=ended,
    )


def told(event: object, version: int, days: int) -> Told:
    stream = f"{'case' if isinstance(event, escalation.CaseStep) else 'petition'}/{REFERENCE}"
    return Told(stream, version, new_id(), declared(event).type, STARTED + timedelta(days=days), event)


def history() -> Sequence[Told]:
    created = escalation.PetitionCreated(
        area="E08000009",
        petition=REFERENCE,
        title="Bins",
        measure="bins",
        threshold=50,
        closes_on=date(2026, 8, 1),
        policy_version="lof-2026-1",
    )
    counted = escalation.SignaturesCounted(petition=REFERENCE, counted_on=DAY, count=70)
    opened = escalation.CaseOpened(
        case=REFERENCE,
        state="screening",
        area="E08000009",
        trigger="petition",
        title="Bins",
        measure="bins",
        signatures=61,
        policy_version="lof-2026-1+1",
    )
    acknowledged = escalation.DutyAcknowledged(case=REFERENCE, state="duty_served")
    referred = escalation.CaseReferred(
        regime="ordinary", why="only_committee", case=REFERENCE, state="referred", committee="Scrutiny", cause="no_plan"
    )
    return [
        told(created, 1, 0),
        told(counted, 2, 9),
        told(opened, 1, 1),
        told(acknowledged, 2, 4),
        told(referred, 3, 30),
    ]


def test_of_one_moment_the_signatures_come_first_then_what_they_set_a_day_for_and_the_case_last() -> None:
    created, counted, opened, *_ = history()
    streams = (f"obligation/{REFERENCE}/debate", f"case/{REFERENCE}", f"petition/{REFERENCE}")
    at_once = [
        replace(each, stream=stream, version=version, occurred_at=created.occurred_at)
        for each, stream, version in zip((counted, opened, created), streams, (1, 1, 9), strict=True)
    ]
    assert [each.stream.partition("/")[0] for each in in_order(at_once)] == ["petition", "obligation", "case"]


def heard(order: Sequence[Told]) -> Standing:
    beginning = Standing(reference=REFERENCE, area="E08000009", moved_at=order[0].occurred_at)
    return evolve(beginning, [(each.event, each.version, each.occurred_at) for each in order])


def test_the_two_streams_may_come_in_any_order() -> None:
    lawful = [
        order
        for order in permutations(history())
        for versions in [[(t.stream, t.version) for t in order]]
        if all(versions.index((s, v)) > versions.index((s, v - 1)) for s, v in versions if v > 1)
    ]
    assert len(lawful) == 10
    assert len({heard(order) for order in lawful}) == 1


def test_an_event_heard_again_changes_nothing() -> None:
    once = heard(history())
    assert evolve(once, [(history()[2].event, 1, STARTED)]) == once


def test_a_rung_is_left_on_the_day_of_the_step_to_a_higher_one() -> None:
    left = rungs_left(in_order(history()), {"screening": 0, "duty_served": 1, "referred": 2})
    assert left == {0: date(2026, 3, 6), 1: date(2026, 4, 1)}
    past = rungs_left(in_order(history()), {"screening": 0, "referred": 3})
    assert past == {0: date(2026, 4, 1)}  # it never stood on the two between


def test_a_step_back_takes_the_day_back() -> None:
    back = told(escalation.DeadlineSetAside(case=REFERENCE, state="verifying", received_on=DAY, undone="x"), 4, 31)
    left = rungs_left(in_order([*history(), back]), {"screening": 0, "duty_served": 1, "referred": 2, "verifying": 1})
    assert set(left) == {0}


@pytest.mark.parametrize("profile", released())
def test_every_open_state_says_who_is_to_act_and_else_what(profile: str) -> None:
    words = resolve(profile, (), DAY).wording
    acting = {name: must(standing(name, name), register(profile), DAY) for name in words.silences}
    assert not [name for name, line in acting.items() if not (line and line.who and line.does and line.otherwise)]


def test_the_row_that_will_fire_is_the_one_whose_words_are_said() -> None:
    line = must(standing("monitoring", "monitoring_met"), register("lof-2026-1"), DAY)
    assert line is not None
    assert line.otherwise == "the figures, which meet the target, close the case as put right."


def test_what_has_ended_asks_nobody() -> None:
    assert must(standing("resolved_stage1", ended=escalation.RESOLVED), register("lof-2026-1"), DAY) is None


@pytest.mark.parametrize(
    ("signed_on", "does"),
    [
        (None, "is asked to file a complete plan."),
        (date(2021, 3, 22), "must, under the agreement it signed on 22 March 2021, file a complete plan."),
    ],
)
def test_only_who_signed_must(signed_on: date | None, does: str) -> None:
    line = must(standing("duty_served"), register("lof-2026-1", signed_on), DAY)
    assert line is not None
    assert (line.who, line.does) == ("Trafford Council", does)


def test_bodies_are_told_by_name() -> None:
    answered = escalation.ResponseReceived(
        recommendation=1, case=REFERENCE, state="monitoring", body="council", answer="accepted", reasons="It is right."
    )
    words = sentence(told(answered, 9, 50), standing("monitoring"), register("lof-2026-1"), DAY)
    assert words.startswith("Trafford Council answered")


def test_a_renamed_body_is_told_in_the_name_it_had_then_and_asked_in_its_new_one() -> None:
    held = register("lof-2026-1")
    assert held.about is not None
    renamed = replace(held.partners["council"], name="Trafford City Council", former_names=("Trafford Council",))
    held = refold(held.area, [held.about, replace(renamed, renamed_on=(DAY,))])
    served = escalation.DutyServed(
        case=REFERENCE,
        state="duty_served",
        lead="council",
        lead_name="Trafford Council",
        lead_kind="council",
        regime="executive",
        inspectorate="Ministry",
        contributors=(),
        basis="agreement",
        register_version=2,
        lead_missing=False,
        acknowledge_by=DAY,
        done_by="council",
    )
    acknowledged = escalation.DutyAcknowledged(case=REFERENCE, state="duty_served")
    steps = [told(served, 1, 1), told(acknowledged, 2, 2), told(acknowledged, 3, 40)]
    stands = replace(standing("duty_served"), lead="council")
    said = sentences(steps, stands, held, DAY + timedelta(days=50))
    assert [one.partition(" Council")[0] for one in said] == ["Trafford", "Trafford", "Trafford City"]
    asked = must(stands, held, DAY + timedelta(days=50))
    assert asked is not None
    assert asked.who == "Trafford City Council"


@pytest.mark.parametrize("profile", ["laa-2008-1", "lof-2026-1"])
def test_a_case_that_no_petition_opened_is_told_as_what_it_is(profile: str) -> None:
    voted = escalation.TriggerRecord(
        body="north",
        name="North Area Committee",
        party="north",
        decided_on=DAY,
        reference="minute 4/26",
        present=9,
        quorum=7,
        votes_for=8,
        votes_against=1,
    )
    opened = escalation.CaseOpened(
        case=REFERENCE,
        state="screening",
        area="E08000009",
        trigger="area_committee",
        title="Bins",
        measure="bins",
        signatures=0,
        policy_version=profile,
        raised_by="North Area Committee",
        failure="They stand full.",
        records=(voted,),
    )
    heard_of = heard([told(opened, 1, 1)])
    said = sentence(told(opened, 1, 1), heard_of, register(profile), DAY)
    assert said.startswith("The council received the case, raised by North Area Committee: Bins.")
    assert "12 March 2026, minute 4/26 (9 present, 8 for, 1 against)" in said
    words = resolve(profile, (), DAY).wording
    assert words.rungs_of(heard_of.trigger)[0] == "Case accepted"
    assert words.rungs_of("petition") == words.rungs_of(None) == words.rungs
    assert "etition" not in said + words.rungs_of(heard_of.trigger)[0] + words.code("area_committee")


def a_part() -> tuple[escalation.Joined, ...]:
    return (escalation.Joined(reference="TRAF-2026-0002-2", opened_on=DAY, signatures=60, behind=()),)


MERGED = escalation.CaseMerged(case=REFERENCE, state="merged", into="TRAF-2026-0003-0", was="screening", reasons="Same")
TAKEN_IN = escalation.CaseTakenIn(
    case=REFERENCE, state="screening", merged="TRAF-2026-0002-2", joined=a_part(), reasons="Same", stands_since=DAY
)
REVIVED = escalation.CaseRevived(case=REFERENCE, state="screening", host="TRAF-2026-0003-0")
REJECTED = escalation.CaseRejected(case=REFERENCE, state="rejected", reason_code="vexatious", reasons="Same")


@pytest.mark.parametrize(
    ("events", "into", "here"),
    [
        ([], None, ()),
        ([MERGED], "TRAF-2026-0003-0", ()),
        ([MERGED, REVIVED], None, ()),
        ([TAKEN_IN], None, ("TRAF-2026-0002-2",)),
        ([TAKEN_IN, REJECTED], None, ()),
        ([TAKEN_IN, MERGED], "TRAF-2026-0003-0", ("TRAF-2026-0002-2",)),
    ],
)
def test_the_record_points_from_a_merged_case_to_the_one_that_goes_on_and_back(
    events: list[object], into: str | None, here: tuple[str, ...]
) -> None:
    steps = tuple(told(event, number, number) for number, event in enumerate(events, start=2))
    assert merged(steps) == (into, here)
    shown = document(standing("screening"), steps, register("lof-2026-1"), DAY)
    assert (shown["merged_into"], shown["merged_here"]) == (into, list(here))


def test_a_step_with_a_slip_says_when_and_why_it_was_corrected() -> None:
    slip = escalation.StepCorrected(
        case=REFERENCE,
        state="admitted",
        step=3,
        what="admitted",
        said_on=DAY,
        field="reasons",
        was="It cites a mesure",
        now="It cites a measure",
        reasons="A letter was left out",
    )
    step = told(slip, 4, 2)
    assert corrections([step]) == {3: "Corrected on 4 March 2026, because: A letter was left out"}
    said = sentence(step, standing("admitted"), register("lof-2026-1"), DAY)
    assert "the reasons. It read: It cites a mesure. It reads now: It cites a measure." in said


def test_a_case_answers_by_its_bodys_successor() -> None:
    moved = escalation.BodySucceeded(
        case=REFERENCE,
        state="duty_served",
        reasons="Order of 2026",
        working_days=20,
        body="waste",
        successor="green",
        successor_name="Green",
        successor_kind="partner",
        regime="ordinary",
        inspectorate="",
        facilitator="",
        last_on=DAY,
    )
    before = replace(standing("duty_served"), lead="waste", lead_name="Waste")
    after = evolve(before, [(moved, 5, STARTED)])
    assert (after.lead, after.lead_name) == ("green", "Green")
    other = evolve(replace(before, lead="fire", lead_name="Fire"), [(moved, 5, STARTED)])
    assert other.lead == "fire"


def test_the_record_tells_what_a_body_did_in_its_name_and_who_took_over() -> None:
    place: dict[str, Any] = {"case": REFERENCE, "state": "duty_served"}
    served = escalation.DutyServed(
        **place, lead="a", lead_name="Homes Trust", lead_kind="trust", regime="ordinary", inspectorate="",
        contributors=(), basis="agreement", register_version=1, lead_missing=False, acknowledge_by=DAY,
    )  # fmt: skip
    succeeded = escalation.BodySucceeded(
        **place, reasons="Order of 2026", working_days=20, body="a", successor="b", successor_name="Homes Union",
        successor_kind="trust", regime="ordinary", inspectorate="", facilitator="", last_on=date(2026, 3, 31),
    )  # fmt: skip
    acknowledged = escalation.DutyAcknowledged(**place)
    events = [served, acknowledged, succeeded, acknowledged]
    story = [told(event, number, number) for number, event in enumerate(events, start=1)]
    shown = document(heard(story), story, register("lof-2026-1"), DAY)
    sentences = [one["sentence"] for one in shown["history"]]  # type: ignore[attr-defined]  # a list of documents
    assert sentences[1].startswith("Homes Trust said that it has received")
    assert sentences[3].startswith("Homes Union said that it has received")
    assert shown["took_over"] == {"from": "Homes Trust", "on": date(2026, 4, 1)}
