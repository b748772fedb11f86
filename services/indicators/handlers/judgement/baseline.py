"""A person says that a series begins anew: the process changed, or the definition did. Nothing is rebased by itself."""

from dataclasses import replace
from datetime import datetime

from services.indicators.domain.judgement.baseline import Baseline
from services.indicators.schemas.judgement.baseline import BaselineIn, baseline_document
from services.indicators.storage.judgement import baseline, judgement
from services.indicators.storage.measure import measure, register
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.periods import parse
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5


class AlreadyBegun(NotNow):
    """The series was begun anew with this period before."""

    slug, title = "already-begun-here", "The series begins anew here already"


async def show(database: Database, area: str, name: str) -> list[Baseline]:
    """Every decision about a measure, in order of time; NotFound when the measure is not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.find(session, area, name) is None:
            raise NotFound("No measure of this code is known in this area.")
        return await baseline.of_measures(session, [(area, name)])


async def begin_anew(
    database: Database, area: str, name: str, sent: BaselineIn, *, caller: Caller, once: Once, now: datetime
) -> Answer:
    """Keep the decision and tell it (201).

    Raises NotYours (another area, or the caller's body leads on the measure: nobody moves the limits of its own
    performance), NotKnownHereYet or AlreadyBegun; then nothing is stored. The same request again gets the same answer.
    """
    if area not in caller.areas:
        raise NotYours("Your role does not reach this area.")
    wanted = Baseline(
        area=area,
        measure=name,
        period=parse(sent.period),
        cause=sent.cause,
        reason=sent.reason,
        decided_by=caller.id,
        body=caller.body,
        decided_at=now,
        version=0,
    )
    async with database.unit_of_work(frozenset({area})) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        decided = await _decide(session, wanted)
        return await idempotency.keep(session, once, Answer.of(201, baseline_document(decided)))


async def _decide(session: Session, wanted: Baseline) -> Baseline:
    """Keep it as the next of its measure's stream, and tell it."""
    area, name = wanted.area, wanted.measure
    await judgement.lock(session, [(area, name)])
    await _require_not_its_own(session, wanted)
    before = await baseline.of_measures(session, [(area, name)])
    if any(one.period == wanted.period for one in before):
        raise AlreadyBegun("The series begins anew with this period already. Nothing was stored.")
    decided = replace(wanted, version=len(before) + 1)
    await baseline.save(session, decided)
    event, by = decided.event, decided.decided_by
    await ledger.append(session, decided.stream, len(before), [event], area=area, actor=by, now=decided.decided_at)
    return decided


async def _require_not_its_own(session: Session, wanted: Baseline) -> None:
    area, name = wanted.area, wanted.measure
    if await measure.find(session, area, name) is None:
        raise NotKnownHereYet("The register here has not heard of this measure.", retry_after=RETRY_AFTER)
    lead = await register.lead(session, area, name, london_day(wanted.decided_at))
    if lead is not None and lead.partner == wanted.body:
        raise NotYours("Your body leads on this measure, so an officer of another body decides this.")
