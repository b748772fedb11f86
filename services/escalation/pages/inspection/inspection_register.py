"""The page of every inspection of a body of an area, also those that began outside this ladder, with its ground."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.case.inspection_register import Ground, OtherInspection
from services.escalation.domain.ladder.wording import name_of
from services.escalation.handlers.inspection import inspection_register
from services.escalation.handlers.inspection.inspection_register import Held
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.tables import Column, Row, Table

PAGE = 50
PATH = "/cases/inspections"
GROUNDS = {
    Ground.PROGRAMME: "Its turn in a regular programme",
    Ground.RISK: "A risk that the inspectorate saw",
    Ground.STATUTE: "A law asks for it",
    Ground.REQUEST: "Somebody asked for it",
    Ground.CASE: "A case here",
}
NONE_YET = Empty(
    "No inspection has been entered here",
    "Inspectorates, the council and partners enter those that have begun. Cases add their own.",
    Link("See all petitions and cases", "/record"),
)
COLUMNS = (Column("Body"), Column("About"), Column("Inspected by"), Column("Why"), Column("Days"), Column("Entered by"))

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def list_inspections(request: Request, area: str | None = None, before: UUID | None = None) -> Response:
    """An area's inspections, the last entered first; without an area, the areas."""
    database = database_of(request)
    if area is None:
        links = [Link(one.name, f"{PATH}?area={one.area}") for one in await inspection_register.areas(database)]
        return with_etag(request, render(request, "inspection_register_areas.html", links=links))
    held = await inspection_register.latest(database, area, before=before, limit=PAGE)
    onward = None
    if len(held.inspections) == PAGE:
        onward = Link("Earlier ones", f"{PATH}?area={area}&before={held.inspections[-1].inspection}")
    rows = [_row(one, held) for one in held.inspections]
    return with_etag(
        request,
        render(
            request,
            "inspection_register.html",
            place=held.area.name,
            crumbs=(Link(held.area.name, f"/areas/{area}"), Link("Cases", "/record"), "Inspections"),
            table=Table("Inspections, the last entered first", COLUMNS, rows, stacks=True),
            nothing=NONE_YET,
            onward=onward,
            links=(
                Link("Who may do what", f"/record/powers/{area}"),
                Link("As JSON", f"/escalation/v1/inspections?area={area}"),
            ),
        ),
    )


def _row(one: OtherInspection, held: Held) -> Row:
    return Row(
        (
            name_of(one.subject, held.bodies),
            _about(one, held),
            _by(one),
            GROUNDS[Ground(one.ground)],
            _days(one),
            _entered_by(one, held),
        )
    )


def _about(one: OtherInspection, held: Held) -> Words:
    if one.measure is None:
        return "The body as a whole"
    return (Link(held.measures.get(one.measure, one.measure), f"/measures/{held.area.area}/{one.measure}"),)


def _by(one: OtherInspection) -> Words:
    """Who inspects, with where that is told; an address that is none of the web stands as it was written."""
    told = Link("where it is told", one.link)
    return (f"{one.inspectorate}, ", told) if told.is_safe else f"{one.inspectorate}. It is told at {one.link}"


def _days(one: OtherInspection) -> Words:
    return (one.began_on, " to ", one.ended_on) if one.ended_on else ("Since ", one.began_on)


def _entered_by(one: OtherInspection, held: Held) -> str:
    """Who says so; a body's word about itself is told as that, since it holds nothing up."""
    if one.entered_by == one.subject:
        return f"{name_of(one.entered_by, held.bodies)}, about itself"
    return name_of(one.entered_by, held.bodies)
