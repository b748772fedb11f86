"""One indicator in every place that negotiated it: who asked for what, what was answered, and after how many days."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.indicator import Asked, Department, Known, Turn
from services.publication.domain.entry.entry import Came
from services.publication.handlers.agreement import indicator
from services.publication.handlers.agreement.indicator import Negotiated
from services.publication.schemas.agreement.indicator import path_of
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link, Words
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number, sentence_case

HERE = "/agreements/indicators"
NEGOTIATIONS = Link("Negotiations", "/agreements")

router = APIRouter(prefix=HERE, include_in_schema=False, dependencies=EVERYBODY)


@router.get("")
async def list_indicators(request: Request) -> Response:
    """Every indicator that was negotiated somewhere."""
    found = await indicator.listed(database_of(request))
    rows = [
        Row(
            (
                Link(f"{one.code}: {one.title}", f"{HERE}/{path_of(one.code, one.agreement)}"),
                _where(one),
            )
        )
        for one in found
    ]
    columns = (Column("Indicator"), Column("Agreements"))
    table = Table("Indicators that were negotiated", columns, rows)
    return with_etag(request, render(request, "indicators.html", crumbs=(NEGOTIATIONS, "Indicators"), table=table))


@router.get("/{code}")
async def show_indicator(request: Request, code: str, agreement: str = "") -> Response:
    """What was asked elsewhere on one indicator, and what was answered; a local code is its agreement's own."""
    read = await indicator.read(database_of(request), code, agreement)
    return with_etag(
        request,
        render(
            request,
            "indicator.html",
            crumbs=(NEGOTIATIONS, Link("Indicators", HERE), read.code),
            code=read.code,
            title=read.title,
            answer=_answer(read),
            asked=_asked_table(read),
            departments=_departments(read.departments),
            feed=f"/feeds/search?words={read.code.replace('-', '+')}&kind=entry",
        ),
    )


def _where(one: Known) -> str:
    return f"its own code in {one.agreement}" if one.agreement else number(one.agreements)


def _answer(read: Negotiated) -> str:
    answered = sum(one.answer is not None for one in read.asked)
    everywhere = len(read.asked)
    agreements = "one agreement" if everywhere == 1 else f"{everywhere:,} agreements"
    return f"It was spoken of in {agreements}; an answer is on the record of {answered:,}."


def _asked_table(read: Negotiated) -> Table:
    columns = (
        *(Column("Place and agreement"), Column("Asked first"), Column("Answered")),
        *(Column("Days between"), Column("Stands at")),
    )
    rows = [_row(one, read.places.get(one.area, one.area)) for one in read.asked]
    return Table("What was asked for in each place, by place", columns, rows, stacks=True)


def _row(one: Asked, place: str) -> Row:
    where: Words = (f"{place}: ", Link(one.agreement_title, f"/agreements/{one.agreement}"))
    asked: Words = _said(one.asked) if one.asked else "not on the record"
    answer: Words = _said(one.answer) if one.answer else "no answer on the record"
    days = number(one.days) if one.days is not None else "not known to the day" if one.answer else "none"
    status = sentence_case(one.last_status.value.replace("_", " ")) if one.last_status else "not stated"
    return Row((where, asked, answer, days, f"{status}, disputed" if one.is_disputed else status))


def _said(turn: Turn) -> Words:
    what = (turn.status or turn.kind).value.replace("_", " ")
    when = f", {turn.said_on.words()}" if turn.said_on else f", {_since(turn)}"
    return f"{turn.party_name}: {what}{when}"


def _since(turn: Turn) -> str:
    return "day not recorded" if turn.came is Came.COMPILED else f"on this record since {day(turn.recorded_at)}"


def _departments(found: Sequence[Department]) -> Table | None:
    columns = (
        *(Column("Who answered"), Column("Answers", is_number=True), Column("Agreed at once", is_number=True)),
        *(Column("Days to answer, at the middle"), Column("Put down to it by another, not confirmed", is_number=True)),
    )
    rows = [
        Row((one.name, number(one.answers), number(one.agreed), _middle(one), number(one.put_down))) for one in found
    ]
    return Table("Who answered, by name", columns, rows, stacks=True) if rows else None


def _middle(one: Department) -> str:
    if one.days is None:
        return "not known to the day" if one.answers else "no answer of its own"
    known = f" (known for {one.counted:,} of {one.answers:,})" if one.counted < one.answers else ""
    return f"{one.days:g}{known}"
