"""Report another page than a petition's: the form behind the link that this product put on the page, and the notice."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import notice
from services.escalation.handlers.petition.notice import Page
from services.escalation.pages.petition.notice import Number, client_of, draw, report_fields, unkept
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.notice import PageForm, page_of
from shared.problems import Malformed, NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary
from shared.web.network import answer_evenly
from shared.web.pages import render
from shared.web.reporting import FORM, LONGEST, require_marked
from shared.web.requests import filled, now, read_form

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Address = Annotated[str, Query(max_length=LONGEST)]


@router.get(FORM)
async def show_report(
    request: Request,
    page: Address,
    area: Annotated[str, Query(max_length=20)],
    mark: Annotated[str, Query(max_length=64)],
) -> Response:
    """The form by which anybody reports what a page says. Raises NotFound for a page that was not shown here."""
    return _form(request, _require(request, page=page, area=area, mark=mark), mark, UNTOUCHED)


@router.post(FORM)
async def report(request: Request) -> Response:
    """Keep the notice and lead to its page; else the form again with what is not right beside its field."""
    try:
        sent = await read_form(request, PageForm)
    except Malformed as refused:
        typed = filled(request)
        page, area, mark = (typed.get(name, "") for name in ("page", "area", "mark"))
        about = _require(request, page=page, area=area, mark=mark)
        return _form(request, about, mark, Form.refused(request, refused))
    about = _require(request, page=sent.page, area=sent.area, mark=sent.mark)
    kept = await notice.report(
        database_of(request), about, sent, client=client_of(request), seal=request.app.state.seal, now=now(request)
    )
    await answer_evenly(request)
    return RedirectResponse(page_of(*kept), status_code=303)


@router.get("/petitions/reported/{area}/{number}")
async def show_notice(request: Request, area: Annotated[str, Path(max_length=20)], number: Number) -> Response:
    """What became of a notice about a page, or until when it is decided; never what somebody wrote in it."""
    seen = await notice.see(database_of(request), area, number, now=now(request))
    if seen.petition is not None:
        raise NotFound("There is no notice of this number.")
    return unkept(draw(request, seen, UNTOUCHED))


def _require(request: Request, *, page: str, area: str, mark: str) -> Page:
    require_marked(request, area=area, page=page, mark=mark)
    return Page(area=area, address=page)


def _form(request: Request, about: Page, mark: str, form: Form) -> Response:
    fields = report_fields(form)
    page = render(
        request,
        "report.html",
        status=form.status,
        crumbs=(Link("Your place", "/"), Link("The page", about.address), "Report this page"),
        about=Link(about.address, about.address),
        action=FORM,
        is_petition=False,
        hidden={"page": about.address, "area": about.area, "mark": mark},
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )
    return unkept(page)
