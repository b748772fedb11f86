"""What is said of a measure beside its promise, in a closed list. No rule stands here."""

from enum import StrEnum


class Verdict(StrEnum):
    """How a figure stands against its target, or a whole by its parts."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NOT_JUDGED = "not_judged"
