"""The page for whoever writes a program: one line to try at once, then every route, from the description itself."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.measure.measure import Tally
from services.indicators.handlers.measure import measure
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.tables import Column, Row, Table

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

NOBODY_YET = "E08000009"
COLUMNS = (Column("Request"), Column("What it is for"), Column("What it takes"), Column("It answers"))


@router.get("/indicators/v1/docs")
async def show_description(request: Request) -> Response:
    """What machines can ask and send, for the people who write them."""
    areas = await measure.areas(database_of(request))
    described = request.app.openapi()
    address = str(request.app.state.settings.public_address).rstrip("/")
    page = render(
        request,
        "description.html",
        crumbs=(Link("Measures", "/areas"), "For machines"),
        address=address,
        area=max(areas, key=_judged).area if areas else NOBODY_YET,
        tables=list(_tables(described)),
        openapi=request.app.openapi_url,
    )
    return with_etag(request, page)


def _judged(area: Tally) -> int:
    """How many promises of an area have a figure: a line to try has something to tell where there are most."""
    return area.missed + area.near + area.met


def _tables(described: dict[str, Any]) -> Iterator[Table]:
    """The routes, a table for each subject, in the order in which the subjects come."""
    rows: dict[str, list[Row]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            subject = str(operation.get("tags", ["others"])[0])
            rows.setdefault(subject, []).append(
                Row((f"{method.upper()} {path}", operation["summary"], _taken(operation), _answered(operation)))
            )
    for subject, found in rows.items():
        yield Table(subject.capitalize(), COLUMNS, found, stacks=True)


def _taken(operation: dict[str, Any]) -> str:
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    kinds = list(operation.get("requestBody", {}).get("content", ()))
    return "; ".join(filter(None, (", ".join(names), ", ".join(kinds)))) or "nothing more"


def _answered(operation: dict[str, Any]) -> str:
    return ", ".join(sorted(operation["responses"]))
