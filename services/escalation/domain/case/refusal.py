"""Why a command is refused, by name. The doors' errors are made from these; nothing here knows HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

CHANGED = "The case has changed since you looked; look again and decide again."
NO_CASE = "There is no case of this reference."


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing or wrong in what a command says: the field, a stable code, a sentence."""

    field: str
    code: str
    message: str


class Refused(Exception):
    """The case cannot do this now. `name` is stable; the text may be shown to anybody."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name
        self.words = words


class NotYourPart(Refused):
    """The case could do this now, and somebody else must ask for it."""


class Incomplete(Refused):
    """What the command says is not complete; every gap is named."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("incomplete", "Some of what is needed is missing or not right.")
        self.gaps = tuple(gaps)
