"""The part of a proposed mapping that tells what was measured: where it stands, which words mean which measure, and in
which units the figures are. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.likeness import KnownMeasure, Match, Series, counted, match
from services.indicators.domain.mapping.mapping import HEADING_JOINT, Coded, Source, Unit, ValueColumn, Values, fold
from services.indicators.domain.mapping.role import Roles

MOST_SERIES = 300
_MULTIPLES = (("1000000", r"millions?|\u00a3m|000,?000s"), ("1000", r"thousands?|000s|\u00a3k|1,?000s"))


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: the measure's place in the table, the columns of figures, and each series' match."""

    measure: Coded
    values: Values
    units: tuple[Unit, ...]
    matches: tuple[Match, ...]
    doubts: tuple[Doubt, ...]


def measured(roles: Roles, known: Sequence[KnownMeasure], title: str) -> Measured:
    """Which measures the table holds, by the texts and headings that tell its series apart."""
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
    said = {one: f"{text}\n{title}" if not sources else text for one, text in found.said.items()}
    matches = match(said, known, found.apart())
    doubts = [Doubt("/measure/codes" if sources else "/measure", one.certainty, one.reason) for one in matches]
    units = list(_units(said, matches, found, doubts))
    lost = {one.series for one in matches if one.measure is None}
    ignored = [column.name for column in roles.figures if not roles.measures and _heading(column, levels) in lost]
    measure = _coded(sources, matches, ignored=bool(ignored))
    return Measured(measure, _values(roles, ignored), tuple(units), tuple(matches), tuple(doubts))


def _levels(roles: Roles) -> tuple[int, ...]:
    """The lines of the header that tell the measure: all but that of periods, where there are several figures."""
    if len(roles.figures) == 1:
        return ()
    depth = max(len(column.name.split(HEADING_JOINT)) for column in roles.figures)
    period_level, _ = roles.heading_dialects if roles.under_periods else (None, None)
    return tuple(level for level in range(1, depth + 1) if level != period_level)


def _heading(column: Column, levels: Sequence[int]) -> Series:
    parts = column.name.split(HEADING_JOINT)
    return tuple(parts[level - 1] if level <= len(parts) else "" for level in levels)


def _values(roles: Roles, ignored: Sequence[str]) -> Values:
    if roles.under_periods:
        return Values(is_every_other=True)
    return Values(columns=tuple(ValueColumn(column=one.name) for one in roles.figures if one.name not in ignored))


def _coded(sources: tuple[Source, ...], matches: Sequence[Match], *, ignored: bool) -> Coded:
    found = {one.series: one.measure.measure for one in matches if one.measure is not None}
    if not sources:
        return Coded(sources=tuple(Source(constant=code) for code in found.values()))
    return Coded(sources=sources if found or not ignored else (), codes=found)


class _Series:
    """The series of a sample: everything that is said of each, and for which places and periods it has figures."""

    def __init__(self, roles: Roles, levels: Sequence[int]) -> None:
        self.said: dict[Series, str] = {}
        self.figures: dict[Series, set[str]] = {}
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
                    self.said[one] = "\n".join(
                        (*one, *(text for text in unit if text), *([column.name] if not one else ()))
                    )
                self._keys.setdefault(one, set()).add((place, *period, column.name if roles.under_periods else None))
                if cell is not None:
                    self.figures.setdefault(one, set()).add(cell)

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
                f"Figures of {one.measure.measure} lie between 0 and 1: if they are shares of one, say the factor 100."
            )
            doubts.append(choose("/units", message))


def _words_of(factor: str) -> str:
    return next(words for known, words in _MULTIPLES if known == factor)


def _are_shares(figures: set[str]) -> bool:
    digits = [text for text in figures if re.fullmatch(r"[01](?:\.[0-9]+)?|\.[0-9]+", text)]
    return (
        len(digits) == len(figures) > 2 and any("." in text for text in figures) and all(float(t) <= 1 for t in digits)
    )
