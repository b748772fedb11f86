"""The door to what waits for a second person: of one's own body alone, published, returned or withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.publication.handlers.entry import withholding
from services.publication.handlers.submission import submission
from services.publication.schemas.entry.entry import WithheldIn
from services.publication.schemas.register.link import encode
from services.publication.schemas.submission.submission import PublishIn, ReturnIn, document, document_with_words
from shared import auth
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import database_of, identity, officer
from shared.web.requests import describe_body, now, once, read_json, read_nothing

router = APIRouter(prefix="/publication/v1/agreements", tags=["agreements"])

Named = Annotated[Caller, Depends(officer("partner", "registrar"))]
Number = Annotated[int, Path(ge=1, le=10_000_000)]


@router.get("/{name}/submissions")
async def list_submissions(request: Request, name: str, caller: Named) -> Response:
    """What your body handed in to this agreement, the last hundred, without the words. Nobody else sees it."""
    found = await submission.listed(database_of(request), name, caller)
    told = {"submissions": [document(one) for one in found]}
    return Response(encode(told), media_type="application/json")


@router.get("/{name}/submissions/{number}")
async def show_submission(request: Request, name: str, number: Number, caller: Named) -> Response:
    """What somebody of your body handed in, with its words while it waits: read them before you publish them.

    Nobody else sees it. Once it is answered its words are gone from here; those that are published are entries.
    """
    found = await submission.read(database_of(request), name, number, caller)
    return Response(encode(document_with_words(found)), media_type="application/json")


@router.post("/{name}/entries/{number}/withhold", status_code=202, openapi_extra=describe_body(WithheldIn))
async def withhold(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Ask that the words of an entry of your body are not shown: it stays listed, with ground and summary.

    Another person of your body must agree, at the address that the answer links to; silence leaves it public.
    """
    wish = (await read_json(request, WithheldIn)).hidden()
    same = once(request, caller)
    return give(
        await withholding.ask(database_of(request), name, number, wish, caller=caller, once=same, now=now(request))
    )


@router.post("/{name}/entries/{number}/release", status_code=202)
async def release(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Ask that the words of an entry of your body are shown again: another person agrees, or in the end the clock."""
    await read_nothing(request)
    same = once(request, caller)
    return give(
        await withholding.ask(database_of(request), name, number, None, caller=caller, once=same, now=now(request))
    )


@router.post("/{name}/submissions/{number}/publish", status_code=201, openapi_extra=describe_body(PublishIn))
async def publish(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Publish, as a second person, what somebody of your body handed in.

    Who handed it in gives a reason (`because`) why it cannot wait for a second person: its entries are then marked as
    published without one, for good, and counted. 202: it is shown only from the day that its entries say (`later`).
    """
    sent = await read_json(request, PublishIn)
    return give(
        await submission.publish(
            database_of(request),
            name,
            number,
            sent.because,
            caller=caller,
            same=await auth.ids_of_person(identity(request), caller),
            once=once(request, caller),
            now=now(request),
        )
    )


@router.post("/{name}/submissions/{number}/return", openapi_extra=describe_body(ReturnIn))
async def give_back(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Do not publish what somebody of your body handed in, and say why."""
    sent = await read_json(request, ReturnIn)
    return give(
        await submission.give_back(
            database_of(request),
            name,
            number,
            sent.because,
            caller=caller,
            same=await auth.ids_of_person(identity(request), caller),
            once=once(request, caller),
            now=now(request),
        )
    )


@router.post("/{name}/submissions/{number}/withdraw")
async def withdraw(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Take back what you handed in, before anybody published it."""
    await read_nothing(request)
    return give(
        await submission.withdraw(
            database_of(request),
            name,
            number,
            caller=caller,
            same=await auth.ids_of_person(identity(request), caller),
            once=once(request, caller),
            now=now(request),
        )
    )
