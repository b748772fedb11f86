"""Deadlines are rows: armed with the working of their day, ended by what people do in time, else fired by the sweep."""

from shared.deadlines.arming import Deadline, arm, arm_day, cancel, health, meet, next_sweep_at, open_of, stuck
from shared.deadlines.sweeping import (
    AT_ONCE,
    ATTEMPTS,
    GROUP,
    DeadlineKind,
    Due,
    Fire,
    Hold,
    KindWithoutHandler,
    Lock,
    run,
    sweep,
)

__all__ = [
    "ATTEMPTS",
    "AT_ONCE",
    "GROUP",
    "Deadline",
    "DeadlineKind",
    "Due",
    "Fire",
    "Hold",
    "KindWithoutHandler",
    "Lock",
    "arm",
    "arm_day",
    "cancel",
    "health",
    "meet",
    "next_sweep_at",
    "open_of",
    "run",
    "stuck",
    "sweep",
]
