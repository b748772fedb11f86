"""Signatures that are held or struck out, as they are looked at: counts, days and what they share. Nobody is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.register import Body
from services.escalation.domain.signature.invalidation import Job, require_proposer, require_second, stands
from services.escalation.effects.case import circumstances
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.invalidation import Group
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.policy import Wording
from shared.working_days import london_day

SECONDING = ("case_worker", "monitoring_officer", "scrutiny_officer", "partner")
LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held on a petition: counts by reason and day, what they share, and what was decided; in which words."""

    kept: Kept
    held: dict[str, int]
    struck: dict[str, int]
    trend: list[tuple[date, int, int]]
    groups: list[Group]
    jobs: list[Job]
    wording: Wording
    bodies: dict[str, Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision about signatures, of which a second person is asked; why the reader cannot be that one, if so.

    `is_own`: the reader may take it back. `may_reverse`: the reader may ask that what it did is put back.
    """

    kept: Kept
    job: Job
    wording: Wording
    bodies: dict[str, Body]
    refused: str
    is_own: bool
    may_reverse: bool = False


async def counts(database: Database, reference: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """How many signatures count by the way they came, are held, are struck out; the last two by reason.

    Raises NotFound.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        petitions.require(await petitions.find(session, reference))
        ways = await signatures.by_way(session, reference)
        held, struck = await invalidations.by_reason(session, reference)
    return ways, held, struck


async def see(database: Database, reference: str, *, caller: Caller, seal: Seal, now: datetime) -> Held:
    """What is held on a petition of the caller's areas, without anybody's name. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        held, struck = await invalidations.by_reason(session, reference)
        return Held(
            kept=kept,
            held=held,
            struck=struck,
            trend=await invalidations.trend(session, reference, now - LOOKS_BACK),
            groups=await invalidations.groups(session, seal, reference),
            jobs=list(await invalidations.jobs(session, reference)),
            wording=await register.wording(session, kept.petition.area, london_day(now)),
            bodies=await register.bodies(session, kept.petition.area),
        )


async def undecided(database: Database, caller: Caller) -> list[tuple[str, str, int, int]]:
    """Petitions of the caller's areas with held signatures or waiting sheets: reference, title, how many of each."""
    async with database.unit_of_work(caller.areas) as session:
        return await invalidations.undecided(session)


async def asked(database: Database, reference: str, job: str, *, caller: Caller, now: datetime) -> Asked:
    """A decision of the caller's areas with what a second person needs to know of it. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        return await _asked(session, kept, await invalidations.one(session, reference, job), caller, now)


async def to_agree(database: Database, caller: Caller, now: datetime) -> list[Asked]:
    """What waits in the caller's areas for a second person that the caller can be; the first day first."""
    async with database.unit_of_work(caller.areas) as session:
        found = []
        for reference, job in await invalidations.waiting(session):
            kept = petitions.require(await petitions.find(session, reference))
            found.append(await _asked(session, kept, job, caller, now))
    return [one for one in found if not one.refused]


async def _asked(session: Session, kept: Kept, job: Job, caller: Caller, now: datetime) -> Asked:
    at = await circumstances.of_petition(session, kept.petition, now, caller)
    refused, own = _why_not(require_second, job, at), _why_not(require_proposer, job, at)
    is_own = bool(refused) and not own and "case_worker" in at.actor.roles
    wording = await register.wording(session, kept.petition.area, london_day(now))
    return Asked(
        kept=kept,
        job=job,
        wording=wording,
        bodies=dict(at.register.bodies),
        refused=refused,
        is_own=is_own,
        may_reverse=stands(job) and "case_worker" in at.actor.roles,
    )


def _why_not(check: Callable[[Job, Circumstances], None], job: Job, at: Circumstances) -> str:
    try:
        check(job, at)
    except Refused as why:
        return why.words
    return ""
