"""What can happen while somebody writes a petition: it is kept under a link, measures are suggested, it is sent."""

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.escalation.domain.petition.suggestion import Candidate, nearest
from services.escalation.domain.signature.origin import Client
from services.escalation.effects.petition.draft import require_few
from services.escalation.schemas.petition.writing import CHANGED, NOTHING_KEPT, ChangedMeanwhile, StartOver, seen_of
from services.escalation.storage.case import register
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.register import Area
from services.escalation.storage.case.seal import Seal
from shared.database import EVERY_AREA, Database
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A measure that a complaint may be about, and who leads on it; empty where nobody does."""

    measure: str
    title: str
    lead: str
    contributors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written until now, and where."""

    area: Area
    words: Mapping[str, str]


async def begin(
    database: Database, area: str, words: Mapping[str, str], *, seal: Seal, now: datetime, client: Client
) -> str:
    """Keep the first answer; the token of the link. Raises NotKnownHereYet for an area not heard of, TooManyRequests
    above the number of a day of the client's network.
    """
    async with database.unit_of_work(frozenset({area})) as session:
        await register.require_area(session, area)
        rules = await register.rules_of(session, area, london_day(now))
        await require_few(session, seal, client, rules.policy, what="written")
    token = secrets.token_urlsafe(32)
    await keep(database, token, area, words, seal=seal, now=now)
    return token


async def keep(
    database: Database, token: str, area: str, words: Mapping[str, str], *, seal: Seal, now: datetime
) -> None:
    """Keep what was written, for the days of the policy from now."""
    async with database.unit_of_work(frozenset({area})) as session:
        await register.require_area(session, area)
        days = (await register.rules_of(session, area, london_day(now))).policy.petition.start_kept.count
        await writings.keep(session, seal, token, {**words, "area": area}, area=area, until=now + timedelta(days=days))


async def say(
    database: Database,
    token: str,
    said: Mapping[str, str],
    *,
    about: Collection[str],
    seen: str | None,
    seal: Seal,
    now: datetime,
) -> Mapping[str, str]:
    """Keep these answers with the others; all of them then. `seen` stands for those that the page showed, `about` names
    them.

    Raises StartOver, and ChangedMeanwhile where one of them was answered otherwise since, in another window.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        words = await writings.find(session, seal, token, now=now, is_locked=True)
        if words is None:
            raise StartOver(NOTHING_KEPT)
        is_new = any(said[name] != words.get(name, "") for name in about if name in said) or not said
        if seen is not None and is_new and seen != seen_of(token, words, about):
            raise ChangedMeanwhile(CHANGED)
        merged = {**words, **said}
        if merged != words:
            rules = await register.rules_of(session, words["area"], london_day(now))
            until = now + timedelta(days=rules.policy.petition.start_kept.count)
            await writings.keep(session, seal, token, merged, area=words["area"], until=until)
        return merged


async def see(database: Database, token: str, *, seal: Seal, now: datetime) -> Written:
    """What was written behind the link. Raises StartOver."""
    async with database.unit_of_work(EVERY_AREA) as session:
        words = await writings.find(session, seal, token, now=now)
        area = await register.area(session, words["area"]) if words is not None else None
    if words is None or area is None:
        raise StartOver(NOTHING_KEPT)
    return Written(area=area, words=words)


async def suggest(
    database: Database, area: str, said: str, *, now: datetime
) -> tuple[Sequence[Suggested], Sequence[Suggested]]:
    """The measures nearest to what was said, and all the others; with who leads on each and who else has a part."""
    async with database.unit_of_work(frozenset({area})) as session:
        measures = {one.measure: one for one in await register.measures(session, area)}
        leads = await register.leads(session, area, list(measures), london_day(now))
        called = await register.subjects(session, area)
        names = {code: body.name for code, body in (await register.bodies(session, area)).items()}
    candidates = [
        Candidate(
            measure=code,
            words=f"{one.title} {code} {names.get(leads[code].body, '') if code in leads else ''}",
            called=called.get(code, ()),
        )
        for code, one in measures.items()
    ]
    every = {
        code: Suggested(
            measure=code,
            title=one.title,
            lead=names.get(leads[code].body, "") if code in leads else "",
            contributors=tuple(names.get(each, each) for each in leads[code].contributors) if code in leads else (),
        )
        for code, one in measures.items()
    }
    near = await asyncio.to_thread(nearest, said, candidates)
    return [every[code] for code in near], [one for code, one in every.items() if code not in near]
