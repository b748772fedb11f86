"""What lies over the state of a case on any rung: a pause, or its organiser's leaving. The state below it stays.

While something lies over a state, only the rows for it hold; those of the state itself wait, and its clocks
stand still.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.events.escalation import Joined
from shared.working_days import ONE_DAY, Span


class Overlay(StrEnum):
    """What may lie over a state. The values are codes of the profile's words."""

    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The clocks stand still since a day, for a reason of the closed list, until the day on which it is looked at.

    `is_asked_in_writing` when a court or an authority asked for it, so that the longest time in all does not hold.
    """

    reason_class: str
    since_on: date
    review_on: date
    is_asked_in_writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """From this day on `successor` has what `body`, which ceased the day before, had to do in the case."""

    body: str
    successor: str
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What lies over the case, and the days on which its clocks stood still before.

    The clocks stand since `stopped_on`. The organiser left on `left_on`; since `leaving_since` nobody has standing, and
    a body may take the case up. `adopters` are those that did. `joined` are the cases merged into this one; one that
    was merged itself went `merged_into` another, from the state `merged_from`. On
    `succeeded_on` a body's successor was given more time, which happens once; `successions` are all there were.
    """

    pause: Pause | None = None
    leaving_since: date | None = None
    stopped_on: date | None = None
    spans: tuple[Span, ...] = ()
    left_on: date | None = None
    adopters: tuple[str, ...] = ()
    joined: tuple[Joined, ...] = ()
    merged_into: str = ""
    merged_from: str = ""
    merges: int = 0
    succeeded_on: date | None = None
    successions: tuple[Succession, ...] = ()

    @property
    def overlay(self) -> Overlay | None:
        """What lies over the state now; None when the state's own rows hold."""
        if self.leaving_since is not None:
            return Overlay.WITHDRAWN
        return Overlay.PAUSED if self.pause is not None else None

    def stand_still(self, day: date, *, pause: Pause | None) -> "Course":
        """The same with the clocks stopped from this day on: for a pause, or without one for want of anybody."""
        leaving_since = day if pause is None else None
        begun = replace(self.run_again(day), pause=pause, leaving_since=leaving_since)
        return replace(begun, stopped_on=self.stopped_on or day)

    def run_again(self, day: date) -> "Course":
        """The same with the clocks running from this day on. The day itself counts as one on which they ran, but for a
        pause that began on it: none is so short that it counts for nothing.
        """
        since_on = self.pause.since_on if self.pause is not None else self.leaving_since
        spans = self.spans
        last_on = max(day - ONE_DAY, self.pause.since_on) if self.pause is not None else day - ONE_DAY
        if since_on is not None and self.overlay is not None and since_on <= last_on:
            spans = (*spans, Span(first_on=since_on, last_on=last_on, reason=self.overlay.value))
        return replace(self, pause=None, leaving_since=None, stopped_on=None, spans=spans)

    @property
    def days_paused(self) -> int:
        """The days of all pauses before the one that lies over the case now."""
        pauses = [span for span in self.spans if span.reason == Overlay.PAUSED]
        return sum((span.last_on - span.first_on).days + 1 for span in pauses)
