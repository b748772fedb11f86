"""Whether a petition tells how many signed in which ward, as it is sent and as it is answered."""

from enum import StrEnum
from typing import Annotated, Any

from services.escalation.domain.petition.petition import Petition
from shared.shapes import Reasons, Strict, at_most


class Wards(StrEnum):
    """What is told of wards."""

    HIDDEN = "hidden"
    SHOWN = "shown"


class WardsIn(Strict):
    """What is to be told of wards from now on, and why; the reasons are public."""

    wards: Wards
    reasons: Annotated[Reasons, at_most(1_000)]


def wards_document(petition: Petition) -> dict[str, Any]:
    """What the petition tells of wards now."""
    return {
        "petition": petition.reference,
        "wards": (Wards.HIDDEN if petition.hides_wards else Wards.SHOWN).value,
        "version": petition.version,
        "links": {"petition": f"/escalation/v1/petitions/{petition.reference}"},
    }
