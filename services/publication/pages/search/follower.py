"""The pages of whoever follows the record by mail: ask, look into your mail, confirm with a button, stop with a button.

Stopping takes one POST, as mail programs send it (RFC 8058): from anywhere, without a cookie, the token in the address.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.search.follower import Topic
from services.publication.handlers.search import follower
from services.publication.schemas.search.follower import ASKED, FollowerIn, FollowForm, require_topic
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import now, read_body, read_form

ONE_CLICK = b"One-Click"
LONGEST = 4096
CRUMBS = (Link("Your place", "/"), "Letters about the record")

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/record/follow")
async def show_follow(request: Request) -> Response:
    """The form to ask for letters about what the address names."""
    topic = require_topic(dict(request.query_params))
    return await _page(request, topic, typed="", error="")


@router.post("/record/follow")
async def follow(request: Request) -> Response:
    """Ask for letters, or the form again with what is not right. The next page is always the same."""
    topic = require_topic(dict(request.query_params))
    try:
        sent = await read_form(request, FollowerIn)
    except Malformed as refused:
        error = next((fault.message for fault in refused.errors), "Write an e-mail address.")
        return await _page(request, topic, typed="", error=error)
    seal = request.app.state.follower_seal
    await follower.ask(database_of(request), topic, sent.email, seal=seal, now=now(request))
    await answer_evenly(request)
    return RedirectResponse("/record/follow/sent", status_code=303)


@router.get("/record/follow/sent")
async def show_sent(request: Request) -> Response:
    """A letter is on its way. The same page whoever asked."""
    return _said(request, "Look into your mail", ASKED)


@router.get("/record/follow/confirm")
async def show_confirm(request: Request, token: Token) -> Response:
    """The page behind the link of the letter. Opening it changes nothing."""
    title = await follower.look(database_of(request), token, now=now(request))
    return _button(request, title, token, stops=False)


@router.post("/record/follow/confirm")
async def confirm(request: Request) -> Response:
    """The button: from now on letters come."""
    sent = await read_form(request, FollowForm)
    try:
        await follower.confirm(database_of(request), sent.token, now=now(request))
    finally:
        await answer_evenly(request)
    return RedirectResponse("/record/following", status_code=303)


@router.get("/record/following")
async def show_following(request: Request) -> Response:
    """It is done."""
    said = "You get a letter in the morning after something new came onto the record. Each has a link to stop them."
    return _said(request, "You follow the record", said)


@router.get("/record/unfollow")
async def show_stop(request: Request, token: Token) -> Response:
    """The page with the one button that stops the letters. Opening it changes nothing, whatever the link."""
    return _button(request, "", token, stops=True)


@router.post("/record/unfollow")
async def stop(request: Request, token: Token) -> Response:
    """Stop the letters, at once. The same answer whether or not anybody followed by this link."""
    if ONE_CLICK not in await read_body(request, limit=LONGEST):
        raise Malformed("Send List-Unsubscribe=One-Click, or press the button on the page. Nothing was stopped.")
    await follower.stop(database_of(request), token)
    await answer_evenly(request)
    return _said(request, "No more letters", "You get no more letters about it. Your address is deleted.")


async def _page(request: Request, topic: Topic, *, typed: str, error: str) -> Response:
    title = await follower.title(database_of(request), topic)
    fields = [
        Field(
            name="email",
            label="Your e-mail address",
            hint="We send one message. Letters come when you have used the link in it.",
            input_type="email",
            autocomplete="email",
            value=typed,
            error=error,
        )
    ]
    return render(
        request,
        "follow_record.html",
        status=422 if error else 200,
        crumbs=CRUMBS,
        title=title,
        topic=topic,
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=form_token(request),
    )


def _said(request: Request, heading: str, said: str) -> Response:
    page = render(
        request,
        "follow_record_said.html",
        crumbs=CRUMBS,
        heading=heading,
        said=said,
        shows_mail=request.app.state.settings.is_local,
    )
    return unkept(page)


def _button(request: Request, title: str, link_token: str, *, stops: bool) -> Response:
    page = render(
        request,
        "follow_record_button.html",
        crumbs=CRUMBS,
        title=title,
        link_token=link_token,
        stops=stops,
        token=form_token(request),
    )
    return unkept(page)
