"""The process menu: what the lead partner or the committee may try beside the ladder's own steps, each to a day.

What the committee begins may hold its own clock; what the body that answers begins runs beside it and moves nothing.
Each side has room of its own, so that neither takes the other's. One value for every rung on which a process may run;
how long one may run there is that rung's affair.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

BY_COMMITTEE = "committee"  # whom the record names for what the committee decided to try; it is no body of the register
MENU = (
    "peer_assessment",
    "peer_inspection",
    "expert_adviser",
    "mediation",
    "whole_system_event",
    "secondment",
    "training",
    "consultancy",
)
MOST_PROCESSES = 12  # that either side begins in one case


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One of the menu as it was begun: by whom, what it is to bring, until when, and what came of it.

    `of_committee` where the scrutiny committee decided on it. It is over on its last day, whether or not anybody says
    so.
    """

    number: int
    process: str
    outcome: str
    body: str
    started_on: date
    until_on: date
    ended_on: date | None = None
    result: str = ""
    of_committee: bool = False

    def is_running(self, on: date) -> bool:
        """Whether it runs on that day."""
        return self.ended_on is None and on <= self.until_on


def running(processes: Iterable[Process], on: date) -> tuple[Process, ...]:
    """Those that run on that day."""
    return tuple(process for process in processes if process.is_running(on))


def of_side(processes: Iterable[Process], *, is_committee: bool) -> Sequence[Process]:
    """Those that the committee began, or those of the body that answers."""
    return [process for process in processes if process.of_committee is is_committee]


def last_day_of_committees(processes: Iterable[Process]) -> date | None:
    """The day on which the last that the committee began is or was over; None when there was none."""
    days = (process.ended_on or process.until_on for process in of_side(processes, is_committee=True))
    return max(days, default=None)
