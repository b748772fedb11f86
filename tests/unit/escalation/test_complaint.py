"""An inspection is admitted only after both stages and on complaints of two partners, whatever anybody does."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.stake import Held, Stake, barred
from services.escalation.domain.case.state import PLACES, Rung, State
from services.escalation.domain.inspection.command import LodgeComplaint, RequestCallIn, WithdrawComplaint
from services.escalation.domain.ladder.decision import fire
from services.escalation.domain.remedy.command import ContestRemedy, VerifyRemedy
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, REGISTER, SAMPLES, Walk, partner

ACTORS: list[Actor] = [MACHINE, ladder.WORKER, ladder.OFFICER, ladder.INSPECTOR, *map(partner, BODIES)]
# What a sealed matter finds goes past the rungs, lawfully: it is no deed on the ladder.
ON_THE_LADDER = [asked for asked in SAMPLES if asked is not ReceiveReserveFindings]
COMPLAINT = LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer")


def test_complaints_count_from_the_end_of_scrutiny_and_admit_once_somebody_asks() -> None:
    walk = ladder.exhausted()
    for complainant in ("police", "fire"):
        walk.do(partner(complainant), COMPLAINT)
    assert walk.stands_in(State.STAGE2_EXHAUSTED)
    events = walk.do(ladder.WORKER, RequestCallIn())
    assert [type(event) for event in events] == [told.CallInRequested, told.CallInAdmitted]
    assert walk.stands_in(State.CALL_IN_ADMITTED)


def test_one_partner_is_not_enough() -> None:
    walk = ladder.call_in_open()
    walk.do(partner("police"), COMPLAINT)
    assert walk.stands_in(State.CALL_IN_OPEN)
    with pytest.raises(Refused, match="complained already"):
        walk.do(partner("police"), COMPLAINT)
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "complaints_short")


def test_two_arms_of_one_organisation_count_once() -> None:
    walk = ladder.call_in_open()
    walk.do(partner("hospital"), COMPLAINT)
    with pytest.raises(Refused) as refused:
        walk.do(partner("clinic"), COMPLAINT)
    assert refused.value.name == "not_complained_before"
    assert (walk.case.inspection.complaints, walk.complainants) == (1, ("trust",))


def test_who_complains_is_told_when_the_call_in_is_admitted_and_not_before() -> None:
    walk = ladder.call_in_open()
    walk.do(partner("police"), COMPLAINT)
    assert "police" not in " ".join(map(repr, [*walk.events, walk.case]))
    *_, admitted = walk.do(partner("hospital"), COMPLAINT)
    assert isinstance(admitted, told.CallInAdmitted)
    assert admitted.complainants == walk.case.inspection.complainants == ("police", "trust")


def test_no_account_is_named_by_what_a_case_tells() -> None:
    walk = ladder.exhausted()
    clerk = Actor(id="account/7", roles=frozenset({"case_worker"}))
    walk.do(clerk, RequestCallIn())
    walk.do(partner("police"), COMPLAINT)
    walk.do(partner("fire"), COMPLAINT)
    assert "account/7" not in " ".join(map(repr, walk.events))
    assert walk.case.inspection.requester == "council"


def test_the_subject_never_counts() -> None:
    walk = ladder.call_in_open()
    with pytest.raises(NotYourPart):
        walk.do(partner("housing"), COMPLAINT)


def test_only_signatories_count() -> None:
    walk = ladder.call_in_open()
    with pytest.raises(Refused) as refused:
        walk.do(partner("newcomer"), COMPLAINT)
    assert refused.value.name == "signatory_of_the_agreement"


def test_a_complaint_taken_back_counts_no_more_and_may_be_made_again() -> None:
    walk = ladder.complained(ladder.call_in_open())
    with pytest.raises(Refused) as refused:
        walk.do(partner("fire"), WithdrawComplaint())
    assert refused.value.name == "complained_before"
    (withdrawn,) = walk.do(partner("police"), WithdrawComplaint())
    assert "police" not in repr(withdrawn)
    assert walk.case.inspection.complaints == 0

    walk.do(partner("fire"), COMPLAINT)
    assert walk.stands_in(State.CALL_IN_OPEN)
    walk.do(partner("police"), COMPLAINT)
    assert walk.stands_in(State.CALL_IN_ADMITTED)


def test_a_complaint_cannot_be_taken_back_once_the_call_in_is_admitted() -> None:
    walk = ladder.call_in_admitted()
    with pytest.raises(Refused) as refused:
        walk.do(partner("police"), WithdrawComplaint())
    assert refused.value.name == "not_in_this_state"
    assert walk.case.inspection.complaints == 2


def test_with_fewer_than_two_signatories_besides_the_subject_nobody_can_ask_and_the_end_says_so() -> None:
    walk = ladder.exhausted()
    arms = {one.id: one for one in (ladder.body("hospital", parent="trust"), ladder.body("clinic", parent="trust"))}
    unsigned = {one: replace(BODIES[one], signed_on=None) for one in ("council", "police", "fire", "college")}
    walk.register = replace(REGISTER, bodies={**BODIES, **unsigned, **arms})
    with pytest.raises(Refused) as refused:
        walk.do(ladder.WORKER, RequestCallIn())
    assert refused.value.name == "too_few_signatories"
    walk.do(partner("hospital"), COMPLAINT)
    assert walk.case.silence == "too_few_signatories"
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "too_few_signatories")


def test_the_window_of_complaints_runs_from_the_end_of_scrutiny_whoever_asks_when() -> None:
    walk = ladder.exhausted()
    window_ends = walk.case.due_on
    walk.pass_days(200)
    walk.do(ladder.WORKER, RequestCallIn())
    assert walk.case.due_on == window_ends


def moved(walk: Walk, body: str, parent: str | None) -> None:
    """The register states, by one line and today, whose part the body is."""
    held = walk.register.bodies[body]
    was = (*held.former_parents, held.parent or "")
    stated = replace(held, parent=parent, former_parents=was, moved_on=(*held.moved_on, walk.now.date()))
    walk.register = replace(walk.register, bodies={**walk.register.bodies, body: stated})


def test_a_line_of_the_register_silences_nobody_who_raised_a_case_or_complains_in_it() -> None:
    """The council's registrar states it alone, of whatever body is a trouble: in a case, who was whose arm as it began
    is so in it.
    """
    for before in (True, False):
        walk = ladder.raised_by_fire(ladder.found)()
        if before:
            moved(walk, "fire", "housing")
        walk.do(partner("fire"), ContestRemedy(reasons="Two lifts stand still"))
        assert walk.stands_in(State.REFERRED)
    walk = ladder.call_in_open()
    moved(walk, "fire", "housing")
    moved(walk, "police", "council")
    for complainant in ("police", "fire"):
        walk.do(partner(complainant), COMPLAINT)
    assert (walk.case.state, walk.case.inspection.complainants) == (State.CALL_IN_ADMITTED, ("police", "fire"))


def test_nobody_judges_for_the_body_whose_arm_it_is_or_was_when_the_case_began() -> None:
    walk = ladder.verifying()
    moved(walk, "police", "housing")
    with pytest.raises(NotYourPart):
        walk.do(partner("police"), ladder.SAMPLES[VerifyRemedy][1](walk))
    arm = replace(BODIES["police"], parent="housing")
    walk = Walk(register=replace(REGISTER, bodies={**BODIES, "police": arm}))
    claimed = ladder.verifying()
    walk.case, walk.now = claimed.case, claimed.now
    moved(walk.pass_days(1), "police", None)
    with pytest.raises(NotYourPart):
        walk.do(partner("police"), ladder.SAMPLES[VerifyRemedy][1](walk))


@pytest.mark.parametrize("held", Held)
def test_no_part_of_the_third_rung_goes_to_an_arm_of_whoever_answers_whenever_it_became_one(held: Held) -> None:
    walk = ladder.call_in_admitted()
    assert Stake.SIDE not in barred(held, walk.case, "college", walk.at(ladder.WORKER))
    moved(walk.pass_days(1), "college", "housing")
    assert Stake.SIDE in barred(held, walk.case, "college", walk.at(ladder.WORKER))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([ladder.screening, ladder.referred, ladder.exhausted, ladder.call_in_open]),
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(ACTORS), st.sampled_from(ON_THE_LADDER)),
            st.tuples(st.sampled_from(ACTORS), st.just(LodgeComplaint)),
            st.integers(min_value=1, max_value=80),
        ),
        max_size=40,
    ),
)
def test_no_sequence_of_deeds_and_silences_goes_round_a_rung(start: object, deeds: list[object]) -> None:
    assert callable(start)
    walk: Walk = start()
    rungs = [PLACES[walk.case.state].rung]
    for deed in deeds:
        _try(walk, deed)
        if PLACES[walk.case.state].rung is not rungs[-1]:
            rungs.append(PLACES[walk.case.state].rung)
        _holds(walk)
    order = list(Rung)
    for before, after in pairwise(rungs):
        assert order.index(after) - order.index(before) <= 1


def _try(walk: Walk, deed: object) -> None:
    if isinstance(deed, int):
        walk.now += timedelta(days=deed)
        if walk.case.due_on is not None and walk.case.due_on < walk.now.date():
            walk.take(fire(walk.case, walk.at(MACHINE)))
        return
    assert isinstance(deed, tuple)
    actor, asked = deed
    _, sample = SAMPLES[asked]
    try:
        walk.do(actor, sample(walk))
    except Refused:
        return


def _holds(walk: Walk) -> None:
    """What must be true of a case that an inspectorate may be asked about."""
    case = walk.case
    reached = {
        State.CALL_IN_ADMITTED,
        State.BROKERING,
        State.WITH_INSPECTORATE,
        State.INSPECTING,
        State.ACTION_IN_FORCE,
    }
    if case.state in reached:
        assert case.remedy.spent_on is not None
        assert case.scrutiny.spent_on is not None
        assert len(set(case.inspection.complainants)) >= 2
        assert case.inspection.complainants == walk.complainants
    signed = {REGISTER.organisation(body.id) for body in BODIES.values() if body.signed_on is not None}
    assert set(walk.complainants) <= signed - {REGISTER.organisation(case.subject)}
    assert case.inspection.complaints == len(walk.complainants)
    assert case.inspection.complaints == 0 or case.scrutiny.spent_on is not None
    assert case.is_open == (case.due_on is not None)
