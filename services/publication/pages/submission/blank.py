"""How a deed is handed in at the desk: a form, what everybody will read, and the button that hands it in, once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.submission.deed import Deed, What, is_from_papers, what_of
from services.publication.handlers.submission import deed as deeds
from services.publication.handlers.submission import draft as drafts
from services.publication.pages.submission.deed import NAMES, bases_table, facts_of, targets_of
from services.publication.pages.submission.seat import HERE, Seat
from services.publication.schemas.submission.blank import Sent
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Malformed, NotFound, NotNow, NotYours, Problem, Stale
from shared.web.callers import database_of, officer
from shared.web.components import Gap, Link
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.requests import by_field, now, once_of_press
from shared.web.tables import Column, Row, Table

HANDED_IN = 202
_DRAFT, _KEPT = "draft", "kept"  # the fields that name what is kept, and say when the page knew it to be kept last
_SEEN = "seen"  # the version that was seen when it was kept, where there is a later one
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
    """The form with what was typed and what is wrong; beside what another window kept, where that is it."""
    fields = [*blank.fields, *(one for row in blank.controls for one in row)]
    beside, words = ErrorSummary.of(fields), typed(seat.request)
    elsewhere = refused.held if isinstance(refused, drafts.KeptElsewhere) else None
    if elsewhere is not None:
        words[_KEPT] = elsewhere.kept_at.isoformat()
    return seat.render(
        "blank.html",
        blank.heading,
        status=refused.status if refused else 200,
        blank=blank,
        summary=beside or (ErrorSummary(refused.title, [Link(_whole(refused), "#blank")]) if refused else None),
        hidden=_frame(seat),
        elsewhere=differences(fields, words, elsewhere.words) if elsewhere else None,
        kept_for=seat.by.policy.negotiation.draft.words(),
        action=seat.request.url.path,
        back=Link("Back to the desk, without doing anything", f"{HERE}/{seat.name}" if seat.is_open else HERE),
        **{"gate": None, "against": (), "caps": (), "left": None, "closed": "", "onward": None, **blank.above},
    )


async def begin(seat: Seat, what: What, draft: str) -> Mapping[str, str]:
    """What a form begins with: nothing, or what was kept under this name, which is then as if it had been typed.
    NotFound for a name under which the reader keeps nothing of it.
    """
    request = seat.request
    if not draft:
        return {}
    kept = {one.draft: one for one in await drafts.kept(database_of(request), seat.caller)}
    held = kept.get(draft)
    if held is None or held.kind is not what or (held.agreement or held.area) != _place(seat, what):
        raise NotFound("You keep no draft of this name: it was handed in, thrown away, or its days are over.")
    version = {} if held.version == seat.read.agreement.version else {_SEEN: str(held.version)}
    request.state.filled = {**held.words, **version, _DRAFT: draft, _KEPT: held.kept_at.isoformat()}
    return held.words


async def go_on(seat: Seat, sent: Sent, what: What, deed: Callable[[], Deed], again: Again, *notes: str) -> Response:
    """What the form's button asks for: the form once more, what everybody will read, the deed handed in, or its draft
    kept or thrown away.

    `again` draws the form with what is wrong. Nothing but a draft is stored before the last button is pressed.
    """
    if sent.step == "change":
        return await again(None)
    if (done := await _kept(seat, sent, what, again)) is not None:
        return done
    request, database, caller, moment = seat.request, database_of(seat.request), seat.caller, now(seat.request)
    try:
        made = deed()
        if seat.is_open and sent.version != seat.read.agreement.version:
            raise Stale("Something was put on the record of this agreement since you opened the page.")
        if sent.step == "send":
            once = once_of_press(request, caller, sent.once)
            answer = await deeds.hand_in(database, seat.name, made, caller=caller, once=once, now=moment)
            await _forget(seat, sent, sent.words())
            told = "waits" if answer.status == HANDED_IN else "public"
            is_there = seat.is_open or told == "public"
            return RedirectResponse(f"{HERE}/{seat.name}?told={told}" if is_there else f"{HERE}?told={told}", 303)
        judged = await deeds.judge(database, seat.name, made, caller=caller, now=moment)
        if judged.hindered is not None:
            raise judged.hindered
    except (Malformed, NotYours, NotNow, Stale) as refused:
        return await again(refused)
    return _preview(seat, sent, judged.command if isinstance(judged.command, Approve | Revise) else made, notes)


async def _kept(seat: Seat, sent: Sent, what: What, again: Again) -> Response | None:
    """Keep what was filled in before it is looked at; the desk where that, or the opposite, was all that was asked."""
    desk = f"{HERE}/{seat.name}" if seat.is_open else HERE
    if sent.step == "forget":
        await _forget(seat, sent)
        return RedirectResponse(f"{desk}?told=forgotten", status_code=303)
    if sent.draft is None or sent.step not in {"check", "keep"}:
        return None
    database, moment = database_of(seat.request), now(seat.request)
    try:
        await drafts.keep(
            *(database, _place(seat, what), what, sent.draft, sent.words()),
            version=sent.version,
            seen=sent.kept,
            caller=seat.caller,
            now=moment,
        )
    except drafts.KeptElsewhere as refused:
        return await again(refused)
    except NotNow as refused:
        return await again(refused) if sent.step == "keep" else None
    typed(seat.request)[_KEPT] = moment.isoformat()
    return RedirectResponse(f"{desk}?told=kept", status_code=303) if sent.step == "keep" else None


async def _forget(seat: Seat, sent: Sent, said: Mapping[str, str] | None = None) -> None:
    if sent.draft is not None:
        database, moment = database_of(seat.request), now(seat.request)
        await drafts.forget(database, sent.draft, said=said, caller=seat.caller, now=moment)


def _place(seat: Seat, what: What) -> str:
    return seat.read.register.area if what is What.OPENING else seat.name


def differences(fields: Sequence[Field], here: Answers, there: Answers) -> Table:
    """What was written here and in another window, of each field in which they differ, by what the field is called."""
    labels = {field.name: field.label for field in fields}
    rows = [
        Row((labels[name], here.get(name) or Gap("nothing"), there.get(name) or Gap("nothing")))
        for name in labels
        if here.get(name, "") != there.get(name, "")
    ]
    columns = (Column("Field"), Column("Here"), Column("In the other window"))
    return Table("What you wrote here, and in another window", columns, rows, stacks=True)


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
    words, version = typed(seat.request), seat.read.agreement.version if seat.is_open else 0
    kept = [(_KEPT, words[_KEPT])] if _KEPT in words else []
    known = words.get(_SEEN, str(version))
    return [("version", known), ("once", str(new_id())), (_DRAFT, words.get(_DRAFT) or str(new_id())), *kept]


def _whole(refused: Problem) -> str:
    """What is wrong where it stands beside no field."""
    return " ".join(dict.fromkeys(one.message for one in refused.errors)) or refused.detail
