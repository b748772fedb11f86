"""What figures do to cases: a judgement of a cited measure joins the evidence; a recovered one may verify a claim.

Closed cases hear figures as long as they are watched: one that fails again takes the case up. Where the area's policy
lets them, figures that miss for long open a case by themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from services.escalation.domain.case.case import Case
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.ladder.relapse import is_watched
from services.escalation.domain.trigger.figure import MISSED, missed_running, opening
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.person.councillor import pass_standing
from services.escalation.effects.trigger.trigger import new_reference, open_raised
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import measure, register
from services.escalation.storage.trigger import gathering as gatherings
from shared.database import Session
from shared.events.escalation import CaseRelapsed
from shared.events.indicators import Judgement
from shared.inbox import Received
from shared.policy.ladder import DataTrigger
from shared.register import rules
from shared.working_days import london_day

Cited = tuple[str, str]


async def note_judgements(session: Session, received: Sequence[Received]) -> None:
    """Keep the last judgement of each measure and note each on the cases that cite the measure and still listen."""
    judged = [one for one in received if isinstance(one.event, Judgement)]
    await measure.save_judgements(session, [one.event for one in judged])
    news: dict[Cited, list[Received]] = defaultdict(list)
    for one in sorted(judged, key=lambda r: r.envelope.version):
        news[one.event.area, one.event.measure].append(one)
    missing = await _missing(session, news)
    for area, code in missing:
        await gatherings.one_at_a_time(session, area, code)
    for case in await cases.lock_hearing(session, news):
        for one in news[case.area, case.measure]:
            case = await _note(session, case, one)  # noqa: PLW2901 each figure finds the case as the last one left it
    for cited in missing:
        await _open(session, cited, news[cited][-1])


async def _note(session: Session, case: Case, received: Received) -> Case:
    judgement: Judgement = received.event
    now = await cases.not_before(session, case.reference, received.envelope.occurred_at)
    at = await circumstances.of_case(session, case, now=now, received_at=judgement.received_at)
    if not case.is_open and not is_watched(case, at):
        return case
    events = decide(case, measure.note(judgement), at)
    after = await tell_case(session, case, events, at)
    return await pass_standing(session, after, at) if any(isinstance(one, CaseRelapsed) for one in events) else after


async def _missing(session: Session, news: dict[Cited, list[Received]]) -> Collection[Cited]:
    """The measures whose last figure misses, in areas that let figures open a case, in order."""
    missing = sorted(cited for cited, told in news.items() if told[-1].event.verdict == MISSED)
    if not missing:
        return []
    day = max(london_day(told[-1].envelope.occurred_at) for told in news.values())
    known = await rules(session, [area for area, _ in missing], day)
    return [
        (area, code) for area, code in missing if area in known and known[area].policy.trigger.data is DataTrigger.OPEN
    ]


async def _open(session: Session, cited: Cited, received: Received) -> None:
    """The figures open a case, unless they miss for too short a time or one about the measure is or was lately open."""
    area, code = cited
    at = await circumstances.of_measure(session, area, measure=code, now=received.envelope.occurred_at)
    known = await register.measure(session, area, code)
    if known is None or await cases.lock_open_about(session, [cited]):
        return
    since_on = at.today - circumstances.LOOKS_BACK
    opened = opening(
        area=area,
        measure=code,
        title=known.title,
        missed=missed_running(await measure.verdicts(session, area, code)),
        earlier=(await cases.ended_about(session, area, [code], since_on, with_refused=True))[code],
        at=at,
    )
    if opened is not None:
        await open_raised(session, opened(case=await new_reference(session, area, at)), at)
