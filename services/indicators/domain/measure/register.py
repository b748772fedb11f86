"""What this service knows of the register when a partner posts: areas, places, measures, and who may post what today.

A value, taken from the register's copy; the register itself belongs to another service.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.indicators.domain.measure.part import instead
from shared.measures import Frequency


class Refusal(StrEnum):
    """Why a row cannot be taken from this partner, in the order in which it is found out."""

    UNKNOWN_AREA = "unknown-area"
    NOT_YOUR_AREA = "not-your-area"
    UNKNOWN_MEASURE = "unknown-measure"
    NOT_YOUR_MEASURE = "not-your-measure"
    HAS_PARTS = "has-parts"


REFUSAL_WORDS = {
    Refusal.UNKNOWN_AREA: "this area or place is not known here yet",
    Refusal.NOT_YOUR_AREA: "this key does not serve this area, and none of its areas compares itself with it",
    Refusal.UNKNOWN_MEASURE: "this measure is not known here yet",
    Refusal.NOT_YOUR_MEASURE: "the register does not name your body as an owner of this measure's figures",
    Refusal.HAS_PARTS: "this measure has parts and takes no figure of its own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Who posts: the body that the key belongs to, and the areas that the key serves."""

    body: str
    areas: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register's copy as far as posting needs it.

    `known` holds every code that any area uses for itself or for a place it compares itself with; `compared` says which
    areas registered a place; `owners` who may post a known measure's figures, `units` what they count, `frequencies`
    how often they come and `parts` the parts of those that have some, all by area and measure. `embargo` and
    `clearance` name, by area and body, who may send figures ahead of their day, and whose wait for a second person.
    """

    known: frozenset[str]
    compared: Mapping[str, frozenset[str]]
    owners: Mapping[tuple[str, str], frozenset[str]]
    units: Mapping[tuple[str, str], str]
    embargo: frozenset[tuple[str, str]] = frozenset()
    clearance: frozenset[tuple[str, str]] = frozenset()
    parts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    frequencies: Mapping[tuple[str, str], Frequency] = field(default_factory=dict)

    def areas_for(self, code: str, measure: str, poster: Poster) -> tuple[str, ...] | Refusal:
        """The areas in whose books a row of this code and measure is to be written, or why it is refused.

        A row of an area of the key is that area's own figure. A row of a registered place is a reference observation in
        the books of each of the key's areas that registered the place and lets this body post the measure.
        """
        if code not in self.known:
            return Refusal.UNKNOWN_AREA
        here = [area for area in sorted(poster.areas) if area == code or area in self.compared.get(code, frozenset())]
        if not here:
            return Refusal.NOT_YOUR_AREA
        known = [area for area in here if (area, measure) in self.owners]
        if not known:
            return Refusal.UNKNOWN_MEASURE
        if any((area, measure) in self.parts for area in known):
            return Refusal.HAS_PARTS
        owned = tuple(area for area in known if poster.body in self.owners[area, measure])
        return owned or Refusal.NOT_YOUR_MEASURE

    def may_hold(self, areas: Iterable[str], body: str) -> bool:
        """Whether the body may send figures of all these areas ahead of the day on which they are public."""
        return all((area, body) in self.embargo for area in areas)

    def needs_clearance(self, areas: Iterable[str], body: str) -> bool:
        """Whether a second person of the body looks at figures of any of these areas first."""
        return any((area, body) in self.clearance for area in areas)

    def words(self, refusal: Refusal, code: str, measure: str, poster: Poster) -> str:
        """Why a row of this measure cannot be taken, with the names that show the sender what to do about it."""
        said = REFUSAL_WORDS[refusal]
        match refusal:
            case Refusal.NOT_YOUR_AREA:
                return f"{said}: {code}; the key serves {', '.join(sorted(poster.areas))}"
            case Refusal.NOT_YOUR_MEASURE:
                owners = {owner for area in poster.areas for owner in self.owners.get((area, measure), ())}
                given = " or ".join(sorted(owners)) or "nobody yet"
                return f"{said}: {measure} for {code} is given by {given}, and you send for {poster.body}"
            case Refusal.HAS_PARTS:
                parts = (part for area in sorted(poster.areas) for part in self.parts.get((area, measure), ()))
                return f"{said}: {instead(list(dict.fromkeys(parts)))}"
            case _:
                return said

    def units_of(self, areas: Iterable[str], measure: str) -> frozenset[str]:
        """What the measure counts in these areas' books."""
        return frozenset(self.units[area, measure] for area in areas)
