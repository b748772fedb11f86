"""Telling "there is none" from "nobody looked": what a decision about one case rests on is looked up, or reading fails.

Most decisions read little of it, so that not everything is looked up each time; what was left out is `Unlooked`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.state import State
from shared.events.escalation import CaseStep

Value = TypeVar("Value")

PUBLIC_FILE = "public"  # where a file of the case stands that everybody may see


class Unlooked(Enum):
    """In the place of something that nobody has looked up."""

    YET = "not looked up"


class NotLookedUp(LookupError):
    """A decision reads what nobody looked up for it: a fault of the program, which must not be taken for "none"."""


def looked_up(value: Value | Unlooked, name: str) -> Value:
    """The value. Raises NotLookedUp where there is none because nobody looked."""
    if isinstance(value, Unlooked):
        raise NotLookedUp(f"a decision reads {name}, which nobody looked up for it")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseGround:
    """What a pause of the case rested on: the reasons, and the reference of a letter that asked for it."""

    reasons: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Why a body refused information, kept back until the committee publishes it: the ground, and its reasons."""

    ground: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another case about the same measure that has ended, however it ended."""

    reference: str
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """Another case, as much of it as merging looks at. `subject` is empty before the duty was served."""

    reference: str
    area: str
    measure: str
    title: str
    state: State
    subject: str
    overlay: Overlay | None
    merged_into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An event of the case as the ledger has it: its number, when, the account that acted."""

    version: int
    event: CaseStep
    at: datetime
    actor: str
