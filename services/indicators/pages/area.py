"""The pages of areas: which there are, and how each keeps its promises, what is not met first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.judgement import Verdict
from services.indicators.domain.measure import PERCENT, Overview, Tally, sign
from services.indicators.handlers import measure
from services.indicators.pages.judgement import promise
from shared.periods import words
from shared.web.callers import EVERYBODY
from shared.web.chips import Chip, Status
from shared.web.components import Empty, Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


ORDER = (Verdict.MISSED, Verdict.NEAR, Verdict.MET, Verdict.NOT_JUDGED)
COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NO_AREAS = Empty("No place is here yet", "A place appears when its register is loaded.", Link("Front page", "/"))
NO_MEASURES = Empty("No measure is here yet", "Measures appear when the register names them.", Link("Places", "/areas"))
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 108, 38, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A small line of the latest figures beside a number; the measure's page has the chart and its table."""

    line: str
    end: tuple[str, str]
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A measure in the list: what it is called, where it stands, who answers for it."""

    link: Link
    verdict: Verdict
    figure: str
    standing: str
    chip: Chip
    lead: str | None
    open_cases: int
    spark: Spark | None


@router.get("/areas")
async def list_areas(request: Request) -> Response:
    """Every area with a link to its measures, and how many promises are not being met."""
    found = await measure.areas(request.app.state.database)
    areas = [(Link(area.name, f"/areas/{area.area}"), _tally(area)) for area in found]
    return with_etag(request, render(request, "areas.html", areas=areas, nothing=NO_AREAS))


@router.get("/measures")
async def to_areas() -> Response:
    """Measures are listed by area."""
    return RedirectResponse("/areas", status_code=303)


@router.get("/areas/{code}")
async def show_area(request: Request, code: str) -> Response:
    """An area's measures: what is not met first."""
    view = await measure.show_area(request.app.state.database, code, now(request))
    entries = sorted((_entry(view.area.area, one) for one in view.measures), key=lambda e: ORDER.index(e.verdict))
    return with_etag(
        request,
        render(
            request,
            "area.html",
            place=view.area.name,
            crumbs=(Link("Places", "/areas"), view.area.name),
            attributions=_attributions(view.measures),
            heading=_heading(entries),
            entries=entries,
            counts={verdict: sum(entry.verdict is verdict for entry in entries) for verdict in Verdict},
            area=view.area,
            nothing=NO_MEASURES,
        ),
    )


def _tally(area: Tally) -> str:
    kept = f"{area.measures} measure{'' if area.measures == 1 else 's'}"
    if not area.not_met:
        return f"{kept}; no promise is known to be missed."
    return f"{kept}; {area.not_met} promise{' is' if area.not_met == 1 else 's are'} not being met."


def _attributions(measures: Sequence[Overview]) -> Sequence[str]:
    """Where the figures shown come from, each source once."""
    sources = sorted({one.source for one in measures if one.value is not None})
    return [f"Figures: {'. '.join(sources)}."] if sources else []


def _entry(area: str, one: Overview) -> Entry:
    verdict = Verdict(one.verdict)
    return Entry(
        link=Link(one.title, f"/measures/{area}/{one.measure}"),
        verdict=verdict,
        figure=_figure(one),
        standing=_standing(one),
        chip=chip_of(verdict),
        lead=one.lead_name,
        open_cases=one.open_cases,
        spark=spark(one.recent, one.target),
    )


def chip_of(verdict: Verdict) -> Chip:
    """The chip of a verdict."""
    match verdict:
        case Verdict.MET:
            return Chip(Status.MET)
        case Verdict.NEAR:
            return Chip(Status.NOT_MET, "Nearly met")
        case Verdict.MISSED:
            return Chip(Status.NOT_MET)
        case Verdict.NOT_JUDGED:
            return Chip(Status.NOT_KNOWN, "No target agreed")


def _figure(one: Overview) -> str:
    value = one.value if one.judged_value is None else one.judged_value
    return "not sent" if value is None else f"{value:,f}{sign(one.unit) if one.unit == PERCENT else ''}"


def _standing(one: Overview) -> str:
    period = one.judged_period or one.period
    said = "no target agreed"
    if one.target is not None:
        said = f"promised {promise(one.target, PERCENT if one.unit == PERCENT else '', one.polarity)}"
    parts = ("" if one.unit == PERCENT else one.unit, said, "" if period is None else words(period))
    return ", ".join(part for part in parts if part)


def _heading(entries: Sequence[Entry]) -> str:
    judged = [entry for entry in entries if entry.verdict is not Verdict.NOT_JUDGED]
    short = sum(entry.verdict is not Verdict.MET for entry in judged)
    if not judged:
        return "No promise can be judged yet"
    if not short:
        return "Every promise is being met"
    count, of = _count(short).capitalize(), _count(len(judged))
    return f"{count} of {of} promises {'is' if short == 1 else 'are'} not being met"


def _count(number: int) -> str:
    return COUNTED[number] if number < len(COUNTED) else str(number)


def spark(recent: Sequence[Decimal], target: Decimal | None) -> Spark | None:
    """The line of these figures, or None when there are fewer than two."""
    if len(recent) < 2:
        return None
    shown = [*recent, *([] if target is None else [target])]
    low, high = min(shown), max(shown)

    def up(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return SPARK_HEIGHT - SPARK_EDGE - share * (SPARK_HEIGHT - 2 * SPARK_EDGE)

    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(recent) - 1)
    points = [(f"{SPARK_EDGE + step * at:.1f}", f"{up(value):.1f}") for at, value in enumerate(recent)]
    line = " ".join(",".join(point) for point in points)
    return Spark(line=line, end=points[-1], target=None if target is None else f"{up(target):.1f}")
