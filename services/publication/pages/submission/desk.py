"""The desk of negotiations: what waits for the reader's body, its words that others typed, what it may say."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.entry.entry import EntryKind
from services.publication.domain.entry.reply import Heard
from services.publication.domain.entry.voice import voice_of
from services.publication.domain.submission.desk import Waits, waits_for
from services.publication.domain.submission.submission import Standing, Submission
from services.publication.handlers.agreement import agreement
from services.publication.handlers.entry import reply
from services.publication.handlers.submission import submission
from services.publication.pages.agreement.conversation import turn_of
from services.publication.schemas.entry.reply import ReplyIn
from services.publication.schemas.submission.desk import ReplyForm
from shared.auth import Caller
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from shared.idempotency import Once
from shared.problems import Malformed, NotFound, NotYours
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import database_of, officer
from shared.web.clocks import MustLine
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import in_words, london_day, working_days_left

HERE = "/record/desk"
MOST = 100  # agreements on the first page
TOLD = {
    "public": "It is on the record. Everybody can read it now.",
    "later": "It is agreed to. It is shown on its day, and nobody reads of it before.",
    "waits": "It is handed in. Nobody else reads it until a second person of your body has published it.",
    "returned": "It is sent back to whoever handed it in. Nobody else reads it.",
    "withdrawn": "You took it back. Nobody else has read it.",
}
# What may be said at the desk, in the order of its list, with what each is.
SAID = {
    EntryKind.PROPOSAL: ("Propose", "Put a target or a measure forward."),
    EntryKind.RESPONSE: ("Answer", "Answer what the other side put forward: agree, ask for something else, reject."),
    EntryKind.POSITION: ("Say where you stand", "What you would agree to, or cannot yet say."),
    EntryKind.STATEMENT: ("State a fact", "A figure or a fact that both sides need."),
    EntryKind.CONSTRAINTS: ("Say what binds you", "Before the first round: what you cannot do, or that you waive it."),
    EntryKind.CONSENT: ("Consent, or do not", "Whether your body consents to a target."),
    EntryKind.ADVICE_REQUEST: ("Ask for advice", "From somebody who sits at neither side."),
    EntryKind.ADVICE: ("Advise", "What you found and recommend, and that you are independent."),
    EntryKind.DECISION: ("Decide", "After the advice has been public for its days, or saying why it cannot wait."),
    EntryKind.BROKER_LOG: ("Write the broker's log", "What you did between the sides."),
    EntryKind.NOTE: ("Add a note", "Anything else that belongs here."),
}

router = APIRouter(include_in_schema=False)

Speaker = Annotated[Caller, Depends(officer("partner", "registrar"))]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a page of the desk is made: for a reader, who acts for a body, at one agreement."""

    request: Request
    read: agreement.Read
    caller: Caller
    body: PartnerRegistered

    @property
    def name(self) -> str:
        """The agreement's code."""
        return self.read.agreement.opened.agreement

    @property
    def is_registrar(self) -> bool:
        """Whether the reader may write down words of other bodies too."""
        return self.caller.is_in(self.read.register.area, "registrar")

    def render(self, template: str, *more: str, status: int = 200, **values: object) -> Response:
        """A page of the desk, which nobody keeps; `more` are its crumbs below the agreement's."""
        opened = self.read.agreement.opened
        here = Link(opened.title, f"{HERE}/{self.name}") if more else opened.title
        page = render(
            self.request,
            template,
            status=status,
            viewer=self.caller.name,
            crumbs=(Link("Your desk", HERE), here, *more),
            agreement=opened,
            body=self.body.name,
            token=token(self.request),
            **values,  # type: ignore[arg-type] # the template's own names
        )
        page.headers["Cache-Control"] = "no-store"
        return page


@router.get(HERE)
async def show_desk(request: Request, caller: Speaker) -> Response:
    """Every agreement of the reader's areas, with how much waits for their body."""
    database, day, own = database_of(request), london_day(now(request)), caller.acting_body()
    handed_in = await submission.waiting(database, caller)
    rows = []
    for area in sorted(caller.areas):
        for listed in (await agreement.listed(database, area=area, limit=MOST))[0]:
            read = await agreement.read(database, listed.agreement)
            if own in read.register.partners:
                found = waits_for(read.register.partners[own], read.items(day), read.heard())
                rows.append(_line(listed.title, listed.agreement, found, handed_in.get(listed.agreement, ())))
    columns = (
        Column("Agreement"),
        Column("Wait for your answer", is_number=True),
        Column("Wait for a second person of yours", is_number=True),
        Column("Your words, typed by others", is_number=True),
        Column("Next day"),
    )
    page = render(
        request,
        "negotiations.html",
        viewer=caller.name,
        crumbs=(Link("Negotiations", "/agreements"), "Your desk"),
        table=Table("Agreements of your places", columns, rows, stacks=True) if rows else None,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.get(HERE + "/{name}")
async def show_agreement(
    request: Request,
    name: str,
    caller: Speaker,
    told: str = "",
) -> Response:
    """One agreement: what waits for the reader's body, and everything that it may say."""
    seat = await seat_at(request, name, caller)
    found = waits_for(seat.body, seat.read.items(london_day(now(request))), seat.read.heard())
    kinds = [kind for kind in SAID if seat.is_registrar or kind in voice_of(seat.body.partner_kind).kinds]
    return seat.render(
        "negotiation.html",
        told=TOLD.get(told, ""),
        must=_must(seat, found),
        handed_in=_handed_in(await submission.unsettled(database_of(request), name, caller), name),
        items=_items(found, name),
        words=_words(found, name),
        say=[(Link(SAID[kind][0], f"{HERE}/{name}/say/{kind}"), SAID[kind][1]) for kind in kinds],
        many=Link("Enter many at once, from a table", f"{HERE}/{name}/rows"),
        public=Link("What everybody reads of this agreement", f"/agreements/{name}"),
    )


@router.get(HERE + "/{name}/words/{entry}")
async def show_words(request: Request, name: str, entry: int, caller: Speaker) -> Response:
    """Words of the reader's body that another typed."""
    return _reply_page(await seat_at(request, name, caller), entry, {"once": str(new_id())})


@router.post(HERE + "/{name}/words/{entry}")
async def answer_words(request: Request, name: str, entry: int, caller: Speaker) -> Response:
    """Confirm or dispute them: public at once, and for good."""
    try:
        form = await read_form(request, ReplyForm)
        sent = {"stance": form.stance} | ({"words": form.words} if form.words else {})
        once = Once(caller.id, form.once, f"POST {request.url.path}", hashlib.sha256(str(sent).encode()).digest())
        offered = fit(ReplyIn, sent, source=TEXT_SOURCE)
        await reply.reply(database_of(request), name, entry, offered, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        return _reply_page(await seat_at(request, name, caller), entry, filled(request), by_field(refused))
    return RedirectResponse(f"{HERE}/{name}?told=public", status_code=303)


async def seat_at(request: Request, name: str, caller: Caller) -> Seat:
    """The reader's seat at an agreement. NotFound without one; NotYours where their body has no part in its place."""
    read = await agreement.read(database_of(request), name)
    body = read.register.partners.get(caller.acting_body())
    if read.register.area not in caller.areas or body is None:
        raise NotYours("Your body does not belong to the place of this agreement, or you hold no role there.")
    return Seat(request, read, caller, body)


def _line(title: str, name: str, found: Waits, handed_in: Sequence[Submission]) -> Row:
    """One agreement; its next day is that of an answer, or that on which what was handed in is published by itself."""
    days = [item.waits_until for item in found.items if item.waits_until] + [one.due_on for one in handed_in]
    counts = (number(len(waits)) for waits in (found.items, handed_in, found.words))
    return Row((Link(title, f"{HERE}/{name}"), *counts, min(days, default=None) or "no day set"))


def _must(seat: Seat, found: Waits) -> MustLine | None:
    """The answer that is due first; None where no clock runs for this body's side."""
    days = [(item.waits_until, item) for item in found.items if item.waits_until is not None]
    if not days:
        return None
    on, item = min(days, key=lambda one: one[0])
    today = london_day(now(seat.request))
    return MustLine.running(
        on=on,
        days_left=working_days_left(today, on, calendar=seat.read.circumstances(today).calendar),
        subject=seat.body.name,
        duty=("is asked to answer on ", _name(item), "."),
        otherwise="The record says that no answer came, and keeps saying so.",
        is_readers=True,
    )


def _handed_in(found: Sequence[Submission], name: str) -> Table | None:
    """What waits for a second person, and what one has sent back and why."""
    columns = (Column("Handed in on"), Column("About"), Column("How it stands"))
    rows = [
        Row(
            (
                london_day(one.received_at),
                _about(one),
                Link(f"Look at number {one.submission}", f"{HERE}/{name}/submissions/{one.submission}")
                if one.standing is Standing.WAITING
                else f"Shown from {in_words(one.ends_on)}"
                if one.standing is Standing.LATER
                else f"Sent back: {one.because}",
            )
        )
        for one in found
    ]
    return Table("Handed in by your body", columns, rows, stacks=True) if rows else None


def _about(one: Submission) -> str:
    """What it is about; of one that was answered the words are gone, and its number is left."""
    if not (titles := [said.item_title for said in one.entries]):
        return f"Number {one.submission}"
    return titles[0] + (f" and {len(titles) - 1} more" if titles[1:] else "")


def _items(found: Waits, name: str) -> Table | None:
    columns = (Column("Item"), Column("Answer asked for by"), Column("What you can do"))
    rows = [
        Row(
            (
                _name(item),
                item.waits_until or "no day set",
                Link(f"Answer on {_name(item)}", f"{HERE}/{name}/say/response?item={item.entries[-1].number}"),
            )
        )
        for item in found.items
    ]
    return Table("What waits for an answer of your side", columns, rows, stacks=True) if rows else None


def _words(found: Waits, name: str) -> Table | None:
    columns = (Column("About"), Column("Written down by"), Column("What you can do"))
    rows = [
        Row(
            (
                one.entry.said.item_title,
                one.typed_by,
                Link(f"Confirm or dispute entry {one.entry.number}", f"{HERE}/{name}/words/{one.entry.number}"),
            )
        )
        for one in found.words
    ]
    return Table("Your words, written down by others", columns, rows, stacks=True) if rows else None


def _name(item: Item) -> str:
    return f"{item.code} {item.title}" if item.code else item.title


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
    calendar = seat.read.circumstances(london_day(now(seat.request))).calendar
    return seat.render(
        "own_words.html",
        "Your words",
        status=422 if errors else 200,
        about=told.entry.said.item_title,
        turn=turn_of(told, calendar),
        fields=fields,
        summary=ErrorSummary.of(fields),
        action=seat.request.url.path,
        once=typed.get("once", ""),
        back=Link("Leave it as it is", f"{HERE}/{seat.name}"),
    )
