"""Taking words out of the public record: only on the grounds of a closed list, and only by two people of two bodies.

Whom an entry embarrasses no program can tell; so the second person is always of another body than the first, and
nobody removes what stands against them by themselves. The leaf stays, and another leaf tells of the removal.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.publication.domain.leaf.compilation import PAPER, PERSON
from services.publication.domain.leaf.leaf import Kept, Kind, Leaf, leaf_of
from services.publication.domain.register.refusal import NobodyNamed, NotPossible, Refused, Wrong
from shared.events.publication.removal import RemovalAgreed, RemovalAsked, RemovalRefused

MISTAKE_WITHIN = timedelta(hours=24)
REMOVABLE = {
    Kind.AGREEMENT: frozenset({"title"}),
    Kind.ROUND: frozenset({"title"}),
    Kind.ENTRY: frozenset(
        {
            *("source", "reason", "lead_partner", "unit", "note", "because"),
            *("item_title", "party_name", "particulars", "ruled", "baseline_period", "target_period"),
        }
    ),
    Kind.REPLY: frozenset({"words", "note", "name"}),
    Kind.OVERDUE: frozenset({"item"}),
    Kind.WITHHOLDING: frozenset({"summary"}),
    Kind.DEED: frozenset({"because"}),
    Kind.STEP: frozenset(
        f"content.{name}"
        for name in (
            *("title", "failure", "reasons", "answer", "information", "wanted", "findings", "reply", "progress"),
            *("actions", "terms", "scope", "new_evidence", "declaration", "passed_over_because", "owner"),
            "signed_off_by",
        )
    ),
}
"""What people said in their own words: in an entry, a reply, about an answer that did not come, in a step of a case,
instead of what is withheld, and why nobody else looked at what was done; and how they called an agreement or a round.
"""
COMPILED = frozenset({PERSON, PAPER})
"""Who put a fact on the record on the command line and from which paper, in a leaf of any kind: these go by themselves,
out of every leaf that says the same.
"""
WITH = {"party_name": "ruled", "item_title": "ruled"}
"""Words in which others are said once more: who takes out the one takes out the other."""

READ_BY_GATES = frozenset(
    {"party_name", "item_code", "item_title", "ruled", "particulars", "unit", "target_period", "baseline_period"}
)
"""Words of an entry that say what it does: without them nobody can tell whether it agrees, refuses or states."""


class Ground(StrEnum):
    """Why words are removed: the closed list. That they embarrass somebody is no ground."""

    PERSONAL_DATA = "personal_data"
    COURT_ORDER = "court_order"
    DEFAMATION = "defamation_upheld"
    CONFIDENTIAL = "confidential_or_exempt"
    SAFEGUARDING = "safeguarding_somebody"
    CRIME = "crime_prevention"
    COPYRIGHT = "copyright"
    MISTAKE = "entered_by_mistake"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks or agrees: an account that stays with us, the body it acts for, which everybody is told.

    `same` is everything by which this person comes in; empty for a key of which nobody said who has it in hand.
    """

    account: str
    body: str
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was asked, by whom, and what came of it."""

    removal: str
    area: str
    leaf: int
    names: tuple[str, ...]
    ground: Ground
    asked_by: Person
    asked_at: datetime
    agreed_by: Person | None = None
    refused_by: Person | None = None
    answered_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether nobody answered yet."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class Count:
    """How many words of a body's asking were removed on a ground."""

    body: str
    name: str
    ground: Ground
    removals: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out of the record: of which leaf, which words, why, on which day, asked and agreed by whom.

    `asker` and `agreer` are the names of the bodies, `title` that of the agreement where it is one's.
    """

    leaf: int
    kind: str
    subject: str
    number: int
    names: tuple[str, ...]
    ground: Ground
    on: date
    asked_by: str
    agreed_by: str
    asker: str
    agreer: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants taken out: words by their names, on which ground."""

    names: tuple[str, ...]
    ground: Ground


def ask(
    removal: str,
    leaf: Kept,
    wish: Wish,
    person: Person,
    *,
    said_at: datetime,
    now: datetime,
    withheld: Collection[str] = (),
    is_fixed: bool = False,
) -> tuple[Removal, RemovalAsked]:
    """Somebody asks; `withheld` are the names of the leaf's words that are not shown for the time being;
    `is_fixed` says that a memorandum repeats the title that the leaf tells.

    Raises Refused naming every fault; NotPossible for a mistake that was noticed too late, and a title that is fixed.
    """
    removable = COMPILED & leaf.words.keys() if COMPILED & set(wish.names) else _removable(leaf)
    if not removable:
        raise NotPossible(
            "Nothing goes out of this leaf. Words of entries, replies and steps do, titles of negotiations, and who "
            "compiled a fact."
        )
    if is_fixed:
        raise NotPossible("A memorandum of this agreement repeats its title, and its text is fixed by its fingerprint.")
    there = {name for name in removable & leaf.words.keys() if leaf.kind != Kind.STEP or _is_said(leaf.words[name])}
    there |= removable & set(withheld)
    wrongs = [
        Wrong(f"/names/{n}", "not-removable", f"Say which of these: {', '.join(sorted(there))}.")
        for n, name in enumerate(wish.names)
        if name not in there
    ]
    if wrongs or not wish.names:
        raise Refused(wrongs or [Wrong("/names", "nothing-named", "Say which words are to be taken out.")])
    if wish.ground is Ground.MISTAKE and now - said_at > MISTAKE_WITHIN:
        raise NotPossible("A mistake can be taken out within 24 hours. After that, supersede the entry.")
    asked = Removal(
        removal=removal,
        area=leaf.area,
        leaf=leaf.number,
        names=tuple(dict.fromkeys((*wish.names, *(WITH[name] for name in wish.names if WITH.get(name) in there)))),
        ground=wish.ground,
        asked_by=person,
        asked_at=now,
    )
    told = RemovalAsked(
        area=leaf.area, removal=removal, leaf=leaf.number, names=asked.names, ground=wish.ground.value, by=person.body
    )
    return asked, told


def alike(agreed: Removal, removal: str, leaf: int) -> Iterator[tuple[Removal, RemovalAsked | RemovalAgreed]]:
    """The same removal of another leaf, which says the same: as it was asked for, and as it was agreed to."""
    asked = replace(agreed, removal=removal, leaf=leaf, agreed_by=None, answered_at=None, version=1)
    names, ground, by = asked.names, asked.ground.value, asked.asked_by.body
    yield asked, RemovalAsked(area=asked.area, removal=removal, leaf=leaf, names=names, ground=ground, by=by)
    if agreed.agreed_by is not None:
        told = RemovalAgreed(area=asked.area, removal=removal, by=agreed.agreed_by.body)
        yield replace(agreed, removal=removal, leaf=leaf), told


def agree(removal: Removal, person: Person, now: datetime) -> tuple[Removal, RemovalAgreed]:
    """Somebody of another body agrees. Raises NotPossible for anybody else, and once it was answered; NobodyNamed for
    a key that nobody is named to have in hand: it might be in the hand of who asked.
    """
    _require_open(removal)
    if removal.asked_by.account in {person.account, *person.same} or person.body == removal.asked_by.body:
        raise NotPossible("A second person must agree, of another body than the one that asked.")
    if not person.same:
        raise NobodyNamed(
            "Nobody is named who has this key in hand, so it is no second person. Agree with an account, or with a "
            "key whose holder was named when it was made."
        )
    agreed = replace(removal, agreed_by=person, answered_at=now, version=removal.version + 1)
    return agreed, RemovalAgreed(area=removal.area, removal=removal.removal, by=person.body)


def refuse(removal: Removal, person: Person, now: datetime) -> tuple[Removal, RemovalRefused]:
    """Anybody who might have agreed does not, or who asked takes it back. Raises NotPossible once it was answered."""
    _require_open(removal)
    refused = replace(removal, refused_by=person, answered_at=now, version=removal.version + 1)
    return refused, RemovalRefused(area=removal.area, removal=removal.removal, by=person.body)


def tombstone(removal: Removal) -> Leaf:
    """The leaf that tells what was removed, why, and which bodies' people decided it."""
    if removal.agreed_by is None or removal.answered_at is None:
        raise ValueError("nobody agreed to this removal")
    told = {
        "leaf": removal.leaf,
        "names": " ".join(removal.names),
        "ground": removal.ground,
        "asked_by": removal.asked_by.body,
        "agreed_by": removal.agreed_by.body,
        "asked_at": removal.asked_at,
    }
    return leaf_of(
        Kind.REMOVAL,
        told,
        subject=f"removal/{removal.removal}",
        number=1,
        at=removal.answered_at,
        area=removal.area,
        codes=("names", "asked_by", "agreed_by"),
    )


def _removable(leaf: Kept) -> frozenset[str]:
    return next((names for kind, names in REMOVABLE.items() if kind.value == leaf.kind), frozenset())


def _is_said(word: tuple[bytes, str]) -> bool:
    """Whether it is said in words: a step tells codes too, such as `accepted`, by which pages are made."""
    return " " in word[1].strip()


def _require_open(removal: Removal) -> None:
    if not removal.is_open:
        raise NotPossible("This was answered before.")


def refold(told: Sequence[tuple[object, str, datetime]]) -> Removal | None:
    """A removal as its events tell it, each with who did it and when; None where they begin with no asking."""
    removal: Removal | None = None
    for event, actor, at in told:
        match event:
            case RemovalAsked():
                asked_by = Person(actor, event.by)
                removal = Removal(
                    removal=event.removal,
                    area=event.area,
                    leaf=event.leaf,
                    names=event.names,
                    ground=Ground(event.ground),
                    asked_by=asked_by,
                    asked_at=at,
                )
            case RemovalAgreed() if removal is not None:
                agreed_by = Person(actor, event.by)
                removal = replace(removal, agreed_by=agreed_by, answered_at=at, version=removal.version + 1)
            case RemovalRefused() if removal is not None:
                refused_by = Person(actor, event.by)
                removal = replace(removal, refused_by=refused_by, answered_at=at, version=removal.version + 1)
            case _:
                return None
    return removal
