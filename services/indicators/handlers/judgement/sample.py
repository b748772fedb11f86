"""The owner of a measure's figures says how many one rests on, so that a difference within noise is called none."""

from dataclasses import replace
from datetime import datetime

from services.indicators.domain.judgement.sample import Sample
from services.indicators.schemas.judgement.sample import SampleIn, sample_document
from services.indicators.storage.judgement import judgement, sample
from services.indicators.storage.measure import measure, register
from shared import idempotency, ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.periods import parse
from shared.problems import NotFound, NotKnownHereYet, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5
OWNER_ALONE = "The register does not name your body as an owner of this measure's figures."


async def show(database: Database, area: str, name: str) -> list[Sample]:
    """Every statement about a measure, in order; NotFound when the measure is not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.find(session, area, name) is None:
            raise NotFound("No measure of this code is known in this area.")
        return await sample.of_measures(session, [(area, name)])


async def state(
    database: Database, area: str, name: str, sent: SampleIn, *, caller: Caller, once: Once, received_at: datetime
) -> Answer:
    """Keep the statement and answer it (201). It may come before its figure, and a later one takes its place.

    Raises NotYours (another area, or the register names others as owners) or NotKnownHereYet; then nothing is stored.
    The same request again gets the same answer, whoever owns the figures by then.
    """
    if area not in caller.areas or caller.body is None:
        raise NotYours(OWNER_ALONE)
    given = sent.model_dump() | {"period": parse(sent.period)}
    stated = Sample(area=area, measure=name, partner=caller.body, stated_at=received_at, version=0, **given)
    async with database.unit_of_work(frozenset({area})) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        told = sample_document(await _state(session, stated))
        return await idempotency.keep(session, once, Answer.of(201, told))


async def _state(session: Session, stated: Sample) -> Sample:
    """Keep it as the next of its measure's stream, and tell it."""
    area, name = stated.area, stated.measure
    await judgement.lock(session, [(area, name)])
    await _require_owner(session, stated)
    version = len(await sample.of_measures(session, [(area, name)]))
    made = replace(stated, version=version + 1)
    await sample.save(session, made)
    event, by = made.event, made.partner
    await ledger.append(session, made.stream, version, [event], area=area, actor=by, now=made.stated_at)
    return made


async def _require_owner(session: Session, stated: Sample) -> None:
    known = await register.for_posting(session, frozenset({stated.area}), london_day(stated.stated_at))
    owners = known.owners.get((stated.area, stated.measure))
    if owners is None:
        raise NotKnownHereYet("The register here has not heard of this measure.", retry_after=RETRY_AFTER)
    if stated.partner not in owners:
        raise NotYours(OWNER_ALONE)
