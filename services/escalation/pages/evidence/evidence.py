"""The files of a case: a page for each, which everybody may read once it is public, and a page to bring one.

Whoever may decide about a file has the deeds on its page. The case's own page lists them.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.domain.evidence.decision import BRINGING, REVIEWING, ROLES, SECONDING, Deed
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.evidence.evidence import Files, Intake, Sent, Wish
from services.escalation.handlers.petition import petition
from services.escalation.pages.case.case import DESK
from services.escalation.pages.evidence import file
from services.escalation.schemas.evidence.evidence import (
    FORMS,
    NOT_SCANNED,
    SCANNED,
    EvidenceForm,
    GroundForm,
    name_of,
)
from shared.auth import Caller, log_reading
from shared.events import new_id
from shared.files.filetypes import LARGEST, Type
from shared.problems import Malformed, NotFound, NotNow, NotYours, Stale, TooLarge, Unavailable
from shared.web.callers import anyone, database_of, identity, officer, route_of
from shared.web.chips import Chip
from shared.web.components import Link
from shared.web.csrf import ForgedRequest, token
from shared.web.files import download, read_file_form, require
from shared.web.pages import render, unkept
from shared.web.reporting import offer_report
from shared.web.requests import now, once_of_press, read_form
from shared.web.wording import sentence_case

LIMIT = LARGEST + (64 << 10)
NOT_TAKEN = (Malformed, NotNow, NotYours, Stale, TooLarge, Unavailable)
router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=100_000)]
Bringing = Annotated[Caller, Depends(officer(*BRINGING))]


@router.get("/cases/{reference}/files/new")
async def show_new_file(request: Request, reference: str, caller: Bringing) -> Response:
    """The form that a file is brought with."""
    return await _new_page(request, reference, caller, file.Typed())


@router.post("/cases/{reference}/files/new")
async def bring_file(request: Request, reference: str, caller: Bringing) -> Response:
    """Put the file to the case, once however often the button is pressed; else the form again with what is wrong."""
    try:
        said, sent_file = await read_file_form(request, EvidenceForm, field="file", limit=LIMIT)
        once = once_of_press(request, caller, said.once)
        sent = Sent(reference=reference, said=said, content=require(sent_file), caller=caller, now=now(request))
        answer = await evidence.bring_once(database_of(request), _intake(request), sent, once=once)
    except ForgedRequest:
        raise
    except NOT_TAKEN as refused:
        return await _new_page(request, reference, caller, file.Typed.refused(request, refused))
    return RedirectResponse(
        f"/cases/{reference}/files/{answer.headers['Location'].rpartition('/')[2]}", status_code=303
    )


@router.get("/cases/{reference}/files/{number}")
async def show_file(
    request: Request, reference: str, number: Number, caller: Annotated[Caller, Depends(anyone)]
) -> Response:
    """What the file is, who brought it, where it stands, its hash; and what whoever reads may do about it."""
    return await _page(request, reference, number, caller, file.Typed())


@router.get("/cases/{reference}/files/{number}/file")
async def get_unseen_file(
    request: Request, reference: str, number: Number, caller: Annotated[Caller, Depends(officer(*SECONDING, *BRINGING))]
) -> Response:
    """The bytes of a file that is not public, for whoever decides about it. That it was read is written down."""
    found, content = await evidence.content(
        database_of(request), _intake(request).seal, reference, number, caller=caller, now=now(request)
    )
    if not found.is_public:
        way = identity(request)
        async with way.unit_of_work(caller.areas) as session:
            await log_reading(
                session, service="escalation", holder=caller.id, route=route_of(request), reason="evidence"
            )
    return download(content, media_type=found.media_type, name=name_of(found))


@router.post("/cases/{reference}/files/{number}/{name}")
async def decide(
    request: Request,
    reference: str,
    number: Number,
    name: str,
    caller: Annotated[Caller, Depends(officer(*SECONDING, *BRINGING))],
) -> Response:
    """Do what the card says, on the version that was seen."""
    if name not in set(Deed):
        raise NotFound("There is no such deed.")
    deed = Deed(name)
    try:
        form = await read_form(request, FORMS[deed])
        wish = Wish(
            reference=reference,
            number=number,
            deed=deed,
            caller=caller.acting_as(ROLES[deed]) or caller,
            now=now(request),
            expected_version=form.version,
            ground=form.ground if isinstance(form, GroundForm) else "",
        )
        await evidence.do(database_of(request), _intake(request), wish)
    except ForgedRequest:
        raise
    except NOT_TAKEN as refused:
        return await _page(request, reference, number, caller, file.Typed.refused(request, refused, deed))
    return RedirectResponse(f"/cases/{reference}/files/{number}", status_code=303)


async def _new_page(request: Request, reference: str, caller: Caller, typed: file.Typed) -> Response:
    files = await evidence.see_all(
        database_of(request), _intake(request).seal, reference, caller=caller, now=now(request)
    )
    if not files.is_of_case:
        raise NotFound(NO_CASE)
    if files.area not in caller.areas:
        raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")
    names = await petition.names(database_of(request), files.area)
    fields = file.asked(files, typed)
    return render(
        request,
        "new_file.html",
        status=typed.problem.status if typed.problem else 200,
        place=names.area,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/cases/{reference}"), "A file"),
        title=files.title,
        summary=file.summary(fields, typed),
        fields=fields,
        once=typed.words.get("once") or str(new_id()),
        token=token(request),
        address=f"/cases/{reference}/files/new",
        scan=SCANNED if _intake(request).scanner.is_set else NOT_SCANNED,
    )


async def _page(request: Request, reference: str, number_: int, caller: Caller, typed: file.Typed) -> Response:
    files = await evidence.see_all(
        database_of(request), _intake(request).seal, reference, caller=caller, now=now(request)
    )
    seen = next((one for one in files.seen if one.evidence.number == number_), None)
    if seen is None:
        raise NotFound(evidence.NO_FILE)
    names = await petition.names(database_of(request), files.area)
    cards = [file.card(files, seen, deed, typed) for deed in seen.deeds]
    status, words = file.standing(seen.evidence)
    offer_report(request, files.area)
    page = render(
        request,
        "file.html",
        status=typed.problem.status if typed.problem else 200,
        place=names.area,
        crumbs=(*_crumbs(files), f"File {number_}"),
        title=file.title(seen),
        chips=[Chip(status, words)],
        summary=file.summary([each for card in cards for each in card.fields], typed),
        seen=seen,
        ground=sentence_case(files.wording.code(seen.evidence.ground)) if seen.evidence.ground else "",
        removal=file.removal(files, seen.evidence),
        is_picture=Type(seen.evidence.media_type).is_picture,
        download=file.saved_from(seen),
        facts=file.facts(files, seen),
        cards=cards,
        token=token(request),
        home=file.home(files),
        reference=reference if files.is_of_case else "",
        is_working=not caller.roles.isdisjoint((*REVIEWING, *SECONDING)),
    )
    return page if seen.evidence.is_public else unkept(page)


def _crumbs(files: Files) -> tuple[Link, Link]:
    if files.is_of_case:
        return Link("Cases", "/record"), Link(files.reference, f"/record/{files.reference}")
    return Link("Petitions", "/petitions"), Link(files.reference, f"/petitions/{files.reference}")


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake
