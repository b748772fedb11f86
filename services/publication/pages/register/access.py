"""Who signed in, read what is personal, or was refused in an area: looked up by administrators, who say what for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.register import key, register
from services.publication.pages.register.administration import choose, lines_of
from services.publication.pages.register.key import session_of
from services.publication.pages.register.policy_parts import area_name, by_name
from services.publication.schemas.register.key import AccessForm
from shared.auth import Access, Caller
from shared.auth.administration import MOST
from shared.problems import Malformed, NotFound
from shared.settings import ADMINISTRATION
from shared.web.administration import SERVICES, Administrator, page
from shared.web.callers import database_of, identity
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import moment
from shared.working_days import london_day

AT = f"{ADMINISTRATION}/accesses"
DID = {
    "read": "read what is personal",
    "refused": "was refused",
    "entered": "signed in",
    "left": "signed out",
    "proved": "showed who they are",
}

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administrator) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Who did what")


@router.get("/{area}")
async def show_search(request: Request, area: str, caller: Administrator) -> Response:
    """What is asked before anything is shown: whom, which days, and what for."""
    today = london_day(now(request))
    days = {"since_on": (today - timedelta(days=7)).isoformat(), "until_on": today.isoformat()}
    return await _page(request, area, caller, typed=days)


@router.post("/{area}")
async def look_up(request: Request, area: str, caller: Administrator) -> Response:
    """What was done and read. That it was looked up, by whom and why, is kept first."""
    try:
        sent = await read_form(request, AccessForm)
        found = await key.look_up(identity(request), session_of(request), area, **sent.model_dump(), caller=caller)
    except Malformed as refused:
        return await _page(request, area, caller, typed=filled(request), errors=by_name(refused))
    return await _page(request, area, caller, typed=filled(request), found=found)


async def _page(
    request: Request,
    area: str,
    caller: Caller,
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str] = MappingProxyType({}),
    found: Sequence[Access] | None = None,
) -> Response:
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    held = await register.read(database_of(request), area)
    fields = _fields(typed, errors)
    return page(
        request,
        caller,
        "accesses.html",
        status=422 if errors else 200,
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), "Who did what"),
        table=_table(found) if found else None,
        is_asked=found is not None,
        most=MOST if found and len(found) == MOST else 0,
        fields=fields,
        summary=ErrorSummary.of(fields),
        action=f"{AT}/{area}",
        token=token(request),
    )


def _table(found: Sequence[Access]) -> Table:
    rows = [
        Row(
            (
                one.who,
                moment(one.at),
                f"{DID.get(one.action, one.action)}{f' {one.times} times' if one.times > 1 else ''}",
                one.reason,
                f"{SERVICES.get(one.service, one.service)}: {one.route}",
            )
        )
        for one in found
    ]
    columns = (Column("Who"), Column("When"), Column("What"), Column("Purpose, or why"), Column("Where"))
    return Table("What was done and read, the latest first", columns, rows, stacks=True)


def _fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    asked = (
        ("named", "Whose", "Part of a name. Leave it empty for everybody.", "text"),
        ("since_on", "From which day", "", "date"),
        ("until_on", "Until which day", "", "date"),
        ("purpose", "What you look for, and why", "Kept with your name, where others can look it up.", "text"),
    )
    return lines_of(asked, typed, errors)
