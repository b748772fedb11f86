"""The doors to the record: its files as anybody may copy them, the words beside them, proofs, and cosignatures."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.leaf import leaf
from services.publication.handlers.record import record
from services.publication.schemas.leaf.leaf import (
    consistency_document,
    leaf_document,
    record_document,
    strays_document,
    words_document,
)
from services.publication.schemas.register.link import encode
from shared.problems import NotFound
from shared.web.answers import UNKEPT
from shared.web.callers import EVERYBODY, database_of

JSON, BYTES, TEXT = "application/json", "application/octet-stream", "text/plain; charset=utf-8"
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_SECONDS = {"Cache-Control": "public, max-age=5"}
AS_IT_IS = UNKEPT  # an answer that somebody kept would hide what changed behind it
LARGEST = 2**53 - 1

Number = Annotated[int, Path(ge=0, le=LARGEST)]
Size = Annotated[int, Query(ge=0, le=LARGEST)]

files = APIRouter(prefix="/record", include_in_schema=False, dependencies=EVERYBODY)
router = APIRouter(prefix="/publication/v1/record", tags=["record"], dependencies=EVERYBODY)


@files.get("/checkpoint")
async def give_checkpoint(request: Request) -> Response:
    """The last checkpoint."""
    held = await leaf.file(request.app.state.settings, "checkpoint")
    return Response(held, media_type=TEXT, headers=FOR_SECONDS)


@files.get("/tile/{path:path}")
async def give_tile(request: Request, path: str) -> Response:
    """A tile or a bundle: it never changes."""
    held = await leaf.file(request.app.state.settings, f"tile/{path}")
    return Response(held, media_type=BYTES, headers=FOR_EVER)


@files.get("/words/{path:path}")
async def give_words(request: Request, path: str) -> Response:
    """What the database tells of the leaves of a bundle."""
    found = await leaf.words(database_of(request), path)
    return Response(encode(words_document(found)), media_type=JSON, headers=AS_IT_IS)


@files.get("/strays.json")
async def give_strays(request: Request) -> Response:
    """What would be shown without a leaf."""
    found = await leaf.strays(database_of(request))
    return Response(encode(strays_document(found)), media_type=JSON, headers=AS_IT_IS)


@files.get("/record.json")
async def give_key(request: Request) -> Response:
    """The key of the record, and who watches it."""
    settings = request.app.state.settings
    book = record.book_of(settings)
    if book is None:
        raise NotFound("This place keeps no record in files.")
    document = record_document(
        book.key.verifier(), [(one.key, one.by, one.is_own) for one in leaf.witnesses_of(settings)]
    )
    return Response(encode(document), media_type=JSON, headers=AS_IT_IS)


@router.get("/leaves/{number}")
async def show_leaf(request: Request, number: Number) -> Response:
    """A leaf of the record, its words, what the rows say of it today, and the proof that it is in the tree.

    The proof holds against the root of `size` leaves: docs/record-format.md says how to check it.
    """
    found = await leaf.one(database_of(request), request.app.state.settings, number)
    document = leaf_document(found.leaf, found.shown, found.size, found.proof)
    return Response(encode(document), media_type=JSON, headers=AS_IT_IS)


@router.get("/consistency")
async def show_consistency(request: Request, old: Size) -> Response:
    """The proof that the first `old` leaves of the record are what they were."""
    size, proof = await leaf.grown(request.app.state.settings, old)
    return Response(encode(consistency_document(old, size, proof)), media_type=JSON, headers=AS_IT_IS)
