"""Storing figures that were checked, whether they came this moment or have waited, and telling all that they change."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.receipt import Receipt, accepted
from services.indicators.domain.judgement.judgement import Change, Judgement
from services.indicators.effects.figure.supply import expect_figures
from services.indicators.effects.judgement.judgement import judge, tell, tell_outcomes
from services.indicators.effects.question.question import tell_warnings
from services.indicators.schemas.figure.batch import told as told_judgement
from services.indicators.schemas.figure.figure import by_batch, effect_faults, explained, without_reason
from services.indicators.storage.figure import batch as batches
from services.indicators.storage.figure.figure import Stored, changed, compare, pack, with_series
from services.indicators.storage.figure.figure import store as store_packed
from services.indicators.storage.judgement import judgement as judgements
from shared import ledger
from shared.database import Session
from shared.failpoints import failpoint
from shared.ledger import Beginning
from shared.problems import BadRequest, Stale

AT_ONCE = 50_000  # figures compared and copied at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A batch whose figures were `stored`, and what its receipt says besides; it is public `now`.

    `rows` were sent, `refused` of them not taken; `areas` are those of the rows that were.
    """

    number: int
    id: UUID
    partner: str
    sender: str
    areas: tuple[str, ...]
    rows: int
    refused: int
    sha256: str
    received_at: datetime
    now: datetime
    stored: Stored
    mapped: dict[str, object] | None = None
    fetched_from: str | None = None


async def store(
    session: Session, figures: Mapping[int, pl.DataFrame], reasons: Mapping[int, str | None]
) -> tuple[dict[int, Stored], dict[int, list[RowFault]]]:
    """Store each batch's figures, no figure among them twice, by its number; the caller holds their measures' locks.

    `reasons` are why whole batches change what stands, also by number: where none is given, the rows' own count alone.

    Returns what became of those of each, and the rows that what stands does not allow: these are not stored, and a
    caller whose batch may not go without them raises. The same transaction then publishes what is stored, or undoes it.
    """
    stored: dict[int, Stored] = defaultdict(Stored)
    faults: dict[int, list[RowFault]] = defaultdict(list)
    said = {number: reason for number, reason in reasons.items() if reason}
    numbered = (own.with_columns(pl.lit(number, pl.Int32).alias("batch")) for number, own in figures.items())
    for some in pl.concat(numbered, how="vertical_relaxed").iter_slices(AT_ONCE):
        compared = await compare(session, await with_series(session, some))
        if said:
            compared = explained(compared, pl.col("batch").replace_strict(said, default=None, return_dtype=pl.String))
        taken = compared
        is_refused = compared["effect"] == Effect.REFUSED
        if is_refused.any():
            taken = compared.filter(~is_refused)
            for number, refused in by_batch(compared.filter(is_refused)):
                faults[number] += effect_faults(refused)
        new = changed(taken)
        packed = await pack(session, new)
        await asyncio.gather(store_packed(session, packed), asyncio.to_thread(_count, stored, taken, new))
    failpoint("batch.stored")
    return stored, faults


async def publish(session: Session, ready: Sequence[Ready], standing: Sequence[Judgement]) -> list[Receipt]:
    """Keep the receipts of batches whose figures were stored, and tell of all that these change.

    `standing` are the judgements of their measures, as they were when the caller locked them.
    """
    receipts = [_receipt(one) for one in ready]
    await batches.save(session, receipts)
    judged = await _judge(session, ready, standing)
    receipts = [replace(one, judgements=tuple(map(told_judgement, judged.get(one.number, ())))) for one in receipts]
    failpoint("batch.told")
    await batches.save_judgements(session, receipts)
    await ledger.begin_each(session, [_beginning(receipt) for receipt in receipts])
    return receipts


def _count(stored: dict[int, Stored], taken: pl.DataFrame, changed: pl.DataFrame) -> None:
    """Count and hash these figures of each batch; in a thread, once for all of them."""
    changed_of = dict(by_batch(changed))
    for number, own in by_batch(taken):
        stored[number].add(own, changed_of.get(number, own.clear()))
        stored[number].without_reason += without_reason(own)


async def _judge(session: Session, ready: Sequence[Ready], standing: Sequence[Judgement]) -> dict[int, list[Change]]:
    """Judge what was changed and tell of it, as the doing of the last batch that changed it; by number of batch."""
    changed = {at: one for one in ready for at in one.stored.changed}
    if not changed:
        return {}
    await judgements.move(session, sorted(changed))
    touched = set(await judgements.with_wholes(session, sorted(changed)))
    judged: dict[int, list[Change]] = {}
    for change in await judge(session, [one for one in standing if one.facts.at in touched], ready[-1].now):
        judged.setdefault(_by(change, changed).number, []).append(change)
    for actor, now in sorted({(one.partner, one.now) for one in changed.values()}):
        own = [one for one in ready if (one.partner, one.now) == (actor, now)]
        changes = [change for one in own for change in judged.get(one.number, [])]
        measures = sorted(at for at, by in changed.items() if by in own)
        await tell(session, changes, actor=actor, now=now)
        await tell_outcomes(session, measures, actor=actor, now=now)
        await expect_figures(session, measures, now)
        await tell_warnings(session, measures, now)  # figures warn also where no target judges them
    return judged


def _by(change: Change, changed: Mapping[tuple[str, str], Ready]) -> Ready:
    """The batch that changed the measure's figures, or the last that changed those of one of its parts."""
    facts = change.judgement.facts
    touched = [facts.at, *((facts.area, part.measure) for part in facts.parts)]
    return max((changed[at] for at in touched if at in changed), key=lambda one: one.number)


def _receipt(one: Ready) -> Receipt:
    return Receipt(
        id=one.id,
        number=one.number,
        partner=one.partner,
        sender=one.sender,
        areas=one.areas,
        rows=one.rows,
        **{effect.value: one.stored.effects.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        without_reason=one.stored.without_reason,
        refused=one.refused,
        reference=one.stored.reference,
        sha256=one.sha256,
        figures_sha256=one.stored.sha256,
        judgements=(),
        received_at=one.received_at,
        published_at=one.now,
        mapped=one.mapped,
        fetched_from=one.fetched_from,
        confirmed_at=None,
    )


def _beginning(receipt: Receipt) -> Beginning:
    return Beginning(
        stream=f"batch/{receipt.id}",
        event=accepted(receipt),
        area=receipt.areas[0],
        actor=receipt.partner,
        now=receipt.published_at,
    )


async def refuse_stale(session: Session, figures: pl.DataFrame, seen: int) -> None:
    """Raise Stale where the one measure of these figures has changed since that version, BadRequest for several."""
    measures = figures.select("area", "measure").unique().rows()
    if len(measures) != 1:
        raise BadRequest("If-Match goes with figures of one measure of one area only.")
    if await judgements.figures_version(session, *measures[0]) != seen:
        raise Stale("The figures of this measure have changed since you looked. Nothing was stored.")
