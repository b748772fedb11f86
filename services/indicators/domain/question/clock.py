"""The clock of what is asked of a body: its last day, with the working, and what came after it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.working_days import end_of_day

MACHINE = "folkmoot"  # who acts where nobody does: when a day is over


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day in time, how it was reckoned, and by which version of the area's policy."""

    due_on: date
    reckoning: str
    policy_version: str

    def is_late(self, came_at: datetime | None) -> bool:
        """Whether what came, came after its day was over; what has not come is not late yet."""
        return came_at is not None and came_at >= end_of_day(self.due_on)
