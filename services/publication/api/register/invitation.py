"""The machines' door to a body's own guests: invited, listed, shut out. Nobody else may see them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.publication.handlers.register import invitation
from services.publication.schemas.register.invitation import InvitationIn, document
from shared.auth import Caller
from shared.web.callers import database_of, identity, partner
from shared.web.requests import describe_body, now, read_json
from shared.working_days import london_day

router = APIRouter(prefix="/publication/v1", tags=["invitations"])

Partner = Annotated[Caller, Depends(partner)]


@router.put("/invitations", openapi_extra=describe_body(InvitationIn))
async def put_invitation(request: Request, caller: Partner) -> Response:
    """Invite a person to act for the key's body until a day; again changes name, areas and day."""
    sent = await read_json(request, InvitationIn)
    invited = await invitation.invite(
        database_of(request), identity(request), sent.guest(), caller=caller, now=now(request)
    )
    return JSONResponse(document(invited, london_day(now(request))))


@router.get("/invitations")
async def list_invitations(request: Request, caller: Partner) -> Response:
    """Everybody whom the key's body has invited, those whose time is over too."""
    today = london_day(now(request))
    found = await invitation.invited(identity(request), caller)
    return JSONResponse({"invitations": [document(one, today) for one in found]})


@router.delete("/invitations/{id}", status_code=204)
async def end_invitation(request: Request, id: UUID, caller: Partner) -> Response:
    """Shut a guest out at once, running sessions too."""
    await invitation.end(identity(request), id, caller)
    return Response(status_code=204)
