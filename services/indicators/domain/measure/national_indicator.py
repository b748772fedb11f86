"""The national indicator set of 2008: 198 indicators, coded NI 1 to NI 199; NI 31 was dropped before it began.

Reference for agreements of that time and for measures that still mean the same. It must not say which of them an area
uses: that is the register's. The file beside this module tells for each row how sure its title is.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

FILE = "national_indicators.csv"


@dataclass(frozen=True, slots=True)
class NationalIndicator:
    """One indicator as government published it. `polarity` is higher or lower when that is better, else context.
    `parts` are the letters and names of its parts, where its name tells them.

    `context` marks rows where neither direction is good by itself: they are never judged without a local rule.
    """

    code: str
    title: str
    theme: str
    unit: str
    polarity: str
    frequency: str
    lead_department: str
    is_place_survey: bool
    is_tellus_survey: bool
    is_statutory_education: bool
    provenance: str
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def measure(self) -> str:
        """The code as a measure of the register carries it, fit for addresses: `NI-191`."""
        return self.code.replace(" ", "-")

    @property
    def is_title_confirmed(self) -> bool:
        """Whether code and title were seen together in a published source; otherwise the title is from memory."""
        return "confirmed" in self.provenance


class UnknownIndicator(KeyError):
    """No national indicator has this code."""


@cache
def national_indicators() -> tuple[NationalIndicator, ...]:
    """The whole set in the order of its codes."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return tuple(_indicator(row) for row in csv.DictReader(StringIO(text)))


def national_indicator(code: str) -> NationalIndicator:
    """The indicator of a code, written `NI 191` or `NI-191`; raises UnknownIndicator."""
    try:
        return _by_code()[code.replace("-", " ")]
    except KeyError:
        raise UnknownIndicator(code) from None


@cache
def _by_code() -> dict[str, NationalIndicator]:
    return {indicator.code: indicator for indicator in national_indicators()}


def _indicator(row: dict[str, str]) -> NationalIndicator:
    return NationalIndicator(
        code=row["code"],
        title=row["title"],
        theme=row["theme"],
        unit=row["unit"],
        polarity=row["polarity"],
        frequency=row["frequency"],
        lead_department=row["lead_department"],
        is_place_survey=row["place_survey"] == "yes",
        is_tellus_survey=row["tellus_survey"] == "yes",
        is_statutory_education=row["statutory_education"] == "yes",
        provenance=row["provenance"],
        parts=tuple(_part(one) for one in row["parts"].split("; ") if one),
    )


def _part(text: str) -> tuple[str, str]:
    letter, _, name = text.partition(" ")
    return letter, name
