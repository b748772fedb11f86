"""A sealed matter as what happened to it has made it. Pure; nothing here leaves the sealed store while it is sealed.

What may happen next stands in `reserve`. `evolve` reads neither policy nor clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

AUDITOR_BENCH, OPEN_BENCH = 3, 4


def bench_of(number: int) -> int:
    """Which bench sits as the one of that number: the two pairs, the auditor, every authoriser outside the subject;
    from then on the last two take turns.
    """
    return number if number < AUDITOR_BENCH else AUDITOR_BENCH + (number - AUDITOR_BENCH) % 2


class Stage(StrEnum):
    """Where a sealed matter stands."""

    LODGED = "lodged"
    DECIDING = "deciding"
    REFUSED = "refused"
    SENT = "sent"
    UNSEALED = "unsealed"
    CLOSED = "closed"


ENDS = frozenset({Stage.REFUSED, Stage.UNSEALED, Stage.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a sealed matter. `due_on` is the day that ends the silence after it, if any does."""

    due_on: date | None = None
    reckoning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodged(Event):
    """A suspicion with its particulars. `case` is empty where it comes from no case.

    `benches` are the bodies whose authorisers decide, the first pair and the next; an empty one is open to all.
    """

    area: str
    subject: str
    case: str
    body: str
    role: str
    source: str
    what: str
    who: str
    when: str
    evidence: str
    benches: tuple[tuple[str, ...], ...]
    policy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorised(Event):
    """An authoriser finds the suspicion reasonable, and says whom it goes to."""

    body: str
    reasons: str
    send_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAuthorised(Event):
    """An authoriser does not find the suspicion reasonable."""

    body: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn(Event):
    """A bench came to no decision, by silence, by disagreement, or as one alone: the next one decides."""

    bench: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown(Event):
    """The matter is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOn(Event):
    """The matter is with those who look into it."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(Event):
    """Somebody accountable looked whether it must stay sealed: it must, for these reasons."""

    body: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMissed(Event):
    """Nobody looked whether it must stay sealed by the day. It stays so, and the next day is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Event):
    """A body that the matter was sent to says what it found, and whether that is a failure."""

    body: str
    reasons: str
    findings: str
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealed(Event):
    """The matter is told. `findings` are those of whoever looked into it, empty where there are none."""

    body: str
    reasons: str
    findings: str
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    """Nothing more comes of it, and it stays sealed."""

    body: str
    reasons: str


EVENTS: dict[str, type[Event]] = {
    "lodged": Lodged,
    "authorised": Authorised,
    "not_authorised": NotAuthorised,
    "passed_on": PassedOn,
    "turned_down": TurnedDown,
    "sent_on": SentOn,
    "reported": Reported,
    "reviewed": Reviewed,
    "review_missed": ReviewMissed,
    "unsealed": Unsealed,
    "closed": Closed,
}
NAMES = {shape: name for name, shape in EVENTS.items()}
LEADS_TO: dict[type[Event], Stage] = {TurnedDown: Stage.REFUSED, Unsealed: Stage.UNSEALED, Closed: Stage.CLOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event with its day and who did it: an account or key, which is never shown to anybody."""

    event: Event
    on: date
    holder: str

    @property
    def name(self) -> str:
        """What happened, in a word."""
        return NAMES[type(self.event)]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one authoriser decided, on which bench."""

    holder: str
    body: str
    bench: int
    is_for: bool
    send_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a body that looked into a matter found: in which entry, by whose account, for which body."""

    entry: int
    holder: str
    body: str
    words: str
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A sealed matter. `bench` counts from 1; see `bench_of`."""

    area: str
    subject: str
    case: str
    lodged_by: str
    lodged_for: str
    benches: tuple[tuple[str, ...], ...]
    lodged_on: date
    policy_version: str
    stage: Stage = Stage.LODGED
    bench: int = 1
    votes: tuple[Vote, ...] = ()
    recipients: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    sent_on: date | None = None
    due_on: date | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether something may still happen."""
        return self.stage not in ENDS

    @property
    def telling(self) -> tuple[Finding, ...]:
        """The findings that the matter comes to: those of a failure, where anybody found one; else all."""
        return tuple(one for one in self.findings if one.is_failing) or self.findings

    @property
    def is_failing(self) -> bool:
        """Whether anybody who looked into it found a failure."""
        return any(one.is_failing for one in self.findings)

    @property
    def sitting(self) -> tuple[Vote, ...]:
        """The votes of the bench that sits."""
        return tuple(vote for vote in self.votes if vote.bench == self.bench)


def facts_of(event: Event) -> Mapping[str, str]:
    """An event's facts by name, each as the words that it is committed to by; what is empty too."""
    return {field.name: _words(getattr(event, field.name)) for field in fields(event)}


def folded(history: Iterable[Happened]) -> Matter:
    """The matter that its whole history makes. Raises ValueError when the first event does not lodge it."""
    matter: Matter | None = None
    for happened in history:
        matter = evolve(matter, happened)
    if matter is None:
        raise ValueError("a matter begins by being lodged")
    return matter


def evolve(matter: Matter | None, happened: Happened) -> Matter:
    """The matter after what happened."""
    event = happened.event
    if matter is None:
        if not isinstance(event, Lodged):
            raise ValueError("a matter begins by being lodged")
        return _lodged(event, happened)
    after = replace(matter, due_on=event.due_on, version=matter.version + 1)
    return replace(after, **_changes(matter, happened))


def _changes(matter: Matter, happened: Happened) -> Mapping[str, Any]:
    """What the event changes besides clock and version."""
    match event := happened.event:
        case Authorised():
            vote = Vote(happened.holder, event.body, matter.bench, is_for=True, send_to=event.send_to)
            return {"stage": Stage.DECIDING, "votes": (*matter.votes, vote)}
        case NotAuthorised():
            vote = Vote(happened.holder, event.body, matter.bench, is_for=False)
            return {"stage": Stage.DECIDING, "votes": (*matter.votes, vote)}
        case PassedOn():
            return {"stage": Stage.DECIDING, "bench": event.bench}
        case SentOn():
            return {"stage": Stage.SENT, "recipients": event.to, "sent_on": happened.on}
        case Reported():
            found = Finding(matter.version + 1, happened.holder, event.body, event.findings, event.is_failing)
            return {"findings": (*matter.findings, found)}
        case _:
            return {"stage": LEADS_TO.get(type(event), matter.stage)}


def _lodged(event: Lodged, happened: Happened) -> Matter:
    return Matter(
        area=event.area,
        subject=event.subject,
        case=event.case,
        lodged_by=happened.holder,
        lodged_for=event.body,
        benches=event.benches,
        lodged_on=happened.on,
        policy_version=event.policy_version,
        due_on=event.due_on,
    )


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "; ".join(_words(each) for each in value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
