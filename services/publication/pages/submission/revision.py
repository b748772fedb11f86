"""Revising targets at the desk: what is in force beside what it is to become, for what somebody proposed to revise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.basis import law_of
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.revision import proposed_by
from services.publication.domain.agreement.stated import standing_of
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.particulars import ItemClass, RevisionKind
from services.publication.domain.submission.deed import What
from services.publication.handlers.submission import deed as deeds
from services.publication.pages.submission.blank import Blank, Registrar, begin, draw, errors_of, go_on, typed
from services.publication.pages.submission.deed import besides
from services.publication.pages.submission.seat import HERE, Seat, seat_at
from services.publication.schemas.submission.blank import MOST, RevisionForm
from shared import measures, periods
from shared.events.publication import MeasureRegistered
from shared.problems import Malformed, Problem
from shared.web.callers import database_of
from shared.web.components import Link, Words
from shared.web.forms import Field, FieldKind, Option
from shared.web.requests import now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number

PATH = HERE + "/{name}/revision"
NOT_APPROVED = "Nothing is approved yet that could be revised."
NOTHING_PROPOSED = (
    "Nobody has proposed another figure for a target, or that it goes, since it was set. Propose that first."
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an entry asks for a period: another figure, or that the target goes."""

    entry: int
    figure: Decimal | None
    goes: bool = False


@dataclass(frozen=True, slots=True)
class Revisable:
    """A measure and a period that may be revised: what is in force, and what was proposed for it."""

    measure: MeasureRegistered
    period: str
    kind: ItemClass
    standing: TargetRow | None
    asked: Asked


@router.get(PATH)
async def show_revision(request: Request, name: str, caller: Registrar, draft: str = "") -> Response:
    """The form, with every target that may be revised, and what was proposed for it; `draft` names what was kept."""
    seat = await seat_at(request, name, caller)
    await begin(seat, What.REVISION, draft)
    return _form(seat, await _lines(seat))


@router.post(PATH)
async def revise(request: Request, name: str, caller: Registrar) -> Response:
    """Look at what everybody will read, go back to change it, or hand the revision in."""
    seat = await seat_at(request, name, caller)
    lines = await _lines(seat)
    try:
        form = await read_form(request, RevisionForm)
    except Malformed as refused:
        return _form(seat, lines, refused)
    rows, kinds = [(one.measure.measure, one.period) for one in lines], {one.measure.measure: one.kind for one in lines}

    async def again(refused: Problem | None) -> Response:
        beside: dict[int, str] = {}
        for one in refused.errors if refused else ():
            if n := form.row_of(one.pointer or ""):
                beside[n] = f"{beside.get(n, '')} {one.message}".strip()
        return _form(await seat_at(request, name, caller), lines, refused, beside)

    held = {(row.measure, row.period): row for one in lines if (row := one.standing)}
    rule = seat.by.policy.figures.tolerance_share
    return await go_on(seat, form, What.REVISION, lambda: form.deed(rows, kinds, held, rule), again)


async def _lines(seat: Seat) -> list[Revisable]:
    """What may be revised now: targets that somebody proposed to revise, and those that a law of its own sets."""
    agreement, known = seat.read.agreement, seat.read.register.measures
    if agreement.approved is None:
        return []
    database = database_of(seat.request)
    judged = await deeds.judge(database, seat.name, Revise(seat.today), caller=seat.caller, now=now(seat.request))
    held = judged.command
    if not isinstance(held, Revise):
        return []
    rows = {(row.measure, row.period): row for row in held.standing}
    classes = {row.measure: row.item_class for row in held.standing}
    asked = {entry.number: entry for entry in seat.read.entries}
    found = []
    for code, measure in sorted(known.items()):
        kind, spent = classes.get(code, ItemClass.LOCAL), held.spent.get(code, 0)
        told = {period for name, period in rows if name == code}
        entry = proposed_by(code, agreement.marks, spent)
        wanted = asked_by(asked[entry], told) if entry in asked else {}
        if kind is ItemClass.STATUTORY and (law := law_of(code, agreement.marks, after=spent)) is not None:
            stood = standing_of(known_as(code, agreement.marks), agreement.marks, held.figures)
            said = {one: Asked(entry or law, each.value) for one, each in stood.items() if one and each.since > spent}
            wanted = said | wanted
        found += [
            Revisable(measure, period, kind, rows.get((code, period)), wanted[period])
            for period in sorted(wanted, key=periods.parse)
        ]
    return found[:MOST]


def asked_by(entry: Entry, told: Collection[str]) -> dict[str, Asked]:
    """What a proposal asks for by period, where it names one with a figure or asks that something goes; a removal that
    names no period is of all those `told` in force. Nothing is offered that it does not ask for.
    """
    said = entry.said
    revision, period = said.particulars.revision, _period(said.target_period or "")
    if revision is not None and revision.change is RevisionKind.REMOVE:
        return {one: Asked(entry.number, None, goes=True) for one in told if period in (one, None)}
    if period is None or said.target_value is None:
        return {}
    return {period: Asked(entry.number, said.target_value)}


def _form(
    seat: Seat,
    lines: Sequence[Revisable],
    refused: Problem | None = None,
    beside: Mapping[int, str] | None = None,
) -> Response:
    words, errors = typed(seat.request), errors_of(refused)
    day = Field(
        name="revised_on",
        label="The day on which it is revised",
        hint="Like 2026-06-30.",
        width=10,
        value=words.get("revised_on", "" if words else seat.today.isoformat()),
        error=errors.get("revised_on", ""),
    )
    is_approved = seat.read.agreement.approved is not None
    closed = "" if lines else NOTHING_PROPOSED if is_approved else NOT_APPROVED
    blank = Blank(
        heading="Revise targets",
        words="What is left empty stays as it is, and so does what stands beside a figure. A designated target needs "
        "the decision on what was proposed, a local one the consent of each body that it relates to.",
        fields=(day,),
        rows=_table(seat, lines) if lines else None,
        controls=[[_control(n, one, words, (beside or {}).get(n, ""))] for n, one in enumerate(lines, start=1)],
        asked=("What it becomes",),
        above={
            "closed": closed,
            "onward": Link("Propose a revision", f"{HERE}/{seat.name}/say/revision")
            if closed and is_approved
            else None,
        },
    )
    return draw(seat, blank, refused)


def _table(seat: Seat, lines: Sequence[Revisable]) -> Table:
    columns = (Column("Measure"), Column("Period"), Column("In force now"), Column("What was proposed"))
    rows = [Row((one.measure.title, one.period, _in_force(one), _proposed(seat, one))) for one in lines]
    return Table("Targets that may be revised", columns, rows, stacks=True)


def _in_force(one: Revisable) -> Words:
    if one.standing is None:
        return "No target yet"
    unit = f" {one.measure.unit}" if one.measure.unit else ""
    return f"{number(measures.readable(one.standing.value))}{unit}, {one.kind.value}, {besides(one.standing)}"


def _proposed(seat: Seat, one: Revisable) -> Words:
    entry = one.asked.entry
    link = Link(f"entry {entry}", f"/agreements/{seat.name}/entries/{entry}")
    if one.asked.goes or one.asked.figure is None:
        return ("To be removed, in ", link)
    return (f"{number(measures.readable(one.asked.figure))}, in ", link)


def _control(n: int, one: Revisable, words: Mapping[str, str], error: str) -> Field:
    """A figure where one was proposed, a box where it is to go: what nobody proposed has no field."""
    about, figure = f"{one.measure.title}, {one.period}", one.asked.figure
    if one.asked.goes or figure is None:
        return Field(
            name=f"gone__{n}",
            label=f"It goes: {about}",
            kind=FieldKind.CHECKBOXES,
            value=words.get(f"gone__{n}", "" if words else "yes"),
            options=(Option("yes", "No longer promised"),),
            error=error,
        )
    value = words.get(f"value__{n}", "" if words else f"{figure:f}")
    return Field(name=f"value__{n}", label=f"New target: {about}", width=10, value=value, error=error)


def _period(words: str) -> str | None:
    try:
        return periods.parse(words).text
    except periods.NotAPeriod:
        return None
