"""Approving an agreement at the desk: every item with its last figures, what is still missing, and the caps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.approver import approvers, deciding
from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.promise import Figure, Promise, promises_of
from services.publication.domain.agreement.standing import read_by_gates, standing_against, still_wanting
from services.publication.domain.agreement.stated import on_record
from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.entry import Status
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.leaf.day import Day
from services.publication.domain.submission.deed import What
from services.publication.handlers.submission import deed as deeds
from services.publication.pages.agreement.advice import gate_before
from services.publication.pages.entry.particulars import relative_words
from services.publication.pages.submission.blank import (
    Blank,
    Registrar,
    begin,
    draw,
    errors_of,
    go_on,
    papers_field,
    typed,
)
from services.publication.pages.submission.seat import HERE, Seat, seat_at
from services.publication.schemas.submission.blank import ApprovalForm, classes_of, targets_of
from shared.policy.agreement import Framework
from shared.problems import Malformed, Problem
from shared.web.callers import database_of
from shared.web.components import Link, Words
from shared.web.forms import Field, FieldKind, Option
from shared.web.requests import now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, number, sentence_case

PATH = HERE + "/{name}/approval"
APPROVED = "It is approved already. Targets that are in force change by a revision."
NO_TARGET = "This becomes no target: say on the item which figure it is."
GOES_ON = (
    "it waits for its answer as before, and once both sides agree on it a revision makes it a target, by everything "
    "that an approval asks"
)
CLASSES = {ItemClass.DESIGNATED: "Designated", ItemClass.STATUTORY: "Statutory", ItemClass.LOCAL: "Local"}

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show_approval(request: Request, name: str, caller: Registrar, draft: str = "") -> Response:
    """The form, with every item that has a figure, what each still needs, and how many targets there may be; `draft`
    names what was kept of it.
    """
    seat = await seat_at(request, name, caller)
    promises, left = _promises(seat)
    if draft:
        kept = await begin(seat, What.APPROVAL, draft)
        return await _form(seat, promises, left, classes_of(kept.get("chosen", "").splitlines()))
    classes = {one.measure.measure: kind for one in promises if (kind := one.item_class)}
    return await _form(seat, promises, left, classes)


@router.post(PATH)
async def approve(request: Request, name: str, caller: Registrar) -> Response:
    """Look at what everybody will read, go back to change it, or hand the approval in."""
    seat = await seat_at(request, name, caller)
    promises, left = _promises(seat)
    try:
        form = await read_form(request, ApprovalForm)
    except Malformed as refused:
        return await _form(seat, promises, left, {}, refused)
    classes = form.classes()

    chosen = [one for one in promises if one.measure.measure in classes]
    lost = [f"{_called(one.item)}, {words}" for one in chosen for words in _unset(one)]

    async def again(refused: Problem | None) -> Response:
        return await _form(await seat_at(request, name, caller), promises, left, classes, refused)

    rule, caps = seat.by.policy.figures.tolerance_share, _caps(classes, seat.by.policy.framework)
    return await go_on(
        seat, form, What.APPROVAL, lambda: form.deed(promises, rule), again, *caps, *lost, *_out(seat, classes)
    )


def _approvers(seat: Seat) -> tuple[str, ...]:
    """Whose decision to approve stands, of those that count already."""
    agreement = seat.read.agreement
    waits = seat.read.awaited(seat.today)
    marks = read_by_gates(agreement, seat.by, waits)
    return approvers(deciding(marks, seat.by.register, is_ministers=seat.by.is_ministers), seat.by.register)


def _promises(seat: Seat) -> tuple[list[Promise], list[tuple[Item, str]]]:
    return promises_of(seat.read.items(seat.today), seat.read.measure_of)


async def _form(
    seat: Seat,
    promises: Sequence[Promise],
    left: Sequence[tuple[Item, str]],
    classes: Mapping[str, ItemClass],
    refused: Problem | None = None,
) -> Response:
    words, errors = typed(seat.request), errors_of(refused)
    fields = (
        Field(
            name="approved_on",
            label="The day on which it was approved",
            hint="Like 2026-06-30; from papers also 2008-06 or 2008.",
            width=10,
            value=words.get("approved_on", "" if words else seat.today.isoformat()),
            error=errors.get("approved_on", ""),
        ),
        Field(
            name="approved_by",
            label="Who approved it",
            hint="The party, or the body of the register, whose own decision to approve is on this record. "
            "From papers: whom an entry that names its paper says to have approved.",
            value=words.get("approved_by", "" if words else next(iter(_approvers(seat)), "")),
            error=errors.get("approved_by", ""),
        ),
        papers_field(words),
    )
    is_held = await deeds.holds_back(database_of(seat.request), seat.name, caller=seat.caller)
    by = replace(seat.by, holds_back=is_held)
    framework = by.policy.framework
    missing, faults = await _missing(seat, promises, classes, seat.today), _faults(promises, classes, refused)
    blank = Blank(
        heading="Approve the agreement",
        words="The figures are those last stated on each item. To approve another one, say it on the item first. "
        f"What is left out goes on: {GOES_ON}.",
        fields=fields,
        rows=_table(seat, promises, missing) if promises else None,
        controls=[(_choice(n, one, classes, faults, framework),) for n, one in enumerate(promises, start=1)],
        asked=("It becomes",),
        above={
            "gate": gate_before(seat.read, seat.today),
            "against": standing_against(seat.read.agreement, seat.today, by),
            "caps": _caps(classes, framework),
            "left": None if seat.read.agreement.approved else _left(left),
            "closed": APPROVED if seat.read.agreement.approved else "",
        },
    )
    return draw(seat, blank, refused)


def _table(seat: Seat, promises: Sequence[Promise], missing: Mapping[str, list[str]]) -> Table:
    columns = (
        Column("Item"),
        Column("How it stands"),
        Column("What is promised, as last stated"),
        Column("What is still missing"),
    )
    rows = [
        Row(
            (
                _named(one, f"/agreements/{seat.name}#{one.item.entries[-1].said.anchor}"),
                _stands(one.item),
                _figures(one),
                " ".join(missing.get(one.measure.measure, ())) or "Nothing",
            )
        )
        for one in promises
    ]
    return Table("Every item with a figure", columns, rows, stacks=True)


def _named(one: Promise, href: str) -> Words:
    """The item, and its measure where that is called something else."""
    link = Link(_called(one.item), href)
    return link if one.measure.title.casefold() in _called(one.item).casefold() else (link, f": {one.measure.title}")


def _figures(one: Promise) -> Words:
    unit = f" {one.measure.unit}" if one.measure.unit else ""
    began = f" From {number(one.baseline.value)} in {one.baseline.period}." if one.baseline else ""
    told = "; ".join(
        f"{each.period}: {number(each.value)}"
        + (f" (stretch {number(each.stretch)})" if each.stretch is not None else "")
        for each in one.figures
    )
    return f"{told}{unit}.{began}{''.join(f' {words}' for words in _unset(one))}"


def _out(seat: Seat, classes: Mapping[str, ItemClass]) -> tuple[str, ...]:
    """What this approval leaves out and what becomes of it, in a sentence; nothing where it leaves out nothing."""
    left = [
        _called(one)
        for one in seat.read.items(seat.today)
        if one.status is not Status.WITHDRAWN
        and not ((known := seat.read.measure_of(one)) and known.measure in classes)
    ]
    return (f"Left out: {'; '.join(left)}. Of each: {GOES_ON}.",) if left else ()


def _unset(one: Promise) -> list[str]:
    """What was promised on an item and becomes no target, a sentence each."""
    return [f"{period or 'As a whole'}: {relative_words(told)}. {NO_TARGET}" for period, told in one.unset]


def _choice(
    n: int, one: Promise, classes: Mapping[str, ItemClass], faults: Mapping[str, str], framework: Framework
) -> Field:
    """What an item becomes, of what the area's rules know; and of what was chosen or said, which they then refuse."""
    measure = one.measure.measure
    most = {ItemClass.DESIGNATED: framework.designated_max, ItemClass.STATUTORY: framework.statutory_max}
    kinds = [kind for kind in CLASSES if most.get(kind, 1) or kind in (classes.get(measure), one.stated_class)]
    options = (
        Option("", "Left out", measure not in classes),
        *(Option(f"{kind} {measure}", CLASSES[kind], classes.get(measure) is kind) for kind in kinds),
    )
    return Field(
        name="chosen",
        prefix=f"row-{n}",
        label=f"What {_called(one.item)} becomes",
        kind=FieldKind.SELECT,
        options=options,
        value="none",
        error=faults.get(measure, ""),
    )


async def _missing(
    seat: Seat, promises: Sequence[Promise], classes: Mapping[str, ItemClass], today: date
) -> dict[str, list[str]]:
    """What stands against each item's targets, and what each still needs before they may be set here, by its measure:
    as it is chosen, else as it was said.
    """
    kinds = {one.measure.measure: classes.get(one.measure.measure, one.stated_class) for one in promises}
    rule = seat.by.policy.figures.tolerance_share
    targets = [_plain(one, each, kinds[one.measure.measure], rule) for one in promises for each in one.figures]
    day = Day.parse(today.isoformat())
    would = Approve(day, "", tuple(targets), figures=on_record(seat.read.entries))
    database, moment = database_of(seat.request), now(seat.request)
    judged = await deeds.judge(database, seat.name, would, caller=seat.caller, now=moment)
    hindered = [(one.pointer or "", one.message) for one in judged.hindered.errors] if judged.hindered else []
    wanting = [(one.pointer, one.message) for one in still_wanting(seat.read.agreement, would, today, seat.by)]
    found: dict[str, list[str]] = {}
    for pointer, message in dict.fromkeys((*hindered, *wanting)):
        _, among, at, *_ = (*pointer.split("/"), "", "")
        if among == "targets" and at.isdecimal():
            told = found.setdefault(targets[int(at)].measure, [])
            told += [] if message in told else [message]
    return found


def _plain(one: Promise, figure: Figure, kind: ItemClass, tolerance: Decimal) -> Target:
    began = one.baseline
    return Target(
        measure=one.measure.measure,
        period=figure.period,
        value=figure.value,
        tolerance=tolerance,
        stretch=figure.stretch,
        baseline=began.value if began else None,
        baseline_period=began.period if began else None,
        designated=kind is ItemClass.DESIGNATED,
        illustrative=False,
        statutory=kind is ItemClass.STATUTORY,
    )


def _faults(promises: Sequence[Promise], classes: Mapping[str, ItemClass], refused: Problem | None) -> dict[str, str]:
    """What is wrong with each measure that was chosen."""
    sent = [one.measure.measure for one, _ in targets_of(promises, classes)]
    found: dict[str, list[str]] = {}
    for fault in refused.errors if refused else ():
        _, among, at, *_ = (*(fault.pointer or "").split("/"), "", "")
        if among == "targets" and at.isdecimal() and int(at) < len(sent):
            found.setdefault(sent[int(at)], []).append(fault.message)
    return {measure: " ".join(dict.fromkeys(words)) for measure, words in found.items()}


def _caps(classes: Mapping[str, ItemClass], framework: Framework) -> tuple[str, ...]:
    """How many measures each class would hold, and how many it may."""
    counts = {kind: sum(one is kind for one in classes.values()) for kind in ItemClass}
    most = {ItemClass.DESIGNATED: framework.designated_max, ItemClass.STATUTORY: framework.statutory_max}
    told = [f"{CLASSES[kind]}: {counts[kind]} of at most {cap}." for kind, cap in most.items()]
    return (*told, f"Local: {counts[ItemClass.LOCAL]}, as many as its partners consent to.")


def _left(left: Sequence[tuple[Item, str]]) -> Table | None:
    rows = [Row((_called(item), _stands(item), why)) for item, why in left]
    columns = (Column("Item"), Column("How it stands"), Column("Why it can become no target"))
    caption = f"{sentence_case(counted(len(left), 'item'))} can become no target as things stand"
    return Table(caption, columns, rows, stacks=True) if rows else None


def _stands(item: Item) -> str:
    """Where an item stands; of what is only a fact that somebody stated, that."""
    return sentence_case(item.standing) if item.status else "Only stated"


def _called(item: Item) -> str:
    return f"{item.code} {item.title}" if item.code else item.title
