"""One entry of a negotiation: as it is sent, as it is told to machines, and as a row of a table for spreadsheets."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ModelWrapValidatorHandler, PrivateAttr, RootModel, model_validator

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.clearance import Ground, Hidden, Later, LaterGround, as_told
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Party, Said, Status
from services.publication.domain.entry.reply import Heard
from services.publication.domain.leaf.day import Day, NotADay
from services.publication.schemas.entry.particulars import ParticularsIn, particulars_document
from services.publication.schemas.entry.reply import voice_document
from services.publication.schemas.register.link import plain
from services.publication.schemas.register.place import Code
from shared import shapes
from shared.problems import Problem
from shared.shapes import Line, Number, Prose, Reasons, ReasonsLine, Strict, Yes

MOST = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _partial_day(text: str) -> str:
    try:
        Day.parse(text)
    except NotADay:
        raise shapes.refuse("not-a-date", "Write a day, a month or a year: 2008-06-30, 2008-06 or 2008.") from None
    return text


PartialDay = Annotated[Line, AfterValidator(_partial_day)]
"""A day, or a month or year where the papers tell no more."""


class WithheldIn(Strict):
    """Why the words are not shown, what may be said of them, and the day on which they are shown by themselves."""

    ground: Ground
    summary: Reasons | None = None
    until: shapes.Day | None = None

    def hidden(self) -> Hidden:
        """What was sent, as the domain takes it."""
        return Hidden(self.ground, self.summary, self.until)


class LaterIn(Strict):
    """Why the entry is shown only from a later day, which is one after today. Until then nobody else reads of it."""

    ground: LaterGround
    shown_from: shapes.Day

    def later(self) -> Later:
        """What was sent, as the domain takes it."""
        return Later(self.ground, self.shown_from)


def _fits_an_address(code: str) -> str:
    """Raise for a code that cannot stand in the address under which its item is found for good."""
    if ".." in code or not _IN_ADDRESS.isdisjoint(code):
        raise shapes.refuse(
            "not-in-an-address", "A code stands in an address: leave out / \\ ? # % and two dots in a row."
        )
    return code


_IN_ADDRESS = frozenset("/\\?#%")
ItemCode = Annotated[Line, Field(max_length=60), AfterValidator(_fits_an_address)]


class EntryIn(ParticularsIn):
    """What one side said on one item. What is not known is left out or null; what belongs to no round has none."""

    round: Code | None = None
    party: Party
    party_name: Line
    kind: EntryKind
    item_title: Annotated[Line, Field(max_length=300)]
    source: Annotated[Line, Field(max_length=500)]
    item_code: ItemCode | None = None
    status: Status | None = None
    reason: Prose | None = None
    said_on: PartialDay | None = None
    baseline_value: Number | None = None
    baseline_period: Line | None = None
    target_value: Number | None = None
    target_period: Line | None = None
    unit: Line | None = None
    lead_partner: Line | None = None
    national_issue: Yes = False
    deferred_until: PartialDay | None = None
    supersedes: shapes.Whole | None = None
    note: ReasonsLine | None = None
    came: Came | None = None
    withheld: WithheldIn | None = None
    later: LaterIn | None = None

    def said(self) -> Said:
        """What was sent, as the domain takes it."""
        words = {name: getattr(self, name) for name in _WORDS}
        days = {name: Day.parse(words[name]) if words[name] else None for name in _DAYS}
        hidden = self.withheld.hidden() if self.withheld else None
        later = self.later.later() if self.later else None
        return Said(**words | days, particulars=self.particulars(), hidden=hidden, later=later)


_DAYS = ("said_on", "deferred_until")
_CAME_HERE = ("entered_by", "recorded_at", "superseded_by", "cleared", "received_at", "because", "later", "withheld")
OF_THE_RECORD = ("number", *_CAME_HERE, "confirmation", "replies")
"""The columns of the record's CSV that nobody sends."""
_WORDS = tuple(name for name in EntryIn.model_fields if name not in (*ParticularsIn.model_fields, "withheld", "later"))


class EntriesIn(RootModel[Annotated[tuple[EntryIn, ...], Field(min_length=1, max_length=MOST)]]):
    """One entry, or a list of them: all are published, or none."""

    _is_alone: bool = PrivateAttr(default=False)

    @model_validator(mode="wrap")
    @classmethod
    def _as_list(cls, sent: object, read: ModelWrapValidatorHandler[Self]) -> Self:
        entries = read([sent] if isinstance(sent, dict) else sent)
        entries._is_alone = isinstance(sent, dict)  # noqa: SLF001 its own
        return entries

    @contextmanager
    def pointed_as_sent(self) -> Iterator[None]:
        """A problem's pointers lead into what was sent: of an entry that was sent alone, not into a list of one."""
        try:
            yield
        except Problem as problem:
            if self._is_alone:
                faults = (replace(fault, pointer=_alone(fault.pointer)) for fault in problem.errors)
                problem.errors = tuple(faults)
            raise

    def command(self) -> PublishEntries:
        """What was sent, as the domain takes it."""
        return PublishEntries(tuple(entry.said() for entry in self.root))


def _alone(pointer: str | None) -> str | None:
    return pointer.removeprefix("/0") if pointer and f"{pointer}/".startswith("/0/") else pointer


def entry_document(entry: Entry) -> dict[str, object]:
    """One entry: the words, and how they came onto the record."""
    return {
        "number": entry.number,
        **_told(entry.said),
        "came": entry.came,
        "entered_by": entry.entered_by,
        "recorded_at": entry.recorded_at,
        "superseded_by": entry.superseded_by,
        **as_told(entry.clearance),
        "withheld": withheld_document(entry),
    }


def said_document(said: Said) -> dict[str, object]:
    """What was handed in and is no entry yet, under the names by which it was sent."""
    later = {"ground": said.later.ground, "shown_from": said.later.shown_from} if said.later else None
    return {**_told(said), "came": said.came, "withheld": wish_document(said.hidden), "later": later}


def withheld_document(entry: Entry) -> dict[str, object] | None:
    """Why the words of an entry are not shown; None where they are."""
    return wish_document(entry.withheld)


def wish_document(hidden: Hidden | None) -> dict[str, object] | None:
    """On which ground words are not shown, or are not to be; None where they are."""
    return {"ground": hidden.ground, "summary": hidden.summary, "until": hidden.until} if hidden else None


def _told(said: Said) -> dict[str, object]:
    words = {name: getattr(said, name) for name in _WORDS if name != "came"}
    days = {name: words[name].text if words[name] else None for name in _DAYS}
    return {**words, **days, **particulars_document(said.particulars)}


def entries_csv(entries: Sequence[Heard]) -> bytes:
    """All entries as CSV in UTF-8, what is not known left empty; no cell is read as a formula."""
    number, *others = OF_THE_RECORD
    columns = (number, *_WORDS, *ParticularsIn.model_fields, *others)
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(columns)
    for entry in entries:
        document = entry_document(entry.entry) | voice_document(entry)
        writer.writerow([_cell(document.get(column)) for column in columns])
    return table.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dict() | list():
            return json.dumps(value, default=plain, ensure_ascii=False)
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case _:
            return str(value)
