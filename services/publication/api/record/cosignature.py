"""The door by which witnesses say that they saw a checkpoint. What they sign proves itself: they need no account."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.leaf import leaf
from services.publication.handlers.record import cosignature
from services.publication.schemas.record.cosignature import CosignatureIn, document
from services.publication.schemas.register.link import encode
from shared.web.callers import EVERYBODY, database_of
from shared.web.requests import describe_body, read_json

router = APIRouter(prefix="/publication/v1/record", tags=["record"], dependencies=EVERYBODY)


@router.post("/cosignatures", openapi_extra=describe_body(CosignatureIn))
async def cosign(request: Request) -> Response:
    """Put a witness's line under the checkpoint of that size: c2sp.org/tlog-cosignature, with Ed25519.

    Only of witnesses that this record lists. The same line again changes nothing.
    """
    sent = await read_json(request, CosignatureIn)
    witnesses = [one.key for one in leaf.witnesses_of(request.app.state.settings)]
    kept = await cosignature.keep(database_of(request), sent.size, sent.line, witnesses)
    return Response(encode(document(kept.witness, kept.size, kept.cosigned_at)), media_type="application/json")
