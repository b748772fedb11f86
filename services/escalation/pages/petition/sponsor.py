"""The page behind the link that an organiser shares: others read the petition there and support it."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import sponsor
from services.escalation.pages.signature.signature import UNTOUCHED, Form, signer_fields
from services.escalation.schemas.petition.petition import SponsorForm
from services.escalation.schemas.signature.signature import SIGNED
from shared.post import text_messages
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/petitions/supported")
async def show_supported(request: Request) -> Response:
    """A letter is on its way to whoever supports it. The same page for everybody."""
    shows_mail = request.app.state.settings.is_local
    return render(request, "supported.html", message=SIGNED, shows_mail=shows_mail)


@router.get("/petitions/{reference}/sponsor")
async def show_sponsor(request: Request, reference: str, token: Token) -> Response:
    """The petition with the form to support it. Opening it changes nothing."""
    return await _page(request, reference, token, UNTOUCHED)


@router.post("/petitions/{reference}/sponsor")
async def support(request: Request, reference: str) -> Response:
    """Support it, or the form again with what is not right beside its field. The next page is always the same."""
    state = request.app.state
    try:
        sent = await read_form(request, SponsorForm)
    except Malformed as refused:
        token = filled(request).get("token", "")
        if not token:
            raise
        return await _page(request, reference, token, Form.refused(request, refused))
    await sponsor.sign(database_of(request), reference, sent.token, sent.signer(), seal=state.seal, now=now(request))
    return RedirectResponse("/petitions/supported", status_code=303)


async def _page(request: Request, reference: str, token: str, form: Form) -> Response:
    draft, one, area = await sponsor.look(database_of(request), reference, token, seal=request.app.state.seal)
    fields = signer_fields(area, form)
    page = render(
        request,
        "sponsor.html",
        status=form.status,
        place=area,
        about=one,
        draft=draft,
        paragraphs=[part for part in draft.text.split("\n\n") if part.strip()],
        area=area,
        fields=fields,
        summary=ErrorSummary.of(fields),
        link_token=token,
        by_telephone=text_messages.are_sent(request.app.state.settings),
        token=form_token(request),
    )
    return unkept(page)
