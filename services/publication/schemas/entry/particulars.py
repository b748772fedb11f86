"""What an entry of a negotiation carries beside its words: as it is sent, and as it is told to machines."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from services.publication.domain.entry.particulars import (
    AdviserKind,
    ConstraintKind,
    ItemClass,
    Outcome,
    Particulars,
    ReasonCode,
    Relation,
    RevisionKind,
    Role,
)
from services.publication.schemas.register.place import Code
from shared.shapes import Day, Line, Number, Reasons, Strict, Whole, Yes

MOST = 100

# How a field is called here, and in the rules.
_YES_OR_NO = {name: f"is_{name}" for name in ("exploratory", "surveyed", "waived", "inspecting", "given")}
_PLAIN_NAMES = {inner: name for name, inner in _YES_OR_NO.items()}
_ADAPTER = TypeAdapter(Particulars)

Items = Annotated[tuple[Annotated[Line, Field(max_length=300)], ...], Field(max_length=MOST)]


class RelativeIn(Strict):
    """A target as a distance from something: 10 percent below 2004."""

    relation: Relation
    of: Line
    by: Number | None = None
    unit: Line | None = None


class PeriodTargetIn(Strict):
    """The target of one period. `surveyed` is false for one in which nothing is measured."""

    period: Line
    value: Number | None = None
    stretch: Number | None = None
    relative: RelativeIn | None = None
    surveyed: Yes = True


class TermsIn(Strict):
    """The item as an object. `interval` is the whole width of a figure's 95 per cent interval, in the entry's unit;
    `basis` the law by which a statutory item is set.
    """

    item_class: ItemClass | None = None
    measure: Code | None = None
    definition: Reasons | None = None
    scope: Line | None = None
    department: Line | None = None
    stretch_value: Number | None = None
    interval: Annotated[Number, Field(ge=0)] | None = None
    targets: Annotated[tuple[PeriodTargetIn, ...], Field(max_length=MOST)] = ()
    relative: RelativeIn | None = None
    exploratory: Yes = False
    review_on: Day | None = None
    basis: Line | None = None


class RejectionIn(Strict):
    """On what a rejection rests; `interest` is the department's declaration, in words also where it has none."""

    department: Line | None = None
    code: ReasonCode | None = None
    other: Reasons | None = None
    evidence: Reasons | None = None
    interest: Reasons | None = None


class ConstraintIn(Strict):
    """One thing that binds a party."""

    kind: ConstraintKind
    words: Reasons


class ConstraintsIn(Strict):
    """What binds a party, or that it waives to say."""

    waived: Yes = False
    constraints: Annotated[tuple[ConstraintIn, ...], Field(max_length=MOST)] = ()


class AppointmentIn(Strict):
    """A team becomes broker or provider; it declares its interests and the grants that it administers."""

    role: Role
    interests: Reasons
    team: Line | None = None
    grants: Annotated[tuple[Line, ...], Field(max_length=MOST)] = ()


class AdviceRequestIn(Strict):
    """Advice is asked for; no items mean the whole agreement."""

    asked_of: Line
    adviser_kind: AdviserKind
    question: Reasons
    items: Items = ()


class AdviceIn(Strict):
    """Advice, with the author's declaration of independence. `inspecting`: it has an open inspection of the council."""

    adviser_kind: AdviserKind
    independence: Reasons
    findings: Reasons
    recommendation: Outcome
    recommended: Reasons
    request: Whole | None = None
    items: Items = ()
    inspecting: Yes = False


class DecisionIn(Strict):
    """What was decided and why. `departure` says why it is not what the advice recommends, `urgency` why it did not
    wait for any; `relied_on` names what else it rests on, the advice of civil servants too.
    """

    outcome: Outcome
    reasons: Reasons
    relied_on: Reasons
    items: Items = ()
    departure: Reasons | None = None
    urgency: Reasons | None = None


class ConsentIn(Strict):
    """Whether a body consents to the item."""

    given: Yes


class RevisionIn(Strict):
    """A proposal to change, add or remove an approved target, and who has consented to it."""

    change: RevisionKind
    consented: Annotated[tuple[Line, ...], Field(max_length=MOST)] = ()


class ProtocolIn(Strict):
    """Who accounts for the item, who does what, how money and interests are handled."""

    accountability: Reasons
    responsibility: Reasons
    probity: Reasons


class ConsultationIn(Strict):
    """Those who do the work were asked: who, and what changed by it."""

    consulted: Reasons
    changed: Reasons


class MilestoneIn(Strict):
    """A step of a delivery plan."""

    title: Line
    due_on: Day


class PlanIn(Strict):
    """How the item will be delivered."""

    milestones: Annotated[tuple[MilestoneIn, ...], Field(min_length=1, max_length=MOST)]


class ParticularsIn(Strict):
    """All that an entry may carry, each by its name; which it may depends on its kind."""

    terms: TermsIn | None = None
    rejection: RejectionIn | None = None
    constraints: ConstraintsIn | None = None
    appointment: AppointmentIn | None = None
    advice_request: AdviceRequestIn | None = None
    advice: AdviceIn | None = None
    decision: DecisionIn | None = None
    consent: ConsentIn | None = None
    revision: RevisionIn | None = None
    protocol: ProtocolIn | None = None
    consultation: ConsultationIn | None = None
    plan: PlanIn | None = None

    def particulars(self) -> Particulars:
        """What was sent, as the domain takes it."""
        sent = {name: getattr(self, name) for name in ParticularsIn.model_fields}
        known = {name: one.model_dump() for name, one in sent.items() if one is not None}
        return _ADAPTER.validate_python(_renamed(known, _YES_OR_NO))


def particulars_document(particulars: Particulars) -> dict[str, object]:
    """What an entry carries, by name; nothing for what it does not."""
    told: dict[str, object] = _renamed(asdict(particulars), _PLAIN_NAMES)
    return {name: one for name, one in told.items() if one is not None}


def _renamed(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 any value of JSON
    match value:
        case dict():
            return {names.get(name, name): _renamed(one, names) for name, one in value.items()}
        case list() | tuple():
            return [_renamed(one, names) for one in value]
        case _:
            return value
