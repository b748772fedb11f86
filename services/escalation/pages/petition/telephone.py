"""Pages for people without e-mail who start a petition, or support one that is not public yet, by their telephone.

A code comes to the number; it is typed on the page of signing by telephone. Nothing personal stands in an address.
"""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import draft, sponsor, writing
from services.escalation.pages.signature.signature import UNTOUCHED, Form, signer_fields
from services.escalation.pages.signature.telephone import client_of, code_page, number_field
from services.escalation.schemas.petition.petition import AlikeThere
from services.escalation.schemas.petition.telephone import STARTED, StartByTelephoneForm, SupportByTelephoneForm
from services.escalation.schemas.signature.telephone import SENT
from shared.auth import Caller
from shared.events import new_id
from shared.post import text_messages
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, once_of_form, read_form

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]
Kept = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/petitions/start/telephone", dependencies=EVERYBODY)
async def show_start(request: Request, draft: Kept) -> Response:
    """What is asked of somebody without e-mail who starts what was written under the link."""
    return await _start_page(request, draft, UNTOUCHED)


@router.post("/petitions/start/telephone")
async def begin(request: Request, caller: Public) -> Response:
    """Keep it until the code is typed, and ask for the code. The same page whoever starts it and however often."""
    text_messages.require(request.app.state.settings)
    link = ""
    try:
        sent = await read_form(request, StartByTelephoneForm)
        link = sent.draft
        done = await draft.open_by_telephone(
            database_of(request),
            sent.draft,
            sent.signer(),
            seal=request.app.state.seal,
            now=now(request),
            client=client_of(request, caller),
            caller=caller,
            once=once_of_form(request, sent.once) if sent.once else None,
        )
    except Malformed as refused:
        return await _start_page(request, filled(request).get("draft", ""), Form.refused(request, refused))
    except AlikeThere:
        return RedirectResponse(f"/petitions/start/alike?draft={quote(link)}", status_code=303)
    finally:
        await answer_evenly(request)
    form = Form({"request": done.request, "draft": link}, {})
    return await code_page(request, done.reference, form, message=STARTED)


@router.get("/petitions/{reference}/sponsor/telephone", dependencies=EVERYBODY)
async def show_support(request: Request, reference: str, token: Kept) -> Response:
    """What is asked of somebody without e-mail who supports the petition behind the link."""
    return await _support_page(request, reference, token, UNTOUCHED)


@router.post("/petitions/{reference}/sponsor/telephone")
async def support(request: Request, reference: str, caller: Public) -> Response:
    """Put the signature down and ask for the code. The same page whoever signs and however often."""
    text_messages.require(request.app.state.settings)
    try:
        sent = await read_form(request, SupportByTelephoneForm)
        name = await sponsor.sign_by_telephone(
            database_of(request),
            reference,
            sent.token,
            sent.signer(),
            seal=request.app.state.seal,
            now=now(request),
            client=client_of(request, caller),
            caller=caller,
        )
    except Malformed as refused:
        return await _support_page(request, reference, filled(request).get("token", ""), Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    return await code_page(request, reference, Form({"request": name, "sponsor": sent.token}, {}), message=SENT)


async def _start_page(request: Request, link: str, form: Form) -> Response:
    text_messages.require(request.app.state.settings)
    written = await writing.see(database_of(request), link, seal=request.app.state.seal, now=now(request))
    if "title" not in written.words:
        return RedirectResponse(f"/petitions/start/whom?draft={quote(link)}", status_code=303)
    return _asking(
        request,
        form,
        area=written.area.name,
        crumbs=(Link(written.area.name, f"/areas/{written.area.area}"), Link("Petitions", "/petitions"), "Start one"),
        heading="Start it by telephone",
        title=written.words["title"],
        paragraphs=[part for part in written.words["text"].split("\n\n") if part.strip()],
        change=f"/petitions/start/ask?draft={quote(link)}",
        action="/petitions/start/telephone",
        hidden={"draft": link, "once": form.typed.get("once") or str(new_id())},
        back=Link("I have e-mail after all", f"/petitions/start/you?draft={quote(link)}"),
    )


async def _support_page(request: Request, reference: str, token: str, form: Form) -> Response:
    text_messages.require(request.app.state.settings)
    about, one, area = await sponsor.look(database_of(request), reference, token, seal=request.app.state.seal)
    return _asking(
        request,
        form,
        area=area,
        crumbs=(Link("Petitions", "/petitions"), "Support one"),
        heading="Support it by telephone",
        title=about.title,
        paragraphs=[part for part in about.text.split("\n\n") if part.strip()],
        change="",
        action=f"/petitions/{one.reference}/sponsor/telephone",
        hidden={"token": token},
        back=Link("I have e-mail after all", f"/petitions/{one.reference}/sponsor?token={quote(token)}"),
    )


def _asking(
    request: Request,
    form: Form,
    area: str,
    crumbs: tuple[Link | str, ...],
    **more: Any,  # noqa: ANN401 what the template is given
) -> Response:
    fields: list[Field] = signer_fields(area, form)
    fields[1] = number_field(form)
    return unkept(
        render(
            request,
            "petition_telephone.html",
            status=form.status,
            place=area,
            crumbs=crumbs,
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=form_token(request),
            **more,
        )
    )
