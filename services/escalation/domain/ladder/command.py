"""All that may be asked of a case, by name. Who may ask, when, and what follows stands in `chain`."""

from services.escalation.domain.case.command import (
    AgreeAsSecond,
    Command,
    EndProcess,
    NoteFigures,
    NoteNoSecond,
    NoteRegister,
    RefuseAsSecond,
    StartProcess,
    verb,
)
from services.escalation.domain.course import command as course
from services.escalation.domain.inspection import command as inspection
from services.escalation.domain.remedy import command as remedy
from services.escalation.domain.reserve.command import NoteUnsealed, ReceiveReserveFindings
from services.escalation.domain.screening import command as screening
from services.escalation.domain.scrutiny import command as scrutiny

ASKED_BY_MACHINE: tuple[type[Command], ...] = (
    NoteFigures,
    NoteRegister,
    NoteNoSecond,
    ReceiveReserveFindings,
    NoteUnsealed,
)

ALL: tuple[type[Command], ...] = (
    screening.Admit,
    screening.Reject,
    screening.AllegeSystematicFailure,
    screening.RequestReview,
    screening.OverturnRejection,
    screening.BackRejection,
    screening.UpholdRejection,
    remedy.ServeDuty,
    remedy.Acknowledge,
    remedy.DisputeDuty,
    remedy.ConfirmDuty,
    remedy.ReassignDuty,
    remedy.FilePlan,
    remedy.RequestMoreTime,
    remedy.GrantMoreTime,
    remedy.RefuseMoreTime,
    StartProcess,
    EndProcess,
    remedy.ClaimRemedy,
    remedy.AgreeRemedy,
    remedy.ContestRemedy,
    remedy.VerifyRemedy,
    remedy.RefuseRemedy,
    scrutiny.ScheduleHearing,
    scrutiny.AdjournHearing,
    scrutiny.RecuseMember,
    scrutiny.RequireAttendance,
    scrutiny.RequestInformation,
    scrutiny.GiveInformation,
    scrutiny.RefuseInformation,
    scrutiny.PublishRefusal,
    scrutiny.RecordAttendance,
    scrutiny.OpenEvidence,
    scrutiny.AnswerQuestion,
    scrutiny.IssueRecommendations,
    scrutiny.RecordReceipt,
    scrutiny.Respond,
    scrutiny.ReviewProgress,
    scrutiny.AgreeResolution,
    scrutiny.ContestResolution,
    scrutiny.OpposeResolution,
    scrutiny.Resolve,
    scrutiny.Exhaust,
    inspection.RequestCallIn,
    inspection.LodgeComplaint,
    inspection.WithdrawComplaint,
    inspection.AssignFacilitator,
    inspection.Settle,
    inspection.AgreeSettlement,
    inspection.RequestInspection,
    inspection.AcceptInspection,
    inspection.DeclineInspection,
    inspection.AskAgain,
    inspection.DraftFindings,
    inspection.FileReply,
    inspection.PublishFindings,
    inspection.DeclareNoConfidence,
    inspection.WithdrawNoConfidence,
    inspection.AgreePlan,
    inspection.ImposePlan,
    inspection.ReportProgress,
    inspection.CompletePlan,
    course.Pause,
    course.RenewPause,
    course.Resume,
    course.Withdraw,
    course.Adopt,
    AgreeAsSecond,
    RefuseAsSecond,
    *ASKED_BY_MACHINE,
)
COMMANDS: dict[str, type[Command]] = {verb(command): command for command in ALL}
ASKED_BY_PEOPLE: dict[str, type[Command]] = {
    name: command for name, command in COMMANDS.items() if command not in ASKED_BY_MACHINE
}
