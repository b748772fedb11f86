"""What comes of words on a measure's page that a notice found have to go: the notices that it is about."""

from datetime import date

from sqlalchemy import text

from services.escalation.domain.petition.notice import Notice
from services.escalation.storage.petition.notice import SHOWN, TABLE, loaded
from shared.database import Session


async def lock_of_page(session: Session, area: str, page: str, *, since: str) -> list[Notice]:
    """The notices of a page whose words have to go and of which that is known, `since` being "" or asked, locked."""
    query = text(
        f"select {SHOWN} from {TABLE} where reference = :area and page = :page and outcome = 'taken_up' "  # noqa: S608 fixed
        "and ask_by is not null and removal = :since order by number for update"
    )
    rows = await session.execute(query, {"area": area, "page": page, "since": since})
    return [loaded(row, None) for row in rows]


async def follow(session: Session, one: Notice, *, what: str, on: date, events: int) -> None:
    """Keep what came of the words, and that so many events told it."""
    query = text(
        f"update {TABLE} set removal = :what, removal_on = :on, version = version + :events "  # noqa: S608 fixed
        "where reference = :reference and number = :number"
    )
    named = {"reference": one.reference, "number": one.number}
    await session.execute(query, {"what": what, "on": on, "events": events} | named)
