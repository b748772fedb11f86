"""What figures do to cases: a judgement of a cited measure joins the evidence; a recovered one may verify a claim.

Closed cases hear figures as long as they are watched: one that fails again takes the case up.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.escalation.domain.case.case import Case
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.ladder.relapse import is_watched
from services.escalation.effects.case import tell_case
from services.escalation.storage import case as cases
from services.escalation.storage import measure, register
from shared.database import Session
from shared.events.indicators import Judgement
from shared.inbox import Received


async def note_judgements(session: Session, received: Sequence[Received]) -> None:
    """Keep the last judgement of each measure and note each on the cases that cite the measure and still listen."""
    judged = [one for one in received if isinstance(one.event, Judgement)]
    await measure.save_judgements(session, [one.event for one in judged])
    news: dict[tuple[str, str], list[Received]] = defaultdict(list)
    for one in sorted(judged, key=lambda r: r.envelope.version):
        news[one.event.area, one.event.measure].append(one)
    for case in await cases.lock_hearing(session, news):
        for one in news[case.area, case.measure]:
            case = await _note(session, case, one)  # noqa: PLW2901 each figure finds the case as the last one left it


async def _note(session: Session, case: Case, received: Received) -> Case:
    judgement: Judgement = received.event
    now = await cases.not_before(session, case.reference, received.envelope.occurred_at)
    at = await register.circumstances_of(session, case, now=now, received_at=judgement.received_at)
    if not case.is_open and not is_watched(case, at):
        return case
    return await tell_case(session, case, decide(case, measure.note(judgement), at), at)
