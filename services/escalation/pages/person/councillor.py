"""Pages of councillors' posts: where letters go, for the council's staff; everything in their ward, for councillors."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.case import Case
from services.escalation.domain.petition.petition import Petition
from services.escalation.handlers.person import councillor
from services.escalation.handlers.person.councillor import KEEPING, Reached, Ward
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.person.councillor import AddressForm, JoinForm, RemovalForm
from shared.auth import Caller
from shared.problems import Malformed, NotFound
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number

WORK = Link("My work", "/desk")

router = APIRouter(include_in_schema=False)

Keeping = Annotated[Caller, Depends(officer(*KEEPING))]
Councillor = Annotated[Caller, Depends(officer("councillor"))]
Code = Annotated[str, Path(max_length=60)]
Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/desk/ward")
async def show_ward(request: Request, caller: Councillor) -> Response:
    """Every petition and case about the wards of whoever is signed in."""
    found = await councillor.own_wards(database_of(request), caller=caller, now=now(request))
    return render(
        request,
        "ward.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(WORK, "My ward"),
        wards=list(dict.fromkeys(one.ward_name for one in found.posts)),
        petitions=_petitions(found),
        cases=_cases(found),
    )


@router.get("/desk/ward/join")
async def show_join(request: Request, caller: Councillor, token: Token) -> Response:
    """The page behind the link of the first letter to a post. Opening it changes nothing."""
    post = await councillor.look(database_of(request), token, now=now(request))
    return render(
        request,
        "ward_join.html",
        viewer=caller.name,
        navigation=DESK,
        crumbs=(WORK, post.name),
        post=post,
        link_token=token,
        token=form_token(request),
    )


@router.post("/desk/ward/join")
async def join(request: Request, caller: Councillor) -> Response:
    """The button: from now on whoever is signed in sees what there is in the post's ward."""
    sent = await read_form(request, JoinForm)
    seal, moment = request.app.state.seal, now(request)
    await councillor.join(database_of(request), sent.token, caller=caller, seal=seal, now=moment)
    return RedirectResponse("/desk/ward", status_code=303)


@router.get("/desk/councillors")
async def list_posts(request: Request, caller: Keeping) -> Response:
    """The posts of one's areas, by ward, and whether letters reach whoever holds each."""
    found = await councillor.list_posts(database_of(request), caller=caller, now=now(request))
    rows = [
        Row(
            (
                Link(one.post.name, f"/desk/councillors/{one.post.area}/{one.post.councillor}"),
                one.post.ward_name,
                "Yes" if one.reach.has_address else "No: nobody hears of the ward by this post",
                "Yes" if one.reach.has_account else "Not yet",
            )
        )
        for one in found
    ]
    columns = (Column("Post"), Column("Ward"), Column("Gets letters"), Column("Has signed in"))
    table = Table("Councillors' posts", columns, rows, stacks=True) if rows else None
    crumbs = (WORK, "Councillors")
    return render(request, "councillors.html", viewer=caller.name, navigation=DESK, crumbs=crumbs, table=table)


@router.get("/desk/councillors/{area}/{code}")
async def show_post(request: Request, area: Code, code: Code, caller: Keeping) -> Response:
    """The form that says where letters to a post go."""
    return await _post_page(request, area, code, caller, UNTOUCHED)


@router.post("/desk/councillors/{area}/{code}/address")
async def keep_address(request: Request, area: Code, code: Code, caller: Keeping) -> Response:
    """Keep the address, or show the form again with what is not right."""
    try:
        sent = await read_form(request, AddressForm)
    except Malformed as refused:
        return await _post_page(request, area, code, caller, Form.refused(request, refused))
    return await _keep(request, area, code, email=sent.email, reasons=sent.reasons, caller=caller)


@router.post("/desk/councillors/{area}/{code}/removal")
async def remove_address(request: Request, area: Code, code: Code, caller: Keeping) -> Response:
    """Take the address out, or show the form again with what is not right."""
    try:
        sent = await read_form(request, RemovalForm)
    except Malformed as refused:
        return await _post_page(request, area, code, caller, Form.refused(request, refused))
    return await _keep(request, area, code, email=None, reasons=sent.reasons, caller=caller)


async def _keep(request: Request, area: str, code: str, *, email: str | None, reasons: str, caller: Caller) -> Response:
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    await councillor.keep_address(database, area, code, email, reasons=reasons, caller=caller, seal=seal, now=moment)
    return RedirectResponse("/desk/councillors", status_code=303)


async def _post_page(request: Request, area: str, code: str, caller: Caller, form: Form) -> Response:
    found = await councillor.list_posts(database_of(request), caller=caller, now=now(request))
    one = next((one for one in found if (one.post.area, one.post.councillor) == (area, code)), None)
    if one is None:
        raise NotFound("The register of your areas knows no such post.")
    fields = _fields(one, form)
    return render(
        request,
        "councillor.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(WORK, Link("Councillors", "/desk/councillors"), one.post.name),
        post=one.post,
        reach=one.reach,
        fields=fields,
        why=replace(_why(form), prefix="removal"),
        summary=ErrorSummary.of(fields),
        token=form_token(request),
    )


def _fields(one: Reached, form: Form) -> list[Field]:
    address = Field(
        name="email",
        label="Another e-mail address" if one.reach.has_address else "E-mail address",
        hint="The address is kept sealed. No page shows it, not even to you.",
        input_type="email",
        value=form.typed.get("email", ""),
        error=form.errors.get("email", ""),
    )
    return [address, _why(form)]


def _why(form: Form) -> Field:
    return Field(
        name="reasons",
        label="Why?",
        kind=FieldKind.TEXTAREA,
        rows=3,
        hint="Where the address comes from, or why it changes. It stands on the record: write no address and no name.",
        value=form.typed.get("reasons", ""),
        error=form.errors.get("reasons", ""),
    )


def _petitions(found: Ward) -> Table | None:
    rows = [
        Row((_titled(about), number(signatures), _standing(found, about), about.closes_on))
        for about, signatures in found.petitions
    ]
    columns = (
        Column("Petition"),
        Column("Signatures", is_number=True),
        Column("Where it stands"),
        Column("Signing closes"),
    )
    return Table("Petitions about your ward", columns, rows, stacks=True) if rows else None


def _titled(about: Petition) -> Link:
    return Link(about.title, f"/petitions/{about.reference}")


def _standing(found: Ward, about: Petition) -> str:
    return found.wordings[about.area].state(about.standing.value).title


def _cases(found: Ward) -> Table | None:
    rows = [
        Row((Link(case.title, f"/record/{case.reference}"), _state(found, case), case.due_on or "No date runs"))
        for case in found.cases
    ]
    columns = (Column("Case"), Column("Where it stands"), Column("Next date"))
    return Table("Cases about your ward", columns, rows, stacks=True) if rows else None


def _state(found: Ward, case: Case) -> str:
    return found.wordings[case.area].state(case.state.value).title
