"""The machines' door to deadlines: what runs, on whom and until when; and the same as calendars to subscribe to."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.desk.diary import Said, Shown, Standing, Wanted
from services.escalation.handlers.case import deadline, register
from services.escalation.schemas.case.deadline import description, document, page, summary
from shared.formats import icalendar
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.lists import page_of
from shared.web.requests import now

PAGE, LARGEST_PAGE = 100, 500
LARGEST_NUMBER = 2**63 - 1

router = APIRouter(prefix="/escalation/v1", tags=["deadlines"], dependencies=EVERYBODY)

Code = Annotated[str | None, Query(min_length=1, max_length=80)]
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"description": "A calendar (RFC 5545)", "content": {"text/calendar": {}}}
}


@router.get("/deadlines")
async def list_deadlines(
    request: Request,
    *,
    area: Code = None,
    body: Code = None,
    kind: Shown | None = None,
    state: Standing = Standing.OPEN,
    after_on: date | None = None,
    after: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """Deadlines in order of day: how each was worked out, whom it is on, and what silence leads to.

    `body` is the code of a body that it is on. `state` is open, met, fired (its day was over) or cancelled.
    """
    await register.require_filter(database_of(request), now(request), area=area or "", body=body or "")
    wanted = Wanted(kinds=[kind] if kind else list(Shown), area=area, body=body, standing=state)
    behind = (after_on, after) if after_on else None
    found = await deadline.list_all(database_of(request), wanted, after=behind, limit=limit + 1, now=now(request))
    return with_etag(request, page_of(request, "deadlines", found, limit, each=document, behind=_behind))


@router.get("/calendars/{area}/committee.ics", responses=CALENDAR)
async def show_committee(request: Request, area: str) -> Response:
    """The open deadlines of an area's scrutiny committee, as a calendar for its clerk to subscribe to."""
    name, found = await deadline.of_committee(database_of(request), area, now(request))
    return _calendar(request, f"Deadlines: {name}", found)


@router.get("/calendars/{area}/bodies/{body}.ics", responses=CALENDAR)
async def show_body(request: Request, area: str, body: Annotated[str, Path(max_length=200)]) -> Response:
    """The open deadlines that are on one body of an area, as a calendar to subscribe to."""
    name, found = await deadline.of_body(database_of(request), area, body, now(request))
    return _calendar(request, f"Deadlines: {name}", found)


def _behind(last: Said) -> dict[str, object]:
    return {"after_on": last.deadline.due_on.isoformat(), "after": last.deadline.id}


def _calendar(request: Request, name: str, found: Sequence[Said]) -> Response:
    address = request.app.state.settings.public_address.rstrip("/")
    host = urlsplit(address).hostname or "folkmoot"
    entries = (
        icalendar.Entry(
            uid=f"deadline-{one.deadline.id}@{host}",
            sequence=one.deadline.moves,
            changed_at=one.deadline.changed_at,
            on=one.deadline.due_on,
            summary=summary(one),
            description=description(one),
            address=f"{address}{page(one)}",
        )
        for one in found
    )
    return with_etag(request, Response(icalendar.calendar(name, entries), media_type=icalendar.MEDIA_TYPE))
