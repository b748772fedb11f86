"""What is done to an agreement beside the entries: it is opened, goes through rounds, is approved, revised, replied to.

A second person publishes a deed as they publish entries. What sets targets is never published by silence: it binds
bodies that were not asked whether nobody looked. How each deed came to be published stands on the record for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.publication.domain.agreement.agreement import AgreementEvent
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.entry.clearance import Clearance
from services.publication.domain.entry.entry import Came, Party
from services.publication.domain.entry.reply import Stance, goes_by
from services.publication.domain.entry.voice import may_decide
from services.publication.domain.leaf.leaf import Kind, Leaf, leaf_of
from services.publication.domain.register.register import Register
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    EntryReplied,
    RoundOpened,
)


class What(StrEnum):
    """What was handed in."""

    ENTRIES = "entries"
    WITHHOLDING = "withholding"
    OPENING = "opening"
    ROUND = "round"
    APPROVAL = "approval"
    REVISION = "revision"
    REPLY = "reply"

    @property
    def sets_targets(self) -> bool:
        """Whether figures come into force by it that bind others than the body that hands it in."""
        return self in (What.APPROVAL, What.REVISION)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReply:
    """A body wants its reply beside an entry that names it. `note` says why, where it supersedes its earlier one."""

    entry: int
    stance: Stance
    words: str | None = None
    supersedes: int | None = None
    note: str | None = None


Deed = OpenAgreement | OpenRound | Approve | Revise | AskReply


def is_theirs(deed: Deed, parties: Sequence[str], body: str, register: Register) -> bool:
    """Whether the body of this code may do it: whoever answers for the area, a party of the agreement, the ministers,
    and an office that speaks for nobody, being no body of the register. Whose reply it is, its entry tells.
    """
    known = register.partners.get(body)
    answers = register.about is not None and body == register.about.responsible_authority
    if known is None or answers or isinstance(deed, AskReply):
        return True
    named = deed.opened.parties if isinstance(deed, OpenAgreement) else parties
    return may_decide(known, Party.MINISTER) or any(goes_by(known, name) for name in named)


SHAPES: Mapping[What, type[Deed]] = {
    What.OPENING: OpenAgreement,
    What.ROUND: OpenRound,
    What.APPROVAL: Approve,
    What.REVISION: Revise,
    What.REPLY: AskReply,
}
_WHATS = {shape: what for what, shape in SHAPES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A deed on the record: its number in the agreement, which one of its kind it is, whose, how it was published."""

    agreement: str
    number: int
    area: str
    what: What
    of: int
    body: str
    clearance: Clearance
    at: datetime


def what_of(deed: Deed) -> What:
    """Which kind of deed it is."""
    return _WHATS[type(deed)]


def is_from_papers(deed: Deed | None) -> bool:
    """Whether it sets targets that nothing on this record was asked for: only papers say that they were agreed."""
    return isinstance(deed, Approve) and deed.came is Came.COMPILED


def place_of(event: AgreementEvent, rounds: int) -> tuple[What, int] | None:
    """Which kind of deed the event is, and which one of its kind in its agreement, which has so many rounds now.

    None for what is no deed: an entry, and what the record itself tells.
    """
    match event:
        case AgreementOpened():
            return What.OPENING, 1
        case RoundOpened():
            return What.ROUND, rounds
        case AgreementApproved():
            return What.APPROVAL, 1
        case AgreementRevised(revision=number):
            return What.REVISION, number
        case EntryReplied(reply=number):
            return What.REPLY, number
        case _:
            return None


def leaf_of_deed(done: Done) -> Leaf:
    """The leaf that tells who let a deed be published, when it was received, and why nobody else looked."""
    told = {
        "agreement": done.agreement,
        "what": done.what,
        "of": done.of,
        "body": done.body,
        "cleared": done.clearance.how,
        "received_at": done.clearance.received_at,
        "because": done.clearance.because,
    }
    return leaf_of(
        Kind.DEED,
        told,
        subject=f"agreement/{done.agreement}",
        number=done.number,
        at=done.at,
        area=done.area,
        codes=("agreement", "body"),
    )
