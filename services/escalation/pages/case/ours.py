"""What one's own organisation owes and has sent in the cases about it.

Figures and promises are told by the services that hold them; this page leads there and copies nothing.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.case.case import Case
from services.escalation.domain.correction.author import doers
from services.escalation.domain.ladder import wording as words
from services.escalation.domain.ladder.holder import on_whom
from services.escalation.handlers.case import case
from services.escalation.handlers.petition import petition
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.desk import work
from shared.auth import Caller
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.working_days import london_day

MOST_SENT = 30

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get("/desk/ours")
async def show_ours(request: Request, caller: Working) -> Response:
    """What is due from the reader's organisation, its other open cases, what it has sent in them, those that ended."""
    body = caller.acting_body()
    found, ended = await case.ours(database_of(request), body, caller=caller, now=now(request))
    standings = [stands.standing(one) for one in found]
    due = [one for one in standings if body in on_whom(one.case, one.at)]
    names = {area: (await petition.names(database_of(request), area)).area for area in sorted(caller.areas)}
    return render(
        request,
        "ours.html",
        place=", ".join(names.values()),
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "What we owe and have sent"),
        due=[work.line(one, work.weight(one), "Go to the case") for one in due],
        others=_others([one for one in standings if one not in due]),
        sent=_sent(standings, body),
        ended=_ended(ended),
        figures=[
            Link(f"Figures due and sent: {name}", f"/areas/{area}/partners/{body}") for area, name in names.items()
        ],
        promises=[Link(f"What is promised, and who answers: {name}", f"/who/{area}") for area, name in names.items()],
    )


def _others(standings: Sequence[stands.Standing]) -> Table | None:
    rows = [
        Row(
            (
                Link(one.case.title, f"/cases/{one.case.reference}"),
                one.wording.state(one.case.state.value).title,
                one.must.who if one.must else "Nobody",
                one.asked_on or "None",
            )
        )
        for one in standings
    ]
    columns = (Column("Case"), Column("Where it stands"), Column("Who must act"), Column("By"))
    return Table("Our other open cases", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


def _sent(standings: Sequence[stands.Standing], body: str) -> Table | None:
    """What the body did in these cases, the last first, each in the words of the record."""
    told = [
        (recorded.occurred_at, one, _sentence(one, recorded.event))
        for one in standings
        for recorded, doer in zip(
            one.history, doers([each.event for each in one.history], one.case, one.at), strict=True
        )
        if doer == body
    ]
    told.sort(key=lambda each: each[0], reverse=True)
    rows = [
        Row((london_day(at), Link(one.case.title, f"/cases/{one.case.reference}"), said))
        for at, one, said in told[:MOST_SENT]
    ]
    columns = (Column("Day"), Column("Case"), Column("What"))
    return Table("What we have sent", columns, rows, stacks=True, has_hidden_caption=True) if rows else None


def _sentence(standing: stands.Standing, event: object) -> str:
    return words.sentence(event, standing.wording, words.named(standing.case, standing.at), standing.facts)


def _ended(ended: Sequence[Case]) -> Table | None:
    rows = [Row((Link(one.title, f"/cases/{one.reference}"), one.closed_on or "None")) for one in ended]
    columns = (Column("Case"), Column("Ended on"))
    return Table("Our cases that ended", columns, rows, stacks=True, has_hidden_caption=True) if rows else None
