"""The must line: who must do what, by when, and what happens if they do not; and how near a clock is to its end."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from shared.policy.standing import Must
from shared.web.components import Words
from shared.web.wording import sentence_case, working_days_left

SOON = 15  # working days: from here on a clock is amber


class Urgency(StrEnum):
    """How near a clock is to its end."""

    TIME = "time"
    SOON = "soon"
    LATE = "late"
    STOPPED = "stopped"


def urgency(days_left: int) -> Urgency:
    """The urgency of a running clock with these working days left (negative: late)."""
    if days_left < 0:
        return Urgency.LATE
    return Urgency.SOON if days_left <= SOON else Urgency.TIME


class WaitsFor(StrEnum):
    """For what a clock waits; the values are what stands above its day, while it is ahead."""

    DUTY = "Due by"
    RIGHT = "Open until"
    NOBODY = "Moves by itself after"


def waits_for(must: Must) -> WaitsFor:
    """For what the clock of a must line waits."""
    if must.is_nobodys:
        return WaitsFor.NOBODY
    return WaitsFor.RIGHT if must.is_right else WaitsFor.DUTY


@dataclass(frozen=True, slots=True, kw_only=True)
class MustLine:
    """Who must do what, by when, and what happens if they do not. At most one per page, above all detail."""

    urgency: Urgency
    label: str
    on: date
    remaining: str
    subject: str
    duty: Words
    otherwise_label: str
    otherwise: Words

    @classmethod
    def running(
        cls,
        *,
        on: date,
        days_left: int,
        subject: str,
        duty: Words,
        otherwise: Words,
        otherwise_label: str = "If it says nothing:",
        is_readers: bool = False,
        waits_for: WaitsFor = WaitsFor.DUTY,
    ) -> Self:
        """The line of a running clock; `is_readers` when the reader is who must act. A late clock says what follows."""
        late = days_left < 0
        label = "Yours to do by" if is_readers else waits_for.value
        if late:
            label = "Was due by" if waits_for is WaitsFor.DUTY else "The day was"
        if waits_for is WaitsFor.NOBODY:
            otherwise_label = "Then:"
        state = Urgency.SOON if is_readers and not late else urgency(days_left)
        return cls(
            urgency=state,
            label=label,
            on=on,
            remaining=sentence_case(working_days_left(days_left)),
            subject=subject,
            duty=duty,
            otherwise_label="What follows:" if late else otherwise_label,
            otherwise=otherwise,
        )

    @classmethod
    def stopped(
        cls,
        *,
        since: date,
        subject: str,
        why: Words,
        review: str,
        when_it_starts: Words,
        otherwise_label: str = "When it starts again:",
    ) -> Self:
        """The line of a clock that stands still: since when, why, and what is left when it starts again."""
        return cls(
            urgency=Urgency.STOPPED,
            label="Clock stopped",
            on=since,
            remaining=review,
            subject=subject,
            duty=why,
            otherwise_label=otherwise_label,
            otherwise=when_it_starts,
        )
