"""A partner posts figures: all rows or none, or the good ones; each fault named, every changed judgement told."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.held import HeldBatch, Move
from services.indicators.domain.figure.observation import Effect
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.measure.register import Register
from services.indicators.effects.figure.figure import Ready, publish, refuse_stale, store
from services.indicators.effects.figure.held import arm_release
from services.indicators.effects.figure.period import odd_periods
from services.indicators.schemas.figure.batch import decode, document, encode
from services.indicators.schemas.figure.figure import Examined, effect_faults, examine, explained, without_reason
from services.indicators.schemas.figure.held import as_posted, check_embargo
from services.indicators.schemas.figure.held import document as held_document
from services.indicators.schemas.figure.post import Post, refuse, without
from services.indicators.storage.figure import batch, figure, held
from services.indicators.storage.figure.figure import Stored
from services.indicators.storage.judgement import judgement
from services.indicators.storage.measure import register
from shared import idempotency
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.failpoints import failpoint
from shared.idempotency import Answer
from shared.problems import BadRequest, NotFound, Problem
from shared.working_days import london_day

ROUTE = "POST /indicators/v1/batches"


@dataclass(frozen=True, slots=True)
class Shown:
    """A batch for its own body: its receipt where it is public, what it waits or waited for, how that was moved."""

    receipt: Receipt | None
    held: HeldBatch | None
    moves: Sequence[Move]

    @property
    def people(self) -> frozenset[str]:
        """The ids of who sent it, let it be public or sent it back."""
        return frozenset[str]().union(*(one.people for one in (self.receipt, self.held) if one is not None))


class HeldAndConditional(BadRequest):
    """If-Match came with figures that wait: what it was held against may have changed when they are public."""

    slug, title = "held-and-conditional", "If-Match goes with figures that are public at once"


@dataclass(frozen=True, slots=True)
class _Checked:
    """What became of a post's rows; whether it waits before it is public, and for whom."""

    examined: Examined
    known: Register
    is_for_clearance: bool
    is_held: bool


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
    waiting = {at: one for at, one in enumerate(outcomes) if isinstance(one, _Checked)}
    while waiting:
        some = _apart(posts, waiting)
        areas = frozenset[str]().union(*(posts[at].poster.areas for at in some))
        async with database.unit_of_work(areas) as session:
            answers = await _accept(session, [posts[at] for at in some], [waiting.pop(at) for at in some])
        failpoint("batch.committed")
        for at, answer in zip(some, answers, strict=True):
            outcomes[at] = answer
    return [one for one in outcomes if not isinstance(one, _Checked)]


async def post_on_trial(database: Database, sent: Post) -> Answer:
    """The answer that `post` gives, after all of it was done by a way on which nothing is kept; it raises the same.

    The answer alone is kept, under the key of the request, as every answer is.
    """
    async with database.unit_of_work(sent.poster.areas) as session:
        (answer,) = await idempotency.kept(session, [sent.once])
    if answer is not None:
        return answer
    tried = await post(database, sent)
    async with database.kept.unit_of_work(sent.poster.areas) as session:
        return await idempotency.claim(session, sent.once) or await idempotency.keep(session, sent.once, tried)


async def list_tried(database: Database, client: str, limit: int) -> list[dict[str, object]]:
    """The receipts that a key on trial was answered with, the latest first: all that is left of what it posted."""
    async with database.unit_of_work(EVERY_AREA) as session:
        answers = await idempotency.answers(session, client, ROUTE, limit)
    return [decode(answer.body) for answer in answers]


async def show(database: Database, id: UUID, partner: str) -> Shown:
    """A batch, for the body that sent it; NotFound for everybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        shown = Shown(
            await batch.find(session, id, partner), await held.find(session, id, partner), await held.moves(session, id)
        )
    if shown.receipt is None and shown.held is None:
        raise NotFound("Your body has sent no batch of this number.")
    return shown


async def list_receipts(
    database: Database, partner: str, *, before: UUID | None, limit: int
) -> list[Receipt | HeldBatch]:
    """A page of the body's receipts, also of batches that wait, the latest first, older than one of them."""
    async with database.unit_of_work(EVERY_AREA) as session:
        public = await batch.page(session, partner, before=before, limit=limit)
        waiting = await held.page(session, partner, before=before, limit=limit)
    both: list[Receipt | HeldBatch] = [*public, *waiting]
    return sorted(both, key=lambda one: one.id, reverse=True)[:limit]


async def _examined(database: Database, posts: Sequence[Post]) -> list[Answer | Problem | _Checked]:
    """The answer kept for each request that was done before, the refusal of each bad one, the others checked."""
    areas, today = frozenset[str]().union(*(p.poster.areas for p in posts)), london_day(posts[0].received_at)
    async with database.unit_of_work(EVERY_AREA) as session:
        answers = await idempotency.kept(session, [p.once for p in posts])
        known = await register.for_posting(session, areas, today)
    outcomes: list[Answer | Problem | _Checked] = []
    for one, answer in zip(posts, answers, strict=True):
        if answer is not None:
            outcomes.append(answer)
        elif len(posts) == 1:  # it may be a long one: others are served meanwhile
            outcomes.append(await asyncio.to_thread(_checked, known, one))
        else:
            outcomes.append(_checked(known, one))
    return outcomes


def _checked(known: Register, one: Post) -> _Checked | Problem:
    try:
        examined = examine(one.sent.chunks(), known, one.poster, london_day(one.received_at))
        refuse(examined, one)
        return _to_be_held(known, one, examined)
    except Problem as problem:
        return problem


def _to_be_held(known: Register, one: Post, examined: Examined) -> _Checked:
    areas, body = examined.figures["area"].unique().to_list(), one.poster.body
    if one.publish_at is not None:
        check_embargo(known, areas, body, one.publish_at, one.received_at)
    is_for_clearance = known.needs_clearance(areas, body)
    is_held = is_for_clearance or one.publish_at is not None
    if is_held and one.seen is not None:
        raise HeldAndConditional("Nothing was stored. Send these figures without If-Match.")
    return _Checked(examined, known, is_for_clearance=is_for_clearance, is_held=is_held)


def _apart(posts: Sequence[Post], waiting: Mapping[int, _Checked]) -> list[int]:
    """As many of the posts as are different requests about different figures, the first of them in any case."""
    if len(waiting) == 1:
        return list(waiting)
    some: list[int] = []
    taken: set[object] = set()
    for at, one in waiting.items():
        once = posts[at].once
        keys = {(once.client, once.key), *one.examined.figures.select("area", "place", "measure", "time").iter_rows()}
        if not keys & taken:
            some.append(at)
            taken |= keys
    return some


async def _accept(session: Session, posts: Sequence[Post], checked: Sequence[_Checked]) -> list[Answer]:
    """Store posts whose rows were checked, no figure among them twice, in one transaction; each has its own answer."""
    answers = dict(enumerate(await idempotency.claim_each(session, [p.once for p in posts])))
    failpoint("batch.claimed")
    new = [at for at, answer in answers.items() if answer is None]
    made = {at: await _hold(session, posts[at], checked[at]) for at in new if checked[at].is_held}
    made |= await _publish(session, {at: (posts[at], checked[at]) for at in new if not checked[at].is_held})
    if made:
        await idempotency.keep_each(session, [(posts[at].once, answer) for at, answer in made.items()])
    failpoint("batch.kept")
    return [answer for answer in (answers | made).values() if answer is not None]


async def _publish(session: Session, posts: Mapping[int, tuple[Post, _Checked]]) -> dict[int, Answer]:
    """Store what is public at once."""
    if not posts:
        return {}
    new = dict(zip(await batch.numbers(session, len(posts)), posts.values(), strict=True))
    ids = {number: new_id() for number in new}
    odd = {number: await _odd(session, post, checked) for number, (post, checked) in new.items()}
    standing = await _lock(session, new.values())
    figures = {number: checked.examined.figures for number, (_, checked) in new.items()}
    stored, faults = await store(session, figures, {number: post.reason for number, (post, _) in new.items()})
    taken = {number: without(checked.examined, post, faults.get(number, ())) for number, (post, checked) in new.items()}
    ready = [_ready(number, ids[number], post, taken[number], stored[number]) for number, (post, _) in new.items()]
    receipts = await publish(session, ready, standing)
    answers = [
        _answer(document(receipt, post.faults(examined.faults), examined.left_open, odd[number]))
        for receipt, (number, (post, _)), examined in zip(receipts, new.items(), taken.values(), strict=True)
    ]
    return dict(zip(posts, answers, strict=True))


async def _lock(session: Session, posts: Collection[tuple[Post, _Checked]]) -> list[Judgement]:
    """Lock the measures that the posts are about; raises Stale or BadRequest for a post that saw other figures."""
    figures = pl.concat((checked.examined.figures for _, checked in posts), how="vertical_relaxed")
    standing = await judgement.lock(session, figures.select("area", "measure").unique().iter_rows())
    for post, checked in posts:
        if post.seen is not None:
            await refuse_stale(session, checked.examined.figures, post.seen)
    return standing


def _ready(number: int, id: UUID, post: Post, examined: Examined, stored: Stored) -> Ready:
    return Ready(
        number=number,
        id=id,
        partner=post.poster.body,
        sender=post.sender,
        areas=tuple(examined.figures["area"].unique().sort()),
        rows=post.rows(examined),
        refused=post.refused(examined),
        sha256=post.once.body_sha256.hex(),
        received_at=post.received_at,
        now=post.received_at,
        stored=stored,
        mapped=post.mapped,
        fetched_from=post.fetched_from,
    )


async def _hold(session: Session, post: Post, checked: _Checked) -> Answer:
    """Keep what waits, after it was compared with what stands, so that its faults are told today."""
    compared = explained(await figure.compare(session, checked.examined.figures), pl.lit(post.reason, pl.String))
    examined = without(checked.examined, post, effect_faults(compared))
    effects = dict(compared["effect"].value_counts().iter_rows())
    figures = as_posted(examined.figures, post.sent)
    one = HeldBatch(
        id=new_id(),
        partner=post.poster.body,
        areas=tuple(figures["area"].unique().sort()),
        rows=post.rows(examined),
        refused=post.refused(examined),
        **{effect.value: effects.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        without_reason=without_reason(compared),
        change_reason=post.reason,
        sha256=post.once.body_sha256.hex(),
        figures_sha256=held.digest(figures),
        mapped=post.mapped,
        sender=post.sender,
        is_for_clearance=checked.is_for_clearance,
        received_at=post.received_at,
        announced_at=post.publish_at,
        publish_at=post.publish_at,
        fetched_from=post.fetched_from,
    )
    await held.save(session, one, figures)
    await arm_release(session, one)
    odd = await _odd(session, post, checked)
    return _answer(held_document(one, faults=post.faults(examined.faults), odd=odd))


async def _odd(session: Session, post: Post, checked: _Checked) -> list[Odd]:
    """What is odd about the periods of a post, by the rows that were sent. Asked before its figures stand."""
    today = london_day(post.received_at)
    return post.as_sent(await odd_periods(session, checked.examined.figures, checked.known.frequencies, today))


def _answer(document: dict[str, object]) -> Answer:
    headers = {"Content-Type": "application/json", "Location": f"/indicators/v1/batches/{document['batch']}"}
    return Answer(201, encode(document), headers)
