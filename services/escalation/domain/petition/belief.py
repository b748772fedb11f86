"""Petitions by which it shows what people believe or how they are: what they tell of who signed can be less. Pure."""

from services.escalation.domain.petition.petition import Petition
from shared.events import escalation as told

HIDING = ("case_worker", "monitoring_officer")
SHOWING = ("monitoring_officer",)


def hide(petition: Petition, *, reasons: str, by: str, role: str) -> tuple[object, ...]:
    """Tell from now on of no ward how many signed there; nothing where it is so."""
    if petition.hides_wards:
        return ()
    return (told.belief.WardsHidden(petition=petition.reference, reasons=reasons, by=by, role=role),)


def show(petition: Petition, *, reasons: str, by: str, role: str) -> tuple[object, ...]:
    """Tell it again; nothing where it is told."""
    if not petition.hides_wards:
        return ()
    return (told.belief.WardsShown(petition=petition.reference, reasons=reasons, by=by, role=role),)
