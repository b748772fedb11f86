"""What may be asked on the second rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.command import EndProcess, StartProcess
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.guard import (
    MAY_START,
    PROCESS_RUNS,
    SPEAKS_FOR_RAISERS,
    on_the_menu,
    process_runs,
)
from services.escalation.domain.case.minute import minuted, minuted_by_committee, noted
from services.escalation.domain.case.part import (
    ADDRESSEE,
    ADDRESSEE_OR_COMMITTEE,
    COMMITTEE,
    MENDERS,
    NOTIFIED,
    ORGANISER_OR_CHECKER,
    OTHER_PARTNER,
    SUBJECT,
)
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import process_ended, process_started
from services.escalation.domain.scrutiny import choice, command, guard, hearing, meeting, step

S = State
HEARD = (S.SCHEDULED, S.EVIDENCE)
CONCLUDED = (S.EVIDENCE, S.MONITORING)


def _recusals(state: State) -> tuple[Row, ...]:
    """A member stands aside: the committee goes on, or a joint one has the case and fixes a day of its own."""
    checks = (minuted, guard.seat_of_the_committee)
    return (
        Row(state=state, asked=command.RecuseMember, who=COMMITTEE, to=state, tells=step.recused, basis="S17, C12",
            when=When(choice.QUORUM, choice.STANDS), needs=(guard.SEATS_KNOWN,), checks=checks),
        Row(state=state, asked=command.RecuseMember, who=COMMITTEE, to=S.REFERRED, tells=step.recused_and_passed_on,
            basis="S17, D12", when=When(choice.QUORUM, choice.PASSED_ON), needs=(guard.SEATS_KNOWN,), checks=checks,
            counter="scrutiny.changes"),
    )  # fmt: skip


def _notices(state: State) -> tuple[Row, ...]:
    """What bodies are asked for before the hearing and in it, and what comes of that."""
    return (
        Row(state=state, asked=command.RequireAttendance, who=COMMITTEE, to=state, tells=step.attendance_required,
            basis="row 21, C97", needs=(hearing.ROOM_FOR_NOTICES,),
            checks=(minuted, hearing.body_known, hearing.not_asked_before, hearing.notice_long_enough)),
        Row(state=state, asked=command.RequestInformation, who=COMMITTEE, to=state, tells=step.information_requested,
            basis="row 21, C97", needs=(hearing.ROOM_FOR_NOTICES,),
            checks=(minuted, hearing.body_known, hearing.not_asked_before)),
        Row(state=state, asked=command.GiveInformation, who=NOTIFIED, to=state, tells=step.information_given,
            basis="row 21", needs=(hearing.INFORMATION_LEFT,), checks=(hearing.notice_is_yours,)),
        Row(state=state, asked=command.RefuseInformation, who=NOTIFIED, to=state, tells=step.information_refused,
            basis="row 22", needs=(hearing.NOTICE_UNANSWERED,), checks=(hearing.notice_is_yours, hearing.ground_known)),
        Row(state=state, asked=command.PublishRefusal, who=COMMITTEE, to=state, tells=step.refusal_published,
            basis="row 22", needs=(hearing.SOMEBODY_REFUSED,), checks=(minuted, hearing.refusal_kept)),
        Row(state=state, asked=command.RecordAttendance, who=COMMITTEE, to=state, tells=step.attendance_recorded,
            basis="S17", needs=(hearing.SOMEBODY_SUMMONED,), checks=(noted, hearing.attendance_fits)),
    )  # fmt: skip


def _resolutions(state: State) -> tuple[Row, ...]:
    """The committee finds it put right: at once where something shows it, else unless others contest it. In the
    council's own cause never by its own committee alone: it may own the figure, and its councillors may have raised it.
    """
    return (
        Row(state=state, asked=command.AgreeResolution, who=ORGANISER_OR_CHECKER, to=state, tells=step.agreed,
            basis="D10", needs=(*SPEAKS_FOR_RAISERS, guard.NOT_DENIED)),
        Row(state=state, asked=command.Resolve, who=COMMITTEE, to=S.RESOLVED_STAGE2, tells=step.resolved,
            basis="row 28, D10", when=When(choice.GROUND, choice.SHOWN), checks=(minuted,),
            second=Second.OWN_CAUSE),
        Row(state=state, asked=command.Resolve, who=COMMITTEE, to=S.RESOLUTION_PROPOSED,
            tells=step.resolution_proposed, basis="row 28, D10", when=When(choice.GROUND, choice.NOT_SHOWN),
            checks=(minuted,), second=Second.OWN_CAUSE),
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Row(state=S.REFERRED, asked=command.ScheduleHearing, who=COMMITTEE, to=S.SCHEDULED, tells=step.scheduled,
        basis="row 20, D11", checks=(minuted, guard.hearing_in_reach, meeting.at_a_meeting)),
    Row(state=S.SCHEDULED, asked=command.AdjournHearing, who=COMMITTEE, to=S.SCHEDULED, tells=step.adjourned,
        basis="D12", needs=(guard.ADJOURNMENT_LEFT,),
        checks=(minuted, guard.adjourned_in_reach, meeting.at_a_meeting), counter="adjournments"),
    *(row for state in (S.REFERRED, *HEARD) for row in _recusals(state)),
    *(row for state in HEARD for row in _notices(state)),
    Row(state=S.SCHEDULED, asked=command.OpenEvidence, who=COMMITTEE, to=S.EVIDENCE, tells=step.evidence_opened,
        basis="row 21", needs=(guard.DAY_HAS_COME,), checks=(minuted, guard.heard_on_its_day)),
    Row(state=S.EVIDENCE, asked=command.AnswerQuestion, who=SUBJECT, to=S.EVIDENCE, tells=step.question_answered,
        basis="2C, C97", needs=(hearing.QUESTION_OPEN,), checks=(hearing.question_open,)),
    Row(state=S.EVIDENCE, asked=StartProcess, who=MENDERS, to=S.EVIDENCE, tells=process_started, basis="row 23",
        needs=MAY_START, checks=(minuted_by_committee, on_the_menu, guard.ends_in_reach)),
    Row(state=S.EVIDENCE, asked=EndProcess, who=MENDERS, to=S.EVIDENCE, tells=process_ended, basis="row 23",
        needs=(PROCESS_RUNS,), checks=(process_runs,)),
    Row(state=S.EVIDENCE, asked=command.IssueRecommendations, who=COMMITTEE, to=S.AWAITING_RESPONSES,
        tells=step.recommended, basis="rows 24, 25", checks=(minuted, guard.all_smart)),
    Row(state=S.AWAITING_RESPONSES, asked=command.RecordReceipt, who=ADDRESSEE_OR_COMMITTEE, to=S.AWAITING_RESPONSES,
        tells=step.receipt_recorded, basis="row 24, 3.3", needs=(guard.RECEIPT_TO_TELL,),
        checks=(guard.receipt_in_reach,), counter="addressees.received_on"),
    Row(state=S.AWAITING_RESPONSES, asked=command.Respond, who=ADDRESSEE, to=S.AWAITING_RESPONSES,
        tells=step.responded, basis="row 26, C99", needs=(guard.ANSWER_LEFT,), checks=(guard.answer_fits,)),
    Row(state=S.MONITORING, asked=command.ReviewProgress, who=COMMITTEE, to=S.MONITORING, tells=step.reviewed,
        basis="C100, D14", needs=(guard.SOMETHING_FOLLOWED, guard.QUARTER_RUNS),
        checks=(minuted, guard.progress_fits), counter="quarters"),
    Row(state=S.MONITORING, asked=StartProcess, who=MENDERS, to=S.MONITORING, tells=process_started,
        basis="row 23, D26", needs=MAY_START,
        checks=(minuted_by_committee, on_the_menu, guard.ends_while_followed)),
    Row(state=S.MONITORING, asked=EndProcess, who=MENDERS, to=S.MONITORING, tells=process_ended, basis="row 23, D26",
        needs=(PROCESS_RUNS,), checks=(process_runs,)),
    *(row for state in CONCLUDED for row in _resolutions(state)),
    Row(state=S.RESOLUTION_PROPOSED, asked=command.AgreeResolution, who=ORGANISER_OR_CHECKER, to=S.RESOLVED_STAGE2,
        tells=step.agreed_and_resolved, basis="D10", when=When(choice.AGREEMENT, choice.ALL_AGREE),
        needs=(*SPEAKS_FOR_RAISERS, guard.NOT_DENIED)),
    Row(state=S.RESOLUTION_PROPOSED, asked=command.AgreeResolution, who=ORGANISER_OR_CHECKER, to=S.RESOLUTION_PROPOSED,
        tells=step.agreed, basis="D10", when=When(choice.AGREEMENT, choice.NOT_ALL),
        needs=(*SPEAKS_FOR_RAISERS, guard.NOT_DENIED)),
    *(
        Row(state=S.RESOLUTION_PROPOSED, over=over, asked=command.ContestResolution, who=ORGANISER_OR_CHECKER,
            to=S.STAGE2_EXHAUSTED, tells=step.contested, basis="D10", needs=SPEAKS_FOR_RAISERS)
        for over in (None, Overlay.PAUSED)
    ),
    Row(state=S.RESOLUTION_PROPOSED, asked=command.OpposeResolution, who=OTHER_PARTNER, to=S.RESOLUTION_PROPOSED,
        tells=step.opposed, basis="D10", when=When(choice.OPPOSITION, choice.TOO_FEW), needs=(guard.FIRST_OBJECTION,)),
    Row(state=S.RESOLUTION_PROPOSED, asked=command.OpposeResolution, who=OTHER_PARTNER, to=S.STAGE2_EXHAUSTED,
        tells=step.opposed_enough, basis="D10", when=When(choice.OPPOSITION, choice.ENOUGH),
        needs=(guard.FIRST_OBJECTION,)),
    Row(state=S.MONITORING, asked=command.Exhaust, who=COMMITTEE, to=S.STAGE2_EXHAUSTED, tells=step.exhausted,
        basis="row 29", needs=(guard.CYCLE_OVER,), checks=(minuted,)),
)  # fmt: skip
