"""The machines' door to photographs and scans of sheets of signatures: who enters keeps them, who compares sees them.

Nothing of them is public, and each reading is written down.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.signature import sheet
from services.escalation.handlers.signature.comparison import COMPARING
from services.escalation.handlers.signature.paper import ENTERING
from services.escalation.handlers.signature.sheet import Intake, Sent
from services.escalation.schemas.signature.sheet import SheetIn, name_of
from shared.auth import Caller, log_reading
from shared.files.filetypes import SCANS
from shared.web.answers import UNKEPT, give
from shared.web.callers import database_of, identity, officer, route_of
from shared.web.files import describe_file_form, download, read_machine_file_form, require
from shared.web.requests import now, once

BASE = "/escalation/v1/petitions/{reference}/paper/{number}/sheets"
LIMIT = SCANS.largest + (64 << 10)

router = APIRouter(tags=["petitions"])

Reference = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.post(
    BASE,
    status_code=201,
    openapi_extra=describe_file_form(SheetIn, "The lines that the sheet shows, and the picture in the field `file`."),
)
async def keep_sheet(
    request: Request, reference: Reference, number: Number, caller: Annotated[Caller, Depends(officer(*ENTERING))]
) -> Response:
    """Keep a photograph or a scan of a sheet with its batch: JPEG, PNG or PDF, at most 10 MB, two for each sheet.

    An Idempotency-Key is required. Only whoever compares lines sees it; when the batch is decided it is destroyed.
    """
    said, file = await read_machine_file_form(request, SheetIn, field="file", limit=LIMIT)
    sent = Sent(reference=reference, batch=number, said=said, content=require(file), caller=caller, now=now(request))
    intake: Intake = request.app.state.intake
    return give(await sheet.keep_once(database_of(request), intake, sent, once=once(request, caller)))


@router.get(f"{BASE}/{{sheet_number}}")
async def get_sheet(
    request: Request,
    reference: Reference,
    number: Number,
    sheet_number: Number,
    caller: Annotated[Caller, Depends(officer(*COMPARING))],
) -> Response:
    """The bytes of a picture of a sheet, while a line on it is to be compared, for whoever may compare it: not whoever
    entered it, nor a partner's people where it answers for what the petition is about. Each reading is written down.
    """
    media_type, content = await sheet.content(
        database_of(request), request.app.state.seal, reference, number, sheet_number, caller=caller, now=now(request)
    )
    async with identity(request).unit_of_work(caller.areas) as session:
        await log_reading(session, service="escalation", holder=caller.id, route=route_of(request), reason="paper")
    answer = download(content, media_type=media_type, name=name_of(reference, number, sheet_number, media_type))
    answer.headers.update(UNKEPT)
    return answer
