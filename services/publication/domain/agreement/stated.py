"""What is approved or revised is what was said: a target has the figure last stated for its period, and a consent is to
the figures that stood when it was given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from services.publication.domain.agreement.confirmation import opens
from services.publication.domain.agreement.figure import OTHER_UNIT, is_same_unit
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, Mark, Status, bare_name
from services.publication.domain.entry.particulars import ItemClass, RevisionKind, Terms
from services.publication.domain.register.refusal import Wrong
from shared import periods


class What(StrEnum):
    """What an entry states: the target's figure, the harder promise beside it, where it began, of which measure it is
    and where; or something that nobody is shown, since the entry is withheld.
    """

    VALUE = "value"
    STRETCH = "stretch"
    BASELINE = "baseline"
    MEASURE = "measure"
    SCOPE = "scope"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What an entry states for a period: a figure; that nothing is measured then, or only a distance, where it has
    none; or, of a proposal to revise, that the target goes. A removal that names no period is of all, a stretch of
    the end.
    `is_open` is a proposal to change that says nothing of what it would become; `words` is what is no figure.
    """

    entry: int
    period: str | None
    value: Decimal | None
    unit: str = ""
    what: What = What.VALUE
    is_open: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was last stated for a period, the entry since which it stood unchanged, and all that stated it since. Where
    what was stated after it was superseded it stands since the entry that did so, as if it had been stated there.
    `told_on` is the day on which it was said: who agreed or consented on an earlier one did so to something else.
    """

    value: Decimal | None
    since: int
    unit: str = ""
    entries: frozenset[int] = frozenset()
    period: str | None = None
    words: str = ""
    told_on: date = date.min


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
    if terms is not None:
        yield from _of_terms(entry.number, terms, unit, frozenset(_period(one.period) for one in named))


def _of_terms(number: int, terms: Terms, unit: str, named: frozenset[str | None]) -> Iterator[OnRecord]:
    """What the terms of an entry state besides the figures of the periods that it `named`."""
    if terms.stretch_value is not None:
        yield OnRecord(number, None, terms.stretch_value, unit, What.STRETCH)
    if terms.measure:
        yield OnRecord(number, None, None, what=What.MEASURE, words=bare_name(terms.measure))
    if terms.scope:
        yield OnRecord(number, None, None, what=What.SCOPE, words=" ".join(terms.scope.casefold().split()))
    for each in terms.targets:
        period = _period(each.period)
        if period is not None and each.stretch is not None:
            yield OnRecord(number, period, each.stretch, unit, What.STRETCH)
        if period is not None and each.value is None and period not in named:
            yield OnRecord(number, period, None, unit)


def standing_of(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord], what: What = What.VALUE
) -> dict[str | None, Standing]:
    """By period what was stated last on an item of one of these names; under None the baseline, which has a period of
    its own. An entry that replaces another one with the same figure leaves it as it stood; one that takes back another
    figure has what was stated before it stand anew.
    """
    told: dict[str | None, list[OnRecord]] = {}
    for one in sorted(figures, key=lambda one: (said_by(marks.get(one.entry)), one.entry)):
        mark = marks.get(one.entry)
        if one.what is what and mark is not None and mark.kind.is_of_an_item and mark.names & names:
            told.setdefault(None if what is What.BASELINE else one.period, []).append(one)
    found = {}
    for period, each in told.items():
        restated = 0
        while each and (by := marks[each[-1].entry].superseded_by) is not None:
            restated = max(restated, by)
            each.pop()
        if not each:
            found[period] = Standing(None, restated, entries=frozenset({restated}))
            continue
        last = each[-1]
        same = [_is_as(one, last) for one in each]
        run = frozenset(one.entry for one in each[len(same) - (*same[::-1], False).index(False) :])
        since, stated_in = (restated, frozenset({restated})) if restated > max(run) else (min(run), run)
        said_on = _said_on(stated_in, since, marks)
        found[period] = Standing(last.value, since, last.unit, stated_in, last.period, last.words, said_on)
    return found


def _said_on(stated_in: Collection[int], since: int, marks: Mapping[int, Mark]) -> date:
    return max(said_by(marks.get(n)) for n in stated_in if n <= since)


def _is_as(one: OnRecord, other: OnRecord) -> bool:
    is_alike = (one.value, one.period, one.words) == (other.value, other.period, other.words)
    return is_alike and is_same_unit(one.unit, other.unit)


def class_standing(names: frozenset[str], marks: Mapping[int, Mark]) -> tuple[ItemClass, Standing] | None:
    """The class last said of an item of one of these names, with since when; None where nobody said any."""
    turns = ((said_by(mark), n, mark) for n, mark in marks.items() if mark.kind.is_of_an_item and mark.names & names)
    told = [(n, kind) for _, n, mark in sorted(turns, key=lambda one: one[:2]) if (kind := _class(mark))]
    restated = 0
    while told and (by := marks[told[-1][0]].superseded_by) is not None:
        restated = max(restated, by)
        told.pop()
    if not told:
        return (ItemClass.LOCAL, Standing(None, restated, entries=frozenset({restated}))) if restated else None
    last = told[-1][1]
    other = max((at for at, (_, kind) in enumerate(told) if kind != last), default=-1)
    run = frozenset(n for n, _ in told[other + 1 :])
    if restated > max(run):
        run = frozenset({restated})
    return ItemClass(last), Standing(None, min(run), entries=run, told_on=_said_on(run, min(run), marks))


def _class(mark: Mark) -> str | None:
    return mark.facts.item_class if mark.facts else None


def all_standing(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord], period: str | None = None
) -> list[Standing]:
    """All that was stated last on an item: its figures, or those of a period alone, its measure, scope and class."""
    found = [
        stands
        for what in (What.VALUE, What.STRETCH, What.BASELINE, What.MEASURE, What.SCOPE)
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


def consented_from(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]) -> date:
    """The day on which an item was said to be as it stands: a consent of an earlier day was to another promise."""
    return max((one.told_on for one in all_standing(names, marks, figures)), default=date.min)


def wrongs_of_stating(
    index: int,
    target: Figured,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    *,
    unit: str,
    waits: Collection[int] = (),
) -> Iterator[Wrong]:
    """A target that is not the figure last stated for its period, in its measure's unit; whose item was said last to be
    of another measure; or on whose item nobody stated any figure. What `waits` for its own body, or refuses what it
    repeats, states nothing anew of what is withheld.
    """
    yield from _wrongs_of_measure(index, target, names, marks, figures)
    stood = standing_of(names, marks, figures)
    if not stood and hidden_after(0, names, marks, figures) is None:
        words = "Nobody stated a figure on its item: state it there, so that both sides can see what they agree to."
        yield Wrong(f"/targets/{index}/value", "figure-never-stated", words)
        return
    last = stood.get(target.period)
    anew = {n for n in last.entries if n not in waits and opens(marks[n])} if last else set()
    if (hidden := hidden_after(max(anew, default=0), names, marks, figures)) is not None:
        words = f"Entry {hidden} on its item is withheld, and may state another figure: release it, or state it anew."
        yield Wrong(f"/targets/{index}/value", "figure-withheld", words)
    elif last is None or last.value is None:
        yield Wrong(f"/targets/{index}/period", "not-as-stated", "Nobody stated a figure for this period on its item.")
    elif last.value != target.value:
        words = f"What was stated last on its item for this period is {last.value:f}: say another figure there first."
        yield Wrong(f"/targets/{index}/value", "not-as-stated", words)
    elif not is_same_unit(last.unit, unit):
        yield Wrong(f"/targets/{index}/value", "other-unit", OTHER_UNIT.format(last.unit, unit))


def _wrongs_of_measure(
    index: int, target: Figured, names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> Iterator[Wrong]:
    said, code = standing_of(names, marks, figures, What.MEASURE).get(None), bare_name(target.measure)
    turns = (mark for mark in marks.values() if mark.kind.is_of_an_item and not mark.is_superseded)
    items = {bare_name(mark.item) for mark in turns if mark.names & names}
    if (said.words if said and said.words else code) != code or (not (said and said.words) and items - {code}):
        words = "What was said last of its item is another measure, or none: say there which one it is."
        yield Wrong(f"/targets/{index}/measure", "other-measure", words)
    if len(items) > 1:
        words = "Several items are said to be of this measure: withdraw all but one, or say of which others they are."
        yield Wrong(f"/targets/{index}/measure", "several-items", words)


def told_on(mark: Mark | None) -> date:
    """The day from which an agreement, a consent or a decision counts: that on which it was said, the first of a month
    or year that tells no day; else that on which it came here.
    """
    if mark is None:
        return date.min
    return mark.said_on.first if mark.said_on else mark.facts.recorded_on if mark.facts else date.min


def said_by(mark: Mark | None) -> date:
    """The day by which something was said, in the order of what was: what states a figure anew, or refuses, is as late
    as its month may be, for nobody dates a word back behind what it takes back. What agrees counts from its first day.
    """
    if mark is None or mark.said_on is None or mark.status is Status.AGREED:
        return told_on(mark)
    came_on = mark.facts.recorded_on if mark.facts else date.max
    return max(min(mark.said_on.last, came_on), mark.said_on.first)


def _period(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None
