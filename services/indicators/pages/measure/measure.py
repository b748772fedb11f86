"""The page of one measure: the number and the promise, how it has gone, who leads, cases, changes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.baseline import length
from services.indicators.domain.judgement.comparison import is_apart
from services.indicators.domain.judgement.history import Point, between, decisive, follows, newest, untold
from services.indicators.domain.judgement.judgement import working
from services.indicators.domain.judgement.signal import Reading
from services.indicators.domain.measure.case import MeasureCase
from services.indicators.domain.measure.measure import Area, Measure, quantity, sign
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.handlers.measure import measure
from services.indicators.handlers.measure.measure import CHANGES, MeasureView
from services.indicators.pages.figure import source, supply
from services.indicators.pages.judgement import gaming, signal, target
from services.indicators.pages.judgement import judgement as wording
from services.indicators.pages.measure import part
from services.indicators.pages.question import challenge, explanation, warning
from services.indicators.schemas.judgement.wording import headline, lede, told
from services.indicators.schemas.measure.measure import why
from shared.events.indicators import Judgement as Told
from shared.periods import Period, parse, short, words
from shared.policy import Policy, UnknownKey
from shared.register import Rules
from shared.web.callers import EVERYBODY, database_of
from shared.web.chips import Chip, Status
from shared.web.components import Empty, Fact, Link, TimelineEntry
from shared.web.drawing.charts import ChartPoint, LineChart, UsualRange
from shared.web.etag import with_etag
from shared.web.must_line import MustLine
from shared.web.pages import render
from shared.web.reporting import offer_report
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words, london_day, working_days_left

FIGURE = Column("Figure", is_number=True)
NO_FIGURES = Empty("No figure has been sent yet", "The body that owns these figures has not posted any.")

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/measures/{area}/{name}")
async def show_measure(
    request: Request,
    area: str,
    name: str,
) -> Response:
    """The measure's page."""
    moment = now(request)
    view = await measure.show_measure(database_of(request), area, name, moment)
    subject = view.measure
    offer_report(request, subject.area)
    return with_etag(
        request,
        render(
            request,
            "measure.html",
            place=subject.area_name,
            crumbs=(Link(subject.area_name, f"/areas/{subject.area}"), "Measures"),
            attributions=(f"Figures: {subject.source}.",),
            page=page(view, london_day(moment)),
        ),
    )


def page(view: MeasureView, on: date) -> dict[str, object]:
    """Everything that the template is given."""
    subject = view.measure
    points = view.points
    reading = view.read(points)
    decides, latest = decisive(points), newest(points)
    places = _places(view)
    api = f"/indicators/v1/measures/{subject.area}/{subject.measure}"
    return {
        "measure": subject,
        "headline": _headline(view, points, decides, latest, places),
        "lede": " ".join(filter(None, (_lede(view, points, decides, latest), signal.floor(reading, subject)))),
        "chips": _chips(view, points, decides, latest, reading),
        "part_of": part.is_part_of(subject),
        "papers": target.papers_words(decides.target if decides else next(iter(view.targets), None)),
        "late": supply.late_figures(view.late),
        "parts": part.parts_table(subject.area, view.parts),
        "must": must(view, on) or explanation.must(view, on),
        "finding": signal.finding(reading),
        "chart": _chart(subject, points, reading) if latest else None,
        "untold": _untold(subject, points, reading) if latest is None else (),
        "places": places,
        "readings": _readings(subject, points, latest, reading, view.rules.policy.figures.tolerance_share),
        "working": (working(view.judgement.facts), *_workings(reading)),
        "begun": signal.begun_anew(view.baselines, dict(view.known.bodies)),
        "record": signal.record_words(view.record, subject) if view.forecasts else "",
        "forecasts": signal.forecast_table(view.forecasts, view.record, subject),
        "facts": _facts(view),
        "cases": [(case, _case_chip(case, view.rules.policy)) for case in view.cases],
        "requests": [explanation.told(request, view, on) for request in view.explanations],
        "challenges": [challenge.told(one, view.known, on) for one in view.challenges],
        "enquired": challenge.enquired(view.enquiries),
        "questions": [*warning.questions(view.warnings), *gaming.questions(view.look(points))],
        "changes": _changes(view),
        "postponed": wording.postponed(view.release),
        "fetched": source.newest(view.sources, view.observations, view.known.bodies),
        "sources": source.each(view.sources, view.known.bodies),
        "nothing": NO_FIGURES,
        "csv": f"{api}/observations.csv",
        "json": f"{api}/observations",
        "who": f"/who/{subject.area}/{subject.measure}",
        "petition": f"/petitions/new?area={subject.area}&measure={subject.measure}",
    }


def _headline(
    view: MeasureView, points: list[Point], decides: Point | None, latest: Point | None, places: Table | None
) -> str:
    if view.parts:
        return wording.headline_of_parts(view.measure, view.parts)
    return headline(view.measure, decides, latest or untold(points), len(places.rows) if places else 0)


def _lede(view: MeasureView, points: list[Point], decides: Point | None, latest: Point | None) -> str:
    if view.parts:
        return wording.lede_of_parts(view.parts)
    return lede(view.measure, points, decides, latest or untold(points))


def must(view: MeasureView, on: date) -> MustLine | None:
    """Who must act in the newest case about the measure that has a clock running; None when there is none."""
    for case in view.cases:
        line = _must(case, view.area, view.rules, on)
        if line is not None:
            return line
    return None


def _must(case: MeasureCase, area: Area, rules: Rules, on: date) -> MustLine | None:
    if case.due_on is None or case.silence is None:
        return None
    told = rules.policy.wording
    facts = {"subject": case.subject, "area_name": area.name}
    owed = case.answers_owed_under.split()
    try:
        said = told.silence(case.silence, facts, signed_on=case.signed_on, regimes=owed)
    except UnknownKey:  # a state that these words do not cover: the case's own page tells of it
        return None
    by = case.asked_by or case.due_on
    after = f", after {in_words(case.due_on)}" if case.due_on != by else ""
    return MustLine.running(
        on=by,
        days_left=working_days_left(on, by, calendar=rules.calendar),
        subject=f"Case {case.reference}:",
        duty=(said.who_acts, ". ", Link("See the case", f"/record/{case.reference}")),
        otherwise=f"{said.otherwise}{after}.",
        otherwise_label="If it says nothing:" if said.who == case.subject else "If nothing is done:",
    )


def _chips(
    view: MeasureView, points: list[Point], decides: Point | None, latest: Point | None, reading: Reading
) -> list[Chip]:
    if view.parts:
        return [part.chip_of(view.judgement.verdict, "Not judged")]
    return wording.chips(points, decides, latest, reading)


def _workings(reading: Reading) -> tuple[str, ...]:
    found = (reading.working,) if reading.parts else ()
    return found if reading.direction is None else (*found, reading.direction.working)


def _untold(subject: Measure, points: list[Point], reading: Reading) -> Sequence[Table]:
    """The periods for which there is no figure with the reasons, where there is none for any; () for no word at all."""
    return _chart(subject, points, reading).tables if untold(points) else ()


def _chart(subject: Measure, points: list[Point], reading: Reading) -> LineChart:
    values = [point.value for point in points if point.value is not None]
    missed = sum(point.falls_short for point in points)
    judged = sum(point.verdict is not Verdict.NOT_JUDGED for point in points)
    against = f" Of {judged} figures with a target, {missed} fell short." if judged else ""
    span = signal.spread(points, subject) or "There is one figure."
    limits = reading.limits
    usual = {period: signal.usual(one, values, subject.unit) for period, one in limits.items()}
    return LineChart(
        id="history",
        title=f"{subject.title}, {subject.area_name}",
        description=f"{span}{against} All of them stand in the table below.",
        series=subject.area_name,
        unit=sign(subject.unit),
        points=[
            _point(subject, before, point, usual.get(point.period))
            for before, point in zip([None, *points], points, strict=False)
        ],
        usual_name=signal.usual_name(reading),
    )


def _point(subject: Measure, before: Point | None, point: Point, usual: UsualRange | None) -> ChartPoint:
    missing = "not sent" if point.observation is None else told(point.observation.missing or "")
    is_judged = point.verdict is not Verdict.NOT_JUDGED
    status = Status.NOT_MET if point.falls_short else Status.MET
    return ChartPoint(
        period=short(point.period),
        value=point.value,
        target=None if point.target is None else point.target.value,
        band=None if point.elsewhere is None else point.elsewhere.band,
        usual=usual,
        has_missed=point.falls_short,
        missing=missing or "not sent",
        judgement=Chip(status, wording.judged(point, subject)) if is_judged else "",
        ends_on=point.period.ends_on,
        gap="" if before is None else _gap(before.period, point.period, subject.frequency),
        is_apart=before is not None and length(before.period) != length(point.period),
    )


def _gap(before: Period, period: Period, frequency: str) -> str:
    """The periods between two for which nothing is here, as a chart names them; "" where there is none."""
    if length(before) != length(period) or follows(before, period, frequency):
        return ""
    found = between(before, period)
    if found is None:
        return f"the time between {short(before)} and {short(period)}"
    return " to ".join(dict.fromkeys(short(each) for each in found))


def _readings(
    subject: Measure, points: list[Point], latest: Point | None, reading: Reading, rule: Decimal
) -> list[Fact]:
    if latest is None:
        return []
    told = (
        ("Is it changing?", (signal.travel(reading, subject), signal.spread(points, subject))),
        (
            "Will it get there?",
            (
                *(one(reading, subject) for one in (signal.outlook, signal.course, signal.stretch, signal.standard)),
                signal.leeway(reading, rule),
            ),
        ),
        ("How sure is it?", (signal.certainty(reading, subject),)),
        ("And elsewhere?", (signal.beside(reading, subject), wording.elsewhere(latest, subject))),
    )
    said = ((label, " ".join(filter(None, sentences))) for label, sentences in told)
    return [Fact(label, sentence) for label, sentence in said if sentence]


def _places(view: MeasureView) -> Table | None:
    """The newest figure of each place that is neither a similar area nor the country: air stations, wards."""
    newest = {one.place: one for one in sorted(view.comparisons, key=lambda one: one.period) if is_apart(one)}
    if not newest:
        return None
    in_order = sorted(newest.values(), key=lambda one: one.place_name)
    rows = [Row([one.place_name, words(one.period), quantity(one.value, view.measure.unit)]) for one in in_order]
    return Table("The newest figure of each place", [Column("Place"), Column("Period"), FIGURE], rows)


def _facts(view: MeasureView) -> list[Fact]:
    if view.lead is None:
        return []
    lead = view.lead
    agreements = target.agreements(view.targets)
    found = [Fact("Leads", (lead.name, ", since ", lead.since_on))]
    if lead.contributors:
        found.append(Fact("Contributes", ", ".join(lead.contributors)))
    if agreements:
        found.append(Fact("Agreed in", agreements))
    return [*found, Fact("Basis", lead.basis)]


def _case_chip(case: MeasureCase, policy: Policy) -> Chip:
    try:
        title = policy.wording.state(case.state).title
    except UnknownKey:  # as above: a state without words here keeps its own name
        title = case.state.replace("_", " ").capitalize()
    return Chip(Status.WAITING if case.due_on else Status.DONE, title)


def _changes(view: MeasureView) -> list[TimelineEntry]:
    judged = [
        (one.occurred_at, wording.told(one.event, view.measure, parse(one.event.period) if one.event.period else None))
        for one in view.changes
        if isinstance(one.event, Told)
    ]
    revised = [
        (one.published_at or one.received_at, _revised(one, before, view.measure)) for one, before in view.revised
    ]
    late = [
        (one.told_at, f"The figure for {words(one.period)} was due by {in_words(one.due_on)} and had not come.")
        for one in view.late
    ]
    newest = sorted(judged + revised + late, reverse=True)[:CHANGES]
    return [TimelineEntry(london_day(moment), sentence) for moment, sentence in newest]


def _revised(one: Observation, before: Decimal | None, subject: Measure) -> str:
    """A figure that was changed, or taken back, with the reason that was given, or that there was none."""
    was, now = _figure(before, subject), _figure(one.value, subject)
    what = f"withdrawn; it was {was}" if one.is_withdrawn else f"revised from {was} to {now}"
    said = f"The reason given: {one.reason.rstrip('.')}." if one.reason else why(one)
    return f"{short(one.period)} {what}. {said}"


def _figure(value: Decimal | None, subject: Measure) -> str:
    return "no figure" if value is None else quantity(value, subject.unit)
