"""The page beside an agreement's conversations: what binds each party, who brokers, what was advised and decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.advice import Asked, Gate
from services.publication.domain.agreement.broker import unstated
from services.publication.domain.agreement.confirmation import Awaited, serving
from services.publication.domain.entry.correction import correction
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Said, is_same_item
from services.publication.domain.entry.particulars import OUTCOMES
from services.publication.domain.entry.reply import disputed
from services.publication.domain.register.register import named
from services.publication.handlers.agreement import agreement
from services.publication.handlers.agreement.agreement import Read
from services.publication.pages.entry.particulars import (
    advice_words,
    agreed_words,
    appointment_words,
    constraint_words,
    decision_words,
    items_words,
)
from services.publication.pages.entry.reply import beside_table
from shared.web import negotiations as drawn
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Gap, Link, Strong, Words
from shared.web.etag import with_etag
from shared.web.negotiations import GateStep, StepState
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day
from shared.working_days import Period, london_day

NOT_INDEPENDENT = (
    Strong("Not independent:"),
    " it is a party, a broker or a provider here, or spoke for a side. No decision made from now on can rest on it.",
)

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
        advice=[_advice(read, entry, today) for entry in _of(read, EntryKind.ADVICE)],
        decisions=[_decision(read, entry, today) for entry in _of(read, EntryKind.DECISION)],
        constraints=_constraints(read),
        between=_between(read),
        agreed=_agreed(read, read.awaited(today)),
        beside=beside_table([one for one in read.heard() if not one.entry.said.kind.is_of_an_item]),
    )


def _summary(read: Read) -> str:
    """What was advised and decided, in a sentence or two."""
    advised = [one.said for one in _of(read, EntryKind.ADVICE)]
    decided = [one.said for one in _of(read, EntryKind.DECISION)]
    told = [f"{one.party_name} advised to {_outcome(one)}." for one in advised] or ["Nobody advised on this record."]
    told += [_decided_words(one) for one in decided] or ["No decision is on this record."]
    return " ".join(told)


def _decided_words(said: Said) -> str:
    made = said.particulars.decision
    departs = ", and says why that is not what was advised" if made and made.departure else ""
    return f"{said.party_name} decided to {_outcome(said)}{departs}."


def _outcome(said: Said) -> str:
    given, made = said.particulars.advice, said.particulars.decision
    outcome = given.recommendation if given else made.outcome if made else None
    return OUTCOMES[outcome] if outcome else "nothing"


def gate_before(read: Read, today: date) -> drawn.Gate:
    """What stands before a decision on the whole agreement, in its four steps."""
    gate, visible = read.gate(today), read.circumstances(today).policy.negotiation.advice_visible.words()
    entries = {entry.number: entry for entry in read.entries}
    decided = _of(read, EntryKind.DECISION)
    asked = [_asked(entries[one.entry], one, today) for one in gate.asked]
    given, waits = [entries[one.entry] for one in gate.given], read.awaited(today)
    return drawn.Gate(
        "Advice before the decision",
        _first_day(read, gate, decided, today),
        f"Advice is public for {visible} before a decision, unless the decision says why it is urgent.",
        (
            _step("Asked for", asked, "No advice was asked for on this record"),
            _step("Independent", [_declared(one, waits) for one in given], _none_of(read, today)),
            _step("Published", [f"{_on(one)}, by {one.said.party_name}" for one in given], "No advice on the record"),
            _decided_step(read, decided, waits, is_open=gate.is_open(today)),
        ),
    )


def _first_day(read: Read, gate: Gate, decided: Sequence[Entry], today: date) -> str:
    approved = read.agreement.approved
    if decided and _serves(read, decided[-1]):
        return f"{decided[-1].said.party_name} decided: {_on(decided[-1])}."
    if approved is not None:
        return f"{approved.approved_by} approved it. The decision itself is not on this record."
    if gate.first_on is None and gate.lacks_an_item and (gate.asked or gate.given):
        return "No decision on the whole agreement can be made yet: some items have no advice."
    if gate.first_on is None:
        return "No decision can be made yet: no advice was asked for."
    if gate.is_open(today):
        return f"A decision may be made since {day(gate.first_on)}."
    return f"No decision before {day(gate.first_on)}."


def _declared(entry: Entry, waits: Mapping[int, Awaited]) -> str:
    """Who declared that it is independent; of what another body typed, how long it counts for nothing."""
    declared = f"Declared by {entry.said.party_name}"
    return f"{declared}, typed by another body: {waits[entry.number].words}" if entry.number in waits else declared


def _asked(entry: Entry, asked: Asked, today: date) -> str:
    told = f"{_on(entry)}, of {_asked_of(entry)}"
    if asked.given_by is not None or asked.due_on is None:
        return told
    return (
        f"{told}: no advice by {day(asked.due_on)}" if asked.due_on < today else f"{told}, due by {day(asked.due_on)}"
    )


def _step(name: str, told: Sequence[str], absent: str) -> GateStep:
    return GateStep(name, "; ".join(told), StepState.DONE) if told else GateStep(name, absent, StepState.NEVER)


def _none_of(read: Read, today: date) -> str:
    """Why no advice is independent: there is none, or who gave it has a part in the agreement."""
    partial = [one.mark.facts.party_name for one in read.gate(today).partial if one.mark.facts]
    return f"{', '.join(partial)}: not independent, it has a part in this" if partial else "No advice on the record"


def _decided_step(read: Read, decided: Sequence[Entry], waits: Mapping[int, Awaited], *, is_open: bool) -> GateStep:
    if decided and decided[-1].number in waits and _serves(read, decided[-1]):
        words = f"{_on(decided[-1])}, typed by another body: {waits[decided[-1].number].words}"
        return GateStep("Decision", words, StepState.AWAITED)
    if decided and _serves(read, decided[-1]):
        return GateStep("Decision", _on(decided[-1]), StepState.DONE)
    is_unsaid = bool(decided) and decided[-1].number in disputed(read.agreement.replies)
    what = "one that its body disputes" if is_unsaid else "an older one"
    older = f"; {what}: {_on(decided[-1])}" if decided else ""
    if read.agreement.approved is not None:
        return GateStep("Decision", f"Not on this record{older}", StepState.NEVER)
    state = StepState.AWAITED if is_open else StepState.SHUT
    return GateStep("Decision", f"{'Awaited' if is_open else 'Locked'}{older}", state)


def _serves(read: Read, entry: Entry) -> bool:
    """Whether the approval can rest on a decision: one told from papers serves only an approval told from papers, and
    one that its own body disputes none.
    """
    approved, opened = read.agreement.approved, read.agreement.opened
    is_old = approved is not None and approved.came == Came.COMPILED
    unsaid = disputed(read.agreement.replies)
    if is_old:
        return entry.number not in unsaid
    return entry.number in serving(read.agreement.marks, opened.recorded_on, unsaid)


def _advice(read: Read, entry: Entry, today: date) -> Shown:
    given = entry.said.particulars.advice
    partial = {one.entry for one in read.gate(today).partial}
    marked: tuple[Words, ...] = (NOT_INDEPENDENT,) if entry.number in partial else ()
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
        f"entry-{entry.number}", entry.said.party_name, _on(entry), told, f"Source: {entry.said.source}", entry.number
    )


def _constraints(read: Read) -> Table:
    rows = [
        Row((entry.said.party_name, _on(entry), constraint_words(stated)))
        for entry in _of(read, EntryKind.CONSTRAINTS)
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
        Row((entry.said.party_name, _on(entry), _role_words(entry)))
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
                _on(entry),
                f"{words.rstrip('.')}. {correction(entry)}" if correction(entry) else words,
            )
        )


def _of(read: Read, kind: EntryKind) -> list[Entry]:
    return [entry for entry in read.entries if entry.said.kind is kind and entry.superseded_by is None]


def _asked_of(entry: Entry) -> str:
    request = entry.said.particulars.advice_request
    return request.asked_of if request else entry.said.party_name


def _on(entry: Entry) -> str:
    """When it was said; where that is not known, when it came here; and whether papers tell it."""
    said_on = entry.said.said_on
    told = said_on.words() if said_on is not None else f"on this record since {day(entry.recorded_at)}"
    return f"{told}, from papers" if entry.came is Came.COMPILED else told
