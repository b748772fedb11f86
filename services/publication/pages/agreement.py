"""The pages of negotiations: the list, and one negotiation with its result, conversations, versions and sources."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement import Listed
from services.publication.domain.conversation import Item, same_course
from services.publication.domain.entry import Came, Day, Entry, Side
from services.publication.domain.register import policy_on
from services.publication.handlers import agreement
from services.publication.handlers.agreement import Read
from services.publication.pages.conversation import (
    SIDES,
    chips_of,
    conversation_of,
    course_table,
    link_to,
    versions_table,
)
from shared.auth import Caller
from shared.clock import today
from shared.web import chips
from shared.web.callers import anyone
from shared.web.components import Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]


@router.get("/agreements")
async def list_agreements(request: Request, caller: Public, after: str = "") -> Response:  # noqa: ARG001 declares who may call
    """Every negotiation on the record."""
    found, following = await agreement.listed(request.app.state.database, after=after)
    rows = [
        Row((Link(row.title, f"/agreements/{row.agreement}"), row.period, number(row.entries), _approved_words(row)))
        for row in found
    ]
    columns = (Column("Agreement"), Column("For"), Column("Entries", is_number=True), Column("Approved"))
    table = Table("Agreements and what was said on the way to them", columns, rows)
    onward = Link("More agreements", f"/agreements?after={following}") if following else None
    return with_etag(request, render(request, "agreements.html", table=table, onward=onward))


@router.get("/agreements/{name}")
async def show_agreement(request: Request, name: str, caller: Public) -> Response:  # noqa: ARG001 as above
    """One negotiation: what came of it, where every item stands, who said what, and what is missing."""
    read = await agreement.read(request.app.state.database, name)
    return with_etag(request, _page(request, read, today(now(request))))


def _page(request: Request, read: Read, day_read: date) -> Response:
    opened = read.agreement.opened
    area = read.register.about.name if read.register.about else opened.area
    items = read.items(day_read)
    allowed = policy_on(read.register, day_read).negotiation.government_response
    own, groups = same_course(items)
    here = f"/publication/v1/agreements/{opened.agreement}"
    return render(
        request,
        "agreement.html",
        place=area,
        crumbs=(Link(area, f"/areas/{opened.area}"), Link("Negotiations", "/agreements"), opened.title),
        attributions=("Compiled from the papers named beside each entry.",) if _is_compiled(read.entries) else (),
        agreement=opened,
        feed=f"/feeds/agreements/{opened.agreement}",
        reaches=read.reaches(day_read),
        result=_result(read, items),
        statuses=_statuses(items, allowed.count),
        talks=[conversation_of(item, allowed=allowed.count, writes_here=_writes_here(read.entries)) for item in own],
        courses=[course_table(group) for group in groups],
        versions=[table for item in items if (table := versions_table(item))],
        allowed=allowed.words(),
        rounds=_rounds(read),
        decision=_decision(read),
        targets=_targets(read),
        writers=_writers(read.entries),
        entered=_entered(read.entries),
        links=(
            Link("All entries as CSV", f"{here}/entries.csv"),
            Link("As JSON", here),
            Link("Feed", f"/feeds/agreements/{opened.agreement}"),
        ),
    )


def _result(read: Read, items: Sequence[Item]) -> str:
    """What came of it, in a few sentences."""
    if not read.entries:
        return "Nothing that was said on the way to this agreement is on the record."
    unanswered = sum(item.has_no_answer for item in items)
    stand = Counter(item.status for item in items if item.status)
    counted = ", ".join(f"{number(count)} {str(status).replace('_', ' ')}" for status, count in stand.most_common())
    missing = f" {number(unanswered)} have no answer on this record." if unanswered else ""
    return f"{number(len(read.entries))} entries tell of {number(len(items))} items. They stand: {counted}.{missing}"


def _statuses(items: Sequence[Item], allowed: int) -> Table:
    columns = (Column("Item"), Column("Status"))
    rows = [Row((link_to(item), tuple(_spaced(chips_of(item, allowed=allowed)[:2])))) for item in items]
    return Table("Where every item stands, the disputed and unanswered first", columns, rows, has_hidden_caption=True)


def _spaced(found: Sequence[chips.Chip]) -> Iterator[Words]:
    for chip in found:
        yield from (chip, " ")


def _rounds(read: Read) -> Table:
    said = Counter(entry.said.round for entry in read.entries)
    rows = [
        Row((r.title, r.opened_on or "not recorded", number(said[r.round]))) for r in read.agreement.rounds.values()
    ]
    return Table("Rounds", (Column("Round"), Column("Opened"), Column("Entries", is_number=True)), rows)


def _decision(read: Read) -> str:
    approved = read.agreement.approved
    if approved is None:
        return "No approval of this agreement is on the record."
    on = Day.parse(approved.approved_on)
    unknown = "" if on.first == on.last else " The day is not on the record."
    return f"Approved by {approved.approved_by}, {on.words()}.{unknown} No public advice came before it on this record."


def _targets(read: Read) -> Table | None:
    if not read.targets:
        return None
    columns = (Column("Measure"), Column("Period"), Column("Target", is_number=True), Column("Standing"))
    rows = [
        Row(
            (
                Link(target.title, f"/measures/{read.register.area}/{target.measure}"),
                target.period,
                f"{number(target.value)} {target.unit}",
                "illustrative" if target.illustrative else ("designated" if target.designated else "local target"),
            )
        )
        for target in read.targets
    ]
    return Table("Targets that this agreement brought into force", columns, rows)


def _writers(entries: Sequence[Entry]) -> Table:
    counted = Counter((entry.said.party.side, entry.came) for entry in entries)
    columns = (
        Column("Side"),
        Column("Entered by its author", is_number=True),
        Column("Written down by the other side", is_number=True),
        Column("Compiled from papers", is_number=True),
    )
    rows = [Row((words, *(number(counted[side, came]) for came in Came))) for side, words in SIDES.items()]
    return Table("How the words came here", columns, rows, stacks=True)


def _entered(entries: Sequence[Entry]) -> str:
    """When the entries were entered, beside when the last of them was said."""
    if not entries:
        return ""
    last = max(entries, key=lambda entry: entry.recorded_at)
    said = [entry.said.said_on for entry in entries if entry.said.said_on]
    spoken = f" What they tell was said between {min(said).words()} and {max(said).words()}." if said else ""
    bodies = ", ".join(sorted({entry.entered_by for entry in entries}))
    entered = f"Entered by {bodies}, the last on {day(last.recorded_at)}."
    return f"{entered}{spoken} No entry can be changed, only superseded."


def _writes_here(entries: Sequence[Entry]) -> frozenset[Side]:
    return frozenset(entry.said.party.side for entry in entries if entry.came is Came.BY_AUTHOR)


def _is_compiled(entries: Sequence[Entry]) -> bool:
    return any(entry.came is Came.COMPILED for entry in entries)


def _approved_words(row: Listed) -> str:
    return Day.parse(row.approved_on).words() if row.approved_on else "not on the record"
