"""What a body handed in and nobody has published yet: a second person looks at it as everybody will read it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import Field as Limits
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.entry.embargo import IN_WORDS
from services.publication.domain.entry.entry import Came, Entry
from services.publication.domain.entry.reply import Heard, heard
from services.publication.domain.submission.deed import Deed, is_from_papers
from services.publication.domain.submission.submission import Standing, Submission
from services.publication.handlers.agreement.agreement import Read
from services.publication.handlers.submission import deed, desk, submission
from services.publication.pages.entry.turn import turn_of
from services.publication.pages.submission.deed import about, bases_table, facts_of, slips_words, targets_of, why
from services.publication.pages.submission.seat import HERE, Seat, Speaker, called, seat_at, seat_of, withheld_words
from shared import auth
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours, Problem
from shared.shapes import Line, Reasons, Strict
from shared.web.callers import database_of, identity
from shared.web.components import Link
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.requests import by_field, filled, now, once_of_press, read_form
from shared.web.wording import day

PATH = HERE + "/{name}/submissions/{number}"
TOLD = {"publish": "public", "force": "public", "return": "returned", "withdraw": "withdrawn"}

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=10_000_000)]


class Answered(Strict):
    """What somebody does with what was handed in; who publishes their own, and who sends it back, says why."""

    step: Literal["publish", "force", "return", "withdraw"]
    because: Reasons | None = None
    once: Annotated[Line, Limits(max_length=100)]


@router.get(PATH)
async def show_submission(request: Request, name: str, number: Number, caller: Speaker) -> Response:
    """What waits, as everybody would read it, and what the reader may do with it."""
    return await _page(await _seat(request, name, number, caller), number)


@router.post(PATH)
async def answer_submission(request: Request, name: str, number: Number, caller: Speaker) -> Response:
    """Publish it, send it back or take it back: once, however often the button is pressed."""
    seat = await _seat(request, name, number, caller)
    try:
        sent = await read_form(request, Answered)
        is_later = await _answer(seat, number, sent)
    except (Malformed, NotNow) as refused:
        return await _page(await _seat(request, name, number, caller), number, filled(request), refused)
    if not seat.is_open and sent.step in {"return", "withdraw"}:
        return RedirectResponse(f"{HERE}?told={TOLD[sent.step]}", status_code=303)
    told = "later" if is_later else TOLD[sent.step]
    return RedirectResponse(f"{HERE}/{name}?told={told}", status_code=303)


async def _seat(request: Request, name: str, number: int, caller: Caller) -> Seat:
    """The reader's seat at the agreement, or at the one that would be opened."""
    try:
        return await seat_at(request, name, caller)
    except (NotFound, NotYours) as refused:  # NotYours: another area opened under this name first
        try:
            opened, register = await deed.to_be_opened(database_of(request), name, number, caller=caller)
        except NotFound as nothing:
            raise refused from nothing
        read = Read(Agreement(opened), register, (), (), now(request))
        return seat_of(request, read, caller, is_open=False)


async def _answer(seat: Seat, number: int, sent: Answered) -> bool:
    """Whether it is shown later. Raises Malformed where a reason is missing, and what the handler raises."""
    request, database, caller = seat.request, database_of(seat.request), seat.caller
    same = await auth.ids_of_person(identity(request), caller)
    once = once_of_press(request, caller, sent.once, f"{sent.step} {sent.because}".encode())
    moment = now(request)
    if sent.step in {"force", "return"} and sent.because is None:
        raise Malformed("Say why.", errors=[Fault("missing", "Say why. It is kept.", "/because")])
    match sent.step:
        case "publish" | "force":
            because = sent.because if sent.step == "force" else None
            answer = await submission.publish(
                database, seat.name, number, because, caller=caller, same=same, once=once, now=moment
            )
            return answer.status == 202
        case "return":
            await submission.give_back(
                database, seat.name, number, sent.because or "", caller=caller, same=same, once=once, now=moment
            )
        case "withdraw":
            await submission.withdraw(database, seat.name, number, caller=caller, same=same, once=once, now=moment)
    return False


async def _page(
    seat: Seat, number: int, typed: Mapping[str, str] = MappingProxyType({}), refused: Problem | None = None
) -> Response:
    held = await _held(seat, number)
    same = await auth.ids_of_person(identity(seat.request), seat.caller)
    is_own = seat.caller.id == held.account or held.account in same
    told, done, hindered = await _looked_at(seat, held)
    field = Field(
        name="because",
        label="Why can it not wait for a second person?" if is_own else "Why is it not to be published as it is?",
        kind=FieldKind.TEXTAREA,
        hint="Everybody reads this beside the words." if is_own else "Whoever handed it in reads this.",
        value=typed.get("because", ""),
        error=by_field(refused).get("because", "") if isinstance(refused, Malformed) else "",
    )
    return seat.render(
        "submission.html",
        "Handed in",
        status=refused.status if refused else 200,
        number=number,
        turns=[(called(one), turn_of(one, seat.by.calendar)) for one in told],
        slips=slips_words(told, seat.read),
        withheld=withheld_words(told),
        hindered=hindered,
        due=day(held.due_on),
        later=later_words(held),
        what=about(held),
        facts=facts_of(done, seat.read, seat.today) if done else (),
        targets=targets_of(done, seat.read, seat.today) if done else None,
        bases=bases_table(done, seat.read, seat.today) if done else None,
        sets_targets=held.what.sets_targets,
        may_force=held.later is None and not is_from_papers(done),
        is_own=is_own,
        field=field,
        summary=ErrorSummary.of([field]) or _whole(refused),
        action=seat.request.url.path,
        once=typed.get("once") or str(new_id()),
        back=Link("Leave it as it is", f"{HERE}/{seat.name}"),
    )


async def _held(seat: Seat, number: int) -> Submission:
    held = await submission.read(database_of(seat.request), seat.name, number, seat.caller)
    if held.standing is not Standing.WAITING:
        raise NotFound("Nothing of your body waits under this number: it is published, sent back or taken back.")
    return held


async def _looked_at(seat: Seat, held: Submission) -> tuple[Sequence[Heard], Deed | None, str]:
    """Every entry as everybody would read it; or the deed with what it changes; and why neither could be published as
    things stand.
    """
    database, moment = database_of(seat.request), now(seat.request)
    if changed := await submission.changed(database, seat.name, held.submission, seat.caller):
        return _as_handed_in(seat, held), held.deed, changed
    if held.deed is not None:
        judged = await deed.judge(database, seat.name, held.deed, caller=seat.caller, now=moment)
        standing = judged.command if isinstance(judged.command, Approve | Revise) else held.deed
        return (), standing, why(judged.hindered) if judged.hindered else ""
    command = held.command(len(seat.read.agreement.marks), seat.today)
    try:
        looked = await desk.preview(database, seat.name, command, caller=seat.caller, seen=None, now=moment)
    except (Malformed, NotYours, NotNow, NotFound) as refused:
        return _as_handed_in(seat, held), None, why(refused)
    return looked.told, None, ""


def _as_handed_in(seat: Seat, held: Submission) -> Sequence[Heard]:
    """The entries as they were handed in, where nothing can be made of them now."""
    told = [
        Entry(number=n, said=said, came=said.came or Came.BY_AUTHOR, entered_by=held.body, recorded_at=held.received_at)
        for n, said in enumerate(held.entries, held.after + 1)
    ]
    return heard(told, (), seat.read.register)


def later_words(held: Submission) -> str:
    """From which day it is to be shown and why; nothing where it is public as soon as it is published."""
    if held.later is None:
        return ""
    return f"Everybody reads it from {day(held.later.shown_from)} on, because {IN_WORDS[held.later.ground]}."


def _whole(refused: Problem | None) -> ErrorSummary | None:
    return ErrorSummary(refused.title, [Link(refused.detail, "#answer")]) if refused is not None else None
