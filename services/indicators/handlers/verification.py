"""Checking the record of figures: counts, hashes and judgements are made again from the rows and compared."""

from services.indicators.domain.judgement import Judgement, Verdict, verdict
from services.indicators.schemas.measure import digits
from services.indicators.storage import judgement, verification
from services.indicators.storage.verification import Counted, Judged
from shared.database import EVERY_AREA, Database, Session
from shared.verification import Verified


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    async with database.unit_of_work(EVERY_AREA) as session:
        counted = await verification.batches(session)
        checked, broken = await verification.broken_series(session)
    batches = tuple(sentence for one in counted for sentence in _batch(one))
    series = tuple(f"{name}: a revision is missing or there is one too many" for name in broken)
    return [
        Verified("batches of figures", len(counted), batches),
        Verified("figures and their revisions", checked, series),
        await _judgements(database),
    ]


def _batch(one: Counted) -> list[str]:
    if not one.has_receipt:
        return [f"batch {one.batch}: there are figures and no receipt"]
    if not one.has_event:
        return [f"batch {one.batch}: the ledger does not tell of it"]
    differences = []
    if one.stored != one.receipt:
        differences.append(f"batch {one.batch}: the stored figures are not those of its receipt")
    if one.receipt != one.told:
        differences.append(f"batch {one.batch}: its receipt is not what the ledger told")
    return differences


async def _judgements(database: Database) -> Verified:
    async with database.unit_of_work(EVERY_AREA) as session:
        told = await verification.judgements(session)
        differences = [sentence for one in told for sentence in await _judged(session, one)]
    return Verified("judgements", len(told), tuple(differences))


async def _judged(session: Session, one: Judged) -> list[str]:
    name = f"{one.area}/{one.measure}"
    kept = await judgement.find(session, one.area, one.measure)
    facts = (await judgement.facts(session, [(one.area, one.measure)])).get((one.area, one.measure))
    if kept is None or one.version != one.told:
        return [f"{name}: judged {one.version} times, told {one.told} times"]
    differences = []
    if kept.verdict is not (Verdict.NOT_JUDGED if facts is None else verdict(facts)):
        differences.append(f"{name}: the figures and targets give another verdict than the one kept")
    if one.last is not None and not _is_told(kept, one.last):
        differences.append(f"{name}: what is kept is not what was told last")
    return differences


def _is_told(kept: Judgement, last: dict[str, str | None]) -> bool:
    facts = kept.facts
    told = (last["verdict"], last["value"], last["target"], last["tolerance"], last["rule"])
    return told == (kept.verdict, digits(facts.value), digits(facts.target), digits(facts.tolerance), kept.rule)
