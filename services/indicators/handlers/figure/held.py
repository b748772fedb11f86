"""What happens to batches that wait: cleared by a second person, sent back, moved to another instant, released.

At its release a batch goes the way of every batch: all its figures in one transaction, which tells what they change.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.figure.held import (
    HeldBatch,
    Move,
    Release,
    State,
    Wanted,
    cleared,
    id_of,
    moved,
    released,
)
from services.indicators.domain.figure.held import returned as sent_back
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.measure.register import REFUSAL_WORDS, Refusal
from services.indicators.effects.figure.figure import Ready, publish, store
from services.indicators.effects.figure.held import RELEASE, arm_release
from services.indicators.effects.figure.late import tell_late_after_all
from services.indicators.effects.question.question import tell_warnings
from services.indicators.schemas.figure.fault import Faults
from services.indicators.schemas.figure.figure import effect_faults
from services.indicators.schemas.figure.held import check_instant, document, unposted
from services.indicators.storage.figure import batch, figure, held, release
from services.indicators.storage.judgement import judgement
from services.indicators.storage.measure import register
from shared import deadlines, idempotency, ledger
from shared.auth import Caller, CallerKind
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.failpoints import failpoint
from shared.idempotency import Answer, Once
from shared.periods import parse
from shared.problems import NotFound, NotNow, NotYours, Stale
from shared.working_days import london_day

LATEST = 50
OVERTAKEN = "another figure for this period came after this one and is public; send this one again if it holds"
AT = ("area", "measure", "text")


class NotHeld(NotNow):
    """The batch does not wait any more."""

    slug, title = "not-held", "This batch does not wait any more"


class NotForClearance(NotNow):
    """No second person is needed for this batch, or one has looked at it."""

    slug, title = "not-for-clearance", "This batch waits for no second person"


class NotASecondPerson(NotYours):
    """A second person of the body clears a batch: no key, and not whoever sent it."""

    slug, title = "not-a-second-person", "This needs a second person of your body"


async def show_figures(
    database: Database, id: UUID, partner: str, *, after: tuple[int, str], limit: int
) -> pl.DataFrame:
    """At most `limit` of a batch's figures as they were posted, behind a row and area. For its body only."""
    async with database.unit_of_work(EVERY_AREA) as session:
        _known(await held.find(session, id, partner))
        return await held.figure_page(session, id, after=after, limit=limit)


async def waiting(database: Database, body: str) -> list[HeldBatch]:
    """What waits of a body's figures, the latest 50."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await held.page(session, body, before=None, limit=LATEST)


async def releases(database: Database, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Release]:
    """A page of what was held for an instant and is public, the latest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await release.page(session, wanted, before=before, limit=limit)


async def clear(
    database: Database,
    id: UUID,
    *,
    caller: Caller,
    keys: frozenset[str],
    once: Once,
    now: datetime,
    seen: int | None = None,
) -> Answer:
    """A second person lets the batch be public: at once (200), or when its instant has come.

    `keys` are those that the caller holds; `seen` is the version that was looked at.
    Raises NotFound, NotHeld, NotForClearance, NotASecondPerson or Stale.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        found = await _for_clearance(session, id, caller, keys)
        if seen is not None:
            _refuse_stale(found, seen)
        after = cleared(found, caller.id, now)
        await held.update(session, after)
        if after.is_ripe(now):
            after = await _release(session, after, now)
            await deadlines.meet(session, after.stream, RELEASE, now)
        return await idempotency.keep(session, once, await _answer(session, after))


async def give_back(
    database: Database, id: UUID, reason: str, *, caller: Caller, keys: frozenset[str], once: Once, now: datetime
) -> Answer:
    """The batch is sent back (200): it is never stored, and its body sees why.

    Where a second person is waited for, that person does it, and it raises like `clear`; else anybody of the body does,
    a key too.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        found = await _locked(session, id, caller)
        _require_waiting(found)
        if found.waits_for_clearance:
            _require_second(found, caller, keys)
        after = sent_back(found, caller.id, reason, now)
        await held.update(session, after)
        await deadlines.cancel(session, after.stream, RELEASE, now)
        await _look_again(session, after, await held.figures(session, id), now)
        return await idempotency.keep(session, once, await _answer(session, after))


async def move(
    database: Database, id: UUID, publish_at: datetime, *, caller: Caller, seen: int, once: Once, now: datetime
) -> Answer:
    """Another instant for a batch that waits for one (200); every move is kept, and told when the batch is public.

    Raises NotFound, Stale (412), NotHeld, or Malformed for an instant that cannot be taken.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        check_instant(publish_at, now)
        found = await _locked(session, id, caller)
        _refuse_stale(found, seen)
        if found.state is not State.HELD or found.publish_at is None:
            raise NotHeld("Only a batch that waits for its time can be given another.")
        if found.publish_at != publish_at:
            after = moved(found, publish_at)
            await held.update(session, after)
            await held.add_move(session, after, Move(now, found.publish_at, publish_at))
            await deadlines.cancel(session, after.stream, RELEASE, now)
            await arm_release(session, after)
            found = after
        return await idempotency.keep(session, once, await _answer(session, found))


async def lock(session: Session, subject: str) -> object:
    """Lock the batch whose instant has come."""
    return await held.lock(session, id_of(subject), None)


async def release_in_time(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The instant has come: a batch that waits for nothing else is released, once."""
    found = await held.lock(session, id_of(due.subject), None)
    if found is not None and found.is_ripe(now):
        await _release(session, found, now)


async def _release(session: Session, found: HeldBatch, now: datetime) -> HeldBatch:
    """Store what can still be stored, and tell of it; the rows that cannot be are kept with their faults."""
    figures = await held.figures(session, found.id)
    standing = await judgement.lock(session, figures.select("area", "measure").unique().iter_rows())
    faults = await _lost(session, found, figures, now)
    lost = {fault.row for fault in faults}
    left = figures.filter(~pl.col("sent_row").is_in(lost))
    told = Faults().and_those(faults)
    after = found.settled(
        now=now,
        measures=sorted(left.select("area", "measure").unique().iter_rows()),
        faults=[fault.document() for fault in told.documents()],
        total_faults=told.total,
    )
    if left.height:
        await _publish(session, after, left, standing, lost=len(lost), now=now)
    await held.update(session, after)
    if lost:
        await _look_again(session, after, figures.filter(pl.col("sent_row").is_in(lost)), now)
    failpoint("held.released")
    return after


async def _look_again(session: Session, after: HeldBatch, gone: pl.DataFrame, now: datetime) -> None:
    """What waited does not come: where that makes a figure late, it is told, and what that warns of."""
    own = gone.filter(pl.col("place") == pl.col("area"), pl.col("action").ne_missing("withdraw"))
    figures = [(area, measure, parse(text)) for area, measure, text in own.select(*AT).unique().sort(*AT).iter_rows()]
    measures = sorted(gone.filter(pl.col("place") == pl.col("area")).select("area", "measure").unique().iter_rows())
    await judgement.lock(session, measures)
    await tell_late_after_all(session, figures, after.received_at, now)
    await tell_warnings(session, measures, now)


async def _publish(
    session: Session,
    after: HeldBatch,
    left: pl.DataFrame,
    standing: Sequence[Judgement],
    *,
    lost: int,
    now: datetime,
) -> None:
    """Store what is left of the batch without the rows that were lost: what stands allows all of it."""
    (number,) = await batch.numbers(session, 1)
    stored, _ = await store(session, {number: unposted(left)}, {number: after.change_reason})
    ready = Ready(
        number=number,
        id=after.id,
        partner=after.partner,
        sender=after.sender,
        areas=tuple(left["area"].unique().sort()),
        rows=after.rows,
        refused=min(after.rows, after.refused + lost),
        sha256=after.sha256,
        received_at=after.received_at,
        now=now,
        stored=stored[number],
        mapped=after.mapped,
        fetched_from=after.fetched_from,
    )
    await publish(session, [ready], standing)
    told = released(after, await held.moves(session, after.id))
    stream = f"batch/{after.id}"
    await ledger.append(session, stream, 1, told, area=after.areas[0], actor=after.partner, now=now)


async def _lost(session: Session, found: HeldBatch, figures: pl.DataFrame, now: datetime) -> list[RowFault]:
    """The rows, by their numbers as sent, that what stands or the register allows no more."""
    known = await register.for_posting(session, frozenset(found.areas), london_day(now))
    pairs = figures.select("area", "measure").unique().iter_rows()
    strange = [f"{pair[0]}/{pair[1]}" for pair in pairs if found.partner not in known.owners.get(pair, ())]
    is_strange = pl.concat_str(["area", "measure"], separator="/").is_in(strange)
    disowned = figures.filter(is_strange)["sent_row"].unique().to_list()
    compared = await figure.compare(session, figures.filter(~is_strange))
    words = REFUSAL_WORDS[Refusal.NOT_YOUR_MEASURE]
    faults = {row: RowFault(row, "measure", Refusal.NOT_YOUR_MEASURE.value, words) for row in disowned}
    for fault in effect_faults(compared.drop("row").rename({"sent_row": "row"})):
        faults.setdefault(fault.row or 0, fault)
    would_change = set(compared.filter(pl.col("effect") != Effect.SAME)["sent_row"])
    for row in would_change & await held.overtaken(session, found):
        faults.setdefault(row, RowFault(row, None, "overtaken", OVERTAKEN))
    return [faults[row] for row in sorted(faults)]


async def _for_clearance(session: Session, id: UUID, caller: Caller, keys: frozenset[str]) -> HeldBatch:
    found = await _locked(session, id, caller)
    _require_second(found, caller, keys)
    _require_waiting(found)
    if not found.waits_for_clearance:
        raise NotForClearance("Nobody has to clear this batch, or somebody has.")
    return found


async def _locked(session: Session, id: UUID, caller: Caller) -> HeldBatch:
    found = _known(await held.lock(session, id, caller.body))
    if not set(found.areas) <= caller.areas:
        raise NotYours("Your account or key does not act for your body in every area of this batch.")
    return found


def _refuse_stale(found: HeldBatch, seen: int) -> None:
    if found.version != seen:
        raise Stale(f'This batch has changed since you looked; it is at "{found.version}".')


def _require_waiting(found: HeldBatch) -> None:
    if found.state is not State.HELD:
        raise NotHeld("This batch does not wait any more.")


def _require_second(found: HeldBatch, caller: Caller, keys: frozenset[str]) -> None:
    if caller.kind is not CallerKind.OFFICER:
        raise NotASecondPerson("A person of your body does this, signed in; no key may.")
    if caller.id == found.sender:
        raise NotASecondPerson("You sent these figures, so somebody else of your body looks at them.")
    if found.sender in keys:
        raise NotASecondPerson("A key that you hold sent these figures, so somebody else of your body looks at them.")


def _known(found: HeldBatch | None) -> HeldBatch:
    if found is None:
        raise NotFound("Your body has no batch of this number that waits or waited.")
    return found


async def _answer(session: Session, after: HeldBatch) -> Answer:
    return Answer.of(200, document(after, await held.moves(session, after.id)), version=after.version)
