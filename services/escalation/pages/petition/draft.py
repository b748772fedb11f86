"""Starting a petition: the place, where there are several, then the form. What is wrong stands beside its field."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.likeness import Other
from services.escalation.handlers.petition import draft, petition
from services.escalation.handlers.petition.petition import Choice
from services.escalation.pages.petition.notice import client_of
from services.escalation.pages.signature.signature import Form, signer_fields
from services.escalation.schemas.petition.petition import ASKED, AlikeThere, MeasureNotKnown, PetitionForm
from shared.events import new_id
from shared.problems import Malformed
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Empty, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, once_of_form, read_form

NO_AREA = Empty(
    "No place is here yet",
    "A petition rests on a measure that a place has agreed on, and no place's register is loaded.",
    Link("Front page", "/"),
)

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/petitions/new")
async def show_new(request: Request, area: str | None = None, measure: str = "") -> Response:
    """Start a petition: first the place, where there are several, then the form, about the measure one came from."""
    choices = await petition.choices(database_of(request))
    chosen = _chosen(choices, area)
    if chosen is None:
        places = [Link(choice.area.name, f"/petitions/new?area={choice.area.area}") for choice in choices]
        return render(request, "places.html", places=places, nothing=NO_AREA)
    return _new_page(request, chosen, Form({"measure": measure}, {}))


@router.post("/petitions/new")
async def open_petition(request: Request) -> Response:
    """Ask for the petition, or show the form again with what is not right beside its field."""
    state = request.app.state
    try:
        sent = await read_form(request, PetitionForm)
    except Malformed as refused:
        form = Form.refused(request, refused)
        chosen = _chosen(await petition.choices(database_of(request)), form.typed.get("area"))
        if chosen is None:
            raise
        return _new_page(request, chosen, form)
    database, moment = database_of(request), now(request)
    try:
        await draft.open_petition(
            database,
            sent.draft(),
            sent.signer(),
            seal=state.seal,
            now=moment,
            seen_alike=sent.seen_alike,
            client=client_of(request),
            once=once_of_form(request, sent.once) if sent.once else None,
        )
    except AlikeThere:
        chosen = _chosen(await petition.choices(database), sent.area)
        if chosen is None:
            raise
        others = await draft.alike(database, sent.draft(), now=moment)
        return _new_page(request, chosen, Form(filled(request), {}), others)
    except MeasureNotKnown as refused:
        chosen = _chosen(await petition.choices(database_of(request)), sent.area)
        if chosen is None:
            raise
        return _new_page(request, chosen, Form(filled(request), {"measure": refused.detail}, refused.status))
    return RedirectResponse("/petitions/sent", status_code=303)


@router.get("/petitions/sent")
async def show_asked(request: Request) -> Response:
    """A letter is on its way to the organiser: what to do with it. The same page whoever asked and for what."""
    return render(request, "asked.html", message=ASKED, shows_mail=request.app.state.settings.is_local)


def _chosen(choices: Sequence[Choice], area: str | None) -> Choice | None:
    """The place that was asked for, or the only one there is."""
    if area is None:
        return choices[0] if len(choices) == 1 else None
    return next((choice for choice in choices if choice.area.area == area), None)


def word_fields(form: Form) -> list[Field]:
    """What the petition says: asked when it is started, and again when it came back to be mended."""
    return [
        Field(
            name="title",
            label="What do you ask for, in one line?",
            hint="At most 150 characters. It becomes the petition's title.",
            value=form.typed.get("title", ""),
            error=form.errors.get("title", ""),
        ),
        Field(
            name="text",
            label="Why, and what should be done?",
            kind=FieldKind.TEXTAREA,
            rows=9,
            hint="Say what is wrong, since when, and what would show that it is put right. Name no private person.",
            value=form.typed.get("text", ""),
            error=form.errors.get("text", ""),
        ),
        Field(
            name="systematic_failure",
            label="Is it about planning, licensing or a decision that you can appeal against?",
            kind=FieldKind.CHECKBOXES,
            hint="Such matters have a way of their own, unless it is the whole system that fails.",
            options=[Option("yes", "It is not about one decision: the whole system fails")],
            value=form.typed.get("systematic_failure", ""),
            error=form.errors.get("systematic_failure", ""),
        ),
    ]


def ward_field(wards: Mapping[str, str], form: Form) -> list[Field]:
    """In which ward it is, where the wards of the area are known."""
    if not wards:
        return []
    options = [Option("", "More than one, or I do not know"), *(Option(code, name) for code, name in wards.items())]
    return [
        Field(
            name="ward",
            label="Is it in one ward?",
            kind=FieldKind.SELECT,
            hint="Then its councillors hear of it. A ward is a part of the place that elects councillors of its own.",
            options=options,
            value=form.typed.get("ward", ""),
            error=form.errors.get("ward", ""),
        )
    ]


def _new_page(request: Request, chosen: Choice, form: Form, alike: Sequence[Other] = ()) -> Response:
    measures = [Option("", "Choose a measure"), *(Option(one.measure, one.title) for one in chosen.measures)]
    fields = [
        *word_fields(form),
        Field(
            name="measure",
            label="Which agreed measure is it about?",
            kind=FieldKind.SELECT,
            hint="The partners of this place have promised to be judged by these.",
            options=measures,
            value=form.typed.get("measure", ""),
            error=form.errors.get("measure", ""),
        ),
        *ward_field(chosen.wards, form),
    ]
    signer = signer_fields(chosen.area.name, form)
    return render(
        request,
        "new_petition.html",
        status=form.status,
        place=chosen.area.name,
        crumbs=(Link(chosen.area.name, f"/areas/{chosen.area.area}"), Link("Petitions", "/petitions"), "Start one"),
        area=chosen.area,
        fields=fields,
        alike=[Link(other.called, other.page) for other in alike],
        seen_alike=bool(alike) or form.typed.get("seen_alike") == "yes",
        signer=signer,
        summary=ErrorSummary.of([*fields, *signer]),
        once=form.typed.get("once") or str(new_id()),
        token=token(request),
    )
