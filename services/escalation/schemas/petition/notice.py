"""A notice about what a petition says, and the decision about it, as forms send them."""

from typing import Annotated

from pydantic import Field

from services.escalation.domain.petition.notice import Ground, Outcome
from shared.shapes import Reasons, Strict, at_most


class ReportForm(Strict):
    """What may not stand there and why, for those who decide."""

    ground: Ground
    words: Annotated[Reasons, Field(min_length=10), at_most(1_000)]


class DecisionForm(Strict):
    """Whether the text stays, and why; the reasons are public."""

    outcome: Outcome
    reasons: Annotated[Reasons, at_most(1_000)]
