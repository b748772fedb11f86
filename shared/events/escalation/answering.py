"""Which body answered for the failure when something happened: what a body did is told in the name it had then.

Read from a case's own events, so that whoever tells its history tells it alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.events.escalation.course import BodySucceeded
from shared.events.escalation.remedy import DutyServed


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The body of this name took the duty over from the other, which had ceased, on that day."""

    name: str
    was: str
    on: date


@dataclass(frozen=True, slots=True)
class Answering:
    """The body that answers, by id and by name, and how it came to if it followed another; empty before any duty."""

    body: str = ""
    name: str = ""
    taken_over: TakenOver | None = None

    def after(self, event: object) -> "Answering":
        """The body that answers once this has happened."""
        match event:
            case DutyServed():
                return Answering(event.lead, event.lead_name)
            case BodySucceeded() if event.body == self.body:
                taken = TakenOver(event.successor_name, self.name, event.last_on + timedelta(days=1))
                return Answering(event.successor, event.successor_name, taken)
        return self


NOBODY = Answering()


def name_on(day: date, name: str, former_names: Sequence[str], renamed_on: Sequence[date]) -> str:
    """What a body was called on that day, by its name now and those that it had before, the oldest first."""
    return next((was for was, until in zip(former_names, renamed_on, strict=True) if day < until), name)


def answering_now(history: Iterable[object]) -> Answering:
    """The body that answers after all of these events of one case, oldest first."""
    found = NOBODY
    for event in history:
        found = found.after(event)
    return found


def answered_by(history: Iterable[object]) -> list[Answering]:
    """The body that answered at each of these events, oldest first, by the name that the events tell.

    Before any duty was served it is the one on which it was served first; empty where it never was.
    """
    found, told = NOBODY, list[Answering]()
    for event in history:
        found = found.after(event)
        told.append(found)
    first = next((one for one in told if one.name), NOBODY)
    return [one if one.name else first for one in told]
