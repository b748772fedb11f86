"""Finding what is on the record by words, and who is responsible for what somebody types; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.publication.domain.search.lookup import ASKABLE, Answer, answer_for, council_for, is_held
from services.publication.domain.search.search import Cursor, Found, Kind, Wanted, asked_about, behind, is_sure
from services.publication.storage.register import register as registers
from services.publication.storage.search import search as storage
from shared.database import EVERY_AREA, Database

OTHERS = 8
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
        found = await storage.find(session, wanted, after=None, limit=OTHERS + 1)
        if not words and named:
            found = [one for one in found if one.kind is Kind.PLACE and one.code == named]
        if not found and wanted.area and not named:
            found = await storage.find(session, replace(wanted, area=""), after=None, limit=OTHERS + 1)
        sure = [one for one in found if is_sure(wanted.words, one)]
        others = [] if sure else found[:OTHERS] or await storage.near(session, wanted, OTHERS)
        found = sure
        if meant := _one_measure(others):
            found, others = [meant, *(one for one in others if one != meant)], []
        place = found[0].area if found else wanted.area or (next(iter(names)) if len(names) == 1 else "")
        register = await registers.find(session, place) if place else None
    if register is None or not found or not is_held(register, found[0]):
        return Asked(typed, None, others, council_for(register, day, today) if register else "")
    return Asked(typed, answer_for(register, found[0], day, today), found[1:])


async def answered_for(database: Database, area: str, words: str) -> Sequence[Found]:
    """The measures of an area, and the bodies that may answer for some, that have these words, or else one of them."""
    wanted = Wanted(words=words, area=area, kinds=(Kind.MEASURE, Kind.BODY))
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.find(session, wanted, after=None, limit=MOST)
        return found or await storage.near(session, wanted, MOST)


def _one_measure(others: Sequence[Found]) -> Found | None:
    """The one measure that has one of the words which were typed, as in "my bin was not emptied"; None where several
    have one, or none has more than the like of one.
    """
    known = [one for one in others if one.kind is Kind.MEASURE and not one.is_guess]
    return known[0] if len({one.code for one in known}) == 1 else None


async def statuses(database: Database) -> Sequence[str]:
    """Every status that something on the record has, to choose from."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.statuses(session)


async def of_measure(database: Database, area: str, measure: str, *, limit: int) -> Sequence[Found]:
    """The cases about a measure, and what was said about it in negotiations, what changed last first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.of_measure(session, area, measure, limit)
