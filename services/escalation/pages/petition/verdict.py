"""The desk of whoever decides about notices and reviews: what waits, one notice with its words, and the buttons."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.notice import DECIDING, OWN_CAUSE, OWN_PAGE, Notice, called
from services.escalation.domain.petition.review import OWN_DECISION, OWN_REVIEW
from services.escalation.handlers.petition import notice, review
from services.escalation.handlers.petition.notice import Seen
from services.escalation.pages.case.case import DESK
from services.escalation.pages.petition.notice import (
    FINDINGS,
    GROUNDS,
    OUTCOMES,
    Number,
    choice,
    draw,
    prose,
)
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.notice import DecisionForm, FindingForm
from shared.auth import Caller
from shared.problems import Malformed, NotNow, NotYours
from shared.web.callers import database_of, officer
from shared.web.components import Empty, Link
from shared.web.csrf import ForgedRequest
from shared.web.forms import Field
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import london_day

PAGE = 100
LIST = "/desk/notices"
NOTHING = Empty("No notice waits", "A new one appears here when somebody reports what a page says.")
COLUMNS = (Column("Page"), Column("What was said"), Column("Decide by"), Column("State"))

router = APIRouter(include_in_schema=False)

Deciding = Annotated[Caller, Depends(officer(*DECIDING))]


@router.get(LIST)
async def list_notices(request: Request, caller: Deciding) -> Response:
    """The notices of the reader's areas that wait, the oldest day first."""
    today = london_day(now(request))
    found = await notice.list_waiting(database_of(request), caller=caller, limit=PAGE)
    rows = [
        Row(
            (
                Link(f"{sentence_case(called(one))}, notice {one.number}", _desk(one.reference, one.number)),
                GROUNDS[one.ground],
                one.review.due_on if one.review else one.ask_by or one.due_on,
                _state(one, today),
            )
        )
        for one in found
    ]
    return render(
        request,
        "notices.html",
        crumbs=(Link("My work", "/desk"), "Notices"),
        navigation=DESK,
        viewer=caller.name,
        title="Pages that were reported",
        lede="Each is decided within two working days. Until then the page stays; what is late is counted in public.",
        table=Table("Notices that wait", COLUMNS, rows, stacks=True, has_hidden_caption=True) if rows else None,
        nothing=NOTHING,
        links=[],
    )


@router.get(f"{LIST}/{{reference}}/{{number}}")
async def show_to_decide(request: Request, reference: str, number: Number, caller: Deciding) -> Response:
    """One notice with its words, the text that it is about, and the form to decide."""
    return await _page(request, reference, number, caller, UNTOUCHED)


@router.post(f"{LIST}/{{reference}}/{{number}}")
async def decide(request: Request, reference: str, number: Number, caller: Deciding) -> Response:
    """Decide; else the form again with what is wrong."""
    try:
        sent = await read_form(request, DecisionForm)
        await notice.decide(database_of(request), reference, number, sent, caller=caller, now=now(request))
    except ForgedRequest:
        raise
    except (Malformed, NotYours, NotNow) as refused:
        return await _page(request, reference, number, caller, _refused(request, refused, "outcome"))
    return RedirectResponse(_desk(reference, number), status_code=303)


@router.post(f"{LIST}/{{reference}}/{{number}}/review")
async def find(request: Request, reference: str, number: Number, caller: Deciding) -> Response:
    """Find whether the text had to be hidden; else the form again with what is wrong."""
    try:
        sent = await read_form(request, FindingForm)
        await review.find(database_of(request), reference, number, sent, caller=caller, now=now(request))
    except ForgedRequest:
        raise
    except (Malformed, NotYours, NotNow) as refused:
        return await _page(request, reference, number, caller, _refused(request, refused, "finding"))
    return RedirectResponse(_desk(reference, number), status_code=303)


def _refused(request: Request, refused: Malformed | NotYours | NotNow, field: str) -> Form:
    """The form again, with what is wrong beside its field, or why it cannot be so beside the choice."""
    if isinstance(refused, Malformed):
        return Form.refused(request, refused)
    return Form(filled(request), {field: refused.detail}, refused.status)


async def _page(request: Request, reference: str, number: int, caller: Caller, form: Form) -> Response:
    seal = request.app.state.seal
    seen = await notice.read(database_of(request), reference, number, seal=seal, caller=caller, now=now(request))
    fields, barred = _fields(seen, form), _barred(seen)
    root = Link("Pages that were reported", LIST)
    action = _desk(reference, number) + ("/review" if seen.one.review else "")
    return draw(request, seen, form, caller=caller, fields=fields, action=action, root=root, barred=barred)


def _fields(seen: Seen, form: Form) -> tuple[Field, ...]:
    """The questions, with no answer that the reader may not give; none where they may give none."""
    if not seen.may:
        return ()
    why = prose("reasons", "Why?", "Everybody can read this. Name no person.", form)
    asked = {each.value: (OUTCOMES | FINDINGS)[each] for each in seen.may}
    if seen.one.outcome is None:
        return (choice("outcome", "What do you decide?", asked, form), why)
    return (choice("finding", "What do you find?", asked, form), why)


def _barred(seen: Seen) -> str:
    """Why the reader may not decide it, or one thing of it; empty where they may decide all."""
    one = seen.one
    if not one.waits or len(seen.may) > 1:
        return ""
    if one.outcome is None:
        return OWN_PAGE if one.page else OWN_CAUSE
    return OWN_REVIEW if seen.may else OWN_DECISION


def _state(one: Notice, today: date) -> str:
    if one.ask_by is not None:
        return "Nobody has asked to take the words out" + (", late" if today > one.ask_by else " yet")
    if one.is_held and one.outcome is None:
        return "Held: many came from one network"
    name = "Review" if one.review else "New"
    return f"{name}, late" if (one.review or one).is_late(today) else name


def _desk(reference: str, number: int) -> str:
    return f"{LIST}/{reference}/{number}"
