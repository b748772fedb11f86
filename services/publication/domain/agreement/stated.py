"""What is approved or revised is what was said: a target has the figure last stated for its period, and a consent is to
the figures that stood when it was given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, EntryKind, Mark, Status
from services.publication.domain.entry.particulars import RevisionKind
from services.publication.domain.register.refusal import Wrong
from shared import periods
from shared.working_days import in_words

_UNSETTLED = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED, Status.PLACEHOLDER))


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What an entry states for a period: a figure; or, of a proposal to revise, that the target goes, where it has
    none. A removal that names no period is of all.
    """

    entry: int
    period: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure last stated for a period, and the entry since which it stood unchanged."""

    value: Decimal | None
    since: int


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
            yield OnRecord(entry.number, period, one.value)


def standing_of(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> dict[str | None, Standing]:
    """By period what was stated last on an item of one of these names. An entry that replaces another one with the same
    figure leaves it as it stood.
    """
    told: dict[str | None, list[OnRecord]] = {}
    for one in sorted(figures, key=lambda one: (_said_on(marks.get(one.entry)), one.entry)):
        mark = marks.get(one.entry)
        if mark is not None and mark.kind.is_of_an_item and mark.names & names:
            told.setdefault(one.period, []).append(one)
    found = {}
    for period, each in told.items():
        while each and marks[each[-1].entry].is_superseded:
            each.pop()
        if each:
            differing = [n for n, one in enumerate(each) if one.value != each[-1].value]
            run = each[differing[-1] + 1 if differing else 0 :]
            found[period] = Standing(each[-1].value, min(one.entry for one in run))
    return found


def consented_after(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]) -> int:
    """The entry since which an item's figures stand as they do: what was consented to before was another promise."""
    return max((one.since for one in standing_of(names, marks, figures).values()), default=0)


def wrongs_of_stating(
    index: int, target: Figured, names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> Iterator[Wrong]:
    """A target on an item with figures, that is not the one last stated for its period."""
    stood = standing_of(names, marks, figures)
    if not stood:
        return
    last = stood.get(target.period)
    if last is None:
        yield Wrong(f"/targets/{index}/period", "not-as-stated", "Nobody stated a figure for this period on its item.")
    elif last.value != target.value:
        words = f"What was stated last on its item for this period is {last.value:f}: say another figure there first."
        yield Wrong(f"/targets/{index}/value", "not-as-stated", words)


def wrong_of_unsettled(
    index: int, names: frozenset[str], marks: Mapping[int, Mark], *, is_designated: bool
) -> Iterator[Wrong]:
    """A target on an item that a side said no to, or put off, last. A designated one is agreed, where anybody said how
    it stands; on a local one the bodies that consent to it have the last word.
    """
    told = [
        (_said_on(mark), number, mark.status)
        for number, mark in marks.items()
        if mark.kind.is_of_an_item and mark.status and mark.names & names and not mark.is_superseded
    ]
    if not told:
        return
    *_, status = max(told)
    if status in _UNSETTLED or (is_designated and status is not Status.AGREED):
        words = f"What was said last on its item is that it is {status.replace('_', ' ')}: settle it there first."
        yield Wrong(f"/targets/{index}/measure", "not-agreed", words)


def wrongs_of_proposing(
    targets: Sequence[Figured],
    removed: Sequence[Promised],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    spent: Mapping[str, int],
) -> Iterator[Wrong]:
    """Every target of a revision that is not what was proposed for its period, where the proposals name any."""
    for index, target in enumerate(targets):
        told = _proposed(target.measure, marks, figures, spent)
        if told and told.get(target.period) != target.value:
            words = "The proposals to revise it name another period or figure: propose this one."
            yield Wrong(f"/targets/{index}", "not-as-proposed", words)
    for index, gone in enumerate(removed):
        told = _proposed(gone.measure, marks, figures, spent)
        if told and told.get(gone.period, told.get(None, Decimal(0))) is not None:
            yield Wrong(f"/removed/{index}", "not-as-proposed", "It was proposed to change it, not that it goes.")


def wrongs_of_the_past(targets: Sequence[Promised], removed: Sequence[Promised], today: date) -> Iterator[Wrong]:
    """What a revision would change of a period that is over: what was achieved is known by then."""
    for among, each in (("targets", targets), ("removed", removed)):
        for index, one in enumerate(each):
            if (ended := periods.parse(one.period).ends_on) < today:
                words = f"This period ended on {in_words(ended)}: what was promised for it stands."
                yield Wrong(f"/{among}/{index}/period", "period-over", words)


def _proposed(
    measure: str, marks: Mapping[int, Mark], figures: Sequence[OnRecord], spent: Mapping[str, int]
) -> dict[str | None, Decimal | None]:
    """By period the figure last proposed since its targets were set; None for one that is to go."""
    found = {}
    for one in sorted(figures, key=lambda one: one.entry):
        mark = marks.get(one.entry)
        if mark is None or mark.kind is not EntryKind.REVISION or mark.is_superseded or not mark.is_about(measure):
            continue
        if one.entry > spent.get(measure, 0):
            found[one.period] = one.value
    return found


def _said_on(mark: Mark | None) -> date:
    if mark is None:
        return date.min
    return mark.said_on.first if mark.said_on else mark.facts.recorded_on if mark.facts else date.min


def _period(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None
