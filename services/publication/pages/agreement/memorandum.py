"""What an agreement came to: the memorandum of its targets, and the agreement in plain words on one page."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.consent import related
from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.item import has
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import EntryKind, Status
from services.publication.domain.leaf.day import Day
from services.publication.handlers.agreement import agreement
from services.publication.handlers.agreement.agreement import Read
from services.publication.pages.entry.particulars import approved_words
from services.publication.pages.register.promise import figure_of, period_words
from shared.measures import bound
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Gap, Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case
from shared.working_days import in_words, london_day

NO_LAW = (
    "The agreement is not meant to create legal relations, and it takes nobody's discretion away. "
    "A body must have regard to a target that relates to it; that is not a promise that it is met."
)

FEW = 5  # items that are named one by one, steps of a promise that are all told

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/agreements/{name}/memorandum")
async def show_memorandum(request: Request, name: str) -> Response:
    """Every memorandum of the agreement, the newest first: its targets, and who must have regard to each."""
    read = await agreement.read(database_of(request), name)
    told = [json.loads(content) for content in reversed(read.memoranda)]
    return with_etag(
        request,
        render(
            request,
            "memorandum.html",
            **_shell(read, "Memorandum"),
            memoranda=[(_made(one), _memorandum(one, _rule(read, date.fromisoformat(one["made_on"])))) for one in told],
            approved=approved_words(read.agreement.approved) if read.agreement.approved else None,
            links=(Link("As JSON", f"/publication/v1/agreements/{name}/memoranda"),),
        ),
    )


@router.get("/agreements/{name}/statement")
async def show_statement(request: Request, name: str) -> Response:
    """The agreement on one page: who promised what by when, who leads, what was not settled."""
    read = await agreement.read(database_of(request), name)
    today = london_day(now(request))
    items = read.items(today)
    return with_etag(
        request,
        render(
            request,
            "agreement_statement.html",
            **_shell(read, "On one page"),
            made=_made_words(read),
            promises=_promises(read, today),
            share=_outcome_share(read, today),
            open=_left_open(items, name),
            more=(
                Link("Everything that was said", f"/agreements/{name}"),
                Link("The advice and the decisions", f"/agreements/{name}/decisions"),
            ),
            law=NO_LAW,
        ),
    )


def _shell(read: Read, title: str) -> dict[str, Any]:
    """What both pages have in common; Any: a template's names."""
    opened = read.agreement.opened
    area = read.register.about.name if read.register.about else opened.area
    crumbs = (Link(area, f"/areas/{opened.area}"), Link(opened.title, f"/agreements/{opened.agreement}"), title)
    return {"place": area, "crumbs": crumbs, "agreement": opened}


def _made(told: dict[str, Any]) -> str:
    on = in_words(date.fromisoformat(told["made_on"]))
    approved = Day.parse(told["approved_on"]).words()
    by = f"the agreement that {told['approved_by']} approved, {approved}"
    return (
        f"Made on {on}, because targets of {by}, were revised."
        if told["because"] == "revised"
        else f"Made on {on} for {by}."
    )


def _memorandum(told: dict[str, Any], rule: Decimal) -> Table:
    columns = (Column("Measure"), Column("Target"), Column("Standing"), Column("Who must have regard to it"))
    told_of = groupby(
        told["targets"], key=lambda one: (one["title"], one["unit"], _standing(one, rule), _bound_by(one))
    )
    rows = [
        Row(
            (
                title,
                "; ".join(
                    f"{figure_of(Decimal(one['value']), unit)} for {period_words(one['period'])}" for one in same
                ),
                standing,
                ", ".join(bound_by) or Gap("nobody is named in the register"),
            )
        )
        for (title, unit, standing, bound_by), same in told_of
    ]
    return Table(f"Every target for {told['period']}", columns, rows, stacks=True)


def _standing(one: dict[str, Any], rule: Decimal) -> str:
    stands = f"{one['class']}, illustrative" if one["illustrative"] else str(one["class"])
    tolerance, minimum = ((Decimal(one[name]) if one.get(name) else None) for name in ("tolerance", "minimum"))
    return ". ".join((sentence_case(stands), *unusual(tolerance, minimum, rule=rule, unit=one["unit"])))


def unusual(tolerance: Decimal | None, minimum: Decimal | None, *, rule: Decimal, unit: str) -> Iterator[str]:
    """What decides about a target beside its figure and is not the area's `rule`: how short of it counts as near, and
    the least that is kept.
    """
    if tolerance is not None and tolerance != rule:
        yield f"Up to {_share(tolerance)} short of it counts as near, where the rule here is {_share(rule)}"
    if minimum is not None:
        yield f"The minimum standard is {figure_of(minimum, unit)}"


def _share(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _rule(read: Read, day: date) -> Decimal:
    return read.circumstances(day).policy.figures.tolerance_share


def _bound_by(one: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one["must_have_regard"])


def _made_words(read: Read) -> str:
    opened, approved = read.agreement.opened, read.agreement.approved
    parties = " and ".join(one for one in (", ".join(opened.parties[:-1]), opened.parties[-1]) if one)
    if approved is None:
        return f"{parties} are negotiating it. Nothing is approved yet on this record."
    return f"{parties} agreed it for {opened.period}. {approved_words(approved)}"


def _left_open(items: Sequence[Item], name: str) -> list[Words]:
    """What was not settled: how many items stand so, and which where they are few."""
    told: dict[str, list[Item]] = {}
    for item in items:
        is_settled = item.is_agreed or item.status in (None, Status.DEMOTED_TO_LOCAL)
        if item.has_no_answer or not is_settled:
            stands = "no answer on this record" if item.has_no_answer else item.standing
            told.setdefault(stands, []).append(item)
    return [_open_words(stands, found, name) for stands, found in told.items()]


def _open_words(stands: str, items: Sequence[Item], name: str) -> Words:
    if len(items) > FEW:
        return f"{sentence_case(stands)}: {number(len(items))} items"
    links = (
        Link(f"{item.code or ''} {item.title}".strip(), f"/agreements/{name}#{item.entries[-1].said.anchor}")
        for item in items
    )
    parts: list[Words] = [part for link in links for part in (link, "; ")]
    return (f"{sentence_case(stands)}: ", *parts[:-1])


def _promises(read: Read, today: date) -> Table | None:
    promised = groupby(read.targets, key=lambda row: (row.measure, row.title))
    rows = [
        Row(
            (
                Link(title, f"/measures/{read.register.area}/{measure}"),
                _promised([*of], _rule(read, today)),
                *_behind(read, measure, today),
            )
        )
        for (measure, title), of in promised
    ]
    columns = (Column("What"), Column("Promise"), Column("Who leads"), Column("Plan on this record"))
    return Table("What is promised, and who leads", columns, rows, stacks=True) if rows else None


def _promised(rows: Sequence[TargetRow], rule: Decimal) -> str:
    first = rows[0]
    begins = ""
    if first.baseline is not None:
        begins = f"from {figure_of(first.baseline, first.unit)} in {first.baseline_period} "
    steps = [f"{bound(row.polarity)}{figure_of(row.value, row.unit)} for {period_words(row.period)}" for row in rows]
    if len(steps) > FEW:
        steps = steps[-1:]
    told = (words for row in rows for words in unusual(row.tolerance, row.minimum, rule=rule, unit=row.unit))
    return ". ".join((f"{begins}to {', then '.join(steps)}", *dict.fromkeys(told)))


def _behind(read: Read, measure: str, today: date) -> tuple[Words, Words]:
    bodies = related(measure, today, read.register)
    lead: Words = bodies[0] if bodies else Gap("nobody has agreed to lead")
    is_planned = has(EntryKind.DELIVERY_PLAN, measure, read.agreement.marks)
    return lead, "yes" if is_planned else Gap("none")


def _outcome_share(read: Read, today: date) -> str:
    """How many of the measures are of outcomes, as the register says what goal each serves; empty where it does not."""
    measures = {row.measure for row in read.targets}
    kinds: dict[str, set[str]] = {measure: set() for measure in measures}
    for link in read.register.links.values():
        goal = read.register.goals.get(link.linked_to)
        if link.relation == "derives_from" and link.measure in kinds and goal is not None:
            kinds[link.measure].add(goal.goal_kind)
    known = [found for found in kinds.values() if found]
    if not known:
        return ""
    outcomes = sum(bool(found & {"outcome", "perception"}) for found in known)
    told = f"{number(outcomes)} of the {number(len(known))} measures whose goal is in the register measure outcomes."
    if outcomes < read.circumstances(today).policy.framework.outcome_share_warn * len(known):
        return f"{told} That is too few: the agreement measures processes more than results."
    return told
