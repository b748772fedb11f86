"""What is told in a case of a matter that was sealed."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.step import Steps, served
from services.escalation.domain.reserve import command as asked
from shared.events import escalation as told


def findings_received(case: Case, command: asked.ReceiveReserveFindings, at: Circumstances) -> Steps:
    """Findings of a failure, from a matter that went past the ladder. Where no duty was served yet, the body that they
    are about has it from now on: somebody must answer for what was found.
    """
    duty = () if case.subject else (partial(served(at), is_by_findings=True),)
    received = partial(
        told.ReserveFindingsReceived,
        matter=command.matter,
        findings=command.findings,
        found_by=command.found_by,
        inspectorate=command.inspectorate,
        lodged_on=command.lodged_on,
        sent_on=command.sent_on,
        entries=command.entries,
    )
    return (*duty, received)


def unsealed(case: Case, command: asked.NoteUnsealed, at: Circumstances) -> Steps:
    """The record of a matter that found no failure."""
    noted = partial(
        told.ReserveUnsealed,
        matter=command.matter,
        lodged_on=command.lodged_on,
        sent_on=command.sent_on,
        entries=command.entries,
    )
    return (noted,)
