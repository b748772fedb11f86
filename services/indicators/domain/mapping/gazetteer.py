"""The places that the register knows, and which of them a partner's words mean. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.indicators.domain.mapping.mapping import fold

_NOTE_MARK = re.compile(
    r"(?<=[a-zA-Z.]) ?(?:[0-9]{1,2}|[\[(](?:note ?)?[0-9a-z]{1,2}[\])])$"
)  # Bury (1), Bury [note 2]
_STYLE = re.compile(
    r"\b(?:the|royal|london|metropolitan|unitary|borough|district|county|city|council|authority|of|mbc|mdc|cc|bc|dc|ua)\b"
)


@dataclass(frozen=True, kw_only=True)
class Places:
    """The codes and names that the register knows, and the areas of the key."""

    names: Mapping[str, str]
    own: frozenset[str]

    def code_of(self, name: str) -> str | None:
        """The code of a place by its name, without regard to its style: "Bury MBC" is Bury. None unless it is one."""
        codes = self._codes.get(_plain(name)) or self._codes.get(_plain(_NOTE_MARK.sub("", name.strip())), [])
        return codes[0] if len(codes) == 1 else None

    def find(self, text: str) -> str | None:
        """The code of a place by its code or its name; None for no place that is known."""
        return text if text in self.names else self.code_of(text)

    def named_in(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The codes of places whose names stand somewhere in these texts."""
        words = f" {' '.join(_plain(text) for text in texts)} "
        return tuple(codes[0] for name, codes in self._codes.items() if f" {name} " in words and len(codes) == 1)

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for code, name in self.names.items():
            codes.setdefault(_plain(name), []).append(code)
        return {name: found for name, found in codes.items() if name}


def _plain(name: str) -> str:
    return " ".join(_STYLE.sub(" ", re.sub(r"[^a-z0-9]+", " ", fold(name).replace("&", " and "))).split())


def bears_note(name: str) -> bool:
    """Whether the mark of a note stands behind the name: `Bury (1)`, `Bury [note 2]`."""
    return _NOTE_MARK.search(name.strip()) is not None
