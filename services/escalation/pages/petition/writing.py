"""Writing a petition, one question on each page, under a link by which one comes back; then the letter.

It says plainly what is no petition: a matter of one's own is a complaint, and what rests on no agreed measure is
answered outside these steps.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.petition import Draft
from services.escalation.domain.signature.assistance import TAKING
from services.escalation.handlers.petition import draft, petition, writing
from services.escalation.handlers.petition.writing import Suggested, Written
from services.escalation.pages.petition.answer import answers, elsewhere, ward_of
from services.escalation.pages.petition.draft import NO_AREA, ward_field, word_fields
from services.escalation.pages.signature.signature import UNTOUCHED, Form, signer_fields
from services.escalation.pages.signature.telephone import client_of
from services.escalation.schemas.petition.petition import ASKED, AlikeThere, PetitionForm
from services.escalation.schemas.petition.writing import (
    NO_MEASURE,
    AlikeForm,
    AskForm,
    ChangedMeanwhile,
    MeasureForm,
    SendForm,
    Step,
    WhatForm,
    Whom,
    WhomForm,
    YouForm,
    seen_of,
)
from shared.auth import Caller
from shared.post import text_messages
from shared.problems import Malformed, NotFound
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import EVERYBODY, anyone, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render, unkept
from shared.web.requests import now, read_form

STEPS: Mapping[str, type[Step]] = {
    "whom": WhomForm,
    "measure": MeasureForm,
    "ask": AskForm,
    "alike": AlikeForm,
    "you": YouForm,
    "check": SendForm,
}
ORDER = ("what", *STEPS)
NEEDED = {"measure": "whom", "ask": "measure", "alike": "title", "you": "title", "check": "name"}
BUTTONS = {"check": "Send it: we write you a letter", "alike": "Mine is another matter: go on"}

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Kept = Annotated[str, Query(min_length=1, max_length=100)]
Public = Annotated[Caller, Depends(anyone)]


@router.get("/petitions/start")
async def show_what(request: Request, area: str | None = None) -> Response:
    """The first question, once the place is chosen: what failed, and where?"""
    choices = await petition.choices(database_of(request))
    code = area or (choices[0].area.area if len(choices) == 1 else None)
    chosen = next((choice for choice in choices if choice.area.area == code), None)
    if chosen is None:
        places = [Link(choice.area.name, f"/petitions/start?area={choice.area.area}") for choice in choices]
        return render(request, "places.html", places=places, nothing=NO_AREA)
    return _what_page(request, chosen.area.area, chosen.area.name, chosen.wards, UNTOUCHED)


@router.post("/petitions/start")
async def begin(request: Request, caller: Public) -> Response:
    """Keep the first answer under a new link."""
    try:
        sent = await read_form(request, WhatForm)
    except Malformed as refused:
        form = Form.refused(request, refused)
        code = form.typed.get("area", "")
        named = await petition.names(database_of(request), code)
        choices = await petition.choices(database_of(request))
        wards = next((choice.wards for choice in choices if choice.area.area == code), {})
        return _what_page(request, code, named.area, wards, form)
    state = request.app.state
    words = {"what": sent.what} | ({"ward": sent.ward} if sent.ward else {})
    token = await writing.begin(
        database_of(request), sent.area, words, seal=state.seal, now=now(request), client=client_of(request, caller)
    )
    return _to("whom", token)


@router.get("/petitions/start/{step}")
async def show_step(request: Request, step: str, draft: Kept, caller: Public) -> Response:
    """A later question with what was answered before. Opening it changes nothing."""
    written = await _written(request, step, draft)
    if (missing := NEEDED.get(step)) and missing not in written.words:
        return _to("whom" if "measure" not in written.words else "ask", draft)
    is_desk = bool(set(TAKING) & set(caller.roles)) and written.area.area in caller.areas
    return await _step_page(request, step, draft, written, Form(written.words, {}), is_desk=is_desk)


@router.post("/petitions/start/{step}")
async def answer(request: Request, step: str, caller: Public) -> Response:
    """Keep an answer and ask the next question; or the same again with what is not right beside its field."""
    if step not in STEPS:
        raise NotFound("There is no such step.")
    try:
        sent = await read_form(request, STEPS[step])
    except Malformed as refused:
        form = Form.refused(request, refused)
        token = form.typed.get("draft", "")
        return await _step_page(request, step, token, await _written(request, step, token), form)
    written = await _written(request, step, sent.draft)
    said = {name: _text(value) for name, value in sent.model_dump(mode="json", exclude={"draft", "seen"}).items()}
    own = Form(said, {}, 409)
    if step in ("ask", "alike"):
        said["seen_alike"] = _text(step == "alike")  # what is asked for anew may be like others again
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    about = _about(step, written)
    try:
        words = await writing.say(database, sent.draft, said, about=about, seen=sent.seen, seal=seal, now=moment)
    except ChangedMeanwhile:
        kept = await _written(request, step, sent.draft)
        return await _step_page(request, step, sent.draft, kept, own, is_changed=True)
    if step == "check":
        return await _send(request, sent.draft, words, caller)
    return await _next(request, step, sent.draft, words)


def _about(step: str, written: Written) -> Collection[str]:
    """The answers that the page of a step shows: of the last one all."""
    if step == "check":
        return {*written.words, *PetitionForm.model_fields} - {"seen_alike"}
    return set(STEPS[step].model_fields) - {"draft", "seen"} if step in STEPS else ()


async def _next(request: Request, step: str, token: str, words: Mapping[str, str]) -> Response:
    """The question after this one; the page of those alike only where there are some."""
    if step == "whom" and words["whom"] == Whom.ME:
        return _to("complaint", token)
    if step == "measure" and words["measure"] == NO_MEASURE:
        return _to("outside", token)
    if step == "ask" and not await _alike(request, words):
        return _to("you", token)
    return _to(ORDER[ORDER.index(step) + 1], token)


async def _send(request: Request, token: str, words: Mapping[str, str], caller: Caller) -> Response:
    """Book the letter, and forget what was written here; first to those who ask nearly the same, where some do now."""
    wanted = {name: words[name] for name in PetitionForm.model_fields if words.get(name)}
    whole = fit(PetitionForm, wanted, source=TEXT_SOURCE)
    database, seal = database_of(request), request.app.state.seal
    try:
        await draft.open_petition(
            database,
            whole.draft(),
            whole.signer(),
            seal=seal,
            now=now(request),
            seen_alike=whole.seen_alike,
            client=client_of(request, caller),
            started=token,
        )
    except AlikeThere:
        return _to("alike", token)
    return RedirectResponse("/petitions/sent", status_code=303)


async def _alike(request: Request, words: Mapping[str, str]) -> list[Link]:
    """The petitions that ask for nearly the same, to sign instead, and those that are dealt with, to follow."""
    asked = Draft(area=words["area"], measure=words["measure"], title=words["title"], text=words["text"])
    found = await draft.alike(database_of(request), asked, now=now(request))
    return [Link(other.called, other.page) for other in found]


async def _written(request: Request, step: str, token: str) -> Written:
    if step not in (*STEPS, "complaint", "outside"):
        raise NotFound("There is no such step.")
    return await writing.see(database_of(request), token, seal=request.app.state.seal, now=now(request))


def _to(step: str, token: str) -> Response:
    return RedirectResponse(f"/petitions/start/{step}?draft={token}", status_code=303)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _what_page(request: Request, area: str, name: str, wards: Mapping[str, str], form: Form) -> Response:
    field = Field(
        name="what",
        label="What failed, and where?",
        kind=FieldKind.TEXTAREA,
        rows=5,
        hint="Name the service and the place, such as: the crossing in Hartford Road. Name no private person.",
        value=form.typed.get("what", ""),
        error=form.errors.get("what", ""),
    )
    return _drawn(request, "what", area, name, fields=[field, *ward_field(wards, form)], form=form)


async def _step_page(
    request: Request,
    step: str,
    token: str,
    written: Written,
    form: Form,
    *,
    is_desk: bool = False,
    is_changed: bool = False,
) -> Response:
    fields: list[Field] = []
    if step == "measure":
        fields = [await _measures(request, written, form)]
    elif step in FIELDS:
        fields = FIELDS[step](written, form)
    about = _about(step, written)
    seen = seen_of(token, written.words, about) if is_changed or not form.errors else form.typed.get("seen", "")
    more: dict[str, Any] = {"draft": token, "is_desk": is_desk, "seen": seen, "is_changed": is_changed}
    more["elsewhere"] = elsewhere(fields, written) if is_changed else []
    if step == "alike":
        more["alike"] = await _alike(request, written.words)
    if step == "check":
        measure = await petition.names(database_of(request), written.area.area, written.words["measure"])
        more["answers"] = answers(written, measure.measure, token, ward=await ward_of(request, written))
    return _drawn(request, step, written.area.area, written.area.name, fields=fields, form=form, **more)


def _drawn(
    request: Request,
    step: str,
    area: str,
    name: str,
    *,
    fields: Sequence[Field],
    form: Form,
    **more: Any,  # noqa: ANN401 what templates are given
) -> Response:
    blank: dict[str, Any] = {"draft": "", "alike": [], "answers": [], "is_desk": False, "seen": "", "is_changed": False}
    page = render(
        request,
        "writing.html",
        status=form.status,
        place=name,
        crumbs=(Link(name, f"/areas/{area}"), Link("Petitions", "/petitions"), "Start one"),
        step=step,
        number=ORDER.index(step) + 1 if step in ORDER else None,
        area=area,
        area_name=name,
        fields=fields,
        summary=ErrorSummary.of(fields),
        action="/petitions/start" if step == "what" else f"/petitions/start/{step}",
        button_words=BUTTONS.get(step, "Go on"),
        message=ASKED,
        by_telephone=text_messages.are_sent(request.app.state.settings),
        token=form_token(request),
        **(blank | more),
    )
    return unkept(page)


def _whom(_: Written, form: Form) -> list[Field]:
    options = [
        Option(Whom.OTHERS, "Others too: a service fails people here"),
        Option(Whom.ME, "Only me or my household"),
    ]
    label = "Whom does it concern?"
    return [Field(name="whom", label=label, kind=FieldKind.RADIOS, options=options, **_said(form, "whom"))]


async def _measures(request: Request, written: Written, form: Form) -> Field:
    """The nearest measures, and behind them all others, with who answers for each: a guess hides none."""
    said = written.words.get("what", "")
    near, others = await writing.suggest(database_of(request), written.area.area, said, now=now(request))
    options = [Option(one.measure, one.title, hint=_who(one)) for one in (*near, *others)]
    none = Option(NO_MEASURE, "None of these", hint="Then it is answered outside these steps.")
    return Field(
        name="measure",
        label="Which promise is it about?",
        kind=FieldKind.RADIOS,
        hint=f"The partners in {written.area.name} have agreed to be judged by these. "
        + ("Those that may be meant stand first." if near else "None is near to what you wrote: look through all."),
        options=[*options, none],
        **_said(form, "measure"),
    )


def _who(one: Suggested) -> str:
    if not one.lead:
        return "Nobody has agreed to answer for this."
    beside = f" {', '.join(one.contributors)} must help." if one.contributors else ""
    return f"{one.lead} answers for this.{beside}"


def _said(form: Form, name: str) -> dict[str, Any]:
    return {"value": form.typed.get(name, ""), "error": form.errors.get(name, "")}


FIELDS: Mapping[str, Callable[[Written, Form], list[Field]]] = {
    "whom": _whom,
    "ask": lambda _, form: word_fields(form),
    "you": lambda written, form: signer_fields(written.area.name, form),
}
