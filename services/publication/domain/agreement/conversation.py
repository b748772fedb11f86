"""Reading a negotiation: its items, who spoke last on each, which answers are missing.

Everything here is worked out from the entries each time; nothing of it is stored. A missing answer is a statement about
this record, not about anybody's motives.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.publication.domain.agreement.answer import Owed
from services.publication.domain.entry.entry import Came, Entry, Side, Status
from services.publication.domain.entry.particulars import ItemClass, Terms
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

    `working_days` is None where a day is not known or lies outside the calendar; `due_on` where no clock was set.
    `is_written_down` where another body typed an answer for it, which it has not confirmed or even disputes.
    """

    side: Side
    how: Missing
    since: str | None
    until: date
    working_days: int | None
    due_on: date | None = None
    is_written_down: bool = False
    is_disputed: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether a clock was set for it, and its day has passed."""
        return self.due_on is not None and self.due_on < self.until

    @property
    def missed_by(self) -> date:
        """The day by which there was none: the one it was due on where that has passed, else the last one counted."""
        return min(self.due_on, self.until) if self.due_on is not None else self.until


@dataclass(frozen=True, slots=True)
class Item:
    """One thing negotiated, with everything said on it in order.

    `corrected` is what later entries superseded, `disputed` each side's last word on where it stands that its body says
    it did not say.
    """

    key: str
    code: str | None
    title: str
    entries: tuple[Entry, ...]
    status: Status | None
    is_national: bool
    missing: MissingTurn | None
    owed: tuple[Owed, ...] = ()
    corrected: tuple[Entry, ...] = ()
    disputed: tuple[Entry, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether it stands as agreed and no side disputes the words that this rests on."""
        return self.status is Status.AGREED and not self.disputed

    @property
    def standing(self) -> str:
        """Where it stands in small letters; of what is called agreed, whether a side disputes that."""
        stands = str(self.status).replace("_", " ")
        return f"{stands}, disputed" if self.status is Status.AGREED and self.disputed else stands

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The bodies that dispute the last word put down to their side."""
        return tuple(entry.said.party_name for entry in self.disputed)

    @property
    def told(self) -> tuple[Entry, ...]:
        """Everything that was ever said on it, in order, with what was superseded since."""
        return tuple(sorted((*self.entries, *self.corrected), key=_when))

    @property
    def terms(self) -> Terms | None:
        """The item as an object, as it was last stated; None where nobody stated more than its figures."""
        return next(self._terms(), None)

    @property
    def item_class(self) -> ItemClass | None:
        """What kind of target it is to be, as it was said last: who answers with a figure alone leaves that so."""
        return next((kind for terms in self._terms() if (kind := terms.item_class)), None)

    @property
    def measure(self) -> str | None:
        """The measure that was named on it last; None where none was."""
        return next((code for terms in self._terms() if (code := terms.measure)), None)

    @property
    def deferred_until(self) -> str | None:
        """The day, month or year until which it is put off; None where it is not, or no day was given."""
        last = next((entry.said for entry in reversed(self.entries) if entry.said.status), None)
        return last.deferred_until.text if last is not None and last.deferred_until is not None else None

    @property
    def waits_until(self) -> date | None:
        """The day by which the next answer is owed; None when no clock runs."""
        return min((one.due_on for one in self.owed if one.answered_by is None), default=None)

    @property
    def was_answered_late(self) -> bool:
        """Whether an answer came after its day."""
        return any(one.was_late for one in self.owed)

    @property
    def rounds(self) -> int:
        """In how many rounds it was spoken of."""
        return len({entry.said.round for entry in self.entries if entry.said.round})

    @property
    def days(self) -> int | None:
        """How many days lie between the first and the last word on it; None where a day is not known."""
        said = [entry.said.said_on for entry in self.entries]
        known = [day for day in said if day is not None]
        return (max(known).last - min(known).first).days if len(known) == len(said) else None

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

    def _terms(self) -> Iterator[Terms]:
        """What was stated of it as an object, the last first."""
        return (terms for entry in reversed(self.entries) if (terms := entry.said.particulars.terms))


def items_of(
    entries: Sequence[Entry],
    *,
    until: date,
    calendar: Calendar,
    approved_until: date | None = None,
    owed: Sequence[Owed] = (),
    disputed: Collection[int] = (),
) -> tuple[Item, ...]:
    """The items of an agreement, disputed and unanswered ones first; superseded entries count for nothing and
    stand beside.

    `owed` are the answers that clocks were set for, `disputed` the entries whose words their body disputes.

    Silence is counted to `until`; on what is owed no answer, and was last spoken of before the approval, to that.
    """
    waiting = {one.item for one in owed if one.answered_by is None}
    by_item: defaultdict[str, list[Entry]] = defaultdict(list)
    corrected: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=_when):
        if entry.said.kind.is_of_an_item:
            standing = by_item if entry.superseded_by is None else corrected
            standing[entry.said.item].append(entry)
    items = [
        _item(
            key,
            said,
            until if key in waiting else _counted_to(said[-1], until, approved_until),
            calendar,
            owed=tuple(one for one in owed if one.item == key),
            corrected=tuple(corrected[key]),
            disputed=tuple(entry for entry in _last_words(said) if entry.number in disputed),
        )
        for key, said in by_item.items()
    ]
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

    A record in which something is told as it happens reaches to today. One compiled from papers ends with the papers:
    on the last day they tell of, or with the approval when that is later.
    """
    if not entries or any(entry.came is not Came.COMPILED for entry in entries):
        return today
    told = [entry.said.said_on.last for entry in entries if entry.said.said_on]
    return min(today, max([*told, *([approved_until] if approved_until else [])], default=today))


def _counted_to(last: Entry, until: date, approved_until: date | None) -> date:
    if approved_until is None or last.said.said_on is None or last.said.said_on.first > approved_until:
        return until
    return approved_until


def _item(
    key: str,
    entries: list[Entry],
    until: date,
    calendar: Calendar,
    *,
    owed: tuple[Owed, ...],
    corrected: tuple[Entry, ...],
    disputed: tuple[Entry, ...],
) -> Item:
    asked = {one.entry: one for one in owed if one.answered_by is None}
    status = next((entry.said.status for entry in reversed(entries) if entry.said.status), None)
    return Item(
        key=key,
        code=entries[-1].said.item_code,
        title=entries[-1].said.item_title,
        entries=tuple(entries),
        status=status,
        is_national=any(entry.said.national_issue for entry in entries),
        missing=_missing(entries, status, until, calendar, asked),
        owed=owed,
        corrected=corrected,
        disputed=disputed,
    )


def _last_words(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The last entry of each side that says where the item stands."""
    return tuple({entry.said.party.side: entry for entry in entries if entry.said.status}.values())


def _missing(
    entries: list[Entry], status: Status | None, until: date, calendar: Calendar, asked: Mapping[int, Owed]
) -> MissingTurn | None:
    """The turn that is missing. While the clock of an entry in `asked` runs, it is the answer to that entry."""
    owing = next((entry for entry in entries if entry.number in asked), None)
    last = owing or next((entry for entry in reversed(entries) if entry.said.status), None)
    if last is None or status is None:
        return None
    other = Side.GOVERNMENT if last.said.party.side is Side.LOCAL else Side.LOCAL
    since, heard_on = last.said.said_on, _heard_on(last)
    if owing is not None or (status.awaits_answer and not (heard_on and heard_on >= until)):
        days = _working_days(heard_on, until, calendar) if heard_on else None
        clock = asked[owing.number] if owing else None
        return MissingTurn(
            other,
            Missing.NO_ANSWER,
            since.text if since else None,
            until,
            days,
            clock.due_on if clock else None,
            is_written_down=clock is not None and clock.written_down is not None,
            is_disputed=clock is not None and clock.is_disputed,
        )
    if status.awaits_answer or (status in (Status.PLACEHOLDER, Status.DEFERRED) and len(entries) > 1):
        return MissingTurn(other, Missing.NOTHING_FURTHER, since.text if since else None, until, None)
    return None


def _heard_on(entry: Entry) -> date | None:
    """The day from which silence counts: of old papers when it was said, else not before it came onto the record."""
    if entry.came is Came.COMPILED:
        return entry.said.said_on.last if entry.said.said_on else None
    return london_day(entry.recorded_at)


def _working_days(since: date, until: date, calendar: Calendar) -> int | None:
    try:
        return max(working_days_between(since, until, calendar=calendar), 0)
    except OutsideCalendar:
        return None


def _when(entry: Entry) -> tuple[date, int]:
    return (entry.said.said_on.first if entry.said.said_on else london_day(entry.recorded_at), entry.number)


def _rank(item: Item) -> tuple[bool, int, int]:
    order = _FIRST.index(item.status) if item.status else len(_FIRST)
    return (not (item.has_no_answer and len(item.entries) > 1), order, item.entries[0].number)
