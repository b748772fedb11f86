"""The page beside an agreement's conversations: what binds each party, who brokers, what was advised and decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.broker import unstated
from services.publication.domain.agreement.confirmation import Awaited
from services.publication.domain.entry.correction import correction
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Said, is_same_item
from services.publication.domain.entry.particulars import OUTCOMES
from services.publication.domain.register.register import named
from services.publication.handlers.agreement import agreement
from services.publication.handlers.agreement.agreement import Read
from services.publication.pages.agreement.advice import gate_before, of_kind, said_on_words
from services.publication.pages.entry.particulars import (
    advice_words,
    agreed_words,
    appointment_words,
    constraint_words,
    decision_words,
    items_words,
)
from services.publication.pages.entry.reply import beside_table
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Gap, Link, Strong, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import Period, london_day

NOT_INDEPENDENT = (
    Strong("Not independent:"),
    " it is a party, a broker or a provider here, or spoke for a side. No decision made from now on can rest on it.",
)

NOT_COUNTED = "Counts for nothing yet: "

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@dataclass(frozen=True, slots=True)
class Shown:
    """Advice or a decision as it stands beside the other: who, when, what it says, its source."""

    id: str
    who: str
    said: str
    words: Sequence[Words]
    source: str
    number: int


@router.get("/agreements/{name}/decisions")
async def show_decisions(request: Request, name: str) -> Response:
    """What was advised and decided on an agreement, side by side, and what came before."""
    read = await agreement.read(database_of(request), name)
    return with_etag(request, _page(request, read, london_day(now(request))))


def _page(request: Request, read: Read, today: date) -> Response:
    opened = read.agreement.opened
    area = read.register.about.name if read.register.about else opened.area
    back = Link(opened.title, f"/agreements/{opened.agreement}")
    offer_report(request, opened.area, named(read.register, opened.parties))
    return render(
        request,
        "decisions.html",
        place=area,
        crumbs=(Link(area, f"/areas/{opened.area}"), back, "Decisions"),
        agreement=opened,
        summary=_summary(read),
        gate=gate_before(read, today),
        advice=[_advice(read, entry, today) for entry in of_kind(read, EntryKind.ADVICE)],
        decisions=[_decision(read, entry, today) for entry in of_kind(read, EntryKind.DECISION)],
        constraints=_constraints(read),
        between=_between(read),
        agreed=_agreed(read, read.awaited(today)),
        beside=beside_table([one for one in read.heard() if not one.entry.said.kind.is_of_an_item]),
    )


def _summary(read: Read) -> str:
    """What was advised and decided, in a sentence or two."""
    advised = [one.said for one in of_kind(read, EntryKind.ADVICE)]
    decided = [one.said for one in of_kind(read, EntryKind.DECISION)]
    told = [f"{one.party_name} advised to {_outcome(one)}." for one in advised] or ["Nobody advised on this record."]
    told += [_decided_words(read, one) for one in decided] or ["No decision is on this record."]
    return " ".join(told)


def _decided_words(read: Read, said: Said) -> str:
    made = said.particulars.decision
    departs = ", and says why that is not what was advised" if made and made.departure else ""
    about = f" of {_called(read, made.items)}" if made and made.items else ""
    outcome = f"to {_outcome(said)}" if not about else f"on the proposals{about}: to {_outcome(said)}"
    return f"{said.party_name} decided {outcome}{departs}."


def _outcome(said: Said) -> str:
    given, made = said.particulars.advice, said.particulars.decision
    outcome = given.recommendation if given else made.outcome if made else None
    return OUTCOMES[outcome] if outcome else "nothing"


def _advice(read: Read, entry: Entry, today: date) -> Shown:
    given = entry.said.particulars.advice
    partial = {one.entry for one in read.gate(today).partial}
    waits = read.awaited(today).get(entry.number)
    held: tuple[Words, ...] = ((Strong(NOT_COUNTED), f"it {waits.words}."),) if waits else ()
    marked: tuple[Words, ...] = (NOT_INDEPENDENT, *held) if entry.number in partial else held
    return _shown(entry, (*marked, *advice_words(given), f"About: {_called(read, given.items)}.") if given else marked)


def _decision(read: Read, entry: Entry, today: date) -> Shown:
    made = entry.said.particulars.decision
    late = (f"Published late: it was to be public within {_allowed(read, today).words()}.",)
    told = (*decision_words(made), f"About: {_called(read, made.items)}.") if made else ()
    return _shown(entry, (*told, *(late if _was_late(read, entry, today) else ())))


def _was_late(read: Read, entry: Entry, today: date) -> bool:
    """Whether a decision came onto this record later than it was to be public; old papers are not late."""
    said_on = entry.said.said_on
    if said_on is None or entry.came is Came.COMPILED or read.agreement.is_before(said_on, Came.COMPILED):
        return False
    due = _allowed(read, today).reckon(said_on.last, read.circumstances(today).calendar).due_on
    return london_day(entry.recorded_at) > due


def _allowed(read: Read, today: date) -> Period:
    return read.circumstances(today).policy.negotiation.decision_publish


def _shown(entry: Entry, words: Sequence[Words]) -> Shown:
    told = (*words, correction(entry)) if entry.said.supersedes is not None else words
    return Shown(
        f"entry-{entry.number}",
        entry.said.party_name,
        said_on_words(entry),
        told,
        f"Source: {entry.said.source}",
        entry.number,
    )


def _constraints(read: Read) -> Table:
    rows = [
        Row((entry.said.party_name, said_on_words(entry), constraint_words(stated)))
        for entry in of_kind(read, EntryKind.CONSTRAINTS)
        if (stated := entry.said.particulars.constraints)
    ]
    rows += [
        Row((party, Gap("none"), Gap("not stated on this record")))
        for party in unstated(read.agreement.opened.parties, read.agreement.marks)
    ]
    columns = (Column("Party"), Column("Stated"), Column("What binds it"))
    return Table("What bound each party before they began", columns, rows, stacks=True)


def _between(read: Read) -> Table | None:
    rows = [
        Row((entry.said.party_name, said_on_words(entry), _role_words(entry)))
        for entry in read.entries
        if entry.said.kind in (EntryKind.APPOINTMENT, EntryKind.BROKER_LOG) and entry.superseded_by is None
    ]
    columns = (Column("Body"), Column("Day"), Column("What it did or declared"))
    return Table("Who stood between the sides, and what they did", columns, rows, stacks=True) if rows else None


def _role_words(entry: Entry) -> str:
    taken = entry.said.particulars.appointment
    if taken is None:
        return entry.said.reason or ""
    return appointment_words(taken)


def _agreed(read: Read, waits: Mapping[int, Awaited]) -> list[Table]:
    """What was consented to, laid down and planned: a table for each item, by its code and title; of what another body
    typed, how long it counts for nothing.
    """
    told: dict[str, list[Row]] = {}
    for entry in read.entries:
        if entry.superseded_by is None:
            item = _name(read, entry.said.item_code) if entry.said.item_code else entry.said.item_title
            item = f"{item} {entry.said.item_title}" if item == entry.said.item_code else item
            told.setdefault(item, []).extend(_agreed_rows(entry, waits.get(entry.number)))
    columns = (Column("Body"), Column("Day"), Column("What"))
    return [Table(item, columns, rows, stacks=True) for item, rows in told.items() if rows]


def _called(read: Read, items: tuple[str, ...]) -> str:
    """What advice or a decision is about, each by its code and title."""
    return items_words(tuple(_name(read, item) for item in items))


def _name(read: Read, item: str) -> str:
    """An item or measure by its code and its title; by its code alone where nobody gave it a title."""
    known = read.register.measures.items()
    title = next((one.title for code, one in known if is_same_item(code, item)), None)
    said = (one.said for one in reversed(read.entries) if one.said.kind.is_of_an_item and one.said.item_code)
    title = title or next((one.item_title for one in said if is_same_item(one.item_code or "", item)), None)
    return f"{item} {title}" if title else item


def _agreed_rows(entry: Entry, waits: Awaited | None) -> Iterator[Row]:
    held = f" Typed by another body: it {waits.words}, and counts for nothing before." if waits else ""
    for told in agreed_words(entry.said.particulars):
        words = f"{told}{held}"
        yield Row(
            (
                entry.said.party_name,
                said_on_words(entry),
                f"{words.rstrip('.')}. {correction(entry)}" if correction(entry) else words,
            )
        )
