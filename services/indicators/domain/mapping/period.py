"""Where the periods of a sample stand when the heading tells them, wholly or in part: `2022/23 | Q1`, `Apr`. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.mapping import HEADING_JOINT, fold
from services.indicators.domain.mapping.mark import spoken, told
from shared.periods.dialects import dialects_of

_PART_OF_YEAR = re.compile(
    r"(?:q|qu|qtr|quarter) ?[1-4]|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_INSIDE = re.compile(
    r"(?<![0-9/])(?:(?:Q[1-4] )?(?:19|20)[0-9]{2}[/-][0-9]{2,4}(?: Q[1-4])?|Q[1-4] (?:19|20)[0-9]{2}"
    r"|(?:[0-9]{1,2}(?:st|nd|rd|th)? )?(?:(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*|May) (?:19|20)[0-9]{2})"
    r"(?![0-9/])"
)
_WEEK = re.compile(r"(?:[0-9]{4})?[ -]?(?:w|wk|week)[ -]?(?:no\.? ?)?[0-9]{1,2}(?:[ ,/-]+[0-9]{4})?")
_SERIALS = range(25_569, 73_051)  # the days of 1970 to 2099, as spreadsheets count them


@dataclass(frozen=True, slots=True)
class Above:
    """The lines of the heading in which periods stand, from 1, and the columns of figures that stand under them.

    Of `parts` each line tells a month or a quarter, and no year.
    """

    levels: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    is_of_parts: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands above each column."""
        return tuple(_said(column, self.levels) for column in self.columns)


def above(columns: Sequence[Column]) -> Above:
    """The lines in which periods stand above two columns or more; none where the heading tells no period."""
    depth = max((len(column.name.split(HEADING_JOINT)) for column in columns), default=0)
    lines = range(1, depth + 1)
    for levels in (*combinations(lines, 2), *((line,) for line in lines)):
        under = tuple(column for column in columns if _is_period(column, levels))
        found = Above(levels, under)
        if len(under) >= 2 and told(found.texts):
            return found
    return Above()


def above_one(columns: Sequence[Column]) -> Above:
    """The one column of figures that stands under a period; none where there are more, or none."""
    depth = max((len(column.name.split(HEADING_JOINT)) for column in columns), default=0)
    for line in range(1, depth + 1):
        under = tuple(column for column in columns if _is_period(column, (line,)))
        if len(under) == 1 and under[0].holds_figures:
            return Above((line,), under)
    return Above()


def above_in_part(columns: Sequence[Column]) -> Above:
    """The line in which months or quarters without their year stand above two columns of figures or more."""
    depth = max((len(column.name.split(HEADING_JOINT)) for column in columns), default=0)
    for line in range(1, depth + 1):
        under = tuple(column for column in columns if column.holds_figures and is_part_of_year(_said(column, (line,))))
        if len(under) >= 2:
            return Above((line,), under, is_of_parts=True)
    return Above()


def inside(columns: Sequence[Column]) -> tuple[tuple[Column, str], ...]:
    """Columns of figures that name a period among other words, `Recycled 2021/22`, and that period; not a single year
    alone, which may be anything.
    """
    found = ((column, _INSIDE.findall(column.name)) for column in columns if column.holds_figures)
    named = [(column, texts[0]) for column, texts in found if len(texts) == 1 and HEADING_JOINT not in column.name]
    return tuple(named) if spoken(text for _, text in named) else ()


def is_part_of_year(text: str) -> bool:
    """Whether the text is a month or a quarter and says no year."""
    return _PART_OF_YEAR.fullmatch(fold(text).rstrip(".")) is not None


def unread(column: Column) -> str | None:
    """What a column that should tell periods tells instead, in plain words; None where nobody can say."""
    if all(_WEEK.fullmatch(fold(text)) for text in column.texts):
        return "holds weeks, and figures are kept here by day, month, quarter or year"
    if all(is_part_of_year(text) or spoken([text]) for text in column.texts):
        return "holds parts of a year without their year: write the year into each row"
    if all(text.isdecimal() and int(text) in _SERIALS for text in column.texts):
        return "holds numbers of days, as a spreadsheet writes dates that lost their form: write them as dates"
    if all(re.search("[0-9]{2}", text) for text in column.texts) and not column.holds_figures:
        return "holds texts that are of no dialect of periods known here"
    return None


def odd_ones(column: Column) -> Iterator[str]:
    """The texts of a column of periods that are none; nothing where most of them are no periods."""
    read = [text for text in column.texts if any(character.isdigit() for character in text) and spoken([text])]
    has_parts = any(is_part_of_year(text) for text in column.texts)
    if told(read) and 2 * len(read) >= len(column.texts) and not has_parts:
        yield from (text for text in column.texts if text not in read)


def _is_period(column: Column, levels: Sequence[int]) -> bool:
    parts = [_line(column, level) for level in levels]
    if not all(parts):
        return False
    if len(parts) > 1 and not (is_part_of_year(parts[-1]) and dialects_of(parts[:1])):
        return False
    text = " ".join(parts)
    return any(character.isdigit() for character in text) and bool(spoken([text]))


def _said(column: Column, levels: Sequence[int]) -> str:
    return " ".join(_line(column, level) for level in levels)


def _line(column: Column, level: int) -> str:
    parts = column.name.split(HEADING_JOINT)
    return parts[level - 1] if level <= len(parts) else ""
