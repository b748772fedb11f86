"""What must hold for what is asked on the second rung. What a hearing asks of bodies is checked in `hearing`."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import StartProcess
from services.escalation.domain.case.guard import Guard, ahead, no_later, not_after, not_denied, repeated
from services.escalation.domain.case.minute import came_on, deciding, held_between
from services.escalation.domain.case.part import Part, answering, is_of_a_party, parts_of
from services.escalation.domain.case.post import names_a_post, post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.scrutiny import REFUSED, VERIFIED
from services.escalation.domain.scrutiny import command as asked
from services.escalation.domain.scrutiny import meeting
from services.escalation.domain.scrutiny.meeting import reach
from services.escalation.domain.scrutiny.recommendation import lint
from shared.working_days import in_words

ANSWERS = ("accepted", "accepted_in_part", REFUSED)
PROGRESS = ("implemented", "partly_implemented", "not_implemented", VERIFIED)


def _cycle_over(case: Case, at: Circumstances) -> bool:
    if any(one.answer == REFUSED and not is_of_a_party(one.body, case, at) for one in case.scrutiny.answers):
        return True
    return case.scrutiny.reviews_held >= at.policy.stage2.exhaust_after_monitoring


def _quarter_runs(case: Case, at: Circumstances) -> bool:
    begun = case.scrutiny.quarter_from is not None and at.today >= case.scrutiny.quarter_from
    return begun and case.scrutiny.quarters < at.policy.stage2.monitor_reviews


def _first_objection(case: Case, at: Circumstances) -> bool:
    return at.register.organisation(at.actor.public_name) not in case.scrutiny.opposers


NOT_DENIED = not_denied(lambda case: case.scrutiny.words)


def _may_move(case: Case, at: Circumstances) -> bool:
    """Whether an adjournment is left, or an election caught the day: the committee did not choose that."""
    fixed = case.scrutiny.hearing_on
    is_caught = fixed is not None and meeting.in_election(fixed, at) is not None
    return is_caught or case.scrutiny.adjournments < at.policy.stage2.adjournments


ADJOURNMENT_LEFT = Guard(
    "adjournment_left",
    "The hearing was moved before; it cannot be moved again.",
    _may_move,
)


DAY_HAS_COME = Guard(
    "day_of_hearing_has_come",
    "The day of the hearing has not come yet.",
    lambda case, at: case.scrutiny.hearing_on is not None and at.today >= case.scrutiny.hearing_on,
)


SEATS_KNOWN = Guard(
    "members_are_known",
    "The register does not tell the members of this committee; write in the minute who stands aside.",
    lambda case, at: bool(case.scrutiny.seats),
)


CYCLE_OVER = Guard(
    "monitored_once_or_refused",
    "A first review must have been held, or an addressee that did not raise the case must have refused to act.",
    _cycle_over,
)


ANSWER_LEFT = Guard(
    "an_answer_left_to_give",
    "You have answered every recommendation that was addressed to you.",
    lambda case, at: at.actor.public_name in {one.body for one in case.scrutiny.outstanding},
)


def _may_tell_of_receipt(case: Case, at: Circumstances) -> bool:
    return ANSWER_LEFT.holds(case, at) or Part.SCRUTINY_OFFICER in parts_of(case, at)


RECEIPT_TO_TELL = Guard(
    "a_receipt_to_tell",
    "You have answered every recommendation that was addressed to you; the day you received them changes nothing now.",
    _may_tell_of_receipt,
)


QUARTER_RUNS = Guard(
    "the_quarter_runs",
    "The review of this quarter is held; the next one waits until its quarter begins.",
    _quarter_runs,
)


SOMETHING_FOLLOWED = Guard(
    "something_is_followed",
    "Nothing is left to review: every recommendation was refused or found done.",
    lambda case, at: bool(case.scrutiny.followed),
)


FIRST_OBJECTION = Guard(
    "not_objected_before",
    "This organisation has contested it already; one organisation counts once.",
    _first_objection,
)


def answer_fits(case: Case, command: asked.Respond, at: Circumstances) -> Iterator[Gap]:
    """A recommendation to this body that it has not answered; accepted, accepted in part, or refused."""
    own = [one for one in case.scrutiny.recommendations if one.addressee == at.actor.public_name]
    if command.recommendation not in {one.number for one in own}:
        yield Gap("recommendation", "not_yours", "No recommendation of this number is addressed to you.")
    elif command.recommendation in case.scrutiny.answered:
        yield Gap("recommendation", "answered_before", "This recommendation was answered before.")
    if command.answer not in ANSWERS:
        yield Gap("answer", "not_a_choice", f"Choose one of: {', '.join(ANSWERS)}.")


def heard_on_its_day(case: Case, command: asked.OpenEvidence, at: Circumstances) -> Iterator[Gap]:
    """The committee began to hear the case on the day of the hearing or after it, whatever it decided before."""
    hearing_on = case.scrutiny.hearing_on
    if hearing_on is not None and came_on(case, at) <= command.minute.met_on < hearing_on:
        yield from held_between("minute/met_on", command.minute.met_on, hearing_on, at)


def progress_fits(case: Case, command: asked.ReviewProgress, at: Circumstances) -> Iterator[Gap]:
    """A recommendation that is followed, once a quarter; one of the four findings."""
    if command.recommendation not in {one.number for one in case.scrutiny.followed}:
        yield Gap("recommendation", "not_followed", "No recommendation of this number is followed.")
    elif command.recommendation not in {one.number for one in case.scrutiny.unreviewed}:
        yield Gap("recommendation", "reviewed_before", "This recommendation was reviewed this quarter.")
    quarter_from = case.scrutiny.quarter_from
    if quarter_from is not None and came_on(case, at) <= command.minute.met_on < quarter_from:
        yield from held_between("minute/met_on", command.minute.met_on, quarter_from, at)
    if command.progress not in PROGRESS:
        yield Gap("progress", "not_a_choice", f"Choose one of: {', '.join(PROGRESS)}.")


def seat_of_the_committee(case: Case, command: asked.RecuseMember, at: Circumstances) -> Iterator[Gap]:
    """A seat of this committee whose member does not stand aside yet."""
    if command.seat not in case.scrutiny.seats:
        yield Gap("seat", "unknown_seat", "This committee has no such seat.")
    elif command.seat in case.scrutiny.recused:
        yield Gap("seat", "recused_before", "This member stands aside already.")


def hearing_in_reach(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Iterator[Gap]:
    """The hearing is ahead, late enough for its agenda, and not later than the longest time allowed."""
    yield from ahead("hearing_on", command.hearing_on, at)
    yield from no_later("hearing_on", command.hearing_on, meeting.latest(at))
    yield from meeting.before_no_election(command.hearing_on, "hearing_on", at)
    days, (first, _) = at.policy.stage2.agenda_clear_days, reach(case, at)
    if at.today < command.hearing_on < first:
        message = f"The agenda must be public {days} clear working days before: the first day is {in_words(first)}."
        yield Gap("hearing_on", "agenda_too_late", message)


def adjourned_in_reach(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Iterator[Gap]:
    """The new day is ahead, later than the day that stood, and not later than one adjournment allows."""
    yield from ahead("hearing_on", command.hearing_on, at)
    if case.scrutiny.hearing_on is not None:
        if at.today < command.hearing_on <= case.scrutiny.hearing_on:
            stood = in_words(case.scrutiny.hearing_on)
            yield Gap("hearing_on", "not_later", f"A hearing is moved to a later day than {stood}, on which it stands.")
        yield from no_later("hearing_on", command.hearing_on, meeting.latest_moved(case.scrutiny.hearing_on, at))
        yield from meeting.before_no_election(command.hearing_on, "hearing_on", at)


def ends_in_reach(case: Case, command: StartProcess, at: Circumstances) -> Iterator[Gap]:
    """What is tried ends after today, and not later than all of it together may last from the hearing."""
    yield from ahead("until_on", command.until_on, at)
    yield from not_after("until_on", command.until_on, at.policy.stage2.processes_max, case.since_on, at)


def ends_while_followed(case: Case, command: StartProcess, at: Circumstances) -> Iterator[Gap]:
    """What is tried ends after today, and while the committee still follows the case."""
    yield from ahead("until_on", command.until_on, at)
    period = repeated(at.policy.stage2.monitor, at.policy.stage2.monitor_reviews)
    yield from not_after("until_on", command.until_on, period, case.scrutiny.monitored_since or case.since_on, at)


def all_smart(case: Case, command: asked.IssueRecommendations, at: Circumstances) -> Iterator[Gap]:
    """At least one recommendation, and one for the body that answers; every one SMART and addressed to a body of the
    register, one of whose posts answers for it. A post of the committee or its council signs them off.
    """
    if not command.recommendations:
        yield Gap("recommendations", "missing", "Write at least one recommendation.")
    elif not {at.register.organisation(one.addressee) for one in command.recommendations} & {_under_duty(case, at)}:
        body = at.register.body(answering(case, at))
        words = f"Ask something of {body.name if body else answering(case, at)}: it answers for what the case is about."
        yield Gap("recommendations/0/addressee", "nothing_of_the_subject", words)
    signs = (deciding(case, at), at.register.authority)
    yield from post_named("signed_off_by", command.signed_off_by, signs, at)
    for number, draft in enumerate(command.recommendations):
        place = f"recommendations/{number}"
        if at.register.body(draft.addressee) is None:
            yield Gap(f"{place}/addressee", "unknown_body", "The register knows no body of this name.")
        elif names_a_post(draft.owner):
            yield from post_named(f"{place}/owner", draft.owner, (draft.addressee,), at)
        for verdict in lint(draft, case_measure=case.measure, today=at.today, known=at.measure):
            if not verdict.holds:
                yield Gap(place, f"not_{verdict.criterion.value.replace('-', '_')}", verdict.why)


def _under_duty(case: Case, at: Circumstances) -> str:
    return at.register.organisation(answering(case, at))


def receipt_in_reach(case: Case, command: asked.RecordReceipt, at: Circumstances) -> Iterator[Gap]:
    """A body that was served and has not answered; after the day of service, soon enough, and said once.

    A body speaks of its own receipt; the committee's officer of anybody's.
    """
    one = next((one for one in case.scrutiny.outstanding if one.body == command.addressee), None)
    if one is None:
        yield Gap("addressee", "not_addressed", "No answer is awaited of this body.")
        return
    if at.actor.body != one.body and Part.SCRUTINY_OFFICER not in parts_of(case, at):
        yield Gap("addressee", "not_yours", "You can say this of your own body only.")
    served_on = case.scrutiny.issued_on or at.today
    if one.received_on != served_on:
        yield Gap("addressee", "recorded_before", f"It is recorded as received on {in_words(one.received_on)}.")
    if not served_on < command.received_on <= at.today:
        yield Gap("received_on", "not_in_reach", f"Say a day after {in_words(served_on)} and not after today.")
    else:
        yield from not_after("received_on", command.received_on, at.policy.stage2.receipt, served_on, at)
