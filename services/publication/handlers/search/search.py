"""Finding what is on the record by words, and who is responsible for what somebody types; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.publication.domain.entry.entry import bare_name
from services.publication.domain.search.lookup import ASKABLE, Answer, answer_for, council_for, is_held
from services.publication.domain.search.meaning import may_be_meant, meant
from services.publication.domain.search.search import Cursor, Found, Kind, Wanted, asked_about, behind
from services.publication.storage.register import register as registers
from services.publication.storage.search import search as storage
from shared.database import EVERY_AREA, Database, Session

OTHERS = 8
CANDIDATES = 40  # things of which one may be meant
MOST = 200  # measures and bodies by which a list is narrowed


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, the one answer to it, and what else it may have meant; where nothing is like it there is no
    answer, but who is the council where one place is meant.
    """

    words: str
    answer: Answer | None
    others: Sequence[Found]
    council: str = ""


async def find(
    database: Database, wanted: Wanted, *, after: Cursor | None = None, limit: int = 25
) -> tuple[Sequence[Found], Cursor | None]:
    """A page of what is on the record and wanted, and where the next one begins."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.find(session, wanted, after=after, limit=limit + 1)
    return found[:limit], behind(found[limit - 1]) if len(found) > limit else None


async def ask(database: Database, typed: str, *, area: str = "", day: date, today: date) -> Asked:
    """Who is responsible for what was typed: a subject, a measure, a body, a partnership or a place."""
    async with database.unit_of_work(EVERY_AREA) as session:
        names = {about.area: about.name for about in await registers.areas(session)}
        words, named = asked_about(typed, names)
        wanted = Wanted(words=words or names.get(named, ""), area=named or area, kinds=ASKABLE)
        coded = await storage.coded(session, bare_name(wanted.words), wanted.area) if words else []
        found = coded or await _alike(session, wanted)
        if not words and named:
            found = [one for one in found if one.kind is Kind.PLACE and one.code == named]
        if wanted.area and not named and not any(not one.is_guess for one in found):
            found = await _alike(session, replace(wanted, area="")) or found
        registers_of = {one: await registers.find(session, one) for one in {one.area for one in found}}
        held = {place: one for place, one in registers_of.items() if one is not None}
        of_code = next((one for one in coded if is_held(held.get(one.area), one)), None)  # a code means one thing alone
        answered = of_code or meant(wanted.words, [one for one in found if is_held(held.get(one.area), one)], held)
        if answered is None:
            place = wanted.area or (next(iter(names)) if len(names) == 1 else "")
            asked = held.get(place) or (await registers.find(session, place) if place else None)
            offered = may_be_meant(wanted.words, found, held)[:OTHERS]
            return Asked(typed, None, offered, council_for(asked, day, today) if asked else "")
    others = [one for one in found if one != answered and not one.is_guess][:OTHERS]
    return Asked(typed, answer_for(held[answered.area], answered, day, today), others)


async def _alike(session: Session, wanted: Wanted) -> Sequence[Found]:
    """What has the words or looks like all of them, then what has one of them or looks like one; everything once."""
    found = await storage.find(session, wanted, after=None, limit=CANDIDATES)
    near = [] if found and not found[0].is_guess else await storage.near(session, wanted, CANDIDATES)
    once = {(one.kind, one.area, one.code): one for one in [*near, *found]}  # what is near is no guess where it has one
    order = dict.fromkeys((one.kind, one.area, one.code) for one in [*found, *near])
    return [once[one] for one in order][:CANDIDATES]


async def answered_for(database: Database, area: str, words: str) -> Sequence[Found]:
    """The measures of an area, and the bodies that may answer for some, that have these words, or else one of them."""
    wanted = Wanted(words=words, area=area, kinds=(Kind.MEASURE, Kind.BODY))
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.find(session, wanted, after=None, limit=MOST)
        return found or await storage.near(session, wanted, MOST)


async def statuses(database: Database) -> Sequence[str]:
    """Every status that something on the record has, to choose from."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.statuses(session)


async def of_measure(database: Database, area: str, measure: str, *, limit: int) -> Sequence[Found]:
    """The cases about a measure, and what was said about it in negotiations, what changed last first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.of_measure(session, area, measure, limit)
