"""The page of decisions for a whole place that wait for others, for everybody."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.trigger import trigger
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case

PAGE = 100
WAITING = "/cases/waiting"
NONE_WAIT = Empty(
    "No decision waits for others",
    "Some matters for a whole place take the decisions of several forums or committees. None stands half way now.",
    Link("Petitions", "/petitions"),
)

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get(WAITING)
async def list_waiting(request: Request, after: str = "") -> Response:
    """Decisions for a whole place that wait for others: how many there are, how many it takes, how long each counts."""
    database = database_of(request)
    found = await trigger.list_open(database, after=after, limit=PAGE)
    wordings = await trigger.wordings(database, {one.area for one in found}, now(request))
    entries = [
        {
            "gathering": one,
            "kind": sentence_case(wordings[one.area].code(one.trigger)),
            "measure": Link("The measure", f"/measures/{one.area}/{one.measure}"),
            "table": Table(
                f"Who has decided it, {one.reference}",
                (
                    *(Column("Who"), Column("In their own words"), Column("Decided on")),
                    *(Column("Written down as"), Column("It counts until")),
                ),
                [
                    Row(
                        (
                            each.record.name,
                            f"{each.record.title}. {each.record.failure}",
                            each.record.decided_on,
                            each.record.reference,
                            each.counts_until,
                        )
                    )
                    for each in one.counting
                ],
                has_hidden_caption=True,
            ),
        }
        for one in found
    ]
    onward = Link("More of them", f"{WAITING}?after={found[-1].reference}") if len(found) == PAGE else None
    return render(
        request,
        "waiting.html",
        crumbs=(Link("Petitions", "/petitions"), "Decisions that wait for others"),
        entries=entries,
        onward=onward,
        nothing=NONE_WAIT,
    )
