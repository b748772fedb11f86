"""How often each safeguard of a place was used, quarter by quarter, for whoever administers it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.register.safeguard import Against
from services.publication.handlers.register import register, safeguard
from services.publication.pages.register.administration import choose
from services.publication.pages.register.policy_parts import area_name
from shared.settings import ADMINISTRATION
from shared.web.administration import READ_BY_ALL, Administering, page
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import london_day

AT = f"{ADMINISTRATION}/safeguards"

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administering) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Safeguards")


@router.get("/{area}")
async def show_safeguards(request: Request, area: str, caller: Administering) -> Response:
    """Each safeguard with how often it was used, by what it stands against."""
    spans, used = await safeguard.read(database_of(request), area, london_day(now(request)), caller=caller)
    held = await register.read(database_of(request), area)
    columns = (Column("What happened"), *(Column(span.reason, is_number=True) for span in spans))
    tables = [
        Table(
            against.value,
            columns,
            [
                Row((one.safeguard.called, *(number(times) for times in one.times)))
                for one in used
                if one.safeguard.against is against
            ],
            stacks=True,
        )
        for against in Against
    ]
    return page(
        request,
        caller,
        "safeguards.html",
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), "Safeguards"),
        tables=tables,
        read=[Link(*one) for one in READ_BY_ALL[1:]],
    )
