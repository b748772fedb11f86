"""What every step of a case tells, whichever rung it stands on."""

from dataclasses import dataclass
from datetime import date

CASE = "escalation.case"

# How a case ended, for those who keep no table of states.
RESOLVED = "resolved"
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """What every step of a case tells: the state it leads to and the clock that runs from there.

    `asked_by` is the day by which somebody is to act, `due_on` the day that ends the silence (it ends at midnight
    Europe/London), `reckoning` its working in words, `silence` the name of the row of the table that fires when nothing
    is done by then, `leads_to` the state in which that sets the case. `late_since` is the day that was missed when a
    sweep came late; `is_provisional` says that facts received in time may still be on their way. `ended` is RESOLVED or
    UNRESOLVED at an end, and empty before.
    """

    case: str
    state: str
    ended: str = ""
    due_on: date | None = None
    reckoning: str | None = None
    silence: str | None = None
    leads_to: str | None = None
    asked_by: date | None = None
    late_since: date | None = None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(CaseStep):
    """A step that somebody takes, or that comes by itself when nobody does.

    `done_by` is the body that took it, by id, or `committee` or `organiser`; empty where it came by itself.
    """

    done_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(CaseStep):
    """What one of those who raised the case says. `said_by` is the organiser, the body or the councillor, or the body
    that wrote it down; `how` tells which: `in_person` or `written_down`; `outside` is a body for itself, where nobody
    who raised it is left. `speaks_for` are the keys of those whose word it is.
    """

    reasons: str
    said_by: str
    how: str = "written_down"
    speaks_for: tuple[str, ...] = ()
