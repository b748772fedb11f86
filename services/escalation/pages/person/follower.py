"""The pages of whoever follows a petition by mail: ask, look into your mail, confirm with a button, stop with a button.

Stopping takes one POST, as mail programs send it (RFC 8058): from anywhere, without a cookie, the token in the address.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.person import follower
from services.escalation.handlers.petition import petition
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs, email_field, tell_done
from services.escalation.schemas.person.follower import ASKED, FollowerIn, FollowForm
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import now, read_body, read_form

ONE_CLICK = b"One-Click"
LONGEST = 4096

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/petitions/{reference}/follow")
async def show_follow(request: Request, reference: str) -> Response:
    """The form to ask for news by mail."""
    return await _page(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/follow")
async def follow(request: Request, reference: str) -> Response:
    """Ask for news, or the form again with what is not right. The next page is always the same."""
    try:
        sent = await read_form(request, FollowerIn)
    except Malformed as refused:
        return await _page(request, reference, Form.refused(request, refused))
    await follower.ask(database_of(request), reference, sent.email, seal=request.app.state.seal, now=now(request))
    await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/follow/sent", status_code=303)


@router.get("/petitions/{reference}/follow/sent")
async def show_sent(request: Request, reference: str) -> Response:
    """A letter is on its way. The same page whoever asked."""
    return await tell_done(request, reference, "Look into your mail", ASKED)


@router.get("/petitions/{reference}/follow/confirm")
async def show_confirm(request: Request, reference: str, token: Token) -> Response:
    """The page behind the link of the letter. Opening it changes nothing."""
    title = await follower.look(database_of(request), reference, token, now=now(request))
    return _button(request, reference, title, token, stops=False)


@router.post("/petitions/{reference}/follow/confirm")
async def confirm(request: Request, reference: str) -> Response:
    """The button: from now on news comes."""
    sent = await read_form(request, FollowForm)
    try:
        await follower.confirm(database_of(request), reference, sent.token, now=now(request))
    finally:
        await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/following", status_code=303)


@router.get("/petitions/{reference}/following")
async def show_following(request: Request, reference: str) -> Response:
    """It is done."""
    said = "You get a letter when something happens to it, at most one a day. Each has a link to stop them."
    return await tell_done(request, reference, "You follow this petition", said)


@router.get("/petitions/{reference}/unfollow")
async def show_stop(request: Request, reference: str, token: Token) -> Response:
    """The page with the one button that stops the letters. Opening it changes nothing, whatever the link."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    return _button(request, reference, seen.kept.petition.title, token, stops=True)


@router.post("/petitions/{reference}/unfollow")
async def stop(request: Request, reference: str, token: Token) -> Response:
    """Stop the letters, at once. The same answer whether or not anybody followed by this link."""
    if ONE_CLICK not in await read_body(request, limit=LONGEST):
        raise Malformed("Send List-Unsubscribe=One-Click, or press the button on the page. Nothing was stopped.")
    await follower.stop(database_of(request), reference, token)
    await answer_evenly(request)
    return await tell_done(
        request, reference, "No more letters", "You get no more letters about it. Your address is deleted."
    )


async def _page(request: Request, reference: str, form: Form) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    fields = [
        email_field(
            form, label="Your e-mail address", hint="We send one message. News comes when you have used the link in it."
        )
    ]
    return render(
        request,
        "follow.html",
        status=form.status,
        place=seen.place.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=form_token(request),
    )


def _button(request: Request, reference: str, title: str, link_token: str, *, stops: bool) -> Response:
    page = render(
        request,
        "follow_button.html",
        reference=reference,
        title=title,
        link_token=link_token,
        stops=stops,
        token=form_token(request),
    )
    return unkept(page)
