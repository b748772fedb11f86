"""The pages of letters about a case: what was served with which proof, one to be written, looked at and served."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.letter import CALLED, HOW, About, How, Served, begun
from services.escalation.handlers.case import case, letter
from services.escalation.handlers.case.letter import Wanted, Written
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.case.delivery import letters_table, name_of, proof_of
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.case.letter import LetterForm, Pressed
from shared.auth import Caller, log_reading
from shared.problems import Malformed
from shared.web.callers import database_of, identity, officer, route_of
from shared.web.components import Fact, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, read_form
from shared.web.wording import sentence_case
from shared.working_days import in_words

BASE = "/desk/cases/{reference}/letters"
HIDDEN = ("number", "about", "to", "subject", "text", "how", "email", "served_on", "proof", "supersedes", "why")

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get(BASE)
async def show_letters(request: Request, reference: str, caller: Working) -> Response:
    """What was served in the case, and the way to a new letter."""
    written = await letter.see_all(database_of(request), reference, caller=caller)
    return _render(
        request,
        "case_letters.html",
        caller,
        written,
        table=letters_table(written),
        begin=[_about_field(About.OTHER.value, ""), _to_field(written, caller, "", "")],
    )


@router.get(f"{BASE}/new")
async def show_new(request: Request, reference: str, caller: Working) -> Response:
    """A letter to write, begun with the words for what it is; or one that puts another right."""
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    written = await letter.see_all(database_of(request), reference, caller=caller)
    asked = request.query_params
    about = About(asked["about"]) if asked.get("about") in set(About) else About.OTHER
    to = asked.get("to", "") if asked.get("to") in written.names else ""
    typed = {"number": str(written.next_number), "about": about.value, "to": to, "how": How.EMAIL.value}
    wrong = asked.get("supersedes", "")
    if wrong.isascii() and wrong.isdigit() and len(wrong) < 9:
        seal = request.app.state.seal
        before, told = await letter.read(database_of(request), reference, int(wrong), seal=seal, caller=caller)
        typed |= {"about": told.told.about, "to": before.to, "how": told.told.how, "subject": before.subject}
        typed |= {"text": before.text, "email": before.email, "supersedes": wrong}
        return _form(request, caller, written, Form(typed, {}))
    standing = stands.standing(seen)
    must = standing.must
    subject, text = begun(
        about,
        case=seen.case,
        to=written.names.get(to, ""),
        by=written.names.get(caller.acting_body(), caller.acting_body()),
        must=f"{must.who} {must.does}{_until(standing)}" if must else "",
        otherwise=must.otherwise if must else "",
        page=f"{request.app.state.settings.public_address}/record/{reference}",
    )
    return _form(request, caller, written, Form(typed | {"subject": subject, "text": text}, {}))


@router.post(BASE)
async def send(request: Request, reference: str, caller: Working) -> Response:
    """Look at the letter as it would be served; with the button for it, serve it."""
    written = await letter.see_all(database_of(request), reference, caller=caller)
    try:
        sent = await read_form(request, LetterForm)
        typed = filled(request)
        if sent.button is Pressed.CHANGE:
            return _form(request, caller, written, Form(typed, {}))
        wanted = Wanted(
            **{name: getattr(sent, name) for name in ("number", "about", "to", "subject", "text", "how", "served_on")},
            email=sent.email or "",
            proof=sent.proof or "",
            supersedes=sent.supersedes or None,
            why=sent.why or "",
        )
        if sent.button is Pressed.CHECK:
            letter.check(wanted, written, caller=caller, now=now(request))
            return _check(request, caller, written, wanted, typed)
        number = await letter.serve(
            database_of(request), reference, wanted, seal=request.app.state.seal, caller=caller, now=now(request)
        )
    except Malformed as refused:
        return _form(request, caller, written, Form(filled(request), by_field(refused), refused.status))
    return RedirectResponse(f"/desk/cases/{reference}/letters/{number}", status_code=303)


@router.get(f"{BASE}/{{number}}")
async def show_letter(request: Request, reference: str, number: Number, caller: Working) -> Response:
    """A letter with its words, to read or print, for the two bodies."""
    seal = request.app.state.seal
    found, told = await letter.read(database_of(request), reference, number, seal=seal, caller=caller)
    written = await letter.see_all(database_of(request), reference, caller=caller)
    async with identity(request).unit_of_work(caller.areas) as session:  # its words may be about a person
        route, reason = route_of(request), f"letter {number} of {reference}"
        await log_reading(session, service="escalation", holder=caller.id, route=route, reason=reason)
    is_own = found.body == caller.acting_body()
    return _render(
        request,
        "case_letter.html",
        caller,
        written,
        heading=f"Letter {number}",
        subject=found.subject,
        paragraphs=found.text.split("\n\n"),
        facts=_facts(written, told, why=found.why),
        typed=(),
        correct=f"/desk/cases/{reference}/letters/new?supersedes={number}"
        if is_own and told.put_right_by is None
        else "",
    )


def _until(standing: stands.Standing) -> str:
    return f" The last day is {in_words(standing.asked_on)}." if standing.asked_on else ""


def _facts(written: Written, told: Served, *, why: str) -> list[Fact]:
    found = [
        Fact("What it is", CALLED[About(told.told.about)]),
        Fact("From", name_of(written, told.told.by)),
        Fact("To", name_of(written, told.told.to)),
        Fact("Served", f"{sentence_case(HOW[How(told.told.how)])}, {in_words(told.told.served_on)}"),
        Fact("Proof", proof_of(told)),
    ]
    if told.told.supersedes is not None:
        found.append(Fact("Puts right", f"Letter {told.told.supersedes}: {why}"))
    return found


def _check(request: Request, caller: Caller, written: Written, wanted: Wanted, typed: Mapping[str, str]) -> Response:
    """The letter as it would be served, with the button."""
    by_mail = wanted.how is How.EMAIL
    when = f"at once, to {wanted.email}" if by_mail else in_words(wanted.served_on) if wanted.served_on else ""
    facts = [
        Fact("What it is", CALLED[wanted.about]),
        Fact("To", name_of(written, wanted.to)),
        Fact("Served", f"{sentence_case(HOW[wanted.how])}, {when}"),
    ]
    if not by_mail:
        facts.append(Fact("You state", f"that it was served so{f', reference {wanted.proof}' if wanted.proof else ''}"))
    return _render(
        request,
        "case_letter.html",
        caller,
        written,
        heading="Look at the letter before it is served",
        subject=wanted.subject,
        paragraphs=wanted.text.split("\n\n"),
        facts=facts,
        typed=[(name, typed[name]) for name in HIDDEN if typed.get(name)],
        correct="",
    )


def _form(request: Request, caller: Caller, written: Written, form: Form = UNTOUCHED) -> Response:
    fields = _fields(written, caller, form)
    return _render(
        request,
        "case_letter_write.html",
        caller,
        written,
        status=form.status,
        fields=fields,
        kept=[(name, form.typed[name]) for name in ("number", "supersedes") if form.typed.get(name)],
        supersedes=form.typed.get("supersedes", ""),
        summary=ErrorSummary.of(fields),
    )


def _fields(written: Written, caller: Caller, form: Form) -> Sequence[Field]:
    typed, errors = form.typed, form.errors
    ways = [Option(how.value, sentence_case(words)) for how, words in HOW.items()]
    found = [
        _about_field(typed.get("about", ""), errors.get("about", "")),
        _to_field(written, caller, typed.get("to", ""), errors.get("to", "")),
        _field("subject", "Subject", form),
        _field("text", "Letter", form, kind=FieldKind.TEXTAREA, rows=14),
        _field("how", "How is it served?", form, kind=FieldKind.RADIOS, options=ways),
        _field("email", "E-mail address, if by e-mail", form, input_type="email"),
        _field("served_on", "Day on which it was posted or handed over, if not by e-mail", form, input_type="date"),
        _field("proof", "Reference of the post, or who took it, if there is one", form),
    ]
    if typed.get("supersedes"):
        found.append(_field("why", f"What was wrong with letter {typed['supersedes']}?", form))
    return found


def _field(
    name: str,
    label: str,
    form: Form,
    *,
    kind: FieldKind = FieldKind.INPUT,
    options: Sequence[Option] = (),
    rows: int = 4,
    input_type: str = "text",
) -> Field:
    return Field(
        name=name,
        label=label,
        kind=kind,
        options=options,
        rows=rows,
        input_type=input_type,
        value=form.typed.get(name, ""),
        error=form.errors.get(name, ""),
    )


def _about_field(value: str, error: str) -> Field:
    options = [Option(about.value, words) for about, words in CALLED.items()]
    return Field(name="about", label="What it is", kind=FieldKind.SELECT, options=options, value=value, error=error)


def _to_field(written: Written, caller: Caller, value: str, error: str) -> Field:
    bodies = sorted((name, code) for code, name in written.names.items() if code != caller.body)
    options = [Option("", "Choose"), *(Option(code, name) for name, code in bodies)]
    return Field(name="to", label="To whom", kind=FieldKind.SELECT, options=options, value=value, error=error)


def _render(
    request: Request,
    template: str,
    caller: Caller,
    written: Written,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401 whatever the template names
) -> Response:
    reference = written.case.reference
    return render(
        request,
        template,
        status=status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(
            Link("My work", "/desk"),
            Link(reference, f"/cases/{reference}"),
            Link("Letters", f"/desk/cases/{reference}/letters"),
        ),
        about=written.case,
        at=f"/desk/cases/{reference}/letters",
        token=token(request),
        **values,
    )
