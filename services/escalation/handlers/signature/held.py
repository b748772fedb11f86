"""Signatures that are held or struck out, as they are looked at: counts, days and what they share. Nobody is shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.escalation.domain.case.register import Body
from services.escalation.domain.signature.invalidation import Job
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.invalidation import Group
from shared.auth import Caller
from shared.database import EVERY_AREA, Database
from shared.policy import Wording
from shared.working_days import london_day

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
