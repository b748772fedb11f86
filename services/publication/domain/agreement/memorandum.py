"""The memorandum of an agreement: what it promises on the day, as section 113 of the Act of 2007 asks it to be set out.

Its content is fixed on that day and never changes: period, every target, whether it is designated, who must have regard
to it, who else it relates to. Not its title: that can be taken out of the record, and what a hash fixes cannot.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.consent import related
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.register.register import Register
from shared.events.publication import MemorandumPublished


def memorandum_of(
    agreement: Agreement,
    targets: Sequence[Target | TargetRow],
    register: Register,
    *,
    because: str,
    in_force_on: date,
    made_on: date,
) -> tuple[MemorandumPublished, str]:
    """The event that a memorandum of these targets was made, and its content as JSON; the agreement is approved."""
    opened, approved = agreement.opened, agreement.approved
    ordered = sorted(targets, key=lambda target: (target.measure, target.period))
    content = {
        "agreement": opened.agreement,
        "area": opened.area,
        "period": opened.period,
        "parties": opened.parties,
        "approved_on": approved.approved_on if approved else None,
        "approved_by": approved.approved_by if approved else None,
        "made_on": made_on,
        "because": because,
        "targets": [_target(target, in_force_on, register) for target in ordered],
    }
    text = json.dumps(content, default=_plain, ensure_ascii=False, separators=(",", ":"))
    told = MemorandumPublished(
        area=opened.area,
        agreement=opened.agreement,
        memorandum=len(agreement.memoranda) + 1,
        because=because,
        made_on=made_on,
        targets=len(ordered),
        sha256=sha256_of(text),
    )
    return told, text


def sha256_of(content: str) -> str:
    """The hash by which a memorandum's content is known."""
    return hashlib.sha256(content.encode()).hexdigest()


def _target(target: Target | TargetRow, day: date, register: Register) -> dict[str, object]:
    measure = register.measures.get(target.measure)
    about = register.about
    council = register.partners.get(about.responsible_authority) if about else None
    bodies = related(target.measure, day, register)
    return {
        "measure": target.measure,
        "title": measure.title if measure else target.measure,
        "unit": measure.unit if measure else "",
        "period": target.period,
        "value": target.value,
        "tolerance": target.tolerance,
        "stretch": target.stretch,
        "minimum": target.minimum,
        "class": target.item_class,
        "designated": target.designated,
        "illustrative": target.illustrative,
        "lead": bodies[0] if bodies else None,
        "must_have_regard": tuple(dict.fromkeys((*([council.name] if council else []), *bodies))),
    }


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
