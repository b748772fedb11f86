"""One leaf of the public record: a public fact as it is put beyond anybody's power to change.

Whoever shows something new to everybody makes a leaf of it, in the transaction that keeps the fact:

    await leaf.add(session, [leaf_of(Kind.ENTRY, entry, area=..., subject=..., number=..., at=now)])

Figures, days and codes stand in the leaf as they are. Words do not: the leaf has a salted hash of each, so that what
may lawfully have to be taken out (a name, a defamation) can be, and the proof still holds. What is not public yet, or
is withheld, gets its leaf on the day it is shown; a figure's or file's leaf tells its hash as a word, never its bytes.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, assert_never

from services.publication.domain.agreement import AgreementEvent
from services.publication.domain.commitment import Leaf as Sealed
from services.publication.domain.commitment import Opened
from services.publication.domain.entry import Day, Entry
from services.publication.domain.reply import Reply
from shared.events.base import Envelope
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    EntryFacts,
    EntryPublished,
    EntryReplied,
    MemorandumPublished,
    ResponseOverdue,
    RoundOpened,
    TargetRemoved,
    TargetSet,
)

VERSION = 1
LONGEST = 65_535  # bytes of a leaf: entry bundles give its length in two bytes

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


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The leaf that the rows of today would make. Not all rows keep the moment: `has_moment` says whether these do."""

    leaf: Leaf
    has_moment: bool = True

    @property
    def key(self) -> tuple[str, str, int]:
        """Kind, subject and number of the leaf whose counterpart it is."""
        return self.leaf.kind.value, self.leaf.subject, self.leaf.number


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


def leaf_of_entry(agreement: str, area: str, entry: Entry, facts: EntryFacts | None) -> Leaf:
    """The leaf of what one side said in a negotiation, with what the rules took from it."""
    said = {field.name: getattr(entry.said, field.name) for field in fields(entry.said)}
    return leaf_of(
        Kind.ENTRY,
        {**said, "came": entry.came, "entered_by": entry.entered_by, "ruled": facts},
        subject=f"agreement/{agreement}",
        number=entry.number,
        at=entry.recorded_at,
        area=area,
        codes=("round",),
    )


def leaf_of_reply(reply: Reply) -> Leaf:
    """The leaf of what a body that an entry names put beside it."""
    names = ["entry", "body", "name", "stance", "words", "note", "supersedes"]
    if reply.link_named_by is not None:  # leaves of before there were links say nothing of them
        names.append("link_named_by")
    return leaf_of(
        Kind.REPLY,
        {name: getattr(reply, name) for name in names},
        subject=f"agreement/{reply.agreement}",
        number=reply.number,
        at=reply.recorded_at,
        area=reply.area,
        codes=("body", "link_named_by"),
    )


def leaf_of_agreement(event: AgreementEvent, rounds: Sequence[str], at: datetime) -> Leaf | None:
    """The leaf of what happened to a negotiation; `rounds` are its rounds in order, the one that opens now among them.

    None for an entry or a reply, whose words stand in its own row.
    """
    match event:
        case AgreementOpened():
            kind, number = Kind.AGREEMENT, 1
        case RoundOpened():
            kind, number = Kind.ROUND, rounds.index(event.round) + 1
        case AgreementApproved():
            kind, number = Kind.APPROVAL, 1
        case AgreementRevised():
            kind, number = Kind.REVISION, event.revision
        case MemorandumPublished():
            kind, number = Kind.MEMORANDUM, event.memorandum
        case ResponseOverdue():
            kind, number = Kind.OVERDUE, event.entry
        case EntryPublished() | EntryReplied():
            return None
        case _:
            assert_never(event)
    codes = ("area", "agreement", "profile", "round", "because", "sha256")
    subject = f"agreement/{event.agreement}"
    return leaf_of(kind, event, subject=subject, number=number, at=at, area=event.area, codes=codes)


def leaf_of_target(target: TargetSet | TargetRemoved, version: int, at: datetime) -> Leaf:
    """The leaf of a target that came into force or was removed; `version` is its number in its measure's stream."""
    told = {field.name: getattr(target, field.name) for field in fields(target)}
    return leaf_of(
        Kind.TARGET,
        {**told, "is_removed": isinstance(target, TargetRemoved)},
        subject=f"target/{target.area}/{target.measure}",
        number=version,
        at=at,
        area=target.area,
        codes=("area", "measure", "agreement", "path"),
    )


def leaf_of_step(reference: str, told: Envelope) -> Leaf:
    """The leaf of one step of a petition or case, with its content as it came."""
    return _leaf_of_event(Kind.STEP, reference, told)


def leaf_of_file(reference: str, told: Envelope) -> Leaf:
    """The leaf of a file that everybody may see from now on: its hash is one of its words, its bytes stand nowhere."""
    return _leaf_of_event(Kind.FILE, reference, told)


def leaf_of_day(day: Sealed) -> Leaf:
    """The leaf that every day has, of no area: the hash of the sealed store, whether or not anything is in it."""
    told = {"day": day.day, "hash": day.leaf}
    subject = f"sealed/{day.day}"
    return leaf_of(Kind.SEALED, told, subject=subject, number=1, at=day.told_at, area="", codes=("hash",))


def leaf_of_opened(matter: Opened) -> Leaf:
    """The leaf of a matter that was unsealed, with its entries as they were told."""
    subject = f"matter/{matter.matter}"
    told = {"reference": matter.reference, "entries": matter.entries}
    return leaf_of(
        Kind.UNSEALED, told, subject=subject, number=1, at=matter.opened_at, area=matter.area, codes=("reference",)
    )


def _leaf_of_event(kind: Kind, reference: str, told: Envelope) -> Leaf:
    content = {f"content.{name}": value for name, value in told.content.items()}
    return leaf_of(
        kind,
        {
            **content,
            "reference": reference,
            "type": told.type,
            "event": str(told.id),
            "content": " ".join(sorted(told.content)),  # so that nothing can be added to it either
        },
        codes=("reference", "type", "event", "content"),
        subject=told.stream,
        number=told.version,
        at=told.occurred_at,
        area=told.area,
    )


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
