"""A petition's life before everybody may sign it, as its events have made it. Its words are none of its facts. Pure.

The marks and the signatures of a petition that was published are `petition`'s; here is only how it came to that, or why
it did not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.events.escalation import Minute
from shared.events.escalation import moderation as told


class Standing(StrEnum):
    """Where it stands. The last two are ends, as is `closed`, whose cause says which."""

    SPONSORING = "sponsoring"
    WAITING = "waiting"
    OVERDUE = "overdue"
    HELD = "held"
    RETURNED = "returned"
    REFUSED = "refused"
    REVIEW = "review"
    COMMITTEE = "committee"
    PUBLISHED = "published"
    CLOSED = "closed"


class Cause(StrEnum):
    """Why it ended unpublished."""

    NOT_SPONSORED = "not_sponsored"
    NOT_MENDED = "not_mended"
    NOT_DECIDED = "not_decided"
    NOT_REVIEWED = "not_reviewed"
    REVIEW_NOT_HELD = "review_not_held"
    UPHELD = "refusal_upheld"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """How it came to be published."""

    DECIDED = "decided"
    REVIEWED = "reviewed"
    UNCHECKED = "unchecked"
    UNREVIEWED = "unreviewed"


ENDS = frozenset({Standing.PUBLISHED, Standing.CLOSED})
OPEN = tuple(standing for standing in Standing if standing not in ENDS)
# Nobody has let it become public or refused it yet, and no election is waited for.
UNDECIDED = (Standing.SPONSORING, Standing.WAITING, Standing.OVERDUE, Standing.RETURNED)
# Ends after which nothing of the words is kept.
FORGOTTEN = frozenset({Cause.NOT_SPONSORED, Cause.NOT_MENDED, Cause.NOT_DECIDED, Cause.WITHDRAWN})
REFUSED_FOR_GOOD = frozenset({Cause.NOT_REVIEWED, Cause.REVIEW_NOT_HELD, Cause.UPHELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refusal, decided or proposed: its codes and reasons, who by, and the account, which nobody is shown."""

    codes: tuple[str, ...]
    reasons: str
    by: str
    account: str
    same_as: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """It as its events have made it. `version` counts them, `due_on` is the day of the clock that runs.

    `proposal` is a refusal that waits for a second person, `refusal` the one that was decided last, `judges` whoever
    had a part in it or found it right: account and body. `denied` are the bodies that proposed to refuse it as it reads
    now, and to whom nobody agreed, once for each time. `returns` and `sent_back` count how often people, and silence,
    have sent it back to its organiser.
    """

    reference: str
    area: str
    measure: str
    standing: Standing
    begun_on: date
    since_on: date
    due_on: date | None
    sponsors: int = 0
    flags: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    reasons: str = ""
    decided_by: str = ""
    returns: int = 0
    sent_back: int = 0
    holds: int = 0
    overdue_on: date | None = None
    proposal: Refusal | None = None
    refusal: Refusal | None = None
    judges: tuple[tuple[str, str], ...] = ()
    denied: tuple[str, ...] = ()
    is_hidden: bool = False
    minute: Minute | None = None
    cause: Cause | None = None
    how: How | None = None
    left_out: int = 0
    ended_on: date | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it may still come to be published."""
        return self.standing not in ENDS

    @property
    def is_refused(self) -> bool:
        """Whether a refusal stands, under review or for good."""
        under_way = self.standing in (Standing.REFUSED, Standing.REVIEW, Standing.COMMITTEE)
        return under_way or self.cause in REFUSED_FOR_GOOD

    @property
    def is_shown(self) -> bool:
        """Whether everybody may read its words: of those that are not public only refused ones, and not all of them."""
        return self.is_refused and not self.is_hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often petitions of an area were looked at, and what came of it; refusals by reason, the most frequent first.

    Each that begun is in one of `waiting`, `held`, `published`, `stays_refused`, `not_sponsored`, `not_mended`,
    `withdrawn` and `undecided`. `overdue` are late now, `ever_overdue` were; `overturned` are refusals that a review
    did not bear out, so that `refused` is how many ever were.
    """

    area: str
    begun: int
    waiting: int
    held: int
    stays_refused: int
    not_sponsored: int
    not_mended: int
    withdrawn: int
    overdue: int
    ever_overdue: int
    published: int
    unchecked: int
    overturned: int
    undecided: int
    refused: int
    reasons: tuple[tuple[str, int], ...]


def begun(event: told.ModerationBegun, on: date) -> Moderation:
    """What begins when the organiser stands by the petition."""
    return Moderation(
        reference=event.petition,
        area=event.area,
        measure=event.measure,
        standing=Standing.SPONSORING if event.sponsors else Standing.WAITING,
        begun_on=on,
        since_on=on,
        due_on=event.due_on,
        sponsors=event.sponsors,
        flags=event.flags,
    )


def refolded(history: Iterable[tuple[object, date, str]]) -> Moderation | None:
    """What its whole history makes: each event with its day and account; None where the first does not begin it."""
    found: Moderation | None = None
    for event, on, account in history:
        if found is not None:
            found = evolve(found, event, on, account)
        elif isinstance(event, told.ModerationBegun):
            found = begun(event, on)
        else:
            return None
    return found


def evolve(before: Moderation, event: object, on: date, account: str) -> Moderation:
    """It after what happened on that day, by that account."""
    after = _applied(replace(before, version=before.version + 1), event, on, account)
    return after if after.standing is before.standing else replace(after, since_on=on)


def _applied(one: Moderation, event: object, on: date, account: str) -> Moderation:
    match event:
        case told.ModerationSponsored() | told.ModerationResumed():
            return replace(one, standing=Standing.WAITING, due_on=event.due_on)
        case told.ModerationMended():
            waits = replace(one, standing=Standing.WAITING, flags=event.flags, faults=(), due_on=event.due_on)
            return replace(waits, is_hidden=False, denied=())
        case told.ModerationOverdue():
            first = one.overdue_on or on
            return replace(
                _denied(one), standing=Standing.OVERDUE, due_on=event.due_on, overdue_on=first, proposal=None
            )
        case told.ModerationHeld():
            held = replace(_decided(one, event), standing=Standing.HELD, holds=one.holds + 1)
            return replace(held, due_on=event.due_on, proposal=None)
        case told.ModerationReturned():
            return _returned(one, event)
        case told.ModerationDayMoved():
            return replace(one, due_on=event.now_on)
        case told.ModerationClosed() | told.ModerationPublished():
            return _ended(one, event, on)
        case _:
            return _refused(one, event, account)


def _refused(one: Moderation, event: object, account: str) -> Moderation:
    match event:
        case told.RefusalProposed():
            return replace(one, proposal=_refusal(event, account))
        case told.RefusalDropped() | told.RefusalTakenBack():
            return _denied(one)
        case told.ModerationReviewAsked():
            return replace(one, standing=Standing.REVIEW, due_on=event.due_on)
        case told.ModerationRefused():
            first = one.proposal
            own = (account, event.second or event.by)
            judges = [*one.judges, own, *([(first.account, first.by)] if first and event.second else [])]
            decided = replace(_decided(one, event), standing=Standing.REFUSED, due_on=event.due_on, proposal=None)
            refusal = _refusal(event, first.account if first and event.second else account)
            return replace(decided, refusal=refusal, judges=tuple(judges), is_hidden=event.is_hidden)
        case told.RefusalFoundRight():
            backed = replace(_decided(one, event), standing=Standing.COMMITTEE, due_on=event.due_on)
            return replace(backed, judges=(*one.judges, (account, event.by)))
        case _:
            raise TypeError(f"a petition's checking is not changed by {type(event).__name__}")


def _denied(one: Moderation) -> Moderation:
    """Nobody agreed to what was proposed, if anything was."""
    return replace(one, proposal=None, denied=(*one.denied, one.proposal.by)) if one.proposal else one


def _returned(one: Moderation, event: told.ModerationReturned) -> Moderation:
    by_silence = not event.by
    counted = replace(one, returns=one.returns + (not by_silence), sent_back=one.sent_back + by_silence)
    decided = replace(_decided(counted, event), standing=Standing.RETURNED, faults=event.faults)
    return replace(decided, due_on=event.due_on, proposal=None)


def _ended(one: Moderation, event: told.ModerationClosed | told.ModerationPublished, on: date) -> Moderation:
    end = replace(one, due_on=None, proposal=None, ended_on=on, minute=event.minute)
    if event.by:
        end = _decided(end, event)
    if isinstance(event, told.ModerationPublished):
        how = How(event.how)
        return replace(end, standing=Standing.PUBLISHED, how=how, left_out=event.left_out, is_hidden=False)
    return replace(end, standing=Standing.CLOSED, cause=Cause(event.cause))


def _decided(
    one: Moderation,
    event: told.ModerationHeld
    | told.ModerationReturned
    | told.ModerationRefused
    | told.RefusalFoundRight
    | told.ModerationClosed
    | told.ModerationPublished,
) -> Moderation:
    return replace(one, reasons=event.reasons, decided_by=event.by)


def _refusal(event: told.RefusalProposed | told.ModerationRefused, account: str) -> Refusal:
    return Refusal(
        codes=event.codes,
        reasons=event.reasons,
        by=event.by,
        account=account,
        same_as=event.same_as,
        answered_by=event.answered_by,
    )
