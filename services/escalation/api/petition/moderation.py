"""The machines' door to petitions before everybody may sign them: how each stands, and deciding about it.

What everybody reads here holds none of the words that nobody has checked. Their organisers have pages, behind a link.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.petition.decision import BY_OFFICERS, LATE, ROLES, Deed
from services.escalation.handlers.petition import moderation
from services.escalation.handlers.petition.moderation import Seen, Wish
from services.escalation.schemas.petition.moderation import BASE, BODIES, counted, document, lists
from shared import auth
from shared.auth import Caller, CallerKind
from shared.web.answers import give, tell_unkept, tell_version
from shared.web.callers import EVERYBODY, anyone, database_of, identity, officer
from shared.web.requests import describe_body, if_match, now, once, read_json

PAGE = 100
LIST = "/escalation/v1/moderation"
WORDS = {
    Deed.PUBLISH: "Let everybody sign a petition from now on.",
    Deed.RETURN: "Send a petition back to its organiser once, to be mended, with faults of the closed list.",
    Deed.REFUSE: "Refuse a petition for reasons of the closed list. About one's own body it takes a second person.",
    Deed.HOLD: "Let a petition about a candidate or a manifesto wait until the time before the election is over.",
    Deed.AGREE: "Agree, as second person from another body, to refuse a petition.",
    Deed.DISAGREE: "Disagree, as second person from another body, with refusing a petition: nothing was refused.",
    Deed.TAKE_BACK: "Take back that one's body proposed to refuse a petition: nothing was refused.",
    Deed.UPHOLD: "Find a refusal right on review: from another body first, then for the committee with its minute.",
    Deed.OVERTURN: "Find a refusal wrong on review: everybody may sign the petition from now on.",
}
router = APIRouter(tags=["moderation"])


@router.get(LIST)
async def list_moderation(
    request: Request,
    caller: Annotated[Caller, Depends(officer(*LATE))],
    due_on: date | None = None,
    after: str = "",
) -> Response:
    """Petitions of the caller's areas that are not public yet, the oldest clock first; `next` leads on."""
    begins = (due_on, after) if due_on else None
    found = await moderation.list_open(database_of(request), caller=caller, now=now(request), after=begins, limit=PAGE)
    links = {"self": LIST}
    if len(found) == PAGE and (last := found[-1].one).due_on:
        links["next"] = f"{LIST}?due_on={last.due_on}&after={last.reference}"
    return tell_unkept({"petitions": [_document(seen) for seen in found], "links": links})


@router.get(f"{LIST}/counts", dependencies=EVERYBODY)
async def count_moderation(request: Request) -> Response:
    """How often petitions were refused, for which reasons, decided late, or published unchecked; the closed lists."""
    found = await moderation.counts(database_of(request), now(request))
    return JSONResponse({"areas": [counted(one) for one, _, _ in found], **lists()})


@router.get(BASE)
async def show_moderation(request: Request, reference: str, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """How a petition stands that is not public yet, or how it came to be. The ETag is its version."""
    seen = await moderation.see(database_of(request), reference, caller=caller, now=now(request))
    return tell_version(_document(seen), seen.one.version, cache="no-store")


def _document(seen: Seen) -> dict[str, object]:
    found = None
    if seen.matter is not None:
        found = {
            "flags": list(seen.matter.about.flags),
            "alike": [
                {"petition": other.reference, "title": other.title}
                for other in (*seen.matter.alike, *seen.matter.waiting)
            ],
            "decided_lately": [
                {"petition": reference, "decided_on": on.isoformat()} for reference, on in seen.matter.lately
            ],
            "appeal": seen.appeal,
        }
    if found is not None and seen.desk:
        found["started_at_desk_of"] = seen.desk
    return document(seen.one, draft=seen.draft, deeds=seen.deeds, found=found)


def _door(deed: Deed) -> Callable[..., Awaitable[Response]]:
    """The address of one deed."""

    async def decide(
        request: Request, reference: str, caller: Annotated[Caller, Depends(officer(*ROLES[deed]))]
    ) -> Response:
        body = await read_json(request, BODIES[deed])
        wish = Wish(
            reference=reference,
            deed=deed,
            said=body.said(),
            caller=caller,
            now=now(request),
            expected_version=if_match(request),
            same=await auth.hands_of_second(identity(request), caller) if deed is Deed.AGREE else frozenset(),
        )
        if caller.kind is CallerKind.PARTNER:
            return give(await moderation.act_once(database_of(request), wish, once(request, caller)))
        moved = await moderation.act(database_of(request), wish)
        return tell_version(document(moved), moved.version)

    decide.__name__ = f"{deed.value}_petition"
    decide.__doc__ = WORDS[deed]
    return decide


for _deed in BY_OFFICERS:
    router.add_api_route(
        f"{BASE}/{_deed.value}", _door(_deed), methods=["POST"], openapi_extra=describe_body(BODIES[_deed])
    )
