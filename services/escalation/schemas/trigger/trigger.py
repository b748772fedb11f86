"""What a body sends when it raises a matter, one shape for each kind; and decisions that are counted, as JSON."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.trigger.gathering import Gathering
from services.escalation.domain.trigger.trigger import LOCAL, Checklist, Trigger, Vote, subject
from services.escalation.schemas.case.case import document
from shared.idempotency import Answer
from shared.shapes import TEXT_SOURCE, Day, Line, Present, Reasons, Slug, Strict, Yes, at_most, fit, refuse

BASE = "/escalation/v1/triggers"
Title = Annotated[Line, Field(min_length=8), at_most(150)]
Failure = Annotated[Reasons, Field(min_length=20), at_most(6_000)]


class VoteIn(Strict):
    """Who were there when it was decided, and how they voted."""

    present: Present
    votes_for: Present
    votes_against: Present
    abstained: Present = 0

    def vote(self) -> Vote:
        """The vote as the domain knows it."""
        return Vote(**self.model_dump())


class TriggerIn(Strict):
    """What every matter says: what fails, on which measure, for its own place or the whole area, and on what paper.

    `join` is the reference of an open case of the same matter that the body would stand behind, or of decisions that
    wait for others, to which this one is added; `apart` says why this is another matter than any that is open.
    """

    area: Slug
    measure: Slug
    title: Title
    failure: Failure
    level: Slug = LOCAL
    decided_on: Day
    reference: Line
    join: Slug | None = None
    apart: Reasons | None = None

    def trigger(self, kind: Kind) -> Trigger:
        """The matter as the domain knows it."""
        said = {name: value for name, value in self if value is not None}
        for name, shape in (("vote", VoteIn), ("checklist", ChecklistIn)):
            part = said.get(name)
            if isinstance(part, shape):
                said[name] = part.vote() if isinstance(part, VoteIn) else part.checklist()
        return Trigger(kind=kind, **said)


class DecisionIn(TriggerIn):
    """A decision by vote: an area committee's."""

    vote: VoteIn


class ForumDecisionIn(DecisionIn):
    """A forum's decision by vote, following its agreement on outcomes in force."""

    agreement: Slug


class AssessmentIn(TriggerIn):
    """A finding of peers: `decided_on` and `reference` are the report's, `assessed` is the body that it is about."""

    assessed: Slug


class NoticeIn(TriggerIn):
    """A partner's notice that another body's service fails, and the steps that were tried before."""

    steps: Reasons


class ChecklistIn(Strict):
    """What a councillor answers: the ward, the matter, since when the partner knows, and whose business it may be."""

    ward: Line
    matter: Slug = "other_matter"
    told_on: Day
    is_complaint: Yes
    is_scrutinised: Yes
    considered_before: Reasons | None = None
    systematic_failure: Reasons | None = None

    def checklist(self) -> Checklist:
        """The answers as the domain knows them."""
        return Checklist(**self.model_dump(exclude_none=True))


class CallIn(TriggerIn):
    """A councillor's call for action, the last resort: what was tried before, and the list it is let in by."""

    steps: Reasons
    checklist: ChecklistIn


BODIES: dict[Kind, type[TriggerIn]] = {
    Kind.NEIGHBOURHOOD: ForumDecisionIn,
    Kind.INTEREST_GROUP: ForumDecisionIn,
    Kind.AREA_COMMITTEE: DecisionIn,
    Kind.PEERS: AssessmentIn,
    Kind.PARTNER: NoticeIn,
    Kind.COUNCILLOR: CallIn,
    Kind.OWN_FINDING: TriggerIn,
}


# What stands one level down in what machines send, and beside everything else in a form.
WITHIN: dict[str, type[Strict]] = {"vote": VoteIn, "checklist": ChecklistIn}


ASKED = {"once"}.union(*(shape.model_fields for shape in (*BODIES.values(), *WITHIN.values())))


class RaiseForm(Strict, extra="allow"):
    """What a page sends for any kind: words as they were typed, to be read as that kind's own shape; and a key."""

    once: Line

    @model_validator(mode="before")
    @classmethod
    def _asked_for(cls, typed: dict[str, Any]) -> dict[str, Any]:
        if not typed.keys() <= ASKED:
            raise refuse("unknown-field", "There is a field here that nothing asks for.")
        return typed

    def sent(self, kind: Kind) -> TriggerIn:
        """The same as machines send it. Raises Malformed naming every field that does not fit."""
        typed: dict[str, Any] = {
            name: value for name, value in (self.__pydantic_extra__ or {}).items() if str(value).strip()
        }
        for name, shape in WITHIN.items():
            if name in BODIES[kind].model_fields:
                typed[name] = {inner: typed.pop(inner) for inner in shape.model_fields if inner in typed}
        return fit(BODIES[kind], typed, source=TEXT_SOURCE)


def opened(case: Case, at: Circumstances) -> Answer:
    """A case was opened: the case, and who answers for the measure on this day, with the ground."""
    lead = at.register.lead
    answers = {
        "body": subject(at),
        "basis": lead.basis if lead else "No body leads on the measure: the responsible authority answers.",
        "since_on": lead.since_on.isoformat() if lead else None,
        "register_version": at.register.version,
    }
    where = f"/escalation/v1/cases/{case.reference}"
    return Answer.of(201, document(case) | {"answers": answers}, version=case.version, location=where)


def joined(case: Case) -> Answer:
    """The body stands behind a case that was open."""
    where = f"/escalation/v1/cases/{case.reference}"
    return Answer.of(200, document(case), version=case.version, location=where)


def waiting(gathering: Gathering) -> Answer:
    """The decision is counted, and waits for others."""
    where = f"{BASE}/{gathering.reference}"
    return Answer.of(202, gathered(gathering), version=gathering.version, location=where)


def said_of(one: Case | Gathering) -> str:
    """What is open about a measure, in a sentence: a case, or decisions that wait for others; in whose words."""
    if isinstance(one, Case):
        is_left = one.overlay is Overlay.WITHDRAWN
        left = " Whoever raised it has left: whoever joins it takes it up." if is_left else ""
        return f"{one.reference} is open about the same measure: {one.title}.{left}"
    first = one.first
    return f"{one.reference} counts decisions about the same measure, the first by {first.name}: {first.title}."


def address_of(one: Case | Gathering) -> str:
    """Where machines read it."""
    return f"/escalation/v1/cases/{one.reference}" if isinstance(one, Case) else f"{BASE}/{one.reference}"


def gathered(gathering: Gathering) -> dict[str, Any]:
    """Decisions that are counted, as JSON values: how many there are, how many it takes, until when each counts."""
    count, reference = len(gathering.counting), gathering.reference
    links = {"self": f"{BASE}/{reference}", "measure": f"/measures/{gathering.area}/{gathering.measure}"}
    if gathering.handed_in_on is not None:
        links["case"] = f"/escalation/v1/cases/{reference}"
    return {
        "reference": reference,
        "area": gathering.area,
        "trigger": gathering.trigger,
        "measure": gathering.measure,
        "title": gathering.first.title,
        "failure": gathering.first.failure,
        "count": count,
        "required": gathering.required,
        "message": _standing(gathering),
        "decisions": [
            {
                "body": one.record.body,
                "name": one.record.name,
                "decided_on": one.record.decided_on.isoformat(),
                "reference": one.record.reference,
                "title": one.record.title,
                "failure": one.record.failure,
                "counts_until": one.counts_until.isoformat(),
                "counts": one.lapsed_on is None,
            }
            for one in gathering.decisions
        ],
        "opened_on": gathering.opened_on.isoformat(),
        "handed_in_on": gathering.handed_in_on.isoformat() if gathering.handed_in_on else None,
        "ended_on": gathering.ended_on.isoformat() if gathering.ended_on else None,
        "links": links,
    }


def _standing(gathering: Gathering) -> str:
    count, needed = len(gathering.counting), gathering.required
    if gathering.handed_in_on is not None:
        return f"{count} of {needed} decided the same: the case is open."
    if gathering.ended_on is not None:
        return f"Too few others decided the same in time; {needed} were needed."
    return f"{count} of {needed} have decided this. With {needed} the case for the whole area opens."
