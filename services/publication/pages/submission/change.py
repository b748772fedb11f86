"""What was changed lately in the register, told on the desk to every body of the place before it counts."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.register.register import KINDS, RegisterEvent
from shared.events.publication import AreaRegistered, LeadAssigned, MeasureRegistered, PartnerEnded, PartnerRegistered
from shared.web.components import Link
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words


def changed_lately(found: Sequence[tuple[date, RegisterEvent]]) -> Table | None:
    """What was changed lately in the registers of the reader's places, with the day: it counts in approvals later."""
    rows = [Row((Link(_stated(fact), _where(fact)), on)) for on, fact in found]
    columns = (Column("What was stated"), Column("On"))
    return Table("Changed lately in the register", columns, rows, stacks=True) if rows else None


def _stated(fact: RegisterEvent) -> str:
    if isinstance(fact, AreaRegistered):
        return f"{fact.name}: the area itself"
    kind = KINDS[type(fact)]
    parts = [getattr(fact, name) for name in kind.key]
    named = ", ".join(in_words(one) if isinstance(one, date) else str(one) for one in parts)
    return f"{kind.one.replace('_', ' ').capitalize()} {named}"


def _where(fact: RegisterEvent) -> str:
    match fact:
        case MeasureRegistered() | LeadAssigned():
            return f"/who/{fact.area}/{fact.measure}"
        case PartnerRegistered() | PartnerEnded():
            return f"/areas/{fact.area}/partners/{fact.partner}"
        case _:
            return f"/who/{fact.area}"
