"""What must hold for what a hearing asks of bodies: notices, refusals, attendance, the committee's questions."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, not_after
from services.escalation.domain.case.minute import came_on, held_between
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.scrutiny import ATTENDANCE, INFORMATION, REFUSED
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny import command as asked
from services.escalation.domain.scrutiny.meeting import before_no_election
from shared.working_days import in_words

GROUNDS = ("not_held", "outside_functions", "confidential", "personal", "legal_proceedings", "safeguarding")
CAME, DID_NOT_COME = "came", "did_not_come"
ATTENDANCES = (CAME, DID_NOT_COME)
MOST_NOTICES = 40  # in one case


ROOM_FOR_NOTICES = Guard(
    "room_for_another_notice",
    f"This case has {MOST_NOTICES} notices; that is as many as it may have.",
    lambda case, at: len(case.scrutiny.notices) < MOST_NOTICES,
)


SOMEBODY_REFUSED = Guard(
    "a_refusal_to_publish",
    "No body has refused information, or why it did is public already.",
    lambda case, at: any(one.answer == REFUSED and not one.ground for one in case.scrutiny.notices),
)


SOMEBODY_SUMMONED = Guard(
    "somebody_was_asked_to_come",
    "Nobody was asked to come.",
    lambda case, at: any(one.kind == ATTENDANCE for one in case.scrutiny.notices),
)


INFORMATION_LEFT = Guard(
    "information_left_to_give",
    "You have given what every notice asks you for.",
    lambda case, at: bool(case.scrutiny.not_given(at.actor.public_name)),
)


NOTICE_UNANSWERED = Guard(
    "a_notice_to_answer",
    "You have answered every notice that asks you for information. What you refused you may still give.",
    lambda case, at: bool(case.scrutiny.open_notices(INFORMATION, at.actor.public_name)),
)


QUESTION_OPEN = Guard(
    "a_question_is_open",
    "Every question of the committee is answered.",
    lambda case, at: any(not one.answer for one in case.scrutiny.questions),
)


def body_known(
    case: Case, command: asked.RequestInformation | asked.RequireAttendance, at: Circumstances
) -> Iterator[Gap]:
    """A notice goes to a body of the register."""
    if command.notified and at.register.body(command.notified) is None:
        yield Gap("notified", "unknown_body", "The register knows no body of this name.")


def not_asked_before(
    case: Case, command: asked.RequestInformation | asked.RequireAttendance, at: Circumstances
) -> Iterator[Gap]:
    """The body has no open notice that asks the same of it."""
    attend_on = command.attend_on if isinstance(command, asked.RequireAttendance) else None
    for one in case.scrutiny.open_notices(ATTENDANCE if attend_on else INFORMATION, command.notified):
        if one.wanted == command.wanted.strip() and attend_on in (None, one.by_on):
            yield Gap("notified", "asked_before", f"Notice {one.number} asks the same of this body already.")


def notice_long_enough(case: Case, command: asked.RequireAttendance, at: Circumstances) -> Iterator[Gap]:
    """Whoever is asked to come has the days that the rules give, and no day on which no hearing may be."""
    earliest = at.policy.stage2.attendance_notice.reckon(at.today, at.calendar).due_on
    if command.attend_on < earliest:
        yield Gap("attend_on", "notice_too_short", f"The earliest day allowed is {in_words(earliest)}.")
    else:
        yield from not_after("attend_on", command.attend_on, at.policy.stage2.hearing_max, at.today, at)
        yield from before_no_election(command.attend_on, "attend_on", at)


def notice_is_yours(
    case: Case, command: asked.GiveInformation | asked.RefuseInformation, at: Circumstances
) -> Iterator[Gap]:
    """A notice to this body that it has not answered; what it refused it may still give."""
    scrutiny, body = case.scrutiny, at.actor.public_name
    gives = isinstance(command, asked.GiveInformation)
    own = scrutiny.not_given(body) if gives else scrutiny.open_notices(INFORMATION, body)
    if command.notice not in {one.number for one in own}:
        yield Gap("notice", "not_yours", "No open notice of this number asks you for information.")


def ground_known(case: Case, command: asked.RefuseInformation, at: Circumstances) -> Iterator[Gap]:
    """One of the published grounds."""
    if command.ground not in GROUNDS:
        yield Gap("ground", "not_a_choice", f"Choose one of: {', '.join(GROUNDS)}.")


def refusal_kept(case: Case, command: asked.PublishRefusal, at: Circumstances) -> Iterator[Gap]:
    """A notice whose body refused, and whose reasons are not public yet."""
    notice = case.scrutiny.notice(command.notice)
    if notice is None or notice.answer != REFUSED or notice.ground or command.notice not in at.kept:
        yield Gap("notice", "nothing_to_publish", "No refusal of this number waits to be published.")


def attendance_fits(case: Case, command: asked.RecordAttendance, at: Circumstances) -> Iterator[Gap]:
    """A notice to come, by the minute of a meeting on its day or later, once a hearing of that day has begun.

    What is written down already is put right by saying the other, with the minute that tells so.
    """
    notice = case.scrutiny.notice(command.notice)
    hearing_on = case.scrutiny.hearing_on
    if notice is None or notice.kind != ATTENDANCE:
        yield Gap("notice", "not_open", "No notice of this number asks anybody to come.")
    elif notice.answer == command.attendance:
        yield Gap("attendance", "recorded_before", "It is written down so already.")
    elif at.today < notice.by_on:
        yield Gap("notice", "not_yet", f"Its day is {in_words(notice.by_on)}.")
    elif case.state is State.SCHEDULED and hearing_on is not None and hearing_on <= notice.by_on:
        yield Gap("notice", "not_begun", "The hearing has not begun: write down first that it has.")
    elif came_on(case, at) <= command.minute.met_on < notice.by_on:
        yield from held_between("minute/met_on", command.minute.met_on, notice.by_on, at)
    if command.attendance not in ATTENDANCES:
        yield Gap("attendance", "not_a_choice", f"Choose one of: {', '.join(ATTENDANCES)}.")


def question_open(case: Case, command: asked.AnswerQuestion, at: Circumstances) -> Iterator[Gap]:
    """A question of the committee that is not answered."""
    if command.question not in {one.number for one in case.scrutiny.questions if not one.answer}:
        yield Gap("question", "not_open", "No open question has this number.")
