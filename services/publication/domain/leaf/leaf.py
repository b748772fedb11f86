"""One leaf of the public record: a public fact as it is put beyond anybody's power to change.

Whoever shows something new to everybody makes a leaf of it, in the transaction that keeps the fact:

    await leaf.add(session, [leaf_of(Kind.ENTRY, entry, area=..., subject=..., number=..., at=now)])

Figures, days and codes stand in the leaf as they are. Words do not: the leaf has a salted hash of each, so that what
may lawfully have to be taken out (a name, a defamation) can be, and the proof still holds. What is not public yet, or
is withheld, gets its leaf on the day it is shown; a figure's or file's leaf tells its hash as a word, never its bytes.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from services.publication.domain.leaf.day import Day

VERSION = 1
LONGEST = 65_535  # bytes of a leaf: entry bundles give its length in two bytes
LATE = "entered_late_on"  # the fact of a leaf that was added later than what it tells was recorded

Fact = bool | int | str | None


class Kind(StrEnum):
    """What a leaf tells of. Whoever shows a new kind of fact adds its name here."""

    AGREEMENT = "agreement"
    ROUND = "round"
    ENTRY = "entry"
    REPLY = "reply"
    APPROVAL = "approval"
    REVISION = "revision"
    MEMORANDUM = "memorandum"
    OVERDUE = "overdue"
    TARGET = "target"
    STEP = "step"
    FILE = "file"
    SEALED = "sealed"
    UNSEALED = "unsealed"
    REMOVAL = "removal"
    REGISTER = "register"
    WITHHOLDING = "withholding"
    HELD = "held"
    JUDGEMENT = "judgement"
    DEED = "deed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A public fact: of a subject, such as `agreement/laa-2008`, the number within it, when it happened.

    There is one leaf of a kind, subject and number, ever. `facts` stand in the leaf; of `words` their commitments do.
    """

    kind: Kind
    area: str
    subject: str
    number: int
    at: datetime
    facts: Mapping[str, Fact]
    words: Mapping[str, str]

    def content(self, commitments: Mapping[str, str]) -> dict[str, object]:
        """What the leaf's bytes say, once they are written as canonical JSON; each word's commitment in hex."""
        return {
            "v": VERSION,
            "kind": self.kind.value,
            "area": self.area,
            "subject": self.subject,
            "number": self.number,
            "at": spelled(self.at),
            "facts": dict(self.facts),
            "words": dict(commitments),
        }


def entered_late(leaf: Leaf, on: date) -> Leaf:
    """The leaf as it is when it was added to the record on that day, later than what it tells was recorded."""
    return replace(leaf, facts={**leaf.facts, LATE: on.isoformat()})


@dataclass(frozen=True, slots=True)
class Kept:
    """A numbered leaf as its row tells it, with those of its words that were not removed: salt and value of each.

    `of` is the number within its subject, `number` the one in the record.
    """

    number: int
    kind: str
    area: str
    subject: str
    of: int
    content: bytes
    words: Mapping[str, tuple[bytes, str]]


def leaf_of(
    kind: Kind,
    told: object,
    *,
    subject: str,
    number: int,
    at: datetime,
    area: str,
    codes: Collection[str] = (),
) -> Leaf:
    """The leaf of a dataclass or of a mapping: every field of it, by its name.

    A text is a word, and so is what is made of several parts; `codes` names those texts that are codes of ours and
    never anybody's own words. Truths, whole numbers, decimals, days and moments are facts, and so is what is not known.
    """
    facts, words = dict[str, Fact](), dict[str, str]()
    for name, value in _fields(told):
        if (isinstance(value, str) and not isinstance(value, Enum) and name not in codes) or _has_parts(value):
            words[name] = value if isinstance(value, str) else _in_one_line(value)
        else:
            facts[name] = _fact(value)
    return Leaf(kind=kind, area=area, subject=subject, number=number, at=at, facts=facts, words=words)


def in_one_text(value: object) -> str:
    """Whatever a leaf may tell, as the text of a word; empty for what is not known."""
    return "" if value is None else value if isinstance(value, str) else _in_one_line(value)


def spelled(moment: datetime) -> str:
    """A moment as leaves write it: `2026-03-02T09:00:00.000000Z`, in UTC, always with six digits of the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _fields(told: object) -> Iterator[tuple[str, Any]]:
    """Names and values; Any: each field has a type of its own, and `_fact` refuses what it does not know."""
    if isinstance(told, Mapping):
        yield from told.items()
    elif is_dataclass(told):
        yield from ((field.name, getattr(told, field.name)) for field in fields(told))


def _has_parts(value: object) -> bool:
    is_shape = is_dataclass(value) and not isinstance(value, Day)
    return is_shape or isinstance(value, list | tuple | Mapping | float)


def _in_one_line(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: object) -> object:
    """As JSON has it. Of a shape only what was told: a field that is added to it later changes no earlier leaf."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value
    if _has_parts(value):
        return {name: _plain(each) for name, each in _fields(value) if each not in (None, (), False, "")}
    return _fact(value)


def _fact(value: object) -> Fact:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return str(value.value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return spelled(value)
        case date():
            return value.isoformat()
        case Day():
            return value.text
        case str():
            return value
        case _:
            raise TypeError(f"a leaf has no way to tell a {type(value).__name__}")
