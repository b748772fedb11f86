"""That a figure is late: its day is over, and it neither came nor waits since before. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.indicators import ObservationLate
from shared.measures import Frequency
from shared.periods import Period
from shared.working_days import Reckoning, end_of_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """That a figure had not come when its day was over, as it was told; `came_on` is when it came after all."""

    area: str
    measure: str
    period: Period
    due_on: date
    reckoning: str
    policy_version: str
    owed_by: tuple[str, ...]
    latest_period: str
    told_at: datetime
    version: int
    came_on: date | None = None

    @property
    def event(self) -> ObservationLate:
        """What was told."""
        return ObservationLate(
            area=self.area,
            measure=self.measure,
            period=self.period.text,
            due_on=self.due_on,
            reckoning=self.reckoning,
            policy_version=self.policy_version,
            owed_by=self.owed_by,
            latest_period=self.latest_period,
        )


def is_in_time(came_in_at: datetime | None, due: Reckoning) -> bool:
    """Whether a figure came in by its day, public or not; None for one that has not come in."""
    return came_in_at is not None and came_in_at < end_of_day(due.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A period's figure, and what is known of it: whether it came or was told late, and who has it to give.

    `latest_period` is the last for which any figure came; None for a measure of which nothing was ever sent.
    `waiting_since` is when the figure came in, where it has not come for everybody but waits to be public.
    """

    frequency: Frequency
    owed_by: tuple[str, ...]
    latest_period: str | None
    has_come: bool
    is_told: bool
    waiting_since: datetime | None

    def is_late_after(self, due: Reckoning) -> bool:
        """Whether the end of its day makes it late. What was never sent is not late: it is never sent."""
        is_here = self.has_come or is_in_time(self.waiting_since, due)
        return self.latest_period is not None and not is_here and not self.is_told
