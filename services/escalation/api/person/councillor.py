"""The machines' door to councillors' posts: staff say where letters go, councillors see what there is in their ward."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.person import councillor
from services.escalation.handlers.person.councillor import KEEPING
from services.escalation.schemas.person.councillor import BASE, AddressIn, post_document, ward_document
from shared.auth import Caller
from shared.web.answers import tell, tell_unkept
from shared.web.callers import database_of, officer
from shared.web.requests import describe_body, now, read_json

router = APIRouter(tags=["councillors"])

Keeping = Annotated[Caller, Depends(officer(*KEEPING))]
Code = Annotated[str, Path(max_length=60)]


@router.get(BASE)
async def list_councillors(request: Request, caller: Keeping) -> Response:
    """The councillors' posts of one's areas: ward, council, and whether letters reach whoever holds each."""
    found = await councillor.list_posts(database_of(request), caller=caller, now=now(request))
    return tell(
        request, {"councillors": [post_document(one.post, one.reach) for one in found], "links": {"self": BASE}}
    )


@router.get(f"{BASE}/mine")
async def show_own_wards(request: Request, caller: Annotated[Caller, Depends(officer("councillor"))]) -> Response:
    """The petitions and cases about the wards whose councillor the caller is, the newest first."""
    found = await councillor.own_wards(database_of(request), caller=caller, now=now(request))
    return tell(request, ward_document(found.posts, found.petitions, found.cases))


@router.put(f"{BASE}/{{area}}/{{councillor_code}}/address", openapi_extra=describe_body(AddressIn))
async def keep_address(request: Request, area: Code, councillor_code: Code, caller: Keeping) -> Response:
    """Say where letters to a post go, or, without an address, that none go any more. The address is never shown.

    The first letter has a link by which whoever holds the post says so, signed in with their own account.
    """
    sent = await read_json(request, AddressIn)
    found = await councillor.keep_address(
        database_of(request),
        area,
        councillor_code,
        sent.email,
        reasons=sent.reasons,
        caller=caller,
        seal=request.app.state.seal,
        now=now(request),
    )
    return tell_unkept(post_document(found.post, found.reach))
