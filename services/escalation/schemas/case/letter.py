"""What a letter about a case is sent as, by the form and by machines, and how one that was served is told: no words."""

from enum import StrEnum
from typing import Annotated, Any

from services.escalation.domain.case.letter import About, How, Served
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


class LetterIn(Strict):
    """A letter that a machine serves by e-mail, or states to have been served by post or by hand, with its proof."""

    about: About
    to: Line
    subject: Annotated[ReasonsLine, at_most(200)]
    text: Annotated[Reasons, at_most(8_000)]
    how: How
    email: Email | None = None
    served_on: Day | None = None
    proof: Annotated[Line, at_most(80)] | None = None
    supersedes: Whole | None = None
    why: Annotated[ReasonsLine, at_most(300)] | None = None

    def said(self) -> dict[str, Any]:
        """What was sent, as the handler takes it: what is empty was not said."""
        texts = ("email", "proof", "why")
        return {name: getattr(self, name) or ("" if name in texts else None) for name in type(self).model_fields}


def document(one: Served) -> dict[str, Any]:
    """That a letter was served, when, how, on whom and with which proof; never its words, nor an address."""
    told = one.told
    return {
        "case": told.case,
        "letter": told.letter,
        "about": told.about,
        "by": told.by,
        "to": told.to,
        "how": told.how,
        "served_on": told.served_on.isoformat(),
        "proof": told.proof,
        "standing": one.standing.value if one.standing else None,
        "proof_words": one.proof,
        "supersedes": told.supersedes,
        "put_right_by": one.put_right_by,
    }
