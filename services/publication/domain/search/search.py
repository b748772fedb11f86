"""Finding what is on the record by words: what may be asked for, what is found, where a page of it ends. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

_ASKING = re.compile(
    r"^\W*(who\W?s|who\s+is|who\s+are|who)?\s*(responsible|in\s+charge|answers?|accountable)\s*(for|of|about|in|to)?\s+",
    re.IGNORECASE,
)
_LINKING = re.compile(r"^(in|at|of|for|the|about|here)\s+|\s+(in|at|of|for|the|about|here)$", re.IGNORECASE)

SHORT = 5  # letters of a word that is like too many others for an answer to rest on the likeness alone


class Kind(StrEnum):
    """What kind of thing is found."""

    AGREEMENT = "agreement"
    ENTRY = "entry"
    REPLY = "reply"
    CASE = "case"
    MEASURE = "measure"
    BODY = "body"
    PARTNERSHIP = "partnership"
    DELIVERABLE = "deliverable"
    PLACE = "place"
    WARD = "ward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: words, and what narrows it; empty where nothing does."""

    words: str = ""
    area: str = ""
    kinds: tuple[Kind, ...] = ()
    party: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing on the record, and how much its words are like those that were typed; 0 where none were.

    It is a guess where nothing has these words, and only its title is like them.
    """

    kind: Kind
    area: str
    code: str
    title: str
    party: str
    status: str
    href: str
    moved_at: datetime
    likeness: Decimal
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last thing of a page: the next page begins behind it."""

    likeness: Decimal
    moved_at: datetime
    kind: str
    area: str
    code: str
    is_guess: bool = False


def behind(found: Found) -> Cursor:
    """Where the page after this thing begins."""
    return Cursor(found.likeness, found.moved_at, found.kind, found.area, found.code, found.is_guess)


def asked_about(typed: str, areas: Mapping[str, str]) -> tuple[str, str]:
    """What is asked about, without the words of asking, and the code of the area that is named in it, if one is.

    `areas` are names by code. "Who is responsible for recycling in Trafford?" asks about recycling, in Trafford.
    """
    words = _ASKING.sub("", typed.strip().rstrip("?!. ")).strip()
    for code, name in sorted(areas.items(), key=lambda one: -len(one[1])):
        rest, times = re.subn(rf"\b{re.escape(name)}\b", " ", words, flags=re.IGNORECASE)
        if times:
            return _without_links(rest), code
    return _without_links(words), ""


def _without_links(words: str) -> str:
    before, now = words, " ".join(words.split())
    while now != before:
        before, now = now, _LINKING.sub("", f"{now}").strip()
        now = "" if _LINKING.fullmatch(f"{now} ") else now
    return now
