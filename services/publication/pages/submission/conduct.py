"""The page of how bodies keep the record: counts with the body's name, and no ranking."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.submission.conduct import Conduct, Tally
from services.publication.handlers.submission import conduct
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number
from shared.working_days import london_day

HELD = (Column("Body"), Column("Entries withheld", is_number=True), Column("The oldest since"))
COUNTS = (
    Column("Body"),
    Column("Quarter"),
    *(Column(name, is_number=True) for name in ("Entries", "Other acts")),
    *(Column(name, is_number=True) for name in ("Without a second person", "By the clock", "Late")),
    Column("Words of others, not confirmed", is_number=True),
    Column("Words removed"),
)

router = APIRouter(prefix="/record/conduct", include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def show_conduct(request: Request) -> Response:
    """What each body withholds, forces, leaves to the clock, tells late, writes for others, and has removed."""
    found = await conduct.read(database_of(request), london_day(now(request)))
    held = [Row((_name(found, one.area, one.body), number(one.entries), day(one.oldest_on))) for one in found.holdings]
    return with_etag(
        request,
        render(
            request,
            "conduct.html",
            place="",
            crumbs=(),
            held=Table("Entries whose words are withheld now", HELD, held) if held else None,
            counts=Table("By body and quarter", COUNTS, [_row(found, one) for one in found.tallies], stacks=True)
            if found.tallies
            else None,
            machine_links=[Link("As JSON", "/publication/v1/conduct")],
        ),
    )


def _row(found: Conduct, one: Tally) -> Row:
    removed = "; ".join(f"{number(count)}: {ground.replace('_', ' ')}" for ground, count in one.removals.items())
    unconfirmed = f"{number(one.unconfirmed)} of {number(one.transcribed)}" if one.transcribed else "none written down"
    year, quarter = one.quarter.split("-Q")
    counts = (number(count) for count in (one.entries, one.deeds, one.forced, one.by_clock, one.late))
    return Row(
        (_name(found, one.area, one.body), f"Quarter {quarter} of {year}", *counts, unconfirmed, removed or "none")
    )


def _name(found: Conduct, area: str, body: str) -> str:
    return found.names.get((area, body)) or f"{body} (in no register here)"
