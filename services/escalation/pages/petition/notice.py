"""Report this page: the form, what became of a notice, the counts for everybody, and the desk of whoever decides."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.notice import DECIDING, Ground, Outcome
from services.escalation.handlers.petition import notice, petition
from services.escalation.handlers.petition.notice import Seen
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.schemas.petition.notice import DecisionForm, ReportForm
from shared.auth import Caller
from shared.problems import Malformed, NotFound, NotNow, NotYours
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.clocks import MustLine
from shared.web.components import Empty, Link
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number as in_figures
from shared.working_days import london_day, working_days_left

PAGE = 100
LIST, COUNTS, BASE = "/desk/notices", "/petitions/reported", "/petitions/{reference}/report"
GROUNDS = {
    Ground.PERSONAL_DATA: "It tells something private of a person",
    Ground.DEFAMATION: "It says something untrue that harms somebody's name",
    Ground.SAFEGUARDING: "It puts somebody in danger",
    Ground.CRIME: "It threatens somebody, or is a crime in another way",
    Ground.COPYRIGHT: "It was copied without leave",
}
OUTCOMES = {Outcome.KEPT: "The text stays", Outcome.HIDDEN: "The text is not shown any more"}
NOTHING = Empty("No notice waits", "A new one appears here when somebody reports what a petition says.")
NONE_YET = Empty("Nothing was reported yet", "The counts begin with the first notice.", Link("Petitions", "/petitions"))

router = APIRouter(include_in_schema=False)

Deciding = Annotated[Caller, Depends(officer(*DECIDING))]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get(COUNTS, dependencies=EVERYBODY)
async def show_counts(request: Request) -> Response:
    """How often what petitions say was reported, on which grounds, and what came of it."""
    found = await notice.counts(database_of(request), now(request))
    columns = (
        Column("Place"),
        Column("What was said"),
        *(Column(name, is_number=True) for name in ("Waiting", "Text stays", "Text hidden", "Late")),
    )
    rows = [
        Row((place, GROUNDS[one.ground], *map(in_figures, (one.waiting, one.kept, one.hidden, one.late))))
        for place, one in found
    ]
    return render(
        request,
        "notices.html",
        crumbs=(Link("Petitions", "/petitions"), "What was reported"),
        title="What was reported",
        lede="A notice alone hides nothing. Somebody decides within two working days; whoever is late is counted.",
        table=Table("Notices by place and ground", columns, rows, stacks=True, has_hidden_caption=True)
        if rows
        else None,
        nothing=NONE_YET,
    )


@router.get(BASE, dependencies=EVERYBODY)
async def show_report(request: Request, reference: str) -> Response:
    """The form by which anybody reports what a petition says."""
    return await _report_page(request, reference, UNTOUCHED)


@router.post(BASE, dependencies=EVERYBODY)
async def report(request: Request, reference: str) -> Response:
    """Keep the notice and lead to its page; else the form again with what is not right beside its field."""
    try:
        sent = await read_form(request, ReportForm)
    except Malformed as refused:
        return await _report_page(request, reference, Form.refused(request, refused))
    seal = request.app.state.seal
    kept = await notice.report(database_of(request), reference, sent, seal=seal, now=now(request))
    await answer_evenly(request)
    return RedirectResponse(f"/petitions/{reference}/report/{kept}", status_code=303)


@router.get(f"{BASE}/{{number}}", dependencies=EVERYBODY)
async def show_notice(request: Request, reference: str, number: Number) -> Response:
    """What became of a notice, or until when it is decided; never what somebody wrote in it."""
    seen = await notice.see(database_of(request), reference, number, now=now(request))
    return _unkept(_notice(request, seen, UNTOUCHED))


@router.get(LIST)
async def list_notices(request: Request, caller: Deciding) -> Response:
    """The notices of the reader's areas that wait, the oldest day first."""
    today = london_day(now(request))
    found = await notice.list_waiting(database_of(request), caller=caller, limit=PAGE)
    columns = (Column("Petition"), Column("What was said"), Column("Decide by"), Column("Late"))
    rows = [
        Row(
            (
                Link(f"{one.petition}, notice {one.number}", _desk(one.petition, one.number)),
                GROUNDS[one.ground],
                one.due_on,
                "Late" if one.is_late(today) else "",
            )
        )
        for one in found
    ]
    page = render(
        request,
        "notices.html",
        crumbs=(Link("My work", "/desk"), "Notices"),
        navigation=DESK,
        viewer=caller.name,
        title="Notices about petitions",
        lede="Each is decided within two working days. Until then the text stays; what is late is counted in public.",
        table=Table("Notices that wait", columns, rows, stacks=True, has_hidden_caption=True) if rows else None,
        nothing=NOTHING,
    )
    return _unkept(page)


@router.get(f"{LIST}/{{reference}}/{{number}}")
async def show_to_decide(request: Request, reference: str, number: Number, caller: Deciding) -> Response:
    """One notice with its words, the text that it is about, and the form to decide."""
    return await _desk_page(request, reference, number, caller, UNTOUCHED)


@router.post(f"{LIST}/{{reference}}/{{number}}")
async def decide(request: Request, reference: str, number: Number, caller: Deciding) -> Response:
    """Decide; else the form again with what is wrong."""
    try:
        sent = await read_form(request, DecisionForm)
        await notice.decide(database_of(request), reference, number, sent, caller=caller, now=now(request))
    except ForgedRequest:
        raise
    except Malformed as refused:
        return await _desk_page(request, reference, number, caller, Form.refused(request, refused))
    except (NotYours, NotNow) as refused:
        form = Form(filled(request), {"outcome": refused.detail}, refused.status)
        return await _desk_page(request, reference, number, caller, form)
    return RedirectResponse(_desk(reference, number), status_code=303)


async def _report_page(request: Request, reference: str, form: Form) -> Response:
    seen = await petition.see(database_of(request), reference, now=now(request))
    if seen.kept.petition.hides_text:
        raise NotFound("The text of this petition is not shown any more.")
    fields = (
        _choice("ground", "What is wrong with it?", {ground.value: words for ground, words in GROUNDS.items()}, form),
        _prose("words", "Which words, and why may they not stand?", "Only those who decide read this.", form),
    )
    page = render(
        request,
        "report.html",
        status=form.status,
        place=seen.place.area.name,
        crumbs=(*crumbs(seen)[:2], Link(reference, f"/petitions/{reference}"), "Report this page"),
        about=seen.kept.petition,
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )
    return _unkept(page)


async def _desk_page(request: Request, reference: str, number: int, caller: Caller, form: Form) -> Response:
    seal = request.app.state.seal
    seen = await notice.read(database_of(request), reference, number, seal=seal, caller=caller, now=now(request))
    return _unkept(_notice(request, seen, form, caller))


def _notice(request: Request, seen: Seen, form: Form, caller: Caller | None = None) -> Response:
    one = seen.one
    fields: tuple[Field, ...] = ()
    if caller is not None and one.outcome is None:
        fields = (
            _choice("outcome", "What do you decide?", {each.value: words for each, words in OUTCOMES.items()}, form),
            _prose("reasons", "Why?", "Everybody can read this. Name no person.", form),
        )
    root = Link("Notices", LIST) if caller else Link(one.petition, f"/petitions/{one.petition}")
    return render(
        request,
        "notice.html",
        status=form.status,
        crumbs=(root, f"Notice {one.number}"),
        one=one,
        about=seen.petition,
        ground=GROUNDS[one.ground],
        outcome=OUTCOMES[one.outcome] if one.outcome else "",
        is_late=one.is_late(seen.today),
        line=_line(seen, is_readers=caller is not None),
        paragraphs=[part for part in seen.text.split("\n\n") if part.strip()] if caller else (),
        fields=fields,
        summary=ErrorSummary.of(fields),
        action=_desk(one.petition, one.number),
        token=token(request),
        navigation=DESK if caller else None,
        viewer=caller.name if caller else "",
    )


def _line(seen: Seen, *, is_readers: bool) -> MustLine | None:
    one = seen.one
    if one.outcome is not None:
        return None
    return MustLine.running(
        on=one.due_on,
        days_left=working_days_left(seen.today, one.due_on, calendar=seen.calendar),
        subject="Those who check petitions",
        duty="decide whether the text may stand.",
        otherwise="The text stays, and the notice is counted as late.",
        is_readers=is_readers,
    )


def _choice(name: str, label: str, options: dict[str, str], form: Form) -> Field:
    return Field(
        name=name,
        label=label,
        kind=FieldKind.RADIOS,
        options=[Option(value, words) for value, words in options.items()],
        value=form.typed.get(name, ""),
        error=form.errors.get(name, ""),
    )


def _prose(name: str, label: str, hint: str, form: Form) -> Field:
    typed, error = form.typed.get(name, ""), form.errors.get(name, "")
    return Field(name=name, label=label, hint=hint, kind=FieldKind.TEXTAREA, value=typed, error=error)


def _desk(reference: str, number: int) -> str:
    return f"{LIST}/{reference}/{number}"


def _unkept(page: Response) -> Response:
    page.headers["Cache-Control"] = "no-store"
    return page
