"""What somebody of the desk wants by mail: the form, and the pages behind the links of the letters.

Stopping takes one POST, as mail programs send it (RFC 8058): from anywhere, without a cookie, the token in the address.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.desk.notification import Kind, Wish
from services.escalation.domain.desk.preference import Preference
from services.escalation.handlers.desk import preference
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.desk.notification import LinkForm, WishForm
from shared.auth import Caller
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import now, read_body, read_form

BASE, MAIL = "/desk/notifications/mail", "/desk/mail"
ONE_CLICK = b"One-Click"
LONGEST = 4096
KINDS = {
    Kind.ACT: "Your organisation must act",
    Kind.NEAR: "A day is near",
    Kind.MISSED: "A day is over",
    Kind.SECOND: "A second person is asked, or has answered",
    Kind.REPLY: "An answer came in",
    Kind.MOVED: "A case that you have moves on",
    Kind.HANDED: "A case is handed to you",
    Kind.SUBMISSION: "Entries wait for a second person, or yours are published or given back",
    Kind.NOTICE: "A page was reported",
}
WISHES = {
    Wish.NONE: "Not by mail",
    Wish.AT_ONCE: "At once",
    Wish.DAILY: "Each working day",
    Wish.WEEKLY: "Once a week",
}

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]
Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get(BASE)
async def show(request: Request, caller: Working) -> Response:
    """The form with what the reader wishes now."""
    return await _page(request, caller)


@router.post(BASE)
async def keep(request: Request, caller: Working) -> Response:
    """Keep it, or the form again with what is not right."""
    try:
        sent = await read_form(request, WishForm)
    except Malformed as refused:
        return await _page(request, caller, Form.refused(request, refused))
    await preference.keep(
        database_of(request),
        sent.wishes,
        sent.email or "",
        caller=caller,
        seal=request.app.state.seal,
        now=now(request),
    )
    return RedirectResponse(BASE, status_code=303)


@router.get(f"{MAIL}/confirm", dependencies=EVERYBODY)
async def show_confirm(request: Request, token: Token) -> Response:
    """The page behind the link of the letter. Opening it changes nothing."""
    await preference.look(database_of(request), token, now=now(request))
    return _said(request, "Get news of your desk by mail", link_token=token)


@router.post(f"{MAIL}/confirm", dependencies=EVERYBODY)
async def confirm(request: Request) -> Response:
    """The button: from now on mail comes."""
    sent = await read_form(request, LinkForm)
    try:
        await preference.confirm(database_of(request), sent.token, now=now(request))
    finally:
        await answer_evenly(request)
    return RedirectResponse(f"{MAIL}/confirmed", status_code=303)


@router.get(f"{MAIL}/confirmed", dependencies=EVERYBODY)
async def show_confirmed(request: Request) -> Response:
    """It is done."""
    return _said(request, "News of your desk comes by mail", said="Each letter has a link to stop them.")


@router.get(f"{MAIL}/stop", dependencies=EVERYBODY)
async def show_stop(request: Request, token: Token) -> Response:
    """The page with the one button that stops the letters. Opening it changes nothing, whatever the link."""
    return _said(request, "Get no more mail about your desk", link_token=token, stops=True)


@router.post(f"{MAIL}/stop", dependencies=EVERYBODY)
async def stop(request: Request, token: Token) -> Response:
    """Stop the letters, at once. The same answer whether or not anybody had this link."""
    if ONE_CLICK not in await read_body(request, limit=LONGEST):
        raise Malformed("Send List-Unsubscribe=One-Click, or press the button on the page. Nothing was stopped.")
    await preference.stop(database_of(request), token)
    await answer_evenly(request)
    said = "You get no more mail about your desk. Your address is deleted. The desk itself shows everything."
    return _said(request, "No more mail", said=said)


async def _page(request: Request, caller: Caller, form: Form = UNTOUCHED) -> Response:
    found = await preference.see(database_of(request), caller=caller, seal=request.app.state.seal)
    wishes = found.wishes if found else {}
    address = Field(
        name="email",
        label="Your e-mail address at work",
        hint="We send one message with a link. Mail comes when you have used it. Leave it empty to get none.",
        input_type="email",
        autocomplete="email",
        value=form.typed.get("email", found.email if found else ""),
        error=form.errors.get("email", ""),
    )
    choices = [
        Field(
            name=kind.value,
            label=label,
            kind=FieldKind.SELECT,
            value=form.typed.get(kind.value, wishes.get(kind, Wish.NONE).value),
            error=form.errors.get(kind.value, ""),
            options=[Option(wish.value, words) for wish, words in WISHES.items()],
        )
        for kind, label in KINDS.items()
    ]
    return render(
        request,
        "preferences.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link("Notifications", "/desk/notifications"), "By mail"),
        address=address,
        choices=choices,
        standing=_standing(found),
        summary=ErrorSummary.of([address, *choices]),
        token=form_token(request),
        shows_mail=request.app.state.settings.is_local,
    )


def _standing(found: Preference | None) -> str:
    """Whether mail goes to the address that is kept."""
    if found is None or not found.email:
        return "No address is kept here, so nothing comes by mail."
    if found.is_confirmed:
        return f"Mail goes to {found.email}."
    return f"We sent a message to {found.email}. Mail comes when you have used the link in it."


def _said(request: Request, heading: str, *, said: str = "", link_token: str = "", stops: bool = False) -> Response:
    page = render(
        request,
        "preference_link.html",
        heading=heading,
        said=said,
        link_token=link_token,
        stops=stops,
        token=form_token(request),
    )
    return unkept(page)
