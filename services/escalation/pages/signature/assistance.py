"""Pages of signing at a desk: what staff ask, the letter with number and PIN to print, and where its owner looks."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.person.mail import Words
from services.escalation.domain.signature.assistance import TAKING, Standing
from services.escalation.handlers.petition import draft as starting
from services.escalation.handlers.petition import petition, writing
from services.escalation.handlers.signature import assistance
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.paper import beneath
from services.escalation.pages.signature.signature import UNTOUCHED, Form, crumbs
from services.escalation.pages.signature.telephone import client_of
from services.escalation.schemas.petition.petition import AlikeThere
from services.escalation.schemas.signature.assistance import AssistedForm, StartedForm, StubForm
from shared.auth import Caller
from shared.events import new_id
from shared.post import text_messages
from shared.problems import Malformed, NotFound, NotNow
from shared.web.callers import EVERYBODY, anyone, database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.network import answer_evenly
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, once_of_press, read_form, received_at

RELATIONS = (("live", "lives here"), ("work", "works here"), ("study", "studies here"))

router = APIRouter(include_in_schema=False)

Taking = Annotated[Caller, Depends(officer(*TAKING))]
Public = Annotated[Caller, Depends(anyone)]
Kept = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("/petitions/start/desk")
async def show_start(request: Request, draft: Kept, caller: Taking) -> Response:
    """What staff ask of somebody without e-mail who starts what was written under the link."""
    return await _start_page(request, draft, caller, UNTOUCHED)


@router.post("/petitions/start/desk")
async def begin(request: Request, caller: Taking) -> Response:
    """Send it on, once however often the button is pressed, and show the letter to print."""
    try:
        sent = await read_form(request, StartedForm)
    except Malformed as refused:
        return await _start_page(request, filled(request).get("draft", ""), caller, Form.refused(request, refused))
    try:
        done = await starting.open_at_desk(
            database_of(request),
            sent.draft,
            sent.person(),
            caller=caller,
            seal=request.app.state.seal,
            public_address=request.app.state.settings.public_address,
            now=now(request),
            once=once_of_press(request, caller, sent.once),
        )
    except NotNow as refused:
        form = Form(filled(request), {"name": refused.detail}, refused.status)
        return await _start_page(request, sent.draft, caller, form)
    except AlikeThere:
        return RedirectResponse(f"/petitions/start/alike?draft={quote(sent.draft)}", status_code=303)
    return _letter_page(request, caller, done.letter, Link("Start the next petition", "/petitions/start"))


@router.get("/petitions/{reference}/desk")
async def show_desk(request: Request, reference: str, caller: Taking) -> Response:
    """What staff ask of somebody who signs at the desk."""
    return await _desk_page(request, reference, caller, UNTOUCHED)


@router.post("/petitions/{reference}/desk")
async def take(request: Request, reference: str, caller: Taking) -> Response:
    """Take the signature, once however often the button is pressed, and show the letter to print.

    The letter is the answer itself and not a page of its own: no address and no browser keeps its PIN.
    """
    try:
        sent = await read_form(request, AssistedForm)
        taken = await assistance.take_once(
            database_of(request),
            reference,
            sent.person(),
            caller=caller,
            seal=request.app.state.seal,
            public_address=request.app.state.settings.public_address,
            now=now(request),
            received_at=received_at(request),
            once=once_of_press(request, caller, sent.once),
        )
    except Malformed as refused:
        return await _desk_page(request, reference, caller, Form.refused(request, refused))
    except NotNow as refused:
        form = Form(filled(request), {"name": refused.detail}, refused.status)
        return await _desk_page(request, reference, caller, form)
    onward = Link("Take the next signature", f"/petitions/{reference}/desk")
    return _letter_page(request, caller, taken.letter, onward)


@router.get("/petitions/{reference}/number", dependencies=EVERYBODY)
async def show_number(request: Request, reference: str) -> Response:
    """Where somebody who signed at a desk types the number and the PIN."""
    return await _number_page(request, reference, UNTOUCHED)


@router.post("/petitions/{reference}/number")
async def look(request: Request, reference: str, caller: Public) -> Response:
    """What became of the signature, and how the petition stands; whoever started it comes to their own page."""
    try:
        sent = await read_form(request, StubForm)
        found = await assistance.look(
            database_of(request),
            reference,
            sent.stub(),
            client=client_of(request, caller),
            seal=request.app.state.seal,
            now=now(request),
        )
    except Malformed as refused:
        return await _number_page(request, reference, Form.refused(request, refused))
    finally:
        await answer_evenly(request)
    if found.organiser:
        return RedirectResponse(f"/petitions/{reference}/organiser?token={found.organiser}", status_code=303)
    return await _number_page(request, reference, UNTOUCHED, found=found.standing)


async def _number_page(request: Request, reference: str, form: Form, *, found: Standing | None = None) -> Response:
    """The same page for a petition that is not public as for one that there is not."""
    try:
        seen = await petition.see(database_of(request), reference, now=now(request))
    except NotFound:
        seen = None
    fields = [
        Field(
            name=name,
            label=label,
            width=width,
            hint=hint,
            autocomplete="off",
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, hint, width in (
            ("number", "Your number", "Eight letters and digits, like 7K2M 4XQ9.", 10),
            ("pin", "Your PIN", "Six digits.", 10),
        )
    ]
    return unkept(
        render(
            request,
            "assistance_number.html",
            status=form.status,
            place=seen.place.area.name if seen else "",
            crumbs=(*crumbs(seen), "Your number") if seen else (Link("Petitions", "/petitions"), "Your number"),
            reference=reference,
            about=seen.kept.petition if seen else None,
            signatures=seen.kept.signatures if seen else 0,
            found=found.value if found else "",
            fields=fields,
            summary=ErrorSummary.of(fields),
            token=token(request),
        )
    )


def _letter_page(request: Request, caller: Caller, letter: Words, onward: Link) -> Response:
    """The letter to print. It is the answer itself and not a page of its own."""
    return render(
        request,
        "assistance_letter.html",
        viewer=caller.name,
        navigation=DESK,
        onward=onward,
        subject=letter.subject,
        paragraphs=letter.text.strip().split("\n\n"),
    )


async def _start_page(request: Request, draft: str, caller: Caller, form: Form) -> Response:
    written = await writing.see(database_of(request), draft, seal=request.app.state.seal, now=now(request))
    if "title" not in written.words:
        return RedirectResponse(f"/petitions/start/whom?draft={quote(draft)}", status_code=303)
    fields = _person_fields(form)
    return render(
        request,
        "assistance_start.html",
        status=form.status,
        crumbs=(Link("My work", "/desk"), "Start a petition at the desk"),
        viewer=caller.name,
        navigation=DESK,
        words=written.words,
        draft=draft,
        fields=fields,
        summary=ErrorSummary.of(fields),
        once=form.typed.get("once") or str(new_id()),
        token=token(request),
    )


def _person_fields(form: Form) -> list[Field]:
    """What is asked of whoever stands at the desk."""
    fields = [
        Field(
            name=name,
            label=label,
            width=width,
            autocomplete="off",
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
        )
        for name, label, width in (("name", "Full name", None), ("postcode", "Postcode", 10))
    ]
    relation = Field(
        name="relation",
        label="This person",
        kind=FieldKind.RADIOS,
        options=[Option(value, words) for value, words in RELATIONS],
        value=form.typed.get("relation", ""),
        error=form.errors.get("relation", ""),
    )
    return [*fields, relation]


async def _desk_page(request: Request, reference: str, caller: Caller, form: Form) -> Response:
    about = await assistance.see(database_of(request), reference, caller=caller)
    fields = _person_fields(form)
    return render(
        request,
        "assistance_desk.html",
        status=form.status,
        crumbs=(*beneath(reference), "At the desk"),
        viewer=caller.name,
        navigation=DESK,
        about=about,
        paragraphs=[part for part in about.text.split("\n\n") if part.strip()],
        fields=fields,
        summary=ErrorSummary.of(fields),
        once=form.typed.get("once") or str(new_id()),
        by_telephone=text_messages.are_sent(request.app.state.settings),
        token=token(request),
    )
