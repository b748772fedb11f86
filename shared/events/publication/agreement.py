"""Events of agreements: their targets, rounds, what was said in them, and their approval."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.events.base import event

TARGET = "publication.target"
AGREEMENT = "publication.agreement"


@event("target.set", TARGET)
@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet:
    """A target in force for one period of a measure. `tolerance` is a share of the target's size (0.05 = 5 %).

    `stretch` is a second, harder promise, `minimum` a floor below which nobody may fall whatever was promised. `path`
    tells how the promise runs on the way: points (not at all), linear or stepped, from the last point before it or,
    where this is the first, from `baseline` in `baseline_period`. `statutory`: one of the set that a law asks for,
    neither designated nor the place's own.

    `came` is told of a target that was not agreed on this record but compiled from papers; `agreed_on` is then the day,
    month or year of the approval that they tell of, and `entry` the number of the entry of the agreement that names the
    paper, where there is one.
    """

    area: str
    measure: str
    period: str
    value: Decimal
    tolerance: Decimal
    agreement: str
    designated: bool
    illustrative: bool
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"
    baseline: Decimal | None = None
    baseline_period: str | None = None
    statutory: bool = False
    came: str | None = None
    agreed_on: str | None = None
    entry: int | None = None


@event("target.removed", TARGET)
@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRemoved:
    """The target of one period of a measure is no longer promised, from the revision of its agreement on."""

    area: str
    measure: str
    period: str
    agreement: str


@event("agreement.opened", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOpened:
    """A negotiation began between a place and government, for a period; on the record here since `recorded_on`."""

    area: str
    agreement: str
    title: str
    period: str
    profile: str
    parties: tuple[str, ...]
    recorded_on: date | None = None


@event("agreement.round_opened", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened:
    """A round of the negotiation began; `came` tells how that came here, where it was compiled from papers."""

    area: str
    agreement: str
    round: str
    title: str
    opened_on: date | None
    came: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What the rules of a negotiation need of an entry beside its place: codes, days, numbers of entries; no words.

    `role` and `team` are of a body that brokers or provides; `items` those that advice or a decision is about, none for
    the whole agreement; `outcome` what was advised or decided; `flags` what was declared, by name: waived, consents;
    `received_on` the day it was handed in, where it waited for a second person; `typed_by` the body that entered it, by
    its name, where the area's register knew it; `asked_of` whom a request for advice asks, by name.
    """

    party_name: str
    recorded_on: date
    measure: str | None = None
    item_class: str | None = None
    role: str | None = None
    team: str | None = None
    request: int | None = None
    items: tuple[str, ...] = ()
    outcome: str | None = None
    flags: tuple[str, ...] = ()
    answer_due_on: date | None = None
    received_on: date | None = None
    typed_by: str | None = None
    asked_of: str | None = None


@event("agreement.entry_published", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPublished:
    """What one side said on one item: a proposal, a response, a position. Never edited, only superseded.

    Identified by number within its agreement; the words stand in the entry's row, the event tells its place and status.
    `said_on` is a day, or a month (`2008-06`) or year where the papers tell no more; `came` how the words got here.
    `round` is empty for what belongs to none, such as what binds a party before the first.
    """

    area: str
    agreement: str
    round: str
    entry: int
    party: str
    entry_kind: str
    status: str | None
    item: str
    said_on: str | None
    came: str
    supersedes: int | None = None
    facts: EntryFacts | None = None


@event("agreement.response_overdue", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseOverdue:
    """The other side has not answered the entry of this number by `due_on`, as far as this record knows."""

    area: str
    agreement: str
    entry: int
    item: str
    due_on: date


@event("agreement.entry_replied", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReplied:
    """A body that an entry names put its reply beside it: it confirms or disputes its words, or says something else.

    Identified by number within its agreement; the words stand in the reply's row. Never edited, only superseded.
    `link_named_by` is the body that named the address by whose link this was said; None where the body came by itself.
    """

    area: str
    agreement: str
    reply: int
    entry: int
    body: str
    stance: str
    supersedes: int | None = None
    link_named_by: str | None = None


@event("agreement.memorandum_published", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class MemorandumPublished:
    """What the agreement promises was set out by the record itself: all targets, whether each is designated, who must
    have regard to it. `because` is what made it: approved. `sha256` is of its content as JSON.
    """

    area: str
    agreement: str
    memorandum: int
    because: str
    made_on: date
    targets: int
    sha256: str


@event("agreement.approved", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementApproved:
    """The agreement was approved; its targets come into force. `approved_on` may be a month where no day is known."""

    area: str
    agreement: str
    approved_on: str
    approved_by: str
    targets: int
    recorded_on: date | None = None
    came: str | None = None


@event("agreement.revised", AGREEMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRevised:
    """Targets of an approved agreement were changed, added or removed: so many set, so many removed."""

    area: str
    agreement: str
    revision: int
    revised_on: date
    targets: int
    removed: int
    recorded_on: date
