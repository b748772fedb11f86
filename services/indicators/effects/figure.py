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
from services.indicators.effects.judgement import judge, tell, tell_outcomes
from services.indicators.effects.question import tell_warnings
from services.indicators.effects.supply import expect_figures
from services.indicators.schemas.figure.batch import told as told_judgement
from services.indicators.schemas.figure.figure import Examined, by_batch, effect_faults
from services.indicators.schemas.figure.post import Post, without
from services.indicators.storage.figure import batch as batches
from services.indicators.storage.figure.figure import Stored, compare
from services.indicators.storage.figure.figure import store as store_changed
from services.indicators.storage.judgement import judgement as judgements
from shared import ledger
from shared.database import Session
from shared.failpoints import failpoint
from shared.ledger import Beginning
from shared.problems import BadRequest, Stale

AT_ONCE = 50_000  # figures compared and copied at once


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
    numbered = (one.examined.figures.with_columns(pl.lit(one.number, pl.Int32).alias("batch")) for one in ready)
    figures = pl.concat(numbered)
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
        await asyncio.to_thread(_count, stored, taken, await store_changed(session, taken))
    return stored, faults


def _count(stored: dict[int, Stored], taken: pl.DataFrame, changed: pl.DataFrame) -> None:
    """Count and hash these figures of each batch; in a thread, once for all of them."""
    changed_of = dict(by_batch(changed))
    for number, own in by_batch(taken):
        stored[number].add(own, changed_of.get(number, own.clear()))


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
        fetched_from=one.post.fetched_from,
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
