"""Checking the record of figures: counts, hashes and judgements are made again from the rows and compared."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from services.indicators.domain.figure.held import State, released
from services.indicators.domain.judgement.forecast import lodged, news, track_record
from services.indicators.domain.judgement.judgement import Facts, Judgement, of_parts, verdict
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.schemas.measure.measure import digits, part_document
from services.indicators.storage.figure import held, late, verification
from services.indicators.storage.figure.verification import Counted, Judged
from services.indicators.storage.judgement import baseline, forecast, judgement, sample
from services.indicators.storage.question import enquiry, removal, warning
from services.indicators.storage.question.challenge import CHALLENGES
from services.indicators.storage.question.enquiry import ENQUIRIES
from services.indicators.storage.question.explanation import EXPLANATIONS
from shared import deadlines, ledger
from shared.database import Database, Session
from shared.events.indicators import (
    BASELINE,
    CHALLENGE,
    ENQUIRY,
    EXPLANATION,
    FORECAST,
    REMOVAL,
    SAMPLE,
    WARNING,
    BatchReleased,
)
from shared.verification import Verified, each, in_pages, streams

Read = Callable[[Session, str], Awaitable[object]]


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        await in_pages(database, "batches of figures", verification.batch_numbers, _batches),
        await in_pages(database, "measures and their revisions", verification.measures, _series),
        await in_pages(database, "judgements", verification.judged_measures, _judgements),
        await in_pages(database, "batches that wait or waited", held.every, _held),
        await in_pages(database, "late figures", verification.told_late, _late),
        await each(database, "explanations", streams(EXPLANATION), _refolded(EXPLANATIONS.stored, EXPLANATIONS.refold)),
        await each(database, "early warnings", streams(WARNING), _refolded(warning.stored, warning.refold)),
        await each(database, "challenges", streams(CHALLENGE), _refolded(CHALLENGES.stored, CHALLENGES.refold)),
        await each(database, "removals of words", streams(REMOVAL), _refolded(removal.stored, removal.refold)),
        await each(database, "enquiries", streams(ENQUIRY), _refolded(enquiry.stored, ENQUIRIES.refold)),
        await each(database, "measures with forecasts", streams(FORECAST), _forecasts),
        await each(database, "measures begun anew", streams(BASELINE), _baselines),
        await each(database, "measures with samples", streams(SAMPLE), _samples),
    ]


def _refolded(stored: Read, refold: Read) -> Callable[[Session, str], Awaitable[Sequence[str]]]:
    """Whether the row of a stream, as `stored`, is what its events tell when they are folded again."""

    async def differences(session: Session, stream: str) -> Sequence[str]:
        is_told = await stored(session, stream) == await refold(session, stream)
        return () if is_told else (f"{stream}: the row is not what the events tell",)

    return differences


async def _batches(session: Session, numbers: Sequence[int]) -> list[str]:
    return [sentence for one in await verification.batches(session, numbers) for sentence in _batch(one)]


async def _held(session: Session, ids: Sequence[UUID]) -> list[str]:
    """The rows are those that were posted; a release was told, with every move; what waits has its deadline."""
    differences = []
    for number in ids:
        one = await held.find(session, number, None)
        if one is None or held.digest(await held.figures(session, number)) != one.figures_sha256:
            differences.append(f"held batch {number}: the rows are not those that were posted")
            continue
        told = [recorded.event for recorded in await ledger.read_stream(session, f"batch/{number}")]
        moves = await held.moves(session, number)
        if [event for event in told if isinstance(event, BatchReleased)] != released(one, moves):
            differences.append(f"held batch {number}: what the ledger tells of its release is not what is kept")
        waits_for = {deadline.due_at for deadline in await deadlines.open_of(session, one.stream)}
        if one.state is not State.HELD and waits_for:
            differences.append(f"held batch {number}: it does not wait, and a deadline does")
        if one.state is State.HELD and one.publish_at and not one.waits_for_clearance and not waits_for:
            differences.append(f"held batch {number}: nothing will release it")
    return differences


async def _series(session: Session, measures: Sequence[tuple[str, str]]) -> list[str]:
    broken = await verification.broken_series(session, measures)
    return [f"{name}: a revision is missing or there is one too many" for name in broken]


async def _judgements(session: Session, measures: Sequence[tuple[str, str]]) -> list[str]:
    kept, facts = await judgement.of_measures(session, measures), await judgement.facts(session, measures)
    for at, parts in (await judgement.parts(session, measures)).items():
        if at in facts:
            facts[at] = of_parts(facts[at], parts)
    told = {(one.area, one.measure): one for one in await verification.judgements(session, measures)}
    return [sentence for at, one in told.items() for sentence in _judged(one, kept.get(at), facts.get(at))]


async def _late(session: Session, told: Sequence[tuple[str, str, int]]) -> list[str]:
    """What is kept of a late figure is what the stream of its measure told."""
    kept = {(one.area, one.measure, one.version): one.event for one in await late.told_by(session, told)}
    return [
        f"{area}/{measure}: what is kept of a late figure is not what was told"
        for area, measure, version in told
        if (await _told(session, f"measure/{area}/{measure}")).get(version) != kept.get((area, measure, version))
    ]


async def _forecasts(session: Session, stream: str) -> Sequence[str]:
    """The rows are what the events tell, and every forecast whose figure has come was told of as it came true."""
    at = [_measure(stream)]
    made, told = await forecast.of_measures(session, at), await forecast.outcomes(session, at)
    came = [(period, value) for _, _, period, value in await forecast.figures(session, at)]
    rows: dict[int, object] = {one.version: lodged(one) for one in made} | dict(told)
    differences = []
    if rows != await _told(session, stream):
        differences.append(f"{stream}: the rows are not what the events tell")
    if news(track_record(made, came), [one for _, one in told]):
        differences.append(f"{stream}: the figures give another outcome than the one told")
    return differences


async def _baselines(session: Session, stream: str) -> Sequence[str]:
    rows: dict[int, object] = {
        one.version: one.event for one in await baseline.of_measures(session, [_measure(stream)])
    }
    return () if rows == await _told(session, stream) else (f"{stream}: the rows are not what the events tell",)


async def _samples(session: Session, stream: str) -> Sequence[str]:
    rows: dict[int, object] = {one.version: one.event for one in await sample.of_measures(session, [_measure(stream)])}
    return () if rows == await _told(session, stream) else (f"{stream}: the rows are not what the events tell",)


async def _told(session: Session, stream: str) -> dict[int, object]:
    return {one.version: one.event for one in await ledger.read_stream(session, stream)}


def _measure(stream: str) -> tuple[str, str]:
    _, area, measure = stream.split("/", 2)
    return area, measure


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


def _judged(one: Judged, kept: Judgement | None, facts: Facts | None) -> list[str]:
    name = f"{one.area}/{one.measure}"
    if kept is None or one.version != one.told:
        return [f"{name}: judged {one.version} times, told {one.told} times"]
    differences = []
    if kept.verdict is not (Verdict.NOT_JUDGED if facts is None else verdict(facts)):
        differences.append(f"{name}: the figures and targets give another verdict than the one kept")
    if facts is not None and kept.facts.parts != facts.parts:
        differences.append(f"{name}: the parts are judged otherwise than is kept of them")
    if one.last is not None and not _is_told(kept, one.last):
        differences.append(f"{name}: what is kept is not what was told last")
    return differences


def _is_told(kept: Judgement, last: dict[str, object]) -> bool:
    facts = kept.facts
    told = (last["verdict"], last["value"], last["target"], last["tolerance"], last["rule"], last.get("parts", []))
    figures = (digits(facts.value), digits(facts.target), digits(facts.tolerance))
    return told == (kept.verdict, *figures, kept.rule, [part_document(part) for part in facts.parts])
