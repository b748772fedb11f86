"""The machines' door for batches. It reads the request and answers; the handler decides."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.indicators.domain.mapping.conversion import Origin
from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure import batch, preview
from services.indicators.handlers.mapping import mapping as mappings
from services.indicators.schemas.figure import mending
from services.indicators.schemas.figure.batch import document, encode, listed
from services.indicators.schemas.figure.format import REQUEST_BODY, Incoming, format_of
from services.indicators.schemas.figure.post import Mode, Post
from services.indicators.schemas.figure.preview import document as preview_document
from services.indicators.schemas.figure.preview import shown_document
from services.indicators.schemas.mapping.converted import Converted
from services.indicators.schemas.mapping.sheet import MOST_SENT, MOST_UNPACKED, Sheet
from services.indicators.schemas.mapping.trial import document as trial_document
from shared.auth import Caller
from shared.idempotency import Answer
from shared.problems import NotYours, Problem
from shared.together import Together
from shared.web.callers import partner
from shared.web.requests import if_match, once, received_at
from shared.web.spool import Bounds, spool

PAGE, LARGEST_PAGE = 50, 200
SMALL = 16 << 10  # bytes
CSV = "text/csv"
ID = r"^[a-z0-9][a-z0-9-]{0,62}$"
MAPPING = "the mapping of your own by which your table is read, in its newest version; without it, our own columns"

router = APIRouter(prefix="/indicators/v1", tags=["batches"])


@router.post("/batches", status_code=201, openapi_extra=REQUEST_BODY)
async def post_batch(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    mode: Annotated[Mode, Query(description="`partial` stores the good rows and answers the others")] = Mode.WHOLE,
    *,
    dry_run: Annotated[bool, Query(description="say what would become of each row, and store nothing")] = False,
    mapping: Annotated[str | None, Query(pattern=ID, description=MAPPING)] = None,
) -> Response:
    """Post figures. The receipt tells what was new, the same, revised or withdrawn, and what was judged.

    All rows are taken or none, unless `mode` is `partial`. With `Accept: text/csv` rows that were not taken come back
    as CSV with a column `error`, which is not read when they are sent again. A dry run also tells as `would_show` what
    the public would see of each measure. Rows of a form that were left open store nothing and are told as `left_open`.
    """
    if mapping is not None:
        return await _through(mapping, request, caller, mode=mode, dry_run=dry_run)
    format_ = format_of(request.headers.get("content-type", ""))
    with await spool(request, Bounds(format_.most_sent, format_.most_unpacked)) as file:
        sent = Incoming(file, format_)
        try:
            return await _answered(request, caller, sent, mode=mode, dry_run=dry_run)
        except Problem as problem:
            if not (_wants_csv(request) and any(error.row for error in problem.errors)):
                raise
            errors = [error.document() for error in problem.errors]
            return _csv(mending.every_row(sent.chunks(), errors), problem.status)


@router.get("/batches")
async def list_batches(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    before: Annotated[UUID | None, Query(description="a batch of yours; those before it are listed")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> Response:
    """The receipts of your body's batches, the latest first."""
    database = request.app.state.database
    found = await batch.list_receipts(database, _body(caller), before=before, limit=limit + 1)
    return JSONResponse(listed(found, limit))


@router.get("/batches/{id}")
async def show_batch(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """The receipt of a batch, for the body that sent it."""
    return JSONResponse(document(await batch.show(request.app.state.database, id, _body(caller))))


async def _through(id: str, request: Request, caller: Caller, *, mode: Mode, dry_run: bool) -> Response:
    """A partner's own table, by the newest version of its mapping."""
    poster, at = Poster(body=_body(caller), areas=caller.areas), received_at(request)
    with await spool(request, Bounds(MOST_SENT, MOST_UNPACKED)) as file:
        sheet = Sheet(file, request.headers.get("content-type", ""))
        if dry_run:
            trial = await mappings.attempt(request.app.state.database, sheet, poster=poster, id=id, now=at)
            origin = Origin(mapping=trial.kept.id, version=trial.kept.version, mapped=trial.mapped)
            found = await preview.look(request.app.state.database, Converted(origin), poster, at)
            told = trial_document(trial.kept, trial.mapped, trial.faults)
            return JSONResponse(told | shown_document(found.shown, found.more))
        sent = await mappings.read(request.app.state.database, sheet, body=poster.body, id=id)
    seen = if_match(request) if "if-match" in request.headers else None
    same = once(request, caller)
    same = replace(same, route=f"{same.route}?mapping={id}")  # the same bytes by another mapping are another request
    post = Post(sent=sent, poster=poster, once=same, received_at=at, mode=mode, seen=seen)
    answer = await batch.post(request.app.state.database, post)
    return Response(answer.body, answer.status, dict(answer.headers))


async def _answered(request: Request, caller: Caller, sent: Incoming, *, mode: Mode, dry_run: bool) -> Response:
    poster, at = Poster(body=_body(caller), areas=caller.areas), received_at(request)
    if dry_run:
        return await _previewed(request, sent, poster, at)
    seen = if_match(request) if "if-match" in request.headers else None
    post = Post(sent=sent, poster=poster, once=once(request, caller), received_at=at, mode=mode, seen=seen)
    answer = await _stored(request, post)
    if _wants_csv(request) and (errors := mending.errors_of(answer.body)):
        location = {"Location": answer.headers["Location"]}
        return _csv(mending.faulty_rows(sent.chunks(), errors), answer.status, location)
    return Response(answer.body, answer.status, dict(answer.headers))


async def _stored(request: Request, post: Post) -> Answer:
    """The answer to a post; a small one is stored together with others that come in at the same moment."""
    announced = request.headers.get("content-length", "")
    if post.seen is not None or not announced.isdecimal() or int(announced[:20]) > SMALL:
        return await batch.post(request.app.state.database, post)
    gathering: Together[Post, Answer | Problem] = request.app.state.gathering
    answer = await gathering.ask(post)
    if isinstance(answer, Problem):
        raise answer
    return answer


async def _previewed(request: Request, sent: Incoming, poster: Poster, at: datetime) -> Response:
    found = await preview.look(request.app.state.database, sent, poster, at)
    told = preview_document(found.examined, found.compared, found.shown, found.more)
    if _wants_csv(request):
        return _csv(mending.every_row(sent.chunks(), mending.errors_of(encode(told))), 200)
    return JSONResponse(told)


def _wants_csv(request: Request) -> bool:
    return request.headers.get("accept", "").partition(";")[0].strip().lower() == CSV


def _csv(content: bytes, status: int, headers: dict[str, str] | None = None) -> Response:
    disposition = {"Content-Disposition": 'attachment; filename="rows-to-mend.csv"'}
    return Response(content, status, disposition | (headers or {}), media_type=CSV)


def _body(caller: Caller) -> str:
    if caller.body is None:
        raise NotYours("This key belongs to no body.")
    return caller.body
