"""Whom a step of a case, a notice or a submission concerns: which bodies, and by which of their roles. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Holder
from services.escalation.domain.case.second import SECONDERS, Asked
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.desk.notification import (
    ALL_WORKING,
    ANSWERED,
    CHECK,
    COMPARE,
    NOT_ASKED,
    TAKEN_UP,
    Kind,
    Notification,
)
from services.escalation.domain.ladder.holder import holder, on_whom
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.paper import Batch
from services.escalation.domain.signature.sheet import COMPARING, needs_other_body
from shared.events import escalation as told
from shared.events.publication import SubmissionHandedIn, SubmissionHeld, SubmissionPublished, SubmissionReturned

COMMITTEE = "committee"
TAKING_OUT = ("monitoring_officer", "registrar")
CHECKING = ("case_worker", "monitoring_officer")
OF_COMMITTEE = ("scrutiny_officer",)
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
OUTCOMES = (
    *(told.SecondAgreed, told.SecondRefused, told.SecondMissing, told.SecondSetAside),
    told.second.SecondWithdrawn,
)
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


def of_steps(
    before: Case | None, case: Case, events: Sequence[told.CaseStep], at: Circumstances, *, stream: str
) -> tuple[Notification, ...]:
    """Whom these steps of a case concern, each of them once: those who must act now, those who waited for an answer,
    whoever asked for a second person or is asked to be one, and whoever has the case.
    """
    version = case.version - len(events)
    found: list[Notification] = []
    for number, event in enumerate(events, start=version + 1):
        found += _of_event(
            before,
            case,
            event,
            at,
            Notification(
                area=case.area,
                stream=stream,
                version=number,
                reference=case.reference,
                kind=Kind.MOVED,
                about=event.state,
                due_on=None,
                by=at.actor.id,
            ),
        )
    if events:
        found += _of_all(
            before,
            case,
            at,
            Notification(
                area=case.area,
                stream=stream,
                version=case.version,
                reference=case.reference,
                kind=Kind.MOVED,
                about=case.state.value,
                due_on=case.asked_by or case.due_on,
                by=at.actor.id,
            ),
        )
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
            yield replace(
                like,
                kind=Kind.SECOND,
                body=at.register.authority,
                roles=(Asked.MONITORING_OFFICER.value,),
                about=event.command,
                due_on=event.second_by,
            )
        case told.SecondAsked() if event.of == Asked.OUTSIDER:
            own = at.actor.body or at.register.authority
            yield replace(
                like,
                kind=Kind.SECOND,
                roles=tuple(sorted(SECONDERS)),
                about=event.command,
                due_on=event.second_by,
                of=own,
            )
        case told.SecondAsked() if event.of == Asked.RAISER:
            for body in dict.fromkeys(one.body for one in case.raisers if one.body != ORGANISER):
                yield replace(like, kind=Kind.SECOND, body=body, about=event.command, due_on=event.second_by)
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
    bodies: Sequence[str],
    case: Case,
    at: Circumstances,
    like: Notification,
    *,
    kind: Kind,
    due_on: date | None,
    about: str,
) -> Iterator[Notification]:
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


def of_notices(
    events: Sequence[object], like: Notification, concerned: Collection[str] = ()
) -> tuple[Notification, ...]:
    """What a notice about a page asks of those who decide about it; `like` names it and its deciders.

    Of words that may not stand: those who may ask to take them out, of every body, and the bodies that are `concerned`.
    """
    found = []
    for number, event in enumerate(events, start=like.version + 1):
        about = NOTICES.get(type(event))
        if isinstance(event, told.notice.PageNoticeDecided) and event.outcome == TAKEN_UP:
            taken = replace(like, version=number, about=TAKEN_UP, due_on=event.ask_by)
            found.append(replace(taken, roles=TAKING_OUT))
            rest = tuple(role for role in ALL_WORKING if role not in TAKING_OUT)
            found += [replace(taken, body=body, roles=rest) for body in sorted(concerned) if body]
        if isinstance(event, told.notice.PageNoticeNotAsked):
            found.append(replace(like, version=number, about=NOT_ASKED, roles=TAKING_OUT, due_on=event.due_on))
        if about is not None:
            due_on = getattr(event, "due_on", None)
            found.append(replace(like, version=number, kind=Kind.NOTICE, about=about, due_on=due_on))
    return tuple(found)


def of_proposal(one: Moderation, before: Moderation, at: Circumstances, *, stream: str) -> tuple[Notification, ...]:
    """Who is asked as the second person when somebody proposes to refuse a petition: those of every other body."""
    if one.proposal is None or before.proposal is not None:
        return ()
    asked = _second(one, stream, about=CHECK, roles=SECONDERS, due_on=one.due_on)
    return (replace(asked, by=at.actor.id, of=at.actor.body or at.register.authority),)


def of_sheets(batch: Batch, about: Petition, at: Circumstances, *, stream: str) -> tuple[Notification, ...]:
    """Who is asked to compare what the authority entered in its own cause: those of every other body."""
    if not needs_other_body(batch, at):
        return ()
    asked = _second(about, stream, about=COMPARE, roles=COMPARING, due_on=batch.check_by)
    return (replace(asked, by=at.actor.id, of=at.register.authority),)


def _second(
    one: Moderation | Petition, stream: str, *, about: str, roles: Collection[str], due_on: date | None
) -> Notification:
    """That a second person is asked of a petition."""
    return Notification(
        area=one.area,
        stream=stream,
        version=one.version,
        reference=one.reference,
        kind=Kind.SECOND,
        roles=tuple(sorted(roles)),
        about=about,
        due_on=due_on,
    )


def of_submission(event: object, like: Notification, handed_in: tuple[str, str] | None) -> Notification | None:
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
