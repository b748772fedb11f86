"""What somebody wrote for a step of a case and has not sent, as pages show it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was typed, the version of the case that was before the writer's eyes, and until which day it is kept."""

    typed: Mapping[str, str]
    version: int
    until_on: date

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Self:
        """From the words as they are kept."""
        typed = {name: value for name, value in words.items() if name not in ("version", "until")}
        version = words.get("version", "")
        return cls(
            typed=typed,
            version=int(version[:9]) if version.isdecimal() else 0,
            until_on=date.fromisoformat(words["until"]),
        )
