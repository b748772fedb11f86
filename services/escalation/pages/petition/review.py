"""The page behind the link of a letter that a petition's text was hidden: its organiser asks for a review. No
JavaScript; opening it changes nothing.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import review
from services.escalation.pages.petition.notice import Number, prose
from services.escalation.pages.signature.signature import UNTOUCHED, Form, Token
from services.escalation.schemas.petition.notice import ReviewForm, page_of
from shared.problems import Malformed, NotNow
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form

BASE = "/petitions/{reference}/report/{number}/review"

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get(BASE)
async def show_review(request: Request, reference: str, number: Number, token: Token) -> Response:
    """What was decided, and the form to ask that somebody else looks at it."""
    return await _page(request, reference, number, token, UNTOUCHED)


@router.post(BASE)
async def ask_review(request: Request, reference: str, number: Number) -> Response:
    """Ask for the review; else the form again with what is wrong."""
    try:
        sent = await read_form(request, ReviewForm)
        await review.ask(
            database_of(request),
            reference,
            number,
            sent.token,
            reasons=sent.reasons,
            seal=request.app.state.seal,
            now=now(request),
        )
    except (Malformed, NotNow) as refused:
        token = filled(request).get("token", "")
        if not token.isalnum():
            raise
        if isinstance(refused, Malformed):
            return await _page(request, reference, number, token, Form.refused(request, refused))
        form = Form(filled(request), {"reasons": refused.detail}, refused.status)
        return await _page(request, reference, number, token, form)
    return RedirectResponse(page_of(reference, number), status_code=303)


async def _page(request: Request, reference: str, number: int, token: str, form: Form) -> Response:
    own = await review.see(database_of(request), reference, number, token)
    fields = (
        (prose("reasons", "Why should it be shown again?", "Only those who review it read this.", form),)
        if own.one.may_be_reviewed or form.errors
        else ()
    )
    page = render(
        request,
        "review.html",
        status=form.status,
        crumbs=(Link(reference, f"/petitions/{reference}"), "The hidden text"),
        own=own,
        onward=Link(f"Notice {number}", page_of(reference, number)),
        fields=fields,
        summary=ErrorSummary.of(fields),
        action=f"/petitions/{reference}/report/{number}/review",
        link_token=token,
        token=form_token(request),
    )
    return unkept(page)
