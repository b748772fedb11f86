"""What people of the desk are told of by name: which steps of a case concern which bodies, and by which of their roles.

A notification only points to what the desk shows anyway: nobody learns of a duty by it alone. It carries codes and a
day, never words, and nothing of whoever signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Holder
from services.escalation.domain.case.second import SECONDERS, Asked
from services.escalation.domain.ladder.holder import holder, on_whom
from shared.events import escalation as told
from shared.events.publication import SubmissionHandedIn, SubmissionHeld, SubmissionPublished, SubmissionReturned
from shared.working_days import Calendar, add_working_days, in_words

COMMITTEE = "committee"
ANSWERED = "answered"


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
CHECKING = ("case_worker", "monitoring_officer")
OF_COMMITTEE = ("scrutiny_officer",)
ALL_WORKING = ("case_worker", "inspector", "monitoring_officer", "partner", "registrar", "scrutiny_officer")
ANYBODY = ""
"""In place of a body: every body of the area, but the one that asks."""

REPLIES = (
    told.DutyAcknowledged,
    told.DutyDisputed,
    told.RemedyPlanned,
    told.MoreTimeRequested,
    told.RemedyClaimed,
    told.RemedyAgreed,
    told.RemedyContested,
    told.InformationGiven,
    told.InformationRefused,
    told.QuestionAnswered,
    told.ResponseReceived,
    told.ResolutionContested,
    told.ReplyReceived,
    told.ProgressReported,
)
"""What somebody else waited for and now has."""
OUTCOMES = (told.SecondAgreed, told.SecondRefused, told.SecondMissing, told.SecondSetAside)


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
    """A notification as its reader sees it. `title` is that of its case or public petition, empty of anything else."""

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
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the list ended."""

    told_at: datetime
    id: UUID


def of_steps(
    before: Case | None, case: Case, events: Sequence[told.CaseStep], at: Circumstances, *, stream: str
) -> tuple[Notification, ...]:
    """Whom these steps of a case concern, each of them once: those who must act now, those who waited for an answer,
    whoever asked for a second person or is asked to be one, and whoever has the case.
    """
    version = case.version - len(events)
    found: list[Notification] = []
    for number, event in enumerate(events, start=version + 1):
        found += _of_event(before, case, event, at, Notification(
            area=case.area, stream=stream, version=number, reference=case.reference, kind=Kind.MOVED,
            about=event.state, due_on=None, by=at.actor.id,
        ))  # fmt: skip
    if events:
        found += _of_all(before, case, at, Notification(
            area=case.area, stream=stream, version=case.version, reference=case.reference, kind=Kind.MOVED,
            about=case.state.value, due_on=case.asked_by or case.due_on, by=at.actor.id,
        ))  # fmt: skip
    return tuple(_once(found))


def _of_event(
    before: Case | None, case: Case, event: told.CaseStep, at: Circumstances, like: Notification
) -> Iterator[Notification]:
    match event:
        case told.CaseReminded():
            yield from _each(event.bodies, case, at, like, kind=Kind.NEAR, due_on=event.asked_on, about=event.about)
        case told.DayMissed():
            yield from _each(event.bodies, case, at, like, kind=Kind.MISSED, due_on=event.missed_on, about=event.about)
        case told.SecondAsked() if event.of == Asked.MONITORING_OFFICER:
            yield replace(like, kind=Kind.SECOND, body=at.register.authority, roles=(Asked.MONITORING_OFFICER.value,),
                            about=event.command, due_on=event.second_by)  # fmt: skip
        case told.SecondAsked() if event.of == Asked.OUTSIDER:
            own = at.actor.body or at.register.authority
            yield replace(like, kind=Kind.SECOND, roles=tuple(sorted(SECONDERS)), about=event.command,
                            due_on=event.second_by, of=own)  # fmt: skip
        case _ if isinstance(event, OUTCOMES) and before is not None and before.waiting is not None:
            yield from _asker(before.waiting.by, at, like)
        case _ if isinstance(event, REPLIES):
            is_committees = holder(case) is Holder.COMMITTEE
            roles = OF_COMMITTEE if is_committees else CHECKING
            yield replace(like, kind=Kind.REPLY, body=at.register.authority, roles=roles)


def _of_all(before: Case | None, case: Case, at: Circumstances, like: Notification) -> Iterator[Notification]:
    """What the steps come to: a clock that runs on somebody anew, and another state."""
    if case.is_open and case.due_on is not None and (before is None or before.round != case.round):
        yield from _each(on_whom(case, at), case, at, like, kind=Kind.ACT, due_on=like.due_on, about=like.about)
    if before is not None and before.state is not case.state:
        yield replace(like, is_holders=True)


def _each(
    bodies: Sequence[str], case: Case, at: Circumstances, like: Notification, *, kind: Kind, due_on: date | None,
    about: str,
) -> Iterator[Notification]:  # fmt: skip
    """One for each body; for the committee's officers where the clock is the committee's."""
    for body in bodies:
        yield replace(like, kind=kind, body=body, due_on=due_on, about=about)
    if not bodies and (holder(case) is Holder.COMMITTEE or about == told.HEARING_DATE):
        yield replace(like, kind=kind, body=at.register.authority, roles=OF_COMMITTEE, due_on=due_on, about=about)


def _asker(by: str, at: Circumstances, like: Notification) -> Iterator[Notification]:
    if by == COMMITTEE:
        yield replace(like, kind=Kind.SECOND, body=at.register.authority, roles=OF_COMMITTEE, about=ANSWERED)
    elif by in at.register.bodies:
        yield replace(like, kind=Kind.SECOND, body=by, about=ANSWERED)


def _once(found: Sequence[Notification]) -> Iterator[Notification]:
    """Of two that say the same kind of thing to the same people at one step, the first."""
    seen = set()
    for one in found:
        key = (one.version, one.kind, one.body, one.account, one.is_holders)
        if key not in seen:
            seen.add(key)
            yield one


def mail_day(wish: Wish, today: date, calendar: Calendar) -> date | None:
    """The working day on whose morning what is told today goes by mail: the next one, or the first of the next week.

    None where it goes at once.
    """
    if wish is Wish.AT_ONCE:
        return None
    first = today if wish is Wish.DAILY else today + timedelta(days=6 - today.weekday())
    return add_working_days(first, 1, calendar=calendar).due_on


def of_notices(events: Sequence[object], like: Notification) -> tuple[Notification, ...]:
    """What a notice about a page asks of those who decide about it; `like` names it and its deciders."""
    found = []
    for number, event in enumerate(events, start=like.version + 1):
        about = NOTICES.get(type(event))
        if about is not None:
            due_on = getattr(event, "due_on", None)
            found.append(replace(like, version=number, kind=Kind.NOTICE, about=about, due_on=due_on))
    return tuple(found)


def of_submission(
    event: object, like: Notification, handed_in: tuple[str, str] | None
) -> Notification | None:  # fmt: skip
    """Of entries that wait: a second person of the body that handed them in is asked; whoever did it hears what came
    of it. `handed_in` are that body and account, where they are still kept here.
    """
    about = SUBMISSIONS.get(type(event))
    if isinstance(event, SubmissionHandedIn):
        return replace(like, kind=Kind.SUBMISSION, about=about or "", body=event.by, due_on=event.due_on)
    if about is None or handed_in is None:
        return None
    body, account = handed_in
    to = account if account.startswith("account/") else None
    return replace(like, kind=Kind.SUBMISSION, about=about, body=body, account=to)


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
    (Kind.NOTICE, "review"): "A review of a hidden text was asked for. Somebody of another body must look{by}.",
}
NOTICES: Mapping[type, str] = {
    told.notice.PetitionReported: "given",
    told.notice.NoticeGiven: "given",
    told.notice.NoticeOverdue: "overdue",
    told.notice.PageNoticeOverdue: "overdue",
    told.notice.ReviewAsked: "review",
    told.notice.ReviewOverdue: "overdue",
}
SUBMISSIONS: Mapping[type, str] = {
    SubmissionHandedIn: "handed_in",
    SubmissionHeld: "held",
    SubmissionPublished: "published",
    SubmissionReturned: "returned",
}


def href(kind: Kind, reference: str) -> str:
    """Where what somebody is told of stands."""
    if kind is Kind.SUBMISSION:
        agreement, _, number = reference.rpartition("/")
        return f"/record/desk/{agreement}/submissions/{number}"
    if kind is Kind.NOTICE:
        return f"/desk/notices/{reference}"
    return f"/desk/cases/{reference}" if kind is Kind.HANDED else f"/cases/{reference}"
