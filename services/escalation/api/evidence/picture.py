"""The machines' door to pictures that an organiser puts to a petition, with the token of the organiser's letters.

What came in is listed with the files of the petition's reference, as evidence; so are its bytes once they are public.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.api.evidence.evidence import intake_of
from services.escalation.handlers.evidence import picture
from services.escalation.handlers.evidence.picture import Sent
from services.escalation.schemas.evidence.evidence import document
from services.escalation.schemas.evidence.picture import PictureIn, TakeBackIn
from shared.auth import Caller
from shared.files.filetypes import PICTURES_ONLY
from shared.web.answers import give, tell_version
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.files import describe_file_form, read_machine_file_form, require
from shared.web.requests import describe_body, now, once, read_json

BASE = "/escalation/v1/petitions/{reference}/pictures"
LIMIT = PICTURES_ONLY.largest + (64 << 10)

router = APIRouter(tags=["petitions"])

Reference = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.post(
    BASE,
    status_code=201,
    openapi_extra=describe_file_form(PictureIn, "What the picture shows, and the picture itself in the field `file`."),
)
async def add_picture(request: Request, reference: Reference, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """Put a picture to a petition as its organiser. A case worker looks at it before everybody may see it.

    JPEG or PNG, at most 10 MB, known by its bytes; 5 on a petition. It is drawn anew, at most 1,600 points wide or
    high: where, when and with what it was taken is left out. With an Idempotency-Key the same request gets the same
    answer.
    """
    said, file = await read_machine_file_form(request, PictureIn, field="file", limit=LIMIT)
    sent = Sent(reference=reference, said=said, content=require(file), now=now(request))
    key = once(request, caller) if "idempotency-key" in request.headers else None
    return give(await picture.bring_once(database_of(request), intake_of(request), sent, once=key))


@router.post(f"{BASE}/{{number}}/withdraw", openapi_extra=describe_body(TakeBackIn), dependencies=EVERYBODY)
async def take_picture_back(request: Request, reference: Reference, number: Number) -> Response:
    """Take one's own picture back before anybody decided on it, or within 24 hours: it is destroyed."""
    sent = await read_json(request, TakeBackIn)
    after = await picture.take_back(database_of(request), reference, number, sent.token, now=now(request))
    return tell_version(document(after, None), after.version)
