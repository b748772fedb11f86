"""The leaf that each public fact makes: of a negotiation, a target, a petition or case, a day, the register.

Whoever shows a fact makes it once, in the transaction that keeps the fact; whoever checks the record makes it again of
the rows as they are today, and holds the two against each other.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import assert_never

from services.publication.domain.agreement.agreement import AgreementEvent
from services.publication.domain.entry.clearance import Clearance, as_told
from services.publication.domain.entry.embargo import KNOWN_LATER, Held, salts_of, subject_of_held
from services.publication.domain.entry.entry import Came, Entry, Said
from services.publication.domain.entry.reply import Reply
from services.publication.domain.entry.withholding import WITHHELD_NAMES
from services.publication.domain.leaf.commitment import Leaf as Sealed
from services.publication.domain.leaf.commitment import Opened
from services.publication.domain.leaf.leaf import Fact, Kind, Leaf, in_one_text, leaf_of
from services.publication.domain.register.measure import Judged
from services.publication.domain.register.register import KINDS, RegisterEvent
from shared.events.base import Envelope
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    AreaRegistered,
    EntryFacts,
    EntryPublished,
    EntryReplied,
    MemorandumPublished,
    ResponseOverdue,
    RoundOpened,
    TargetRemoved,
    TargetSet,
)
from shared.proof.merkle import SALT, commitment

CODES_OF_REGISTER = frozenset(
    {
        *("area", "letters", "profile", "responsible_authority", "committee", "parent", "place", "place_kind"),
        *("partner", "partner_kind", "regime", "parent_body", "measure", "polarity", "part_of", "part", "lead", "key"),
        *("councillor", "council", "ward", "forum", "forum_kind", "agreement", "goal", "level", "goal_kind"),
        *("derives_from", "relation", "linked_to", "partnership", "governance_class", "stage", "accountable_body"),
        *("body", "board", "member", "member_kind", "seat_role", "deliverable"),
    }
)
"""What a register tells by codes; every other text in it is a word."""
ASKED = frozenset({"hidden", "later"})
"""What an entry asks of its publication: that is told beside it, as it came to be."""
OF_PAPERS = frozenset({"came", "agreed_on", "entry"})
"""What is told of a target that was compiled from papers."""
IN_WORDS = frozenset({"seat", "subject"})
"""What a register keeps facts under and is no code: the subject of a leaf tells its hash."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The leaf that the rows of today would make. Not all rows keep the moment: `has_moment` says whether these do."""

    leaf: Leaf
    has_moment: bool = True

    @property
    def key(self) -> tuple[str, str, int]:
        """Kind, subject and number of the leaf whose counterpart it is."""
        return self.leaf.kind.value, self.leaf.subject, self.leaf.number


def sealed(told: Mapping[str, object]) -> Mapping[str, str]:
    """What an entry that is withheld from its first day tells as words, so that its leaf shows none of it."""
    return {name: in_one_text(told[name]) for name in WITHHELD_NAMES}


def leaf_of_entry(agreement: str, area: str, entry: Entry, facts: EntryFacts | None) -> Leaf:
    """The leaf of what one side said in a negotiation, with what the rules took from it."""
    said = {field.name: getattr(entry.said, field.name) for field in fields(entry.said) if field.name not in ASKED}
    told = {**said, "came": entry.came, "entered_by": entry.entered_by, "ruled": facts, **as_told(entry.clearance)}
    return leaf_of(
        Kind.ENTRY,
        told if not entry.is_sealed else {**told, **sealed(told)},
        subject=f"agreement/{agreement}",
        number=entry.number,
        at=entry.recorded_at,
        area=area,
        codes=("round",),
    )


def leaf_of_held(
    entries: Sequence[Said], held: Held, *, agreement: str, area: str, body: str, received_at: datetime
) -> Leaf:
    """The leaf that commits to entries, and tells of them only the day from which they are shown."""
    later, secret = entries[0].later, held.secret
    if later is None or secret is None:
        raise ValueError("they wait for no day")
    clearance, salts = Clearance(held.how, received_at, later=later.ground), salts_of(secret)
    leaves = [
        leaf_of_entry(
            agreement,
            area,
            Entry(
                number=number,
                said=replace(said, later=None),
                came=Came.BY_AUTHOR,
                entered_by=body,
                recorded_at=received_at,
                clearance=clearance,
            ),
            None,
        )
        for number, said in enumerate(entries)
    ]
    told = [
        leaf.content({name: commitment(salts(place, name), word.encode()).hex() for name, word in leaf.words.items()})
        for place, leaf in enumerate(leaves)
    ]
    value = commitment(bytes.fromhex(secret)[:SALT], _committed(told).encode())
    facts: dict[str, Fact] = {"commitment": value.hex(), "shown_from": later.shown_from.isoformat()}
    return _leaf_of_held(held, 1, held.at, area, facts)


def leaf_of_showing(held: Held, *, agreement: str, area: str, numbers: Sequence[int], at: datetime) -> Leaf:
    """The leaf that tells which entries were held, with the salt; or, of none, that they could not be put on record."""
    is_shown = bool(numbers) and held.secret is not None
    facts: dict[str, Fact] = {
        "is_shown": is_shown,
        "agreement": agreement if is_shown else None,
        "entries": " ".join(map(str, numbers)),
        "salt": held.secret[: SALT * 2] if is_shown and held.secret else None,
    }
    return _leaf_of_held(held, 2, at, area, facts)


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
    if told.get("came") is None:  # leaves of before targets told of papers say nothing of them
        told = {name: value for name, value in told.items() if name not in OF_PAPERS}
    return leaf_of(
        Kind.TARGET,
        {**told, "is_removed": isinstance(target, TargetRemoved)},
        subject=f"target/{target.area}/{target.measure}",
        number=version,
        at=at,
        area=target.area,
        codes=("area", "measure", "agreement", "path", "came", "agreed_on"),
    )


def leaf_of_judgement(judged: Judged) -> Leaf:
    """The leaf of what a measure's figure was held to mean; `number` is its version in the measure's stream."""
    told = {field.name: getattr(judged, field.name) for field in fields(judged) if field.name != "judged_at"}
    return leaf_of(
        Kind.JUDGEMENT,
        told,
        subject=f"judgement/{judged.area}/{judged.measure}",
        number=judged.version,
        at=judged.judged_at,
        area=judged.area,
        codes=("area", "measure", "period", "verdict", "before", "rule"),
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


def leaf_of_fact(fact: RegisterEvent, number: int, at: datetime) -> Leaf:
    """The leaf of what the register states; `number` counts how often this was stated anew, from 1."""
    return leaf_of(
        Kind.REGISTER,
        fact,
        subject=subject_of(fact),
        number=number,
        at=at,
        area=fact.area,
        codes=CODES_OF_REGISTER,
    )


def subject_of(fact: RegisterEvent) -> str:
    """What a fact of the register is about: `register/E06000022/lead/NI-56/2008-04-01`."""
    if isinstance(fact, AreaRegistered):
        return f"register/{fact.area}/area"
    kind = KINDS[type(fact)]
    return "/".join(("register", fact.area, kind.one, *(_part(name, getattr(fact, name)) for name in kind.key)))


def _part(name: str, value: str | date) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:32] if name in IN_WORDS else str(value)


def leaves_of_facts(facts: Sequence[RegisterEvent], before: Mapping[str, int], at: datetime) -> list[Leaf]:
    """The leaves of what is stated now; `before` says how often each subject was stated."""
    numbers, leaves = dict(before), list[Leaf]()
    for fact in facts:
        subject = subject_of(fact)
        numbers[subject] = numbers.get(subject, 0) + 1
        leaves.append(leaf_of_fact(fact, numbers[subject], at))
    return leaves


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


def _leaf_of_held(held: Held, number: int, at: datetime, area: str, facts: Mapping[str, Fact]) -> Leaf:
    return Leaf(kind=Kind.HELD, area=area, subject=subject_of_held(held), number=number, at=at, facts=facts, words={})


def _committed(leaves: Sequence[Mapping[str, object]]) -> str:
    """The text that is committed to: canonical JSON, since every value of it is a text, a truth, a whole or nothing."""
    told = [{part: _without(leaf[part]) for part in ("facts", "words")} for leaf in leaves]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _without(part: object) -> dict[str, object]:
    return {name: value for name, value in part.items() if name not in KNOWN_LATER} if isinstance(part, dict) else {}
