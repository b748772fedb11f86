"""How a deed is handed in at the desk: a form, what everybody will read, and the button that hands it in, once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.revision import Revise
from services.publication.domain.submission.deed import Deed, What, is_from_papers, what_of
from services.publication.handlers.submission import deed as deeds
from services.publication.pages.submission.deed import NAMES, bases_table, facts_of, targets_of
from services.publication.pages.submission.seat import HERE, Seat
from services.publication.schemas.submission.blank import Sent
from shared.auth import Caller
from shared.events import new_id
from shared.idempotency import Once
from shared.problems import Malformed, NotNow, NotYours, Problem, Stale
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.requests import by_field, now
from shared.web.tables import Table

HANDED_IN = 202
IS_OLD = "Was it agreed before this record began?"
_PAPERS_HINT = "Then it is told from papers, and the record says so. An entry that names its paper comes first."

Registrar = Annotated[Caller, Depends(officer("registrar"))]
Answers = Mapping[str, str]
Again = Callable[[Problem | None], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A form as it is drawn: its heading and what it is for, its fields, a table of rows with their own, and what
    stands above them.
    """

    heading: str
    words: str
    fields: Sequence[Field]
    rows: Table | None = None
    controls: Sequence[Sequence[Field]] = ()
    asked: Sequence[str] = ()
    above: Mapping[str, object] = field(default_factory=dict)


def draw(seat: Seat, blank: Blank, refused: Problem | None = None) -> Response:
    """The form with what was typed and what is wrong."""
    fields = [*blank.fields, *(one for row in blank.controls for one in row)]
    beside = ErrorSummary.of(fields)
    return seat.render(
        "blank.html",
        blank.heading,
        status=refused.status if refused else 200,
        blank=blank,
        summary=beside or (ErrorSummary(refused.title, [Link(_whole(refused), "#blank")]) if refused else None),
        hidden=_frame(seat),
        action=seat.request.url.path,
        back=Link("Back to the desk, without doing anything", f"{HERE}/{seat.name}" if seat.is_open else HERE),
        **{"gate": None, "against": (), "caps": (), "left": None, "closed": "", "onward": None, **blank.above},
    )


async def go_on(seat: Seat, sent: Sent, deed: Callable[[], Deed], again: Again, *notes: str) -> Response:
    """What the form's button asks for: the form once more, what everybody will read, or the deed handed in.

    `again` draws the form with what is wrong. Nothing is stored before the last button is pressed.
    """
    if sent.step == "change":
        return await again(None)
    request, database, caller, moment = seat.request, database_of(seat.request), seat.caller, now(seat.request)
    try:
        made = deed()
        if seat.is_open and sent.version != seat.read.agreement.version:
            raise Stale("Something was put on the record of this agreement since you opened the page.")
        if sent.step == "send":
            once = Once(caller.id, sent.once, f"POST {request.url.path}", request.state.body_sha256)
            answer = await deeds.hand_in(database, seat.name, made, caller=caller, once=once, now=moment)
            told = "waits" if answer.status == HANDED_IN else "public"
            is_there = seat.is_open or told == "public"
            return RedirectResponse(f"{HERE}/{seat.name}?told={told}" if is_there else f"{HERE}?told={told}", 303)
        judged = await deeds.judge(database, seat.name, made, caller=caller, now=moment)
        if judged.hindered is not None:
            raise judged.hindered
    except (Malformed, NotYours, NotNow, Stale) as refused:
        return await again(refused)
    return _preview(seat, sent, judged.command if isinstance(judged.command, Approve | Revise) else made, notes)


def _preview(seat: Seat, sent: Sent, made: Deed, notes: Sequence[str]) -> Response:
    what, rules = what_of(made), seat.by.policy.negotiation
    return seat.render(
        "blank_check.html",
        NAMES[what],
        what=NAMES[what],
        facts=facts_of(made, seat.read, seat.today),
        targets=targets_of(made, seat.read, seat.today),
        bases=bases_table(made, seat.read, seat.today),
        notes=notes,
        sets_targets=what.sets_targets,
        may_force=not is_from_papers(made),
        is_for_two=rules.two_persons,
        is_lasting=what is not What.REVISION,
        days=rules.publish.words(),
        hidden=[*_frame(seat), *sent.answers()],
        action=seat.request.url.path,
    )


def errors_of(refused: Problem | None) -> dict[str, str]:
    """What is wrong, by the name of the field that it stands beside."""
    return by_field(refused) if isinstance(refused, Malformed) else {}


def papers_field(words: Answers) -> Field:
    """The question whether it was agreed before this record."""
    options = (Option("yes", "Yes, I copy it from papers"), Option("no", "No"))
    return Field(
        name="is_old",
        label=IS_OLD,
        kind=FieldKind.RADIOS,
        hint=_PAPERS_HINT,
        value=words.get("is_old", "no"),
        options=options,
    )


def typed(request: Request) -> dict[str, str]:
    """What was filled in, of each name the last."""
    found: dict[str, str] = getattr(request.state, "filled", {})
    return found


def _frame(seat: Seat) -> list[tuple[str, str]]:
    return [("version", str(seat.read.agreement.version if seat.is_open else 0)), ("once", str(new_id()))]


def _whole(refused: Problem) -> str:
    """What is wrong where it stands beside no field."""
    return " ".join(dict.fromkeys(one.message for one in refused.errors)) or refused.detail
