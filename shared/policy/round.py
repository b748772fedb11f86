"""The rounds in which agreements were negotiated, as a profile tells them: patterns, no obligation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One round of a pattern, and how many days after the first round it began."""

    round: str
    title: str
    after_days: int


@dataclass(frozen=True, slots=True)
class RoundStyle:
    """A pattern of rounds, and where it comes from."""

    style: str
    title: str
    source: str
    rounds: tuple[PlannedRound, ...]

    def find(self, name: str) -> PlannedRound | None:
        """The round of that name; None when the pattern has none."""
        return next((one for one in self.rounds if one.round == name), None)


def read_rounds(table: Mapping[str, Any]) -> tuple[RoundStyle, ...]:
    """A profile's patterns from its TOML; Any: what tomllib read, the shape refuses what does not fit."""
    return tuple(
        RoundStyle(**{**style, "rounds": tuple(PlannedRound(**one) for one in style["rounds"])})
        for style in table.get("style", ())
    )
