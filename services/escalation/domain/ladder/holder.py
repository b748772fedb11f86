"""Whom the clock of a case runs on: who is to act now, by the name of its silence."""

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances

# The clocks that run on the responsible authority, and those that run on the subject.
ON_AUTHORITY = frozenset(
    {
        *("screening", "finding", "admitted", "admitted_by_default", "duty_disputed", "verifying", "verifying_agreed"),
        *("call_in_admitted", "next_facilitator"),
    }
)
ON_SUBJECT = frozenset(
    {
        *("duty_served", "remedy_running", "reply_awaited", "action_in_force", "action_in_force_again"),
        *("report_awaited", "last_report_awaited", "last_report_awaited_again"),
    }
)


def on_whom(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The bodies that are to act now, by id; none where it is the committee, people, or whoever has a right to."""
    if case.silence in ON_AUTHORITY:
        return (at.register.authority,)
    if case.silence in ON_SUBJECT:
        return (case.subject,)
    match case.silence or "":
        case "plan_to_be_imposed":
            return tuple(body for body in (case.inspection.inspectorate, case.inspection.facilitator) if body)
        case "awaiting_responses" | "awaiting_responses_ordinary":
            return tuple(addressee.body for addressee in case.scrutiny.outstanding)
        case "brokering":
            return (case.inspection.facilitator,) if case.inspection.facilitator else ()
        case "action_negotiation":
            return tuple(body for body in (case.subject, case.inspection.facilitator) if body)
        case "with_inspectorate" | "inspecting" | "findings_draft":
            return (case.inspection.inspectorate,)
        case _:
            return ()
