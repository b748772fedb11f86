"""The questions of a hearing on one page, to be filled while it goes on: answers are shown before everybody reads them.

Each answer is a step of its own in the case; what is left open stays open.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.handlers.case import case
from services.escalation.handlers.case import command as commands
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.schemas.case.command import FORMS, from_form
from services.escalation.schemas.scrutiny.question import ANSWER, COMMAND, QuestionsForm
from shared.auth import Caller
from shared.problems import Fault, Malformed, NotNow, NotYours, Problem, Stale
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, read_form, received_at

PATH = "/cases/{reference}/questions"
GONE_ON = (NotNow, NotYours, Stale)

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get(PATH)
async def show_questions(request: Request, reference: str, caller: Working) -> Response:
    """Every question with its answer; room to write one where the reader may answer it now."""
    return await _page(request, reference, caller, {})


@router.post(PATH)
async def answer_questions(request: Request, reference: str, caller: Working) -> Response:
    """Show what everybody would read, then with `answer` do it, one answer after the other.

    What is wrong stands beside its question, and nothing is done. Where the case has gone on the rest is handed back.
    """
    try:
        sent = await read_form(request, QuestionsForm)
        wishes = [fit(FORMS[COMMAND], one, source=TEXT_SOURCE) for one in _checked(sent)]
    except ForgedRequest:
        raise
    except Malformed as refused:
        return await _page(request, reference, caller, filled(request), refused)
    if sent.button != "answer":
        return await _page(request, reference, caller, filled(request), is_checked=True)
    version: int | None = None
    for wish in wishes:
        asked, seen = from_form(COMMAND, wish)
        try:
            case_now = await commands.act(
                database_of(request),
                commands.Wish(
                    reference=reference,
                    command=asked,
                    caller=caller.acting_as(roles_for(COMMAND)) or caller,
                    expected_version=version or seen,
                    now=now(request),
                    received_at=received_at(request),
                ),
            )
        except (Malformed, *GONE_ON) as refused:
            return await _page(request, reference, caller, filled(request), refused)
        version = case_now.version
    return RedirectResponse(f"/cases/{reference}/questions", status_code=303)


def _checked(sent: QuestionsForm) -> Sequence[Mapping[str, str]]:
    """The answers that were written, as the step takes them. Raises Malformed naming each that says nothing."""
    found, faults = [], []
    for number, words in sorted(sent.answers().items()):
        one = {"question": str(number), "information": words, "version": str(sent.version)}
        try:
            fit(FORMS[COMMAND], one, source=TEXT_SOURCE)
        except Malformed as wrong:
            faults += [Fault(fault.code, fault.message, f"/{ANSWER}{number}") for fault in wrong.errors]
        found.append(one)
    if not found:
        faults.append(Fault("missing", "Write at least one answer.", "/answers"))
    if faults:
        raise Malformed("Some of the answers say nothing; none was kept.", errors=faults)
    return found


async def _page(
    request: Request,
    reference: str,
    caller: Caller,
    typed: Mapping[str, str],
    refused: Problem | None = None,
    *,
    is_checked: bool = False,
) -> Response:
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    standing, scrutiny = stands.standing(seen), seen.case.scrutiny
    offer = next((one for one in seen.offers if one.name == COMMAND), None)
    may_answer = offer is not None and offer.is_open
    wrong = by_field(refused) if isinstance(refused, Malformed) else {}
    fields = {one.number: _field(one.number, one.text, typed, wrong) for one in scrutiny.questions if not one.answer}
    summary = ErrorSummary.of(list(fields.values()))
    if refused is not None and summary is None:
        summary = ErrorSummary(refused.title, [Link(wrong.get("answers", refused.detail), "#questions")])
    return render(
        request,
        "questions.html",
        status=refused.status if refused else 200,
        place=standing.area_name,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/cases/{reference}"), "Questions of the hearing"),
        about=seen.case,
        asked=standing.lead_name,
        questions=scrutiny.questions,
        fields=fields if may_answer else {},
        written=[one for one in fields.values() if one.value] if is_checked and may_answer else (),
        closed="" if may_answer or not offer else offer.reason,
        version=seen.case.version,
        summary=summary,
        token=token(request),
    )


def _field(number: int, text: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Field:
    name = f"{ANSWER}{number}"
    return Field(
        name=name,
        label=f"{number}. {text}",
        kind=FieldKind.TEXTAREA,
        rows=3,
        value=typed.get(name, ""),
        error=wrong.get(name, ""),
    )
