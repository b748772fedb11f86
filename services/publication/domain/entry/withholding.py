"""Withholding: an entry stays listed with its party, day, kind and status, and its words are not shown.

Only on a ground of a closed list, by two people of the body that entered it, with a summary where the bare entry would
mislead. What the rules of a negotiation want in public before something else may happen cannot be withheld.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.publication.domain.entry.clearance import Ground, Hidden
from services.publication.domain.entry.embargo import wrongs_of_showing_now
from services.publication.domain.entry.entry import Entry, EntryKind, Said
from services.publication.domain.leaf.leaf import Kind, Leaf, leaf_of
from services.publication.domain.register.refusal import NotPossible, Refused, Wrong
from shared.policy import BeforeElection
from shared.working_days import Span, in_words

WITHHELD_NAMES = frozenset(
    {
        *("source", "reason", "lead_partner", "unit", "note", "because", "particulars", "ruled"),
        *("baseline_value", "baseline_period", "target_value", "target_period", "deferred_until"),
    }
)
"""What is not shown of an entry. Of one that was public before, figures and days stand in its leaf for good."""
_IN_THE_LEAF = frozenset({"baseline_value", "target_value", "deferred_until"})

IN_WORDS = {
    Ground.PERSONAL_DATA: "it tells of a person",
    Ground.COURT_ORDER: "a court has ordered it",
    Ground.LEGAL_ADVICE: "it is advice of a lawyer",
    Ground.COMMERCIAL: "it tells of somebody's commercial affairs",
    Ground.SAFEGUARDING: "it protects somebody from harm",
    Ground.CRIME: "it would help crime",
    Ground.THIRD_PARTY: "somebody gave it in confidence",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """One turn of an entry's withholding: from when its words are not shown, or are shown again, and on whose word."""

    agreement: str
    entry: int
    turn: int
    area: str
    is_withheld: bool
    names: tuple[str, ...]
    ground: Ground
    summary: str | None
    until: date | None
    by: str
    by_clock: bool
    at: datetime


def wrongs_of_withholding(said: Said, at: str, today: date) -> Iterator[Wrong]:
    """Every fault in what an entry, or somebody later, wants withheld of it."""
    hidden = said.hidden
    if hidden is None:
        return
    if not said.kind.is_of_an_item and said.kind not in (EntryKind.NOTE, EntryKind.BROKER_LOG):
        words = "Others may act only when this is public: it cannot be withheld."
        yield Wrong(f"{at}/withheld", "must-be-public", words)
    if hidden.summary is None and said.kind.is_of_an_item:
        words = "Say in a summary what may be said: without its words the entry would mislead."
        yield Wrong(f"{at}/withheld/summary", "missing", words)
    if hidden.until is not None and hidden.until <= today:
        yield Wrong(f"{at}/withheld/until", "not-in-the-future", "Say a day that is still to come.")


def wish_of(
    entry: Entry,
    hidden: Hidden | None,
    body: str,
    today: date,
    *,
    elections: Sequence[Span],
    rule: BeforeElection,
) -> None:
    """Whether this body may ask for an entry on the record to be withheld, or released where `hidden` is None. What may
    be shown in the weeks before `elections` is as the area's `rule` says.

    Raises Refused naming every fault; NotPossible for another body's entry, and for what is so already.
    """
    if entry.entered_by != body:
        raise NotPossible("Only the body that entered it withholds or releases an entry.")
    if (hidden is not None) == (entry.withheld is not None):
        raise NotPossible("It is withheld already." if hidden else "It is not withheld.")
    asked = replace(entry.said, hidden=hidden)
    wrongs = [
        Wrong(one.pointer.removeprefix("/withheld") or "", one.code, one.message)
        for one in wrongs_of_withholding(asked, "", today)
    ]
    if wrongs := [*wrongs, *wrongs_of_showing_now(hidden, today, elections=elections, rule=rule)]:
        raise Refused(wrongs)


def names_of(entry: Entry) -> tuple[str, ...]:
    """The names of the words that are not shown of this entry while it is withheld."""
    return tuple(sorted(WITHHELD_NAMES if entry.is_sealed else WITHHELD_NAMES - _IN_THE_LEAF))


def leaf_of_withholding(told: Withholding) -> Leaf:
    """The leaf that tells which words are not shown, on which ground, until when, or that they are shown again."""
    facts = {
        "agreement": told.agreement,
        "entry": told.entry,
        "is_withheld": told.is_withheld,
        "names": " ".join(told.names),
        "ground": told.ground,
        "summary": told.summary,
        "until": told.until,
        "by": told.by,
        "by_clock": told.by_clock,
    }
    return leaf_of(
        Kind.WITHHOLDING,
        facts,
        subject=f"withholding/{told.agreement}/{told.entry}",
        number=told.turn,
        at=told.at,
        area=told.area,
        codes=("agreement", "names", "by"),
    )


def words_of(hidden: Hidden) -> str:
    """Why an entry's words are not shown, until when, and what may be said, in sentences."""
    until = f" until {in_words(hidden.until)}" if hidden.until else ""
    summary = f" Summary: {hidden.summary}" if hidden.summary else ""
    return f"The words are withheld{until}, because {IN_WORDS[hidden.ground]}.{summary}"
