"""The reserve power as a table: what may be asked of a sealed matter at which stage, by whom, and what silence does.

Suspected fraud or other crime goes past the ladder, decided by two authorisers of different organisations outside the
subject's. A pair of stage and command that has no row is refused. Nothing here lapses by silence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.register import Register
from services.escalation.domain.reserve.matter import (
    AUDITOR_BENCH,
    OPEN_BENCH,
    Authorised,
    Closed,
    Event,
    Lodged,
    Matter,
    NotAuthorised,
    PassedOn,
    Reported,
    Reviewed,
    ReviewMissed,
    SentOn,
    Stage,
    TurnedDown,
    Unsealed,
    Vote,
    bench_of,
)
from services.escalation.domain.reserve.particulars import (
    Authorise,
    Close,
    Lodge,
    Refuse,
    Report,
    ReserveCommand,
    Review,
    Unseal,
    gaps_of_lodging,
)
from services.escalation.domain.reserve.seat import LODGERS, Seat, seats_of
from shared.policy import Policy
from shared.working_days import Period, in_words

Events = tuple[Event, ...]


LODGED_BY = "a chief officer, the monitoring officer, the officer for finance, the auditor or a councillor"
STANDS = {
    Stage.LODGED: "it is lodged, and nobody has decided",
    Stage.DECIDING: "not enough of those who decide have decided alike",
    Stage.REFUSED: "it was refused, and has ended",
    Stage.SENT: "it was sent to others, who look into it",
    Stage.UNSEALED: "it is unsealed, and has ended",
    Stage.CLOSED: "it is closed, and stays sealed",
}
REVIEWERS = frozenset({Seat.ACCOUNTABLE, Seat.AUDITOR})
DECIDERS = frozenset({Seat.AUTHORISER, Seat.AUDITOR_ON_BENCH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: at one of `stages`, `asked` by one of `who` leads to one of `to`."""

    stages: frozenset[Stage]
    asked: type[ReserveCommand]
    who: frozenset[Seat]
    to: frozenset[Stage]
    tells: Callable[[Matter, Any, Circumstances], Events]  # Any: every row's function takes its own command


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What happens when nobody does anything for the period: on a bench, or on whichever it is."""

    stages: frozenset[Stage]
    bench: int | None
    limit: Callable[[Policy], Period]
    tells: Callable[[Matter, Circumstances], Events]


def lodge(command: Lodge, at: Circumstances) -> Events:
    """A new matter. Raises NotYourPart for who may not lodge, Incomplete naming each particular that is missing."""
    roles = sorted(LODGERS & at.actor.roles)
    if not roles or at.actor.body is None:
        raise NotYourPart("not_your_part", f"Only {LODGED_BY} may lodge a suspicion, for a body.")
    if gaps := list(gaps_of_lodging(command, at)):
        raise Incomplete(gaps)
    lodged = Lodged(
        area=command.area,
        subject=command.subject,
        case=command.case,
        body=at.actor.body,
        role=roles[0],
        source=command.source,
        what=command.what,
        who=command.who,
        when=command.when,
        evidence=command.evidence,
        benches=benches(at.policy, at.register, command.subject),
        policy_version=at.policy.version,
    )
    return (_clocked(lodged, Stage.LODGED, 1, at),)


def decide(matter: Matter, command: ReserveCommand, at: Circumstances) -> Events:
    """The events of a command on the matter as it stands. Raises Refused, NotYourPart, Incomplete."""
    row = next((row for row in TABLE if matter.stage in row.stages and isinstance(command, row.asked)), None)
    if row is None:
        raise Refused("not_at_this_stage", f"This cannot be done while the matter stands here: {STANDS[matter.stage]}.")
    if not row.who & seats_of(matter, at):
        raise NotYourPart("not_your_part", f"Only {' or '.join(sorted(row.who))} can do this, each once.")
    if gaps := list(command.gaps(matter, at)):
        raise Incomplete(gaps)
    return row.tells(matter, command, at)


def fire(matter: Matter, at: Circumstances) -> Events:
    """What silence does now that the matter's day is over. Raises Refused while it is not, or no clock runs."""
    if matter.due_on is None or at.today <= matter.due_on:
        raise Refused("not_due", "No day of this matter is over.")
    return silence_of(matter).tells(matter, at)


def silence_of(matter: Matter) -> Silence:
    """The one row of silence that holds; Refused where none does, as after an end."""
    row = _silence(matter.stage, matter.bench)
    if row is None:
        raise Refused("no_clock", "No clock runs in this matter.")
    return row


def _silence(stage: Stage, bench: int) -> Silence | None:
    rows = (row for row in SILENCES if stage in row.stages and row.bench in (None, bench_of(bench)))
    return next(rows, None)


def benches(policy: Policy, register: Register, subject: str) -> tuple[tuple[str, ...], ...]:
    """The bodies of the first pair and of the next, in the policy's order; an empty bench is open to all.

    No two are of one organisation and none is of the subject's: a bench that cannot be filled so is open to all.
    """
    taken = {register.organisation(subject)}
    eligible = []
    for body in policy.reserve.authorising_bodies:
        if (organisation := register.organisation(body)) not in taken:
            taken.add(organisation)
            eligible.append(body)
    size = policy.reserve.authorisers
    pairs = (tuple(eligible[:size]), tuple(eligible[size : 2 * size]))
    return tuple(pair if len(pair) == size else () for pair in pairs)


def _authorised(matter: Matter, command: Authorise, at: Circumstances) -> Events:
    vote = Vote(at.actor.id, _body(at), matter.bench, is_for=True, send_to=command.send_to)
    told = Authorised(body=vote.body, reasons=command.reasons, send_to=command.send_to, due_on=matter.due_on)
    return (told, *_counted(matter, vote, at))


def _refused(matter: Matter, command: Refuse, at: Circumstances) -> Events:
    vote = Vote(at.actor.id, _body(at), matter.bench, is_for=False)
    told = NotAuthorised(body=vote.body, reasons=command.reasons, due_on=matter.due_on)
    return (told, *_counted(matter, vote, at))


def _counted(matter: Matter, vote: Vote, at: Circumstances) -> Events:
    """What follows from a vote: so many of different organisations who are of one mind decide, and nobody alone. A full
    pair that is not of one mind, and an auditor whom nobody agrees with yet, pass the matter on.
    """
    is_pair, needed = matter.bench < AUDITOR_BENCH, at.policy.reserve.authorisers
    votes = (*(matter.sitting if is_pair else matter.votes), vote)
    last = {at.register.organisation(one.body): one for one in votes}
    alike = [one for one in last.values() if one.is_for == vote.is_for]
    if len(alike) >= needed:
        return (_sent(matter, alike, at),) if vote.is_for else (TurnedDown(),)
    if bench_of(matter.bench) == OPEN_BENCH or (is_pair and len(votes) < needed):
        return ()
    return _passed_on(matter, at, "disagreement" if is_pair else "one_alone")


def _sent(matter: Matter, votes: Sequence[Vote], at: Circumstances) -> Event:
    """The matter goes to those that these votes name; to nobody whom none but its own people named."""
    organisation = at.register.organisation
    named = [(body, vote.body) for vote in votes for body in vote.send_to]
    to = tuple(dict.fromkeys(body for body, by in named if organisation(body) != organisation(by)))
    if not to:
        words = "Name a body that is not your own: nobody else has named one to look into it."
        raise Incomplete([Gap("send_to", "only_its_own", words)])
    return _clocked(SentOn(to=to), Stage.SENT, matter.bench, at)


def _passed_on(matter: Matter, at: Circumstances, cause: str = "silence") -> Events:
    following = PassedOn(bench=matter.bench + 1, cause=cause)
    return (_clocked(following, Stage.DECIDING, following.bench, at),)


def _reviewed(matter: Matter, command: Review, at: Circumstances) -> Events:
    return (_clocked(Reviewed(body=_body(at), reasons=command.reasons), matter.stage, matter.bench, at),)


def _reported(matter: Matter, command: Report, at: Circumstances) -> Events:
    told = Reported(
        body=_body(at),
        reasons=command.reasons,
        findings=command.findings,
        is_failing=command.is_failing,
        due_on=matter.due_on,
    )
    return (told,)


def _review_missed(matter: Matter, at: Circumstances) -> Events:
    return (_clocked(ReviewMissed(), matter.stage, matter.bench, at),)


def _unsealed(matter: Matter, command: Unseal, at: Circumstances) -> Events:
    words = " ".join(one.words for one in matter.telling)
    return (Unsealed(body=_body(at), reasons=command.reasons, findings=words, is_failing=matter.is_failing),)


def _closed(matter: Matter, command: Close, at: Circumstances) -> Events:
    """Nothing comes of it: once somebody who looked into it has spoken, or has had the time to."""
    sent_on = matter.sent_on or matter.lodged_on
    until = at.policy.reserve.sealed_review.reckon(sent_on, at.calendar).due_on
    if not matter.findings and at.today <= until:
        words = f"Nobody to whom it was sent has said what it found. They have until {in_words(until)}."
        raise Refused("nothing_found_yet", words)
    return (Closed(body=_body(at), reasons=command.reasons),)


def _clocked(event: Event, stage: Stage, bench: int, at: Circumstances) -> Event:
    """The event with the clock that runs at the stage that it leads to."""
    row = _silence(stage, bench)
    if row is None:
        return event
    due = row.limit(at.policy).reckon(at.today, at.calendar)
    return replace(event, due_on=due.due_on, reckoning=due.words())


def _body(at: Circumstances) -> str:
    return at.actor.body or ""


UNDECIDED = frozenset({Stage.LODGED, Stage.DECIDING})
WITH_OTHERS = frozenset({Stage.SENT})
TABLE: tuple[Row, ...] = (
    Row(stages=UNDECIDED, asked=Authorise, who=DECIDERS, to=frozenset({Stage.DECIDING, Stage.SENT}), tells=_authorised),
    Row(stages=UNDECIDED, asked=Refuse, who=DECIDERS, to=frozenset({Stage.DECIDING, Stage.REFUSED}), tells=_refused),
    Row(stages=WITH_OTHERS, asked=Report, who=frozenset({Seat.INQUIRER}), to=WITH_OTHERS, tells=_reported),
    Row(stages=WITH_OTHERS, asked=Review, who=REVIEWERS, to=frozenset({Stage.SENT}), tells=_reviewed),
    Row(stages=WITH_OTHERS, asked=Unseal, who=REVIEWERS, to=frozenset({Stage.UNSEALED}), tells=_unsealed),
    Row(stages=WITH_OTHERS, asked=Close, who=REVIEWERS, to=frozenset({Stage.CLOSED}), tells=_closed),
)
SILENCES: tuple[Silence, ...] = (
    Silence(stages=UNDECIDED, bench=1, limit=lambda policy: policy.reserve.decide, tells=_passed_on),
    Silence(stages=UNDECIDED, bench=2, limit=lambda policy: policy.reserve.next_pair_decide, tells=_passed_on),
    Silence(
        stages=UNDECIDED, bench=AUDITOR_BENCH, limit=lambda policy: policy.reserve.auditor_decide, tells=_passed_on
    ),
    Silence(stages=UNDECIDED, bench=OPEN_BENCH, limit=lambda policy: policy.reserve.next_pair_decide, tells=_passed_on),
    Silence(
        stages=WITH_OTHERS,
        bench=None,
        limit=lambda policy: policy.reserve.sealed_review,
        tells=_review_missed,
    ),
)
