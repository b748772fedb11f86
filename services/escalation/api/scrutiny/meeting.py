"""The machines' door to the clerk's calendar: everybody reads it, the scrutiny officer keeps it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.case.meeting import Brought
from services.escalation.handlers.scrutiny import meeting, programme
from services.escalation.handlers.scrutiny.meeting import Calendars
from services.escalation.handlers.scrutiny.programme import Agenda
from services.escalation.schemas.scrutiny.meeting import (
    BASE,
    CallOffIn,
    MeetingsIn,
    RecessIn,
    calendar_document,
    changes_document,
    instead_document,
    offered_document,
)
from services.escalation.schemas.scrutiny.programme import DecisionIn, decision_document, matter_document
from shared.auth import Caller
from shared.formats import icalendar_reader
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, expect, now, read_body, read_json

router = APIRouter(tags=["committees"])

Clerk = Annotated[Caller, Depends(officer("scrutiny_officer"))]
A_CALENDAR = {
    "requestBody": {"required": True, "content": {"text/calendar": {"schema": {"type": "string", "format": "binary"}}}}
}
Code = Annotated[str, Path(max_length=200)]


@router.get(f"{BASE}/{{area}}", dependencies=EVERYBODY)
async def show_committees(request: Request, area: Code) -> Response:
    """The scrutiny committees of an area: seats, quorum, the meetings ahead and what they hear, recesses."""
    return with_etag(request, JSONResponse(_document(await meeting.see(database_of(request), area, now(request)))))


@router.get("/escalation/v1/cases/{reference}/meetings", dependencies=EVERYBODY)
async def show_meetings(request: Request, reference: str) -> Response:
    """Which meetings of the committee may hear a case, and why not the others; the first that may is marked.

    Where none may, `instead` says what is left: a special meeting, a joint committee, and what happens by itself.
    """
    found = await meeting.choose(database_of(request), reference, now(request))
    offered, silence = found.offered, dict(found.silence) if found.silence else None
    instead = instead_document(offered, silence) if offered is not None and not offered.lawful else None
    return with_etag(request, JSONResponse(offered_document(reference, offered, instead)))


@router.post(f"{BASE}/{{area}}/{{committee}}/meetings", openapi_extra=describe_body(MeetingsIn))
async def add_meetings(request: Request, area: Code, committee: Code, caller: Clerk) -> Response:
    """Enter the days on which a committee meets; days that stand already change nothing."""
    sent = await read_json(request, MeetingsIn)
    kept = await meeting.add_days(database_of(request), area, committee, sent, caller=caller, now=now(request))
    return JSONResponse(_document(kept))


@router.post(f"{BASE}/{{area}}/{{committee}}/meetings/call-off", openapi_extra=describe_body(CallOffIn))
async def call_off_meeting(request: Request, area: Code, committee: Code, caller: Clerk) -> Response:
    """Call a meeting off. Hearings that were fixed for it are listed under `other_hearings` until they are moved."""
    sent = await read_json(request, CallOffIn)
    kept = await meeting.call_off(database_of(request), area, committee, sent, caller=caller, now=now(request))
    return JSONResponse(_document(kept))


@router.post(f"{BASE}/{{area}}/{{committee}}/calendar", openapi_extra=A_CALENDAR)
async def take_calendar(
    request: Request, area: Code, committee: Code, caller: Clerk, only: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Enter the meetings of a calendar file (RFC 5545): all of it or nothing.

    `only`: words that an event's name holds, where the file tells of several committees. Events that are called off
    call the meeting off, and one that another file told of before moves its meeting; a file that is older than one
    read before is refused. Days that the file does not name stay, and are listed as `missing`.
    """
    expect(request, "text/calendar")
    content = await read_body(request, limit=icalendar_reader.LONGEST_READ)
    found = await meeting.take_calendar(
        database_of(request), area, committee, brought(content, only), caller=caller, now=now(request)
    )
    return JSONResponse(changes_document(found))


def brought(content: bytes, only: str) -> list[Brought]:
    """The meetings that a calendar file tells of. Raises Malformed naming each line that cannot be read."""
    return [
        Brought(on=one.on, is_called_off=one.is_called_off, line=one.line, uid=one.uid, sequence=one.sequence)
        for one in icalendar_reader.read(content)
        if only.casefold() in one.summary.casefold()
    ]


@router.post(f"{BASE}/{{area}}/{{committee}}/recesses", openapi_extra=describe_body(RecessIn))
async def add_recess(request: Request, area: Code, committee: Code, caller: Clerk) -> Response:
    """Enter days in which a committee holds no meetings."""
    sent = await read_json(request, RecessIn)
    kept = await meeting.add_recess(database_of(request), area, committee, sent, caller=caller, now=now(request))
    return JSONResponse(_document(kept))


@router.post(f"{BASE}/{{area}}/{{committee}}/recesses/call-off", openapi_extra=describe_body(CallOffIn))
async def call_off_recess(request: Request, area: Code, committee: Code, caller: Clerk) -> Response:
    """Say that the recess which begins on a day is none."""
    sent = await read_json(request, CallOffIn)
    kept = await meeting.end_recess(database_of(request), area, committee, sent, caller=caller, now=now(request))
    return JSONResponse(_document(kept))


@router.get(f"{BASE}/{{area}}/programme", dependencies=EVERYBODY)
async def show_programme(request: Request, area: Code) -> Response:
    """The work programme: matters that the data propose to a committee, each with its working, and what was decided.

    Measures missed for long or by far, petitions near their mark, and challenges between partners without a reply.
    """
    found = await programme.see(database_of(request), area, now(request))
    return with_etag(request, JSONResponse(_programme(found)))


@router.post(f"{BASE}/{{area}}/programme", openapi_extra=describe_body(DecisionIn))
async def decide_matter(request: Request, area: Code, caller: Clerk) -> Response:
    """Write down that the committee takes a matter into its work programme, or declines it and why."""
    sent = await read_json(request, DecisionIn)
    found = await programme.decide(database_of(request), area, sent, caller=caller, now=now(request))
    return JSONResponse(_programme(found))


def _programme(found: Agenda) -> dict[str, Any]:
    return {
        "area": found.area,
        "waiting": [matter_document(one.matter, one.committee) for one in found.waiting],
        "decided": [decision_document(one) for one in found.decided],
        "links": {"page": f"/committees/{found.area}"},
    }


def _document(found: Calendars) -> dict[str, Any]:
    return {
        "area": found.area,
        "committees": [
            {
                "committee": kept.code,
                "name": kept.committee.name,
                "hears": kept.committee.regime,
                "quorum": kept.committee.quorum or None,
                "seats": [seat.seat for seat in kept.committee.seats],
                **calendar_document(kept.meetings, kept.hearings, found.today),
            }
            for kept in found.committees
        ],
        "links": {"page": f"/committees/{found.area}"},
    }
