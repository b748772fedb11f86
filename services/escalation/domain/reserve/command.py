"""What the machine asks of a case when a matter that came from it is unsealed."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command
from shared.events import escalation as told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReserveFindings(Command):
    """Take in findings of a failure, with the record of the matter that they come from.

    `subject` is the body that they are about, and `inspectorate` inspects it; None where the register names none.
    `found_by` are the bodies that looked into it.
    """

    matter: str
    subject: str
    findings: str
    found_by: tuple[str, ...]
    inspectorate: str | None
    lodged_on: date
    sent_on: date
    entries: tuple[told.OpenedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUnsealed(Command):
    """Note the record of a matter that came to no finding of a failure."""

    matter: str
    lodged_on: date
    sent_on: date
    entries: tuple[told.OpenedEntry, ...]
