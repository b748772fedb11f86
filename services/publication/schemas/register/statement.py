"""What the forms of administration state about a register, one fact at a time: the shapes that machines send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, create_model

from services.publication.domain.register.register import KINDS, RegisterEvent
from services.publication.schemas.register.partnership import BoardIn, BoardSeatIn, MemberIn, PartnershipIn
from services.publication.schemas.register.place import Code
from services.publication.schemas.register.register import (
    CommitteeIn,
    CouncillorIn,
    EndingIn,
    LeadIn,
    PartnerIn,
    SeatIn,
)
from shared.shapes import Line, Strict


def _codes(typed: object) -> object:
    """Codes as people type them, with commas or spaces between them."""
    return re.split(r"[\s,;]+", " ".join(typed).strip()) if isinstance(typed, list) and typed else typed


class BoardForm(BoardIn):
    """A board; its measures are typed in one line."""

    measures: Annotated[tuple[Code, ...], BeforeValidator(_codes)] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A kind of fact that is stated by a form: its shape; and its button, pressed twice done once."""

    shape: type[Strict]
    button: type[Strict]

    def fact(self, area: str, kind: str, sent: Strict) -> RegisterEvent:
        """What was sent, as the register takes it."""
        said = sent.model_dump(exclude={"once"})
        stated: RegisterEvent = EVENTS[kind](area=area, **said)
        return stated


SHAPES: Mapping[str, type[Strict]] = {
    "partners": PartnerIn,
    "endings": EndingIn,
    "leads": LeadIn,
    "committees": CommitteeIn,
    "seats": SeatIn,
    "councillors": CouncillorIn,
    "partnerships": PartnershipIn,
    "boards": BoardForm,
    "members": MemberIn,
    "board_seats": BoardSeatIn,
}
EVENTS: Mapping[str, Any] = {kind.many: event for event, kind in KINDS.items()}  # each takes the fields of its own
STATED: Mapping[str, Stated] = {
    kind: Stated(shape, create_model(f"{shape.__name__}Button", __base__=shape, __module__=__name__, once=(Line, ...)))
    for kind, shape in SHAPES.items()
}
