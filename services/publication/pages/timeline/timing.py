"""The page of how long each step takes: by kind of body and never by body, in one order that is no ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.timeline.timing import FEWEST_BODIES, FEWEST_STAYS, Summary
from services.publication.handlers.timeline import timing
from services.publication.pages.register.register import KINDS
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case
from shared.working_days import in_words, london_day

COLUMNS = (
    Column("Kind of body that answers"),
    Column("Cases", is_number=True),
    Column("Half were done within", is_number=True),
    Column("Shortest and longest", is_number=True),
    Column("No day was missed", is_number=True),
)

router = APIRouter(prefix="/record/timing", include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def show_timing(request: Request, area: str | None = None) -> Response:
    """How many working days cases stayed on each rung, in all places or in one."""
    found = await timing.read(database_of(request), area, london_day(now(request)))
    name = found.register.about.name if found.register and found.register.about else ""
    query = f"?area={area}" if area else ""
    return with_etag(
        request,
        render(
            request,
            "timing.html",
            place=name,
            crumbs=(Link(name, f"/areas/{area}"), Link("Cases", "/record"), "Timing") if name else (),
            period=f"{in_words(found.span.first_on)} to {in_words(found.span.last_on)}",
            fewest_stays=FEWEST_STAYS,
            fewest_bodies=FEWEST_BODIES,
            steps=[
                _step(title, [one for one in found.summaries if one.rung == place])
                for place, title in enumerate(found.wording.rungs)
            ],
            links=[Link("All places together", "/record/timing")] if name else [],
            machine_links=[Link("As JSON", f"/publication/v1/timing{query}")],
        ),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A rung on the page: the table of what can be shown, and the kinds of which there is too little to show."""

    title: str
    table: Table | None
    too_few: str


def _step(title: str, found: Sequence[Summary]) -> Step:
    shown = [one for one in found if one.stays is not None]
    if not shown:
        return Step(title, None, f"Too few to show: fewer than {FEWEST_STAYS} cases left this step.")
    hidden = [_kind(one) for one in found if one.stays is None]
    too_few = f"Too few to show, but counted in all kinds together: {', '.join(hidden)}." if hidden else ""
    return Step(
        title, Table("Working days that cases stayed at this step", COLUMNS, [_row(one) for one in shown]), too_few
    )


def _kind(one: Summary) -> str:
    return KINDS.get(one.kind, one.kind.replace("_", " ")) if one.kind else "all kinds together"


def _row(one: Summary) -> Row:
    spread = f"{number(one.shortest or 0)} to {number(one.longest or 0)}"
    cells = (number(one.stays or 0), f"{one.median:g} days", f"{spread} days", f"{one.in_time} of {one.stays}")
    return Row((sentence_case(_kind(one)), *cells), is_now=not one.kind)
