"""Who works on a case for one's own body, with notes for colleagues; and who stands in for whom."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.desk.assignment import SIDES, of_other_sides
from services.escalation.handlers.desk import assignment
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.desk import caseload, work
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.desk.work import CoverForm, EndForm, HandOverForm, NoteForm, PutBackForm
from shared import auth
from shared.auth import Caller
from shared.problems import Malformed, NotNow
from shared.web.callers import database_of, identity, officer, route_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.wording import sentence_case
from shared.working_days import in_words, london_day

ELSEWHERE = "Another side of your organisation has it: it answers for this case, and its sides keep apart"
BASE, COVER = "/desk/cases/{reference}", "/desk/cover"

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


async def colleagues(request: Request, caller: Caller) -> dict[str, str]:
    """Who works for the caller's body in its areas, by name."""
    return await auth.colleagues_of(identity(request), caller, WORKING)


async def other_sides(request: Request, caller: Caller) -> frozenset[str]:
    """The accounts of the caller's body that work on another side than the caller, where a case has sides."""
    by_side = [await auth.colleagues_of(identity(request), caller, side) for side in SIDES]
    return of_other_sides({grant.role for grant in caller.grants}, by_side)


async def with_others(
    request: Request, caller: Caller, known: Mapping[str, str], others: Iterable[str]
) -> dict[str, str]:
    """The names of colleagues, and of these others as far as they are the body's own."""
    strangers = set(others) - known.keys()
    named = await auth.names_of(identity(request), strangers, caller.body) if strangers and caller.body else {}
    return {**known, **named}


@router.get(BASE)
async def show(request: Request, reference: str, caller: Working) -> Response:
    """Who has the case, how it came there, and the notes about it."""
    return await _page(request, reference, caller)


@router.post(f"{BASE}/take")
async def take(request: Request, reference: str, caller: Working) -> Response:
    """The reader has it now."""
    await read_form(request, EndForm)
    try:
        others = await other_sides(request, caller)
        await assignment.take(database_of(request), reference, others=others, caller=caller, now=now(request))
    except NotNow as refused:
        return await _page(request, reference, caller, Form(filled(request), {"to": refused.detail}, refused.status))
    return _back(reference)


@router.post(f"{BASE}/hand-over")
async def hand_over(request: Request, reference: str, caller: Working) -> Response:
    """A colleague has it now, with a note."""
    try:
        sent = await read_form(request, HandOverForm)
        known = await colleagues(request, caller)
        await assignment.hand_over(
            database_of(request),
            reference,
            to=sent.to,
            note=sent.note,
            colleagues=known.keys(),
            others=await other_sides(request, caller),
            caller=caller,
            now=now(request),
        )
    except NotNow as refused:
        return await _page(request, reference, caller, Form(filled(request), {"to": refused.detail}, refused.status))
    except Malformed as refused:
        return await _page(request, reference, caller, Form.refused(request, refused))
    return _back(reference)


@router.post(f"{BASE}/put-back")
async def put_back(request: Request, reference: str, caller: Working) -> Response:
    """Nobody has it; the team does."""
    try:
        sent = await read_form(request, PutBackForm)
    except Malformed as refused:
        return await _page(request, reference, caller, _as("why", Form.refused(request, refused)))
    others = await other_sides(request, caller)
    await assignment.put_back(
        database_of(request), reference, note=sent.note, others=others, caller=caller, now=now(request)
    )
    return _back(reference)


@router.post(f"{BASE}/note")
async def write_note(request: Request, reference: str, caller: Working) -> Response:
    """Keep a note for colleagues."""
    return await _write_note(request, reference, caller, None)


@router.post(f"{BASE}/notes/{{number}}/right")
async def put_note_right(request: Request, reference: str, number: Number, caller: Working) -> Response:
    """Keep a note that puts an earlier one right; that one stays."""
    return await _write_note(request, reference, caller, number)


async def _write_note(request: Request, reference: str, caller: Caller, supersedes: int | None) -> Response:
    try:
        sent = await read_form(request, NoteForm)
        await assignment.write_note(
            database_of(request),
            reference,
            sent.text,
            others=await other_sides(request, caller),
            caller=caller,
            now=now(request),
            supersedes=supersedes,
        )
    except Malformed as refused:
        return await _page(request, reference, caller, Form.refused(request, refused))
    return _back(reference)


@router.get(COVER)
async def show_cover(request: Request, caller: Working) -> Response:
    """Who stands in for whom in the reader's body, and the form to say so."""
    return await _cover_page(request, caller, UNTOUCHED)


@router.post(COVER)
async def cover(request: Request, caller: Working) -> Response:
    """Somebody stands in from one day to another."""
    try:
        sent = await read_form(request, CoverForm)
        known = await colleagues(request, caller)
        await assignment.cover(
            database_of(request),
            account=sent.account,
            stands_in=sent.stands_in,
            from_on=sent.from_on,
            until_on=sent.until_on,
            colleagues=known.keys(),
            others=await other_sides(request, caller),
            caller=caller,
            now=now(request),
        )
    except Malformed as refused:
        return await _cover_page(request, caller, Form.refused(request, refused))
    return RedirectResponse(COVER, status_code=303)


@router.post(f"{COVER}/{{area}}/{{number}}/end")
async def end_cover(request: Request, area: str, number: Number, caller: Working) -> Response:
    """Nobody stands in by this from today on."""
    await read_form(request, EndForm)
    await assignment.end_cover(database_of(request), area, number, caller=caller, now=now(request))
    return RedirectResponse(COVER, status_code=303)


async def _page(request: Request, reference: str, caller: Caller, form: Form = UNTOUCHED) -> Response:
    others = await other_sides(request, caller)
    held = await assignment.see(database_of(request), reference, others=others, caller=caller, now=now(request))
    involved = [one.account or one.assigned_by for one in held.history] + [one.assigned_by for one in held.history]
    if held.notes:  # which may be about a person
        async with identity(request).unit_of_work(caller.areas) as session:
            route, reason = route_of(request), f"notes of {reference}"
            await auth.log_reading(session, service="escalation", holder=caller.id, route=route, reason=reason)
    known = {who: name for who, name in (await colleagues(request, caller)).items() if who not in held.apart}
    people = await with_others(request, caller, known, [*involved, *(one.written_by for one in held.notes)])
    hand, back, note = _fields(form, known, held.account)
    return render(
        request,
        "assignment.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/cases/{reference}"), "Who works on it"),
        about=held.case,
        has=ELSEWHERE if held.is_elsewhere else sentence_case(work.whose(held.account, people, caller.id)),
        may_take=held.account is None and not held.is_elsewhere,
        apart=bool(held.apart),
        may_put_back=held.account is not None,
        hand=hand,
        back=back,
        note=note,
        notes=_notes(held, people),
        came=caseload.came_table(held, people),
        summary=ErrorSummary.of((*hand, back, note)),
        token=token(request),
        at=f"/desk/cases/{reference}",
    )


def _notes(held: assignment.Held, people: Mapping[str, str]) -> list[dict[str, object]]:
    """The notes as they are drawn, the last first, each with the field that puts it right."""
    put_right = {one.supersedes: one.number for one in held.notes if one.supersedes}
    return [
        {
            "number": one.number,
            "who": people.get(one.written_by, work.LEFT),
            "on": in_words(london_day(one.written_at)),
            "paragraphs": one.note.split("\n\n"),
            "supersedes": one.supersedes,
            "put_right_by": put_right.get(one.number),
            "field": Field(
                name="text",
                label=f"Note {one.number} as it should have been",
                hint="The note that is put right stays.",
                kind=FieldKind.TEXTAREA,
                prefix=f"right-{one.number}",
            ),
        }
        for one in held.notes
    ]


def _fields(form: Form, people: dict[str, str], account: str | None) -> tuple[tuple[Field, Field], Field, Field]:
    typed, errors = form.typed, form.errors
    hand = (
        Field(
            name="to",
            label="Who has it from now on?",
            kind=FieldKind.SELECT,
            options=[Option("", "Choose"), *(Option(who, name) for who, name in people.items() if who != account)],
            value=typed.get("to", ""),
            error=errors.get("to", ""),
        ),
        Field(
            name="note",
            label="What do they need to know?",
            hint="Your colleagues read this.",
            value=typed.get("note", ""),
            error=errors.get("note", ""),
        ),
    )
    why = typed.get("note", "") if "why" in errors else ""
    back = Field(name="note", label="Why?", prefix="back", value=why, error=errors.get("why", ""))
    note = Field(
        name="text",
        label="Note for colleagues",
        kind=FieldKind.TEXTAREA,
        hint="Never published. It may have to be shown to whoever asks for it by law, and to the person it is about.",
        value=typed.get("text", ""),
        error=errors.get("text", ""),
    )
    return hand, back, note


def _as(name: str, form: Form) -> Form:
    """The refusal of one form on a page with another that asks the same name."""
    return Form(form.typed, {name: " ".join(form.errors.values())}, form.status)


async def _cover_page(request: Request, caller: Caller, form: Form) -> Response:
    found = await assignment.list_covers(database_of(request), caller=caller, now=now(request))
    people = await colleagues(request, caller)
    stood = {who for one in found for who in (one.account, one.stands_in)}
    names = await with_others(request, caller, people, stood)
    fields = _cover_fields(form, people, caller)
    return render(
        request,
        "cover.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "Who stands in for whom"),
        covers=[(one, names.get(one.account, work.LEFT), names.get(one.stands_in, work.LEFT)) for one in found],
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )


def _cover_fields(form: Form, people: dict[str, str], caller: Caller) -> list[Field]:
    options = [Option("", "Choose"), *(Option(who, name) for who, name in people.items())]
    asked = (
        ("account", "Who is away?", FieldKind.SELECT, caller.id if caller.id in people else ""),
        ("stands_in", "Who stands in?", FieldKind.SELECT, ""),
        ("from_on", "First day", FieldKind.INPUT, ""),
        ("until_on", "Last day", FieldKind.INPUT, ""),
    )
    return [
        Field(
            name=name,
            label=label,
            kind=kind,
            options=options if kind is FieldKind.SELECT else (),
            value=form.typed.get(name, first),
            error=form.errors.get(name, ""),
            input_type="date" if kind is FieldKind.INPUT else "text",
            width=10 if kind is FieldKind.INPUT else None,
        )
        for name, label, kind, first in asked
    ]


def _back(reference: str) -> Response:
    return RedirectResponse(f"/desk/cases/{reference}", status_code=303)
