"""Agreements in outline: all that tells what waits for a body in those of an area, without a word of what was said."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import text

from services.publication.domain.leaf.day import Day
from services.publication.domain.submission.desk import Outline
from services.publication.storage.agreement import target as targets
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import offer as offers
from services.publication.storage.entry import reply as replies
from shared.database import Session


async def outlines(session: Session, area: str, limit: int) -> Sequence[Outline]:
    """The area's agreements in order of name, in five queries, however many there are."""
    rows = await session.execute(
        text("select agreement, title, approved_on from agreement where area = :area order by agreement limit :limit"),
        {"area": area, "limit": limit},
    )
    told, letters = await entries.turns_of_area(session, area), await offers.left_in(session, area)
    promised, beside = await targets.first_set_in(session, area), defaultdict(list)
    for reply in await replies.of_area(session, area):
        beside[reply.agreement].append(reply)
    return [
        Outline(
            agreement=row["agreement"],
            title=row["title"],
            approved_on=Day.parse(row["approved_on"]) if row["approved_on"] else None,
            promised=promised.get(row["agreement"], {}),
            told=told.get(row["agreement"], ()),
            replies=tuple(beside[row["agreement"]]),
            letters=letters.get(row["agreement"], {}),
        )
        for row in rows.mappings()
    ]
