"""A partner posts figures: all rows or none, or the good ones; each fault named, every changed judgement told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import polars as pl

from services.indicators.domain.batch import Severity
from services.indicators.domain.judgement import Change, Judgement, judge_all
from services.indicators.domain.observation import Effect
from services.indicators.domain.receipt import Receipt
from services.indicators.domain.register import Poster
from services.indicators.handlers import tell, tell_outcomes
from services.indicators.schemas.batch import document, encode, preview_document, told
from services.indicators.schemas.chunk import Rows
from services.indicators.schemas.converted import Converted
from services.indicators.schemas.fault import DETAIL, Faults
from services.indicators.schemas.figure import Examined, effect_faults, examine
from services.indicators.storage import batch, figure, judgement, register
from services.indicators.storage.figure import Stored
from shared import idempotency, ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.events.indicators import BatchAccepted
from shared.failpoints import failpoint
from shared.idempotency import Answer, Once
from shared.ledger import Beginning
from shared.problems import BadRequest, Malformed, NotFound, NotKnownHereYet, NotYours, Stale
from shared.working_days import london_day

RETRY_AFTER = 5


class Mode(StrEnum):
    """What becomes of the good rows of a batch that has bad ones."""

    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A batch as it was read, who sends it, and how. `seen` is the version of the one measure that it changes."""

    sent: Rows
    poster: Poster
    once: Once
    received_at: datetime
    mode: Mode = Mode.WHOLE
    seen: int | None = None

    @property
    def converted(self) -> Converted | None:
        """The batch, if it came as a table of the partner's own."""
        return self.sent if isinstance(self.sent, Converted) else None

    def faults(self, found: Faults) -> Faults:
        """The faults found, by the rows and columns that were sent."""
        return self.converted.located(found) if self.converted else found


@dataclass(frozen=True, slots=True)
class _Ready:
    """A post whose rows were checked; its batch has this number and id, if it comes to one."""

    post: Post
    examined: Examined
    number: int
    id: UUID

    @property
    def figures(self) -> pl.DataFrame:
        """The figures with the number of the batch."""
        return self.examined.figures.with_columns(pl.lit(self.number, pl.Int32).alias("batch"))


async def post(database: Database, sent: Post) -> Answer:
    """Store the batch and answer its receipt (201), or refuse it with every fault of every row.

    Raises Malformed (422), NotKnownHereYet (409: the register's copy lacks an area or measure), NotYours (403) or Stale
    (412). The same request again gets the same answer and changes nothing. In partial mode the good rows are stored and
    the answer names the faults of the others; with no good row it is refused like any other.
    """
    (answer,), examined = await _examined(database, [sent])
    if answer is not None:
        return answer
    async with database.unit_of_work(sent.poster.areas) as session:
        (answer,) = await _accept(session, [sent], examined)
    return answer


async def preview(database: Database, sent: Rows, poster: Poster, received_at: datetime) -> dict[str, object]:
    """What `post` would do with each row. Nothing is stored, whatever the rows hold."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.for_posting(session, poster.areas, london_day(received_at))
    examined = await asyncio.to_thread(examine, sent.chunks(), known, poster, london_day(received_at))
    async with database.unit_of_work(poster.areas) as session:
        compared = await figure.compare(session, examined.figures)
    return preview_document(examined, compared)


async def show(database: Database, id: UUID, partner: str) -> Receipt:
    """The receipt of a batch, for the body that sent it; NotFound for everybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        receipt = await batch.find(session, id, partner)
    if receipt is None:
        raise NotFound("Your body has sent no batch of this number.")
    return receipt


async def list_receipts(database: Database, partner: str, *, before: UUID | None, limit: int) -> list[Receipt]:
    """A page of the body's receipts, the latest first, older than one of them."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await batch.page(session, partner, before=before, limit=limit)


async def _examined(database: Database, posts: Sequence[Post]) -> tuple[list[Answer | None], list[Examined]]:
    """The answers kept for requests done before, and each other post's rows checked; raises for what is refused."""
    areas, today = frozenset[str]().union(*(p.poster.areas for p in posts)), london_day(posts[0].received_at)
    async with database.unit_of_work(EVERY_AREA) as session:
        answers = await idempotency.kept(session, [p.once for p in posts])
        known = await register.for_posting(session, areas, today)
    new = [p for p, answer in zip(posts, answers, strict=True) if answer is None]
    examined = [
        await asyncio.to_thread(examine, p.sent.chunks(), known, p.poster, london_day(p.received_at)) for p in new
    ]
    for one, found in zip(new, examined, strict=True):
        _refuse(found, one)
    return answers, examined


async def _accept(session: Session, posts: Sequence[Post], examined: Sequence[Examined]) -> list[Answer]:
    """Store posts whose rows were checked, no figure among them twice, in one transaction; each has its own answer."""
    answers = dict(enumerate(await idempotency.claim_each(session, [p.once for p in posts])))
    failpoint("batch.claimed")
    new = [at for at, answer in answers.items() if answer is None]
    numbers = await batch.numbers(session, len(new))
    ready = [_Ready(posts[at], examined[at], n, new_id()) for at, n in zip(new, numbers, strict=True)]
    if ready:
        made = await _store(session, ready)
        await idempotency.keep_each(session, [(one.post.once, answer) for one, answer in zip(ready, made, strict=True)])
        answers |= dict(zip(new, made, strict=True))
    failpoint("batch.kept")
    return [answer for answer in answers.values() if answer is not None]


async def _store(session: Session, ready: Sequence[_Ready]) -> list[Answer]:
    figures = pl.concat([one.figures for one in ready])
    standing = await judgement.lock(session, figures.select("area", "measure").unique().iter_rows())
    for one in ready:
        await _refuse_stale(session, one)
    compared = await figure.compare(session, figures)
    ready = [_without_refused(one, compared) for one in ready]
    failpoint("batch.compared")
    stored = await figure.store(session, compared.filter(pl.col("effect") != Effect.REFUSED))
    failpoint("batch.stored")
    receipts = [_receipt(one, stored[one.number]) for one in ready]
    await batch.save(session, receipts)
    judged = await _judge(session, ready, stored, standing)
    receipts = [replace(one, judgements=tuple(map(told, judged.get(one.number, ())))) for one in receipts]
    failpoint("batch.told")
    await batch.save_judgements(session, receipts)
    await ledger.begin_each(session, [_beginning(receipt) for receipt in receipts])
    return [_answer(receipt, one) for receipt, one in zip(receipts, ready, strict=True)]


async def _judge(
    session: Session, ready: Sequence[_Ready], stored: dict[int, Stored], standing: Sequence[Judgement]
) -> dict[int, list[Change]]:
    """Judge what was changed and tell of it, as the doing of the last post that changed it; by number of batch."""
    changed = {at: one for one in ready for at in stored[one.number].changed}
    await judgement.move(session, sorted(changed))
    facts = await judgement.facts(session, sorted(changed))
    judged: dict[int, list[Change]] = {}
    for change in judge_all(standing, facts, ready[-1].post.received_at):
        one = changed[change.judgement.facts.area, change.judgement.facts.measure]
        judged.setdefault(one.number, []).append(change)
    for one in ready:
        actor, now = one.post.poster.body, one.post.received_at
        await tell(session, judged.get(one.number, []), actor=actor, now=now)
        await tell_outcomes(session, [at for at, by in changed.items() if by is one], actor=actor, now=now)
    return judged


async def _refuse_stale(session: Session, one: _Ready) -> None:
    if one.post.seen is None:
        return
    measures = one.figures.select("area", "measure").unique().rows()
    if len(measures) != 1:
        raise BadRequest("If-Match goes with figures of one measure of one area only.")
    if await judgement.figures_version(session, *measures[0]) != one.post.seen:
        raise Stale("The figures of this measure have changed since you looked. Nothing was stored.")


def _without_refused(one: _Ready, compared: pl.DataFrame) -> _Ready:
    """The post with the rows that what stands does not allow among its faults; raises unless it may go without them."""
    faults = effect_faults(compared.filter(pl.col("batch") == one.number))
    if not faults:
        return one
    left = one.examined.figures.filter(~pl.col("row").is_in({fault.row for fault in faults}))
    examined = Examined(one.examined.rows, left, one.examined.faults.and_those(faults))
    _refuse(examined, one.post)
    return replace(one, examined=examined)


def _refuse(examined: Examined, post: Post) -> None:
    """What breaks a rule comes first; what the register may still tell comes before what it has told."""
    faults = post.faults(examined.faults)
    if not faults.total or (post.mode is Mode.PARTIAL and examined.figures.height):
        return
    errors, total = faults.documents(), faults.total
    if Severity.MALFORMED in faults.severities:
        raise Malformed(DETAIL, errors=errors, total_errors=total)
    if Severity.UNKNOWN in faults.severities:
        raise NotKnownHereYet(
            "The register here has not heard of every area and measure of this batch. Nothing was stored.",
            errors=errors,
            total_errors=total,
            retry_after=RETRY_AFTER,
        )
    raise NotYours("Some rows are not this key's to post. Nothing was stored.", errors=errors, total_errors=total)


def _receipt(one: _Ready, stored: Stored) -> Receipt:
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
        mapped=own.document if own else None,
    )


def _beginning(receipt: Receipt) -> Beginning:
    accepted = BatchAccepted(
        area=receipt.areas[0],
        areas=receipt.areas,
        batch=str(receipt.id),
        partner=receipt.partner,
        rows=receipt.rows,
        new=receipt.new,
        same=receipt.same,
        revised=receipt.revised,
        withdrawn=receipt.withdrawn,
        refused=receipt.refused,
        reference=receipt.reference,
        sha256=receipt.sha256,
        figures_sha256=receipt.figures_sha256,
    )
    return Beginning(
        stream=f"batch/{receipt.id}",
        event=accepted,
        area=receipt.areas[0],
        actor=receipt.partner,
        now=receipt.received_at,
    )


def _answer(receipt: Receipt, one: _Ready) -> Answer:
    headers = {"Content-Type": "application/json", "Location": f"/indicators/v1/batches/{receipt.id}"}
    return Answer(201, encode(document(receipt, one.post.faults(one.examined.faults))), headers)
