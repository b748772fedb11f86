"""A day as far as the papers tell it: papers of negotiations often give the month alone, or the year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self


class NotADay(ValueError):
    """The text is no day, month or year."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day as far as the papers tell it: a day, a month or a year; from `first` to `last`."""

    first: date
    last: date
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2008-06-30`, `2008-06` or `2008`; raises NotADay for anything else."""
        found = re.fullmatch(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", text, re.ASCII)
        if found is None:
            raise NotADay("not a day, a month or a year")
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            first = date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise NotADay("there is no such day") from error
        last_month = month or 12
        last_day = day or monthrange(first.year, last_month)[1]
        return cls(first, date(first.year, last_month, last_day), text)

    def words(self) -> str:
        """`30 June 2008`, `June 2008` or `2008`: as much as is known."""
        match len(self.text):
            case 4:
                return self.text
            case 7:
                return f"{self.first:%B %Y}"
            case _:
                return f"{self.first.day} {self.first:%B %Y}"
