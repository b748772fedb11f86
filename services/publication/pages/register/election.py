"""The weeks before elections in an area, for whoever administers it: those that are stated, and the form of more, which
are looked at beside the days that run before they are stated.
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
from services.publication.schemas.register.policy import ElectionChangeForm, ElectionForm
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

AT = f"{ADMINISTRATION}/elections"
PREVIEW = "/escalation/administration/elections"
DONE = "The weeks are stated. Days that run are counted again within a minute, and who waits is told."

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administering) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Elections")


@router.get("/{area}")
async def show_elections(request: Request, area: str, caller: Administering, told: str = "") -> Response:
    """The weeks before elections, and the form of more."""
    return await _elections_page(request, area, caller, told=DONE if told == "done" else "")


@router.post("/{area}/look")
async def look_first(request: Request, area: str, caller: Registrar) -> Response:
    """On to what these weeks would move, if they may be stated. Nothing is stored."""
    try:
        election = (await read_form(request, ElectionForm)).set_days(area)
        await register.check(database_of(request), area, election, caller=caller, now=now(request))
    except Malformed as refused:
        return await _elections_page(request, area, caller, typed=filled(request), errors=by_name(refused))
    said = {"starts_on": election.starts_on, "ends_on": election.ends_on, "election": election.election}
    said |= {"basis": election.basis, "once": new_id()}
    return RedirectResponse(f"{PREVIEW}/{area}?{urlencode(said)}", status_code=303)


@router.post("/{area}/state-it")
async def state_election(request: Request, area: str, caller: ProvenRegistrar) -> Response:
    """The button behind the preview: the weeks are stated. Pressed twice it is one."""
    try:
        sent = await read_form(request, ElectionChangeForm)
        election = sent.set_days(area)
        once = once_of_press(request, caller, sent.once, repr(election).encode())
        await register.add(database_of(request), area, election, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        return await _elections_page(request, area, caller, typed=filled(request), errors=by_name(refused))
    return RedirectResponse(f"{AT}/{area}?told=done", status_code=303)


async def _elections_page(
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
    allowed = policy_on(held, london_day(now(request))).clock.allowance
    fields = _fields(typed, errors)
    return page(
        request,
        caller,
        "elections.html",
        status=422 if errors else 200,
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), "Elections"),
        told=told,
        rules=f"{ADMINISTRATION}/policies/{area}/pre_election",
        in_year=allowed.election_days,
        apart=allowed.election_gap,
        elections=_elections(held),
        fields=fields if caller.is_in(area, "registrar") else (),
        summary=ErrorSummary.of(fields),
        action=f"{AT}/{area}/look",
        token=token(request),
    )


def _elections(held: Register) -> Table | None:
    """The weeks before every election, the latest first; beyond what an area may let wait they count for nothing, and
    say so.
    """
    rows = [
        Row(
            (
                f"{in_words(one.starts_on)} to {in_words(one.ends_on)}",
                one.election,
                one.basis,
                "yes" if one.starts_on in held.waiting else "no: more days than may wait",
            )
        )
        for one in sorted(held.elections.values(), key=lambda one: one.starts_on, reverse=True)
    ]
    columns = (Column("Days"), Column("Election"), Column("Fixed"), Column("Counts"))
    return Table("Weeks before elections", columns, rows, stacks=True) if rows else None


def _fields(typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    asked = (
        ("starts_on", "The first day", "On which the notice of election is published. Today or a day to come.", "date"),
        ("ends_on", "The last day", "The day of the poll.", "date"),
        ("election", "Which election", "Such as: Local elections, 6 May 2027.", "text"),
        ("basis", "Where that is written", "Everybody reads it; name bodies, not people.", "text"),
    )
    return lines_of(asked, typed, errors)
