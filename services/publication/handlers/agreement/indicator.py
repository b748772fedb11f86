"""What was asked for on an indicator in every place, and what was answered; nothing is changed by reading it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.agreement.indicator import (
    Asked,
    Department,
    Known,
    asked_everywhere,
    code_of,
    departments,
    is_national,
)
from services.publication.storage.agreement import indicator as storage
from services.publication.storage.register import register as registers
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound


@dataclass(frozen=True, slots=True)
class Negotiated:
    """One indicator's negotiations: its code and title, how it went in each agreement, how each that answered did."""

    code: str
    title: str
    asked: Sequence[Asked]
    departments: Sequence[Department]
    places: dict[str, str]


async def read(database: Database, typed: str, agreement: str = "") -> Negotiated:
    """The negotiations of the indicator of this code, however it is spelt; of a local code that of its agreement.

    NotFound when none is on the record, or when several agreements use a local code and none of them is named.
    """
    code = code_of(typed)
    async with database.unit_of_work(EVERY_AREA) as session:
        turns = await storage.turns(session, code, agreement)
        places = {about.area: about.name for about in await registers.areas(session)}
    asked = asked_everywhere(turns)
    if not asked:
        raise NotFound("Nothing was said about an indicator of this code on the record.")
    if len(asked) > 1 and not is_national(code):
        raise NotFound(f"A local code is its agreement's own. Say which: {', '.join(one.agreement for one in asked)}.")
    return Negotiated(code, asked[0].title, asked, departments(asked), places)


async def listed(database: Database) -> Sequence[Known]:
    """Every indicator that was negotiated: its code, title, and in how many agreements."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.codes(session)
