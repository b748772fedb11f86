"""A body keeps mappings of its own tables, tries them and has one proposed. Only `store` changes anything."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from services.indicators.domain.figure.batch import Checked, RowFault, check
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.mapping.conversion import Mapped, Origin, as_sent, located, nothing
from services.indicators.domain.mapping.heading import NoTable
from services.indicators.domain.mapping.mapping import Kept, aliases
from services.indicators.domain.mapping.suggestion import Known, Suggestion, suggest
from services.indicators.domain.measure.register import Poster, Register
from services.indicators.effects.figure.period import odd_periods
from services.indicators.schemas.figure.fault import malformed
from services.indicators.schemas.figure.figure import framed
from services.indicators.schemas.figure.period import as_sent as as_rows_sent
from services.indicators.schemas.mapping.converted import Converted
from services.indicators.schemas.mapping.mapping import MappingIn, brief
from services.indicators.schemas.mapping.sheet import Sheet, convert, sample
from services.indicators.schemas.mapping.version import kept_document
from services.indicators.storage.mapping import mapping
from services.indicators.storage.mapping.register import for_mapping
from services.indicators.storage.measure import register
from shared import idempotency
from shared.database import EVERY_AREA, Database
from shared.idempotency import Answer, Once
from shared.problems import NotFound, Stale, VersionMissing
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a sheet would become under one version of a mapping; faults name rows and columns as sent."""

    kept: Kept
    mapped: Mapped
    faults: Sequence[RowFault]
    odd: Sequence[Odd] = ()


async def store(
    database: Database, sent: MappingIn, *, body: str, id: str, seen: int | None, once: Once, now: datetime
) -> Answer:
    """Keep a new version (201); the newest version sent again is answered as it stands (200) and adds none.

    Raises VersionMissing (428) and Stale (412) where there is a newest version other than the one seen.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        newest = await mapping.lock(session, body, id)
        document = brief(sent)
        if newest is not None and newest.document == document:
            return await idempotency.keep(session, once, _answer(200, newest))
        _compare(seen, 0 if newest is None else newest.version)
        version = 1 if newest is None else newest.version + 1
        kept = Kept(body=body, id=id, version=version, document=document, stored_at=now)
        await mapping.save(session, kept)
        return await idempotency.keep(session, once, _answer(201, kept))


async def show(database: Database, body: str, id: str, version: int | None = None) -> Kept:
    """The newest version of one of the body's mappings, or the version asked for; NotFound for everybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if version is None:
            kept = await mapping.newest(session, body, id)
        else:
            kept = await mapping.find(session, body, id, version)
    if kept is None:
        raise NotFound("Your body has no such mapping.")
    return kept


async def attempt(
    database: Database, sheet: Sheet, *, poster: Poster, id: str, version: int | None = None, now: datetime
) -> Attempt:
    """What each row of a sheet would become, and every fault, as though it were posted. Nothing is stored."""
    kept = await show(database, poster.body, id, version)
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.for_posting(session, poster.areas, today)
        spelled = aliases(await register.codes(session))
    trial, figures = await asyncio.to_thread(_attempt, kept, sheet, spelled, known=known, poster=poster, today=today)
    async with database.unit_of_work(poster.areas) as session:
        odd = await odd_periods(session, figures, known.frequencies, today)
    return replace(trial, odd=as_rows_sent(odd, trial.mapped.rows))


async def propose(database: Database, sheet: Sheet, *, poster: Poster, id: str, now: datetime) -> Suggestion:
    """A mapping for tables like this sample, with every doubt; Malformed when the sheet holds no table.

    Nothing is stored: a proposal becomes a mapping when the body sends it as its own.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await for_mapping(session, poster.areas, poster.body, london_day(now))
    return await asyncio.to_thread(_propose, sheet, id, known)


async def read(database: Database, sheet: Sheet, *, body: str, id: str, version: int | None = None) -> Converted:
    """The rows of a sheet through the newest version of the body's mapping, or the one named. NotFound: there is none.

    A sheet that holds no table comes back without rows, with its faults: whether it was posted before is asked first.
    """
    kept = await show(database, body, id, version)
    async with database.unit_of_work(EVERY_AREA) as session:
        spelled = aliases(await register.codes(session))
    mapped = await asyncio.to_thread(_convert, kept, sheet, spelled)
    return Converted(Origin(mapping=id, version=kept.version, mapped=mapped))


async def every(database: Database, body: str, *, after: str, limit: int) -> Sequence[Kept]:
    """The newest versions of the body's mappings, in order of id."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await mapping.every(session, body, after=after, limit=limit)


def _attempt(
    kept: Kept, sheet: Sheet, spelled: Mapping[str, str], *, known: Register, poster: Poster, today: date
) -> tuple[Attempt, pl.DataFrame]:
    mapped = _convert(kept, sheet, spelled)
    checked = check(as_sent(mapped), known, poster, today) if mapped.rows else Checked(0, (), ())
    return Attempt(kept=kept, mapped=mapped, faults=located(mapped, checked.faults)), framed(checked.figures)


def _propose(sheet: Sheet, id: str, known: Known) -> Suggestion:
    try:
        lines, separator = sample(sheet)
        return suggest(id, lines, separator, known)
    except NoTable as refusal:
        raise malformed(refusal.faults) from None


def _convert(kept: Kept, sheet: Sheet, spelled: Mapping[str, str]) -> Mapped:
    try:
        return convert(kept, sheet, spelled)
    except NoTable as refusal:
        return nothing(0, refusal.faults)


def _compare(seen: int | None, newest: int) -> None:
    if seen is None and newest:
        raise VersionMissing(f'Say in If-Match which version you saw; the newest is "{newest}".')
    if (seen or 0) != newest:
        raise Stale("This mapping has a newer version than the one you saw; look at it, then send yours again.")


def _answer(status: int, kept: Kept) -> Answer:
    location = f"/indicators/v1/mappings/{kept.id}/versions/{kept.version}"
    return Answer.of(status, kept_document(kept), version=kept.version, location=location)
