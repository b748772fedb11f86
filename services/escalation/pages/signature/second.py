"""The page on which a second person agrees to a decision about signatures, or does not: what was asked, and why."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.signature.invalidation import Deed
from services.escalation.handlers.signature import invalidation, second
from services.escalation.handlers.signature.second import SECONDING, Asked
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.invalidation import reasons_fields
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.signature.invalidation import ReversalIn, SecondIn, WithdrawalIn
from shared.auth import Caller
from shared.problems import Malformed, NotNow, NotYours
from shared.web.callers import database_of, officer
from shared.web.components import Fact, Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, sentence_case
from shared.working_days import in_words

# Of what a choice of signatures may say, what is told to a second person.
CONDITIONS = {
    "held_for": "why they are held",
    "domain": "what stands behind the @ of their addresses",
    "pattern": "how their addresses are named",
    "outward": "their postcode district",
    "address": "their internet address",
    "network": "their network",
    "first_on": "the first day on which they were confirmed",
    "last_on": "the last day on which they were confirmed",
}

router = APIRouter(include_in_schema=False)

Deciding = Annotated[Caller, Depends(officer("case_worker", is_fresh=True))]
Seconding = Annotated[Caller, Depends(officer(*SECONDING, is_fresh=True))]


@router.get("/petitions/{reference}/held/{job}")
async def show_asked(request: Request, reference: str, job: UUID, caller: Seconding) -> Response:
    """What was asked, and the form to agree or not for whoever can be the second person."""
    return await _page(request, reference, job, caller, UNTOUCHED)


@router.post("/petitions/{reference}/held/{job}")
async def answer(request: Request, reference: str, job: UUID, caller: Seconding) -> Response:
    """Agree, and it is done; or do not, and nothing is."""
    return await _do(request, reference, job, caller, handle=second.answer, shape=SecondIn, at="agrees")


@router.post("/petitions/{reference}/held/{job}/withdrawal")
async def withdraw(request: Request, reference: str, job: UUID, caller: Deciding) -> Response:
    """Take back what was asked, and nothing is done."""
    return await _do(request, reference, job, caller, handle=second.withdraw, shape=WithdrawalIn)


@router.post("/petitions/{reference}/held/{job}/reversal")
async def put_back(request: Request, reference: str, job: UUID, caller: Deciding) -> Response:
    """Put back what was done, at once or when a second person has agreed."""
    then = f"/petitions/{reference}/held"
    return await _do(request, reference, job, caller, handle=invalidation.reverse, shape=ReversalIn, then=then)


async def _do(
    request: Request,
    reference: str,
    job: UUID,
    caller: Caller,
    *,
    handle: Callable[..., Awaitable[object]],
    shape: type[BaseModel],
    at: str = "reasons",
    then: str = "",
) -> Response:
    """Do what was sent about a decision; what is refused is told on its page, beside the field `at`."""
    try:
        sent = await read_form(request, shape)
        await handle(database_of(request), reference, str(job), sent, caller=caller, now=now(request))
    except Malformed as refused:
        return await _page(request, reference, job, caller, Form.refused(request, refused))
    except (NotNow, NotYours) as refused:
        return await _page(request, reference, job, caller, Form(filled(request), {at: refused.detail}, refused.status))
    return RedirectResponse(then or f"/petitions/{reference}/held/{job}", status_code=303)


def table(found: Sequence[Asked]) -> Table | None:
    """What waits for the reader as the second person, for the desk; nothing where nothing does."""
    rows = [
        Row(
            (
                Link(_deed(one), f"/petitions/{one.kept.petition.reference}/held/{one.job.job}"),
                one.kept.petition.title,
                in_words(one.job.second_by) if one.job.second_by else "no day",
            )
        )
        for one in found
    ]
    columns = (Column("What"), Column("Petition"), Column("Agree or not by"))
    return Table("A second person is asked", columns, rows, stacks=True) if rows else None


def standing(one: Asked) -> str:
    """How a decision stands: who is asked to agree by when, or what came of it."""
    job = one.job
    if job.ended_as == "waiting" and job.second_of and job.second_by:
        return f"{sentence_case(one.wording.code(job.second_of))} is asked to agree by {in_words(job.second_by)}."
    return ENDED[job.ended_as]


ENDED = {
    "waiting": "It is being done.",
    "done": "It is done.",
    "refused": "The second person did not agree. Nothing was changed.",
    "withdrawn": "Whoever asked for it took it back. Nothing was changed.",
    "lapsed": "Nobody agreed in time. Nothing was changed.",
    "reversed": "It was done, and put back.",
}


async def _page(request: Request, reference: str, job: UUID, caller: Caller, form: Form) -> Response:
    one = await second.asked(database_of(request), reference, str(job), caller=caller, now=now(request))
    if one.may_reverse:
        fields = reasons_fields(form)
    else:
        fields = _fields(form) if not one.refused else [_why(form)] if one.is_own else []
    waits = one.job.ended_as == "waiting"
    return render(
        request,
        "second.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "A second person is asked" if waits else "What was decided about signatures"),
        heading=_deed(one),
        about=one.kept.petition,
        job=one.job,
        standing=standing(one),
        told=_told(one),
        refused=one.refused,
        fields=fields,
        is_own=one.is_own,
        may_reverse=one.may_reverse,
        is_reversal=one.job.deed is Deed.REVERSE,
        reversal=f"/petitions/{reference}/held/{one.reversal}" if one.reversal else "",
        summary=ErrorSummary.of(fields) or _not_taken(form),
        token=token(request),
    )


def _deed(one: Asked) -> str:
    return f"{sentence_case(one.wording.code(one.job.deed.value))} {counted(one.job.expected, 'signature')}"


def _told(one: Asked) -> list[Fact]:
    job = one.job
    chosen = ", ".join(CONDITIONS[name] for name in job.conditions.named)
    return [
        Fact("Asked by", f"{name_of(job.body, one.bodies)}, on {in_words(job.asked_on)}"),
        Fact("On the ground that", one.wording.code(job.code.value)),
        Fact("Reasons", job.reasons),
        *([Fact("Chosen by", chosen)] if chosen else []),
        *([Fact(_ANSWERED[job.ended_as], _answered(one))] if job.second_body and job.ended_as in _ANSWERED else []),
    ]


_ANSWERED = {"done": "Agreed to by", "reversed": "Agreed to by", "refused": "Not agreed to by"}


def _answered(one: Asked) -> str:
    """Which body answered as the second person, and on which day, where that is kept."""
    name, on = name_of(one.job.second_body or "", one.bodies), one.job.done_on
    return f"{name}, on {in_words(on)}" if on and one.job.ended_as != "reversed" else name


def _not_taken(form: Form) -> ErrorSummary | None:
    """What was sent and not taken, where no field is left to say it at: somebody answered meanwhile."""
    said = [Link(words, "#h-standing") for words in form.errors.values()]
    return ErrorSummary("What you sent was not taken", said) if said else None


def _why(form: Form) -> Field:
    return Field(
        name="reasons",
        label="Why you take it back",
        kind=FieldKind.TEXTAREA,
        hint="Everybody can read this. Name no person and no address.",
        value=form.typed.get("reasons", ""),
        error=form.errors.get("reasons", ""),
    )


def _fields(form: Form) -> list[Field]:
    return [
        Field(
            name="agrees",
            label="Do you agree?",
            kind=FieldKind.RADIOS,
            options=[Option("true", "Yes: do it"), Option("false", "No: change nothing")],
            value=form.typed.get("agrees", ""),
            error=form.errors.get("agrees", ""),
        ),
        Field(
            name="reasons",
            label="Your reasons",
            kind=FieldKind.TEXTAREA,
            hint="They are public where you do not agree. Name no person and no address.",
            value=form.typed.get("reasons", ""),
            error=form.errors.get("reasons", ""),
        ),
    ]
