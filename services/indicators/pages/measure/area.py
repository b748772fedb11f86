"""The pages of areas: which there are, and how each keeps its promises, what is not met first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.measure.measure import PERCENT, Overview, Tally, sign
from services.indicators.domain.measure.part import Part, in_order
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.handlers.measure import measure
from services.indicators.pages.measure.part import chip_of
from services.indicators.pages.question import warning
from services.indicators.schemas.judgement.wording import promise
from shared.periods import words
from shared.web.callers import EVERYBODY, database_of
from shared.web.chips import Chip
from shared.web.components import Empty, Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.promises import kept
from shared.web.requests import now

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


ORDER = (Verdict.MISSED, Verdict.NEAR, Verdict.MET, Verdict.NOT_JUDGED)
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
    parts: Link | None
    chip: Chip
    lead: str | None
    open_cases: int
    spark: Spark | None
    letter: str
    under: tuple["Entry", ...] = ()


@router.get("/areas")
async def list_areas(request: Request) -> Response:
    """Every area with a link to its measures, and how many promises are not being met."""
    found = await measure.areas(database_of(request))
    areas = [(Link(area.name, f"/areas/{area.area}"), _tally(area)) for area in found]
    return with_etag(request, render(request, "areas.html", areas=areas, nothing=NO_AREAS))


@router.get("/measures")
async def to_areas() -> Response:
    """Measures are listed by area."""
    return RedirectResponse("/areas", status_code=303)


@router.get("/areas/{code}")
async def show_area(request: Request, code: str) -> Response:
    """An area's measures: what is not met first."""
    view = await measure.show_area(database_of(request), code, now(request))
    entries = sorted(_entries(view.area.area, view.measures), key=lambda e: ORDER.index(e.verdict))
    promises = [each for entry in entries for each in (entry.under or (entry,))]
    return with_etag(
        request,
        render(
            request,
            "area.html",
            place=view.area.name,
            crumbs=(Link("Places", "/areas"), view.area.name),
            attributions=_attributions(view.measures),
            heading=_heading(promises),
            entries=entries,
            counts={verdict: sum(each.verdict is verdict for each in promises) for verdict in Verdict},
            area=view.area,
            questions=warning.of_area(view.warnings, {one.measure: one.title for one in view.measures}),
            nothing=NO_MEASURES,
        ),
    )


def _tally(area: Tally) -> str:
    sentence = kept(missed=area.missed, near=area.near, met=area.met)
    return f"{area.measures} measure{'' if area.measures == 1 else 's'}; {sentence[:1].lower()}{sentence[1:]}."


def _attributions(measures: Sequence[Overview]) -> Sequence[str]:
    """Where the figures shown come from, each source once."""
    sources = sorted({one.source for one in measures if one.value is not None})
    return [f"Figures: {'. '.join(sources)}."] if sources else []


def _entries(area: str, measures: Sequence[Overview]) -> Iterator[Entry]:
    """Each measure once: the parts of one stand under it."""
    wholes = {one.measure for one in measures}
    parts: dict[str, dict[str, Overview]] = {}
    for one in measures:
        if one.part_of in wholes and one.part_of is not None:
            parts.setdefault(one.part_of, {})[one.measure] = one
    for one in measures:
        own = parts.get(one.measure, {})
        lettered = in_order(Part(measure=each.measure, part=each.part or "") for each in own.values())
        if one.part_of not in wholes:
            yield _entry(area, one, [own[each.measure] for each in lettered])


def _entry(area: str, one: Overview, parts: Sequence[Overview] = ()) -> Entry:
    verdict, address = Verdict(one.verdict), f"/measures/{area}/{one.measure}"
    return Entry(
        link=Link(one.title, address),
        verdict=verdict,
        figure=_parts_met(parts) if parts else _figure(one),
        standing="parts met" if parts else _standing(one),
        parts=Link(_parts(one), address) if one.parts else None,
        chip=chip_of(verdict, "Not judged" if parts else "No target agreed"),
        lead=one.lead_name,
        open_cases=one.open_cases,
        spark=None if parts else spark(one.recent, one.target),
        letter=one.part or "",
        under=tuple(_entry(area, part) for part in parts),
    )


def _parts_met(parts: Sequence[Overview]) -> str:
    judged = [part.verdict for part in parts if part.verdict != Verdict.NOT_JUDGED]
    return f"{judged.count(Verdict.MET)} of {len(judged)}"


def _parts(one: Overview) -> str:
    """The places in the area whose own figures were sent, by what they are: "3 air stations send theirs"."""
    kind = (one.part_kind or "place").replace("_", " ")
    return f"1 {kind} sends its own" if one.parts == 1 else f"{one.parts} {kind}s send theirs"


def _shown(one: Overview) -> Decimal | None:
    return one.value if one.judged_value is None else one.judged_value


def _figure(one: Overview) -> str:
    value = _shown(one)
    if value is None:
        return "no figure" if one.parts else "not sent"
    return f"{value:,f}{sign(one.unit) if one.unit == PERCENT else ''}"


def _standing(one: Overview) -> str:
    period = one.judged_period or one.period
    said = "no target agreed"
    if one.target is not None:
        said = f"promised {promise(one.target, PERCENT if one.unit == PERCENT else '', one.polarity)}"
    unit = "" if one.unit == PERCENT or _shown(one) is None else one.unit
    parts = (unit, said, "" if period is None else words(period))
    return ", ".join(part for part in parts if part)


def _heading(entries: Sequence[Entry]) -> str:
    count = Counter(entry.verdict for entry in entries)
    return kept(missed=count[Verdict.MISSED], near=count[Verdict.NEAR], met=count[Verdict.MET])


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
