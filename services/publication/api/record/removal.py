"""The door for taking words out of the record, for two people of two bodies; and for everybody, how many there were."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.record import removal
from services.publication.schemas.record.removal import RemovalIn, counts_document
from services.publication.schemas.register.link import encode
from shared import auth
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import EVERYBODY, database_of, identity, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, now, once, read_json, read_nothing

JSON = "application/json"

router = APIRouter(prefix="/publication/v1/removals", tags=["record"])

Officer = Annotated[Caller, Depends(officer("monitoring_officer", "registrar", is_fresh=True))]


@router.post("", status_code=201, openapi_extra=describe_body(RemovalIn))
async def ask(request: Request, caller: Officer) -> Response:
    """Ask to take words out of the record. Somebody of another body must agree.

    The leaf keeps its place and its proof; another leaf tells which words were removed, why, and by whose people.
    """
    sent = await read_json(request, RemovalIn)
    return give(
        await removal.ask(
            database_of(request),
            sent.leaf,
            sent.wish(),
            caller=caller,
            once=once(request, caller),
            now=now(request),
        )
    )


@router.post("/{id}/agree")
async def agree(request: Request, id: UUID, caller: Officer) -> Response:
    """Agree, as somebody of another body than the one that asked: the words are gone for good."""
    await read_nothing(request)
    return give(
        await removal.agree(
            database_of(request),
            id,
            caller=caller,
            same=await auth.ids_of_person(identity(request), caller),
            once=once(request, caller),
            now=now(request),
        )
    )


@router.post("/{id}/refuse")
async def refuse(request: Request, id: UUID, caller: Officer) -> Response:
    """Do not agree, or take back what you asked: the words stay."""
    await read_nothing(request)
    return give(
        await removal.refuse(database_of(request), id, caller=caller, once=once(request, caller), now=now(request))
    )


@router.get("", dependencies=EVERYBODY)
async def count(request: Request) -> Response:
    """How many removals there were, by the body that asked and by ground; and each, the last first."""
    found, taken = await removal.counts(database_of(request)), await removal.taken(database_of(request))
    return with_etag(request, Response(encode(counts_document(found, taken)), media_type=JSON))
