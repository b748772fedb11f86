"""The page of an area's powers: whose each is, what it rests on, what it can do and cannot, how often it was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.register.power import Held, Powers
from services.publication.handlers.register import power, register
from services.publication.pages.register.register import KINDS
from shared.policy import Wording
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Fact, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case
from shared.working_days import in_words, london_day

router = APIRouter(prefix="/record/powers", include_in_schema=False, dependencies=EVERYBODY)


@dataclass(frozen=True, slots=True)
class Shown:
    """A power on the page. `name` is its place there."""

    name: str
    title: str
    facts: Sequence[Fact]


@router.get("")
async def choose_area(request: Request) -> Response:
    """Which place is meant."""
    areas = await register.areas(database_of(request))
    links = [Link(about.name, f"/record/powers/{about.area}") for about in areas]
    return with_etag(request, render(request, "powers_areas.html", links=links))


@router.get("/{area}")
async def show_powers(request: Request, area: str) -> Response:
    """Every power of an area, those of the ladder first, then those of national government."""
    day = london_day(now(request))
    found = await power.read(database_of(request), area, day)
    name = found.register.about.name if found.register.about else area
    wording = found.policy.wording
    return with_etag(
        request,
        render(
            request,
            "powers.html",
            place=name,
            crumbs=(Link(name, f"/areas/{area}"), Link("Cases", "/record"), "Powers"),
            on=day,
            powers=[_shown(one, wording) for one in found.held if not one.power.is_sanction],
            sanctions=[_shown(one, wording) for one in found.held if one.power.is_sanction],
            inspectorates=_inspectorates(found),
            links=(
                Link("Inspections of bodies here", f"/cases/inspections?area={area}"),
                Link("How long each step takes", f"/record/timing?area={area}"),
                Link("As JSON", f"/publication/v1/powers/{area}"),
            ),
        ),
    )


def _shown(held: Held, wording: Wording) -> Shown:
    about = held.power
    states = [wording.state(name).title for name in about.states]
    facts = [
        Fact("Whose it is", about.holder),
        Fact("Rests on", sentence_case(wording.rests_on(about.grounds))),
        Fact("When", about.when),
        *([Fact("The case must stand at one of these", "; ".join(states))] if states else []),
        Fact("It can", about.can),
        Fact("It cannot", about.cannot),
        Fact("Used here", _used(held.times, held.last_on)),
    ]
    return Shown(about.name, about.title, facts)


def _used(times: int | None, last_on: date | None) -> Words:
    if times is None:
        return "Not known: it is used outside this record."
    if last_on is None:
        return "Not once, as far as this record goes."
    return f"{'Once' if times == 1 else f'{number(times)} times'}, last on {in_words(last_on)}."


def _inspectorates(found: Powers) -> Table | None:
    rows = [
        Row((one.body, ", ".join(KINDS.get(kind, kind.replace("_", " ")) for kind in one.kinds), one.source))
        for one in found.inspectorates
    ]
    columns = (Column("Inspectorate"), Column("Kinds of body"), Column("Rests on"))
    return Table("Who inspects whom, unless the register names another", columns, rows, stacks=True) if rows else None
