"""Which figures are to be handed out, and one of them with all that names it. Values; no rule stands here."""

from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain.figure.observation import Observation
from shared.periods import Period

EVERY_PLACE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Figures of areas: of these measures (all if none is named) and places (each area's own if none is named).

    `begins` and `ends` bound the periods: none begins before the one, none ends after the other. `as_of` tells the
    figures by what had come in before that moment.
    """

    areas: tuple[str, ...]
    measures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    begins: Period | None = None
    ends: Period | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as it stands, with the area and measure that it belongs to, and what these are called."""

    area: str
    measure: str
    title: str
    unit: str
    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A measure with its area's own latest figure, the last of `figures`; before it those from a year earlier."""

    area: str
    measure: str
    title: str
    unit: str
    polarity: str
    part_of: str | None
    part: str | None
    figures: tuple[Observation, ...]
