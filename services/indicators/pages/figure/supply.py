"""A partner's own page in an area: what is due of it, what it is asked, what it sent and what nobody has used yet."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.domain.figure.change import Unreasoned
from services.indicators.domain.figure.late import Late
from services.indicators.domain.figure.supply import Next, Standing
from services.indicators.domain.measure.measure import PERCENT, sign
from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.challenge import Challenge
from services.indicators.domain.question.enquiry import Enquiry
from services.indicators.domain.question.explanation import Explanation
from services.indicators.handlers.figure import supply
from services.indicators.handlers.figure.supply import PartnerView
from services.indicators.pages.figure import source
from services.indicators.schemas.judgement.wording import told
from shared.periods import parse, words
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link, Words, rounded
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import london_day

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

STANDING = {
    Standing.LATE: "Late",
    Standing.NEVER_SENT: "Never sent",
    Standing.DUE: "Due",
    Standing.IN_TIME: "In time",
    Standing.NOT_RECKONED: "No day is set",
}
QUARTERS = ("January to March", "April to June", "July to September", "October to December")


@router.get("/areas/{area}/partners/{body}")
async def show_partner(request: Request, area: str, body: str) -> Response:
    """What a partner owes, was asked and sent, for everybody to read."""
    view = await supply.partner(database_of(request), area, body, now(request))
    page = render(
        request,
        "partner.html",
        place=view.area_name,
        crumbs=(Link(view.area_name, f"/areas/{area}"), view.name),
        view=view,
        headline=_headline(view),
        due=_due(view.due),
        nothing=Empty(
            f"{view.name} supplies no figures here",
            "The register names no measure whose figures it sends.",
            Link("Who is responsible?", f"/who/{area}"),
        ),
        asked=_asked(view),
        burden=_burden(view.burden),
        unreasoned=_unreasoned(area, view.unreasoned),
        changed=view.unreasoned[0].total if view.unreasoned else 0,
    )
    return with_etag(request, page)


def _headline(view: PartnerView) -> str:
    late = sum(one.standing is Standing.LATE for one in view.due)
    never = sum(one.standing is Standing.NEVER_SENT for one in view.due)
    if not view.due:
        return "It supplies no figures here."
    if not late and not never:
        return f"Nothing is late of the {_counted(len(view.due), 'measure')} that it supplies."
    told = [f"{late:,} {'is' if late == 1 else 'are'} late"] if late else []
    told += [f"of {never:,} nothing was ever sent"] if never else []
    return f"Of the figures of the {_counted(len(view.due), 'measure')} that it supplies, {' and '.join(told)}."


def _due(due: Sequence[Next]) -> Table | None:
    rows = [
        Row(
            (
                Link(one.supplied.title, f"/measures/{one.supplied.area}/{one.supplied.measure}"),
                STANDING[one.standing],
                words(one.period) if one.period else "not known",
                one.due.due_on if one.due else "no day is set",
                _latest(one),
                _used(one),
            ),
            is_now=one.standing is Standing.LATE,
        )
        for one in due
    ]
    columns = (
        Column("Measure"),
        Column("Stands"),
        Column("Next figure"),
        Column("Due by"),
        Column("Latest figure"),
        Column("Used for"),
    )
    return Table("What is due, late ones first", columns, rows, stacks=True) if rows else None


def late_figures(late: Sequence[Late]) -> Table | None:
    """The figures that had not come when their day was over, the latest first; None for none."""
    columns = (Column("Period"), Column("Due by"), Column("Came"), Column("How the day was reckoned"))
    rows = [
        Row((words(one.period), one.due_on, one.came_on or "not yet", one.reckoning), is_now=one.came_on is None)
        for one in late
    ]
    return Table("Figures that were late", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


def _latest(one: Next) -> Words:
    found = one.supplied
    if found.period is None:
        return "nothing was sent"
    period = f" for {words(parse(found.period))}"
    if found.value is None:
        return f"none{period}: {told(found.missing or 'no reason')}"
    return (
        rounded(found.value, found.promised, sign(found.unit) if found.unit == PERCENT else f" {found.unit}"),
        period,
    )


def _used(one: Next) -> str:
    """What the measure's figures are used for, as the table of quarters counts it."""
    found = one.supplied
    uses = [
        f"a target{' from papers' if found.is_from_papers else ''}" if found.has_target else "",
        _counted(found.cases, "case") if found.cases else "",
        _counted(found.enquiries, "question") if found.enquiries else "",
    ]
    return ", ".join(filter(None, uses)) or "nothing yet"


def _asked(view: PartnerView) -> list[Words]:
    """What the body is waited for, besides figures; what was due first stands first, and what is late says so.

    Last what it may confirm: for that there is no day.
    """
    titles = {one.supplied.measure: one.supplied.title for one in view.due}

    def about(one: Explanation | Challenge | Enquiry) -> Link:
        return Link(titles.get(one.measure, one.measure), f"/measures/{one.area}/{one.measure}")

    waited: list[tuple[date, str, Link]] = [
        *((one.clock.due_on, "Why the target was missed", about(one)) for one in view.explanations),
        *((one.clock.due_on, f"A reply to {one.challenger_name}", about(one)) for one in view.challenges),
        *(
            (one.clock.due_on, f"The figure for {words(parse(one.period))}", about(one))
            for one in view.enquiries
            if one.clock
        ),
    ]
    dated: list[Words] = [
        (f"{what}, ", "late since " if due_on < view.today else "by ", due_on, ": ", link)
        for due_on, what, link in sorted(waited, key=lambda one: (one[0], one[1]))
    ]
    return [*dated, *(source.asked(one) for one in view.unconfirmed)]


def _burden(burden: Sequence[Burden]) -> Table | None:
    rows = [
        Row(
            (
                f"{QUARTERS[(one.quarter_from.month - 1) // 3]} {one.quarter_from.year}",
                f"{one.figures:,}",
                f"{one.unused:,}",
                f"{one.asked:,}",
                f"{one.spared:,}",
            )
        )
        for one in burden
    ]
    columns = (
        Column("Quarter"),
        Column("Figures sent", is_number=True),
        Column("Used by nobody yet", is_number=True),
        Column("Times asked", is_number=True),
        Column("Times spared", is_number=True),
    )
    return Table("What it was put to, by quarter", columns, rows, stacks=True) if rows else None


def _unreasoned(area: str, changed: Sequence[Unreasoned]) -> Table | None:
    columns = (Column("Measure"), Column("Period"), Column("What happened"), Column("On"))
    rows = [
        Row(
            (
                Link(one.title, f"/measures/{area}/{one.measure}"),
                words(one.period),
                "Withdrawn" if one.is_withdrawn else "Changed",
                london_day(one.published_at),
            )
        )
        for one in changed
    ]
    return Table("The latest of them", columns, rows, stacks=True) if rows else None


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
