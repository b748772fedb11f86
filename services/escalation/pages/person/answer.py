"""The desk's page of people who ask what is held of them: what waits by when, a letter to write down, the answers.

Nobody who asked is named. What is held goes to the address that a letter named; of whoever gave none it is shown once,
to a second person, and that is noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.person.data_request import ROLES, CameBy, DataRequest, Longer, Purpose, Refusal, Wants
from services.escalation.handlers.person import answer as answering
from services.escalation.handlers.person.answer import Answered
from services.escalation.handlers.petition import petition
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.person.data_request import AnswerForm, ExtensionIn, LetterIn, RefusalForm, held_text
from shared.auth import Caller
from shared.problems import Malformed, NotNow, NotYours
from shared.web.callers import database_of, officer, route_of
from shared.web.components import Empty, Link
from shared.web.csrf import token
from shared.web.forms import Action, Button, ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.wording import sentence_case
from shared.working_days import in_words, london_day

HERE = "/desk/data-requests"
PAGE = 50
WISHED = {Wants.ACCESS: "See what is held", Wants.ERASURE: "Have it erased"}
CAME = {CameBy.LINK: "by a link", CameBy.LETTER: "by letter"}
WITHOUT = "Leave it empty if they signed on paper or at a desk. Then fill in the next three."
SECOND = (
    "Look at the letter first. Whoever wrote it down here cannot {does}, and nobody of a body that answers for "
    "what the petition is about."
)
SENT = (
    "A link to what is held goes to the e-mail address that the letter named, whether or not anything is held. "
    "Nobody here is shown it."
)
SHOWN = "What is held is shown here once, for you to send to the address on the letter. That you saw it is noted."
NOTHING = Empty(
    "Nobody waits for an answer", "Most are answered at once, without anybody here.", Link("My work", "/desk")
)

router = APIRouter(include_in_schema=False)

Reading = Annotated[Caller, Depends(officer(*ROLES))]
Seeing = Annotated[Caller, Depends(officer(*ROLES, is_fresh=True))]
Answering = Annotated[Caller, Depends(officer("case_worker"))]


@router.get(HERE)
async def show_waiting(request: Request, caller: Reading, due_on: date | None = None, after: str = "") -> Response:
    """Who waits for an answer until when, the oldest day first."""
    return await _page(request, caller, begins=(due_on, after) if due_on else None)


@router.post(f"{HERE}/letters")
async def write_down(request: Request, caller: Answering) -> Response:
    """A request that came by letter; its month runs from the day on which it came."""
    try:
        sent = await read_form(request, LetterIn)
        await answering.lodge(
            database_of(request),
            area=sent.area,
            wants=sent.wants,
            email=sent.email or "",
            who=sent.signatory(),
            received_on=sent.received_on,
            caller=caller,
            seal=request.app.state.seal,
            now=now(request),
        )
    except Malformed as refused:
        return await _page(request, caller, form=_refused(request, refused))
    return RedirectResponse(HERE, status_code=303)


@router.post(f"{HERE}/{{id}}/answer")
async def answer(request: Request, id: str, caller: Seeing) -> Response:
    """Do what was asked: what is held goes to whoever asked, or is shown this once to a second person."""
    return await _answer(request, id, caller, AnswerForm)


@router.post(f"{HERE}/{{id}}/refusal")
async def refuse(request: Request, id: str, caller: Reading) -> Response:
    """Refuse it, for a reason: without one nothing is done."""
    return await _answer(request, id, caller, RefusalForm)


async def _answer(request: Request, id: str, caller: Caller, form: type[AnswerForm] | type[RefusalForm]) -> Response:
    try:
        sent = await read_form(request, form)
        done = await answering.answer(
            database_of(request),
            id,
            refused_for=sent.refused_for if isinstance(sent, RefusalForm) else None,
            purpose=sent.purpose if isinstance(sent, AnswerForm) else None,
            caller=caller,
            route=route_of(request),
            seal=request.app.state.seal,
            now=now(request),
        )
    except (Malformed, NotNow, NotYours) as refused:
        return await _page(request, caller, asked=Refused.of(request, refused, id, "refused_for"))
    if done.held or done.beside:
        return await _page(request, caller, done=done)
    return RedirectResponse(HERE, status_code=303)


@router.post(f"{HERE}/{{id}}/extension")
async def extend(request: Request, id: str, caller: Answering) -> Response:
    """Two months more, once."""
    try:
        sent = await read_form(request, ExtensionIn)
        await answering.extend(database_of(request), id, grounds=sent.grounds, caller=caller, now=now(request))
    except (Malformed, NotNow) as refused:
        return await _page(request, caller, asked=Refused.of(request, refused, id, "grounds"))
    return RedirectResponse(HERE, status_code=303)


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that was not taken: to which request, at which field, and why."""

    request: str
    field: str
    form: Form

    @classmethod
    def of(cls, request: Request, problem: Malformed | NotNow | NotYours, id: str, field: str) -> "Refused":
        """A fault that names no field of the card is one of the card's own question."""
        found = Form.refused(request, problem) if isinstance(problem, Malformed) else UNTOUCHED
        error = found.errors.get(field) or next(iter(found.errors.values()), problem.detail)
        return cls(id, field, Form(filled(request), {field: error}, problem.status))


def _refused(request: Request, problem: Malformed) -> Form:
    """The form as it was filled in; a fault of how somebody is named stands at the address, any other at the day."""
    found = Form.refused(request, problem)
    if found.errors.keys() - {""}:
        return found
    at = {"email": found.errors[""]} if found.errors else {"received_on": problem.detail}
    return Form(filled(request), at, problem.status)


async def _page(
    request: Request,
    caller: Caller,
    *,
    begins: tuple[date, str] | None = None,
    form: Form = UNTOUCHED,
    asked: Refused | None = None,
    done: Answered | None = None,
) -> Response:
    database, today = database_of(request), london_day(now(request))
    found = await answering.list_open(database, caller.areas, after=begins, limit=PAGE)
    names = {one.area.area: one.area.name for one in await petition.choices(database) if one.area.area in caller.areas}
    may_answer = caller.acting_as({"case_worker"}) is not None
    letter = _letter(names, form)
    cards = [_cards(one, asked, may_answer=may_answer) for one in found]
    asking = [field for of_one in cards for card in of_one for field in card.fields]
    return render(
        request,
        "answer.html",
        status=asked.form.status if asked else form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "What is held of people"),
        requests=[
            (WISHED[one.wants], _told(one, names, today), of_one) for one, of_one in zip(found, cards, strict=True)
        ],
        nothing=NOTHING,
        letter=letter if may_answer else None,
        held=held_text(done.held, done.beside) if done else "",
        onward=_onward(found),
        summary=ErrorSummary.of([*asking, *letter.fields]),
        token=token(request),
    )


def _onward(found: Sequence[DataRequest]) -> Link | None:
    if len(found) < PAGE:
        return None
    return Link("Those with later days", f"{HERE}?due_on={found[-1].due_on}&after={found[-1].request}")


def _told(one: DataRequest, names: dict[str, str], today: date) -> str:
    """Where, how and when it came, and by when it is to be answered."""
    came = f"{names.get(one.area, one.area)}. It came {CAME[one.came_by]} on {in_words(one.received_on)}."
    if one.came_by is CameBy.LETTER:  # nobody is named here, and two letters of a day look alike
        came += f" Write on the letter: number {one.request[-6:].upper()}."
    if one.due_on < today:
        return f"{came} It was to be answered by {in_words(one.due_on)}: that day is over, and it is counted in public."
    longer = " It may not take longer again." if one.extended_on else ""
    return f"{came} It is to be answered by {in_words(one.due_on)}.{longer}"


def _cards(one: DataRequest, asked: Refused | None, *, may_answer: bool) -> Sequence[Action]:
    """Do what was asked, refuse it, take longer: whatever is still open. What takes two is done by others too."""
    if not may_answer and not one.takes_two:
        return []
    purpose = (("purpose", Purpose.ANSWER_ACCESS.value),) if one.wants is Wants.ACCESS else ()
    title, follows = "Erase it", "All that is held of this person here is erased. It cannot be undone."
    if purpose:
        title, follows = ("Send what is held", SENT) if one.by_mail else ("Show what is held", SHOWN)
    if one.takes_two:
        follows += " " + SECOND.format(does="be shown it" if purpose else "erase it")
    cards = [
        _card(one, "answer", title, follows, hidden=purpose),
        _card(one, "refusal", "Refuse it", "The person may complain.", _choice(one, "refused_for", Refusal, asked)),
    ]
    if may_answer and one.extended_on is None and one.overdue_on is None:
        longer = "It may take two months longer, once."
        cards.append(_card(one, "extension", "Take longer", longer, _choice(one, "grounds", Longer, asked)))
    return cards


def _card(
    one: DataRequest, deed: str, title: str, follows: str, *fields: Field, hidden: Sequence[tuple[str, str]] = ()
) -> Action:
    return Action(
        title=title,
        follows=follows,
        public_sees="That one more was answered, never who asked." if deed != "extension" else "Nothing.",
        clock=("To be answered by ", one.due_on, "."),
        button=title,
        href=f"{HERE}/{one.request}/{deed}",
        fields=fields,
        hidden=hidden,
        weight=Button.WARNING if title in ("Refuse it", "Erase it") else Button.MAIN,
    )


def _choice(one: DataRequest, name: str, codes: type[Refusal] | type[Longer], asked: Refused | None) -> Field:
    form = asked.form if asked is not None and (asked.request, asked.field) == (one.request, name) else UNTOUCHED
    options = [Option(code.value, sentence_case(code.value.replace("_", " "))) for code in codes]
    return Field(
        name=name,
        label="Why?",
        kind=FieldKind.RADIOS,
        options=options,
        prefix=one.request,
        value=form.typed.get(name, ""),
        error=form.errors.get(name, ""),
    )


def _letter(names: dict[str, str], form: Form) -> Action:
    """The form in which a letter is written down."""

    def field(name: str, label: str, **shape: object) -> Field:
        told = {"value": form.typed.get(name, ""), "error": form.errors.get(name, ""), "prefix": "letter"}
        return Field(name=name, label=label, **(told | shape))  # type: ignore[arg-type]  # the shape of a Field

    places = [*([Option("", "Choose a place")] if len(names) > 1 else []), *(Option(*one) for one in names.items())]
    wishes = [Option(wants.value, words) for wants, words in WISHED.items()]
    return Action(
        title="A letter came",
        follows="A month runs from the day on which it came. Then it stands in this list.",
        public_sees="That one more person asked, never who.",
        clock="A month, by law.",
        button="Write it down",
        is_refused=bool(form.errors),
        href=f"{HERE}/letters",
        fields=(
            field("area", "Which place?", kind=FieldKind.SELECT, options=places),
            field("wants", "What does the person want?", kind=FieldKind.RADIOS, options=wishes),
            field("email", "The e-mail address they signed with", input_type="email", hint=WITHOUT),
            field("petition", "Without e-mail: the number of the petition", width=20),
            field("name", "Their name, as they wrote it there"),
            field("postcode", "Their postcode, as they wrote it there", width=10),
            field("received_on", "The day on which the letter came", input_type="date", width=10),
        ),
    )
