"""A partner posts figures: all rows or none, or the good ones; each fault named, every changed judgement told."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.batch import RowFault, Severity
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.judgement.judgement import Change, Judgement, judge_all
from services.indicators.domain.measure.register import Poster, Register
from services.indicators.handlers import tell, tell_outcomes, tell_warnings
from services.indicators.schemas.figure.batch import document, encode, preview_document, told
from services.indicators.schemas.figure.chunk import Rows
from services.indicators.schemas.figure.fault import DETAIL
from services.indicators.schemas.figure.figure import Examined, by_batch, effect_faults, examine
from services.indicators.schemas.figure.post import Mode, Post
from services.indicators.storage.figure import batch, figure
from services.indicators.storage.figure.figure import Stored
from services.indicators.storage.judgement import judgement
from services.indicators.storage.measure import register
from shared import idempotency, ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.events.indicators import BatchAccepted
from shared.failpoints import failpoint
from shared.idempotency import Answer
from shared.ledger import Beginning
from shared.problems import BadRequest, Malformed, NotFound, NotKnownHereYet, NotYours, Problem, Stale
from shared.working_days import london_day

RETRY_AFTER = 5
AT_ONCE = 50_000  # figures compared and copied at once


@dataclass(frozen=True, slots=True)
class _Ready:
    """A post whose rows were checked; its batch has this number and id, if it comes to one."""

    post: Post
    examined: Examined
    number: int
    id: UUID


async def post(database: Database, sent: Post) -> Answer:
    """Store the batch and answer its receipt (201), or refuse it with every fault of every row.

    Raises Malformed (422), NotKnownHereYet (409: the register's copy lacks an area or measure), NotYours (403) or Stale
    (412). The same request again gets the same answer and changes nothing. In partial mode the good rows are stored and
    the answer names the faults of the others; with no good row it is refused like any other.
    """
    (answer,) = await post_each(database, [sent])
    if isinstance(answer, Problem):
        raise answer
    return answer


async def post_each(database: Database, posts: Sequence[Post]) -> list[Answer | Problem]:
    """Each post's answer or refusal. Those that are about different figures are stored in one transaction.

    A post that only what stands refuses, or that meets trouble while it is stored, raises for all of them, with nothing
    stored of its transaction: whoever gathered the posts tries each again by itself.
    """
    outcomes = await _examined(database, posts)
    waiting = {at: one for at, one in enumerate(outcomes) if isinstance(one, Examined)}
    while waiting:
        some = _apart(posts, waiting)
        areas = frozenset[str]().union(*(posts[at].poster.areas for at in some))
        async with database.unit_of_work(areas) as session:
            answers = await _accept(session, [posts[at] for at in some], [waiting.pop(at) for at in some])
        failpoint("batch.committed")
        for at, answer in zip(some, answers, strict=True):
            outcomes[at] = answer
    return [one for one in outcomes if not isinstance(one, Examined)]


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


async def _examined(database: Database, posts: Sequence[Post]) -> list[Answer | Problem | Examined]:
    """The answer kept for each request that was done before, the refusal of each bad one, the others checked."""
    areas, today = frozenset[str]().union(*(p.poster.areas for p in posts)), london_day(posts[0].received_at)
    async with database.unit_of_work(EVERY_AREA) as session:
        answers = await idempotency.kept(session, [p.once for p in posts])
        known = await register.for_posting(session, areas, today)
    outcomes: list[Answer | Problem | Examined] = []
    for one, answer in zip(posts, answers, strict=True):
        if answer is not None:
            outcomes.append(answer)
        elif len(posts) == 1:  # it may be a long one: others are served meanwhile
            outcomes.append(await asyncio.to_thread(_checked, known, one))
        else:
            outcomes.append(_checked(known, one))
    return outcomes


def _checked(known: Register, one: Post) -> Examined | Problem:
    try:
        examined = examine(one.sent.chunks(), known, one.poster, london_day(one.received_at))
        _refuse(examined, one)
    except Problem as problem:
        return problem
    return examined


def _apart(posts: Sequence[Post], waiting: Mapping[int, Examined]) -> list[int]:
    """As many of the posts as are different requests about different figures, the first of them in any case."""
    if len(waiting) == 1:
        return list(waiting)
    some: list[int] = []
    taken: set[object] = set()
    for at, one in waiting.items():
        once = posts[at].once
        keys = {(once.client, once.key), *one.figures.select("area", "place", "measure", "time").iter_rows()}
        if not keys & taken:
            some.append(at)
            taken |= keys
    return some


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
    batches = [pl.repeat(one.number, one.examined.figures.height, dtype=pl.Int32, eager=True) for one in ready]
    figures = pl.concat([one.examined.figures for one in ready]).with_columns(pl.concat(batches).alias("batch"))
    standing = await judgement.lock(session, figures.select("area", "measure").unique().iter_rows())
    for one in ready:
        await _refuse_stale(session, one)
    stored, faults = await _write(session, figures)
    failpoint("batch.stored")
    ready = [_without(one, faults.get(one.number, ())) for one in ready]
    receipts = [_receipt(one, stored[one.number]) for one in ready]
    await batch.save(session, receipts)
    judged = await _judge(session, ready, stored, standing)
    receipts = [replace(one, judgements=tuple(map(told, judged.get(one.number, ())))) for one in receipts]
    failpoint("batch.told")
    await batch.save_judgements(session, receipts)
    await ledger.begin_each(session, [_beginning(receipt) for receipt in receipts])
    return [_answer(receipt, one) for receipt, one in zip(receipts, ready, strict=True)]


async def _write(session: Session, figures: pl.DataFrame) -> tuple[dict[int, Stored], dict[int, list[RowFault]]]:
    """Store the figures, some at a time; what became of each batch's, and the rows that what stands does not allow."""
    stored: dict[int, Stored] = defaultdict(Stored)
    faults: dict[int, list[RowFault]] = defaultdict(list)
    for some in figures.iter_slices(AT_ONCE):
        compared = await figure.compare(session, some)
        is_refused = pl.col("effect") == Effect.REFUSED
        for number, refused in by_batch(compared.filter(is_refused)):
            faults[number] += effect_faults(refused)
        taken = compared.filter(~is_refused)
        changed = dict(by_batch(await figure.store(session, taken)))
        for number, own in by_batch(taken):
            stored[number].add(own, changed.get(number, own.clear()))
    return stored, faults


async def _judge(
    session: Session, ready: Sequence[_Ready], stored: Mapping[int, Stored], standing: Sequence[Judgement]
) -> dict[int, list[Change]]:
    """Judge what was changed and tell of it, as the doing of the last post that changed it; by number of batch."""
    changed = {at: one for one in ready for at in stored[one.number].changed}
    await judgement.move(session, sorted(changed))
    facts = await judgement.facts(session, sorted(changed))
    judged: dict[int, list[Change]] = {}
    for change in judge_all(standing, facts, ready[-1].post.received_at):
        one = changed[change.judgement.facts.area, change.judgement.facts.measure]
        judged.setdefault(one.number, []).append(change)
    for actor, now in sorted({(one.post.poster.body, one.post.received_at) for one in changed.values()}):
        own = [one for one in ready if (one.post.poster.body, one.post.received_at) == (actor, now)]
        changes = [change for one in own for change in judged.get(one.number, [])]
        measures = sorted(at for at, by in changed.items() if by in own)
        await tell(session, changes, actor=actor, now=now)
        await tell_outcomes(session, measures, actor=actor, now=now)
        await tell_warnings(session, measures, now)  # figures warn also where no target judges them
    return judged


async def _refuse_stale(session: Session, one: _Ready) -> None:
    if one.post.seen is None:
        return
    measures = one.examined.figures.select("area", "measure").unique().rows()
    if len(measures) != 1:
        raise BadRequest("If-Match goes with figures of one measure of one area only.")
    if await judgement.figures_version(session, *measures[0]) != one.post.seen:
        raise Stale("The figures of this measure have changed since you looked. Nothing was stored.")


def _without(one: _Ready, faults: Sequence[RowFault]) -> _Ready:
    """The post with the rows that what stands does not allow among its faults; raises unless it may go without them."""
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
        fetched_from=one.post.fetched_from,
        confirmed_at=None,
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
        fetched_from=receipt.fetched_from,
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
