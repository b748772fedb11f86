"""The machines' door to notices about pages: giving one, what was told and counted, what waits, deciding and
reviewing.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.petition.notice import DECIDING, Place
from services.escalation.domain.signature.origin import Client
from services.escalation.handlers.petition import notice, review
from services.escalation.handlers.petition.notice import Page
from services.escalation.schemas.petition.notice import (
    DecisionForm,
    FindingForm,
    PageForm,
    ReportForm,
    count_document,
    counts_csv,
    document,
    receipt_document,
    words_document,
)
from shared.auth import Caller
from shared.problems import Fault, Malformed
from shared.web.answers import tell, tell_unkept
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.etag import with_etag
from shared.web.network import address_of, agent_of, answer_evenly, country_of
from shared.web.reporting import require_marked
from shared.web.requests import describe_body, now, read_json

V1 = "/escalation/v1/notices"
ONE = f"{V1}/{{reference}}/{{number}}"
PAGE = 100
CSV = "text/csv; charset=utf-8"

router = APIRouter(tags=["notices"])

Reference = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Deciding = Annotated[Caller, Depends(officer(*DECIDING))]


@router.post(V1, status_code=202, dependencies=EVERYBODY, openapi_extra=describe_body(PageForm))
async def report_page(request: Request) -> Response:
    """Report what a page says, by the address, area and mark that stand in the link at its foot.

    While a notice waits on this ground it stands for all, so that the same request again is answered by the same one.
    """
    sent = await read_json(request, PageForm)
    require_marked(request, area=sent.area, page=sent.page, about=sent.about or "", mark=sent.mark)
    return await _report(request, Page(area=sent.area, address=sent.page, about=sent.bodies), sent)


@router.post(
    "/escalation/v1/petitions/{reference}/notices",
    status_code=202,
    dependencies=EVERYBODY,
    openapi_extra=describe_body(ReportForm),
)
async def report_petition(request: Request, reference: Reference) -> Response:
    """Report what a petition says; it stays until somebody decides. The same request again is answered by the same."""
    return await _report(request, reference, await read_json(request, ReportForm))


@router.get(V1, dependencies=EVERYBODY)
async def list_notices(
    request: Request,
    area: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=80, description="where the page before ended; told in `next`")] = "",
) -> Response:
    """All notices that were told, the newest first, a hundred to a page, and what was decided; follow `next`."""
    found = await notice.list_told(database_of(request), area=area, after=_place(after), limit=PAGE)
    links = {"self": V1}
    if len(found) == PAGE:
        last = found[-1]
        links["next"] = f"{V1}?area={area}&after={last.told_on.isoformat()}_{last.reference}_{last.number}"
    return tell(request, {"notices": [document(one) for one in found], "links": links})


@router.get(f"{V1}/counts", dependencies=EVERYBODY)
async def count_notices(request: Request) -> Response:
    """How many notices there were, by place and ground, and what came of them."""
    found = await notice.counts(database_of(request), now(request))
    return tell(request, {"counts": [count_document(name, one) for name, one in found]})


@router.get("/petitions/reported.csv", dependencies=EVERYBODY)
async def count_as_rows(request: Request) -> Response:
    """The same as rows for a spreadsheet."""
    found = await notice.counts(database_of(request), now(request))
    answer = Response(counts_csv(found), media_type=CSV)
    answer.headers["Content-Disposition"] = 'attachment; filename="reported.csv"'
    return with_etag(request, answer)


@router.get(f"{V1}/waiting")
async def list_waiting(request: Request, caller: Deciding) -> Response:
    """The notices of the caller's areas that wait, or whose review does, the oldest day first; held ones last."""
    found = await notice.list_waiting(database_of(request), caller=caller, limit=PAGE)
    return tell_unkept({"notices": [document(one) for one in found]})


@router.get(ONE, dependencies=EVERYBODY)
async def show_notice(request: Request, reference: Reference, number: Number) -> Response:
    """What became of a notice, or until when it is decided; never what somebody wrote in it."""
    seen = await notice.see(database_of(request), reference, number, now=now(request))
    return tell_unkept(document(seen.one))


@router.get(f"{ONE}/words")
async def read_notice(request: Request, reference: Reference, number: Number, caller: Deciding) -> Response:
    """A notice with what was written in it and the text that it is about, hidden or not, for whoever decides."""
    seal = request.app.state.seal
    seen = await notice.read(database_of(request), reference, number, seal=seal, caller=caller, now=now(request))
    return tell_unkept(words_document(seen.one, seen.text))


@router.put(f"{ONE}/decision", openapi_extra=describe_body(DecisionForm))
async def decide_notice(request: Request, reference: Reference, number: Number, caller: Deciding) -> Response:
    """Let the page stay, hide a petition's text, or ask two bodies to take words out, with public reasons.

    What was decided once stays so: the same request again answers it as it stands, another outcome is refused.
    """
    sent = await read_json(request, DecisionForm)
    decided = await notice.decide(database_of(request), reference, number, sent, caller=caller, now=now(request))
    return tell_unkept(document(decided))


@router.put(f"{ONE}/review", openapi_extra=describe_body(FindingForm))
async def review_notice(request: Request, reference: Reference, number: Number, caller: Deciding) -> Response:
    """Find on review whether a text had to be hidden, as somebody of another body than the one that hid it."""
    sent = await read_json(request, FindingForm)
    found = await review.find(database_of(request), reference, number, sent, caller=caller, now=now(request))
    return tell_unkept(document(found))


async def _report(request: Request, about: str | Page, sent: ReportForm) -> Response:
    """Keep it as the page does: counted by its network, and answered alike whether it is held or told."""
    kept = await notice.report(
        database_of(request),
        about,
        sent,
        client=Client(address=address_of(request), country=country_of(request), agent=agent_of(request)),
        seal=request.app.state.seal,
        now=now(request),
    )
    await answer_evenly(request)
    return tell_unkept(receipt_document(kept.reference, kept.number), 202)


def _place(text: str) -> Place | None:
    if not text:
        return None
    try:
        day, reference, number = text.split("_")
        return Place(date.fromisoformat(day), reference, min(int(number), 1_000_000))
    except ValueError:
        fault = Fault("not-a-place", "after takes what `next` of the page before tells.")
        raise Malformed("The parameters of the address are not right. Nothing was done.", errors=[fault]) from None
