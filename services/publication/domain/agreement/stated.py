"""What is approved or revised is what was said: a target has the figure last stated for its period, and a consent is to
the figures that stood when it was given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from services.publication.domain.agreement.figure import OTHER_UNIT, is_same_unit
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, Mark
from services.publication.domain.entry.particulars import RevisionKind
from services.publication.domain.register.refusal import Wrong
from shared import periods


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What an entry states for a period: a figure; or, of a proposal to revise, that the target goes, where it has
    none. A removal that names no period is of all.
    """

    entry: int
    period: str | None
    value: Decimal | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure last stated for a period, the entry since which it stood unchanged, and all that stated it since."""

    value: Decimal | None
    since: int
    unit: str = ""
    entries: frozenset[int] = frozenset()


class Promised(Protocol):
    """A measure with a period: what a target and a removal have in common."""

    @property
    def measure(self) -> str:
        """The measure's code."""

    @property
    def period(self) -> str:
        """The period, as it is spelled everywhere."""


class Figured(Promised, Protocol):
    """One with its figure."""

    @property
    def value(self) -> Decimal:
        """The figure."""


def on_record(entries: Iterable[Entry]) -> tuple[OnRecord, ...]:
    """Every figure of these entries for a period that reads as one, and every removal that was proposed."""
    return tuple(one for entry in entries for one in _stated(entry))


def _stated(entry: Entry) -> Iterator[OnRecord]:
    revision = entry.said.particulars.revision
    if revision is not None and revision.change is RevisionKind.REMOVE:
        yield OnRecord(entry.number, _period(entry.said.target_period or ""), None)
        return
    for one in stated_by(entry):
        if (period := _period(one.period)) is not None and one.value is not None:
            yield OnRecord(entry.number, period, one.value, one.unit or "")


def standing_of(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> dict[str | None, Standing]:
    """By period what was stated last on an item of one of these names. An entry that replaces another one with the same
    figure leaves it as it stood.
    """
    told: dict[str | None, list[OnRecord]] = {}
    for one in sorted(figures, key=lambda one: (told_on(marks.get(one.entry)), one.entry)):
        mark = marks.get(one.entry)
        if mark is not None and mark.kind.is_of_an_item and mark.names & names:
            told.setdefault(one.period, []).append(one)
    found = {}
    for period, each in told.items():
        while each and marks[each[-1].entry].is_superseded:
            each.pop()
        if each:
            last = each[-1]
            same = [one.value == last.value and is_same_unit(one.unit, last.unit) for one in each]
            run = frozenset(one.entry for one in each[len(same) - (*same[::-1], False).index(False) :])
            found[period] = Standing(last.value, min(run), last.unit, run)
    return found


def consented_after(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]) -> int:
    """The entry since which an item's figures stand as they do: what was consented to before was another promise."""
    return max((one.since for one in standing_of(names, marks, figures).values()), default=0)


def wrongs_of_stating(
    index: int,
    target: Figured,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    *,
    unit: str,
) -> Iterator[Wrong]:
    """A target that is not the figure last stated for its period, in its measure's unit; or on whose item nobody stated
    any.
    """
    stood = standing_of(names, marks, figures)
    if not stood:
        words = "Nobody stated a figure on its item: state it there, so that both sides can see what they agree to."
        yield Wrong(f"/targets/{index}/value", "figure-never-stated", words)
        return
    last = stood.get(target.period)
    if last is None:
        yield Wrong(f"/targets/{index}/period", "not-as-stated", "Nobody stated a figure for this period on its item.")
    elif last.value != target.value:
        words = f"What was stated last on its item for this period is {last.value:f}: say another figure there first."
        yield Wrong(f"/targets/{index}/value", "not-as-stated", words)
    elif not is_same_unit(last.unit, unit):
        yield Wrong(f"/targets/{index}/value", "other-unit", OTHER_UNIT.format(last.unit, unit))


def told_on(mark: Mark | None) -> date:
    """The day from which an entry counts in the order of what was said: that on which it was, else came here."""
    if mark is None:
        return date.min
    return mark.said_on.first if mark.said_on else mark.facts.recorded_on if mark.facts else date.min


def _period(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None
