"""Who signed in, read what is personal, or was refused in an area: looked up by administrators, who say what for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.register import key, register
from services.publication.handlers.register.key import Found
from services.publication.pages.register.administration import choose, lines_of
from services.publication.pages.register.key import session_of
from services.publication.pages.register.policy_parts import area_name, by_name
from services.publication.schemas.register.key import AccessForm
from shared.auth import Access, Caller
from shared.auth.administration import MOST
from shared.formats.cells import csv_of, safe_cell
from shared.problems import Malformed, NotFound
from shared.settings import ADMINISTRATION
from shared.web.administration import SERVICES, Administrator, page
from shared.web.callers import database_of, identity
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import moment, sentence_case
from shared.working_days import london_day

AT = f"{ADMINISTRATION}/accesses"
DID = {
    "read": "read what is personal",
    "refused": "was refused",
    "entered": "signed in",
    "left": "signed out",
    "proved": "showed who they are",
    "administered": "changed who may come in",
}

SHOWN = 200
LINE = ("who", "when", "what", "times", "purpose or why", "service", "where")

ASKED = (
    ("named", "Whose", "Part of a name. Leave it empty for everybody.", "text"),
    ("words", "With which words", "Part of the purpose or of where it was, such as a reference.", "text"),
    ("since_on", "From which day", "", "date"),
    ("until_on", "Until which day", "", "date"),
    ("purpose", "What you look for, and why", "Kept with your name, where others can look it up.", "text"),
)

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
        found = await key.look_up(identity(request), session_of(request), area, sent, caller=caller)
    except Malformed as refused:
        return await _page(request, area, caller, typed=filled(request), errors=by_name(refused))
    if sent.button == "csv":
        name = f"who-did-what-{area}-{sent.since_on}.csv"
        kept = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        lines = [LINE, *([safe_cell(cell) for cell in _cells(one)] for one in found.rows)]
        return Response(csv_of(lines), media_type="text/csv; charset=utf-8", headers=kept)
    return await _page(request, area, caller, typed=filled(request), found=found)


async def _page(
    request: Request,
    area: str,
    caller: Caller,
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str] = MappingProxyType({}),
    found: Found | None = None,
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
        table=_table(found.rows[:SHOWN]) if found and found.rows else None,
        count=len(found.rows) if found else 0,
        is_asked=found is not None,
        most=SHOWN if found and len(found.rows) > SHOWN else 0,
        kept=MOST if found and found.is_cut else 0,
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


def _cells(one: Access) -> tuple[str, ...]:
    return (one.who, one.at.isoformat(), one.action, str(one.times), one.reason, one.service, one.route)


def _chosen(name: str, label: str, every: str, known: Mapping[str, str], typed: Mapping[str, str]) -> Field:
    options = (Option("", every), *(Option(value, sentence_case(words)) for value, words in known.items()))
    return Field(name=name, label=label, kind=FieldKind.SELECT, options=options, value=typed.get(name, ""))


def _fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    whose, *asked = lines_of(ASKED, typed, errors)
    return (
        whose,
        _chosen("deed", "What they did", "Everything", DID, typed),
        _chosen("service", "Where", "Everywhere", SERVICES, typed),
        *asked,
    )
