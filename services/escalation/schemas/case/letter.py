"""What the form of a letter about a case sends."""

from enum import StrEnum
from typing import Annotated

from services.escalation.domain.case.letter import About, How
from services.escalation.schemas.signature.signature import Email
from shared.shapes import Day, Line, Reasons, ReasonsLine, Strict, Whole, at_most


class Pressed(StrEnum):
    """Which of the buttons."""

    CHECK = "check"
    SEND = "send"
    CHANGE = "change"


class LetterForm(Strict):
    """A letter, how it is served, and the number that it would have. What is empty was not said;
    `supersedes` is 0 where it puts none right."""

    number: Whole
    about: About
    to: Line
    subject: Annotated[ReasonsLine, at_most(200)]
    text: Annotated[Reasons, at_most(8_000)]
    how: How
    email: Email | None = None
    served_on: Day | None = None
    proof: Annotated[Line, at_most(80)] | None = None
    supersedes: Whole = 0
    why: Annotated[ReasonsLine, at_most(300)] | None = None
    button: Pressed = Pressed.CHECK
