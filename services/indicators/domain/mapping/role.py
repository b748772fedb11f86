"""Which column of a sample plays which part: place, period, figures, measure, status, or none. Pure.

A part is told by what stands in the cells first and by the column's name second; what neither tells is left open.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.mapping import HEADING_JOINT, fold
from shared.periods.dialects import Dialect, dialects_of

_GSS = re.compile(r"[EWSNKJLM][0-9]{8}")
_PLACE = ("area", "areas", "authority", "council", "ward", "place", "district", "station", "la", "region", "county")
_AROUND = ("parent", "region", "regional", "country", "nation", "old", "previous")
_PERIOD = ("period", "year", "quarter", "month", "date", "time", "fy", "week", "day")
_MEASURE = (
    "indicator",
    "measure",
    "measures",
    "metric",
    "kpi",
    "pi",
    "series",
    "statistic",
    "variable",
    "description",
    "ni",
)
_STATUS = ("status", "state", "provisional")
_NOTE = ("note", "notes", "comment", "comments", "reason", "remark", "remarks")
_UNIT = ("unit", "units", "uom")
_STYLE = re.compile(
    r"\b(?:the|royal|london|metropolitan|unitary|borough|district|county|city|council|authority|of|mbc|mdc|cc|bc|dc|ua)\b"
)


@dataclass(frozen=True, kw_only=True)
class Places:
    """The codes and names that the register knows, and the areas of the key."""

    names: Mapping[str, str]
    own: frozenset[str]

    def code_of(self, name: str) -> str | None:
        """The code of a place by its name, without regard to its style: "Bury MBC" is Bury. None unless it is one."""
        codes = self._codes.get(_plain(name), [])
        return codes[0] if len(codes) == 1 else None

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for code, name in self.names.items():
            codes.setdefault(_plain(name), []).append(code)
        return {name: found for name, found in codes.items() if name}


def _plain(name: str) -> str:
    return " ".join(_STYLE.sub(" ", re.sub(r"[^a-z0-9]+", " ", fold(name).replace("&", " and "))).split())


@dataclass(frozen=True)
class Roles:
    """The columns by their parts. Worked out once, in the order in which one part excludes another."""

    columns: Sequence[Column]
    places: Places

    @cached_property
    def heading_dialects(self) -> tuple[int | None, frozenset[Dialect]]:
        """The line of the header in which periods stand above figures, and the dialects in which all can be read."""
        depth = max((len(column.name.split(HEADING_JOINT)) for column in self.columns), default=0)
        for level in range(1, depth + 1):
            parts = [part for column in self.columns if (part := _part(column, level)) and dialects_of([part])]
            if len(parts) >= 2 and (dialects := dialects_of(parts)):
                return level, dialects
        return None, frozenset()

    @cached_property
    def under_periods(self) -> tuple[Column, ...]:
        """The columns of figures that stand under a period."""
        level, _ = self.heading_dialects
        if level is None:
            return ()
        return tuple(column for column in self.columns if (part := _part(column, level)) and dialects_of([part]))

    @cached_property
    def area(self) -> Column | None:
        """The column that tells the place, by code before name."""
        free = [column for column in self.columns if column not in self.under_periods and column.texts]
        scored = [(self._placing(column), column) for column in free]
        best = max(scored, key=lambda found: found[0], default=None)
        return best[1] if best and best[0] > 0 else None

    def _placing(self, column: Column) -> float:
        texts = column.texts
        by_code = sum(text in self.places.names for text in texts) / len(texts)
        by_form = sum(_GSS.fullmatch(text) is not None for text in texts) / len(texts)
        by_name = sum(self.places.code_of(text) is not None for text in texts) / len(texts)
        if max(by_code, by_form, by_name) >= 0.5:
            is_around = column.is_called(*_AROUND)  # what lies around a place says less than the place
            return (3 * by_code + 2 * by_form + by_name) / (2 if is_around else 1) + min(len(texts), 100) / 1000
        is_word = not column.holds_figures and not column.dialects
        return 0.1 * is_word * (column.is_called(*_PLACE) + column.is_called("code"))

    @cached_property
    def periods(self) -> tuple[Column, ...]:
        """The column that tells the period, or two that tell it together; none where the heading does."""
        if self.under_periods:
            return ()
        free = [column for column in self.columns if column is not self.area]
        parts = [column for column in free if column.is_called("quarter", "month", "q", "term") and not column.dialects]
        years = [column for column in free if column.is_called("year", "fy")]
        for first, second in permutations([*parts[:2], *years[:2]], 2):
            if {first, second} & set(parts) and dialects_of(_joined(first, second)):
                return first, second
        dated = [column for column in free if column.dialects]
        ranked = sorted(dated, key=lambda column: (not column.is_called(*_PERIOD), column.holds_figures, column.at))
        return tuple(column for column in ranked[:1] if column.is_called(*_PERIOD) or not column.holds_figures)

    @cached_property
    def figures(self) -> tuple[Column, ...]:
        """The columns of figures."""
        if self.under_periods:
            return self.under_periods
        taken = {column.name for column in (*self.periods, *([self.area] if self.area else []))}
        found = [column for column in self.columns if column.name not in taken and column.holds_figures]
        found = [column for column in found if not column.is_called_only(*_MEASURE, "name", "ref", "no")]
        found = [column for column in found if not column.is_called("code", "id", "ci", "limit", "rank", "sortable")]
        called = [column for column in found if column.is_called("value", "values", "obs")]
        return tuple(called[:1] if called else found)

    @cached_property
    def status(self) -> Column | None:
        """The column that tells how firm a figure is."""
        return self._text(_STATUS)

    @cached_property
    def note(self) -> Column | None:
        """The column that says why there is no figure, if it speaks wherever there is none."""
        note = self._text(_NOTE)
        if note is None or len(self.figures) != 1:
            return None
        gaps = [said for said, cell in zip(note.cells, self.figures[0].cells, strict=True) if cell is None]
        return note if gaps and all(gaps) else None

    @cached_property
    def measures(self) -> tuple[Column, ...]:
        """The columns that tell the measure, by their names; without any, those texts that are the place's neither."""
        named = tuple(column for column in self._rest() if column.is_called(*_MEASURE))
        if named:
            return named
        rest = [column for column in self._rest() if not column.is_called(*_UNIT) and len(column.texts) > 1]
        rest = [column for column in rest if not column.dialects]
        return tuple(column for column in rest if not follows(column, [self.area] if self.area else []))[:1]

    @cached_property
    def units(self) -> tuple[Column, ...]:
        """The columns that say what is counted."""
        return tuple(column for column in self._rest() if column.is_called(*_UNIT))

    def _text(self, hints: Sequence[str]) -> Column | None:
        return next((column for column in self.columns if column.is_called(*hints) and not column.holds_figures), None)

    def _rest(self) -> list[Column]:
        taken = [*self.periods, *self.figures, self.area, self.status, self.note]
        names = {column.name for column in taken if column is not None}
        return [column for column in self.columns if column.name not in names and column.texts and column.words]


def follows(column: Column, others: Sequence[Column]) -> bool:
    """Whether the column says nothing that the others do not tell: for the same texts there, always the same text."""
    seen: dict[tuple[str | None, ...], str | None] = {}
    keys = zip(*(other.cells for other in others), strict=True) if others else iter([()] * len(column.cells))
    return all(seen.setdefault(key, cell) == cell for key, cell in zip(keys, column.cells, strict=True))


def _joined(first: Column, second: Column) -> set[str]:
    pairs = zip(first.cells, second.cells, strict=True)
    return {f"{one.strip()} {other.strip()}" for one, other in pairs if one and other}


def _part(column: Column, level: int) -> str | None:
    parts = column.name.split(HEADING_JOINT)
    return parts[level - 1] if level <= len(parts) else None
