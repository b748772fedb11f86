"""A move of a negotiation: something that somebody does, the words in which it is said, and the lawful ones."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from services.publication.domain.entry.entry import EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import (
    Consent,
    Consultation,
    Decision,
    ItemClass,
    Outcome,
    Particulars,
    PeriodTarget,
    Protocol,
    ReasonCode,
    Rejection,
    Revision,
    RevisionKind,
    Terms,
)
from services.publication.domain.leaf.day import Day
from tests.unit.publication.negotiation import COUNCIL, OFFICE

BEGAN, ITEM, MEASURE = date(2026, 6, 1), "NI 16", "NI-16"
POLICE, MINISTERS, WORKS, SHELL = "Avon Police", "Ministers", "Department for Works", "Shell Consultants"
KINDS = {
    COUNCIL: ("bath", "council", Party.COUNCIL),
    POLICE: ("police", "police", Party.PARTNER),
    MINISTERS: ("ministers", "ministers_office", Party.MINISTER),
    OFFICE: ("office", "government_office", Party.GOVERNMENT_OFFICE),
    WORKS: ("works", "department", Party.DEPARTMENT),
}
PARTY = {name: party for name, (_, _, party) in KINDS.items()} | {SHELL: Party.MINISTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The rules and the bodies that a negotiation is held under."""

    is_national: bool = True
    lead: str | None = POLICE
    contributors: tuple[str, ...] = ()

    @property
    def approver(self) -> str:
        """Whose decision approves."""
        return MINISTERS if self.is_national else COUNCIL

    @property
    def government(self) -> str:
        """Who speaks for the government."""
        return MINISTERS if self.is_national else OFFICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that somebody does; what a kind of it has no use for is left alone."""

    what: str
    name: str = COUNCIL
    typist: str | None = None
    days: int = 0
    back: int = 0
    status: Status | None = None
    value: Decimal | None = None
    period: str = "2026/27"
    unit: str = "percent"
    kind: ItemClass | None = None
    is_law: bool = False
    stretch: Decimal | None = None
    baseline: Decimal | None = None
    in_terms: bool = False
    yes: bool = True
    to: int = 0
    is_asked: bool = True


def said_of(move: Move, today: date) -> Said:
    """The words of a move."""
    on = Day.parse((today - timedelta(move.back)).isoformat()) if move.back else None
    said = Said(
        party=PARTY[move.name],
        party_name=move.name,
        kind=EntryKind.STATEMENT,
        item_title=ITEM,
        source="Letter",
        said_on=on,
    )
    match move.what:
        case "consent":
            return replace(said, kind=EntryKind.CONSENT, particulars=Particulars(consent=Consent(is_given=move.yes)))
        case "protocol":
            protocol = Protocol(accountability="x", responsibility="x", probity="x")
            return replace(said, kind=EntryKind.PROTOCOL, particulars=Particulars(protocol=protocol))
        case "consultation":
            asked = Consultation(consulted="x", changed="x")
            return replace(said, kind=EntryKind.CONSULTATION, particulars=Particulars(consultation=asked))
        case "decision" | "decision on it":
            outcome = Outcome.APPROVE if move.yes else Outcome.REFUSE
            items = (ITEM,) if move.what == "decision on it" else ()
            decided = Decision(outcome=outcome, reasons="x", relied_on="x", urgency="x", items=items)
            title = "The agreement"
            return replace(said, kind=EntryKind.DECISION, item_title=title, particulars=Particulars(decision=decided))
        case "revision" | "removal":
            change = RevisionKind.REMOVE if move.what == "removal" else RevisionKind.CHANGE
            said = replace(said, kind=EntryKind.REVISION, particulars=Particulars(revision=Revision(change=change)))
            is_change = move.what == "revision"
            return _with_figures(said, move) if is_change else replace(said, target_period=move.period)
        case _:
            return _turn(said, move)


def _with_figures(said: Said, move: Move) -> Said:
    figured = {"target_value": move.value, "target_period": move.period} if move.value is not None else {}
    began = {"baseline_value": move.baseline, "baseline_period": "2024/25"} if move.baseline is not None else {}
    return replace(said, unit=move.unit, **figured, **began)  # type: ignore[arg-type]


def _turn(said: Said, move: Move) -> Said:
    kind = EntryKind.STATEMENT
    if move.status is not None:
        kind = EntryKind.PROPOSAL if move.status is Status.PROPOSED else EntryKind.RESPONSE
    rejected = (
        Rejection(department="Works", code=ReasonCode.EQUITY, evidence="x", interest="x")
        if move.status is Status.REJECTED
        else None
    )
    terms = Terms(
        item_class=move.kind,
        basis="An Act" if move.is_law and move.kind is ItemClass.STATUTORY else None,
        stretch_value=move.stretch,
        targets=(PeriodTarget(period=move.period, value=move.value),) if move.in_terms and move.value else (),
    )
    said = replace(
        said,
        kind=kind,
        round="final-draft",
        status=move.status,
        reason="As it asks.",
        particulars=Particulars(terms=terms, rejection=rejected),
        deferred_until=Day.parse("2027") if move.status is Status.DEFERRED else None,
    )
    return _with_figures(said, replace(move, value=None) if move.in_terms else move)


def lawful(
    place: Place, kind: ItemClass, value: Decimal, stretch: Decimal | None, baseline: Decimal | None
) -> list[Move]:
    """The wholly lawful way to a target of this class."""
    moves = [
        Move(
            what="turn", status=Status.PROPOSED, value=value, kind=kind, is_law=True, stretch=stretch, baseline=baseline
        ),
        Move(what="turn", name=place.government, status=Status.AGREED),
        Move(what="decision", name=place.approver),
    ]
    if kind is ItemClass.LOCAL:
        return moves + [Move(what="consent", name=name) for name in (place.lead, *place.contributors) if name]
    moves += [Move(what="protocol", name=place.lead)] if place.lead else []
    return [*moves, Move(what="consultation")]
