"""Who is let in, who is refused and for what, and how a refusal is looked at again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.lookup import Earlier
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.register import Lead
from services.escalation.domain.case.screening import EXCLUSIONS
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.decision import open_case
from services.escalation.domain.screening.command import (
    Admit,
    AllegeSystematicFailure,
    BackRejection,
    OverturnRejection,
    Reject,
    RequestReview,
    UpholdRejection,
)
from shared.events import escalation as told
from shared.policy import Override, resolve
from shared.working_days import add_working_days
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import MONITOR, OFFICER, SAMPLES, WORKER, Walk, partner

EARLIER = Earlier(reference="TEST-2025-0009-1", closed_on=date(2025, 11, 3))


def refuse(walk: Walk, command: Reject) -> None:
    """Refuse, with the second person that every refusal needs."""
    walk.do(WORKER, command)
    walk.do(MONITOR, AgreeAsSecond(reasons="The published rule says so"))


def gaps(walk: Walk, command: Admit | Reject) -> list[tuple[str, str]]:
    with pytest.raises(Incomplete) as incomplete:
        walk.do(WORKER, command)
    return [(gap.field, gap.code) for gap in incomplete.value.gaps]


def test_receipt_is_acknowledged_by_the_machine_at_once_with_the_day_of_the_decision() -> None:
    walk = Walk()
    opened = told.CaseOpened(
        case="x", state="screening", area="E1", trigger="petition", title="t", measure="NI 1", signatures=60,
        policy_version=walk.policy.version,
    )  # fmt: skip
    first, acknowledged = open_case(opened, walk.at(WORKER))
    assert isinstance(acknowledged, told.CaseAcknowledged)
    assert acknowledged.asked_by == add_working_days(walk.now.date(), 10, calendar=ladder.CALENDAR).due_on
    assert acknowledged.due_on == first.due_on
    with pytest.raises(Refused) as refused:
        open_case(replace(opened, measure=""), walk.at(WORKER))
    assert refused.value.name == "cites_nothing"


@pytest.mark.parametrize("matter", EXCLUSIONS)
def test_a_matter_that_another_procedure_decides_comes_in_only_when_the_system_is_said_to_fail(matter: str) -> None:
    walk = ladder.screening()
    admit = Admit(level="local", reasons="It cites a measure", matter=matter)
    assert gaps(walk, admit) == [("matter", "excluded")]

    walk.do(WORKER, AllegeSystematicFailure(reasons="Every decision of two years"))

    assert gaps(walk, Reject(reason_code=matter, reasons="It is decided elsewhere")) == [("reason_code", "falls_away")]
    walk.do(WORKER, admit)
    assert walk.stands_in(State.ADMITTED)


def test_an_area_may_keep_its_exclusions_though_the_system_is_said_to_fail() -> None:
    strict = Override(
        key="safeguard.systemic_failure_override",
        value="false",
        basis="local agreement",
        decided_by="Full council",
        since_on=date(2026, 1, 1),
    )
    walk = Walk(policy=resolve("laa-2008-1", (strict,), date(2026, 1, 5)))
    walk.do(WORKER, AllegeSystematicFailure(reasons="Every decision of two years"))
    refuse(walk, Reject(reason_code="planning", reasons="It is decided elsewhere"))
    assert walk.stands_in(State.REJECTED)


def test_a_repetition_says_what_is_new_or_is_refused_by_the_name_of_what_it_repeats() -> None:
    again, late, refused = (Walk(earlier=(EARLIER,)) for _ in range(3))
    assert gaps(again, Admit(level="local", reasons="Yes")) == [("new_evidence", "missing")]
    (admitted,) = again.do(WORKER, Admit(level="local", reasons="Yes", new_evidence="Two more lifts stand"))
    assert isinstance(admitted, told.CaseAdmitted)
    assert admitted.new_evidence == "Two more lifts stand"

    late.earlier = (replace(EARLIER, closed_on=date(2025, 7, 4)),)  # six months and a day before
    late.do(WORKER, Admit(level="local", reasons="Yes"))

    repeats = Reject(reason_code="repeats_within_six_months", reasons="The same lifts")
    assert gaps(refused, repeats) == [("repeats", "not_an_earlier_case")]
    refuse(refused, replace(repeats, repeats=EARLIER.reference))
    assert refused.stands_in(State.REJECTED)


@pytest.mark.parametrize("trigger", ["partner_action", "peer_assessment"])
def test_of_a_bodys_finding_the_form_is_checked_and_it_is_let_in_after_two_days(trigger: str) -> None:
    walk = Walk(trigger=trigger)
    assert walk.case.due_on == add_working_days(walk.now.date(), 2, calendar=ladder.CALENDAR).due_on
    assert gaps(walk, Reject(reason_code="vexatious", reasons="No")) == [("reason_code", "not_a_choice")]
    walk.wait_out()
    assert walk.stands_in(State.ADMITTED)
    assert walk.case.silence == "admitted"  # and served without the days in which silence's choice may be undone
    other = Walk(trigger=trigger)
    refuse(other, Reject(reason_code="not_a_written_finding", reasons="Nobody signed it"))
    assert other.stands_in(State.REJECTED)


def test_a_refusal_is_reviewed_once_and_within_its_days() -> None:
    walk = ladder.rejected()
    assert walk.case.due_on is not None
    late = walk.now + timedelta(days=60)
    with pytest.raises(Refused) as refused:
        walk.do(WORKER, RequestReview(reasons="It was one letter"), received_at=late)
    assert refused.value.name == "within_the_window"

    walk.do(WORKER, RequestReview(reasons="It was one letter"))
    walk.wait_out()  # the review is not held: let in at once, and not to be refused again
    assert walk.stands_in(State.ADMITTED)
    with pytest.raises(Refused):
        walk.do(WORKER, Reject(reason_code="vexatious", reasons="Still"))

    again = ladder.admitted_by_default()
    again.case = replace(again.case, screening=replace(again.case.screening, reviews=1))
    refuse(again, Reject(reason_code="vexatious", reasons="Forty letters"))
    with pytest.raises(Refused) as spent:
        again.do(WORKER, RequestReview(reasons="No"))
    assert spent.value.name == "review_left"


def test_somebody_from_outside_looks_first_and_then_the_committee_decides() -> None:
    walk = ladder.under_review()
    assert walk.case.screening.refused_by == ("council",)
    for insider in (WORKER, partner("council"), partner("housing")):  # who refused it, and who leads on the measure
        with pytest.raises(NotYourPart):
            walk.do(insider, BackRejection(reasons="It is right"))
    with pytest.raises(Refused) as early:
        walk.do(OFFICER, UpholdRejection(reasons="It is right", minute=ladder.minute(walk)))
    assert early.value.name == "looked_at_from_outside"

    walk.do(partner("fire"), BackRejection(reasons="It is right"))
    with pytest.raises(Refused) as twice:
        walk.do(partner("police"), BackRejection(reasons="It is right"))
    assert twice.value.name == "not_looked_at_before"
    walk.do(OFFICER, UpholdRejection(reasons="Forty letters", minute=ladder.minute(walk)))
    assert (walk.case.state, walk.case.cause) == (State.REJECTED_FINAL, "vexatious")


def test_the_committee_need_not_wait_for_ever_for_somebody_from_outside() -> None:
    walk = ladder.under_review().pass_days(15)
    walk.do(OFFICER, UpholdRejection(reasons="Forty letters", minute=ladder.minute(walk)))
    assert walk.stands_in(State.REJECTED_FINAL)


@pytest.mark.parametrize("reviewer", [partner("fire"), OFFICER], ids=["from outside", "the committee"])
def test_a_refusal_found_wrong_lets_the_case_in(reviewer: Actor) -> None:
    walk = ladder.under_review()
    overturn = OverturnRejection(level="area_wide", reasons="It was one letter")
    events = walk.do(reviewer, replace(overturn, minute=ladder.minute(walk)) if reviewer is OFFICER else overturn)
    assert [type(event) for event in events] == [told.RejectionOverturned, told.CaseAdmitted]
    assert (walk.case.state, walk.case.screening.level, walk.case.cause) == (State.ADMITTED, "area_wide", "")
    assert walk.case.silence == "admitted"


def test_whoever_refused_does_not_decide_on_the_review() -> None:
    walk = ladder.looked_at_from_outside()
    walk.refusers = frozenset({OFFICER.id})
    for command in (UpholdRejection, OverturnRejection):
        with pytest.raises(Refused) as refused:
            walk.do(OFFICER, SAMPLES[command][1](walk))
        assert refused.value.name == "not_the_one_who_refused"


def test_an_exclusion_cannot_be_upheld_once_the_system_is_said_to_fail() -> None:
    walk = ladder.screening()
    refuse(walk, Reject(reason_code="planning", reasons="Decided elsewhere"))
    walk.do(WORKER, RequestReview(reasons="It is every decision"))
    walk.do(WORKER, AllegeSystematicFailure(reasons="Every decision of two years"))
    for actor, command in ((partner("fire"), BackRejection), (OFFICER, UpholdRejection)):
        with pytest.raises(Refused) as refused:
            walk.pass_days(8).do(actor, SAMPLES[command][1](walk))
        assert refused.value.name == "reason_stands"


def test_a_body_that_agreed_to_the_refusal_does_not_look_at_it_from_outside() -> None:
    register = replace(
        ladder.REGISTER, lead=Lead(body="council", contributors=(), basis="its own service", since_on=ladder.SIGNED)
    )
    walk = Walk(register=register)
    walk.do(WORKER, Reject(reason_code="vexatious", reasons="Forty letters"))
    walk.do(partner("fire"), AgreeAsSecond(reasons="They are one letter"))
    walk.do(WORKER, RequestReview(reasons="It was one letter"))
    assert walk.case.screening.refused_by == ("council", "fire")
    with pytest.raises(NotYourPart):
        walk.do(partner("fire"), BackRejection(reasons="It is right"))
    walk.do(partner("police"), BackRejection(reasons="It is right"))
