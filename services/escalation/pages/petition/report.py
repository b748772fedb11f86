"""Report this page: a petition's, or another by the link that this product put on it; and the notice of another."""

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import notice, petition
from services.escalation.handlers.petition.notice import Given, Page
from services.escalation.pages.petition.notice import (
    BASE,
    BEFORE,
    Number,
    Reported,
    client_of,
    desk_of,
    draw,
    report_fields,
)
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.schemas.petition.notice import PageForm, ReportForm, page_of
from shared.auth import Caller
from shared.problems import Malformed, NotFound
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.reporting import ABOUT, FORM, LONGEST, require_marked
from shared.web.requests import filled, now, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Address = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSaid:
    """What the link to the form says of its page."""

    page: str
    area: str
    about: str
    mark: str

    def require(self, request: Request) -> Page:
        """The page. Raises NotFound for one that was not shown here so."""
        require_marked(request, area=self.area, page=self.page, about=self.about, mark=self.mark)
        return Page(area=self.area, address=self.page, about=tuple(one for one in self.about.split(",") if one))


@router.get(BASE)
async def show_petition_report(request: Request, reference: str) -> Response:
    """The form by which anybody reports what a petition says."""
    return await _petition_form(request, reference, UNTOUCHED)


@router.post(BASE)
async def report_petition(request: Request, reference: str) -> Response:
    """Keep the notice and lead to its page; else the form again with what is not right beside its field."""
    try:
        sent = await read_form(request, ReportForm)
    except Malformed as refused:
        return await _petition_form(request, reference, Form.refused(request, refused))
    kept = await notice.report(
        database_of(request),
        reference,
        sent,
        client=client_of(request),
        seal=request.app.state.seal,
        now=now(request),
    )
    await answer_evenly(request)
    return _lead_to(kept)


@router.get(FORM)
async def show_report(
    request: Request,
    page: Address,
    area: Annotated[str, Query(max_length=20)],
    mark: Annotated[str, Query(max_length=64)],
    about: Annotated[str, Query(max_length=ABOUT)] = "",
) -> Response:
    """The form by which anybody reports what a page says. Raises NotFound for a page that was not shown here."""
    said = PageSaid(page=page, area=area, about=about, mark=mark)
    return _form(request, said.require(request), said, UNTOUCHED)


@router.post(FORM)
async def report(request: Request) -> Response:
    """Keep the notice and lead to its page; else the form again with what is not right beside its field."""
    try:
        sent = await read_form(request, PageForm)
    except Malformed as refused:
        typed = filled(request)
        said = PageSaid(**{name: typed.get(name, "") for name in PageSaid.__annotations__})
        return _form(request, said.require(request), said, Form.refused(request, refused))
    said = PageSaid(page=sent.page, area=sent.area, about=sent.about or "", mark=sent.mark)
    kept = await notice.report(
        database_of(request),
        said.require(request),
        sent,
        client=client_of(request),
        seal=request.app.state.seal,
        now=now(request),
    )
    await answer_evenly(request)
    return _lead_to(kept)


@router.get("/petitions/reported/{area}/{number}")
async def show_notice(
    request: Request,
    area: Annotated[str, Path(max_length=20)],
    number: Number,
    caller: Annotated[Caller, Depends(anyone)],
    reported: Reported = "",
) -> Response:
    """What became of a notice about a page, or until when it is decided; never what somebody wrote in it."""
    seen = await notice.see(database_of(request), area, number, now=now(request))
    if seen.petition is not None:
        raise NotFound("There is no notice of this number.")
    return unkept(draw(request, seen, UNTOUCHED, desk=desk_of(seen, caller), is_further=reported == BEFORE))


def _lead_to(kept: Given) -> Response:
    """To the page of the notice, which says so where another stands for what was sent."""
    page = page_of(kept.reference, kept.number)
    return RedirectResponse(f"{page}?reported={BEFORE}" if kept.is_further else page, status_code=303)


async def _petition_form(request: Request, reference: str, form: Form) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    if seen.kept.petition.hides_text:
        raise NotFound("The text of this petition is not shown any more.")
    fields = report_fields(form)
    page = render(
        request,
        "report.html",
        status=form.status,
        place=seen.place.area.name,
        crumbs=(*crumbs(seen)[:2], Link(reference, f"/petitions/{reference}"), "Report this page"),
        about=Link(seen.kept.petition.title, f"/petitions/{reference}"),
        action=f"/petitions/{reference}/report",
        is_petition=True,
        hidden={},
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )
    return unkept(page)


def _form(request: Request, about: Page, said: PageSaid, form: Form) -> Response:
    fields = report_fields(form)
    page = render(
        request,
        "report.html",
        status=form.status,
        crumbs=(Link("Your place", "/"), Link("The page", about.address), "Report this page"),
        about=Link(about.address, about.address),
        action=FORM,
        is_petition=False,
        hidden={name: words for name, words in asdict(said).items() if words},
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )
    return unkept(page)
