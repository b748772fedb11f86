"""What is approved or revised is what was said: a target has the figure last stated for its period, and a consent is to
the figures that stood when it was given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from services.publication.domain.agreement.figure import OTHER_UNIT, is_same_unit
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, Mark
from services.publication.domain.entry.particulars import ItemClass, RevisionKind
from services.publication.domain.register.refusal import Wrong
from shared import periods


class What(StrEnum):
    """What a figure of an entry is: the target itself, the harder promise beside it, where it began; or one that nobody
    is shown, since the entry is withheld.
    """

    VALUE = "value"
    STRETCH = "stretch"
    BASELINE = "baseline"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What an entry states for a period: a figure; or, of a proposal to revise, that the target goes, where it has
    none. A removal that names no period is of all, a stretch of the end. `is_open` is a proposal to change that says
    nothing of what it would become.
    """

    entry: int
    period: str | None
    value: Decimal | None
    unit: str = ""
    what: What = What.VALUE
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure last stated for a period, the entry since which it stood unchanged, and all that stated it since."""

    value: Decimal | None
    since: int
    unit: str = ""
    entries: frozenset[int] = frozenset()
    period: str | None = None


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
    if entry.withheld is not None:
        yield OnRecord(entry.number, None, None, what=What.HIDDEN)
        return
    said, terms, unit = entry.said, entry.said.particulars.terms, entry.said.unit or ""
    revision = said.particulars.revision
    if revision is not None and revision.change is RevisionKind.REMOVE:
        yield OnRecord(entry.number, _period(said.target_period or ""), None)
        return
    named = [one for one in stated_by(entry) if one.value is not None and _period(one.period) is not None]
    for one in named:
        yield OnRecord(entry.number, _period(one.period), one.value, one.unit or "")
    if revision is not None and not named:
        yield OnRecord(entry.number, _period(said.target_period or ""), None, is_open=True)
    if (began := _period(said.baseline_period or "")) is not None and said.baseline_value is not None:
        yield OnRecord(entry.number, began, said.baseline_value, unit, What.BASELINE)
    if terms is not None and terms.stretch_value is not None:
        yield OnRecord(entry.number, None, terms.stretch_value, unit, What.STRETCH)
    for each in terms.targets if terms else ():
        if (period := _period(each.period)) is not None and each.stretch is not None:
            yield OnRecord(entry.number, period, each.stretch, unit, What.STRETCH)


def standing_of(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord], what: What = What.VALUE
) -> dict[str | None, Standing]:
    """By period what was stated last on an item of one of these names; under None the baseline, which has a period of
    its own. An entry that replaces another one with the same figure leaves it as it stood.
    """
    told: dict[str | None, list[OnRecord]] = {}
    for one in sorted(figures, key=lambda one: (told_on(marks.get(one.entry)), one.entry)):
        mark = marks.get(one.entry)
        if one.what is what and mark is not None and mark.kind.is_of_an_item and mark.names & names:
            told.setdefault(None if what is What.BASELINE else one.period, []).append(one)
    found = {}
    for period, each in told.items():
        while each and marks[each[-1].entry].is_superseded:
            each.pop()
        if each:
            last = each[-1]
            same = [
                (one.value, one.period) == (last.value, last.period) and is_same_unit(one.unit, last.unit)
                for one in each
            ]
            run = frozenset(one.entry for one in each[len(same) - (*same[::-1], False).index(False) :])
            found[period] = Standing(last.value, min(run), last.unit, run, last.period)
    return found


def class_standing(names: frozenset[str], marks: Mapping[int, Mark]) -> tuple[ItemClass, Standing] | None:
    """The class last said of an item of one of these names, with since when; None where nobody said any."""
    turns = ((told_on(mark), n, mark) for n, mark in marks.items() if mark.kind.is_of_an_item and mark.names & names)
    told = [(n, kind) for _, n, mark in sorted(turns, key=lambda one: one[:2]) if (kind := _class(mark))]
    while told and marks[told[-1][0]].is_superseded:
        told.pop()
    if not told:
        return None
    last = told[-1][1]
    other = max((at for at, (_, kind) in enumerate(told) if kind != last), default=-1)
    run = frozenset(n for n, _ in told[other + 1 :])
    return ItemClass(last), Standing(None, min(run), entries=run)


def _class(mark: Mark) -> str | None:
    return mark.facts.item_class if mark.facts else None


def all_standing(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord], period: str | None = None
) -> list[Standing]:
    """All that was stated last on an item: every figure of it, or those of a period alone, and its class."""
    found = [
        stands
        for what in (What.VALUE, What.STRETCH, What.BASELINE)
        for of, stands in standing_of(names, marks, figures, what).items()
        if period is None or of in (period, None)
    ]
    said = class_standing(names, marks)
    return [*found, said[1]] if said else found


def hidden_after(
    since: int, names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> int | None:
    """The last turn on an item, after an entry, whose words are withheld: nobody can see what it stated there."""
    hidden = standing_of(names, marks, figures, What.HIDDEN).get(None)
    return max(hidden.entries) if hidden and max(hidden.entries) > since else None


def consented_after(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]) -> int:
    """The entry since which an item stands as it does: what was consented to before was another promise."""
    return max((one.since for one in all_standing(names, marks, figures)), default=0)


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
    if not stood and hidden_after(0, names, marks, figures) is None:
        words = "Nobody stated a figure on its item: state it there, so that both sides can see what they agree to."
        yield Wrong(f"/targets/{index}/value", "figure-never-stated", words)
        return
    last = stood.get(target.period)
    if (hidden := hidden_after(max(last.entries) if last else 0, names, marks, figures)) is not None:
        words = f"Entry {hidden} on its item is withheld, and may state another figure: release it, or state it anew."
        yield Wrong(f"/targets/{index}/value", "figure-withheld", words)
    elif last is None:
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
