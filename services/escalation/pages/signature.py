"""The pages around a signature: look into your mail, the link's page with its one button, and that it counts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers import petition, signature
from services.escalation.schemas.petition import SIGNED, ConfirmForm
from shared.auth import Caller
from shared.web.callers import anyone
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.pages import render
from shared.web.requests import now, read_form, received_at

router = APIRouter(include_in_schema=False)

Public = Annotated[Caller, Depends(anyone)]
Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/petitions/{reference}/sent")
async def show_sent(request: Request, reference: str, caller: Public) -> Response:  # noqa: ARG001 declares who may call
    """A letter is on its way: what to do with it. The same page whoever signed and however often."""
    seen = await petition.see(request.app.state.database, reference, now=now(request))
    return render(
        request,
        "sent.html",
        place=seen.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        message=SIGNED,
        shows_mail=request.app.state.settings.is_local,
    )


@router.get("/petitions/{reference}/confirm")
async def show_confirm(request: Request, reference: str, token: Token, caller: Public) -> Response:  # noqa: ARG001 as above
    """The page behind the link of a letter. Opening it, however often and by whatever machine, changes nothing."""
    kept = await signature.look(request.app.state.database, reference, token, now=now(request))
    page = render(
        request,
        "confirm.html",
        about=kept.petition,
        signatures=kept.signatures,
        link_token=token,
        token=form_token(request),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/petitions/{reference}/confirm")
async def confirm(request: Request, reference: str, caller: Public) -> Response:  # noqa: ARG001 declares who may call
    """The button behind the link: from now on the signature counts, once."""
    sent = await read_form(request, ConfirmForm)
    moment, received = now(request), received_at(request)
    await signature.confirm(request.app.state.database, reference, sent.token, now=moment, received_at=received)
    return RedirectResponse(f"/petitions/{reference}/signed", status_code=303)


@router.get("/petitions/{reference}/signed")
async def show_signed(request: Request, reference: str, caller: Public) -> Response:  # noqa: ARG001 as above
    """Thank you, and how many have signed."""
    seen = await petition.see(request.app.state.database, reference, now=now(request))
    return render(
        request,
        "signed.html",
        place=seen.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        signatures=seen.kept.signatures,
    )


def crumbs(seen: petition.Seen) -> tuple[Link | str, ...]:
    """Where a petition's page lies."""
    about = seen.kept.petition
    return (
        Link(seen.area.name, f"/areas/{about.area}"),
        Link("Petitions", "/petitions"),
        Link(about.reference, f"/petitions/{about.reference}"),
    )
