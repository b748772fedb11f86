"""The ladder's two tables hold together, and every pair of state and command does what the table says or is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import (
    Command,
    NoteFigures,
    verb,
)
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.row import Limit, Row, Silence
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import ENDS, OPEN_STATES, PLACES, State
from services.escalation.domain.inspection import choice
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AgreePlan,
    AskAgain,
    AssignFacilitator,
    DeclineInspection,
    DraftFindings,
    FileReply,
    PublishFindings,
)
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder import command as ask
from services.escalation.domain.ladder.decision import decide, fire, open_commands, silence_row
from services.escalation.domain.ladder.history import evolve
from services.escalation.domain.ladder.soundness import Unsound, check
from services.escalation.domain.ladder.table import print_table
from services.escalation.domain.remedy.command import ClaimRemedy, FilePlan, RefuseRemedy, ServeDuty, VerifyRemedy
from services.escalation.domain.screening.command import Admit
from services.escalation.domain.scrutiny.command import AdjournHearing, Respond
from shared.events import escalation as told
from shared.policy import released, resolve
from shared.working_days import Unit, in_words, working_days_between
from tests.unit import ladder
from tests.unit.ladder import POLICY, SAMPLES, Walk, case_in, partner, standing_for

AT_ONCE = {
    (State.FINDINGS_PUBLISHED, PublishFindings): State.ACTION_NEGOTIATION,
    (State.AWAITING_RESPONSES, Respond): State.MONITORING,
}


def name_of(row: Row) -> str:
    return f"{row.state.value}-{verb(row.asked)}-{row.when.answer if row.when else 'always'}"


@pytest.mark.parametrize("row", chain.TABLE, ids=name_of)
def test_every_row_of_the_table_leads_where_it_says(row: Row) -> None:
    answer = row.when.answer if row.when else ""
    walk = standing_for(row)
    actor, sample = SAMPLES[row.asked]
    command = sample(walk)
    if row.asked is NoteFigures and answer in ("met", "met, received in time"):
        command = ladder.figure("met")
    in_time = walk.now - timedelta(days=2) if row.counter == "set_aside_on" or "in time" in answer else None

    events = decide(walk.case, command, walk.at(actor, received_at=in_time))

    if row.second is Second.ALWAYS:
        assert [(type(event), event.state) for event in events] == [(told.SecondAsked, row.state.value)]
        return
    assert events[0].state == row.to.value
    assert events[-1].state == AT_ONCE.get((row.to, row.asked), row.to).value
    assert all(event.case == walk.case.reference for event in events)
    assert (events[-1].due_on is not None) is (State(events[-1].state) not in ENDS)
    assert {event.ended for event in events} == {PLACES[State(events[-1].state)].ended}


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
@pytest.mark.parametrize("asked", ask.ALL, ids=verb)
def test_every_pair_without_a_row_is_refused_by_name(state: State, asked: type[Command]) -> None:
    has_row = any(row.state is state and row.asked is asked for row in chain.TABLE)
    walk = case_in(state)
    actor, sample = SAMPLES[asked]

    if has_row:
        assert state in OPEN_STATES
        return
    with pytest.raises(Refused) as refused:
        decide(walk.case, sample(walk), walk.at(actor))
    assert refused.value.name == "not_in_this_state"


@pytest.mark.parametrize("row", chain.TABLE, ids=name_of)
def test_nobody_may_ask_who_plays_none_of_the_parts(row: Row) -> None:
    answer = row.when.answer if row.when else ""
    walk = standing_for(row)
    command = SAMPLES[row.asked][1](walk)
    if row.asked is NoteFigures and "met" in answer and "not" not in answer:
        command = ladder.figure("met")
    actors = [MACHINE, ladder.WORKER, ladder.OFFICER, ladder.INSPECTOR, *map(partner, ladder.BODIES)]
    strangers = [a for a in actors if not parts_of(walk.case, walk.at(a)) & row.who]
    assert strangers

    for stranger in strangers:
        with pytest.raises(NotYourPart):
            decide(walk.case, command, walk.at(stranger))


def test_the_tables_as_shipped_are_sound_under_every_profile() -> None:
    for profile in released():
        check(resolve(profile, (), date(2026, 1, 5)))


def test_a_state_without_a_silence_row_is_found() -> None:
    rest = [row for row in silence.TABLE if row.name != "referred"]
    with pytest.raises(Unsound, match="referred has no silence row"):
        check(POLICY, silences=rest)


def test_two_silence_rows_that_hold_together_are_found() -> None:
    row = silence_named("referred")
    with pytest.raises(Unsound, match="referred has rows that may hold at the same time"):
        check(POLICY, silences=[*silence.TABLE, replace(row, name="referred_again")])


def test_an_answer_without_its_silence_row_is_found() -> None:
    rest = [row for row in silence.TABLE if row.name != "admitted_by_default"]
    with pytest.raises(Unsound, match="admitted has no row for: by default"):
        check(POLICY, silences=rest)


def test_conditions_from_two_choices_are_found() -> None:
    rows = [
        replace(row, when=When(choice.PLANS, "last")) if row.name == "admitted_by_default" else row
        for row in silence.TABLE
    ]
    with pytest.raises(Unsound, match="admitted has rows that may hold at the same time"):
        check(POLICY, silences=rows)


def test_a_loop_without_a_counter_is_found() -> None:
    rows = [replace(row, counter=None) for row in chain.TABLE]
    with pytest.raises(Unsound, match=r"a loop without a counter: .*remedy_running"):
        check(POLICY, rows=rows)


def test_a_silence_that_returns_to_its_state_without_a_counter_is_found() -> None:
    rows = [replace(row, to=State.REFERRED) if row.name == "referred" else row for row in silence.TABLE]
    with pytest.raises(Unsound, match="a loop without a counter: referred -> referred"):
        check(POLICY, silences=rows)


def test_rows_that_act_at_once_in_a_circle_are_found() -> None:
    rows = [replace(row, limit=None) if row.name == "action_negotiation" else row for row in silence.TABLE]
    rows = [replace(r, to=State.FINDINGS_PUBLISHED) if r.name == "action_negotiation" else r for r in rows]
    with pytest.raises(Unsound, match="act at once run in a circle"):
        check(POLICY, silences=rows)


def test_a_command_without_a_row_and_a_limit_without_a_policy_key_are_found() -> None:
    rows = [row for row in chain.TABLE if row.asked is not Respond]
    wrong = [replace(r, limit=Limit(keys=("stage9.never",))) if r.name == "evidence" else r for r in silence.TABLE]
    with pytest.raises(Unsound, match=r"Respond has no row.*the limit of evidence is no period"):
        check(POLICY, rows=rows, silences=wrong)


@pytest.mark.parametrize("state", OPEN_STATES, ids=lambda state: state.value)
def test_in_every_open_state_exactly_one_silence_row_holds(state: State) -> None:
    walk = case_in(state)
    assert silence_row(walk.case, walk.at(MACHINE)).state is state


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s is not State.FINDINGS_PUBLISHED], ids=lambda s: s.value)
def test_silence_alone_ends_every_case(state: State) -> None:
    walk = case_in(state)
    for _ in range(12):
        if not walk.case.is_open:
            break
        walk.wait_out()
    assert not walk.case.is_open
    assert walk.case.state in ENDS
    assert walk.case.closed_on == walk.now.date()
    assert walk.case.due_on is None


def test_a_case_that_nobody_touches_ends_within_500_working_days_of_its_petition() -> None:
    path, days = lasts(ladder.screening())
    signing = POLICY.petition.open_longest
    assert signing.unit is Unit.DAYS
    print(f"untouched: {days} working days after {signing.words()} of signing: {path}")  # noqa: T201 to be read
    assert days + signing.count * 5 // 7 <= 500


def test_from_wherever_people_left_it_silence_ends_a_case_within_560_working_days() -> None:
    lasting = [lasts(case_in(state)) for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED]
    path, days = max(lasting, key=lambda found: found[1])
    print(f"worst silence: {days} working days: {path}")  # noqa: T201 the bound is meant to be read
    assert days <= 560


def lasts(walk: Walk) -> tuple[str, int]:
    """The way of a case that is left alone, and the working days until its end."""
    start, path = walk.now.date(), [walk.case.state.value]
    while walk.case.is_open:
        walk.wait_out()
        path.append(walk.case.state.value)
    return " -> ".join(path), working_days_between(start, walk.now.date(), calendar=ladder.CALENDAR)


def test_a_late_sweep_starts_the_next_period_on_the_day_it_fires_and_moves_one_rung_only() -> None:
    walk = ladder.duty_served()
    due_on = walk.case.due_on
    events = walk.wait_out(late_by=400)
    assert [type(event) for event in events] == [told.CaseReferred]
    assert events[0].late_since == due_on
    assert walk.stands_in(State.REFERRED)
    assert walk.case.due_on is not None
    assert walk.case.due_on > walk.now.date()
    with pytest.raises(Refused, match="not over"):
        fire(walk.case, walk.at(MACHINE))


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s is not State.FINDINGS_PUBLISHED], ids=lambda s: s.value)
def test_no_sweep_however_late_moves_a_case_more_than_one_rung(state: State) -> None:
    walk = case_in(state)
    before = list(PLACES)[list(PLACES).index(state)]
    rungs = ["accepted", "remedy", "scrutiny", "inspection"]
    walk.wait_out(late_by=300)
    moved = rungs.index(PLACES[walk.case.state].rung) - rungs.index(PLACES[before].rung)
    assert moved <= 1
    assert not walk.case.is_open or (walk.case.due_on is not None and walk.case.due_on >= walk.now.date())


def test_silence_fires_only_when_its_day_is_over() -> None:
    walk = ladder.screening()
    assert walk.case.due_on is not None
    walk.go_to(walk.case.due_on)
    with pytest.raises(Refused, match="not over"):
        fire(walk.case, walk.at(MACHINE))


def test_a_plan_names_the_earlier_of_its_own_day_and_the_period_from_service() -> None:
    early, late = ladder.duty_served(), ladder.duty_served()
    early.do(ladder.SUBJECT, plan(early, days=30))
    late.do(ladder.SUBJECT, plan(late, days=300))
    assert early.case.due_on == early.day(30)
    assert late.case.remedy.duty is not None
    served_on = late.case.remedy.duty.served_on
    assert late.case.due_on == POLICY.stage1.remedy.reckon(served_on, ladder.CALENDAR).due_on


def test_a_claim_that_came_in_time_sets_aside_what_the_machine_did() -> None:
    walk = ladder.referred_unclaimed()
    received = walk.now - timedelta(days=2)
    events = walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run"), received_at=received)
    assert [type(event) for event in events] == [told.DeadlineSetAside, told.RemedyClaimed]
    assert walk.stands_in(State.VERIFYING)
    assert walk.case.remedy.spent_on is None


def test_a_claim_that_came_late_is_refused_by_name() -> None:
    walk = ladder.referred_unclaimed()
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, ClaimRemedy(evidence="They run"))
    assert refused.value.name == "claim_received_in_time"


def test_a_claim_found_wrong_early_goes_back_once_and_then_to_scrutiny() -> None:
    walk = ladder.verifying()
    walk.do(ladder.WORKER, RefuseRemedy(reasons="Two stand still"))
    assert walk.stands_in(State.REMEDY_RUNNING)
    walk.do(ladder.SUBJECT, ClaimRemedy(evidence="Now they run"))
    walk.do(ladder.WORKER, RefuseRemedy(reasons="One stands still"))
    assert walk.stands_in(State.REFERRED)
    assert walk.case.remedy.referral_cause == "not_verified"


def test_recovered_figures_verify_a_claim_without_anybody() -> None:
    walk = ladder.verifying()
    events = walk.do(MACHINE, ladder.figure("met"))
    assert isinstance(events[-1], told.RemedyVerified)
    assert events[-1].how == "figures"
    assert walk.stands_in(State.RESOLVED_STAGE1)


def test_nobody_of_the_subject_verifies_its_remedy() -> None:
    walk = ladder.verifying()
    own = Actor(id="x", body="housing", roles=frozenset({"case_worker", "partner"}))
    with pytest.raises(NotYourPart):
        walk.do(own, VerifyRemedy(reasons="We are fine"))


def test_a_council_under_duty_is_verified_by_another_partner_only() -> None:
    lead = replace(ladder.REGISTER.lead, body="council") if ladder.REGISTER.lead else None
    walk = Walk(register=replace(ladder.REGISTER, lead=lead))
    walk.do(ladder.WORKER, Admit(level="local", reasons="Yes"))
    walk.do(ladder.WORKER, ServeDuty())
    walk.do(partner("council"), plan(walk, days=20))
    walk.do(partner("council"), ClaimRemedy(evidence="Done"))
    with pytest.raises(NotYourPart):
        walk.do(ladder.WORKER, VerifyRemedy(reasons="Our own is fine"))
    walk.do(partner("fire"), VerifyRemedy(reasons="It is"))
    assert walk.stands_in(State.RESOLVED_STAGE1)


def test_without_a_lead_the_responsible_authority_is_served_and_that_is_said() -> None:
    walk = Walk(register=replace(ladder.REGISTER, lead=None))
    walk.do(ladder.WORKER, Admit(level="local", reasons="Yes"))
    walk.wait_out()
    assert walk.case.remedy.duty is not None
    assert walk.case.remedy.duty.lead == "council"
    assert walk.case.remedy.duty.lead_missing
    assert walk.case.remedy.duty.register_version == ladder.REGISTER.version


def test_an_ordinary_partner_that_says_nothing_is_recorded_and_the_case_goes_on() -> None:
    walk = ladder.awaiting("housing")
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.MonitoringOpened]
    assert walk.stands_in(State.MONITORING)


@pytest.mark.parametrize("addressee", ["council", "police", "hospital"])
def test_silence_that_the_law_forbids_exhausts_scrutiny(addressee: str) -> None:
    walk = ladder.awaiting("housing", addressee)
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.ScrutinyExhausted]
    assert walk.stands_in(State.STAGE2_EXHAUSTED)


def test_the_clock_of_answers_follows_who_is_still_silent() -> None:
    walk = ladder.awaiting("housing", "police")
    assert walk.case.silence == "awaiting_responses"
    first = walk.case.due_on
    walk.do(partner("police"), Respond(answer="accepted", reasons="Yes"))
    assert walk.case.silence == "awaiting_responses_ordinary"
    assert first is not None
    assert walk.case.due_on is not None
    assert walk.case.due_on > first


def test_monitoring_ends_well_only_after_two_figures_in_succession() -> None:
    once, twice = ladder.monitoring(), ladder.monitoring()
    once.do(MACHINE, ladder.figure("met", "2026-03"))
    for period in ("2026-03", "2026-04"):
        twice.do(MACHINE, ladder.figure("met", period))
    once.wait_out()
    twice.wait_out()
    assert once.case.state is State.STAGE2_EXHAUSTED
    assert twice.case.state is State.RESOLVED_STAGE2


def test_a_hearing_is_moved_once_and_no_further_than_the_limit() -> None:
    walk = ladder.scheduled()
    assert walk.case.scrutiny.hearing_on is not None
    with pytest.raises(Incomplete):
        walk.do(
            ladder.OFFICER,
            AdjournHearing(hearing_on=walk.case.scrutiny.hearing_on + timedelta(days=90), reasons="-"),
        )
    walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    with pytest.raises(Refused) as refused:
        walk.do(ladder.OFFICER, SAMPLES[AdjournHearing][1](walk))
    assert refused.value.name == "adjournment_left"


def test_a_plan_that_is_not_kept_is_negotiated_once_more_and_then_ends_unresolved() -> None:
    walk = ladder.action_in_force()
    walk.wait_out()
    assert walk.stands_in(State.ACTION_NEGOTIATION)
    walk.do(ladder.FACILITATOR, SAMPLES[AgreePlan][1](walk))
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_findings_with_nothing_failing_close_the_case() -> None:
    walk = ladder.replied()
    walk.do(ladder.INSPECTOR, PublishFindings(findings="All is well", is_failing=False))
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)


def test_the_reply_in_the_findings_is_what_the_subject_filed_itself() -> None:
    walk = ladder.replied()
    published, *_ = walk.do(ladder.INSPECTOR, PublishFindings(findings="Failing", is_failing=True))
    assert isinstance(published, told.FindingsPublished)
    assert published.reply == "We disagree"


def test_a_reply_is_not_told_before_the_findings_and_is_filed_once() -> None:
    walk = ladder.findings_draft()
    (received,) = walk.do(ladder.SUBJECT, FileReply(reply="We disagree"))
    assert "disagree" not in str(received)
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, FileReply(reply="We think again"))
    assert refused.value.name == "not_replied_before"


def test_findings_wait_for_the_reply_or_the_end_of_its_day() -> None:
    walk = ladder.findings_draft()
    with pytest.raises(Refused) as refused:
        walk.do(ladder.INSPECTOR, SAMPLES[PublishFindings][1](walk))
    assert refused.value.name == "reply_came_or_its_day_is_over"

    (missing,) = walk.wait_out()

    assert isinstance(missing, told.ReplyMissing)
    assert walk.stands_in(State.FINDINGS_DRAFT)
    published, *_ = walk.do(ladder.INSPECTOR, SAMPLES[PublishFindings][1](walk))
    assert isinstance(published, told.FindingsPublished)
    assert published.reply == ""


def test_a_reply_after_its_day_is_taken_while_the_findings_are_not_out_and_buys_no_time() -> None:
    walk = ladder.findings_draft()
    walk.wait_out()
    due_on = walk.case.due_on
    walk.pass_days(2).do(ladder.SUBJECT, FileReply(reply="We disagree"))
    assert walk.case.due_on == due_on
    assert walk.wait_out()[0].state == State.DECLINED


def test_a_second_draft_has_its_own_right_of_reply() -> None:
    walk = ladder.replied()
    walk.wait_out()
    walk.do(ladder.WORKER, AskAgain(reasons="Nothing was published"))
    walk.do(ladder.INSPECTOR, AcceptInspection(scope="Lifts"))
    walk.do(ladder.INSPECTOR, DraftFindings())
    assert walk.case.silence == "reply_awaited"


def test_silence_of_the_inspectorate_says_since_when() -> None:
    walk = ladder.inspecting()
    day = in_words(walk.case.due_on) if walk.case.due_on else ""
    (declined,) = walk.wait_out()
    assert isinstance(declined, told.InspectionDeclined)
    assert f"nothing came by {day}" in declined.reasons


@pytest.mark.parametrize("facilitator", ["nobody-at-all", "housing", "police", "estates", "patrols"])
def test_a_facilitator_is_a_body_of_the_register_outside_the_quarrel(facilitator: str) -> None:
    arms = {one.id: one for one in (ladder.body("estates", parent="housing"), ladder.body("patrols", parent="police"))}
    walk = ladder.call_in_admitted()
    walk.register = replace(walk.register, bodies={**walk.register.bodies, **arms})
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.WORKER, AssignFacilitator(facilitator=facilitator))
    expected = "unknown_body" if facilitator == "nobody-at-all" else "in_the_quarrel"
    assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [("facilitator", expected)]


def test_an_inspectorate_may_be_asked_again_once_by_whoever_asked() -> None:
    walk = ladder.declined()
    with pytest.raises(Refused) as refused:
        walk.do(partner("police"), AskAgain(reasons="Please"))
    assert refused.value.name == "is_the_requester"
    walk.do(ladder.WORKER, AskAgain(reasons="Things are worse"))
    walk.do(ladder.INSPECTOR, DeclineInspection(reasons="Still no"))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "declined")


def test_what_a_command_leaves_empty_is_named_field_by_field() -> None:
    walk = ladder.duty_served()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.SUBJECT, FilePlan(actions=" ", owner="", target="95", by_on=walk.day(0)))
    assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [
        ("actions", "missing"),
        ("owner", "missing"),
        ("by_on", "not_ahead"),
    ]


def test_everybody_is_told_what_is_open_to_them_and_why_the_rest_is_not() -> None:
    walk = ladder.verifying()
    offers = {offer.name: offer for offer in open_commands(walk.case, walk.at(ladder.WORKER))}
    assert offers["verify_remedy"].is_open
    assert not offers["admit"].is_open
    assert offers["admit"].reason.startswith("Not while the case stands here")
    theirs = {offer.name: offer for offer in open_commands(walk.case, walk.at(ladder.SUBJECT))}
    assert not theirs["verify_remedy"].is_open
    assert theirs["verify_remedy"].reason == "Only a case worker or partner outside the subject can do this."


def test_refolding_the_events_gives_the_same_case() -> None:
    walk = Walk()
    begun = walk.case
    days: list[date] = []
    folded = begun
    for actor, command in [
        (ladder.WORKER, Admit(level="local", reasons="Yes")),
        (ladder.WORKER, ServeDuty()),
        (ladder.SUBJECT, plan(walk, days=40)),
    ]:
        for event in walk.do(actor, command):
            days.append(walk.now.date())
            folded = evolve(folded, event, days[-1])
        walk.pass_days(1)
    assert folded == walk.case
    assert folded.version == 4


def test_the_printed_table_names_every_command_and_every_limit() -> None:
    printed = print_table(POLICY)
    for command in ask.ASKED_BY_PEOPLE:
        assert command.replace("_", " ") in printed
    assert "| 1A | duty served |  | 20 working days after the day the state began | referred |" in printed


def test_every_part_is_played_by_somebody() -> None:
    assert {part for row in chain.TABLE for part in row.who} == set(Part)


def silence_named(name: str) -> Silence:
    return next(row for row in silence.TABLE if row.name == name)


def plan(walk: Walk, *, days: int) -> FilePlan:
    return FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=walk.day(days))
