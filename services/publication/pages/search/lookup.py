"""Who is responsible for what somebody types: one plain answer, and what else may have been meant."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.lookup import UNKNOWN, Answer, Step
from services.publication.domain.search.search import Found, Kind
from services.publication.handlers.register import register
from services.publication.handlers.search import search
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Fact, Link, Words
from shared.web.etag import with_etag
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import london_day

KINDS = {
    Kind.AGREEMENT: "agreement",
    Kind.ENTRY: "what was said in a negotiation",
    Kind.REPLY: "a body's reply to what was said",
    Kind.CASE: "petition or case",
    Kind.MEASURE: "measure",
    Kind.BODY: "body",
    Kind.PARTNERSHIP: "partnership",
    Kind.DELIVERABLE: "something delivered",
    Kind.PLACE: "place",
    Kind.WARD: "ward",
}

router = APIRouter(prefix="/who", include_in_schema=False, dependencies=EVERYBODY)

LONGEST = 200


@router.get("")
async def ask(request: Request, about: str = "", area: str = "", on: str = "") -> Response:
    """What is asked about, and the answer; without words, what may be asked and the places that there are. What does
    not fit comes back in the form, with the fault at its field.
    """
    areas = await register.areas(database_of(request))
    today = london_day(now(request))
    chosen = _day(on)
    day = chosen or today
    names = {place.area: place.name for place in areas}
    codes = names.keys()
    places = [Link(place.name, f"/who/{place.area}") for place in areas]
    typed = " ".join(about.split())
    about_field = Field(name="about", label="For what?", value=typed, error=_too_long(typed))
    day_error = "Write a day that is in the calendar, as 2026-11-23" if on.strip() and chosen is None else ""
    day_field = Field(name="on", label="On which day?", value=day.isoformat(), input_type="date", error=day_error)
    place_error = "Choose a place from the list" if area and area not in codes else ""
    options = [Option("", "Anywhere"), *(Option(place.area, place.name) for place in areas)]
    place_field = Field(
        name="area", label="Where?", kind=FieldKind.SELECT, value=area, options=options, error=place_error
    )
    fields = {"about": about_field, "place": place_field, "day": day_field}
    summary = ErrorSummary.of(tuple(fields.values()))
    found = None
    if typed and summary is None:
        found = await search.ask(database_of(request), typed, area=area, day=day, today=today)
    answer = found.answer if found else None
    others = (
        [(Link(one.title, _again(one.title, one.area, chosen)), _kind(one, area, names)) for one in found.others]
        if found
        else []
    )
    return with_etag(
        request,
        render(
            request,
            "who_areas.html",
            status=422 if summary else 200,
            about=typed,
            on=day,
            areas=areas,
            fields=fields,
            summary=summary,
            links=places,
            answer=answer,
            facts=_facts(answer) if answer else [],
            steps=steps_words(answer.steps) if answer else [],
            before=_before(answer) if answer else None,
            sources=[Link(words, href) if href else words for words, href in answer.sources] if answer else [],
            others=others,
            nothing=Empty(
                UNKNOWN,
                found.council or "The council of a place answers for what no other body leads on.",
                Link("See everything somebody answers for", f"/who/{area}" if area in codes else "/who"),
            )
            if found and answer is None
            else None,
        ),
    )


def _kind(one: Found, area: str, names: Mapping[str, str]) -> str:
    """What kind of thing it is, and where, if that is another place than was asked about."""
    elsewhere = one.area != area and len(names) > 1 and one.kind is not Kind.PLACE
    return f"{KINDS[one.kind]}, {names.get(one.area, one.area)}" if elsewhere else KINDS[one.kind]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _too_long(typed: str) -> str:
    return f"Write at most {LONGEST} characters" if len(typed) > LONGEST else ""


def steps_words(steps: Sequence[Step]) -> list[tuple[str, Words]]:
    """The ways to put something right, as pages show them."""
    return [(one.when, (Link(one.deed, one.href), one.words) if one.href else one.deed) for one in steps]


def _again(title: str, area: str, on: date | None) -> str:
    return "/who?" + urlencode({"about": title, "area": area} | ({"on": on.isoformat()} if on else {}))


def _facts(answer: Answer) -> list[Fact]:
    facts = [Fact("Role", answer.role)] if answer.body else []
    if answer.since_on:
        facts.append(Fact("Since", answer.since_on))
    if answer.basis:
        facts.append(Fact("Basis", answer.basis))
    return [*facts, *(Fact(label, words) for label, words in answer.more)]


def _before(answer: Answer) -> Table | None:
    rows = [Row((one.since_on, one.until_on, one.name, one.basis)) for one in answer.before]
    columns = (Column("From"), Column("To"), Column("Led"), Column("Basis"))
    return Table("Who answered before", columns, rows) if rows else None
