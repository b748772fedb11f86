"""What is told while a case is screened."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.minute import minute_of
from services.escalation.domain.case.step import Steps, words_of_raiser
from services.escalation.domain.screening import command as asked
from shared.events import escalation as told


def admitted(case: Case, command: asked.Admit, at: Circumstances) -> Steps:
    """A person let the case in."""
    let_in = partial(
        told.CaseAdmitted,
        level=command.level,
        reasons=command.reasons,
        matter=command.matter,
        new_evidence=command.new_evidence,
    )
    return (let_in,)


def rejected(case: Case, command: asked.Reject, at: Circumstances) -> Steps:
    """Two persons refused the case; the second, who speaks now, may be of another body."""
    refused = partial(
        told.CaseRejected,
        reason_code=command.reason_code,
        reasons=command.reasons,
        repeats=command.repeats,
        refused_by=tuple(dict.fromkeys((at.register.authority, at.actor.public_name))),
    )
    return (refused,)


def failure_alleged(case: Case, command: asked.AllegeSystematicFailure, at: Circumstances) -> Steps:
    """The system is said to fail."""
    return (words_of_raiser(told.SystematicFailureAlleged, command.reasons, case, at),)


def review_requested(case: Case, command: asked.RequestReview, at: Circumstances) -> Steps:
    """The organiser wants others to look."""
    return (words_of_raiser(told.ReviewRequested, command.reasons, case, at),)


def rejection_backed(case: Case, command: asked.BackRejection, at: Circumstances) -> Steps:
    """Somebody from outside finds the refusal right."""
    return (partial(told.RejectionBacked, body=at.actor.public_name, reasons=command.reasons),)


def rejection_overturned(case: Case, command: asked.OverturnRejection, at: Circumstances) -> Steps:
    """The refusal was wrong: the case is let in."""
    return (
        partial(
            told.RejectionOverturned,
            body=at.actor.public_name,
            reasons=command.reasons,
            minute=minute_of(case, command.minute, at) if command.minute else None,
        ),
        partial(told.CaseAdmitted, level=command.level, reasons=command.reasons),
    )


def rejection_upheld(case: Case, command: asked.UpholdRejection, at: Circumstances) -> Steps:
    """The refusal was right, and the case ends."""
    return (partial(told.RejectionUpheld, reasons=command.reasons, minute=minute_of(case, command.minute, at)),)
