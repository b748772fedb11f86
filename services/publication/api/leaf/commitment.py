"""The machines' door to the sealed store's hashes: one for every day, and the proofs once a matter is unsealed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.leaf import commitment
from services.publication.schemas.leaf.commitment import leaves, opened
from services.publication.schemas.register.link import encode
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag

JSON = "application/json"
PAGE, LARGEST_PAGE = 100, 366

router = APIRouter(prefix="/publication/v1/commitments", tags=["commitments"], dependencies=EVERYBODY)


@router.get("")
async def list_commitments(
    request: Request, after: date | None = None, limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE
) -> Response:
    """The sealed store's hash of every day, in order. There is one whether or not anything is in the store."""
    found = await commitment.leaves(database_of(request), after=after or date.min, limit=limit)
    return with_etag(request, Response(encode(leaves(found, limit)), media_type=JSON))


@router.get("/opened")
async def list_opened(
    request: Request, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE
) -> Response:
    """The matters that were unsealed, with their original days, and how each entry leads to the hash of its day."""
    found = await commitment.opened(database_of(request), after=after, limit=limit)
    return with_etag(request, Response(encode(opened(found, limit)), media_type=JSON))
