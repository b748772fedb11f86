"""A time in which nobody could sign, as a form says it: days and times of the place's own clock."""

from datetime import time
from typing import Annotated

from pydantic import Field

from services.escalation.domain.obligation.extension import Extend
from services.escalation.schemas.obligation.obligation import Said
from shared.shapes import Day, Strict, Whole
from shared.working_days import at_time

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ExtendForm(Strict):
    """From when to when nobody could sign, the new last day, and why; with the version that was seen."""

    out_from: Day
    from_time: Clock
    out_until: Day
    until_time: Clock
    closes_on: Day
    reasons: Said
    version: Whole

    def command(self) -> Extend:
        """The command as the domain knows it."""
        return Extend(
            out_from=at_time(self.out_from, time.fromisoformat(self.from_time)),
            out_until=at_time(self.out_until, time.fromisoformat(self.until_time)),
            closes_on=self.closes_on,
            reasons=self.reasons,
        )
