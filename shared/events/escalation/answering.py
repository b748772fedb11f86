"""Which body answered for the failure when something happened: what a body did is told in the name it had then.

Read from a case's own events, so that whoever tells its history tells it alike.
"""

from collections.abc import Iterable
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


def answering_now(history: Iterable[object]) -> Answering:
    """The body that answers after all of these events of one case, oldest first."""
    found = Answering()
    for event in history:
        found = found.after(event)
    return found


def answered_by(history: Iterable[object]) -> list[str]:
    """The name of the body that answered at each of these events, oldest first.

    Before any duty was served it is the one on which it was served first; empty where it never was.
    """
    found, names = Answering(), list[str]()
    for event in history:
        found = found.after(event)
        names.append(found.name)
    first = next((name for name in names if name), "")
    return [name or first for name in names]
