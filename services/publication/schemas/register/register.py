"""What a registrar sends, and how the register and its answers are told."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.publication.domain.register.ending import heir
from services.publication.domain.register.register import (
    KINDS,
    Register,
    RegisterEvent,
    Tenure,
    name_of,
    of_kind,
    tenures,
)
from services.publication.domain.register.statement import Facts
from services.publication.schemas.register.link import links
from services.publication.schemas.register.partnership import (
    BoardIn,
    BoardSeatIn,
    ContributionIn,
    DeliverableIn,
    MemberIn,
    PartnershipIn,
)
from services.publication.schemas.register.place import AreaIn, Code, PlaceIn
from shared.events.base import declared, short_name
from shared.events.publication import AreaRegistered
from shared.shapes import Day, Line, Members, Present, Strict, Yes

MOST = 5_000
SAID_AS = {"links": "lineage"}  # a document's `links` lead to other addresses


class PartnerIn(Strict):
    """A body that answers for services in the area."""

    partner: Code
    name: Line
    partner_kind: Code
    regime: Annotated[Line, Field(pattern="^(executive|ordinary|crime|health)$")]
    inspectorate: Line
    signed_on: Day | None = None
    parent_body: Code | None = None
    embargo: Yes = False
    clearance: Yes = False


class EndingIn(Strict):
    """A body that ceases: its last day, and who takes its duties on."""

    partner: Code
    last_on: Day
    successors: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    basis: Line


class MeasureIn(Strict):
    """A measure used in the area."""

    measure: Code
    title: Line
    unit: Line
    polarity: Line
    frequency: Line
    framework: Line
    source: Line
    part_of: Code | None = None
    part: Annotated[Line, Field(pattern="^[a-z][ivx]{0,5}$")] | None = None


class LeadIn(Strict):
    """Who leads on a measure from a day on."""

    measure: Code
    lead: Code
    contributors: tuple[Code, ...] = ()
    data_owners: tuple[Code, ...] = ()
    basis: Line
    since_on: Day


class OverrideIn(Strict):
    """The area's own value for one key of its policy profile, as a TOML literal."""

    key: Line
    value: Line
    basis: Line
    decided_by: Line
    since_on: Day


class ClosureIn(Strict):
    """A day on which the area's offices are closed besides the bank holidays."""

    closed_on: Day
    reason: Line
    basis: Line


class ElectionIn(Strict):
    """The days before an election in which what the area's policy names waits, the day of the poll among them."""

    starts_on: Day
    ends_on: Day
    election: Line
    basis: Line


class CommitteeIn(Strict):
    """A scrutiny committee and what it hears; a district one names the bodies."""

    committee: Code
    name: Line
    regime: Annotated[Line, Field(pattern="^(ordinary|crime|health|district|joint)$")]
    quorum: Members
    bodies: tuple[Code, ...] = ()


class SeatIn(Strict):
    """A seat of a committee from a day on: on whose boards its member sits, or that nobody holds it."""

    committee: Code
    seat: Line
    boards: tuple[Code, ...] = ()
    held: Yes = True
    since_on: Day


class CouncillorIn(Strict):
    """A councillor's post: its name, never a person's; the council that it sits on; the ward that it is for."""

    councillor: Code
    name: Line
    council: Code
    ward: Code
    ward_name: Line
    since_on: Day
    until_on: Day | None = None


class ForumIn(Strict):
    """A forum of a neighbourhood or interest group, or an area committee: its quorum, who may belong, who pays."""

    forum: Code
    name: Line
    forum_kind: Annotated[Line, Field(pattern="^(neighbourhood|interest_group|area_committee)$")]
    covers: Line
    quorum: Present
    rules: Line
    funding: Line
    since_on: Day
    until_on: Day | None = None


class OutcomeAgreementIn(Strict):
    """What a forum and bodies agreed to reach, by measures, from a day to a day."""

    agreement: Code
    forum: Code
    title: Line
    parties: tuple[Code, ...]
    measures: tuple[Code, ...]
    from_on: Day
    until_on: Day
    document: Line


class GoalIn(Strict):
    """A goal that measures serve, of the nation or of an agency."""

    goal: Code
    title: Line
    level: Annotated[Line, Field(pattern="^(national|agency)$")]
    goal_kind: Annotated[Line, Field(pattern="^(outcome|output|process|input|perception)$")]
    source: Line
    derives_from: Code | None = None


class LinkIn(Strict):
    """Where a measure comes from or leads to: the goal it derives from, the measure it moves, the one it replaces."""

    measure: Code
    relation: Annotated[Line, Field(pattern="^(derives_from|contributes_to|replaces)$")]
    linked_to: Code
    note: Line
    basis: Line


class SubjectIn(Strict):
    """Words by which people call what a measure is about."""

    subject: Annotated[Line, Field(max_length=100)]
    measure: Code


class RegisterIn(Strict):
    """Facts of one area; what the register holds already changes nothing."""

    area: AreaIn
    places: Annotated[tuple[PlaceIn, ...], Field(max_length=MOST)] = ()
    partners: Annotated[tuple[PartnerIn, ...], Field(max_length=MOST)] = ()
    endings: Annotated[tuple[EndingIn, ...], Field(max_length=MOST)] = ()
    measures: Annotated[tuple[MeasureIn, ...], Field(max_length=MOST)] = ()
    leads: Annotated[tuple[LeadIn, ...], Field(max_length=MOST)] = ()
    overrides: Annotated[tuple[OverrideIn, ...], Field(max_length=MOST)] = ()
    closures: Annotated[tuple[ClosureIn, ...], Field(max_length=MOST)] = ()
    elections: Annotated[tuple[ElectionIn, ...], Field(max_length=MOST)] = ()
    committees: Annotated[tuple[CommitteeIn, ...], Field(max_length=MOST)] = ()
    seats: Annotated[tuple[SeatIn, ...], Field(max_length=MOST)] = ()
    councillors: Annotated[tuple[CouncillorIn, ...], Field(max_length=MOST)] = ()
    forums: Annotated[tuple[ForumIn, ...], Field(max_length=MOST)] = ()
    outcome_agreements: Annotated[tuple[OutcomeAgreementIn, ...], Field(max_length=MOST)] = ()
    goals: Annotated[tuple[GoalIn, ...], Field(max_length=MOST)] = ()
    links: Annotated[tuple[LinkIn, ...], Field(max_length=MOST)] = ()
    partnerships: Annotated[tuple[PartnershipIn, ...], Field(max_length=MOST)] = ()
    boards: Annotated[tuple[BoardIn, ...], Field(max_length=MOST)] = ()
    members: Annotated[tuple[MemberIn, ...], Field(max_length=MOST)] = ()
    board_seats: Annotated[tuple[BoardSeatIn, ...], Field(max_length=MOST)] = ()
    deliverables: Annotated[tuple[DeliverableIn, ...], Field(max_length=MOST)] = ()
    contributions: Annotated[tuple[ContributionIn, ...], Field(max_length=MOST)] = ()
    subjects: Annotated[tuple[SubjectIn, ...], Field(max_length=MOST)] = ()

    def facts(self) -> Facts:
        """What was sent, as the domain takes it."""
        area = self.area.area
        stated: dict[str, Any] = {  # Any: which facts each holds follows from KINDS
            kind.many: tuple(event(area=area, **one.model_dump()) for one in getattr(self, kind.many))
            for event, kind in KINDS.items()
        }
        return Facts(area=AreaRegistered(**self.area.model_dump()), **stated)


def receipt(register: Register, news: tuple[RegisterEvent, ...]) -> dict[str, object]:
    """What a registrar is answered: the register's version and what was appended."""
    return {
        "area": register.area,
        "version": register.version,
        "appended": [short_name(declared(event).type) for event in news],
        "links": links(self_=f"/publication/v1/register/{register.area}", page=f"/who/{register.area}"),
    }


def document(register: Register) -> dict[str, object]:
    """The whole register of an area."""
    stated = {
        SAID_AS.get(kind.many, kind.many): [_without_area(fact) for fact in of_kind(register, kind.many).values()]
        for kind in KINDS.values()
    }
    return {
        "area": asdict(register.about) if register.about else None,
        "version": register.version,
        **stated,
        "links": links(self_=f"/publication/v1/register/{register.area}", page=f"/who/{register.area}"),
    }


def answer(
    register: Register, measure: str, tenure: Tenure | None, day: date, citation: dict[str, object] | None = None
) -> dict[str, object]:
    """Who is responsible for a measure on a day, and who was before."""
    return {
        "area": register.area,
        "measure": measure,
        "on": day,
        "lead": _told(register, tenure) if tenure else None,
        "answering": _answering(register, tenure, day) if tenure else None,
        "history": [_told(register, each) for each in tenures(register, measure)],
        "lineage": [
            _without_area(link) for link in register.links.values() if measure in (link.measure, link.linked_to)
        ],
        "citation": citation,
        "links": links(
            self_=f"/publication/v1/who/{register.area}/{measure}?on={day}",
            page=f"/who/{register.area}/{measure}?on={day}",
            register=f"/publication/v1/register/{register.area}",
            measure=f"/measures/{register.area}/{measure}",
        ),
    }


def _answering(register: Register, tenure: Tenure, day: date) -> str:
    """The body that answers on that day: the lead, or what came after it."""
    authority = register.about.responsible_authority if register.about else ""
    return heir(register.endings, tenure.lead.lead, day, authority)


def _told(register: Register, tenure: Tenure) -> dict[str, object]:
    lead = tenure.lead
    body = register.partners.get(lead.lead)
    return {
        "lead": lead.lead,
        "name": name_of(register, lead.lead),
        "contributors": lead.contributors,
        "data_owners": lead.data_owners,
        "basis": lead.basis,
        "since_on": lead.since_on,
        "until_on": tenure.until,
        "signed_on": body.signed_on if body else None,
    }


def _without_area(event: RegisterEvent) -> dict[str, object]:
    return {name: value for name, value in asdict(event).items() if name != "area"}
