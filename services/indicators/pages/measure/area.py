"""The pages of areas: which there are, and how each keeps its promises, what is not met first."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.indicators.domain.measure.measure import PERCENT, Overview, Tally, sign
from services.indicators.domain.measure.part import Part, in_order
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.handlers.measure import measure
from services.indicators.handlers.measure.measure import AreaView
from services.indicators.pages.measure.part import chip_of
from services.indicators.pages.question import warning
from services.indicators.schemas.judgement.wording import promise, told
from shared.periods import words
from shared.web.callers import EVERYBODY, database_of
from shared.web.chips import Chip
from shared.web.components import Empty, Link, Rounded, Strong, Words, rounded
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.promises import kept
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


ORDER = (Verdict.MISSED, Verdict.NEAR, Verdict.MET, Verdict.NOT_JUDGED)
WORDS = {
    Verdict.MISSED: "not met",
    Verdict.NEAR: "nearly met",
    Verdict.MET: "met",
    Verdict.NOT_JUDGED: "not known",
}
MARKS = {Verdict.MISSED: "miss", Verdict.NEAR: "miss", Verdict.MET: "met", Verdict.NOT_JUDGED: "unknown"}
SHORT = (Verdict.MISSED, Verdict.NEAR)
NO_AREAS = Empty("No place is here yet", "A place appears when its register is loaded.", Link("Front page", "/"))
NO_MEASURES = Empty("No measure is here yet", "Measures appear when the register names them.", Link("Places", "/areas"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A measure in the list: what it is called, where it stands, who answers for it.

    `unknown` says why nothing is judged of it, "" where something is.
    """

    link: Link
    verdict: Verdict
    figure: str | Rounded
    standing: str
    parts: Link | None
    chip: Chip
    lead: str | None
    open_cases: int
    measured: Overview
    letter: str
    unknown: str
    late: Words
    why: Words
    under: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Measures that stand alike: one by one where somebody must act, else as a table."""

    id: str
    heading: str
    entries: Sequence[Entry]
    table: Table | None


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
    entries = sorted(_entries(view), key=lambda e: ORDER.index(e.verdict))
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
            groups=_groups(entries),
            marks=MARKS,
            has_any=bool(entries),
            counts=_counts(promises, {entry.verdict for entry in entries}),
            area=view.area,
            questions=warning.of_area(view.warnings, {one.measure: one.title for one in view.measures}),
            nothing=NO_MEASURES,
        ),
    )


def _groups(entries: Sequence[Entry]) -> list[Group]:
    """The measures by how they stand: those that fall short one by one, the others in tables."""
    found = [(verdict, [entry for entry in entries if entry.verdict is verdict]) for verdict in ORDER]
    return [
        Group(
            id=f"h-{verdict.replace('_', '-')}",
            heading=sentence_case(WORDS[verdict]),
            entries=group if verdict in SHORT else (),
            table=None if verdict in SHORT else _table(verdict, group),
        )
        for verdict, group in found
        if group
    ]


def _counts(promises: Sequence[Entry], listed: Collection[Verdict]) -> list[tuple[Verdict, int, str, str]]:
    """How many promises stand how, with the words for it and where they are listed, "" where other lists have them."""
    counted = [(verdict, sum(each.verdict is verdict for each in promises)) for verdict in ORDER]
    return [
        (verdict, count, WORDS[verdict], f"#h-{verdict.replace('_', '-')}" if verdict in listed else "")
        for verdict, count in counted
        if count or verdict in (Verdict.MISSED, Verdict.MET)
    ]


def _table(verdict: Verdict, entries: Sequence[Entry]) -> Table:
    """Measures of which nothing is asked now: what is kept, or what is not known and why."""
    is_met = verdict is Verdict.MET
    columns = (Column("Measure"), Column("Latest figure"), Column("Against" if is_met else "Why"), Column("Answers"))
    rows = [row for entry in entries for row in (_row(entry), *(_row(part, is_part=True) for part in entry.under))]
    return Table("Promises that are met" if is_met else "Nothing is judged of these", columns, rows, stacks=True)


def _row(entry: Entry, *, is_part: bool = False) -> Row:
    name: Words = (f"Part {entry.letter}: ", entry.link) if is_part else entry.link
    against: Words = entry.unknown or entry.standing
    late = (". ", entry.late) if entry.late else ""
    figure: Words = ("none for the area itself; ", entry.parts) if entry.parts else entry.figure
    return Row((name, figure, (against, late), entry.lead or "nobody has agreed to"))


def _why(one: Overview) -> Words:
    """Who is asked why the target was missed, by when, and what happens otherwise; "" where nobody is."""
    if one.asked_by is None or one.asked_name is None:
        return ""
    if one.is_unanswered:
        return (
            Strong(one.asked_name),
            " was asked why, by ",
            one.asked_by,
            ". No answer came; a late one is still taken.",
        )
    otherwise = ". Otherwise: 'no answer' is published on the measure's page."
    return (Strong(one.asked_name), " is asked to say why by ", Strong(one.asked_by), otherwise)


def _late(due_on: date | None) -> Words:
    return ("A figure is late: it was due by ", due_on) if due_on else ""


def _tally(area: Tally) -> str:
    sentence = kept(missed=area.missed, near=area.near, met=area.met)
    return f"{area.measures} measure{'' if area.measures == 1 else 's'}; {sentence[:1].lower()}{sentence[1:]}."


def _attributions(measures: Sequence[Overview]) -> Sequence[str]:
    """Where the figures shown come from, each source once."""
    sources = sorted({one.source for one in measures if one.value is not None})
    return [f"Figures: {'. '.join(sources)}."] if sources else []


def _entries(view: AreaView) -> Iterator[Entry]:
    """Each measure once: the parts of one stand under it."""
    area, measures = view.area.area, view.measures
    wholes = {one.measure for one in measures}
    parts: dict[str, dict[str, Overview]] = {}
    for one in measures:
        if one.part_of in wholes and one.part_of is not None:
            parts.setdefault(one.part_of, {})[one.measure] = one
    for one in measures:
        own = parts.get(one.measure, {})
        lettered = in_order(Part(measure=each.measure, part=each.part or "") for each in own.values())
        if one.part_of not in wholes:
            yield _entry(area, view.late, one, [own[each.measure] for each in lettered])


def _entry(area: str, late: Mapping[str, date], one: Overview, parts: Sequence[Overview] = ()) -> Entry:
    verdict, address = Verdict(one.verdict), f"/measures/{area}/{one.measure}"
    return Entry(
        link=Link(one.title, address),
        verdict=verdict,
        figure=_parts_met(parts) if parts else _figure(one),
        standing="parts met" if parts else _standing(one),
        parts=Link(_parts(one), address) if one.parts else None,
        chip=chip_of(verdict, "Not judged"),
        lead=one.lead_name,
        open_cases=one.open_cases,
        measured=one,
        letter=one.part or "",
        unknown=_unknown(one, parts) if verdict is Verdict.NOT_JUDGED else "",
        late=_late(late.get(one.measure)),
        why=_why(one),
        under=tuple(_entry(area, late, part) for part in parts),
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


def _figure(one: Overview) -> str | Rounded:
    value = _shown(one)
    if value is None:
        return "no figure" if one.parts or one.missing else "not sent"
    return rounded(value, one.target, sign(one.unit) if one.unit == PERCENT else "")


def _unknown(one: Overview, parts: Sequence[Overview]) -> str:
    """Why nothing is judged of a measure, in words."""
    if parts:
        return "none of its parts can be judged yet"
    if one.promised is None or one.promised_period is None:
        return "no target is agreed"
    goal = promise(one.promised, PERCENT if one.unit == PERCENT else "", one.polarity)
    promised = f"promised {goal} for {words(one.promised_period)}{_papers(one)}"
    if one.missing is not None and one.period is not None:
        return f"{promised}; for {words(one.period)} there is no figure: {told(one.missing)}"
    return f"{promised}; {'no figure has come' if one.value is None else 'no figure for it yet'}"


def _standing(one: Overview) -> str:
    period = one.judged_period or one.period
    said = "no target agreed"
    if one.target is not None:
        said = f"promised {promise(one.target, PERCENT if one.unit == PERCENT else '', one.polarity)}{_papers(one)}"
    unit = "" if one.unit == PERCENT or _shown(one) is None else one.unit
    parts = (unit, said, "" if period is None else words(period))
    return ", ".join(part for part in parts if part)


def _papers(one: Overview) -> str:
    return " (from papers)" if one.is_from_papers else ""


def _heading(entries: Sequence[Entry]) -> str:
    count = Counter(entry.verdict for entry in entries)
    return kept(missed=count[Verdict.MISSED], near=count[Verdict.NEAR], met=count[Verdict.MET])
