"""The machines' door to negotiations: registrars write them, everybody reads them as JSON or CSV."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.agreement import Listed
from services.publication.domain.submission.deed import Deed
from services.publication.handlers.agreement import agreement
from services.publication.handlers.register import register
from services.publication.handlers.submission import deed, submission
from services.publication.schemas.agreement.agreement import (
    AgreementIn,
    ApprovalIn,
    RevisionIn,
    RoundIn,
    document,
    entries_page,
    listing,
    rounds_document,
)
from services.publication.schemas.agreement.memorandum import memoranda_document
from services.publication.schemas.entry.entry import EntriesIn, entries_csv
from services.publication.schemas.entry.reply import ReplyIn
from services.publication.schemas.register.link import encode
from shared.auth import Caller
from shared.web.answers import give
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.etag import with_etag
from shared.web.requests import describe_body, now, once, read_json
from shared.working_days import london_day

JSON = "application/json"
PAGE, LARGEST_PAGE = 50, 200

router = APIRouter(prefix="/publication/v1/agreements", tags=["agreements"])

Registrar = Annotated[Caller, Depends(officer("registrar"))]
Named = Annotated[Caller, Depends(officer("partner", "registrar"))]
Number = Annotated[int, Path(ge=1, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.post("", status_code=202, openapi_extra=describe_body(AgreementIn))
async def post_agreement(request: Request, caller: Registrar) -> Response:
    """Hand in the opening of a negotiation in one of your areas. Another person of your body publishes it.

    Where the area's rules let one person publish, it is on the record at once, and the answer is 201; it is 200 where
    this is so already.
    """
    command = (await read_json(request, AgreementIn)).command()
    return await _hand_in(request, command.opened.agreement, command, caller)


@router.post("/{name}/rounds", status_code=202, openapi_extra=describe_body(RoundIn))
async def post_round(request: Request, name: str, caller: Registrar) -> Response:
    """Hand in that a round begins; answered as an opening is."""
    return await _hand_in(request, name, (await read_json(request, RoundIn)).command(), caller)


@router.post("/{name}/entries", status_code=202, openapi_extra=describe_body(EntriesIn))
async def post_entries(request: Request, name: str, caller: Named) -> Response:
    """Hand in one entry, or a list of them: all or none. Another person of your body publishes them, for good.

    Your own body's words; as a registrar those of others too, which are marked so and offered to them. Where the area's
    rules let one person publish, they are on the record at once, and the answer is 201.
    """
    sent = await read_json(request, EntriesIn)
    with sent.pointed_as_sent():
        return give(
            await submission.hand_in(
                database_of(request), name, sent.command(), caller=caller, once=once(request, caller), now=now(request)
            )
        )


@router.post("/{name}/entries/{number}/replies", status_code=202, openapi_extra=describe_body(ReplyIn))
async def post_reply(request: Request, name: str, number: Number, caller: Named) -> Response:
    """Hand in your body's one reply beside an entry that names it: confirm or dispute its words, or reply, for good."""
    return await _hand_in(request, name, (await read_json(request, ReplyIn)).deed(number), caller)


@router.post("/{name}/approval", status_code=202, openapi_extra=describe_body(ApprovalIn))
async def post_approval(request: Request, name: str, caller: Registrar) -> Response:
    """Hand in the approval; its targets come into force when another person of your body publishes it.

    Silence does not publish it. One that is taken from papers nobody publishes alone.
    """
    return await _hand_in(request, name, (await read_json(request, ApprovalIn)).command(), caller)


@router.post("/{name}/revisions", status_code=202, openapi_extra=describe_body(RevisionIn))
async def post_revision(request: Request, name: str, caller: Registrar) -> Response:
    """Hand in what changes, comes or goes of approved targets: designated ones by a decided proposal, local ones by
    consent. Another person of your body publishes it; silence does not.
    """
    return await _hand_in(request, name, (await read_json(request, RevisionIn)).command(), caller)


@router.get("", dependencies=EVERYBODY)
async def list_agreements(
    request: Request,
    area: str | None = None,
    after: str = "",
    limit: Limit = PAGE,
) -> Response:
    """Agreements in order of name."""
    await register.require_filter(database_of(request), area)
    found, following = await agreement.listed(database_of(request), area=area, after=after, limit=limit)
    told: list[Listed] = list(found)
    onward = f"/publication/v1/agreements?after={following}&limit={limit}" if following else None
    return with_etag(request, Response(encode(listing(told, onward)), media_type=JSON))


@router.get("/{name}", dependencies=EVERYBODY)
async def show_agreement(request: Request, name: str) -> Response:
    """An agreement: its rounds, every item with its status and what it waits for, its targets."""
    read = await agreement.read(database_of(request), name)
    items = read.items(london_day(now(request)))
    stretch = {item.key: read.stretch_of(item) for item in items}
    told = document(
        read.agreement, items, read.targets, stretch=stretch, duplicates=read.duplicates(items), done=read.done
    )
    return with_etag(request, Response(encode(told), media_type=JSON))


@router.get("/{name}/rounds", dependencies=EVERYBODY)
async def list_rounds(request: Request, name: str) -> Response:
    """The rounds of an agreement, and the patterns of rounds that its profile knows."""
    read = await agreement.read(database_of(request), name)
    styles = read.circumstances(london_day(now(request))).policy.rounds
    return with_etag(request, Response(encode(rounds_document(read.agreement, styles)), media_type=JSON))


@router.get("/{name}/memoranda", dependencies=EVERYBODY)
async def list_memoranda(request: Request, name: str) -> Response:
    """What the agreement promised on each day on which that was set out: every target, and who must have regard."""
    read = await agreement.read(database_of(request), name)
    told = memoranda_document(name, read.memoranda, title=read.agreement.opened.title)
    return with_etag(request, Response(encode(told), media_type=JSON))


@router.get("/{name}/entries", dependencies=EVERYBODY)
async def list_entries(
    request: Request,
    name: str,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Limit = PAGE,
) -> Response:
    """Entries in the order they came onto the record, superseded ones too."""
    found, following = await agreement.page_of_entries(database_of(request), name, after=after, limit=limit)
    onward = f"/publication/v1/agreements/{name}/entries?after={following}&limit={limit}" if following else None
    return with_etag(request, Response(encode(entries_page(name, found, onward)), media_type=JSON))


@router.get("/{name}/entries.csv", dependencies=EVERYBODY)
async def download_entries(request: Request, name: str) -> Response:
    """Every entry as CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    read = await agreement.read(database_of(request), name)
    headers = {"Content-Disposition": f'attachment; filename="{read.agreement.opened.agreement}.csv"'}
    body = entries_csv(read.heard())
    return with_etag(request, Response(body, headers=headers, media_type="text/csv; charset=utf-8"))


async def _hand_in(request: Request, name: str, handed_in: Deed, caller: Caller) -> Response:
    same = once(request, caller)
    return give(await deed.hand_in(database_of(request), name, handed_in, caller=caller, once=same, now=now(request)))
