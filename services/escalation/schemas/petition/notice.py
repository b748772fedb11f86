"""A notice about what a page says, the decision about it and its review: as they are sent, and as they are read."""

from typing import Annotated

from pydantic import Field

from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.petition.notice import Finding, Ground, Outcome
from services.escalation.schemas.signature.signature import Email, Token
from shared.shapes import Reasons, Strict, at_most

Words = Annotated[Reasons, Field(min_length=10), at_most(1_000)]


class ReportForm(Strict):
    """What may not stand there and why, for those who decide; and where a letter about it may go, if anywhere."""

    ground: Ground
    words: Words
    email: Email | None = None


class DecisionForm(Strict):
    """Whether the page stays, and why; the reasons are public."""

    outcome: Outcome
    reasons: Annotated[Reasons, at_most(1_000)]


class FindingForm(Strict):
    """Whether the text stays hidden or is shown again, and why; the reasons are public."""

    finding: Finding
    reasons: Annotated[Reasons, at_most(1_000)]


class ReviewForm(Strict):
    """Whoever started the petition asks for a review. `reasons` are for those who decide alone."""

    token: Token
    reasons: Words


def page_of(reference: str, number: int) -> str:
    """The address of a notice's own page."""
    return f"/petitions/{reference}/report/{number}" if is_reference(reference) else f"/report/{reference}/{number}"
