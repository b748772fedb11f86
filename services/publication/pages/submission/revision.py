"""Revising targets at the desk: what is in force beside what it is to become, for what somebody proposed to revise."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.basis import law_of
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.promise import Promise, promises_of
from services.publication.domain.agreement.revision import proposed_by
from services.publication.domain.agreement.stated import class_standing, standing_of
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, Mark
from services.publication.domain.entry.particulars import ItemClass, RevisionKind
from services.publication.domain.submission.deed import What
from services.publication.handlers.submission import deed as deeds
from services.publication.pages.submission.blank import Blank, Registrar, begin, draw, errors_of, go_on, typed
from services.publication.pages.submission.deed import besides
from services.publication.pages.submission.seat import HERE, Seat, seat_at
from services.publication.schemas.submission.blank import MOST, Revised, RevisionForm
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
    """A row of the form: what it is about, and what was proposed for it."""

    measure: MeasureRegistered
    row: Revised
    asked: Asked

    @property
    def period(self) -> str:
        """The period of the target."""
        return self.row.period

    @property
    def goes(self) -> bool:
        """Whether the target is to be removed."""
        return self.asked.goes or self.asked.figure is None


@router.get(PATH)
async def show_revision(request: Request, name: str, caller: Registrar, draft: str = "") -> Response:
    """The form, with every target that may be revised, and what was proposed for it; `draft` names what was kept."""
    seat = await seat_at(request, name, caller)
    await begin(seat, What.REVISION, draft)
    return await _form(seat, await _lines(seat))


@router.post(PATH)
async def revise(request: Request, name: str, caller: Registrar) -> Response:
    """Look at what everybody will read, go back to change it, or hand the revision in."""
    seat = await seat_at(request, name, caller)
    lines = await _lines(seat)
    try:
        form = await read_form(request, RevisionForm)
    except Malformed as refused:
        return await _form(seat, lines, refused)

    async def again(refused: Problem | None) -> Response:
        seat = await seat_at(request, name, caller)
        return await _form(seat, lines, refused, _by_row(form.row_of, refused))

    rule = seat.by.policy.figures.tolerance_share
    return await go_on(seat, form, What.REVISION, lambda: form.deed([one.row for one in lines], rule), again)


def _by_row(row_of: Callable[[str], int | None], refused: Problem | None) -> dict[int, str]:
    """What is wrong with each row, by its number."""
    beside: dict[int, list[str]] = {}
    for one in refused.errors if refused else ():
        if n := row_of(one.pointer or ""):
            beside.setdefault(n, []).append(one.message)
    return {n: " ".join(dict.fromkeys(words)) for n, words in beside.items()}


async def _lines(seat: Seat) -> list[Revisable]:
    """What may be revised now: targets that somebody proposed to revise, and those that a law of its own sets."""
    agreement, known = seat.read.agreement, seat.read.register.measures
    if agreement.approved is None:
        return []
    held = await deeds.in_force(database_of(seat.request), seat.name, caller=seat.caller, today=seat.today)
    told = {entry.number: entry for entry in seat.read.entries}
    promises = {one.measure.measure: one for one in promises_of(seat.read.items(seat.today), seat.read.measure_of)[0]}
    found = []
    for code, measure in sorted(known.items()):
        spent = held.spent.get(code, 0)
        rows = {row.period: row for row in held.standing if row.measure == code}
        kind = _kind(code, agreement.marks, spent, list(rows.values()), promises.get(code))
        entry = proposed_by(code, agreement.marks, spent)
        wanted = asked_by(told[entry], rows) if entry in told else {}
        if kind is ItemClass.STATUTORY and (law := law_of(code, agreement.marks, after=spent)) is not None:
            stood = standing_of(known_as(code, agreement.marks), agreement.marks, held.figures)
            said = {one: Asked(entry or law, each.value) for one, each in stood.items() if one and each.since > spent}
            wanted = said | wanted
        for period in sorted(wanted, key=periods.parse):
            row = Revised(code, period, kind, rows.get(period), promises.get(code))
            found.append(Revisable(measure, _as_it_enters(row, held), wanted[period]))
    return found[:MOST]


def _kind(
    code: str, marks: Mapping[int, Mark], spent: int, rows: Sequence[TargetRow], promise: Promise | None
) -> ItemClass:
    """What a measure is in the agreement: what its targets are, unless its item was said to be something since."""
    said = class_standing(known_as(code, marks), marks)
    if promise is not None and (not rows or (said is not None and max(said[1].entries) > spent)):
        return promise.stated_class
    return rows[0].item_class if rows else ItemClass.LOCAL


def _as_it_enters(row: Revised, held: Revise) -> Revised:
    """The row with what was said on its item, where it comes into force as by an approval; without it where not."""
    would = Target(
        row.measure,
        row.period,
        *(Decimal(0), Decimal(0)),
        designated=row.kind is ItemClass.DESIGNATED,
        illustrative=False,
        statutory=row.kind is ItemClass.STATUTORY,
    )
    is_entering = any(True for _ in replace(held, targets=(would,)).entering())
    return row if is_entering else replace(row, promise=None)


def asked_by(entry: Entry, told: Collection[str]) -> dict[str, Asked]:
    """What a proposal asks for by period, where it names one with a figure or asks that something goes; a removal that
    names no period is of all those `told` in force. Nothing is offered that it does not ask for.
    """
    revision = entry.said.particulars.revision
    if revision is not None and revision.change is RevisionKind.REMOVE:
        period = _period(entry.said.target_period or "")
        return {one: Asked(entry.number, None, goes=True) for one in told if period in (one, None)}
    stated = ((_period(one.period), one.value) for one in stated_by(entry))
    return {period: Asked(entry.number, value) for period, value in stated if period and value is not None}


async def _missing(seat: Seat, lines: Sequence[Revisable]) -> tuple[dict[int, str], list[str]]:
    """What each row still needs before it may be revised as it was proposed, by its number; and what stands against all
    of them today.
    """
    if not lines:
        return {}, []
    asked = {
        f"gone__{n}" if one.goes else f"value__{n}": "yes" if one.goes else f"{one.asked.figure:f}"
        for n, one in enumerate(lines, start=1)
    }
    told = {"step": "check", "version": 0, "once": "-", "revised_on": seat.today.isoformat()}
    form = RevisionForm.model_validate(told | asked)
    would = form.deed([one.row for one in lines], seat.by.policy.figures.tolerance_share)
    database, moment = database_of(seat.request), now(seat.request)
    judged = await deeds.judge(database, seat.name, would, caller=seat.caller, now=moment)
    if judged.hindered is None:
        return {}, []
    found: dict[int, list[str]] = {}
    whole = []
    for fault in judged.hindered.errors:
        if (at := form.row_of(fault.pointer or "")) is None:
            whole.append(fault.message)
            continue
        is_of_all = (fault.pointer or "").endswith("/measure")  # told once of a measure, and true of each of its rows
        same = (
            [n for n, one in enumerate(lines, start=1) if one.measure is lines[at - 1].measure] if is_of_all else [at]
        )
        for n in same:
            found.setdefault(n, []).append(fault.message)
    rows = {n: " ".join(dict.fromkeys(words)) for n, words in found.items()}
    return rows, whole if judged.hindered.errors else [judged.hindered.detail]


async def _form(
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
    missing, against = await _missing(seat, lines)
    is_approved = seat.read.agreement.approved is not None
    closed = "" if lines else NOTHING_PROPOSED if is_approved else NOT_APPROVED
    blank = Blank(
        heading="Revise targets",
        words="What is left empty stays as it is, and so does what stands beside a figure. A designated target needs "
        "the decision on what was proposed, a local one the consent of each body that it relates to.",
        fields=(day,),
        rows=_table(seat, lines, missing) if lines else None,
        controls=[[_control(n, one, words, (beside or {}).get(n, ""))] for n, one in enumerate(lines, start=1)],
        asked=("What it becomes",),
        above={
            "closed": closed,
            "against": against,
            "against_words": "What was proposed cannot come into force today.",
            "onward": Link("Propose a revision", f"{HERE}/{seat.name}/say/revision")
            if closed and is_approved
            else None,
        },
    )
    return draw(seat, blank, refused)


def _table(seat: Seat, lines: Sequence[Revisable], missing: Mapping[int, str]) -> Table:
    named = ("Measure", "Period", "In force now", "What was proposed", "What is still missing")
    rows = [
        Row((one.measure.title, one.period, _in_force(one), _proposed(seat, one), missing.get(n, "Nothing")))
        for n, one in enumerate(lines, start=1)
    ]
    return Table("Targets that may be revised", tuple(map(Column, named)), rows, stacks=True)


def _in_force(one: Revisable) -> Words:
    standing = one.row.standing
    if standing is None:
        return f"No target yet; it would be {one.row.kind.value}"
    told = (_figure(standing.value, one.measure), one.row.kind.value, besides(standing))
    return ", ".join(part for part in told if part)


def _figure(value: Decimal, measure: MeasureRegistered) -> str:
    return f"{number(measures.readable(value))} {measure.unit}".strip()


def _proposed(seat: Seat, one: Revisable) -> Words:
    entry, figure = one.asked.entry, one.asked.figure
    link = Link(f"entry {entry}", f"/agreements/{seat.name}/entries/{entry}")
    if one.goes or figure is None:
        return ("To be removed, in ", link)
    promise = one.row.promise
    beside = (
        [f"stretch {number(each.stretch)}" for each in promise.figures if each.period == one.period and each.stretch]
        if promise
        else []
    )
    if promise and promise.baseline:
        beside.append(f"from {number(promise.baseline.value)} in {promise.baseline.period}")
    return (", ".join([_figure(figure, one.measure), *beside]), ", in ", link)


def _control(n: int, one: Revisable, words: Mapping[str, str], error: str) -> Field:
    """A figure where one was proposed, a box where it is to go: what nobody proposed has no field."""
    about, figure = f"{one.measure.title}, {one.period}", one.asked.figure
    if one.goes or figure is None:
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
