"""Removals of words as they are asked for and told. Nothing here repeats what was removed."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.indicators.domain.question.removal import Ground, Removal
from services.indicators.schemas.question.explanation import moment
from shared.shapes import Slug, Strict

BASE = "/indicators/v1/removals"


class RemovalIn(Strict):
    """Which words of which explanation or challenge are to be taken out, by their names, and on which ground."""

    sort: Literal["explanation", "challenge"]
    of: UUID
    names: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]
    ground: Ground


def document(one: Removal) -> dict[str, object]:
    """What was asked, and what came of it."""
    return {
        "removal": str(one.id),
        "area": one.area,
        "measure": one.measure,
        "sort": one.sort,
        "of": str(one.of),
        "names": list(one.names),
        "ground": one.ground,
        "asked_by": one.asked_by.body,
        "asked_at": moment(one.asked_at),
        "agreed_by": one.agreed_by.body if one.agreed_by else None,
        "refused_by": one.refused_by.body if one.refused_by else None,
        "answered_at": moment(one.answered_at),
        "links": {
            "of": f"/indicators/v1/{one.sort}s/{one.of}",
            "page": f"/measures/{one.area}/{one.measure}/removals",
        },
    }


class RemovalForm(RemovalIn):
    """The same from a page; a press that is sent twice is one."""

    once: Slug


class AnswerForm(Strict):
    """A second person's answer from a page; a press that is sent twice is one."""

    once: Slug
