"""The machines' door to petitions: opening one, reading them. Open to everybody."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import draft, petition
from services.escalation.schemas.petition.petition import PetitionIn, document
from shared.auth import Caller
from shared.web.answers import give, tell
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.network import address_of, agent_of, country_of
from shared.web.requests import describe_body, now, once_if_named, read_json

PAGE = 50

router = APIRouter(prefix="/escalation/v1", tags=["petitions"])

Public = Annotated[Caller, Depends(anyone)]


@router.post("/petitions", status_code=202, openapi_extra=describe_body(PetitionIn))
async def open_petition(request: Request, caller: Public) -> Response:
    """Ask for a petition; it is public when its organiser has used the letter's link.

    With an Idempotency-Key the same request again gets the same answer. 409 where open petitions ask for nearly the
    same (`alike` names them), until `seen_alike` says that whoever sends it has seen them. 429 above the
    number that one network may begin in a day.
    """
    sent = await read_json(request, PetitionIn)
    answer = await draft.open_by_machine(
        database_of(request),
        sent.draft(),
        sent.signer(),
        seal=request.app.state.seal,
        now=now(request),
        seen_alike=sent.seen_alike,
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
        once=once_if_named(request, caller),
    )
    return give(answer)


@router.get("/petitions", dependencies=EVERYBODY)
async def list_petitions(
    request: Request,
    opened_before: date | None = None,
    reference: str = "",
) -> Response:
    """Petitions, the newest first, a page at a time; `next` leads on."""
    before = (opened_before, reference) if opened_before else None
    found = await petition.list_newest(database_of(request), before=before, limit=PAGE, now=now(request))
    links = {"self": "/escalation/v1/petitions"}
    if len(found) == PAGE:
        last = found[-1].kept.petition
        links["next"] = f"/escalation/v1/petitions?opened_before={last.opened_on}&reference={last.reference}"
    listed = [document(one.kept.petition, text=one.kept.text, signatures=one.kept.signatures) for one in found]
    return tell(request, {"petitions": listed, "links": links})


@router.get("/petitions/{reference}", dependencies=EVERYBODY)
async def show_petition(request: Request, reference: str) -> Response:
    """A petition: its words, how many have signed, which marks were reached and when."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    shown = document(seen.kept.petition, text=seen.kept.text, signatures=seen.kept.signatures)
    return tell(request, shown)
