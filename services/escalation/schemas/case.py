"""A case as JSON: every fact that is public, none that is not yet. Names of complainants wait for admission."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from services.escalation.domain.case import Case
from services.escalation.domain.decision import Offer
from services.escalation.domain.state import PLACES, State
from shared.events import short_name
from shared.ledger import Recorded

BEFORE_ADMISSION = (State.STAGE2_EXHAUSTED, State.CALL_IN_OPEN)
NOT_YET_PUBLIC = {"case.complaint_lodged": ("body", "organisation")}


def document(case: Case) -> dict[str, Any]:
    """The case as JSON values."""
    facts: dict[str, Any] = _adapter().dump_python(case, mode="json")
    place = PLACES[case.state]
    return facts | {
        "code": place.code,
        "rung": place.rung.value,
        "means": place.meaning,
        "is_open": case.is_open,
        "complaints": {"count": len(case.complainants), "organisations": list(public_complainants(case))},
        "links": links(case),
    }


def public_complainants(case: Case) -> tuple[str, ...]:
    """Who complains, once a call-in was admitted on their complaints; before, the public sees their number only."""
    was_admitted = len(case.complaints) > 0 and case.state not in BEFORE_ADMISSION and case.cause != "complaints_short"
    return case.complainants if was_admitted and case.cause != "not_called_in" else ()


def summary(case: Case) -> dict[str, Any]:
    """The case in a list, as JSON values."""
    return {
        "reference": case.reference,
        "area": case.area,
        "title": case.title,
        "measure": case.measure,
        "state": case.state.value,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "links": links(case),
    }


def offers(found: Sequence[Offer], case: Case) -> list[dict[str, Any]]:
    """What the caller may ask of the case now, with its address, and why not the rest."""
    return [
        {"command": offer.name, "href": f"/escalation/v1/cases/{case.reference}/commands/{offer.name}"}
        if offer.is_open
        else {"command": offer.name, "not_open": offer.reason}
        for offer in found
    ]


def history(recorded: Sequence[Recorded], dumped: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What happened, as JSON values: each event's name, day and public facts."""
    return [_entry(one, facts) for one, facts in zip(recorded, dumped, strict=True)]


def links(case: Case) -> dict[str, str]:
    """Where else the case is found."""
    return {
        "self": f"/escalation/v1/cases/{case.reference}",
        "page": f"/petitions/{case.reference}" if case.trigger == "petition" else f"/record/{case.reference}",
        "record": f"/record/{case.reference}",
        "measure": f"/measures/{case.area}/{case.measure}",
    }


def _entry(recorded: Recorded, facts: dict[str, Any]) -> dict[str, Any]:
    name = short_name(recorded.type)
    hidden = NOT_YET_PUBLIC.get(name, ())
    return {
        "event": name,
        "version": recorded.version,
        "occurred_at": recorded.occurred_at.isoformat(),
        "facts": {field: value for field, value in facts.items() if field not in hidden},
    }


@cache
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)
