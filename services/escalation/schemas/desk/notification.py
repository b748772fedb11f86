"""What the forms about notifications send: what was read, and how each kind is wished by mail."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.escalation.domain.desk.notification import Kind, Wish
from services.escalation.schemas.signature.signature import Email, Token
from shared.shapes import Strict

Number = Annotated[UUID, Field(strict=False)]


class ReadForm(Strict):
    """What was read: that one, or everything."""

    id: Number | None = None


class WishForm(Strict):
    """How each kind is wished by mail, and the address; without one nothing goes by mail."""

    act: Wish
    near: Wish
    missed: Wish
    second: Wish
    reply: Wish
    moved: Wish
    handed: Wish
    submission: Wish
    notice: Wish
    email: Email | None = None

    @property
    def wishes(self) -> Mapping[Kind, Wish]:
        """By kind."""
        return {kind: getattr(self, kind.value) for kind in Kind}


class LinkForm(Strict):
    """The button behind the link of a letter."""

    token: Token
