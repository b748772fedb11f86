"""What the components of negotiations are given: turns of a conversation, and the gate before a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.web.chips import Chip
from shared.web.components import Words


class Side(StrEnum):
    """Who speaks. Council and partners stand left, government right; the value is the class that draws it."""

    COUNCIL = "council"
    PARTNER = "partner"
    GOVERNMENT = "gov"


class TurnKind(StrEnum):
    """Something said; an answer missing although it was owed; or nothing further, where nobody owed anything."""

    SAID = "said"
    MISSING = "missing"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What a body named in a turn put beside it: who, what it did ("disputes these words"), when, and why anew."""

    who: str
    what: str
    on: date
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn: who, when, what, its status. Of a missing answer `days` are the largest words: "32 working days late".

    `said` is a day, or words where the record has none ("no answer by 30 June 2008"). `typed` says who typed it where
    another body did, and whether its author stands by it; `asides` are the replies beside it. `href`
    is its permalink. `corrected` says what superseded it: its words are struck out and stay.
    """

    side: Side
    who: str
    said: date | str
    words: Words
    kind: TurnKind = TurnKind.SAID
    days: str = ""
    chip: Chip | None = None
    source: str = ""
    href: str = ""
    typed: str = ""
    asides: Sequence[Aside] = ()
    corrected: str = ""

    @property
    def classes(self) -> str:
        """The classes that place and draw the turn."""
        if self.kind is TurnKind.SAID:
            return f"fm-turn fm-turn--{self.side}"
        place = "" if self.side is Side.GOVERNMENT else " fm-turn--left"
        return f"fm-turn fm-turn--{'none' if self.kind is TurnKind.MISSING else 'quiet'}{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All turns on one item of a negotiation, oldest first."""

    id: str
    title: str
    turns: Sequence[Turn]
    code: str = ""
    chips: Sequence[Chip] = ()
    left: str = "Council and local partners"
    right: str = "Government"


class StepState(StrEnum):
    """Where a step of the gate stands: done, still awaited, never came, or shut."""

    DONE = "done"
    AWAITED = "awaited"
    NEVER = "never"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class GateStep:
    """Asked for, independent, published, decision: one of the four."""

    name: str
    words: Words
    state: StepState

    @property
    def icon(self) -> str:
        """The mark beside the step."""
        return {"done": "tick", "awaited": "next", "never": "gap", "shut": "lock"}[self.state]


@dataclass(frozen=True, slots=True)
class Gate:
    """Advice before decision: the first day a decision may be made, why, and four steps with dates."""

    heading: str
    first_day: str
    why: Words
    steps: Sequence[GateStep]
