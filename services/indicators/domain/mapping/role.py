"""Which column of a sample plays which part: place, period, figures, measure, status, or none. Pure.

A part is told by what stands in the cells first and by the column's name second; what neither tells is left open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.indicators.domain.mapping.breakdown import is_split
from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.gazetteer import Places
from services.indicators.domain.mapping.likeness import counted, says_something
from services.indicators.domain.mapping.mapping import HEADING_JOINT, fold
from services.indicators.domain.mapping.mark import AIMS, plain_meaning
from services.indicators.domain.mapping.part import Part, beside, part_of
from services.indicators.domain.mapping.period import (
    Above,
    above,
    above_one,
)
from services.indicators.domain.mapping.timeline import PERIOD_NAMES, Timeline

_GSS = re.compile(r"[EWSNKJLM][0-9]{8}")
_SMALL = re.compile(r"[EWS](?:00|01|02|05|13)[0-9]{6}")  # wards, and areas of the census
_PLACE = ("area", "areas", "authority", "council", "ward", "place", "district", "station", "la", "region", "county")
_AROUND = ("parent", "region", "regional", "country", "nation", "old", "previous")
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
_REMARKS = (
    *("note", "notes", "comment", "comments", "commentary", "remark", "remarks", "narrative", "caveat", "caveats"),
    *("footnote", "footnotes", "explanation", "explanations"),
)
_NOTE = ("note", "notes", "comment", "comments", "reason", "remark", "remarks")
_LEVEL = ("level", "tier", "geography", "identifier", "name", "source", "trend", "compared", "range", "force")
_UNIT = ("unit", "units", "uom")


@dataclass(frozen=True)
class Roles:
    """The columns by their parts. Worked out once, in the order in which one part excludes another."""

    columns: Sequence[Column]
    places: Places
    titles: frozenset[str] = frozenset()  # of the body's measures, folded

    @cached_property
    def above(self) -> Above:
        """Where whole periods stand above figures."""
        found, one = above(self.columns), above_one(self.columns)
        return one if not found.columns and self._is_alone(one.columns) else found

    def _is_alone(self, under: Sequence[Column]) -> bool:
        """Whether a single column of figures stands under a period, in a table that tells no other."""
        others = [column for column in self.columns if column not in under and column.dialects]
        return len(under) == 1 and not any(one.is_called(*PERIOD_NAMES) for one in others)

    @property
    def under_periods(self) -> tuple[Column, ...]:
        """The columns of figures that stand under a period."""
        return self.above.columns

    @cached_property
    def time(self) -> Timeline:
        """What tells the period."""
        return Timeline(self.columns, self.area, self.above)

    @property
    def periods(self) -> tuple[Column, ...]:
        """The column that tells the period, or two that tell it together; none where the heading does."""
        return self.time.periods

    @cached_property
    def heading_places(self) -> int | None:
        """The line of the header in which places stand above all figures."""
        numbers = [column for column in self.columns if column.holds_figures and not column.dialects]
        depth = min((len(column.name.split(HEADING_JOINT)) for column in numbers), default=0)
        for level in range(1, depth + 1):
            parts = {_part(column, level) or "" for column in numbers}
            if len(parts) >= 2 and all(self.places.find(part) for part in parts):
                return level
        return None

    @cached_property
    def area(self) -> Column | None:
        """The column that tells the place, by code before name; by name where none of the codes is known."""
        if self.heading_places:
            return None
        free = [column for column in self.columns if column not in self.under_periods and column.texts]
        scored = [(self._placing(column), column) for column in free]
        ranked = [column for score, column in sorted(scored, key=lambda found: -found[0]) if score > 0]
        if not ranked or self._is_known(ranked[0]):
            return ranked[0] if ranked else None
        named = [column for column in ranked if self._is_known(column) and not column.is_called(*_AROUND)]
        return (named or ranked)[0]

    def _is_known(self, column: Column) -> bool:
        return any(text in self.places.names or self.places.code_of(text) is not None for text in column.texts)

    def _placing(self, column: Column) -> float:
        texts = column.texts
        by_code = sum(text in self.places.names for text in texts) / len(texts)
        by_form = sum(is_code(text) for text in texts) / len(texts)
        by_name = sum(self.places.code_of(text) is not None for text in texts) / len(texts)
        is_around = column.is_called(*_AROUND)  # what lies around a place says less than the place
        if max(by_code, by_form, by_name) >= 0.5:
            return (3 * by_code + 2 * by_form + by_name) / (2 if is_around else 1) + min(len(texts), 100) / 1000
        is_coded = column.is_called("code", "gss", "ons", "ecode") and not column.is_called(*_MEASURE)
        is_word = is_coded or not (column.holds_figures or column.dialects)
        is_called = column.is_called(*_PLACE) + is_coded
        return 0.1 * is_word * (is_called + (by_code + by_name) * bool(is_called or by_name > 0.1)) / (1 + is_around)

    @cached_property
    def smaller(self) -> Column | None:
        """A column of codes of wards or smaller places, beside that of the place."""
        others = [column for column in self.columns if column is not self.area and column.texts]
        return next((one for one in others if all(_SMALL.fullmatch(text) for text in one.texts)), None)

    @cached_property
    def figures(self) -> tuple[Column, ...]:
        """The columns of figures, without those that stand beside a figure."""
        if self.under_periods or self.time.in_part.columns:
            return self.under_periods or self.time.in_part.columns
        if self.time.inside:
            return tuple(column for column in self.columns if column.name in self.time.inside)
        found = [column for column in self._numbers if column.name not in self.beside]
        called = [column for column in found if column.is_called("value", "values", "obs") or _is_version(column)]
        return tuple(called[:1] if called else found)

    @cached_property
    def beside(self) -> dict[str, Part]:
        """The columns of numbers, by name, that are parts of a figure and not the figure."""
        is_above = self.under_periods or self.time.in_part.columns or self.heading_places
        return {} if is_above else beside(self._numbers, self.titles)

    @cached_property
    def _numbers(self) -> list[Column]:
        """The columns of numbers that are neither a place, nor a period, nor a code."""
        taken = {one.name for one in (*self.periods, self.area, self.time.unread) if one is not None}
        found = [column for column in self.columns if column.name not in taken and column.holds_figures]
        found = [column for column in found if not column.is_called_only(*_MEASURE, "name", "ref", "no")]
        found = [one for one in found if not one.is_called("code", "id", "sortable") and not one.numbers_rows]
        return [
            column
            for column in found
            if not column.is_called(*PERIOD_NAMES) or (not column.dialects and not self.time.is_within(column))
        ]

    @cached_property
    def status(self) -> Column | None:
        """The column that tells how firm a figure is, or whether it was measured or only aimed at."""
        return self._text(_STATUS) or next((one for one in self.columns if _tells_aims(one)), None)

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
        rest = [column for column in self._rest() if not column.is_called(*_UNIT) and not self._is_known(column)]
        named = tuple(column for column in rest if column.is_called(*_MEASURE) or _tells_kinds(column))
        if named:
            return (*named, *(column for column in self.units if not follows(column, named)))
        rest = [column for column in rest if not column.is_called(*_PLACE) and not any(map(is_code, column.texts))]
        rest = [column for column in rest if len(column.texts) > 1 and not column.dialects and not is_split(column)]
        rest = [column for column in rest if not follows(column, [self.area] if self.area else [])]
        return tuple(column for column in rest if self._tells_apart and not _is_prose(column))[:1]

    @cached_property
    def _tells_apart(self) -> bool:
        """Whether anything is left to tell rows apart: several are for one place and period."""
        keys = [self.area, *self.periods]
        cells = [column.cells for column in keys if column is not None]
        rows = list(zip(*cells, strict=True))
        return not (self.periods or self.under_periods) or len(set(rows)) < len(rows) or not rows

    @cached_property
    def remarks(self) -> tuple[Column, ...]:
        """The columns of words about figures, by their names: what is said there is not kept."""
        taken = [self.note, self.status, self.area, *self.periods]
        rest = [column for column in self.columns if column not in taken and column.words]
        return tuple(column for column in rest if column.is_called(*_REMARKS) and not column.holds_figures)

    @cached_property
    def constants(self) -> tuple[Column, ...]:
        """The columns that say one thing of every row, and it is of what was measured: no place, no time, no split."""
        around = (*_PLACE, *_AROUND, *PERIOD_NAMES, *_UNIT, *_STATUS, *_NOTE, *_LEVEL, "code", "id")
        rest = [column for column in self._rest() if len(column.texts) == 1 and column not in self.measures]
        rest = [column for column in rest if not column.is_called(*around) and not is_split(column)]
        return tuple(column for column in rest if not column.dialects and not self._is_known(column))

    @cached_property
    def units(self) -> tuple[Column, ...]:
        """The columns that say what is counted."""
        return tuple(column for column in self._rest() if column.is_called(*_UNIT))

    def _text(self, hints: Sequence[str]) -> Column | None:
        return next((column for column in self.columns if column.is_called(*hints) and not column.holds_figures), None)

    def _rest(self) -> list[Column]:
        taken = [*self.periods, *self.figures, *self.remarks, self.area, self.status, self.note, self.time.unread]
        names = {column.name for column in taken if column is not None}
        return [column for column in self.columns if column.name not in names and column.texts and column.words]


def follows(column: Column, others: Sequence[Column]) -> bool:
    """Whether the column says nothing that the others do not tell: for the same texts there, always the same text."""
    seen: dict[tuple[str | None, ...], str | None] = {}
    keys = zip(*(other.cells for other in others), strict=True) if others else iter([()] * len(column.cells))
    return all(seen.setdefault(key, cell) == cell for key, cell in zip(keys, column.cells, strict=True))


def is_code(text: str) -> bool:
    """Whether the text has the form of a code of a place, as the statistics office gives them today."""
    return _GSS.fullmatch(text) is not None


def _is_version(column: Column) -> bool:
    """Whether the name is that under which the statistics office exports observations: V4_0, V4_1."""
    return re.fullmatch(r"v4_[0-9]", column.name.strip().lower()) is not None


def _tells_aims(column: Column) -> bool:
    """Whether each row is told to be measured or only aimed at."""
    texts = {fold(text) for text in column.texts}
    return bool(texts & AIMS) and all(text in AIMS or plain_meaning(text) is not None for text in texts)


def _is_prose(column: Column) -> bool:
    """Whether most texts are sentences."""
    sentences = [text for text in column.texts if text.count(" ") > 2 and re.search(r"[.!?](?: |$)", text)]
    return 2 * len(sentences) >= len(column.texts)


def _tells_kinds(column: Column) -> bool:
    """Whether every text says what is counted, or which part of a figure stands in the row, and nothing else."""
    kinds = [counted(text) is not None and not says_something(text) for text in column.texts]
    is_told = [kind or part_of(text) is not None for kind, text in zip(kinds, column.texts, strict=True)]
    return len(is_told) > 1 and all(is_told) and not is_split(column)


def _part(column: Column, level: int) -> str | None:
    parts = column.name.split(HEADING_JOINT)
    return parts[level - 1] if level <= len(parts) else None
