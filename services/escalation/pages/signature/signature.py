"""The pages around a signature: what is asked, look into your mail, the link's page with its one button, it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.handlers.petition import petition
from services.escalation.handlers.signature import confirmation
from services.escalation.schemas.signature.signature import SIGNED, ConfirmForm
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import by_field, filled, now, read_form, received_at

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]

RELATIONS = {"live": "live", "work": "work", "study": "study"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is shown: what was typed into it, what is wrong beside which field, the status of the answer."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    status: int = 200

    @classmethod
    def refused(cls, request: Request, problem: Malformed) -> "Form":
        """The form that `read_form` refused, as it was filled in."""
        return cls(filled(request), by_field(problem), problem.status)


UNTOUCHED = Form({}, {})


def email_field(form: Form, *, label: str, hint: str) -> Field:
    """Where somebody types the address of their own mailbox."""
    return Field(
        name="email",
        label=label,
        hint=hint,
        input_type="email",
        autocomplete="email",
        value=form.typed.get("email", ""),
        error=form.errors.get("email", ""),
    )


@router.get("/petitions/{reference}/sent")
async def show_sent(request: Request, reference: str) -> Response:
    """A letter is on its way: what to do with it. The same page whoever signed and however often."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    return render(
        request,
        "sent.html",
        place=seen.place.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        message=SIGNED,
        shows_mail=request.app.state.settings.is_local,
    )


@router.get("/petitions/{reference}/confirm")
async def show_confirm(request: Request, reference: str, token: Token) -> Response:
    """The page behind the link of a letter. Opening it, however often and by whatever machine, changes nothing."""
    asked = await confirmation.look(
        database_of(request), reference, token, seal=request.app.state.seal, now=now(request)
    )
    if asked.is_organiser:
        return RedirectResponse(f"/petitions/{reference}/organiser?token={token}", status_code=303)
    page = render(
        request,
        "confirm.html",
        reference=reference,
        title=asked.title,
        draft=asked.draft,
        is_begun=asked.is_begun,
        signatures=asked.signatures,
        typed=asked.typed,
        link_token=token,
        token=form_token(request),
    )
    return unkept(page)


@router.post("/petitions/{reference}/confirm")
async def confirm(request: Request, reference: str) -> Response:
    """The button behind the link: from now on the signature counts, once."""
    sent = await read_form(request, ConfirmForm)
    moment, received = now(request), received_at(request)
    try:
        done = await confirmation.confirm(
            database_of(request), reference, sent.token, now=moment, received_at=received, letter=sent.letter
        )
    except confirmation.TypedAnew:
        return RedirectResponse(f"/petitions/{reference}/confirm?token={sent.token}", status_code=303)
    finally:
        await answer_evenly(request)
    if done.is_organiser:
        return RedirectResponse(f"/petitions/{reference}/organiser?token={sent.token}", status_code=303)
    if done.is_waiting:
        return RedirectResponse("/petitions/counted", status_code=303)
    return RedirectResponse(f"/petitions/{reference}/signed", status_code=303)


@router.get("/petitions/counted")
async def show_counted(request: Request) -> Response:
    """Thank you, under a petition that is not public yet. The same page for everybody."""
    return render(request, "counted.html")


@router.get("/petitions/{reference}/signed")
async def show_signed(request: Request, reference: str) -> Response:
    """Thank you, and how many have signed."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    return render(
        request,
        "signed.html",
        place=seen.place.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        signatures=seen.kept.signatures,
    )


def crumbs(seen: petition.Seen) -> tuple[Link | str, ...]:
    """Where a petition's page lies."""
    about = seen.kept.petition
    return (
        Link(seen.place.area.name, f"/areas/{about.area}"),
        Link("Petitions", "/petitions"),
        Link(about.reference, f"/petitions/{about.reference}"),
    )


async def tell_done(request: Request, reference: str, heading: str, said: str) -> Response:
    """What somebody without an account did about a petition, said in the end; kept by no browser."""
    seen = await petition.see(database_of(request), reference, now=now(request))
    page = render(
        request,
        "followed.html",
        place=seen.place.area.name,
        crumbs=crumbs(seen),
        about=seen.kept.petition,
        heading=heading,
        said=said,
        shows_mail=request.app.state.settings.is_local,
    )
    return unkept(page)


def signer_fields(area_name: str, form: Form) -> list[Field]:
    """What a person says when signing."""
    asked = (
        ("name", "Your full name", "", "text", "name", None),
        (
            "email",
            "Your e-mail address",
            "We send one message. Your signature counts when you use the link in it.",
            "email",
            "email",
            None,
        ),
        ("postcode", "Your postcode", "", "text", "postal-code", 10),
    )
    fields = [
        Field(
            name=name,
            label=label,
            hint=hint,
            input_type=input_type,
            autocomplete=autocomplete,
            width=width,
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, hint, input_type, autocomplete, width in asked
    ]
    relation = Field(
        name="relation",
        label=f"Do you live, work or study in {area_name}?",
        kind=FieldKind.RADIOS,
        options=[Option(value, f"I {words} there") for value, words in RELATIONS.items()],
        value=form.typed.get("relation", ""),
        error=form.errors.get("relation", ""),
    )
    return [*fields, relation]
