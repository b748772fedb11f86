"""What a body says when it raises a matter: the shapes, and the bodies that the register names for it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.trigger import COUNTED, Kind
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered

AREA_WIDE, LOCAL = "area_wide", "local"
LEVELS = (LOCAL, AREA_WIDE)
# What the register calls the bodies that decide by vote.
FORUM_KINDS = {
    Kind.NEIGHBOURHOOD: "neighbourhood",
    Kind.INTEREST_GROUP: "interest_group",
    Kind.AREA_COMMITTEE: "area_committee",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Who were there when a body decided, and how they voted."""

    present: int
    votes_for: int
    votes_against: int
    abstained: int = 0

    @property
    def votes(self) -> int:
        """How many voted, those who abstained among them."""
        return self.votes_for + self.votes_against + self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What a councillor answers before a call for action is let in.

    `told_on` is the day on which the body that answers was told; `considered_before` says why it is raised again where
    the same was dealt with lately; `systematic_failure` says how the system fails, where the matter is excluded else.
    """

    ward: str
    matter: str
    told_on: date
    is_complaint: bool
    is_scrutinised: bool
    considered_before: str = ""
    systematic_failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A matter that a body raises: what fails, on which measure, for its own place or the whole area, on what paper.

    `decided_on` and `reference` are those of the minute, report or notice. `steps` is what was tried before, `assessed`
    the body that peers assessed, `join` the open case of the same matter that the body would stand behind, or the
    decisions of others to which it adds its own; `apart` why this is another matter than any that is open. `ward` is
    the code of the one that it is about, where that is known.
    """

    kind: Kind
    area: str
    measure: str
    title: str
    failure: str
    decided_on: date
    reference: str
    level: str = LOCAL
    vote: Vote | None = None
    agreement: str = ""
    steps: str = ""
    assessed: str = ""
    checklist: Checklist | None = None
    join: str = ""
    apart: str = ""
    ward: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether it is for the whole area and takes decisions of several bodies."""
        return self.kind in COUNTED and self.level == AREA_WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Forums:
    """The forums and area committees of an area, and the agreements on outcomes, as the register tells them.

    `wards` are its wards with councillors, by code, and `own_wards` those whose councillor whoever raises it is.
    Somebody answers for the measure since `answered_since_on`; None where the register names nobody.
    """

    forums: Mapping[str, ForumRegistered] = field(default_factory=dict)
    agreements: Mapping[str, OutcomeAgreementRegistered] = field(default_factory=dict)
    wards: Mapping[str, str] = field(default_factory=dict)
    own_wards: Mapping[str, str] = field(default_factory=dict)
    answered_since_on: date | None = None

    def recognised(self, kind: str, on: date) -> int:
        """How many of that kind are recognised on a day."""
        return sum(one.forum_kind == kind and is_recognised(one, on) for one in self.forums.values())


def is_recognised(forum: ForumRegistered, on: date) -> bool:
    """Whether the forum may decide on that day."""
    return forum.since_on <= on and (forum.until_on is None or on <= forum.until_on)


def subject(at: Circumstances) -> str:
    """The body that answers on this day: whoever leads on the measure, else the responsible authority."""
    return at.register.lead.body if at.register.lead else at.register.authority


def required(trigger: Trigger, at: Circumstances, known: Forums) -> int:
    """How many bodies must decide the same for the whole area."""
    if trigger.kind is Kind.AREA_COMMITTEE:
        return at.policy.trigger.area_committees
    return at.policy.neighbourhoods.required(known.recognised("neighbourhood", at.today))
