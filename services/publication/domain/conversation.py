"""Reading a negotiation: its items, who spoke last on each, which answers are missing, what changed between versions.

Everything here is worked out from the entries each time; nothing of it is stored. A missing answer is a statement about
this record, not about anybody's motives.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.publication.domain.entry import Came, Entry, Side, Status
from shared.working_days import Calendar, OutsideCalendar, london_day, working_days_between

SAME_COURSE = 3

_FIRST = (
    Status.REJECTED,
    Status.COUNTER_PROPOSED,
    Status.UNDER_DISCUSSION,
    Status.PROPOSED,
    Status.DEFERRED,
    Status.PLACEHOLDER,
    Status.DEMOTED_TO_LOCAL,
    Status.WITHDRAWN,
    Status.AGREED,
)


class Missing(StrEnum):
    """How an answer is missing: somebody was asked and has not answered, or nothing further was owed."""

    NO_ANSWER = "no_answer"
    NOTHING_FURTHER = "nothing_further"


@dataclass(frozen=True, slots=True)
class MissingTurn:
    """A turn that is not on the record: whose, since which day, up to which, and how many working days that is.

    `working_days` is None where a day is not known or lies outside the calendar.
    """

    side: Side
    how: Missing
    since: str | None
    until: date
    working_days: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing negotiated, with everything said on it in order."""

    key: str
    code: str | None
    title: str
    entries: tuple[Entry, ...]
    status: Status | None
    is_national: bool
    missing: MissingTurn | None

    @property
    def has_no_answer(self) -> bool:
        """Whether somebody was asked and has not answered on this record."""
        return self.missing is not None and self.missing.how is Missing.NO_ANSWER

    @property
    def is_two_sided(self) -> bool:
        """Whether both sides have spoken on it, so that the next word was somebody's to say."""
        return len({entry.said.party.side for entry in self.entries}) > 1

    @property
    def course(self) -> tuple[tuple[str, str], ...]:
        """The way it went: who said what kind of thing, in order, and which answer is missing."""
        turns = [(entry.said.party.side.value, entry.said.status or entry.said.kind) for entry in self.entries]
        return tuple((side, str(what)) for side, what in turns) + ((("", self.missing.how),) if self.missing else ())


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a version: as stated, and whether it is new in this version."""

    value: Decimal | None
    unit: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Version:
    """How one target stood in one round: figures by period; a period not stated is not in the mapping."""

    round: str
    said_on: str | None
    baseline: Decimal | None
    baseline_period: str | None
    figures: dict[str, Change]
    what_changed: str


def items_of(
    entries: Sequence[Entry], *, until: date, calendar: Calendar, approved_until: date | None = None
) -> tuple[Item, ...]:
    """The items of an agreement, disputed and unanswered ones first; superseded entries count for nothing.

    Silence is counted to `until`; on what was last spoken of before the approval, to the approval.
    """
    by_item: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_when):
        if entry.superseded_by is None and entry.said.kind.is_of_an_item:
            by_item[entry.said.item].append(entry)
    items = [_item(key, said, _counted_to(said[-1], until, approved_until), calendar) for key, said in by_item.items()]
    return tuple(sorted(items, key=_rank))


def same_course(items: Sequence[Item]) -> tuple[tuple[Item, ...], tuple[tuple[Item, ...], ...]]:
    """The items that went their own way, in the order given, and groups of at least three that went the same way."""
    groups: defaultdict[tuple[tuple[str, str], ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.course].append(item)
    large = tuple(tuple(group) for group in groups.values() if len(group) >= SAME_COURSE)
    own = tuple(item for item in items if len(groups[item.course]) < SAME_COURSE)
    return own, large


def record_reaches(entries: Sequence[Entry], *, approved_until: date | None, today: date) -> date:
    """The day up to which silence may be counted.

    A record in which somebody writes for themselves reaches to today. One compiled from papers ends with the papers: on
    the last day they tell of, or with the approval when that is later.
    """
    if not entries or any(entry.came is Came.BY_AUTHOR for entry in entries):
        return today
    told = [entry.said.said_on.last for entry in entries if entry.said.said_on]
    return min(today, max([*told, *([approved_until] if approved_until else [])], default=today))


def versions_of(item: Item) -> tuple[Version, ...]:
    """How the figures of an item were restated, oldest first; empty unless two entries state a target's period."""
    stated = [entry for entry in item.entries if entry.said.target_period and _has_figures(item)]
    if len(stated) < 2:
        return ()
    rounds: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in stated:
        day = entry.said.said_on.text if entry.said.said_on else None
        rounds.setdefault((entry.said.round or "", day), []).append(entry)
    before: dict[str, Decimal | None] = {}
    versions = []
    for (name, day), said in rounds.items():
        versions.append(_version(name, day, said, before))
        before |= {str(entry.said.target_period): entry.said.target_value for entry in said}
    return tuple(versions)


def _counted_to(last: Entry, until: date, approved_until: date | None) -> date:
    if approved_until is None or last.said.said_on is None or last.said.said_on.first > approved_until:
        return until
    return approved_until


def _item(key: str, entries: list[Entry], until: date, calendar: Calendar) -> Item:
    status = next((entry.said.status for entry in reversed(entries) if entry.said.status), None)
    return Item(
        key=key,
        code=entries[-1].said.item_code,
        title=entries[-1].said.item_title,
        entries=tuple(entries),
        status=status,
        is_national=any(entry.said.national_issue for entry in entries),
        missing=_missing(entries, status, until, calendar),
    )


def _missing(entries: list[Entry], status: Status | None, until: date, calendar: Calendar) -> MissingTurn | None:
    last = next((entry for entry in reversed(entries) if entry.said.status), None)
    if last is None or status is None:
        return None
    other = Side.GOVERNMENT if last.said.party.side is Side.LOCAL else Side.LOCAL
    since = last.said.said_on
    if status.awaits_answer and not (since and since.last >= until):
        days = _working_days(since.last, until, calendar) if since else None
        return MissingTurn(other, Missing.NO_ANSWER, since.text if since else None, until, days)
    if status.awaits_answer or (status in (Status.PLACEHOLDER, Status.DEFERRED) and len(entries) > 1):
        return MissingTurn(other, Missing.NOTHING_FURTHER, since.text if since else None, until, None)
    return None


def _working_days(since: date, until: date, calendar: Calendar) -> int | None:
    try:
        return max(working_days_between(since, until, calendar=calendar), 0)
    except OutsideCalendar:
        return None


def _version(name: str, day: str | None, said: list[Entry], before: dict[str, Decimal | None]) -> Version:
    figures = {}
    changes = []
    for entry in said:
        period, value = str(entry.said.target_period), entry.said.target_value
        is_new = period not in before or before[period] != value
        figures[period] = Change(value, entry.said.unit, is_new)
        if period in before and is_new:
            changes.append(f"{period}: {_stated(before[period])} became {_stated(value)}")
    last = said[-1].said
    words = "; ".join(changes) or ("nothing" if before else "first figures")
    return Version(name, day, last.baseline_value, last.baseline_period, figures, words)


def _stated(value: Decimal | None) -> str:
    return "to be confirmed" if value is None else f"{value:,f}"


def _has_figures(item: Item) -> bool:
    return any(entry.said.target_value is not None for entry in item.entries)


def _when(entry: Entry) -> tuple[date, int]:
    return (entry.said.said_on.first if entry.said.said_on else london_day(entry.recorded_at), entry.number)


def _rank(item: Item) -> tuple[bool, int, int]:
    order = _FIRST.index(item.status) if item.status else len(_FIRST)
    return (not (item.has_no_answer and len(item.entries) > 1), order, item.entries[0].number)
