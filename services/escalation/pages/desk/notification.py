"""What somebody of the desk was told by name: the list, and marking as read. All of it can be found without it too."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.desk.notification import Kind, Position, Told, href, said
from services.escalation.handlers.desk import notification
from services.escalation.handlers.desk.notification import Listed
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.schemas.desk.notification import ReadForm
from shared.auth import Caller
from shared.web.callers import database_of, of_session, officer
from shared.web.components import Empty, Link
from shared.web.csrf import token
from shared.web.pages import render
from shared.web.requests import now, onward, read_form
from shared.working_days import london_day

BASE = "/desk/notifications"
PAGE = 50
NOTHING = Empty("Nothing new", "What concerns you appears here. Your work stands on the desk in any case.")

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


async def unread(request: Request, caller: Caller) -> int:
    """How many things wait to be read, for the navigation over the pages of whoever is signed in."""
    acting = caller.acting_as(WORKING)
    if acting is None or acting.body is None or of_session(request) is None:
        return 0
    return await notification.count_new(database_of(request), caller=acting, now=now(request))


@router.get(BASE)
async def show(request: Request, caller: Working) -> Response:
    """What the reader was told, the newest first: what is not marked as read, or with `all=yes` everything kept."""
    is_all = request.query_params.get("all") == "yes"
    after = _position(request.query_params.get("after", ""))
    listed = await notification.list_page(
        database_of(request), caller=caller, is_new=not is_all, after=after, limit=PAGE, now=now(request)
    )
    last = listed.found[-1] if len(listed.found) == PAGE else None
    return render(
        request,
        "notifications.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "Notifications"),
        rows=[_row(one, listed, london_day(now(request))) for one in listed.found],
        new=listed.new,
        is_all=is_all,
        nothing=NOTHING,
        token=token(request),
        onward=Link("Older ones", onward(request, after=f"{last.told_at.isoformat()},{last.id}")) if last else None,
    )


@router.post(f"{BASE}/read")
async def read(request: Request, caller: Working) -> Response:
    """One is read, or all that there are."""
    sent = await read_form(request, ReadForm)
    ids = None if sent.id is None else [sent.id]
    await notification.mark(database_of(request), ids, caller=caller, now=now(request))
    return RedirectResponse(BASE, status_code=303)


def _row(one: Told, listed: Listed, today: date) -> dict[str, object]:
    """One of them as the list draws it."""
    shows_state = one.kind in (Kind.ACT, Kind.MOVED) and one.is_case
    state = listed.wordings[one.area].state(one.about).title if shows_state else ""
    return {
        "id": one.id,
        "said": said(one.kind, one.about, one.due_on, state),
        "overtaken": _overtaken(one, listed, today),
        "link": Link(one.title or one.reference, href(one.kind, one.reference, one.about)),
        "reference": one.reference,
        "told_at": one.told_at,
        "is_own": one.account is not None,
        "is_new": one.is_new,
    }


def _overtaken(one: Told, listed: Listed, today: date) -> str:
    """That what was told is past: the case stands elsewhere now, or the day is over; empty where it holds."""
    if one.is_case and one.kind in (Kind.ACT, Kind.MOVED) and one.stands != one.about:
        now_at = listed.wordings[one.area].state(one.stands).title
        return f"Overtaken: the case stands now at {now_at.lower()}."
    if one.due_on is not None and one.due_on < today:
        return "That day is over."
    return ""


def _position(written: str) -> Position | None:
    """Where the page before ended; nothing for what says no place."""
    moment, _, number = written.rpartition(",")
    try:
        found = datetime.fromisoformat(moment)
        return Position(found, UUID(number)) if found.tzinfo else None
    except ValueError:
        return None
