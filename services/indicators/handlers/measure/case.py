"""Following cases about a measure, so that its page can tell of them."""

from collections.abc import Sequence
from dataclasses import replace

from services.indicators.storage.measure import case
from services.indicators.storage.measure.case import Moved, Opened
from shared.database import Session
from shared.events.escalation import CaseOpened, CaseStep, DutyServed, RecommendationsIssued
from shared.inbox import Received


async def follow_cases(session: Session, received: Sequence[Received]) -> None:
    """Keep which cases are open about which measure, in what state, and what is due there."""
    opened = [
        Opened(event=one.event, at=one.envelope.occurred_at, version=one.envelope.version)
        for one in received
        if isinstance(one.event, CaseOpened)
    ]
    moved = _last_of_each([_moved(one) for one in received if isinstance(one.event, CaseStep)])
    await case.open_(session, opened)
    await case.move(session, moved)


async def forget_cases(session: Session) -> None:
    """Empty what was told of cases, to be told it again."""
    await case.remove_all(session)


def _last_of_each(moved: Sequence[Moved]) -> Sequence[Moved]:
    """The last step of each case, with whoever was served last on the way there, and what was owed last."""
    last: dict[tuple[str, str], Moved] = {}
    for step in moved:
        name = (step.area, step.reference)
        before = last.get(name)
        last[name] = _after(before, step) if before else step
    return list(last.values())


def _after(before: Moved, step: Moved) -> Moved:
    subject = before.subject if step.subject is None else step.subject
    owed = before.answers_owed_under if step.answers_owed_under is None else step.answers_owed_under
    return replace(step, subject=subject, answers_owed_under=owed)


def _owed_under(event: object) -> str | None:
    if not isinstance(event, RecommendationsIssued):
        return None
    return " ".join(sorted({addressee.regime for addressee in event.addressees if addressee.is_owed}))


def _moved(one: Received) -> Moved:
    return Moved(
        area=one.envelope.area,
        reference=one.event.case,
        state=one.event.state,
        asked_by=one.event.asked_by,
        due_on=one.event.due_on,
        silence=one.event.silence,
        subject=one.event.lead_name if isinstance(one.event, DutyServed) else None,
        answers_owed_under=_owed_under(one.event),
        at=one.envelope.occurred_at,
        version=one.envelope.version,
    )
