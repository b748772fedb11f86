"""Saying one thing in a negotiation: its form, what everybody will read, and the button that puts it on the record."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.agreement.figure import is_same_unit
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.stated import on_record, standing_of
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.embargo import WHY
from services.publication.domain.entry.entry import EntryKind, Status
from services.publication.domain.entry.reply import Heard
from services.publication.domain.submission.desk import closed_to
from services.publication.handlers.submission import desk, submission
from services.publication.handlers.submission import draft as drafts
from services.publication.handlers.submission.desk import Preview
from services.publication.pages.agreement.advice import gate_before
from services.publication.pages.entry.turn import turn_of
from services.publication.pages.submission.deed import slips_words
from services.publication.pages.submission.form import WHOLE, begun, completed, form_of
from services.publication.pages.submission.question import SAID, verb
from services.publication.pages.submission.seat import HERE, Seat, Speaker, called, seat_at, withheld_words
from services.publication.schemas.register.refusal import HandedInBefore
from services.publication.schemas.submission.desk import NAMES, SaidIn, by_entry, command_of, field_of, typed
from shared import measures
from shared.events import new_id
from shared.idempotency import Once
from shared.problems import Malformed, NotFound, NotNow, NotYours, Problem, Stale
from shared.web.callers import database_of
from shared.web.components import Gap, Link
from shared.web.forms import ErrorSummary, Field
from shared.web.negotiations import Turn
from shared.web.requests import by_field, filled, now, once_of_press, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number

PATH = HERE + "/{name}/say/{kind}"
HANDED_IN = 202
_DRAFT, _KEPT = "draft", "kept"  # the fields that name what is kept, and say when the page knew it to be kept last
_ON_WHOLE = (EntryKind.ADVICE_REQUEST, EntryKind.ADVICE, EntryKind.DECISION)
LATEST = 3  # turns that are shown beside a form that somebody else overtook

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def show_form(
    request: Request, name: str, kind: EntryKind, caller: Speaker, *, item: int = 0, draft: str = ""
) -> Response:
    """The form; `item` is the number of the entry that it answers, `draft` names what was kept of it."""
    seat = await seat_at(request, name, caller)
    verb(kind)
    if not draft:
        return _form(seat, kind, {**begun(seat, kind, item), _DRAFT: str(new_id())})
    kept = {one.draft: one for one in await drafts.kept(database_of(request), caller)}
    if draft not in kept or (kept[draft].agreement, kept[draft].kind) != (name, kind):
        raise NotFound("You keep no draft of this name: it was said, thrown away, or its days are over.")
    known = {_DRAFT: draft, _KEPT: kept[draft].kept_at.isoformat()}
    return _form(seat, kind, {**kept[draft].words, **known}, seen=kept[draft].version)


@router.post(PATH)
async def say(request: Request, name: str, kind: EntryKind, caller: Speaker) -> Response:
    """Look at what everybody will read, go back to change it, or put it on the record: once, however often pressed."""
    seat, database = await seat_at(request, name, caller), database_of(request)
    try:
        form = await read_form(request, SaidIn)
    except Malformed as refused:
        return _form(seat, kind, filled(request), refused, by_field(refused))
    words = typed(form) | ({_DRAFT: form.draft} if form.draft else {})
    words |= {_KEPT: form.kept.isoformat()} if form.kept else {}
    if (done := await _kept(seat, kind, form, words)) is not None:
        return done
    if form.step == "change":
        return _form(seat, kind, words)
    words = completed(seat, kind, words)
    try:
        command = command_of(kind, _said(words))
        if form.step == "send":
            once = once_of_press(request, caller, form.once, repr(sorted(words.items())).encode())
            with suppress(HandedInBefore):  # it is shown below, and asked whether this is meant too
                done = await hand_in(seat, command, once, form.version, form.known)
                await _forget(seat, form, _said(typed(form)))
                return done
        looked = await desk.preview(database, name, command, caller=caller, seen=form.version, now=now(request))
    except (Malformed, NotYours, NotNow, Stale) as refused:
        errors = {field_of(one, words): one.message for one in by_entry(refused)}
        return _form(await seat_at(request, name, caller), kind, words, refused, errors)
    return seat.render(
        "say_check.html",
        verb(kind),
        status=409 if form.step == "send" else 200,
        turns=[turn_of(one, looked.by.calendar) for one in looked.told],
        about=[called(one) for one in looked.told],
        others=sorted({one.entry.said.party_name for one in looked.told if one.is_typed_by_another}),
        hidden=[*_hidden(seat, words), ("known", str(last_of(looked)))],
        slips=slips_words(looked.told, seat.read),
        withheld=withheld_words(looked.told),
        measure=measure_words(seat, looked.told),
        agrees=agreed_words(seat, looked.told),
        shown_from=shown_from_words(command),
        is_for_two=looked.is_for_two,
        days=looked.days,
        repeated=repeated_links(seat, looked),
        action=request.url.path,
    )


async def _kept(seat: Seat, kind: EntryKind, form: SaidIn, words: dict[str, str]) -> Response | None:
    """Keep what was written before it is looked at, so that nothing is lost; the desk where that, or the opposite, was
    all that was asked. `words` know then when it was kept.
    """
    if form.step == "forget":
        await _forget(seat, form)
        return RedirectResponse(f"{HERE}/{seat.name}?told=forgotten", status_code=303)
    if form.draft is None or form.step not in {"check", "keep"}:
        return None
    own, database, moment = _said(words), database_of(seat.request), now(seat.request)
    try:
        await drafts.keep(
            database,
            seat.name,
            kind,
            form.draft,
            own,
            version=form.version,
            seen=form.kept,
            caller=seat.caller,
            now=moment,
        )
        words[_KEPT] = moment.isoformat()
    except drafts.KeptElsewhere as refused:
        known = {**words, _KEPT: refused.held.kept_at.isoformat()}
        return _form(seat, kind, known, refused, elsewhere=refused.held.words)
    except NotNow as refused:
        return _form(seat, kind, words, refused) if form.step == "keep" else None
    return RedirectResponse(f"{HERE}/{seat.name}?told=kept", status_code=303) if form.step == "keep" else None


def _said(words: Mapping[str, str]) -> dict[str, str]:
    """The words without the name of their draft, and when it was kept."""
    return {name: one for name, one in words.items() if name not in {_DRAFT, _KEPT}}


async def _forget(seat: Seat, form: SaidIn, said: Mapping[str, str] | None = None) -> None:
    if form.draft is not None:
        database, moment = database_of(seat.request), now(seat.request)
        await drafts.forget(database, form.draft, said=said, caller=seat.caller, now=moment)


def last_of(looked: Preview) -> int:
    """The highest number of what waits and says the same; 0 where nothing does."""
    return max((one.submission for one in looked.repeated), default=0)


def repeated_links(seat: Seat, looked: Preview) -> list[Link]:
    """Where what waits and says the same is read."""
    return [
        Link(f"number {one.submission}", f"{HERE}/{seat.name}/submissions/{one.submission}") for one in looked.repeated
    ]


async def hand_in(seat: Seat, command: PublishEntries, once: Once, seen: int, known: int) -> Response:
    """Put it on the record, or hand it in where two people are needed; then the desk again, which says which."""
    request, moment = seat.request, now(seat.request)
    answer = await submission.hand_in(
        database_of(request), seat.name, command, caller=seat.caller, once=once, now=moment, seen=seen, known=known
    )
    told = "waits" if answer.status == HANDED_IN else "public"
    return RedirectResponse(f"{HERE}/{seat.name}?told={told}", status_code=303)


def _form(
    seat: Seat,
    kind: EntryKind,
    words: Mapping[str, str],
    refused: Problem | None = None,
    errors: Mapping[str, str] = MappingProxyType({}),
    *,
    seen: int | None = None,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    groups = form_of(seat, kind, words, errors)
    fields = [field for group in groups for field in group.fields]
    shown = {field.name for field in fields}
    return seat.render(
        "say.html",
        verb(kind),
        status=refused.status if refused else 200,
        heading=verb(kind),
        what=SAID[kind][1],
        groups=groups,
        gate=gate_before(seat.read, seat.today) if kind is EntryKind.DECISION else None,
        closed=closed_to(seat.body, kind, seat.read.agreement, is_registrar=seat.is_registrar),
        hidden=_hidden(seat, {name: one for name, one in words.items() if name not in shown}, seen),
        is_kept=_DRAFT in words,
        kept_for=seat.by.policy.negotiation.draft.words(),
        is_newer=isinstance(refused, Stale) and not elsewhere,
        newer=() if elsewhere else _newer(seat, kind, words),
        elsewhere=_beside(fields, words, elsewhere) if elsewhere else None,
        summary=_summary(fields, refused),
        action=seat.request.url.path,
        back=Link("Back to the desk, without saying anything", f"{HERE}/{seat.name}"),
    )


def shown_from_words(command: PublishEntries) -> str:
    """From which day it is to be shown and why; nothing where it is public as soon as it is published."""
    later = command.entries[0].later
    return f"Nobody reads of it before {day(later.shown_from)}, because {WHY[later.ground]}." if later else ""


def _hidden(seat: Seat, words: Mapping[str, str], seen: int | None = None) -> list[tuple[str, str]]:
    """What goes along unseen: the version that the page was made from, or that was `seen` before; the post's own name,
    its draft's, the words.
    """
    kept = [(name, one) for name, one in words.items() if name in NAMES or name in {_DRAFT, _KEPT}]
    version = seat.read.agreement.version if seen is None else seen
    return [("version", str(version)), ("once", str(new_id())), *kept]


def _beside(fields: Sequence[Field], here: Mapping[str, str], there: Mapping[str, str]) -> Table:
    """What was written here and in another window, of each field in which they differ."""
    names = dict.fromkeys((*(field.name for field in fields), *there))
    labels = {field.name: field.label for field in fields}
    rows = [
        Row((labels.get(name, name), here.get(name) or Gap("nothing"), there.get(name) or Gap("nothing")))
        for name in names
        if name in NAMES and here.get(name, "") != there.get(name, "")
    ]
    columns = (Column("Field"), Column("Here"), Column("In the other window"))
    return Table("What you wrote here, and in another window", columns, rows, stacks=True)


def measure_words(seat: Seat, told: Sequence[Heard]) -> str:
    """The measures of the register that these name, by their titles and units; that no target can be set from figures
    in another unit. Nothing where they name none.
    """
    held, found = seat.read.register.measures, dict[str, None]()
    for one in told:
        terms, unit = one.entry.said.particulars.terms, one.entry.said.unit
        if terms is None or not terms.measure:
            continue
        known = held.get(terms.measure)
        counted = f", counted in {known.unit}" if known and known.unit else ""
        is_other = known is not None and unit and not is_same_unit(unit, known.unit)
        warns = f". Look again: no target can be set from figures in {unit}" if is_other else ""
        found[f"{known.title if known else terms.measure}{counted}{warns}"] = None
    return "; ".join(found)


def agreed_words(seat: Seat, told: Sequence[Heard]) -> str:
    """To which figures somebody agrees who states none; nothing where nobody agrees, or no figure stands."""
    marks, figures = seat.read.agreement.marks, on_record(seat.read.entries)
    said = [one.entry for one in told if one.entry.said.status is Status.AGREED and not any(stated_by(one.entry))]
    stood = [stands for one in said for stands in standing_of(known_as(one.said.item, marks), marks, figures).values()]
    words = [
        f"{number(measures.readable(one.value))} {one.unit}".strip() + f" for {one.period}"
        for one in stood
        if one.value is not None
    ]
    return "; ".join(words)


def _newer(seat: Seat, kind: EntryKind, words: Mapping[str, str]) -> list[Turn]:
    """What the record says on the same item now, the latest last, with the last that states a figure; of the agreement
    as a whole the advice on it, what was decided, and what was said of this kind.
    """
    calendar, about = seat.by.calendar, {kind, *_ON_WHOLE}
    wanted = words.get("item_code") or words.get("item_title")
    same = [one for one in seat.read.heard() if one.entry.said.item == wanted and one.entry.superseded_by is None]
    same = [one for one in same if wanted != WHOLE or one.entry.said.kind in about]
    figured = [one for one in same[:-LATEST] if any(each.value is not None for each in stated_by(one.entry))]
    shown = same[-LATEST:]
    is_among = any(each.value is not None for one in shown for each in stated_by(one.entry))
    return [turn_of(one, calendar) for one in (*(() if is_among else figured[-1:]), *shown)]


def _summary(fields: Sequence[Field], refused: Problem | None) -> ErrorSummary | None:
    beside = ErrorSummary.of(fields)
    if refused is None or beside is not None:
        return beside
    return ErrorSummary(refused.title, [Link(refused.detail, "#say")])
