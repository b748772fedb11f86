"""What a batch would do and what the public would then see, found out by doing it and undoing it. Nothing is stored."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import polars as pl

from services.indicators.domain.figure.period import Odd
from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.judgement.comparison import is_apart
from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.judgement.preview import MOST_SHOWN, Changed, Shown
from services.indicators.domain.measure.measure import Named
from services.indicators.domain.measure.register import Poster
from services.indicators.effects.figure.figure import refuse_stale
from services.indicators.effects.figure.period import odd_periods
from services.indicators.effects.judgement.judgement import judge
from services.indicators.schemas.figure.chunk import Rows
from services.indicators.schemas.figure.figure import FRAME, Examined, examine, explained
from services.indicators.schemas.figure.held import check_embargo
from services.indicators.storage.figure import batch, figure, held, observation
from services.indicators.storage.judgement import baseline, judgement, sample, target
from services.indicators.storage.measure import measure, register
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.periods import parse
from shared.problems import NotFound
from shared.working_days import london_day

STANDS = ("value", "missing", "suppressed")
AT_ONCE = 50_000  # figures tried out: those of the areas themselves go before those of places


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would become of each row, and how the first measures would stand; `more` are not shown.

    `may_hold`: the body may let these figures wait for a time; `is_for_clearance`: they wait for a second person of it.
    """

    examined: Examined
    compared: pl.DataFrame
    shown: Sequence[Shown]
    more: int
    may_hold: bool
    is_for_clearance: bool
    odd: Sequence[Odd] = ()


async def look(
    database: Database,
    sent: Rows,
    poster: Poster,
    received_at: datetime,
    *,
    publish_at: datetime | None = None,
    reason: str | None = None,
    seen: int | None = None,
) -> Preview:
    """What posting these rows would do with each, and what the public would see of the rows without fault.

    Raises what a post for the instant `publish_at`, or of who saw the version `seen`, is refused for because of it.
    """
    today = london_day(received_at)
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.for_posting(session, poster.areas, today)
    examined = await asyncio.to_thread(examine, sent.chunks(), known, poster, today)
    areas = examined.figures["area"].unique().to_list()
    if publish_at is not None:
        check_embargo(known, areas, poster.body, publish_at, received_at)
    async with database.unit_of_work(poster.areas) as session:
        if seen is not None:
            await refuse_stale(session, examined.figures, seen)
        compared = explained(await figure.compare(session, examined.figures), pl.lit(reason, pl.String))
        odd = await odd_periods(session, examined.figures, known.frequencies, today)
    shown, more = await _shown_first(database, compared, poster, received_at)
    return Preview(
        examined=examined,
        compared=compared,
        shown=shown,
        more=more,
        may_hold=bool(areas) and known.may_hold(areas, poster.body),
        is_for_clearance=known.needs_clearance(areas, poster.body),
        odd=odd,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What a batch that waits would do if it were public now: each figure, how its first measures would then stand.

    `measures` are what they are by area and code, `places` their names by code; `more` measures are not shown.
    """

    figures: pl.DataFrame
    measures: Mapping[tuple[str, str], Named]
    places: Mapping[str, str]
    shown: Sequence[Shown]
    more: int


async def of_held(database: Database, id: UUID, partner: str, now: datetime) -> Awaited:
    """What a batch that waits would do, for its body only. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await held.find(session, id, partner)
        if found is None:
            raise NotFound("No batch of your body has this number.")
        compared = await figure.compare(session, await held.figures(session, id))
        compared = explained(compared, pl.lit(found.change_reason, pl.String))
        wanted = compared.select("area", "measure").unique(maintain_order=True).rows()
        titles = await measure.titles(session, wanted)
        names = await register.place_names(session, compared["place"].unique().to_list())
    poster = Poster(body=partner, areas=frozenset(found.areas))
    shown, more = await _shown_first(database, compared, poster, now)
    return Awaited(figures=compared, measures=titles, places=names, shown=shown, more=more)


async def _shown_first(
    database: Database, compared: pl.DataFrame, poster: Poster, now: datetime
) -> tuple[list[Shown], int]:
    """How the first measures would stand of whose figures some would change, and how many more there are."""
    changing = figure.changed(compared)
    measures = changing.select("area", "measure").unique(maintain_order=True).rows()
    shown = await _tried(database, changing, measures[:MOST_SHOWN], poster, now)
    return shown, len(measures) - len(shown)


async def _tried(
    database: Database,
    changing: pl.DataFrame,
    measures: Sequence[tuple[str, str]],
    poster: Poster,
    received_at: datetime,
) -> list[Shown]:
    """Store the figures of these measures, judge them, look, and undo it all."""
    if not measures:
        return []
    wanted = pl.DataFrame(measures, schema={"area": pl.Categorical, "measure": pl.Categorical}, orient="row")
    some = changing.select(*FRAME).join(wanted, on=("area", "measure"), how="semi")
    some = some.sort(pl.col("place") != pl.col("area"), maintain_order=True).head(AT_ONCE)
    async with database.on_trial().unit_of_work(poster.areas) as session:
        standing = await judgement.lock(session, measures)
        (number,) = await batch.numbers(session, 1)
        some = await figure.with_series(session, some.with_columns(pl.lit(number, pl.Int32).alias("batch")))
        compared = await figure.compare(session, some)
        await figure.store(session, await figure.pack(session, figure.changed(compared)))
        await batch.save(session, [_receipt(number, poster, received_at)])
        before = {(one.facts.area, one.facts.measure): one for one in standing}
        changes = await judge(session, standing, received_at)
        after = before | {(one.judgement.facts.area, one.judgement.facts.measure): one.judgement for one in changes}
        return await _shown(session, {at: _changed(changing, at) for at in measures}, before, after, received_at)


async def _shown(
    session: Session,
    measures: Mapping[tuple[str, str], tuple[list[Changed], int]],
    before: Mapping[tuple[str, str], Judgement],
    after: Mapping[tuple[str, str], Judgement],
    received_at: datetime,
) -> list[Shown]:
    baselines = await baseline.of_measures(session, list(measures))
    samples = await sample.of_measures(session, list(measures))
    shown = []
    for (area, name), (changed, others) in measures.items():
        described = await measure.find(session, area, name)
        if described is None:
            continue
        figures = await observation.series(session, area, name, area)
        is_bare = all(one.value is None for one in figures)  # places are spoken of where the area has no figure
        compared = await measure.comparisons(session, area, name) if is_bare else []
        shown.append(
            Shown(
                measure=described,
                observations=figures,
                targets=await target.of_measure(session, area, name),
                baselines=[one for one in baselines if (one.area, one.measure) == (area, name)],
                samples=[one for one in samples if (one.area, one.measure) == (area, name)],
                places=len({one.place for one in compared if is_apart(one)}),
                changed=changed,
                others=others,
                before=before[area, name].verdict,
                verdict=after[area, name].verdict,
                today=london_day(received_at),
            )
        )
    return shown


def _changed(changing: pl.DataFrame, at: tuple[str, str]) -> tuple[list[Changed], int]:
    """The area's own figures of a measure that would change, by period, and how many of other places would."""
    of_measure = changing.filter(pl.col("area") == at[0], pl.col("measure") == at[1])
    own = of_measure.filter(pl.col("place") == at[0])
    found = [_change(*one) for one in own.select("text", *(f"standing_{name}" for name in STANDS)).iter_rows()]
    return sorted(found, key=lambda one: one.period), of_measure.height - own.height


def _change(text: str, value: str | None, missing: str | None, suppressed: str | None) -> Changed:
    return Changed(parse(text), None if value is None else Decimal(value), missing or (suppressed and "suppressed"))


def _receipt(number: int, poster: Poster, received_at: datetime) -> Receipt:
    """A receipt for figures to belong to while they are tried out; nobody is given it."""
    return Receipt(
        id=new_id(),
        number=number,
        partner=poster.body,
        sender="",
        areas=tuple(sorted(poster.areas)),
        rows=0,
        new=0,
        same=0,
        revised=0,
        withdrawn=0,
        without_reason=0,
        refused=0,
        reference=0,
        sha256="",
        figures_sha256="",
        judgements=(),
        received_at=received_at,
        published_at=received_at,
    )
