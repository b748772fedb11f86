"""The machines' door for batches. It reads the request and answers; the handler decides."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
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
from services.indicators.schemas.figure.batch import either, encode, named, shown_document
from services.indicators.schemas.figure.format import REQUEST_BODY, Incoming, embargo_time, format_of, may_name_a_time
from services.indicators.schemas.figure.post import REASON, Mode, Post, reason_of
from services.indicators.schemas.figure.preview import document as preview_document
from services.indicators.schemas.figure.preview import shown_document as would_show
from services.indicators.schemas.mapping.attempt import document as attempt_document
from services.indicators.schemas.mapping.converted import Converted
from services.indicators.schemas.mapping.sheet import MOST_SENT, MOST_UNPACKED, Sheet
from shared import auth
from shared.auth import Caller
from shared.idempotency import Answer, Once
from shared.problems import Fault, Malformed, NotFound, Problem
from shared.shapes import Moment
from shared.together import Together
from shared.web.answers import UNKEPT, give
from shared.web.callers import database_of, identity, partner
from shared.web.lists import page_of
from shared.web.requests import once, received_at, seen_version
from shared.web.spool import Bounds, spool

PAGE, LARGEST_PAGE = 50, 200
SMALL = 16 << 10  # bytes
MOST_TRIED = 1_000  # receipts of a key on trial that are looked through
CSV = "text/csv"
ID = r"^[a-z0-9][a-z0-9-]{0,62}$"
MAPPING = "the mapping of your own by which your table is read, in its newest version; without it, our own columns"

PUBLISH_AT = "when the figures shall be public, with its zone; for bodies that may, by the register"
TWO_TIMES = Fault("two-times", "The address names another time than the column EMBARGO_TIME.", "/publish_at")

router = APIRouter(prefix="/indicators/v1", tags=["batches"])


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a batch is to be taken."""

    mode: Mode
    dry_run: bool
    publish_at: datetime | None
    reason: str | None


@router.post("/batches", status_code=201, openapi_extra=REQUEST_BODY)
async def post_batch(
    request: Request,
    caller: Annotated[Caller, Depends(partner)],
    mode: Annotated[Mode, Query(description="`partial` stores the good rows and answers the others")] = Mode.WHOLE,
    *,
    dry_run: Annotated[bool, Query(description="say what would become of each row, and store nothing")] = False,
    mapping: Annotated[str | None, Query(pattern=ID, description=MAPPING)] = None,
    publish_at: Annotated[Moment | None, Query(description=PUBLISH_AT)] = None,
    reason: Annotated[str | None, Query(description=REASON)] = None,
) -> Response:
    """Post figures. The receipt tells what was new, the same, revised or withdrawn, and what was judged.

    With `publish_at`, or where the register asks for a second person of your body, the figures wait: `state` is `held`
    and nobody else sees anything of them until they are released.

    All rows are taken or none, unless `mode` is `partial`. With `Accept: text/csv` rows that were not taken come back
    as CSV with a column `error`, which is not read when they are sent again. A dry run also tells as `would_show` what
    the public would see of each measure. Rows of a form that were left open store nothing and are told as `left_open`;
    periods that do not fit their measure are taken, and told as `warnings`; of a value that is unlike the others of its
    series a dry run says so beside the change (`unlike`).

    `If-Match` holds the `figures_version` of the one measure that the rows change, as its observations tell it: where
    its figures have changed since, nothing is stored (412), in a dry run as well.

    A figure that stands may be changed without a reason; `without_reason` counts those, and the public reads that none
    was given. Say it in the row, or as `reason` for all.
    """
    how = How(mode=mode, dry_run=dry_run, publish_at=publish_at, reason=reason_of(reason))
    if mapping is not None:
        return await _through(mapping, request, caller, how)
    format_ = format_of(request.headers.get("content-type", ""))
    with await spool(request, Bounds(format_.most_sent, format_.most_unpacked)) as file:
        sent = Incoming(file, format_)
        try:
            return await _answered(request, caller, sent, how)
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
    """The receipts of your body's batches, the latest first; to a key on trial, those of what it has tried."""
    database = database_of(request)
    if caller.is_trial:
        return JSONResponse({"batches": await batch.list_tried(database, caller.system, limit)})
    found = await batch.list_receipts(database, caller.acting_body(), before=before, limit=limit + 1)
    people = frozenset[str]().union(*(one.people for one in found))
    names = await auth.names_of(identity(request), people, caller.acting_body())
    each = partial(either, names=names)
    return page_of(request, "batches", found, limit, each=each, behind=lambda last: {"before": last.id})


@router.get("/batches/{id}")
async def show_batch(request: Request, id: UUID, caller: Annotated[Caller, Depends(partner)]) -> Response:
    """The receipt of a batch, for the body that sent it; to a key on trial, of what it has tried.

    `sent_by` names the key or person of your body, or says that it was a pull. Nobody else is told.
    """
    if caller.is_trial:
        return JSONResponse(await _tried(request, caller, id))
    shown = await batch.show(database_of(request), id, caller.acting_body())
    headers = {"ETag": f'"{shown.held.version}"', **UNKEPT} if shown.held else {}
    names = await auth.names_of(identity(request), shown.people, caller.acting_body())
    return JSONResponse(named(shown_document(shown.receipt, shown.held, shown.moves), names), headers=headers)


async def _tried(request: Request, caller: Caller, id: UUID) -> dict[str, object]:
    for one in await batch.list_tried(database_of(request), caller.system, MOST_TRIED):
        if one["batch"] == str(id):
            return one
    raise NotFound("This key has tried no batch of this number.")


async def _through(id: str, request: Request, caller: Caller, how: How) -> Response:
    """A partner's own table, by the newest version of its mapping."""
    poster, at = Poster(body=caller.acting_body(), areas=caller.areas), received_at(request)
    with await spool(request, Bounds(MOST_SENT, MOST_UNPACKED)) as file:
        sheet = Sheet(file, request.headers.get("content-type", ""))
        if how.dry_run:
            attempt = await mappings.attempt(database_of(request), sheet, poster=poster, id=id, now=at)
            origin = Origin(mapping=attempt.kept.id, version=attempt.kept.version, mapped=attempt.mapped)
            seen = seen_version(request)
            converted = Converted(origin)
            found = await preview.look(
                database_of(request), converted, poster, at, publish_at=how.publish_at, seen=seen
            )
            told = attempt_document(attempt.kept, attempt.mapped, attempt.faults, attempt.odd)
            return JSONResponse(told | would_show(found.shown, found.more))
        sent = await mappings.read(database_of(request), sheet, body=poster.body, id=id)
    seen = seen_version(request)
    post = Post(
        sent=sent,
        poster=poster,
        sender=caller.id,
        once=_once(request, caller, how, f"?mapping={id}"),  # the same bytes by another mapping are another request
        received_at=at,
        mode=how.mode,
        seen=seen,
        publish_at=how.publish_at,
        reason=how.reason,
    )
    answer = await _alone(request, caller, post)
    return give(answer)


def _once(request: Request, caller: Caller, how: How, route: str = "") -> Once:
    """What makes this post the same as another: figures for another day or reason are another request."""
    same, day = once(request, caller), f"?publish_at={how.publish_at.isoformat()}" if how.publish_at else ""
    said = f"?reason={how.reason}" if how.reason else ""
    return replace(same, route=f"{same.route}{route}{day}{said}")


async def _answered(request: Request, caller: Caller, sent: Incoming, how: How) -> Response:
    poster, at = Poster(body=caller.acting_body(), areas=caller.areas), received_at(request)
    how = await _by_the_file(sent, how)
    if how.dry_run:
        return await _previewed(request, sent, poster, at, how)
    seen = seen_version(request)
    post = Post(
        sent=sent,
        poster=poster,
        sender=caller.id,
        once=_once(request, caller, how),
        received_at=at,
        mode=how.mode,
        seen=seen,
        publish_at=how.publish_at,
        reason=how.reason,
    )
    answer = await _stored(request, caller, post)
    if _wants_csv(request) and (errors := mending.errors_of(answer.body)):
        location = {"Location": answer.headers["Location"]}
        return _csv(mending.faulty_rows(sent.chunks(), errors), answer.status, location)
    return give(answer)


async def _by_the_file(sent: Incoming, how: How) -> How:
    """The instant that the file itself names counts where the address names none."""
    named = await asyncio.to_thread(embargo_time, sent) if may_name_a_time(sent) else None
    if named is None:
        return how
    if how.publish_at not in (None, named):
        raise Malformed("Nothing was stored. The address and the file name two times to publish.", errors=[TWO_TIMES])
    return replace(how, publish_at=named)


async def _alone(request: Request, caller: Caller, post: Post) -> Answer:
    database = database_of(request)
    return await (batch.post_on_trial if caller.is_trial else batch.post)(database, post)


async def _stored(request: Request, caller: Caller, post: Post) -> Answer:
    """The answer to a post; a small one is stored together with others that come in at the same moment."""
    announced = request.headers.get("content-length", "")
    is_alone = caller.is_trial or post.seen is not None or post.publish_at is not None
    if is_alone or not announced.isdecimal() or int(announced[:20]) > SMALL:
        return await _alone(request, caller, post)
    gathering: Together[Post, Answer | Problem] = request.app.state.gathering
    answer = await gathering.ask(post)
    if isinstance(answer, Problem):
        raise answer
    return answer


async def _previewed(request: Request, sent: Incoming, poster: Poster, at: datetime, how: How) -> Response:
    database = database_of(request)
    seen = seen_version(request)
    found = await preview.look(database, sent, poster, at, publish_at=how.publish_at, reason=how.reason, seen=seen)
    told = preview_document(found.examined, found.compared, found.shown, found.more, found.odd)
    if _wants_csv(request):
        return _csv(mending.every_row(sent.chunks(), mending.errors_of(encode(told))), 200)
    return JSONResponse(told)


def _wants_csv(request: Request) -> bool:
    return request.headers.get("accept", "").partition(";")[0].strip().lower() == CSV


def _csv(content: bytes, status: int, headers: dict[str, str] | None = None) -> Response:
    disposition = {"Content-Disposition": 'attachment; filename="rows-to-mend.csv"'}
    return Response(content, status, disposition | (headers or {}), media_type=CSV)
