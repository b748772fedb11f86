"""Where a petition and its case stand, as the events of escalation tell it; and when each rung of the ladder was left.

A petition and its case share one reference and come as two streams with no order between them: a case may be heard of
before its petition. Each stream only ever moves its own half forward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.events import escalation as told
from shared.events.escalation import CaseStep, ObligationStep, TriggerRecord
from shared.working_days import in_words, london_day

GATHERING = "draft"  # the name under which profiles keep their words for a petition that gathers signatures
LAPSED, WITHDRAWN = "lapsed", "withdrawn"
OVERLAYS = ("paused", "withdrawn")  # the silences of a case over whose state something lies

# An event with its version in its stream and when it happened.
Step = tuple[object, int, datetime]

# Fields of a standing by name. Any: each has a type of its own; a standing refuses a name that there is not.
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one reference stands. What its streams have not told yet is None."""

    reference: str
    area: str
    moved_at: datetime
    petition_version: int = 0
    case_version: int = 0
    title: str | None = None
    measure: str | None = None
    threshold: int | None = None
    closes_on: date | None = None
    signatures: int | None = None
    counted_on: date | None = None
    petition_ended: str | None = None
    policy_version: str | None = None
    trigger: str | None = None
    lead: str | None = None
    lead_name: str | None = None
    answers_owed_under: str | None = None
    state: str | None = None
    silence: str | None = None
    asked_by: date | None = None
    due_on: date | None = None
    reckoning: str | None = None
    late_since: date | None = None
    ended: str = ""
    opened_at: datetime | None = None

    @property
    def now(self) -> str:
        """The state that counts: the case's, else the petition's."""
        return self.state or self.petition_ended or GATHERING

    @property
    def over(self) -> str:
        """What lies over the state, `paused` or `withdrawn`; empty for nothing."""
        return self.silence if self.silence in OVERLAYS and not self.ended else ""

    @property
    def acts_by(self) -> date | None:
        """The day by which somebody is to act; None when no clock runs."""
        if self.ended:
            return None
        return (self.asked_by or self.due_on) if self.state else self.closes_on

    @property
    def moves_after(self) -> date | None:
        """The day after which silence moves it: then or later; None when no clock runs."""
        return self.due_on if self.state and not self.ended else self.acts_by


FACTS = tuple(field.name for field in fields(Standing))
_facts = attrgetter(*FACTS)


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a reference, as it came: its place in its stream, when it happened, what it says."""

    stream: str
    version: int
    event_id: UUID
    type: str
    occurred_at: datetime
    event: object

    @property
    def on(self) -> date:
        """The day it happened, in London."""
        return london_day(self.occurred_at)

    @property
    def name(self) -> str:
        """What the step is called within its reference: `case-3`, the third of the case."""
        return f"{self.stream.partition('/')[0]}-{self.version}"


def evolve(standing: Standing, steps: Iterable[Step]) -> Standing:
    """The standing after events of either stream; an event that is not newer than what is known changes nothing."""
    known = dict(zip(FACTS, _facts(standing), strict=True))
    for event, version, occurred_at in steps:
        if isinstance(event, ObligationStep):  # it runs beside: where the reference stands is the others' to say
            known["moved_at"] = max(known["moved_at"], occurred_at)
            continue
        half = "case_version" if isinstance(event, CaseStep) else "petition_version"
        if version <= known[half]:
            continue
        if isinstance(event, CaseStep):
            known |= _stepped(event, known, occurred_at)
        else:
            known |= _petitioned(event, known, occurred_at)
        known[half] = version
        known["moved_at"] = max(known["moved_at"], occurred_at)
    return Standing(**known)


def _own(history: Sequence[Told]) -> Sequence[Told]:
    return [each for each in history if not isinstance(each.event, told.evidence.REMOVALS)]


def refold(reference: str, area: str, history: Sequence[Told]) -> Standing:
    """Where a reference stands as its history tells it; what was told of its files moves it nowhere."""
    own = _own(history)
    beginning = Standing(reference=reference, area=area, moved_at=own[0].occurred_at)
    return evolve(beginning, ((each.event, each.version, each.occurred_at) for each in own))


@dataclass(frozen=True, slots=True)
class Whole:
    """A reference as its rows tell it: where they say that it stands, the areas of its steps, and these steps."""

    standing: Standing | None
    areas: frozenset[str]
    history: tuple[Told, ...]

    @property
    def is_as_told(self) -> bool:
        """Whether it stands where its steps have taken it. What was told of its files alone gives it no standing."""
        standing = self.standing
        if standing is None or not _own(self.history):
            return standing is None and not _own(self.history)
        return standing.area in self.areas and refold(standing.reference, standing.area, self.history) == standing


def rungs_left(history: Sequence[Told], rung_of: Mapping[str, int]) -> dict[int, date]:
    """The day on which each rung was left for a higher one, by the rung's number; none for one never stood on."""
    left: dict[int, date] = {}
    rung = 0
    for each in history:
        here = rung_of.get(each.event.state, rung) if isinstance(each.event, CaseStep) else rung
        left |= {rung: each.on} if here > rung else {}
        left = {passed: day for passed, day in left.items() if passed < here}
        rung = here
    return left


def corrections(history: Iterable[Told]) -> dict[int, str]:
    """Beside the step of each number in which a slip was put right: when, and why."""
    found: dict[int, list[str]] = {}
    for each in history:
        if isinstance(each.event, told.StepCorrected):
            said = f"Corrected on {in_words(each.on)}, because: {each.event.reasons}"
            found.setdefault(each.event.step, []).append(said)
    return {step: " ".join(said) for step, said in found.items()}


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when the clocks of a case stand still, and why: a code of the profile's words."""

    since_on: date
    reason_class: str


def pause_of(standing: Standing, history: Iterable[Told]) -> Pause | None:
    """The pause that lies over the case now, if one does."""
    found: Pause | None = None
    for each in history if standing.over == "paused" else ():
        match each.event:
            case told.CasePaused():
                found = Pause(each.on, each.event.reason_class)
            case told.PauseRenewed() if found is not None:
                found = Pause(found.since_on, each.event.reason_class)
    return found


def behind(history: Iterable[Told]) -> tuple[tuple[TriggerRecord, bool], ...]:
    """The bodies that raised a case or joined it later, with their own words, and whether each stands behind it still;
    none for a petition that nobody joined.
    """
    records, standing = dict[str, TriggerRecord](), dict[str, bool]()
    for each in history:
        match each.event:
            case told.CaseOpened(records=raised):
                records |= {one.body: one for one in raised}
                standing |= dict.fromkeys(records, True)
            case told.CaseJoined(record=joined):
                records[joined.body], standing[joined.body] = joined, True
            case told.StandingPassed(records=passed):
                standing |= dict.fromkeys(records, False)
                records |= {one.body: one for one in passed}
                standing |= {one.body: True for one in passed}
            case told.BodySucceeded(body=body, standing_to=heir) if heir and body in records:
                own = replace(records[body], body=heir, name=each.event.successor_name)
                records, standing = {heir: own} | records, {heir: True} | standing | {body: False}
            case told.BodySucceeded(standing_ended=gone, standing_lost=lost):
                standing |= {one: False for one in (*gone, *lost) if one in records}
            case told.CaseWithdrawn(body=body):
                standing |= dict.fromkeys([body] if body else records, False)
    return tuple((one, standing[body]) for body, one in records.items())


def merged(history: Iterable[Told]) -> tuple[str | None, tuple[str, ...]]:
    """The case of which this one is a part, if it is of any; and those that are a part of this one."""
    into, here = None, list[str]()
    for each in history:
        match each.event:
            case told.CaseMerged():
                into = each.event.into
            case told.CaseRevived():
                into = None
            case told.CaseTakenIn():
                here += [one.reference for one in each.event.joined]
            case told.CaseRejected():
                here = []
            case told.CaseWithdrawn() if each.event.ended:
                here = []
    return into, tuple(here)


def in_order(history: Iterable[Told]) -> tuple[Told, ...]:
    """The events of all streams as they happened; at one instant the petition's come first, and the case's last."""
    return tuple(sorted(history, key=lambda each: (each.occurred_at, _rank(each.stream), each.version)))


def _rank(stream: str) -> int:
    """Which of several streams comes first of what happened in one moment: what people sign, then what that sets a day
    for, then the case that it opens.
    """
    return 0 if stream.startswith("petition/") else 2 if stream.startswith("case/") else 1


def _stepped(event: CaseStep, known: Facts, occurred_at: datetime) -> Facts:
    """Where a step takes the case, and what else it tells."""
    place = {
        "state": event.state,
        "silence": event.silence,
        "asked_by": event.asked_by,
        "due_on": event.due_on,
        "reckoning": event.reckoning,
        "late_since": event.late_since,
        "ended": event.ended,
    }
    match event:
        case told.CaseOpened():
            return place | {
                "title": event.title,
                "measure": event.measure,
                "signatures": event.signatures if known["signatures"] is None else known["signatures"],
                "trigger": event.trigger,
                "policy_version": event.policy_version,
                "opened_at": min(occurred_at, known["opened_at"] or occurred_at),
            }
        case told.BodySucceeded() if event.body == known["lead"]:
            return place | {"lead": event.successor, "lead_name": event.successor_name}
        case told.RecommendationsIssued():
            owed = sorted({addressee.regime for addressee in event.addressees if addressee.is_owed})
            return place | {"answers_owed_under": " ".join(owed)}
        case told.DutyServed():
            return place | {"lead": event.lead, "lead_name": event.lead_name}
        case _:
            return place


def _petitioned(event: object, known: Facts, occurred_at: datetime) -> Facts:
    """What an event of the petition tells."""
    match event:
        case told.PetitionCreated():
            return {
                "title": event.title,
                "measure": event.measure,
                "threshold": event.threshold,
                "closes_on": event.closes_on,
                "policy_version": known["policy_version"] or event.policy_version,
                "opened_at": min(occurred_at, known["opened_at"] or occurred_at),
            }
        case told.PetitionExtended():
            ended = "" if known["state"] is None else known["ended"]
            return {"closes_on": event.closes_on, "petition_ended": None, "ended": ended}
        case told.paper.PetitionTakenUpAgain():
            return {"petition_ended": None, "ended": "" if known["state"] is None else known["ended"]}
        case told.SignaturesCounted():
            return {"signatures": event.count, "counted_on": event.counted_on}
        case (
            told.ThresholdReached()
            | told.PetitionSubmitted()
            | told.invalidation.SignaturesReleased()
            | told.invalidation.SignaturesStruckOut()
            | told.invalidation.InvalidationReversed()
            | told.paper.PaperCounted()
            | told.paper.PaperCountedUnseen()
        ):
            return {"signatures": event.count}
        case told.PetitionLapsed() | told.leadership.PetitionWithdrawn():
            ended = known["ended"] if known["state"] else told.UNRESOLVED
            how = LAPSED if isinstance(event, told.PetitionLapsed) else WITHDRAWN
            return {"signatures": event.count, "petition_ended": how, "ended": ended}
        case _:
            return {}
