"""The page of an area's scrutiny: when its committees meet, what waits for them; forms for whoever keeps that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.obligation.meeting import FULL_COUNCIL
from services.escalation.handlers.scrutiny import meeting, programme
from services.escalation.handlers.scrutiny.meeting import Calendars, Kept
from services.escalation.pages.scrutiny.programme import NO_CLOCK, Typed, can_decide, card, decided_table, waiting_table
from services.escalation.pages.signature.signature import Form
from services.escalation.schemas.scrutiny.meeting import CallOffIn, MeetingForm, RecessIn
from services.escalation.schemas.scrutiny.programme import DecisionIn
from shared.auth import Caller
from shared.policy.sentences import begun
from shared.problems import Malformed, NotFound, NotNow
from shared.web.callers import anyone, database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.etag import with_etag
from shared.web.forms import Action, Button, ErrorSummary, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.working_days import clear_days_before, in_words

CLERK = frozenset({"scrutiny_officer"})
DAY: Mapping[str, object] = {"input_type": "date", "width": 10}

router = APIRouter(include_in_schema=False)

Clerk = Annotated[Caller, Depends(officer(*CLERK))]
Public = Annotated[Caller, Depends(anyone)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A committee on the page: what it is, its meetings, its recesses, hearings on other days, what may be done."""

    name: str
    about: str
    meetings: Table | None
    no_meetings: str
    recesses: Sequence[str]
    held: Table | None
    others: Table | None
    actions: Sequence[Action]


@router.get("/committees/{area}")
async def show_committees(request: Request, area: str, caller: Public) -> Response:
    """When the committees of an area meet, what they hear, and what the figures propose to them."""
    return with_etag(request, await _page(request, area, caller, Typed()))


@router.post("/committees/{area}/programme")
async def decide(request: Request, area: str, caller: Clerk) -> Response:
    """Write down what a committee decided about a matter, or show the form again."""
    return await _done(request, area, caller, "programme")


@router.post("/committees/{area}/{committee}/{deed}")
async def keep(request: Request, area: str, committee: str, deed: str, caller: Clerk) -> Response:
    """Change the calendar of a committee, or show the form again with what is not right beside its field."""
    return await _done(request, area, caller, deed, committee)


async def _done(request: Request, area: str, caller: Caller, deed: str, committee: str = "") -> Response:
    try:
        await _do(request, area, caller, deed, committee)
    except Malformed as refused:
        return await _page(request, area, caller, Typed(href=request.url.path, form=_refused(request, refused)))
    except NotNow as refused:
        form = Form(filled(request), {_first(deed): refused.detail}, refused.status)
        return await _page(request, area, caller, Typed(href=request.url.path, form=form))
    return RedirectResponse(f"/committees/{area}", status_code=303)


async def _do(request: Request, area: str, caller: Caller, deed: str, committee: str) -> None:
    database, moment = database_of(request), now(request)
    match deed:
        case "programme":
            decision = await read_form(request, DecisionIn)
            await programme.decide(database, area, decision, caller=caller, now=moment)
        case "meetings":
            days = (await read_form(request, MeetingForm)).sent()
            await meeting.add_days(database, area, committee, days, caller=caller, now=moment)
        case "call-off":
            off = await read_form(request, CallOffIn)
            await meeting.call_off(database, area, committee, off, caller=caller, now=moment)
        case "recesses":
            recess = await read_form(request, RecessIn)
            await meeting.add_recess(database, area, committee, recess, caller=caller, now=moment)
        case "end-recess":
            off = await read_form(request, CallOffIn)
            await meeting.end_recess(database, area, committee, off, caller=caller, now=moment)
        case _:
            raise NotFound("There is no such deed.")


def _first(deed: str) -> str:
    return "matter" if deed == "programme" else "on"


def _refused(request: Request, problem: Malformed) -> Form:
    """The form as it was filled in; a fault of a list of days is one of the only day that a page sends."""
    found = Form.refused(request, problem)
    errors = {("on" if name == "days" else name): words for name, words in found.errors.items()}
    return Form(found.typed, errors, found.status)


async def _page(request: Request, area: str, caller: Caller, typed: Typed) -> Response:
    database, moment = database_of(request), now(request)
    found, agenda = await meeting.see(database, area, moment), await programme.see(database, area, moment)
    acting = caller.acting_as(CLERK)
    is_clerk = acting is not None and area in acting.areas
    names = {kept.code: kept.committee.name for kept in found.committees if kept.code != FULL_COUNCIL.id}
    decide = [card(agenda, names, typed, area)] if is_clerk and can_decide(agenda) else []
    committees = [_shown(found, kept, typed, is_clerk=is_clerk) for kept in found.committees]
    cards = [*decide, *(each for shown in committees for each in shown.actions)]
    return render(
        request,
        "committees.html",
        status=typed.form.status,
        place=found.name,
        viewer=caller.name if is_clerk else "",
        crumbs=(Link(found.name, f"/areas/{area}"), "Scrutiny"),
        area=area,
        area_name=found.name,
        awaited=_awaited(found),
        waiting=waiting_table(agenda, names),
        decided=decided_table(agenda, names),
        decide=decide,
        committees=committees,
        token=token(request) if is_clerk else "",
        summary=ErrorSummary.of([one for card in cards for one in card.fields]),
    )


def _awaited(found: Calendars) -> Table | None:
    """The cases in which a committee is to do something by a day, the next day first."""
    rows = [
        Row(
            (
                Link(one.title, f"/record/{one.reference}"),
                one.committee or found.wording.role("committee").capitalize(),
                begun(found.wording.silence(one.silence, {"area_name": found.name}).does),
                one.asked_by,
            )
        )
        for one in found.awaited
    ]
    columns = (Column("Case"), Column("Committee"), Column("What it is to do"), Column("By"))
    return Table("Cases in which a committee is to act", columns, rows, stacks=True) if rows else None


def _shown(found: Calendars, kept: Kept, typed: Typed, *, is_clerk: bool) -> Shown:
    ahead = [day for day in kept.meetings.days if day >= found.today]
    rows = [
        Row(
            (
                day,
                clear_days_before(day, found.agenda_days, calendar=found.calendar),
                ", ".join(one.title for one in kept.hearings if one.hearing_on == day) or "Nothing yet",
            )
        )
        for day in ahead
    ]
    columns = (Column("It meets on"), Column("Agenda public by"), Column("Cases heard"))
    recesses = [f"In recess: {one.words()}." for one in kept.meetings.recesses if one.last_on >= found.today]
    recesses += [
        f"Called off: {in_words(one.day)}. {one.reason}" for one in kept.meetings.called_off if one.day >= found.today
    ]
    return Shown(
        name=kept.committee.name,
        about=_about(kept),
        meetings=Table(f"Meetings of {kept.committee.name}", columns, rows, stacks=True) if rows else None,
        no_meetings="No meeting is entered." if kept.meetings.is_kept else "Nobody has entered its meetings here yet.",
        recesses=recesses,
        held=_held(kept),
        others=_others(kept),
        actions=_actions(found, kept, typed) if is_clerk else (),
    )


def _about(kept: Kept) -> str:
    seats = len(kept.committee.seats)
    if not seats:
        return "The register does not tell who sits on it."
    held = f"{seats} seat{'s' * (seats != 1)}: {', '.join(seat.seat for seat in kept.committee.seats)}."
    if not kept.committee.quorum:
        return f"{held} How many must be there to decide is not told."
    return f"{held} {kept.committee.quorum} must be there to decide."


def _held(kept: Kept) -> Table | None:
    """The cases that it heard lately, the last first."""
    rows = [Row((Link(one.title, f"/record/{one.reference}"), one.hearing_on)) for one in reversed(kept.held)]
    columns = (Column("Case"), Column("Heard on"))
    return Table("Heard in the last year", columns, rows, stacks=True) if rows else None


def _others(kept: Kept) -> Table | None:
    """Hearings on days that are no meetings: special ones, and those whose meeting was called off."""
    rows = [
        Row(
            (
                Link(one.title, f"/record/{one.reference}"),
                one.hearing_on,
                one.special or "Its meeting was called off. The hearing needs another day.",
            )
        )
        for one in kept.hearings
        if one.hearing_on not in kept.meetings.days and (one.special or kept.meetings.is_kept)
    ]
    columns = (Column("Case"), Column("Heard on"), Column("Why on this day"))
    return Table("Hearings on other days", columns, rows, stacks=True) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a clerk may do to a calendar: its address, its card's words, and how weighty it is."""

    name: str
    title: str
    button: str
    follows: str
    sees: str
    weight: Button = Button.SECONDARY


ENTER = Deed(
    name="meetings",
    title="Enter a meeting",
    button="Enter the meeting",
    follows="Hearings may be fixed for this day.",
    sees="The day, and when its agenda is public.",
    weight=Button.MAIN,
)
RECESS = Deed(
    name="recesses",
    title="Enter a recess",
    button="Enter the recess",
    follows="No meeting can be entered in these days.",
    sees="The days, and what the recess is called.",
)
CALL_OFF = Deed(
    name="call-off",
    title="Call a meeting off",
    button="Call it off",
    follows="Hearings fixed for it need another day.",
    sees="That it is called off, and why.",
    weight=Button.WARNING,
)
END_RECESS = Deed(
    name="end-recess",
    title="Take a recess back",
    button="Take it back",
    follows="Meetings may be entered in these days again.",
    sees="The recess is gone from the list.",
)


def _actions(found: Calendars, kept: Kept, typed: Typed) -> Sequence[Action]:
    """The cards of a committee's calendar: what is there to call off or take back decides which."""
    base = f"/committees/{found.area}/{kept.code}"

    def card(deed: Deed, *questions: tuple[str, str, Mapping[str, object]]) -> Action:
        href = f"{base}/{deed.name}"
        return Action(
            title=deed.title,
            follows=deed.follows,
            public_sees=deed.sees,
            clock=NO_CLOCK,
            button=deed.button,
            href=href,
            fields=[typed.field(href, name, label, **shape) for name, label, shape in questions],
            weight=deed.weight,
            is_refused=href == typed.href,
        )

    ahead = [Option(day.isoformat(), in_words(day)) for day in kept.meetings.days if day >= found.today]
    running = [
        Option(one.first_on.isoformat(), one.words()) for one in kept.meetings.recesses if one.last_on >= found.today
    ]
    why: tuple[str, str, Mapping[str, object]] = ("reasons", "Why?", {})
    cards = [
        card(ENTER, ("on", "The day of the meeting", DAY)),
        card(
            RECESS,
            ("first_on", "Its first day", DAY),
            ("last_on", "Its last day", DAY),
            ("reasons", "What is it called?", {}),
        ),
    ]
    if ahead:
        cards.append(card(CALL_OFF, ("on", "Which meeting?", {"kind": FieldKind.SELECT, "options": ahead}), why))
    if running:
        cards.append(card(END_RECESS, ("on", "Which recess?", {"kind": FieldKind.SELECT, "options": running}), why))
    return cards
