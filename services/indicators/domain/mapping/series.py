"""The part of a proposed mapping that tells what was measured: where it stands, which words mean which measure, and in
which units the figures are. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from services.indicators.domain.mapping.column import Column, is_figure
from services.indicators.domain.mapping.doubt import Certainty, Doubt, choose, guessed
from services.indicators.domain.mapping.likeness import (
    KnownMeasure,
    Match,
    Series,
    Told,
    counted,
    match,
    says_something,
)
from services.indicators.domain.mapping.mapping import (
    HEADING_JOINT,
    Coded,
    LeaveOut,
    Others,
    Source,
    Unit,
    ValueColumn,
    Values,
    fold,
)
from services.indicators.domain.mapping.notation import sizes
from services.indicators.domain.mapping.part import part_of
from services.indicators.domain.mapping.role import Roles

MOST_SERIES = 300
_MULTIPLES = (
    ("1000000", r"millions?|\u00a3m|000,?000s"),
    ("1000", r"thousands?|000s|\u00a3k|1,?000s|(?:\u00a3 ?'?|')000s?(?![0-9,])"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: the measure's place in the table, the columns of figures, and each series' match."""

    measure: Coded
    values: Values
    units: tuple[Unit, ...]
    matches: tuple[Match, ...]
    doubts: tuple[Doubt, ...]
    leave_out: tuple[LeaveOut, ...] = ()
    ignored: frozenset[str] = frozenset()  # columns of figures that are of no measure


def measured(roles: Roles, known: Sequence[KnownMeasure], title: str, above: str = "") -> Measured:
    """Which measures the table holds, by the texts and headings that tell its series apart; by its own title, which
    stands above it, and by the name that the mapping has, where nothing does.
    """
    if not roles.figures:
        message = "No column of figures was found: say which column holds them."
        return Measured(Coded(sources=()), Values(), (), (), (choose("/values", message),))
    levels = _levels(roles)
    sources = (*(Source(column=one.name) for one in roles.measures), *(Source(heading=level) for level in levels))
    found = _Series(roles, levels)
    if len(found.said) > MOST_SERIES or not known:
        why = "Your body owns no measure here" if not known else f"There are more than {MOST_SERIES} series"
        message = f"{why}: say under codes which texts mean which measure."
        return Measured(Coded(sources=sources), _values(roles, ()), (), (), (choose("/measure/codes", message),))
    told = {one: found.told(one, title, above) for one in found.said}
    said = {one: text.said for one, text in told.items()}
    matches = match(told, known, found.apart())
    left_out = tuple(_left_out(roles, matches))
    about = "/measure/codes" if sources else "/measure"
    doubts = list(dict.fromkeys(Doubt(about, one.certainty, one.reason) for one in matches))
    units = list(_units(said, matches, found, doubts))
    ignored = [column.name for column in roles.figures if _is_ignored(_heading(column, levels), roles, matches)]
    if len(ignored) == len(roles.figures):
        ignored = []  # where none is known all are kept: which measure each is, is all that is left to choose
    measure = _coded(sources, matches)
    values = _values(roles, ignored)
    return Measured(measure, values, tuple(units), tuple(matches), tuple(doubts), left_out, frozenset(ignored))


def _is_ignored(heading: Series, roles: Roles, matches: Sequence[Match]) -> bool:
    """Whether nothing under the heading is of a measure; where rows tell it too, a person may still say one is."""
    here = [one for one in matches if heading and one.series[-len(heading) :] == heading]
    is_sure = not roles.measures or all(one.certainty is Certainty.GUESSED for one in here)
    return bool(here) and is_sure and all(one.measure is None for one in here)


def _left_out(roles: Roles, matches: Sequence[Match]) -> Iterator[LeaveOut]:
    """Rows whose text in a column of the measure says that they count something else than any measure of the body."""
    if not any(one.measure for one in matches):
        return
    for at, column in enumerate(roles.measures):
        alien = {one.series[at] for one in matches if one.measure is None and one.certainty is Certainty.GUESSED}
        alien -= {one.series[at] for one in matches if one.measure or one.certainty is not Certainty.GUESSED}
        if alien:
            yield LeaveOut(column=column.name, texts=tuple(sorted(alien)), reason="it counts something else")


def _levels(roles: Roles) -> tuple[int, ...]:
    """The lines of the header that tell the measure: all but that of periods, where there are several figures."""
    if len(roles.figures) == 1 and not roles.time.inside:
        return ()
    depth = max(len(column.name.split(HEADING_JOINT)) for column in roles.figures)
    told = {*roles.above.levels, *roles.time.in_part.levels, roles.heading_places}
    return tuple(level for level in range(1, depth + 1) if level not in told)


def _heading(column: Column, levels: Sequence[int]) -> Series:
    parts = column.name.split(HEADING_JOINT)
    return tuple(parts[level - 1] if level <= len(parts) else "" for level in levels)


def _values(roles: Roles, ignored: Sequence[str]) -> Values:
    if roles.under_periods:
        return Values(is_every_other=True)
    return Values(columns=tuple(ValueColumn(column=one.name) for one in roles.figures if one.name not in ignored))


def _coded(sources: tuple[Source, ...], matches: Sequence[Match]) -> Coded:
    found = {one.series: one.measure.measure for one in matches if one.measure is not None}
    if not sources:
        return Coded(sources=tuple(Source(constant=code) for code in found.values()))
    return Coded(sources=sources, codes=found, others=None if found else Others.REFUSED)


class _Series:
    """The series of a sample: everything that is said of each, and for which places and periods it has figures."""

    def __init__(self, roles: Roles, levels: Sequence[int]) -> None:
        self.said: dict[Series, str] = {}
        self.figures: dict[Series, set[str]] = {}
        self._titles = roles.titles
        self._constants = "\n".join(column.texts[0] for column in roles.constants)
        self._keys: dict[Series, set[tuple[str | None, ...]]] = {}
        places = roles.area.cells if roles.area else [None] * len(roles.figures[0].cells)
        periods = list(zip(*(one.cells for one in roles.periods), strict=True)) or [()] * len(places)
        texts = list(zip(*(one.cells for one in roles.measures), strict=True)) or [()] * len(places)
        units = list(zip(*(one.cells for one in roles.units), strict=True)) or [()] * len(places)
        for column in roles.figures:
            heading = _heading(column, levels)
            for place, period, told, unit, cell in zip(places, periods, texts, units, column.cells, strict=True):
                one = (*((text or "").strip() for text in told), *heading)
                if not all(one):
                    continue
                if one not in self.said:
                    is_telling = (
                        not one and not (roles.above.levels or roles.time.in_part.levels or roles.heading_places)
                    ) or (not heading and counted(column.name) is not None)
                    self.said[one] = "\n".join(
                        (*one, *(text for text in unit if text), *([column.name] if is_telling else ()))
                    )
                is_under = roles.above.levels or roles.time.in_part.levels or roles.heading_places
                under = column.name if is_under else roles.time.inside.get(column.name)
                self._keys.setdefault(one, set()).add((place, *period, under))
                if cell is not None:
                    self.figures.setdefault(one, set()).add(cell)

    def told(self, one: Series, title: str, above: str) -> Told:
        """What the table says of a series: in its texts, its heading, the table's own title, and the figures' marks."""
        figures = self.figures.get(one, set())
        marked = "%" if 2 * sum(text.rstrip(" )").endswith("%") for text in figures) > len(figures) else ""
        outside = sum(not 0 <= size <= 100 for size in sizes(figures))
        if one and says_something(self.said[one]):
            title = above = ""  # what a table is about as a whole is no matter to a series that says it of itself
        own = "\n".join(filter(None, (self.said[one], above)))
        said = "\n".join(filter(None, (own, title, marked)))
        parts = [part_of(text) for text in one if fold(text) not in self._titles]
        part = next(filter(None, parts), None)
        return Told(said, f"{own}\n{self._constants}", may_be_percent=10 * outside <= len(figures), part=part)

    def apart(self) -> frozenset[frozenset[Series]]:
        """The pairs of series with figures for the same place and period."""
        keys = {one: _without_level(found) for one, found in self._keys.items()}
        pairs = combinations(self._keys, 2)
        return frozenset(frozenset(pair) for pair in pairs if not keys[pair[0]].isdisjoint(keys[pair[1]]))


def _without_level(keys: set[tuple[str | None, ...]]) -> set[tuple[str | None, ...]]:
    """Keys by the first line of a heading only: `2021/22 | Count` and `2021/22 | Rate` are for the same period."""
    return {(*key[:-1], key[-1].split(HEADING_JOINT)[0] if key[-1] else None) for key in keys}


def _units(said: Mapping[Series, str], matches: Sequence[Match], found: _Series, doubts: list[Doubt]) -> Iterator[Unit]:
    done: set[str] = set()
    for one in matches:
        if one.measure is None or one.measure.measure in done:
            continue
        factor = next(
            (
                factor
                for factor, words in _MULTIPLES
                if re.search(rf"(?<![a-z0-9,])(?:{words})(?![a-z])", fold(said[one.series]))
            ),
            None,
        )
        is_said_by_both = factor is not None and re.search(_words_of(factor), fold(one.measure.unit))
        if factor is not None and not is_said_by_both and counted(said[one.series]) != "per":
            done.add(one.measure.measure)
            doubts.append(
                guessed("/units", f"Figures of {one.measure.measure} are multiplied by {factor}, as the words say.")
            )
            yield Unit(measure=one.measure.measure, factor=Decimal(factor))
        elif counted(one.measure.unit) == "percent" and _are_shares(found.figures.get(one.series, set())):
            message = (
                f"Figures of {one.measure.measure} lie between 0 and 1: if they are shares of one, say the factor 100;"
                " if they are percentages already, say nothing more."
            )
            doubts.append(choose("/units", message))


def _words_of(factor: str) -> str:
    return next(words for known, words in _MULTIPLES if known == factor)


def _are_shares(figures: set[str]) -> bool:
    """Whether figures without a mark of percent all lie between 0 and 1, and not all at one of the two."""
    bare = [text for text in figures if is_figure(text)]
    found = sizes(bare)
    return (
        not any("%" in text for text in bare)
        and len(found) == len(bare) > 0
        and all(0 <= size <= 1 for size in found)
        and any(0 < size < 1 for size in found)
    )
