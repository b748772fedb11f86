"""Whom the clock of a case runs on: the bodies that are to act now, as the row of its silence says."""

from typing import assert_never

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import Part, answering, parts_of
from services.escalation.domain.case.row import Holder
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder import silence


def holder(case: Case) -> Holder:
    """Whom the row of the silence that runs names."""
    named = [row.on for row in silence.rows(case.state, case.overlay) if row.name == case.silence]
    return named[0] if named else Holder.NOBODY


def is_on_actor(case: Case, at: Circumstances) -> bool:
    """Whether the clock runs on whoever acts: their body, or their post in it.

    What the authority owes, its case workers do. A remedy of the authority itself is for everybody else to check.
    """
    parts = parts_of(case, at)
    match holder(case):
        case Holder.COMMITTEE:
            return Part.SCRUTINY_OFFICER in parts
        case Holder.AUTHORITY if case.state is State.VERIFYING and answering(case, at) == at.register.authority:
            return Part.CHECKER in parts
        case Holder.AUTHORITY:
            return Part.CASE_WORKER in parts
        case _:
            return at.actor.body in on_whom(case, at)


def on_whom(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The bodies that are to act now, by id; none where it is the committee, people, or whoever has a right to."""
    inspection = case.inspection
    bodies: tuple[str, ...]
    match holder(case):
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
