"""What is told on the second rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from datetime import date
from functools import partial

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.minute import minute_of
from services.escalation.domain.case.referral import passed_on
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps, words_of_raiser
from services.escalation.domain.scrutiny import command as asked
from services.escalation.domain.scrutiny.question import questions_of
from services.escalation.domain.scrutiny.recommendation import numbered
from shared.events import escalation as told


def scheduled(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Steps:
    """A day is fixed."""
    fixed = partial(
        told.HearingScheduled,
        hearing_on=command.hearing_on,
        special=command.special,
        minute=minute_of(case, command.minute, at),
    )
    return (fixed,)


def adjourned(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Steps:
    """The day is moved."""
    moved = partial(
        told.HearingAdjourned,
        hearing_on=command.hearing_on,
        reasons=command.reasons,
        special=command.special,
        minute=minute_of(case, command.minute, at),
    )
    return (moved,)


def recused(case: Case, command: asked.RecuseMember, at: Circumstances) -> Steps:
    """A member stands aside."""
    aside = partial(
        told.MemberRecused, seat=command.seat, reasons=command.reasons, minute=minute_of(case, command.minute, at)
    )
    return (aside,)


def recused_and_passed_on(case: Case, command: asked.RecuseMember, at: Circumstances) -> Steps:
    """A member stands aside, too few are left, and a joint committee has the case at once."""
    passed = passed_on(case, at)
    return (*recused(case, command, at), *((passed,) if passed else ()))


def information_requested(case: Case, command: asked.RequestInformation, at: Circumstances) -> Steps:
    """A body is asked for information by a day."""
    requested = partial(
        told.InformationRequested,
        notice=len(case.scrutiny.notices) + 1,
        body=command.notified,
        wanted=command.wanted,
        answer_by=standstill.reckon(at.policy.stage2.info, at.today, State.SCHEDULED, at).due_on,
        minute=minute_of(case, command.minute, at),
    )
    return (requested,)


def attendance_required(case: Case, command: asked.RequireAttendance, at: Circumstances) -> Steps:
    """A body is asked to come on a day."""
    required = partial(
        told.AttendanceRequired,
        notice=len(case.scrutiny.notices) + 1,
        body=command.notified,
        wanted=command.wanted,
        attend_on=command.attend_on,
        minute=minute_of(case, command.minute, at),
    )
    return (required,)


def information_given(case: Case, command: asked.GiveInformation, at: Circumstances) -> Steps:
    """A body gave what it was asked for."""
    given = partial(
        told.InformationGiven, notice=command.notice, body=at.actor.public_name, information=command.information
    )
    return (given,)


def information_refused(case: Case, command: asked.RefuseInformation, at: Circumstances) -> Steps:
    """A body refused; why is kept back."""
    return (partial(told.InformationRefused, notice=command.notice, body=at.actor.public_name),)


def refusal_published(case: Case, command: asked.PublishRefusal, at: Circumstances) -> Steps:
    """The committee publishes why a body refused."""
    kept, notice = at.kept[command.notice], case.scrutiny.notice(command.notice)
    published = partial(
        told.RefusalPublished,
        notice=command.notice,
        body=notice.body if notice else "",
        ground=kept.ground,
        reasons=kept.reasons,
        minute=minute_of(case, command.minute, at),
    )
    return (published,)


def attendance_recorded(case: Case, command: asked.RecordAttendance, at: Circumstances) -> Steps:
    """Whether a body came."""
    notice = case.scrutiny.notice(command.notice)
    recorded = partial(
        told.AttendanceRecorded,
        notice=command.notice,
        body=notice.body if notice else "",
        attendance=command.attendance,
        was=notice.answer if notice else "",
        minute=minute_of(case, command.minute, at),
    )
    return (recorded,)


def evidence_opened(case: Case, command: asked.OpenEvidence, at: Circumstances) -> Steps:
    """The hearing began: with the area's own set of questions, and those of the committee."""
    name = at.policy.stage2.questions
    own = [line.strip() for line in command.questions.splitlines() if line.strip()]
    began = partial(
        told.EvidenceOpened,
        question_set=name.value,
        questions=(*questions_of(name), *own),
        answer_by=standstill.reckon(at.policy.stage2.info, at.today, State.EVIDENCE, at).due_on,
        minute=minute_of(case, command.minute, at),
    )
    return (began,)


def question_answered(case: Case, command: asked.AnswerQuestion, at: Circumstances) -> Steps:
    """The body that answers answered a question."""
    return (partial(told.QuestionAnswered, question=command.question, answer=command.information),)


def recommended(case: Case, command: asked.IssueRecommendations, at: Circumstances) -> Steps:
    """The recommendations, and for each addressee the day by which it must, or is asked to, answer."""
    bodies = dict.fromkeys(draft.addressee for draft in command.recommendations)
    issued = partial(
        told.RecommendationsIssued,
        recommendations=tuple(numbered(n, draft) for n, draft in enumerate(command.recommendations, start=1)),
        addressees=tuple(_addressee(body, at) for body in bodies),
        signed_off_by=command.signed_off_by,
        minute=minute_of(case, command.minute, at),
    )
    return (issued,)


def receipt_recorded(case: Case, command: asked.RecordReceipt, at: Circumstances) -> Steps:
    """An addressee's clock runs from the day on which it had the notice."""
    regime = next(one.regime for one in case.scrutiny.addressees if one.body == command.addressee)
    recorded = partial(
        told.ReceiptRecorded,
        body=command.addressee,
        received_on=command.received_on,
        answer_by=standstill.reckon(
            at.policy.regime(regime).response, command.received_on, State.AWAITING_RESPONSES, at
        ).due_on,
    )
    return (recorded,)


def responded(case: Case, command: asked.Respond, at: Circumstances) -> Steps:
    """An addressee answered one recommendation."""
    answered = partial(
        told.ResponseReceived,
        body=at.actor.public_name,
        recommendation=command.recommendation,
        answer=command.answer,
        reasons=command.reasons,
    )
    return (answered,)


def reviewed(case: Case, command: asked.ReviewProgress, at: Circumstances) -> Steps:
    """What became of a recommendation; with the last one that is followed, the quarter's review is held."""
    closes = {one.number for one in case.scrutiny.unreviewed} == {command.recommendation}
    seen = partial(
        told.ProgressReviewed,
        recommendation=command.recommendation,
        progress=command.progress,
        reasons=command.reasons,
        closes=closes,
        quarter_from=_next_quarter(case, at, closes=closes),
        minute=minute_of(case, command.minute, at),
    )
    return (seen,)


def agreed(case: Case, command: asked.AgreeResolution, at: Circumstances) -> Steps:
    """One of those who raised it finds it put right."""
    return (words_of_raiser(told.ResolutionAgreed, command.reasons, case, at),)


def agreed_and_resolved(case: Case, command: asked.AgreeResolution, at: Circumstances) -> Steps:
    """All who raised it find so too what the committee found: nothing more is waited for."""
    return (*agreed(case, command, at), partial(told.CaseResolved, reasons="Whoever raised it agrees."))


def contested(case: Case, command: asked.ContestResolution, at: Circumstances) -> Steps:
    """One of those who raised it does not find it put right, and scrutiny is spent."""
    said = words_of_raiser(told.ResolutionContested, command.reasons, case, at)
    return (said, partial(told.ScrutinyExhausted, cause="resolution_contested", reasons=command.reasons))


def opposed(case: Case, command: asked.OpposeResolution, at: Circumstances) -> Steps:
    """A partner does not find it put right."""
    opposers = (*case.scrutiny.opposers, at.register.organisation(at.actor.public_name))
    said = partial(
        told.ResolutionOpposed, body=at.actor.public_name, reasons=command.reasons, opposers=tuple(sorted(opposers))
    )
    return (said,)


def opposed_enough(case: Case, command: asked.OpposeResolution, at: Circumstances) -> Steps:
    """A second partner does not find it put right, and scrutiny is spent."""
    spent = partial(told.ScrutinyExhausted, cause="resolution_contested", reasons=command.reasons)
    return (*opposed(case, command, at), spent)


def resolved(case: Case, command: asked.Resolve, at: Circumstances) -> Steps:
    """The committee found it put right."""
    return (partial(told.CaseResolved, reasons=command.reasons, minute=minute_of(case, command.minute, at)),)


def resolution_proposed(case: Case, command: asked.Resolve, at: Circumstances) -> Steps:
    """The committee finds it put right, and nothing but its reasons shows it: others may contest that."""
    proposed = partial(
        told.ResolutionProposed,
        reasons=command.reasons,
        contest_by=at.policy.stage2.contest.reckon(at.today, at.calendar).due_on,
        minute=minute_of(case, command.minute, at),
    )
    return (proposed,)


def exhausted(case: Case, command: asked.Exhaust, at: Circumstances) -> Steps:
    """The committee found that scrutiny is spent."""
    spent = partial(
        told.ScrutinyExhausted,
        cause="committee_resolution",
        reasons=command.reasons,
        minute=minute_of(case, command.minute, at),
    )
    return (spent,)


def _addressee(id: str, at: Circumstances) -> told.Addressee:
    regime = at.regime_of(at.register.body(id) or Body(id=id, name=id))
    rules = at.policy.regime(regime)
    answer_by = standstill.reckon(rules.response, at.today, State.AWAITING_RESPONSES, at).due_on
    return told.Addressee(
        body=id, regime=regime, answer_by=answer_by, received_on=at.today, is_owed=rules.silence_exhausts
    )


def _next_quarter(case: Case, at: Circumstances, *, closes: bool) -> date:
    """The day on which the quarter begins that runs, or is to run, after this review."""
    begun = case.scrutiny.quarter_from or at.today
    if not closes or case.scrutiny.quarters + 1 >= at.policy.stage2.monitor_reviews:
        return begun
    return at.policy.stage2.monitor.reckon(begun, at.calendar).due_on
