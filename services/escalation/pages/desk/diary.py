"""The calendar of a desk: the deadlines, hearings and meetings of a month, and all of one day."""

import calendar as months
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.desk.diary import Shown
from services.escalation.handlers.case import deadline
from services.escalation.handlers.case.deadline import Diary
from services.escalation.handlers.petition import petition
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.desk import work
from shared.auth import Caller
from shared.shapes import FIRST_YEAR, LAST_YEAR
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words, london_day

EACH, ALL = 5, 500  # of a day: in a month, and on its own page
KINDS = {
    Shown.SILENCE: "The last day: then silence moves it",
    Shown.ASKED: "The day that was asked for",
    Shown.ACKNOWLEDGEMENT: "Say that the request was received",
    Shown.HEARING_DATE: "Fix the day of the hearing",
    Shown.SECOND: "A second person answers",
    Shown.CLOSING: "A petition closes",
    Shown.ASKING: "Ask for a debate or evidence",
    Shown.FIXING: "Fix a day for a debate or evidence",
    Shown.HOLDING: "Hold what was promised to a petition",
    Shown.TELLING: "Tell a petition the result",
}

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get("/desk/calendar")
async def show_calendar(request: Request, caller: Working) -> Response:
    """A month, this one unless the address names another; or one day with all that falls on it."""
    today = london_day(now(request))
    asked = _day(request.query_params.get("on", ""))
    if asked is not None:
        return await _of_day(request, caller, asked, today)
    first = _day(f"{request.query_params.get('month', '')}-01") or today.replace(day=1)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    found = await _diary(request, caller, first, last, EACH)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    own = [work.day(on, found, today) for on in days]
    return render(
        request,
        "calendar.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "Calendar"),
        month=_name(first),
        days=[one for one in own if one.on.weekday() < 5 or one.falls],
        before=_month_link(first - timedelta(days=1)),
        after=_month_link(last + timedelta(days=1)),
        feeds=await _feeds(request, caller),
    )


async def _of_day(request: Request, caller: Caller, on: date, today: date) -> Response:
    found = await _diary(request, caller, on, on, ALL)
    rows = [
        *(Row((Link(one.title, f"/cases/{one.reference}"), f"Hearing: {one.committee}")) for one in found.hearings),
        *(Row((name, "Meeting")) for _, name in found.meetings),
        *(
            Row(
                (
                    Link(one.title or one.reference, f"/{'petitions' if one.of_petition else 'cases'}/{one.reference}"),
                    f"{KINDS[one.kind]}{' (my organisation)' if one.is_team else ''}",
                )
            )
            for one in found.fallen
        ),
    ]
    total = found.fallen[0].total if found.fallen else 0
    columns = (Column("About"), Column("What"))
    return render(
        request,
        "calendar_day.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link("Calendar", f"/desk/calendar?month={on:%Y-%m}"), in_words(on)),
        on=on,
        closed=work.day(on, found, today).closed,
        table=Table(f"What falls on {in_words(on)}", columns, rows, stacks=True, has_hidden_caption=True)
        if rows
        else None,
        more=max(0, total - len(found.fallen)),
        before=_day_link(on - timedelta(days=1)),
        after=_day_link(on + timedelta(days=1)),
    )


async def _diary(request: Request, caller: Caller, from_on: date, until_on: date, each: int) -> Diary:
    database = database_of(request)
    return await deadline.diary(
        database, caller=caller, from_on=from_on, until_on=until_on, each=each, now=now(request)
    )


async def _feeds(request: Request, caller: Caller) -> list[Link]:
    """Where one's own calendar finds the same, kept up to date: by area what is on the body, and on the committee."""
    found = []
    for area in sorted(caller.areas):
        name = (await petition.names(database_of(request), area)).area
        base = f"/escalation/v1/calendars/{area}"
        if caller.body:
            found.append(Link(f"Deadlines of my organisation in {name}", f"{base}/bodies/{caller.body}.ics"))
        found.append(Link(f"Deadlines of the scrutiny committee in {name}", f"{base}/committee.ics"))
    return found


def _day(written: str) -> date | None:
    """The day that an address says; None for anything that is none of ours."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None


def _name(day: date) -> str:
    return in_words(day).split(" ", 1)[1]


def _month_link(day: date) -> Link:
    return Link(_name(day), f"/desk/calendar?month={day:%Y-%m}")


def _day_link(day: date) -> Link:
    return Link(in_words(day), f"/desk/calendar?on={day.isoformat()}")
