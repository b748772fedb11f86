"""A body takes its form: the figures that it supplies, those due next and the latest ones, ready to be filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain.figure.form import Line, Series, in_order, lines
from services.indicators.domain.measure.register import Poster
from services.indicators.storage.figure import form, supply
from services.indicators.storage.measure import register
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound, NotYours
from shared.register import rules
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is handed out on a day; `name` is the body as the register calls it."""

    body: str
    name: str
    lines: Sequence[Line]
    made_on: date


async def take(database: Database, poster: Poster, *, area: str | None, measure: str | None, now: datetime) -> Form:
    """The body's form for its areas, or for one of them, or for one measure.

    Raises NotYours (403) for an area that is not the body's, NotFound (404) where the body supplies nothing.
    """
    if area is not None and area not in poster.areas:
        raise NotYours("You do not act for this body in that area.")
    today, areas = london_day(now), sorted(poster.areas) if area is None else [area]
    async with database.unit_of_work(EVERY_AREA) as session:
        rules_of = await rules(session, areas, today)
        own = await supply.supplied(session, rules_of, poster.body, today)
        series = [Series(place=one.area, place_name=one.area_name, supplied=one) for one in own]
        series += await form.of_places(session, rules_of, poster.body, today)
        name = await register.name(session, areas, poster.body)
    wanted = [one for one in series if measure in (None, one.supplied.measure)]
    if not wanted:
        raise NotFound("The register names no measure here whose figures your body sends.")
    by_area = {code: (found.policy, found.calendar) for code, found in rules_of.items()}
    found = [line for one in wanted for line in lines(one, *by_area[one.supplied.area], today)]
    return Form(body=poster.body, name=name or poster.body, lines=in_order(found), made_on=today)
