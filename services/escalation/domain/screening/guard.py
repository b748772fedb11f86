"""What must hold for what is asked while a case is screened."""

# ruff: noqa: ARG001 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.screening import command as asked

LEVELS = ("local", "area_wide")


REJECTION_REASONS = (
    "vexatious",
    "abusive",
    "excluded_matter",
    "before_a_court",
    "party_political",
    "names_individuals",
    "repeats_within_six_months",
    "not_a_matter_of_this_area",
)


def level_known(case: Case, command: asked.Admit, at: Circumstances) -> Iterator[Gap]:
    """Local or area-wide."""
    if command.level not in LEVELS:
        yield Gap("level", "not_a_choice", f"Choose one of: {', '.join(LEVELS)}.")


def reason_listed(case: Case, command: asked.Reject, at: Circumstances) -> Iterator[Gap]:
    """A reason of the published list."""
    if command.reason_code not in REJECTION_REASONS:
        yield Gap("reason_code", "not_a_choice", f"Choose one of: {', '.join(REJECTION_REASONS)}.")
