"""Whom the clock of a case runs on: the bodies that are to act now, as the row of its silence says."""

from typing import assert_never

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Holder
from services.escalation.domain.ladder import silence


def on_whom(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The bodies that are to act now, by id; none where it is the committee, people, or whoever has a right to."""
    named = [row.on for row in silence.rows(case.state, case.overlay) if row.name == case.silence]
    inspection = case.inspection
    bodies: tuple[str, ...]
    match named[0] if named else Holder.NOBODY:
        case Holder.AUTHORITY:
            bodies = (at.register.authority,)
        case Holder.SUBJECT:
            bodies = (case.subject,)
        case Holder.ADDRESSEES:
            bodies = tuple(addressee.body for addressee in case.scrutiny.outstanding)
        case Holder.FACILITATOR:
            bodies = (inspection.facilitator,)
        case Holder.INSPECTORATE:
            bodies = (inspection.inspectorate,)
        case Holder.IMPOSERS:
            bodies = (inspection.inspectorate, inspection.facilitator)
        case Holder.NEGOTIATORS:
            bodies = (case.subject, inspection.facilitator)
        case Holder.COMMITTEE | Holder.NOBODY:
            bodies = ()
        case unknown:
            assert_never(unknown)
    return tuple(body for body in bodies if body)
