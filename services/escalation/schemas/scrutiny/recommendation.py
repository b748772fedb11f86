"""A recommendation that is being written, as a page sends it to be checked; nothing is said by it yet."""

from typing import Literal

from services.escalation.domain.scrutiny.recommendation import Draft
from shared.shapes import Day, Line, Prose, Strict

COMMAND = "issue_recommendations"


class RecommendationForm(Strict):
    """The questions of a recommendation, any of which may still be open."""

    text: Prose = ""
    addressee: Line = ""
    owner: Line = ""
    measure: Line = ""
    value: Line = ""
    unit: Line = ""
    by_on: Day | None = None
    resources: Prose = ""
    button: Literal["check", "issue"] = "check"

    def draft(self) -> Draft:
        """What is checked."""
        return Draft(**self.model_dump(exclude={"button"}))
