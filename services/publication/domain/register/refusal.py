"""What the domain says when it refuses: every fault of what was sent, or that the state does not allow it.

Handlers translate these into problem documents; nothing here repeats what was sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong: where (a JSON pointer into what was sent), a stable code, a sentence."""

    pointer: str
    code: str
    message: str


class Refused(ValueError):
    """Something sent breaks a rule; each fault is named, and nothing of it was done."""

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(f"{len(self.wrongs)} faults")


class NotYourPart(ValueError):
    """It is not for whoever sent it to say; each fault is named, and nothing of it was done."""

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(f"{len(self.wrongs)} faults")


class NotPossible(ValueError):
    """The state does not allow it; the sentence says why."""


class NobodyNamed(NotPossible):
    """Who sent it cannot be told from who handed it in: nobody said whose key it is."""
