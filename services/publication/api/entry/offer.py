"""The machines' door to the address at which words are offered to a body: named, told to few, taken away."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.entry import offer
from services.publication.schemas.entry.offer import ContactIn, document
from services.publication.schemas.register.link import encode
from shared.auth import Caller
from shared.web.callers import database_of, officer
from shared.web.requests import describe_body, now, read_json

router = APIRouter(prefix="/publication/v1/register", tags=["register"])

Named = Annotated[Caller, Depends(officer("partner", "registrar"))]


@router.put("/{area}/contacts/{body}", openapi_extra=describe_body(ContactIn))
async def put_contact(request: Request, area: str, body: str, caller: Named) -> Response:
    """Name the address to which words that others type for a body are offered: your own body's, or as a registrar that
    of a body that has named none itself. It is never public.
    """
    sent = await read_json(request, ContactIn)
    named = await offer.name_contact(database_of(request), area, body, sent.email, caller=caller, now=now(request))
    return Response(encode(document(named)), media_type="application/json")


@router.get("/{area}/contacts/{body}")
async def show_contact(request: Request, area: str, body: str, caller: Named) -> Response:
    """The address of a body, for itself and the area's registrars."""
    held = await offer.contact(database_of(request), area, body, caller=caller)
    return Response(encode(document(held)), media_type="application/json")


@router.delete("/{area}/contacts/{body}", status_code=204)
async def delete_contact(request: Request, area: str, body: str, caller: Named) -> Response:
    """Send nothing more there; links that were sent do not work any more."""
    await offer.forget_contact(database_of(request), area, body, caller=caller)
    return Response(status_code=204)
