"""Words of a body that another typed: at the desk the body confirms or disputes them."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.entry.reply import Heard
from services.publication.domain.submission.desk import waits_for
from services.publication.handlers.submission import deed
from services.publication.pages.entry.turn import turn_of
from services.publication.pages.submission.seat import HERE, Seat, Speaker, seat_at
from services.publication.schemas.entry.reply import ReplyIn
from services.publication.schemas.submission.desk import ReplyForm
from shared.events import new_id
from shared.problems import Malformed, NotFound
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.requests import by_field, filled, now, once_of_press, read_form

router = APIRouter(include_in_schema=False)


@router.get(HERE + "/{name}/words/{entry}")
async def show_words(request: Request, name: str, entry: int, caller: Speaker) -> Response:
    """Words of the reader's body that another typed."""
    return _reply_page(await seat_at(request, name, caller), entry, {"once": str(new_id())})


@router.post(HERE + "/{name}/words/{entry}")
async def answer_words(request: Request, name: str, entry: int, caller: Speaker) -> Response:
    """Confirm or dispute them: handed in to a second person of the body, or public at once where its area lets one."""
    try:
        form = await read_form(request, ReplyForm)
        sent = {"stance": form.stance} | ({"words": form.words} if form.words else {})
        once = once_of_press(request, caller, form.once, str(sent).encode())
        offered = fit(ReplyIn, sent, source=TEXT_SOURCE).deed(entry)
        answer = await deed.hand_in(database_of(request), name, offered, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        return _reply_page(await seat_at(request, name, caller), entry, filled(request), by_field(refused))
    told = "waits" if answer.status == 202 else "public"
    return RedirectResponse(f"{HERE}/{name}?told={told}", status_code=303)


def _own(seat: Seat, entry: int) -> Heard:
    """Words of the reader's body that wait; NotFound for any other."""
    waiting = waits_for(seat.body, (), seat.read.heard()).words
    told = next((one for one in waiting if one.entry.number == entry), None)
    if told is None:
        raise NotFound("No words of your body wait under this number: they are answered, superseded or another's.")
    return told


def _reply_page(
    seat: Seat, entry: int, typed: Mapping[str, str], errors: Mapping[str, str] = MappingProxyType({})
) -> Response:
    told = _own(seat, entry)
    fields = (
        Field(
            name="stance",
            label="Are these the words of your body?",
            kind=FieldKind.RADIOS,
            value=typed.get("stance", ""),
            error=errors.get("stance", ""),
            options=(Option("confirmed", "Yes, we said this"), Option("disputed", "No, we said something else")),
        ),
        Field(
            name="words",
            label="What you said instead",
            kind=FieldKind.TEXTAREA,
            hint="Only where it is something else. At most 300 words; they stand beside the words above for good.",
            value=typed.get("words", ""),
            error=errors.get("words", ""),
        ),
    )
    return seat.render(
        "own_words.html",
        "Your words",
        is_for_two=seat.by.policy.negotiation.two_persons,
        days=seat.by.policy.negotiation.publish.words(),
        status=422 if errors else 200,
        about=told.entry.said.item_title,
        turn=turn_of(told, seat.by.calendar),
        fields=fields,
        summary=ErrorSummary.of(fields),
        action=seat.request.url.path,
        once=typed.get("once", ""),
        back=Link("Leave it as it is", f"{HERE}/{seat.name}"),
    )
