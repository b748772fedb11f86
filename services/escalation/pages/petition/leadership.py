"""Pages of who speaks for a petition: its organiser leaves it, and somebody who signed takes it up. No JavaScript.

Opening a link changes nothing. What was asked with an address is answered alike whether or not it has signed.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import leadership, petition
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs, email_field, tell_done
from services.escalation.schemas.petition.leadership import ASKED, AskForm, LeaveForm, TakeUpForm
from shared.problems import Malformed, NotNow
from shared.web.callers import EVERYBODY, database_of
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]
SURE = "Yes. Somebody else who signed it may take it up; I speak for it no more."


@router.get("/petitions/{reference}/organiser/leave")
async def show_leave(request: Request, reference: str, token: Token) -> Response:
    """What follows when its organiser leaves a petition, and the button."""
    return await _leaving(request, reference, token, UNTOUCHED)


@router.post("/petitions/{reference}/organiser/leave")
async def leave(request: Request, reference: str) -> Response:
    """Leave it."""
    try:
        sent = await read_form(request, LeaveForm)
        await leadership.leave(database_of(request), reference, sent.token, now=now(request))
    except Malformed as refused:
        link_token = filled(request).get("token", "")
        if not link_token.isalnum():
            raise
        return await _leaving(request, reference, link_token, Form.refused(request, refused))
    return RedirectResponse(f"/petitions/{reference}/left", status_code=303)


@router.get("/petitions/{reference}/left")
async def show_left(request: Request, reference: str) -> Response:
    """It is done. The same page for everybody."""
    said = (
        "You speak for it no more, and your link works no more. Your signature counts as before, and others can go on "
        "signing. The petition's page says by which day somebody has to take it up."
    )
    return await tell_done(request, reference, "You have left the petition", said)


@router.get("/petitions/{reference}/take-up")
async def show_ask(request: Request, reference: str) -> Response:
    """The form by which somebody who signed asks to take it up."""
    return await _asking(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/take-up")
async def ask(request: Request, reference: str) -> Response:
    """Ask for the letter, or the form again with what is not right. The next page is always the same."""
    try:
        sent = await read_form(request, AskForm)
        await leadership.ask(database_of(request), reference, sent.email, seal=request.app.state.seal, now=now(request))
    except Malformed as refused:
        return await _asking(request, reference, Form.refused(request, refused))
    except NotNow as refused:
        return await _asking(request, reference, Form(filled(request), {"email": refused.detail}, refused.status))
    await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/take-up/sent", status_code=303)


@router.get("/petitions/{reference}/take-up/sent")
async def show_sent(request: Request, reference: str) -> Response:
    """A letter is on its way, if the address has signed. The same page whoever asked."""
    return await tell_done(request, reference, "Look into your mail", ASKED)


@router.get("/petitions/{reference}/take-up/link")
async def show_take_up(request: Request, reference: str, token: Token) -> Response:
    """The page behind the link of the letter. Opening it changes nothing."""
    about = await leadership.look(database_of(request), reference, token, now=now(request))
    page = render(request, "take_up.html", about=about, link_token=token, token=form_token(request))
    return unkept(page)


@router.post("/petitions/{reference}/take-up/link")
async def take_up(request: Request, reference: str) -> Response:
    """The button: whoever pressed it speaks for the petition from now on."""
    sent = await read_form(request, TakeUpForm)
    await leadership.take_up(database_of(request), reference, sent.token, now=now(request))
    return RedirectResponse(f"/petitions/{reference}/organiser?token={sent.token}", status_code=303)


async def _leaving(request: Request, reference: str, link_token: str, form: Form) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    sure = Field(
        name="sure",
        label="Do you mean it?",
        kind=FieldKind.CHECKBOXES,
        options=[Option("yes", SURE)],
        error=form.errors.get("sure", ""),
    )
    page = render(
        request,
        "leave.html",
        status=form.status,
        about=seen.kept.petition,
        signatures=seen.kept.signatures,
        days=seen.place.policy.petition.take_up.words(),
        fields=[sure],
        summary=ErrorSummary.of([sure]),
        link_token=link_token,
        token=form_token(request),
    )
    return unkept(page)


async def _asking(request: Request, reference: str, form: Form) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    email = email_field(
        form,
        label="The e-mail address with which you signed",
        hint="We send one letter to it. You take the petition up by the button behind its link.",
    )
    return render(
        request,
        "take_up_ask.html",
        status=form.status,
        place=seen.place.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        fields=[email],
        summary=ErrorSummary.of([email]),
        token=form_token(request),
    )
