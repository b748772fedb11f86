"""The whole target, and not its figure alone, is what was said: its class, its stretch, where it began.

What nobody can state on an item is nobody's to choose: the tolerance is the area's rule; a floor, another way to the
target and that it only illustrates come into force from papers alone, and a revision leaves them as they are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from services.publication.domain.agreement.figure import is_easier
from services.publication.domain.agreement.stated import (
    OnRecord,
    Standing,
    What,
    class_standing,
    said_by,
    standing_of,
)
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.entry import EntryKind, Mark, Side, Status
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import Wrong
from shared import periods

_NAMES = {
    "tolerance": "tolerance",
    "stretch": "stretch",
    "minimum": "minimum",
    "path": "way to the target",
    "baseline": "baseline",
    "illustrative": "mark of an illustration",
}
_FLAT = "points"


def wrongs_of_besides(
    index: int,
    target: Target,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    *,
    tolerance: Decimal,
    waits: Collection[int] = (),
) -> Iterator[Wrong]:
    """Everything beside the figure of an approved target that is not as it was last stated on its item, each by name;
    `tolerance` is the area's rule. What `waits` for its own body leaves nothing to the place yet.
    """
    stated: dict[str, list[object]] = {
        "tolerance": [tolerance],
        "stretch": [_stretch(target.period, names, marks, figures)],
        "minimum": [None],
        "path": [_FLAT],
        "baseline": [_baseline(names, marks, figures)],
        "illustrative": [False],
    }
    yield from _differing(index, target, stated)
    yield from _wrong_of_class(index, target, _class_said(names, marks, waits))


def wrongs_of_keeping(
    index: int,
    target: Target,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    *,
    standing: Sequence[TargetRow],
    spent: int,
    tolerance: Decimal,
) -> Iterator[Wrong]:
    """Everything beside the figure of a revised target that is neither as it is in force nor as it was said since its
    targets were set. One of a period without target yet is like the others of its measure.
    """
    rows = [row for row in standing if row.measure == target.measure]
    held = next((row for row in rows if row.period == target.period), None)
    like = [held] if held else rows
    anew = [
        (one.value, one.period)
        for one in figures
        if one.what is What.BASELINE and one.entry > spent and _proposes(marks.get(one.entry), names)
    ]
    stretches: list[object] = [held.stretch if held else None]
    if target.statutory:
        stretches.append(_stretch(target.period, names, marks, figures))
    if target.stretch is None and held and is_easier(held.stretch, target.value, held.polarity):
        stretches.append(None)  # the new figure asks for more than the old stretch did
    fresh: list[object] = [] if held else [None]
    stated: dict[str, list[object]] = {
        "tolerance": [tolerance, *(row.tolerance for row in like)],
        "stretch": stretches,
        "minimum": [*fresh, *(row.minimum for row in like)],
        "path": [*([] if held else [_FLAT]), *(row.path for row in like)],
        "baseline": [*fresh, *(_began(row) for row in like), *anew],
        "illustrative": [*([] if held else [False]), *(row.illustrative for row in like)],
    }
    if target.statutory:
        stated["baseline"].append(_baseline(names, marks, figures))
    yield from _differing(index, target, stated)
    said = class_standing(names, marks)
    is_new = said is not None and max(said[1].entries) > spent
    if not rows or is_new or _is_left(names, {n: mark for n, mark in marks.items() if n > spent}):
        if target.item_class not in {row.item_class for row in rows}:
            yield from _wrong_of_class(index, target, _class_said(names, marks))
    elif target.item_class not in {row.item_class for row in rows}:
        yield from _wrong_of_class(index, target, rows[0].item_class)


def _wrong_of_class(index: int, target: Target, kind: ItemClass) -> Iterator[Wrong]:
    if target.item_class is not kind:
        words = (
            f"Its item is {kind.value} as it was said last, and this makes it {target.item_class.value}: say so there."
        )
        yield Wrong(f"/targets/{index}/measure", "other-class", words)


def _differing(index: int, target: Target, stated: Mapping[str, Sequence[object]]) -> Iterator[Wrong]:
    for name, taken in stated.items():
        told = _began(target) if name == "baseline" else getattr(target, name)
        if told not in taken:
            yield Wrong(f"/targets/{index}/{name}", "not-as-stated", _words(name, taken[0]))


def _words(name: str, stated: object) -> str:
    match name, stated:
        case "tolerance", Decimal():
            return f"The tolerance is the area's rule, {stated:f}, and nobody chooses another one."
        case "illustrative", _:
            return "Whether a target only illustrates is told by papers alone, so it stays as it is."
        case "minimum" | "path", _:
            return f"Nobody states a {_NAMES[name]} on an item, so it stays as it is."
        case _, (Decimal() as value, period):
            return f"The {_NAMES[name]} last stated is {value:f} in {period}: state another one on its item first."
        case _, Decimal():
            return f"The {_NAMES[name]} last stated is {stated:f}: state another one on its item first."
        case _:
            return f"No {_NAMES[name]} is stated for it: state one on its item first."


def _class_said(names: frozenset[str], marks: Mapping[int, Mark], waits: Collection[int] = ()) -> ItemClass:
    """What an item is: local where the government's side left it to the place last, or where nobody said a class."""
    said = class_standing(names, marks)
    heard = {number: mark for number, mark in marks.items() if number not in waits}
    return said[0] if said and not _is_left(names, heard) else ItemClass.LOCAL


def _is_left(names: frozenset[str], marks: Mapping[int, Mark]) -> bool:
    turns = [
        (said_by(mark), n)
        for n, mark in marks.items()
        if mark.kind.is_of_an_item and mark.names & names and mark.status and not mark.is_superseded
    ]
    last = marks[max(turns)[1]] if turns else None
    return last is not None and last.status is Status.DEMOTED_TO_LOCAL and last.party.side is Side.GOVERNMENT


def _stretch(
    period: str, names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> Decimal | None:
    """The stretch last stated for the period; that of the item as a whole is for its end."""
    stood = standing_of(names, marks, figures, What.STRETCH)
    ends = max(_measured(names, marks, figures), key=periods.parse, default=None)
    found = stood.get(period) or (stood.get(None) if period == ends else None)
    return found.value if found else None


def _baseline(
    names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]
) -> tuple[Decimal | None, str | None] | None:
    """Where it began, as last stated, where that lies before every figure."""
    began: Standing | None = standing_of(names, marks, figures, What.BASELINE).get(None)
    first = min(_measured(names, marks, figures), key=periods.parse, default=None)
    if began is None or began.period is None or first is None or periods.parse(began.period) >= periods.parse(first):
        return None
    return began.value, began.period


def _measured(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord]) -> list[str]:
    """The periods for which a figure stands."""
    stood = standing_of(names, marks, figures)
    return [period for period, one in stood.items() if period is not None and one.value is not None]


def _began(target: Target | TargetRow) -> tuple[Decimal, str | None] | None:
    return (target.baseline, target.baseline_period) if target.baseline is not None else None


def _proposes(mark: Mark | None, names: frozenset[str]) -> bool:
    return mark is not None and mark.kind is EntryKind.REVISION and not mark.is_superseded and bool(mark.names & names)
