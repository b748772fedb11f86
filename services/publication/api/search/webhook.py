"""The machines' door to a body's own webhooks: named, listed, ended. Nobody else may see them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.webhook import secret_of
from services.publication.handlers.search import webhook
from services.publication.schemas.register.link import encode
from services.publication.schemas.search.webhook import WebhookIn, document
from shared.auth import Caller
from shared.web.callers import database_of, partner
from shared.web.requests import describe_body, now, read_json

router = APIRouter(prefix="/publication/v1", tags=["webhooks"])

Partner = Annotated[Caller, Depends(partner)]
Name = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")]


@router.put("/webhooks/{name}", openapi_extra=describe_body(WebhookIn))
async def put_webhook(request: Request, name: Name, caller: Partner) -> Response:
    """Have what changes in an area from now on sent to an https address, signed as the Standard Webhooks say; again
    changes address and kinds. The first answer holds the secret, and no other one does.
    """
    sent = await read_json(request, WebhookIn)
    wanted = sent.webhook(name, caller.acting_body(), now(request))
    named = await webhook.name(database_of(request), wanted, caller=caller)
    key = request.app.state.settings.secret.get_secret_value()
    secret = secret_of(key, named.id) if named.id == wanted.id else None  # a name that was there keeps its id
    return Response(encode(document(named, secret)), media_type="application/json")


@router.get("/webhooks")
async def list_webhooks(request: Request, caller: Partner) -> Response:
    """The webhooks of the key's body, those that have ended too; when something arrived last, and failed."""
    found = await webhook.listed(database_of(request), caller)
    return Response(encode({"webhooks": [document(one) for one in found]}), media_type="application/json")


@router.delete("/webhooks/{id}", status_code=204)
async def end_webhook(request: Request, id: UUID, caller: Partner) -> Response:
    """Send nothing more to it, at once."""
    await webhook.end(database_of(request), id, caller=caller)
    return Response(status_code=204)
