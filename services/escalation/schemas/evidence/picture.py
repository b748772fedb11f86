"""Pictures that an organiser puts to a petition: what is sent with one, and how a page and a machine take one back."""

from typing import Annotated

from pydantic import Field

from services.escalation.domain.evidence.evidence import Words
from services.escalation.schemas.signature.signature import Token
from shared.shapes import Line, ReasonsLine, Strict, at_most


class PictureIn(Strict):
    """What is sent with a picture: the token of the organiser's letters, and what the picture shows, in one line.

    The line stands beside the picture, and is read out to whoever does not see it.
    """

    token: Token
    caption: Annotated[ReasonsLine, Field(min_length=12), at_most(150)]

    def words(self) -> Words:
        """The words about the picture."""
        return Words(title=self.caption)


class PictureForm(PictureIn):
    """The same from a page, with the key that makes pressing twice one deed."""

    once: Line


class TakeBackIn(Strict):
    """Taking a picture back: the token of the organiser's letters."""

    token: Token
