"""The front page: each area with what is not met and who must act, what was raised, and what was negotiated."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.agreement import Listed
from services.publication.domain.register.measure import Promise
from services.publication.domain.register.register import Register, lead_on
from services.publication.domain.search.lookup import answering
from services.publication.domain.timeline.timeline import Standing
from services.publication.domain.timeline.wording import must, wording_on
from services.publication.handlers.record import front_page
from services.publication.handlers.record.front_page import FrontPage
from services.publication.pages.register.promise import figure_of, period_words, promised
from services.publication.pages.timeline.timeline import UNTITLED, state_chip
from shared.policy import Wording
from shared.policy.standing import Must
from shared.web.callers import EVERYBODY, database_of
from shared.web.chips import Chip
from shared.web.components import Link, TimelineEntry, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.promises import kept
from shared.web.requests import now
from shared.web.wording import day as day_words
from shared.web.wording import number, signatures
from shared.working_days import london_day

SHOWN = 6

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@dataclass(frozen=True, slots=True)
class Miss:
    """A promise that is not met: the figure, the promise, and who must act or that nobody has asked yet."""

    title: Link
    figure: str
    unit: str
    promised: str
    acting: Must | None
    by: str
    lead: str
    start: Link


@dataclass(frozen=True, slots=True)
class Raised:
    """A petition or case that has not ended."""

    title: Link
    chip: Chip
    signatures: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area on the front page."""

    code: str
    name: str
    headline: str
    missed: int
    near: int
    met: int
    unjudged: int
    misses: Sequence[Miss]
    raised: Sequence[Raised]
    next_dates: Sequence[TimelineEntry]
    agreements: Sequence[tuple[Link, str]]


@router.get("/")
async def home(request: Request) -> Response:
    """Your place."""
    day = london_day(now(request))
    found = await front_page.read(database_of(request))
    areas = [_area(each, day) for each in found]
    areas.sort(key=lambda area: (-area.missed, -len(area.raised), area.name))
    return with_etag(request, render(request, "home.html", areas=areas, attributions=_attributions(found)))


def _area(read: FrontPage, day: date) -> Area:
    held = read.register
    count = Counter(promise.verdict for promise in read.promises)
    short = [promise for promise in read.promises if promise.verdict in {"missed", "near"}]
    return Area(
        code=held.area,
        name=held.about.name if held.about else held.area,
        headline=_headline(count),
        missed=count["missed"],
        near=count["near"],
        met=count["met"],
        unjudged=count["not_judged"],
        misses=[_miss(promise, read, day) for promise in short[:SHOWN]],
        raised=[_raised(standing, wording_on(held, day), day) for standing in read.standings[:SHOWN]],
        next_dates=[entry for standing in read.standings if (entry := _next(standing, held, day))][:SHOWN],
        agreements=[_agreement(listed) for listed in read.agreements],
    )


def _attributions(found: Sequence[FrontPage]) -> Sequence[str]:
    """Where the figures shown come from, each source once."""
    known = [(each.register.measures.get(promise.measure), promise) for each in found for promise in each.promises]
    sources = sorted({about.source for about, promise in known if about and promise.value is not None})
    return [f"Figures: {'. '.join(sources)}."] if sources else []


def _headline(count: Counter[str]) -> str:
    """How the promises stand, as the area's own page says it."""
    if not count:
        return "Nothing was promised here yet"
    return kept(missed=count["missed"], near=count["near"], met=count["met"])


def _miss(promise: Promise, read: FrontPage, day: date) -> Miss:
    held = read.register
    about = [standing for standing in read.standings if standing.measure == promise.measure]
    acting = must(about[0], held, day) if about else None
    tenure = lead_on(held, promise.measure, day)
    start = f"/petitions/new?area={quote(held.area)}&measure={quote(promise.measure)}"
    sign = promise.unit if promise.unit == "percent" else ""  # other units are too long to stand beside a large number
    said = f" (from {promise.papers})" if promise.papers else ""
    return Miss(
        title=Link(promise.title, f"/measures/{held.area}/{promise.measure}"),
        figure=figure_of(promise.value, sign),
        unit="" if sign else f"{promise.unit}, ",
        promised=f"promised {promised(promise, held, sign)}{said}, {period_words(promise.period or '')}",
        acting=acting,
        by=f" By {day_words(acting.asked_by)}." if acting and acting.asked_by else "",
        lead=held.partners[answering(held, tenure.lead.lead, day)].name if tenure else "",
        start=Link("Start a petition", start),
    )


def _raised(standing: Standing, wording: Wording, day: date) -> Raised:
    signed = f"{signatures(standing.signatures)}." if standing.signatures else ""
    chip = state_chip(standing, day, wording)
    return Raised(Link(standing.title or UNTITLED, f"/record/{standing.reference}"), chip, signed)


def _next(standing: Standing, held: Register, day: date) -> TimelineEntry | None:
    acting = must(standing, held, day)
    if acting is None or acting.asked_by is None:
        return None
    words: Words = (Link(acting.who, f"/record/{standing.reference}"), " ", acting.does)
    return TimelineEntry(acting.asked_by, words)


def _agreement(listed: Listed) -> tuple[Link, str]:
    said = f"{number(listed.entries)} entries on the record." if listed.entries else "No negotiation on the record."
    return Link(listed.title, f"/agreements/{listed.agreement}"), said
