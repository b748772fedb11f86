"""How what was found is told, and the answer to who is responsible; and the mark at which a page of results ends."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from services.publication.domain.search.lookup import Answer, Step
from services.publication.domain.search.search import Cursor, Found
from services.publication.schemas.register.link import links
from shared.problems import Fault, Malformed


def results(found: Sequence[Found], here: str, onward: str | None) -> dict[str, object]:
    """A page of what was found, and where the next one is."""
    return {"found": [told(one) for one in found], "links": links(self_=here, next=onward)}


def told(found: Found) -> dict[str, object]:
    """One thing that was found."""
    return {
        "kind": found.kind.value,
        "area": found.area,
        "code": found.code,
        "title": found.title,
        "party": found.party or None,
        "status": found.status or None,
        "is_guess": found.is_guess,
        "moved_at": found.moved_at,
        "links": links(page=found.href),
    }


def answered(typed: str, answer: Answer | None, others: Sequence[Found], day: date, here: str) -> dict[str, object]:
    """The answer to who is responsible for what was typed, on a day; null where the record knows no such words."""
    return {
        "about": typed,
        "on": day,
        "answer": _answer(answer) if answer else None,
        "others": [told(one) for one in others],
        "links": links(self_=here),
    }


def mark(cursor: Cursor) -> str:
    """Where a page ends, as an address holds it."""
    parts = (
        f"{cursor.likeness:f}",
        cursor.moved_at.isoformat(),
        cursor.kind,
        cursor.area,
        cursor.code,
        cursor.is_guess,
    )
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def cursor(mark_: str) -> Cursor:
    """What `mark` made; raises Malformed for anything else."""
    try:
        likeness, moved_at, *where, is_guess = json.loads(base64.urlsafe_b64decode(mark_ + "=" * (-len(mark_) % 4)))
        kind, area, code = map(str, where)
        return Cursor(Decimal(likeness), datetime.fromisoformat(moved_at), kind, area, code, bool(is_guess))
    except (ValueError, TypeError, InvalidOperation, binascii.Error, RecursionError):
        fault = Fault("unknown-mark", "This is no place at which a page of results ended.", "/after")
        raise Malformed("The parameters of the address are not right.", errors=[fault]) from None


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "sentence": answer.sentence,
        "area": answer.area,
        "kind": answer.kind.value,
        "code": answer.code,
        "title": answer.title,
        "body": answer.body,
        "name": answer.name or None,
        "role": answer.role or None,
        "since_on": answer.since_on,
        "basis": answer.basis or None,
        "more": [{"label": label, "words": words} for label, words in answer.more],
        "if_it_fails": [_step(one) for one in answer.steps],
        "before": [asdict(one) for one in answer.before],
        "sources": [{"words": words, "href": href or None} for words, href in answer.sources],
    }


def _step(step: Step) -> dict[str, object]:
    return {"when": step.when, "what": f"{step.deed}{step.words}", "href": step.href or None}
