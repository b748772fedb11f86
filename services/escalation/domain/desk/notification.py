"""What people of the desk are told of by name, how they may wish it by mail, and in which words.

A notification only points to what the desk shows anyway: nobody learns of a duty by it alone. It carries codes and a
day, never words, and nothing of whoever signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.working_days import Calendar, add_working_days, in_words

ANSWERED, TAKEN_UP, NOT_ASKED, CHECK, COMPARE = "answered", "taken_up", "not_asked", "check", "compare"


class Kind(StrEnum):
    """What somebody is told of; each may be wished for by mail in its own way."""

    ACT = "act"
    NEAR = "near"
    MISSED = "missed"
    SECOND = "second"
    REPLY = "reply"
    MOVED = "moved"
    HANDED = "handed"
    SUBMISSION = "submission"
    NOTICE = "notice"


class Wish(StrEnum):
    """How somebody wants a kind by mail. The desk shows every kind in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


WORKING = ("case_worker", "inspector", "partner")
ALL_WORKING = ("case_worker", "inspector", "monitoring_officer", "partner", "registrar", "scrutiny_officer")
ANYBODY = ""
"""In place of a body: every body of the area, but the one that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One thing that concerns people of a body in an area with one of the roles, or one account of it.

    `stream` and `version` name what it comes from, `reference` the thing, `about` a code that says more: a state, a
    command, a ground. `by` did it and is not told; `of` is the body that asked, and is not asked itself. `is_holders`:
    it is for whoever has the case, in whichever body.
    """

    area: str
    stream: str
    version: int
    reference: str
    kind: Kind
    body: str = ANYBODY
    account: str | None = None
    roles: tuple[str, ...] = WORKING
    about: str = ""
    due_on: date | None = None
    by: str = ""
    of: str = ""
    is_holders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notification as its reader sees it. `title` is that of its case or public petition, empty of anything else;
    `stands` the state in which the case is now.
    """

    id: UUID
    area: str
    kind: Kind
    reference: str
    about: str
    due_on: date | None
    told_at: datetime
    account: str | None
    title: str
    is_case: bool
    stands: str = ""
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the list ended."""

    told_at: datetime
    id: UUID


def mail_day(wish: Wish, today: date, calendar: Calendar) -> date | None:
    """The working day on whose morning what is told today goes by mail: the next one, or the first of the next week.

    None where it goes at once.
    """
    if wish is Wish.AT_ONCE:
        return None
    first = today if wish is Wish.DAILY else today + timedelta(days=6 - today.weekday())
    return add_working_days(first, 1, calendar=calendar).due_on


def said(kind: Kind, about: str, due_on: date | None, state: str = "") -> str:
    """What somebody is told, in a sentence; `state` is the case's, in words."""
    words = _SAID.get((kind, about)) or _SAID[kind, ""]
    by = f" by {in_words(due_on)}" if due_on else ""
    day = in_words(due_on) if due_on else "The day"
    return words.format(by=by, day=day, on=f": {state.lower()}" if state else "")


_SAID: Mapping[tuple[Kind, str], str] = {
    (Kind.ACT, ""): "Your organisation must act{by}.",
    (Kind.NEAR, ""): "{day} is near, and your organisation has not acted yet.",
    (Kind.MISSED, ""): "{day} is over, and your organisation had not acted by then.",
    (Kind.SECOND, ""): "A second person is asked to agree or refuse{by}. You may.",
    (Kind.SECOND, CHECK): "Somebody would refuse a petition{by}, and a person of another organisation agrees or not.",
    (
        Kind.SECOND,
        COMPARE,
    ): "Signatures on paper, entered by the body that answers for the matter, wait until somebody of "
    "another organisation has compared some lines with the sheets{by}. You may.",
    (Kind.SECOND, ANSWERED): "Something that waited for a second person waits no longer.",
    (Kind.REPLY, ""): "An answer came in.",
    (Kind.REPLY, "bounced"): "A letter of yours came back and was not delivered.",
    (Kind.MOVED, ""): "A case that you have has moved on{on}.",
    (Kind.HANDED, ""): "A colleague handed this case to you.",
    (Kind.SUBMISSION, ""): "Entries wait for a second person of your organisation{by}. Then they are published.",
    (Kind.SUBMISSION, "held"): "What you handed in was agreed to, and is shown from a later day.",
    (Kind.SUBMISSION, "published"): "What you handed in is published.",
    (Kind.SUBMISSION, "returned"): "What you handed in was given back to you.",
    (Kind.NOTICE, ""): "A page was reported. Somebody must decide{by}.",
    (Kind.NOTICE, "overdue"): "Nobody decided in time about a page that was reported.",
    (
        Kind.NOTICE,
        TAKEN_UP,
    ): "Words on a page may not stand, it was decided. Somebody must now ask to take them out{by}.",
    (Kind.NOTICE, NOT_ASKED): "{day} is over, and nobody has asked to take out words that may not stand.",
    (Kind.NOTICE, "review"): "A review of a hidden text was asked for. Somebody of another body must look{by}.",
}


def href(kind: Kind, reference: str, about: str = "") -> str:
    """Where what somebody is told of stands; of words to be taken out the page that everybody reads, for whoever has to
    do it need not be one who decides about notices.
    """
    if kind is Kind.SUBMISSION:
        agreement, _, number = reference.rpartition("/")
        return f"/record/desk/{agreement}/submissions/{number}"
    if kind is Kind.NOTICE:
        if about in (TAKEN_UP, NOT_ASKED):
            return f"/petitions/reported/{reference}"
        return f"/desk/notices/{reference}"
    if about == CHECK:
        return f"/desk/petitions/{reference}"
    if about == COMPARE:
        return f"/petitions/{reference}/paper/batches"
    return f"/desk/cases/{reference}" if kind is Kind.HANDED else f"/cases/{reference}"
