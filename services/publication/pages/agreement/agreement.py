"""The pages of negotiations: the list, and one negotiation with its result, conversations, versions and sources."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.agreement import Listed
from services.publication.domain.agreement.conversation import Item, same_course
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Side
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.entry.reply import Heard
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.register import named, policy_on
from services.publication.handlers.agreement import agreement, answer
from services.publication.handlers.agreement.agreement import Read
from services.publication.handlers.register import register
from services.publication.pages.agreement.answer import must_line, waiting_table
from services.publication.pages.agreement.conversation import (
    SIDES,
    chips_of,
    conversation_of,
    course_table,
    is_awaited,
    link_to,
    once_table,
)
from services.publication.pages.agreement.stretch import stretch_table
from services.publication.pages.agreement.version import versions_table
from services.publication.pages.entry.clearance import attributions, entered
from services.publication.pages.entry.particulars import approved_words
from services.publication.pages.register.promise import figure_of, period_words
from services.publication.pages.submission.deed import published_words
from shared.measures import bound
from shared.web import chips
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words
from shared.web.wording import number
from shared.working_days import london_day

CLASSES = {
    ItemClass.DESIGNATED: "designated",
    ItemClass.STATUTORY: "set by a law of its own",
    ItemClass.LOCAL: "local target",
}
UNFOLDED = 8  # tables of versions; where there are more, those with one version wait to be opened
LARGE = 8  # items of one course; from here on the list of statuses names them together

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/agreements")
async def list_agreements(request: Request, after: str = "") -> Response:
    """Every negotiation on the record."""
    found, following = await agreement.listed(database_of(request), after=after)
    names = {about.area: about.name for about in await register.areas(database_of(request))}
    rows = [
        Row(
            (
                Link(row.title, f"/agreements/{row.agreement}"),
                names.get(row.area, row.area),
                number(row.entries),
                _approved_words(row),
            )
        )
        for row in found
    ]
    columns = (Column("Agreement"), Column("Place"), Column("Entries", is_number=True), Column("Approved"))
    table = Table("Agreements and what was said on the way to them", columns, rows, stacks=True)
    onward = Link("More agreements", f"/agreements?after={following}") if following else None
    today = london_day(now(request))
    waiting = waiting_table(await answer.waiting(database_of(request), today), names, today)
    return with_etag(request, render(request, "agreements.html", table=table, onward=onward, waiting=waiting))


@router.get("/agreements/{name}")
async def show_agreement(request: Request, name: str) -> Response:
    """One negotiation: what came of it, where every item stands, who said what, and what is missing."""
    read = await agreement.read(database_of(request), name)
    return with_etag(request, _page(request, read, london_day(now(request))))


def _page(request: Request, read: Read, day_read: date) -> Response:
    opened = read.agreement.opened
    area = read.register.about.name if read.register.about else opened.area
    items = read.items(day_read)
    policy = policy_on(read.register, day_read)
    allowed, points = policy.negotiation.government_response, policy.figures.de_minimis_points
    heard = {one.entry.number: one for one in read.heard()}
    replied = [item for item in items if item.corrected or any(heard[entry.number].replies for entry in item.entries)]
    alone, groups = same_course([item for item in items if item not in replied])
    own = [item for item in items if item in replied or item in alone]
    said_once = [item for item in alone if len(item.entries) == 1 and not item.has_no_answer]
    told = [table for item in items if (table := versions_table(item, points))]
    page, calendar = f"/agreements/{opened.agreement}", read.circumstances(day_read).calendar
    here = f"/publication/v1{page}"
    offer_report(request, opened.area, named(read.register, opened.parties))
    return render(
        request,
        "agreement.html",
        place=area,
        crumbs=(Link(area, f"/areas/{opened.area}"), Link("Negotiations", "/agreements"), opened.title),
        attributions=attributions(read.entries),
        agreement=opened,
        feed=f"/feeds/agreements/{opened.agreement}",
        heading=_heading(read.entries),
        reaches=read.reaches(day_read),
        result=_result(read, items, allowed.count),
        statuses=_statuses(items, groups, heard, allowed.count),
        talks=[
            conversation_of(
                item,
                heard=heard,
                calendar=calendar,
                allowed=allowed.count,
                writes_here=_writes_here(read.entries),
                points=points,
                at=page,
            )
            for item in own
            if item not in said_once
        ],
        courses=[(course_table(group, allowed.count), len(group) if len(group) >= LARGE else 0) for group in groups],
        once=once_table(said_once) if said_once else None,
        versions=[one for one in told if len(one.rows) > 1 or len(told) <= UNFOLDED],
        once_stated=[one for one in told if len(one.rows) == 1] if len(told) > UNFOLDED else (),
        allowed=allowed.words(),
        rounds=_rounds(read) if read.agreement.rounds else None,
        must=must_line(read, items, day_read),
        decision=_decision(read),
        published=published_words(read.done),
        effort=_effort(items),
        stretch=stretch_table(read, items),
        alike=[(link_to(one), link_to(other)) for one, other in read.duplicates(items)],
        more=(
            Link("What binds each side, the advice and the decisions", f"{page}/decisions"),
            Link("The agreement on one page", f"{page}/statement"),
            *([Link("The memorandum of its targets", f"{page}/memorandum")] if read.memoranda else []),
        ),
        targets=_targets(read),
        writers=_writers(read.entries),
        voices=Link("Who typed whose words, who confirmed them, and what was replied", f"{page}/writers"),
        entered=entered(read),
        links=(
            Link("All entries as CSV", f"{here}/entries.csv"),
            Link("As JSON", here),
            Link("Feed", f"/feeds/agreements/{opened.agreement}"),
            Link("Letters when something is new", f"/record/follow?agreement={opened.agreement}"),
        ),
    )


def _heading(entries: Sequence[Entry]) -> str:
    if not entries:
        return "What was agreed"
    if any(entry.said.party.side is Side.GOVERNMENT for entry in entries):
        return "What the council proposed, and what government answered"
    return "What was said on the way to the agreement"


def _result(read: Read, items: Sequence[Item], allowed: int) -> str:
    """What came of it, in a few sentences."""
    if not read.entries:
        measures = len({target.measure for target in read.targets})
        promised = f"Targets were set for {_so_many(measures, 'measure', 'measures')}. " if measures else ""
        return f"{promised}Nothing that was said on the way to this agreement is on the record."
    awaited = sum(is_awaited(item, allowed) for item in items)
    unanswered = sum(item.has_no_answer for item in items) - awaited
    stand = Counter(item.standing for item in items if item.status)
    counted = ", ".join(f"{number(count)} {stands}" for stands, count in stand.most_common())
    missing = f" {_so_many(unanswered, 'has', 'have')} no answer on this record." if unanswered else ""
    missing += f" {_so_many(awaited, 'waits', 'wait')} for an answer, and there is time." if awaited else ""
    if not items:
        return f"{_so_many(len(read.entries), 'entry is', 'entries are')} on the record, none on an item yet."
    said = _so_many(len(read.entries), "entry tells", "entries tell")
    stood = "It stands" if len(items) == 1 else "They stand"
    return f"{said} of {_so_many(len(items), 'item', 'items')}. {stood}: {counted}.{missing}"


def _so_many(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"


def _statuses(
    items: Sequence[Item], groups: Sequence[Sequence[Item]], heard: Mapping[int, Heard], allowed: int
) -> Table:
    """A row per item, and one for each large group of items that went the same way."""
    columns = (Column("Item"), Column("Status"))
    rows, told = [], set()
    for item in items:
        place = next((n for n, group in enumerate(groups) if len(group) >= LARGE and item in group), None)
        if place is None or place not in told:
            told.add(place)
            name = link_to(item) if place is None else _link_to_group(groups[place], place)
            rows.append(Row((name, tuple(_spaced(chips_of(item, heard, allowed=allowed)[:2])))))
    return Table("Where every item stands, the disputed and unanswered first", columns, rows, has_hidden_caption=True)


def _link_to_group(group: Sequence[Item], place: int) -> Link:
    return Link(f"{number(len(group))} items that went the same way, such as: {group[0].title}", f"#course-{place + 1}")


def _spaced(found: Sequence[chips.Chip]) -> Iterator[Words]:
    for chip in found:
        yield from (chip, " ")


def _rounds(read: Read) -> Table:
    said = Counter(entry.said.round for entry in read.entries)
    rows = [
        Row((r.title, r.opened_on or _recorded(read, position), number(said[r.round])))
        for position, r in enumerate(read.agreement.rounds.values(), 1)
    ]
    return Table("Rounds", (Column("Round"), Column("Opened"), Column("Entries", is_number=True)), rows)


def _recorded(read: Read, position: int) -> str:
    """Of a round without a day of its own, the day on which it came on the record, where its leaf tells it."""
    at = read.rounds_recorded.get(position)
    return f"on this record since {day_words(london_day(at))}" if at else "not recorded"


def _decision(read: Read) -> str:
    approved = read.agreement.approved
    if approved is None:
        return "No approval of this agreement is on the record."
    advised = any(entry.said.kind is EntryKind.ADVICE and entry.superseded_by is None for entry in read.entries)
    advice = "Public advice came before it." if advised else "No public advice came before it on this record."
    return f"{approved_words(approved)} {advice}"


def _effort(items: Sequence[Item]) -> Table | None:
    """How many rounds and days were spent on each item that took more than one round."""
    long = [item for item in items if item.rounds > 1]
    columns = (
        Column("Item"),
        Column("Rounds", is_number=True),
        Column("Days from first word to last", "Days", is_number=True),
    )
    rows = [
        Row((link_to(item), number(item.rounds), "not known" if item.days is None else number(item.days)))
        for item in long
    ]
    return Table("Rounds and days spent on each item that took more than one round", columns, rows) if rows else None


def _targets(read: Read) -> Table | None:
    if not read.targets:
        return None
    columns = (Column("Measure"), Column("Target"), Column("Standing"))
    rows = [
        Row(
            (
                Link(title, f"/measures/{read.register.area}/{measure}"),
                _promised(list(targets)),
                f"{CLASSES[kind]}, illustrative" if is_illustrative else CLASSES[kind],
            )
        )
        for (measure, title, kind, is_illustrative), targets in groupby(read.targets, key=_of_measure)
    ]
    return Table("Targets that this agreement brought into force", columns, rows, stacks=True)


def _of_measure(target: TargetRow) -> tuple[str, str, ItemClass, bool]:
    return target.measure, target.title, target.item_class, target.illustrative


def _promised(targets: Sequence[TargetRow]) -> str:
    """The targets of one measure: each value once, with the first and last of its periods."""
    said = []
    for value, same in groupby(targets, key=lambda target: target.value):
        periods = [period_words(target.period) for target in same]
        span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
        said.append(f"{bound(targets[0].polarity)}{figure_of(value, targets[0].unit)} for {span}")
    return "; ".join(said)


def _writers(entries: Sequence[Entry]) -> Table:
    counted = Counter((entry.said.party.side, entry.came) for entry in entries)
    columns = (
        Column("Side"),
        Column("Entered by its author", is_number=True),
        Column("Written down by the other side", is_number=True),
        Column("Written down by a body of the same side", is_number=True),
        Column("Compiled from papers", is_number=True),
    )
    sides = {**SIDES, Side.BETWEEN: "Brokers and advisers"}
    spoke = {side: words for side, words in sides.items() if side in SIDES or any(counted[side, came] for came in Came)}
    rows = [Row((words, *(number(counted[side, came]) for came in Came))) for side, words in spoke.items()]
    return Table("How the words came here", columns, rows, stacks=True)


def _writes_here(entries: Sequence[Entry]) -> frozenset[Side]:
    return frozenset(entry.said.party.side for entry in entries if entry.came is Came.BY_AUTHOR)


def _approved_words(row: Listed) -> str:
    return Day.parse(row.approved_on).words() if row.approved_on else "not on the record"
