"""Everything that can happen to figures: one function each, one transaction each.

What several of them do stands here: storing figures, whether they came this moment or have waited; and telling what
they change, the judgements, what is asked of whom because of them, and what they warn of.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.figure.held import HeldBatch
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.receipt import Receipt, accepted
from services.indicators.domain.figure.supply import first_open, subject
from services.indicators.domain.judgement.forecast import news, stream, track_record
from services.indicators.domain.judgement.judgement import Change, Judgement, judge_all
from services.indicators.domain.question.explanation import (
    Explanation,
    Told,
    ask,
    evolve,
    is_to_be_asked,
    no_longer_asked,
)
from services.indicators.domain.question.explanation import withdraw as withdrawn
from services.indicators.domain.question.warning import EarlyWarning, Grounds, findings
from services.indicators.domain.question.warning import evolve as evolve_warning
from services.indicators.domain.question.warning import news as warning_news
from services.indicators.schemas.figure.batch import told as told_judgement
from services.indicators.schemas.figure.figure import Examined, by_batch, effect_faults
from services.indicators.schemas.figure.post import Post, without
from services.indicators.storage.figure import batch as batches
from services.indicators.storage.figure import supply as supplies
from services.indicators.storage.figure.figure import Stored, compare
from services.indicators.storage.figure.figure import store as store_changed
from services.indicators.storage.judgement import baseline as baselines
from services.indicators.storage.judgement import forecast as forecasts
from services.indicators.storage.judgement import judgement as judgements
from services.indicators.storage.measure import register as registers
from services.indicators.storage.question import explanation as explanations
from services.indicators.storage.question import warning as warnings
from shared import deadlines, ledger
from shared.database import Session
from shared.events import new_id
from shared.events.indicators import WarningLifted, WarningRaised
from shared.failpoints import failpoint
from shared.ledger import Beginning
from shared.measures import Frequency
from shared.periods import Period
from shared.problems import BadRequest, Stale
from shared.register import rules
from shared.working_days import Reckoning, london_day

SILENCE = "explanation.silence"
RELEASE = "held.release"
AT_ONCE = 50_000  # figures compared and copied at once
FIGURE_OWED = "figure.owed"
MACHINE = "folkmoot"


async def judge(session: Session, standing: Sequence[Judgement], now: datetime) -> list[Change]:
    """The changes among judgements that the caller has locked, by what is stored now; wholes after their parts."""
    measures = [one.facts.at for one in standing]
    facts, parts = await judgements.facts(session, measures), await judgements.parts(session, measures)
    return judge_all(standing, facts, now, parts)


async def tell(session: Session, changes: Sequence[Change], *, actor: str, now: datetime) -> None:
    """Keep the judgements that changed, and tell of each in its measure's stream: the row and its event together.

    Whoever leads on a measure that now misses its target is asked why; where none is missed any more, nobody is.
    """
    await judgements.save(session, changes)
    for change in changes:
        after, area = change.judgement, change.judgement.facts.area
        await ledger.append(session, after.stream, after.version - 1, [change.event], area=area, actor=actor, now=now)
    await _ask_why(session, [change.judgement for change in changes], now)


async def tell_explanation(
    session: Session, before: Explanation | None, event: Told, *, actor: str, now: datetime
) -> Explanation:
    """Keep what the event makes of a request that is new or that this transaction has locked, and tell it."""
    request = evolve(before, event, now)
    await explanations.save(session, request)
    await ledger.append(session, request.stream, request.version - 1, [event], area=request.area, actor=actor, now=now)
    return request


async def tell_warnings(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    """Tell each cause for concern about these measures that begins to hold, or ends.

    The caller holds the locks of the measures' judgements.
    """
    if not measures:
        return
    today = london_day(now)
    known = await warnings.known(session, measures, today)
    rules_of = await rules(session, {area for area, _ in known}, today)
    addressees = await registers.addressees(session, list(known), today)
    before = await warnings.of_measures(session, list(known))
    begun_anew = await baselines.of_measures(session, list(known))
    outcomes = [told for _, told in await forecasts.outcomes(session, list(known))]
    for (area, measure), stored in known.items():
        grounds = Grounds(
            area=area,
            measure=measure,
            polarity=stored.polarity,
            frequency=stored.frequency,
            figures=stored.figures,
            promised=stored.promised,
            policy=rules_of[area].policy,
            calendar=rules_of[area].calendar,
            today=today,
            baselines=[one for one in begun_anew if (one.area, one.measure) == (area, measure)],
            outcomes=[told for told in outcomes if (told.area, told.measure) == (area, measure)],
            waiting=stored.waiting,
        )
        for finding in findings(grounds):
            standing = before.get((area, measure, finding.cause))
            event = warning_news(finding, standing, addressees[area, measure], grounds)
            if event is not None:
                await _tell_warning(session, standing, event, now)


async def _tell_warning(
    session: Session, before: EarlyWarning | None, event: WarningRaised | WarningLifted, now: datetime
) -> None:
    warning = evolve_warning(before, event, now)
    await warnings.save(session, warning)
    await ledger.append(
        session, warning.stream, warning.version - 1, [event], area=warning.area, actor=MACHINE, now=now
    )


async def _ask_why(session: Session, judged: Sequence[Judgement], now: datetime) -> None:
    if not judged:
        return
    standing = await explanations.lock_of(session, map(_at, judged))
    for after in judged:
        for request in no_longer_asked(after, standing.get(_at(after), ())):
            await tell_explanation(session, request, withdrawn(request, after), actor=MACHINE, now=now)
            await deadlines.cancel(session, request.stream, SILENCE, now)
    await _ask(session, [after for after in judged if is_to_be_asked(after, standing.get(_at(after), ()))], now)


async def _ask(session: Session, missed: Sequence[Judgement], now: datetime) -> None:
    """Ask about each of these, as of today, and arm the clock of each request."""
    if not missed:
        return
    today = london_day(now)
    rules_of = await rules(session, {after.facts.area for after in missed}, today)
    addressees = await registers.addressees(session, [_at(after) for after in missed], today)
    for after in missed:
        policy, days = rules_of[after.facts.area].policy, rules_of[after.facts.area].calendar
        event = ask(after, addressees[_at(after)], id=new_id(), policy=policy, calendar=days, today=today)
        request = await tell_explanation(session, None, event, actor=MACHINE, now=now)
        await deadlines.arm_day(
            session,
            area=request.area,
            subject=request.stream,
            kind=SILENCE,
            due_on=request.clock.due_on,
            working=request.clock.reckoning,
            policy=policy,
        )


async def expect_figures(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    """Look at each of these measures again when the day of its next figure is over; once for each period."""
    today = london_day(now)
    latest = await supplies.latest_periods(session, measures)
    rules_of = await rules(session, {area for area, *_ in latest}, today)
    reckoned: dict[tuple[str, Frequency, Period], tuple[Period, Reckoning] | None] = {}
    expected = []
    for area, measure, frequency, period in latest:
        of = rules_of[area]
        if (area, frequency, period) not in reckoned:
            found = first_open(frequency, period, of.policy, of.calendar, today)
            reckoned[area, frequency, period] = found
        if (due := reckoned[area, frequency, period]) is not None:
            about = subject(area, measure, due[0])
            expected.append(deadlines.Expected(area, about, due[1].due_on, due[1].words(), of.policy))
    await deadlines.arm_days(session, FIGURE_OWED, expected)


def _at(after: Judgement) -> tuple[str, str]:
    return after.facts.area, after.facts.measure


async def tell_outcomes(session: Session, measures: Sequence[tuple[str, str]], *, actor: str, now: datetime) -> None:
    """Tell how each forecast of these measures came true whose figure has come or was revised.

    The caller holds the locks of the measures' judgements, and has stored their figures.
    """
    made = await forecasts.of_measures(session, measures)
    if not made:
        return
    came = await forecasts.figures(session, measures)
    before = [one for _, one in await forecasts.outcomes(session, measures)]
    for area, measure in sorted({(one.area, one.measure) for one in made}):
        record = track_record(
            [one for one in made if (one.area, one.measure) == (area, measure)],
            [(period, value) for at, name, period, value in came if (at, name) == (area, measure)],
        )
        found = news(record, [one for one in before if (one.area, one.measure) == (area, measure)])
        version = await forecasts.version(session, area, measure)
        await forecasts.tell(session, found, after=version, now=now)
        await ledger.append(session, stream(area, measure), version, found, area=area, actor=actor, now=now)


async def arm_release(session: Session, held: HeldBatch) -> None:
    """Let the batch be released at its instant, if it has one; the clock stops there."""
    if held.publish_at is not None:
        await deadlines.arm(
            session,
            area=held.areas[0],
            subject=held.stream,
            kind=RELEASE,
            round=held.version,
            due_at=held.publish_at,
            working="the instant that the body named",
            policy_version="",
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """A post whose rows were checked; its batch has this number and id, if it comes to one, and is public `now`."""

    post: Post
    examined: Examined
    number: int
    id: UUID
    now: datetime


async def store(session: Session, ready: Sequence[Ready]) -> list[tuple[Receipt, Ready]]:
    """Store figures that were checked, no figure among them twice, and tell of all that they change.

    With each receipt comes what it is about, its faults among them. Raises what `refuse` raises, Stale and BadRequest.
    """
    numbers = [pl.repeat(one.number, one.examined.figures.height, dtype=pl.Int32, eager=True) for one in ready]
    figures = pl.concat([one.examined.figures for one in ready]).with_columns(pl.concat(numbers).alias("batch"))
    standing = await judgements.lock(session, figures.select("area", "measure").unique().iter_rows())
    for one in ready:
        await _refuse_stale(session, one)
    stored, faults = await _write(session, figures)
    failpoint("batch.stored")
    ready = [replace(one, examined=without(one.examined, one.post, faults.get(one.number, ()))) for one in ready]
    receipts = [_receipt(one, stored[one.number]) for one in ready]
    await batches.save(session, receipts)
    judged = await _judge(session, ready, stored, standing)
    receipts = [replace(one, judgements=tuple(map(told_judgement, judged.get(one.number, ())))) for one in receipts]
    failpoint("batch.told")
    await batches.save_judgements(session, receipts)
    await ledger.begin_each(session, [_beginning(receipt) for receipt in receipts])
    return list(zip(receipts, ready, strict=True))


async def _write(session: Session, figures: pl.DataFrame) -> tuple[dict[int, Stored], dict[int, list[RowFault]]]:
    """Store the figures, some at a time; what became of each batch's, and the rows that what stands does not allow."""
    stored: dict[int, Stored] = defaultdict(Stored)
    faults: dict[int, list[RowFault]] = defaultdict(list)
    for some in figures.iter_slices(AT_ONCE):
        compared = await compare(session, some)
        is_refused = pl.col("effect") == Effect.REFUSED
        for number, refused in by_batch(compared.filter(is_refused)):
            faults[number] += effect_faults(refused)
        taken = compared.filter(~is_refused)
        changed = dict(by_batch(await store_changed(session, taken)))
        for number, own in by_batch(taken):
            stored[number].add(own, changed.get(number, own.clear()))
    return stored, faults


async def _judge(
    session: Session, ready: Sequence[Ready], stored: Mapping[int, Stored], standing: Sequence[Judgement]
) -> dict[int, list[Change]]:
    """Judge what was changed and tell of it, as the doing of the last post that changed it; by number of batch."""
    changed = {at: one for one in ready for at in stored[one.number].changed}
    await judgements.move(session, sorted(changed))
    touched = set(await judgements.with_wholes(session, sorted(changed)))
    judged: dict[int, list[Change]] = {}
    for change in await judge(session, [one for one in standing if one.facts.at in touched], ready[-1].now):
        judged.setdefault(_by(change, changed).number, []).append(change)
    for actor, now in sorted({(one.post.poster.body, one.now) for one in changed.values()}):
        own = [one for one in ready if (one.post.poster.body, one.now) == (actor, now)]
        changes = [change for one in own for change in judged.get(one.number, [])]
        measures = sorted(at for at, by in changed.items() if by in own)
        await tell(session, changes, actor=actor, now=now)
        await tell_outcomes(session, measures, actor=actor, now=now)
        await expect_figures(session, measures, now)
        await tell_warnings(session, measures, now)  # figures warn also where no target judges them
    return judged


def _by(change: Change, changed: Mapping[tuple[str, str], Ready]) -> Ready:
    """The post that changed the measure's figures, or the last that changed those of one of its parts."""
    facts = change.judgement.facts
    touched = [facts.at, *((facts.area, part.measure) for part in facts.parts)]
    return max((changed[at] for at in touched if at in changed), key=lambda one: one.number)


async def _refuse_stale(session: Session, one: Ready) -> None:
    if one.post.seen is None:
        return
    measures = one.examined.figures.select("area", "measure").unique().rows()
    if len(measures) != 1:
        raise BadRequest("If-Match goes with figures of one measure of one area only.")
    if await judgements.figures_version(session, *measures[0]) != one.post.seen:
        raise Stale("The figures of this measure have changed since you looked. Nothing was stored.")


def _receipt(one: Ready, stored: Stored) -> Receipt:
    own = one.post.converted
    return Receipt(
        id=one.id,
        number=one.number,
        partner=one.post.poster.body,
        areas=tuple(one.examined.figures["area"].unique().sort()),
        rows=own.sent_rows if own else one.examined.rows,
        **{effect.value: stored.effects.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        refused=own.refused(one.examined) if own else one.examined.refused,
        reference=stored.reference,
        sha256=one.post.once.body_sha256.hex(),
        figures_sha256=stored.sha256,
        judgements=(),
        received_at=one.post.received_at,
        published_at=one.now,
        mapped=own.document if own else None,
    )


def _beginning(receipt: Receipt) -> Beginning:
    return Beginning(
        stream=f"batch/{receipt.id}",
        event=accepted(receipt),
        area=receipt.areas[0],
        actor=receipt.partner,
        now=receipt.published_at,
    )
