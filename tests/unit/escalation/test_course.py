"""What may happen to a case on any rung: it stands still for a while, and goes on where it stood."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.course.command import Pause, RenewPause, Resume, Withdraw
from services.escalation.domain.ladder.decision import decide, open_commands, silence_row
from services.escalation.domain.ladder.history import evolve
from services.escalation.domain.remedy.command import ClaimRemedy, ContestRemedy
from services.escalation.domain.remedy.observation import latest_remedy_on
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from services.escalation.domain.screening.command import Reject
from services.escalation.domain.scrutiny.command import ContestResolution
from shared.events import escalation as told
from shared.working_days import add_working_days, working_days_between
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, MONITOR, ORGANISER, SAMPLES, WORKER, Walk, case_in, partner, pause

STANDING = [state for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED]
RESUME = Resume(reasons="The court is done")


@pytest.mark.parametrize("state", STANDING, ids=lambda state: state.value)
def test_a_pause_moves_the_due_day_by_the_working_days_it_lasted_and_one_in_months_by_days(state: State) -> None:
    walk = case_in(state).pass_days(1)
    before, begun = walk.case, walk.now.date()
    walk.do(MONITOR, pause(walk))
    assert (walk.case.state, walk.case.due_on, walk.case.silence) == (state, walk.day(60), "paused")
    assert silence_row(walk.case, walk.at(MACHINE)).to is state

    walk.pass_days(42).do(WORKER, RESUME)

    assert before.due_on is not None
    assert walk.case.due_on is not None
    lasted = working_days_between(begun - timedelta(days=1), walk.day(-1), calendar=CALENDAR)
    later = add_working_days(before.due_on, lasted, calendar=CALENDAR).due_on
    in_months = "months" in (before.reckoning or "") and "every" not in (before.reckoning or "")
    assert walk.case.due_on == (before.due_on + timedelta(days=42) if in_months else later)
    assert (walk.case.state, walk.case.silence, walk.case.since_on) == (state, before.silence, before.since_on)
    assert walk.case.course.pause is None


@pytest.mark.parametrize("state", STANDING, ids=lambda state: state.value)
def test_a_pause_that_nobody_renews_ends_by_itself_and_silence_still_ends_the_case(state: State) -> None:
    walk = case_in(state)
    walk.do(MONITOR, pause(walk, days=90))
    resumed = walk.wait_out()[0]
    assert isinstance(resumed, told.CaseResumed)
    assert (resumed.how, resumed.state) == ("silence", state.value)
    assert walk.case.due_on is not None
    assert walk.case.due_on >= walk.now.date()
    for _ in range(12):
        if not walk.case.is_open:
            break
        walk.wait_out()
    assert not walk.case.is_open


def test_no_pauses_make_silence_last_longer_than_its_bound_and_180_days() -> None:
    """Decision 9: 560 working days from wherever people left it. A case that is paused as long as it may be, at once
    and as often as it may be, lasts that and 180 days, 129 working days at most."""
    for state in STANDING:
        plain, walk = case_in(state), case_in(state)
        begun = walk.now.date()
        walk.do(MONITOR, pause(walk, days=90))
        agreed(walk.pass_days(90), RenewPause(reasons="Still", review_on=walk.day(90)))
        assert "too_long_in_all" in gap_codes(walk, RenewPause(reasons="As ever", review_on=walk.day(91)))
        while walk.case.is_open:
            walk.wait_out()
            if walk.case.is_open:
                with pytest.raises(Incomplete, match="missing or not right"):
                    decide(walk.case, replace(pause(walk, days=2), reasons="New"), walk.at(MONITOR))
        while plain.case.is_open:
            plain.wait_out()
        lasts = [working_days_between(begun, one.now.date(), calendar=CALENDAR) for one in (plain, walk)]
        assert lasts[1] <= lasts[0] + 131
        assert lasts[1] <= 560 + 131


def test_days_that_were_fixed_and_still_ahead_move_and_days_that_are_over_do_not() -> None:
    walk = ladder.scheduled()
    hearing_on = walk.case.scrutiny.hearing_on
    assert hearing_on is not None
    walk.pass_days(2).do(MONITOR, pause(walk))
    walk.pass_days(28).do(WORKER, RESUME)
    assert walk.case.scrutiny.hearing_on == add_working_days(hearing_on, 20, calendar=CALENDAR).due_on

    late = ladder.on_the_day().pass_days(1)
    heard_on = late.case.scrutiny.hearing_on
    late.do(MONITOR, pause(late))
    late.pass_days(28).do(WORKER, RESUME)
    assert late.case.scrutiny.hearing_on == heard_on


def test_a_plan_filed_after_a_pause_has_its_whole_time() -> None:
    plain, paused = ladder.duty_served(), ladder.duty_served()
    paused.do(MONITOR, pause(paused))
    paused.pass_days(28).do(WORKER, RESUME)
    for walk in (plain, paused):
        latest = latest_remedy_on(walk.case, walk.at(ladder.SUBJECT))
        walk.do(ladder.SUBJECT, ladder.plan(walk, days=(latest - walk.now.date()).days))
    one, other = plain.case.remedy.plan, paused.case.remedy.plan
    assert one is not None
    assert other is not None
    assert working_days_between(one.remedy_on, other.remedy_on, calendar=CALENDAR) in (19, 20)


def test_while_a_case_stands_still_only_its_pause_can_be_spoken_about_and_figures_are_noted() -> None:
    walk = ladder.remedy_running()
    walk.do(MONITOR, pause(walk))
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run"))
    assert refused.value.name == "paused"
    assert "until 6 March 2026: a court or tribunal is dealing with the matter" in refused.value.words
    is_open = {offer.name for offer in open_commands(walk.case, walk.at(MONITOR)) if offer.is_open}
    assert is_open == {"renew_pause", "resume"}

    walk.do(MACHINE, ladder.figure("met"))
    assert (walk.case.verdicts, walk.stands_in(State.REMEDY_RUNNING)) == (("met",), True)
    assert (walk.case.silence, walk.case.due_on) == ("paused", walk.day(60))


def test_a_figure_that_would_settle_the_case_moves_it_no_further_while_it_stands_still() -> None:
    walk = ladder.verifying()
    walk.do(MONITOR, pause(walk))
    walk.do(MACHINE, ladder.figure("met"))
    assert walk.stands_in(State.VERIFYING)


@pytest.mark.parametrize(
    ("said", "gaps"),
    [
        ({"reason_class": "no_time"}, [("reason_class", "not_a_choice")]),
        ({"reasons": "  "}, [("reasons", "missing")]),
        ({"days": 0}, [("review_on", "not_ahead")]),
        ({"days": 91}, [("review_on", "too_late")]),
    ],
)
def test_what_is_wrong_with_a_pause_is_named(said: dict[str, object], gaps: list[tuple[str, str]]) -> None:
    walk = ladder.evidence()
    days = said.pop("days", 30)
    assert isinstance(days, int)
    whole = {"reason_class": "pre_election", "reasons": "Elections in May", "review_on": walk.day(days), **said}
    with pytest.raises(Incomplete) as incomplete:
        walk.do(MONITOR, Pause(**whole))  # type: ignore[arg-type]  # fields of a table of wrong ones
    assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == gaps


def agreed(walk: Walk, command: Pause | RenewPause) -> told.CaseStep:
    """What is asked again is agreed to by a body outside the subject and the council."""
    (asked,) = walk.do(MONITOR, command)
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "outsider"
    with pytest.raises(NotYourPart):
        walk.do(WORKER, AgreeAsSecond(reasons="So it is"))
    return walk.do(partner("police"), AgreeAsSecond(reasons="So it is"))[-1]


def test_a_case_stands_still_for_180_days_in_all_and_for_a_year_where_a_court_or_the_police_ask_in_writing() -> None:
    walk = ladder.evidence()
    walk.do(MONITOR, pause(walk, days=90))
    walk.pass_days(80).do(WORKER, RESUME)
    agreed(walk.pass_days(3), replace(pause(walk, days=90), reasons="Another court has it"))
    walk.pass_days(80)
    still = RenewPause(reasons="It is heard in March", review_on=walk.day(21))
    assert gap_codes(walk, still) == ["too_long_in_all"]
    agreed(walk, replace(still, review_on=walk.day(20)))
    assert gap_codes(walk, replace(still, review_on=walk.day(20))) == ["used_before"]
    order = replace(still, review_on=walk.day(90), letter="Court order 4 of 2026")
    renewed = agreed(walk, order)
    assert isinstance(renewed, told.PauseRenewed)
    assert renewed.is_asked_in_writing
    assert "Court order" not in repr(walk.case) + repr(walk.events)
    walk.pass_days(80)
    same = replace(order, review_on=walk.day(30), letter="court order 4  of 2026")
    assert gap_codes(walk, same) == ["used_before"]
    agreed(walk, replace(order, review_on=walk.day(90), letter="Court order 5 of 2026"))
    walk.pass_days(60)
    for_ever = replace(order, review_on=walk.day(90), letter="Court order 6 of 2026")
    assert gap_codes(walk, for_ever) == ["too_long_in_all"]
    walk.wait_out()
    assert (walk.case.overlay, walk.case.silence) == (None, "evidence")


def gap_codes(walk: Walk, command: Pause | RenewPause) -> list[str]:
    with pytest.raises(Incomplete) as incomplete:
        walk.do(MONITOR, command)
    return [gap.code for gap in incomplete.value.gaps]


def test_every_pause_counts_and_shuts_no_window_of_those_who_raised_the_case() -> None:
    """One officer who pauses and resumes on one day spends the one pause that needs nobody else, and wins no day."""
    walk = ladder.found()
    due_on = walk.case.due_on
    assert due_on is not None
    walk.pass_days(1).do(MONITOR, pause(walk, letter="Letter 1"))
    walk.do(MONITOR, RESUME)
    assert walk.case.due_on == add_working_days(due_on, 1, calendar=CALENDAR).due_on
    assert gap_codes(walk, pause(walk, letter="letter 1")) == ["used_before"]
    agreed(walk, pause(walk, letter="Letter 2"))
    walk.do(partner("fire"), ContestRemedy(reasons="They do not run"))
    assert (walk.case.state, walk.case.silence) == (State.REFERRED, "paused")
    walk.pass_days(7).do(MONITOR, RESUME)
    assert (walk.case.state, walk.case.silence) == (State.REFERRED, "referred")

    committee = ladder.resolution_proposed()
    committee.do(MONITOR, pause(committee))
    committee.do(partner("fire"), ContestResolution(reasons="They do not run"))
    assert committee.stands_in(State.STAGE2_EXHAUSTED)


def test_of_a_statutory_process_nothing_is_told_but_its_name() -> None:
    walk = ladder.evidence()
    review_on = walk.day(30)
    (paused,) = walk.do(
        MONITOR, Pause(reason_class="statutory_process", reasons="The police look at it", review_on=review_on)
    )
    assert isinstance(paused, told.CasePaused)
    assert (paused.reason_class, paused.reasons) == ("statutory_process", "")
    assert "police" not in repr(walk.case)


def test_the_subjects_own_officer_cannot_pause_alone_and_only_a_monitoring_officer_can_pause_at_all() -> None:
    walk = ladder.evidence()
    own, command = ladder.in_own_cause(walk, Pause)
    (asked,) = walk.do(own, command)
    assert isinstance(asked, told.SecondAsked)
    assert (asked.of, walk.case.course.pause) == ("outsider", None)
    agreed, paused = walk.do(MONITOR, AgreeAsSecond(reasons="The court has it"))
    assert (type(agreed), type(paused)) == (told.SecondAgreed, told.CasePaused)
    assert walk.case.course.pause is not None

    for actor in (WORKER, ladder.OFFICER, ladder.SUBJECT, ladder.INSPECTOR):
        running = ladder.evidence()
        with pytest.raises(NotYourPart):
            running.do(actor, pause(running))


def test_who_resumes_a_case_forgets_a_renewal_that_waits_for_its_second_person() -> None:
    walk = ladder.evidence()
    walk.do(MONITOR, pause(walk))
    own, command = ladder.in_own_cause(walk, RenewPause)
    walk.do(own, command)
    walk.do(WORKER, RESUME)
    assert walk.case.silence == "evidence"
    assert walk.case.waiting is None


def test_findings_that_were_sealed_enter_a_case_that_stands_still_and_end_its_pause() -> None:
    walk = ladder.evidence()
    walk.do(MONITOR, pause(walk))
    actor, sample = SAMPLES[ReceiveReserveFindings]
    walk.do(actor, sample(walk))
    assert (walk.case.state, walk.case.course.pause) == (State.ACTION_NEGOTIATION, None)
    assert walk.case.silence == "action_negotiation"


def test_refolding_the_events_of_a_case_that_was_paused_gives_the_same_case() -> None:
    walk = ladder.awaiting("housing", "police", "fire")
    folded = walk.case
    answers_by = [one.answer_by for one in walk.case.scrutiny.addressees]
    walk.pass_days(3)
    for actor, command in [(MONITOR, pause(walk)), (MACHINE, ladder.figure("met")), (WORKER, RESUME)]:
        for event in walk.do(actor, command):
            folded = evolve(folded, event, walk.now.date())
        walk.pass_days(7)
    assert folded == walk.case
    later = [one.answer_by for one in walk.case.scrutiny.addressees]
    assert later == [add_working_days(day, 10, calendar=CALENDAR).due_on for day in answers_by]


def test_a_clock_of_another_name_that_ends_on_the_same_day_is_another_one_with_a_deadline_of_its_own() -> None:
    """Else its deadline, which goes by the round, would count as met, and the case would wait for ever."""
    walk = ladder.admitted_by_default()
    before = walk.case
    events = walk.do(ORGANISER, Withdraw(reasons="We have moved away"))
    assert (walk.case.due_on, events[-1].due_on) == (before.due_on, before.due_on), "the days must be the same here"
    assert (before.silence, walk.case.silence) == ("admitted_by_default", "withdrawn")
    assert walk.case.round == before.round + 1


def test_what_waits_for_a_second_person_falls_away_where_the_case_is_paused_and_may_be_asked_again() -> None:
    walk = ladder.screening()
    reject = SAMPLES[Reject][1](walk)
    assert isinstance(walk.do(WORKER, reject)[-1], told.SecondAsked)
    walk.do(MONITOR, SAMPLES[Pause][1](walk))
    assert walk.case.overlay is Overlay.PAUSED
    assert walk.case.waiting is None
    walk.pass_days(1).do(MONITOR, SAMPLES[Resume][1](walk))
    assert isinstance(walk.do(WORKER, reject)[-1], told.SecondAsked)
