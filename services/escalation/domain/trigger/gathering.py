"""Decisions of several bodies for action in the whole area, counted until there are enough. Pure.

As with a petition, events come out of the functions that decide; `begun` and `evolve` make the gathering from them and
read no policy. Each decision counts until a day of its own; a body counts once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.trigger.trigger import Trigger
from shared.events import escalation as told
from shared.working_days import Reckoning, in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A decision that came in: what it rests on and until when it counts; `lapsed_on` when it does no more."""

    number: int
    record: told.TriggerRecord
    received_on: date
    counts_until: date
    lapsed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Decisions of one kind about one matter, as their events have made it. `version` counts them.

    `required` is how many are needed, as the last decision told. Each has its own words; those of the first that counts
    stand for all, for the others joined it having read them.
    """

    reference: str
    area: str
    trigger: str
    measure: str
    policy_version: str
    opened_on: date
    required: int
    decisions: tuple[Counted, ...] = ()
    handed_in_on: date | None = None
    ended_on: date | None = None
    version: int = 0

    @property
    def counting(self) -> tuple[Counted, ...]:
        """The decisions that count."""
        return tuple(one for one in self.decisions if one.lapsed_on is None)

    @property
    def first(self) -> told.TriggerRecord:
        """The decision whose words stand for all: the first that counts, or that did."""
        return (self.counting or self.decisions)[0].record

    @property
    def records(self) -> tuple[told.TriggerRecord, ...]:
        """What the decisions that count rest on."""
        return tuple(one.record for one in self.counting)


def counts_until(at: Circumstances) -> Reckoning:
    """The last day on which a decision handed in today counts."""
    return at.policy.trigger.draft.reckon(at.today, at.calendar)


def receive(
    gathering: Gathering | None,
    trigger: Trigger,
    record: told.TriggerRecord,
    *,
    reference: str,
    required: int,
    at: Circumstances,
) -> tuple[object, ...]:
    """A body's decision joins those that are there, or is the first; with enough of them they are handed in.

    Raises Refused `counted_already` for a body whose decision counts.
    """
    counting = gathering.counting if gathering else ()
    for one in counting:
        if one.record.body == record.body:
            words = f"A decision of this body on this matter counts already, until {in_words(one.counts_until)}."
            raise Refused("counted_already", words)
    count = len(counting) + 1
    received = told.DecisionReceived(
        area=trigger.area,
        case=gathering.reference if gathering else reference,
        trigger=trigger.kind.value,
        measure=trigger.measure,
        number=len(gathering.decisions) + 1 if gathering else 1,
        record=record,
        counts_until=counts_until(at).due_on,
        count=count,
        required=required,
        policy_version=at.policy.version,
    )
    if count < required:
        return (received,)
    return (received, told.TriggerHandedIn(case=received.case, count=count, required=required))


def require_fit(gathering: Gathering | None, trigger: Trigger) -> Gathering:
    """The decisions to which this one is added. Raises Refused `no_such_matter`, `another_kind`, `another_level`."""
    if gathering is None:
        words = "No case, and no decisions that wait for others, are open under this reference about this measure."
        raise Refused("no_such_matter", words)
    if gathering.trigger != trigger.kind:
        raise Refused("another_kind", "Decisions of bodies of another kind are counted there.")
    if not trigger.adds_up:
        raise Refused("another_level", "Decisions for action in the whole area are counted there; yours is for less.")
    return gathering


def lapse(gathering: Gathering, number: int) -> tuple[object, ...]:
    """The day of a decision is over: it counts no more. One that was handed in or lapsed before has nothing to lose."""
    one = next((one for one in gathering.counting if one.number == number), None)
    if one is None or gathering.ended_on is not None:
        return ()
    left = len(gathering.counting) - 1
    return (told.DecisionLapsed(case=gathering.reference, number=number, body=one.record.body, count=left),)


def evolved(gathering: Gathering | None, events: Sequence[object], on: date) -> Gathering:
    """The gathering after all of these events of one day; the first of all is a decision."""
    for event in events:
        gathering = evolve(gathering, event, on)
    if gathering is None:
        raise ValueError("a gathering begins with a decision")
    return gathering


def refolded(history: Iterable[tuple[object, date]]) -> Gathering | None:
    """The gathering that its whole history makes, each event with its day; None for a history that is none."""
    gathering: Gathering | None = None
    for event, on in history:
        if gathering is None and not isinstance(event, told.DecisionReceived):
            return None
        gathering = evolve(gathering, event, on)
    return gathering


def evolve(gathering: Gathering | None, event: object, on: date) -> Gathering:
    """The gathering after the event that happened on that day."""
    match event:
        case told.DecisionReceived():
            after = _received(gathering or _begun(event, on), event, on)
        case told.DecisionLapsed() if gathering is not None:
            after = _lapsed(gathering, event, on)
        case told.TriggerHandedIn() if gathering is not None:
            after = replace(gathering, handed_in_on=on, ended_on=on)
        case _:
            raise TypeError(f"a gathering is not changed by {type(event).__name__}")
    return replace(after, version=after.version + 1)


def _begun(event: told.DecisionReceived, on: date) -> Gathering:
    return Gathering(
        reference=event.case,
        area=event.area,
        trigger=event.trigger,
        measure=event.measure,
        policy_version=event.policy_version,
        opened_on=on,
        required=event.required,
    )


def _received(gathering: Gathering, event: told.DecisionReceived, on: date) -> Gathering:
    one = Counted(number=event.number, record=event.record, received_on=on, counts_until=event.counts_until)
    return replace(gathering, decisions=(*gathering.decisions, one), required=event.required)


def _lapsed(gathering: Gathering, event: told.DecisionLapsed, on: date) -> Gathering:
    decisions = tuple(replace(one, lapsed_on=on) if one.number == event.number else one for one in gathering.decisions)
    return replace(gathering, decisions=decisions, ended_on=gathering.ended_on if event.count else on)
