"""A cosignature as a witness sends it, and as it is answered."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.publication.schemas.register.link import links
from shared.shapes import Line, Strict, Whole


class CosignatureIn(Strict):
    """The size of the checkpoint, and the line that goes under it."""

    size: Whole
    line: Annotated[Line, Field(max_length=600)]


def document(witness: str, size: int, cosigned_at: datetime) -> dict[str, object]:
    """Whose word it is, of what, and from when."""
    return {
        "witness": witness,
        "size": size,
        "cosigned_at": cosigned_at,
        "_links": links(checkpoint="/record/checkpoint", page="/record/proof"),
    }
