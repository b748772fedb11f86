"""The machines' door to signatures on paper: everybody sees the batches and the draw, staff enter and compare them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.signature import comparison, paper
from services.escalation.handlers.signature.comparison import COMPARING
from services.escalation.handlers.signature.paper import ENTERING
from services.escalation.schemas.signature.paper import ComparedIn, PaperIn, batch_document
from shared.auth import Caller
from shared.web.answers import give, tell, tell_unkept
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.requests import describe_body, now, once, read_json

BASE = "/escalation/v1/petitions/{reference}/paper"
router = APIRouter(tags=["petitions"])

Reference = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get(BASE, dependencies=EVERYBODY)
async def list_paper(request: Request, reference: Reference) -> Response:
    """The batches of sheets of a petition: how many lines, which were drawn by which seed, what came of it.

    Line n is drawn before line m when the SHA-256 of `seed:n` is the smaller one.
    """
    found = await paper.list_public(database_of(request), reference)
    links = {"petition": f"/escalation/v1/petitions/{reference}", "form": f"/petitions/{reference}/paper"}
    return tell(request, {"paper": [batch_document(reference, batch) for batch in found], "links": links})


@router.post(BASE, openapi_extra=describe_body(PaperIn))
async def enter_paper(
    request: Request, reference: Reference, caller: Annotated[Caller, Depends(officer(*ENTERING))]
) -> Response:
    """Enter sheets of signatures, line by line or as a number of lines. The answer says which lines were drawn.

    An Idempotency-Key is required. Nothing counts until somebody else has compared the drawn lines.
    """
    sent = await read_json(request, PaperIn)
    return give(
        await paper.enter_once(
            database_of(request),
            reference,
            sent,
            caller=caller,
            seal=request.app.state.seal,
            now=now(request),
            once=once(request, caller),
        )
    )


@router.post(f"{BASE}/{{number}}/comparison", openapi_extra=describe_body(ComparedIn))
async def compare_paper(
    request: Request, reference: Reference, number: Number, caller: Annotated[Caller, Depends(officer(*COMPARING))]
) -> Response:
    """Say what was found of drawn lines beside their sheets. With the last of them it is decided what counts."""
    sent = await read_json(request, ComparedIn)
    batch = await comparison.compare(
        database_of(request), reference, number, sent.by_line(), caller=caller, now=now(request)
    )
    return tell_unkept(batch_document(reference, batch))
