"""The closed days of an area, for whoever administers it: those that are stated, and the form of one more, which is
looked at beside the days that run before it is stated.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.register.register import Register, policy_on
from services.publication.handlers.register import register
from services.publication.pages.register.administration import choose, lines_of
from services.publication.pages.register.policy_parts import area_name, by_name
from services.publication.schemas.register.policy import ClosureChangeForm, ClosureForm
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Malformed, NotFound
from shared.settings import ADMINISTRATION
from shared.web.administration import Administering, ProvenRegistrar, Registrar, page
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.requests import filled, now, once_of_press, read_form
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words, london_day

AT = f"{ADMINISTRATION}/closures"
PREVIEW = "/escalation/administration/closures"
DONE = "The closed day is stated. Days that run are counted again within a minute, and who waits is told."

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administering) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Closed days")


@router.get("/{area}")
async def show_closures(request: Request, area: str, caller: Administering, told: str = "") -> Response:
    """The days on which the offices are closed, and the form of one more closed day."""
    return await _closures_page(request, area, caller, told=DONE if told == "done" else "")


@router.post("/{area}/look")
async def look_first(request: Request, area: str, caller: Registrar) -> Response:
    """On to what a closed day would move, if it may be stated. Nothing is stored."""
    try:
        closure = (await read_form(request, ClosureForm)).closure(area)
        await register.check(database_of(request), area, closure, caller=caller, now=now(request))
    except Malformed as refused:
        return await _closures_page(request, area, caller, typed=filled(request), errors=by_name(refused))
    said = {"closed_on": closure.closed_on, "reason": closure.reason, "basis": closure.basis, "once": new_id()}
    return RedirectResponse(f"{PREVIEW}/{area}?{urlencode(said)}", status_code=303)


@router.post("/{area}/state-it")
async def state_closure(request: Request, area: str, caller: ProvenRegistrar) -> Response:
    """The button behind the preview: the closed day is stated. Pressed twice it is one."""
    try:
        sent = await read_form(request, ClosureChangeForm)
        closure = sent.closure(area)
        once = once_of_press(request, caller, sent.once, repr(closure).encode())
        await register.add(database_of(request), area, closure, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        return await _closures_page(request, area, caller, typed=filled(request), errors=by_name(refused))
    return RedirectResponse(f"{AT}/{area}?told=done", status_code=303)


async def _closures_page(
    request: Request,
    area: str,
    caller: Caller,
    *,
    told: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    held = await register.read(database_of(request), area)
    clock = policy_on(held, london_day(now(request))).clock
    fields = _fields(typed, errors)
    return page(
        request,
        caller,
        "closures.html",
        status=422 if errors else 200,
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), "Closed days"),
        told=told,
        calendar=clock.calendar,
        in_year=clock.closed_in_year,
        in_row=clock.closed_in_row,
        closures=_closures(held),
        elections=f"{ADMINISTRATION}/elections/{area}",
        fields=fields if caller.is_in(area, "registrar") else (),
        summary=ErrorSummary.of(fields),
        action=f"{AT}/{area}/look",
        token=token(request),
    )


def _closures(held: Register) -> Table | None:
    """Every closed day, the latest first; one beyond what an area may close on counts for nothing, and says so."""
    counted = held.closed
    rows = [
        Row(
            (
                in_words(one.closed_on),
                one.reason,
                one.basis,
                "yes" if one.closed_on in counted else "no: more days than may be closed",
            )
        )
        for one in sorted(held.closures.values(), key=lambda one: one.closed_on, reverse=True)
    ]
    columns = (Column("Closed on"), Column("Why"), Column("Decided"), Column("Counts"))
    return Table("Days on which the offices are closed", columns, rows, stacks=True) if rows else None


def _fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    asked = (
        ("closed_on", "Which day", "Today or a day to come.", "date"),
        ("reason", "Why the offices are closed", "Such as: closed between Christmas and New Year.", "text"),
        ("basis", "Who decided it, and where that is written", "Everybody reads it; name bodies, not people.", "text"),
    )
    return lines_of(asked, typed, errors)
