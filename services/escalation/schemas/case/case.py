"""A case as JSON. Nothing is hidden here: what is not public yet is in no case and in no event."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.stake import national
from services.escalation.domain.case.state import PLACES
from services.escalation.domain.inspection.guard import can_be_asked_for_here, signatories_besides
from services.escalation.domain.ladder.decision import Offer
from services.escalation.domain.ladder.wording import Part
from shared.events import short_name
from shared.events.escalation import FindingsPublished
from shared.ledger import Recorded
from shared.policy import Wording

# Told in their own place: complaints as a count with names once they are public, signatures as at submission.
NOT_SHOWN: dict[str, Any] = {"signatures": True, "inspection": {"complaints": True, "complainants": True}}


def document(case: Case) -> dict[str, Any]:
    """The case as JSON values. More may have signed since it was handed in: the petition tells how many have now."""
    facts: dict[str, Any] = _adapter().dump_python(case, mode="json", exclude=NOT_SHOWN)
    place = PLACES[case.state]
    return facts | {
        "code": place.code,
        "rung": place.rung.value,
        "means": place.meaning,
        "is_open": case.is_open,
        "signatures_at_submission": case.signatures,
        "complaints": {"count": case.inspection.complaints, "organisations": list(case.inspection.complainants)},
        "links": links(case),
    }


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


def inspection_route(case: Case, at: Circumstances, wording: Wording) -> dict[str, Any]:
    """Whether an inspection can be asked for here at all, from the first day; if not, why, in words."""
    known = at.register.body(answering(case, at))
    today = (at.inspectorate_of(known),) if known else ()
    found = {
        "inspectorate": next(iter(national(case, at) if case.remedy.duty else today), "") or None,
        "signatories_besides_subject": signatories_besides(answering(case, at), at),
        "signatories_needed": at.policy.stage3.min_partner_complaints,
    }
    if can_be_asked_for_here(case, at):
        return found | {"can_be_asked_for": True}
    words = wording.code("too_few_signatories")
    said = f"{words[:1].upper()}{words[1:]}."
    return found | {"can_be_asked_for": False, "reason": "too_few_signatories", "words": said}


def offers(found: Sequence[Offer], case: Case) -> list[dict[str, Any]]:
    """What the caller may ask of the case now, with its address, and why not the rest."""
    return [
        {
            "command": offer.name,
            "href": f"/escalation/v1/cases/{case.reference}/commands/{offer.name}",
            "second_person": offer.second.value if offer.second else None,
        }
        if offer.is_open
        else {"command": offer.name, "not_open": offer.reason}
        for offer in found
    ]


def standing(parts: Sequence[Part]) -> dict[str, Any]:
    """Where the case stands, who must act, by when and why then, and what happens otherwise, each in sentences; and the
    same of what has a day of its own beside that.
    """
    first, *also = parts
    return {"where": first.answers.where, **_part(first), "also": [_part(one) for one in also]}


def _part(part: Part) -> dict[str, Any]:
    acting, said = part.acting, part.answers
    return {
        "who": {
            "name": acting.who if acting else None,
            "bodies": list(part.bodies),
            "rests_on": [{"basis": one.basis, "source": one.source} for one in acting.grounds] if acting else [],
            "sentence": said.who,
        },
        "by": {
            "asked_by": _day(acting.asked_by if acting else None),
            "moves_after": _day(acting.due_on if acting else None),
            "sentence": said.by,
        },
        "why_then": said.why_then,
        "otherwise": said.otherwise,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def history(
    recorded: Sequence[Recorded], dumped: Sequence[dict[str, Any]], sentences: Sequence[str]
) -> list[dict[str, Any]]:
    """What happened, as JSON values: each event's name, day, public sentence and facts."""
    return [_entry(*one) for one in zip(recorded, dumped, sentences, strict=True)]


def links(case: Case) -> dict[str, str]:
    """Where else the case is found."""
    by_petition = {"petition": f"/escalation/v1/petitions/{case.reference}"} if case.trigger == "petition" else {}
    return by_petition | {
        "self": f"/escalation/v1/cases/{case.reference}",
        "page": f"/petitions/{case.reference}" if case.trigger == "petition" else f"/record/{case.reference}",
        "record": f"/record/{case.reference}",
        "publication": f"/publication/v1/cases/{case.reference}",
        "measure": f"/measures/{case.area}/{case.measure}",
    }


def _entry(recorded: Recorded, facts: dict[str, Any], sentence: str) -> dict[str, Any]:
    return {
        "event": short_name(recorded.type),
        "version": recorded.version,
        "occurred_at": recorded.occurred_at.isoformat(),
        "sentence": sentence,
        "facts": facts,
    } | _document(recorded.event)


def _document(event: object) -> dict[str, Any]:
    """Where the file is found that a step names."""
    if not isinstance(event, FindingsPublished) or not event.file:
        return {}
    return {"links": {"file": f"/escalation/v1/cases/{event.case}/evidence/{event.file}"}}


@cache
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)
