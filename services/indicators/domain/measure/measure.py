"""What is told of measures: plain values that the rooms above hand to one another. No rule stands here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.measures import Frequency, readable
from shared.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that runs Folkmoot, as its pages name it."""

    area: str
    name: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """An area in the list of areas: how many measures it has, and how many promises of them stand how."""

    area: str
    name: str
    measures: int
    missed: int
    near: int
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a measure is, in an area; of a part, which of its whole's parts it is."""

    area: str
    area_name: str
    profile: str
    measure: str
    title: str
    unit: str
    polarity: str
    frequency: str
    framework: str
    source: str
    part_of: str | None = None
    part: str | None = None
    whole_title: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A measure as lists name it."""

    title: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who leads on a measure from a day on, by name, and who contributes."""

    partner: str
    name: str
    contributors: tuple[str, ...]
    basis: str
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A measure in its area's list: its latest figure, its judgement, who leads.

    `recent` are its last figures, oldest first, None where there is none for a period; `recent_at` the periods' last
    days. `promised` is the target that comes next, or the last there was; `late_since` the day by which the oldest
    figure that has not come was due; `asked_name` the body that is asked why the target was missed, by `asked_by`.

    `is_from_papers`: whether the target that it is held to was compiled from papers.

    Where the area has no figure of its own, `parts` places in it send theirs; `part_kind` is what they all are.
    """

    measure: str
    title: str
    unit: str
    polarity: str
    frequency: Frequency
    source: str
    period: Period | None
    value: Decimal | None
    missing: str | None
    verdict: str
    judged_period: Period | None
    judged_value: Decimal | None
    target: Decimal | None
    lead_name: str | None
    open_cases: int
    recent: tuple[Decimal | None, ...]
    recent_at: tuple[date, ...]
    promised_period: Period | None
    promised: Decimal | None
    late_since: date | None
    asked_by: date | None
    asked_name: str | None
    is_unanswered: bool
    parts: int
    part_kind: str | None
    part_of: str | None = None
    part: str | None = None
    is_from_papers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What other places had for one period."""

    period: Period
    place: str
    place_name: str
    place_kind: str
    value: Decimal


PERCENT = "percent"
_SIGNS = {PERCENT: "%"}


def quantity(value: Decimal, unit: str, beside: Decimal | None = None) -> str:
    """A figure with its unit as a page says it: "57.5%", "1,343,645 people", kept apart from one `beside` it."""
    said = f"{readable(value, beside):,f}"
    return f"{said}{_SIGNS[unit]}" if unit in _SIGNS else f"{said} {unit}".rstrip()


def difference(value: Decimal, unit: str) -> str:
    """How far two figures are apart: between percentages these are percentage points."""
    if unit != PERCENT:
        return quantity(value, unit)
    return f"{readable(value):,f} percentage point{'' if value == 1 else 's'}"


def sign(unit: str) -> str:
    """The unit as a chart writes it beside its figures."""
    return _SIGNS.get(unit, unit)
