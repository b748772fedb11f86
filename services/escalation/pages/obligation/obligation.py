"""Pages of what petitions are owed: an area's list with its counts, the organiser's button, the clerk's forms."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.obligation.command import STAFF, may
from services.escalation.domain.obligation.obligation import Obligation, Standing, What
from services.escalation.handlers.obligation import obligation
from services.escalation.handlers.obligation.obligation import Seen, Wish
from services.escalation.pages.obligation.wording import name_of, promise
from services.escalation.pages.scrutiny.programme import NO_CLOCK, Typed
from services.escalation.pages.signature.signature import Form
from services.escalation.schemas.obligation.obligation import (
    BODIES,
    COMMANDS,
    FORMS,
    AskForm,
    counted,
)
from shared.auth import Caller
from shared.policy import Wording
from shared.problems import Malformed, NotFound, NotNow
from shared.web.callers import EVERYBODY, database_of, officer
from shared.web.components import Empty, Fact, Link
from shared.web.csrf import token as form_token
from shared.web.etag import with_etag
from shared.web.forms import Action, ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import in_words

PAGE = 100
NONE_OWED = Empty(
    "No petition here has reached such a number",
    "Some numbers of signatures lead to a debate, to questions to an officer in public, or to a reply.",
    Link("Petitions", "/petitions"),
)
COUNTS = {
    "arisen": "Promised in all",
    "in_time": "Kept in time",
    "late": "Kept after their day",
    "not_held": "Day passed without it",
    "not_scheduled": "No day fixed in time",
    "result_missed": "Result not told in time",
    "waiting": "Still waited for",
}

router = APIRouter(include_in_schema=False)

Clerk = Annotated[Caller, Depends(officer(*STAFF))]
Token = Annotated[str, Query(min_length=1, max_length=100)]
Name = Annotated[str, Path(max_length=40)]


@router.get("/petitions/owed/{area}", dependencies=EVERYBODY)
async def list_owed(
    request: Request,
    area: str,
    petition: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What an area's petitions are owed and how that was kept, for everybody."""
    behind = (petition, after) if petition and after else None
    found = await obligation.of_area(database_of(request), area, after=behind, limit=PAGE, now=now(request))
    rows = [
        Row(
            (
                Link(one.title, f"/petitions/{one.petition}#owed"),
                name_of(one, found.wording),
                promise(one, found.wording, found.area.name),
            )
        )
        for one in found.page
    ]
    columns = (Column("Petition"), Column("What its number led to"), Column("Where it stands"))
    onward = None
    if len(found.page) == PAGE:
        last = found.page[-1]
        onward = Link("Earlier ones", f"/petitions/owed/{area}?petition={last.petition}&after={last.name}")
    counts = counted(found.every)
    page = render(
        request,
        "owed.html",
        place=found.area.name,
        crumbs=(Link(found.area.name, f"/areas/{area}"), Link("Petitions", "/petitions"), "Promised to petitions"),
        area_name=found.area.name,
        facts=[Fact(words, number(counts[name])) for name, words in COUNTS.items()],
        table=Table("The last to be reached first", columns, rows, stacks=True) if rows else None,
        nothing=NONE_OWED,
        onward=onward,
        machine=Link("As JSON", f"/escalation/v1/obligations?area={area}"),
    )
    return with_etag(request, page)


@router.get("/petitions/{reference}/owed/{name}/ask", dependencies=EVERYBODY)
async def show_ask(request: Request, reference: str, name: Name, token: Token) -> Response:
    """The page behind the link of whoever started a petition. Opening it changes nothing."""
    seen = await obligation.look_by_link(database_of(request), reference, name, token, now=now(request))
    one = seen.obligation
    page = render(
        request,
        "ask.html",
        place=seen.area.name,
        title=seen.petition.title,
        reference=reference,
        name=name,
        what=seen.wording.code(one.what.value),
        said=promise(one, seen.wording, seen.area.name),
        is_open=one.standing is Standing.OFFERED,
        link_token=token,
        token=form_token(request),
    )
    return unkept(page)


@router.post("/petitions/{reference}/owed/{name}/ask", dependencies=EVERYBODY)
async def ask(request: Request, reference: str, name: Name) -> Response:
    """The button behind that link: it is asked for from now on, once."""
    sent = await read_form(request, AskForm)
    await obligation.ask_by_link(database_of(request), reference, name, sent.token, now=now(request))
    return RedirectResponse(f"/petitions/{reference}#owed", status_code=303)


@router.get("/desk/owed/{reference}/{name}")
async def show_work(request: Request, reference: str, name: Name, caller: Clerk) -> Response:
    """What somebody of the council may write down about it now."""
    return await _page(request, reference, name, caller, Typed())


@router.post("/desk/owed/{reference}/{name}/{deed}")
async def work(request: Request, reference: str, name: Name, deed: str, caller: Clerk) -> Response:
    """Write it down, or show the form again with what is not right beside its field."""
    if deed not in BODIES:
        raise NotFound("There is no such deed.")
    try:
        sent = await read_form(request, FORMS[deed])
        wish = Wish(
            petition=reference,
            name=name,
            command=sent.command(),
            caller=caller,
            expected_version=sent.version,
            now=now(request),
        )
        await obligation.act(database_of(request), wish)
    except Malformed as refused:
        typed = Typed(href=request.url.path, form=Form.refused(request, refused))
        return await _page(request, reference, name, caller, typed)
    except NotNow as refused:
        form = Form(filled(request), {next(iter(BODIES[deed].model_fields)): refused.detail}, refused.status)
        return await _page(request, reference, name, caller, Typed(href=request.url.path, form=form))
    return RedirectResponse(f"/desk/owed/{reference}/{name}", status_code=303)


async def _page(request: Request, reference: str, name: str, caller: Caller, typed: Typed) -> Response:
    seen = await obligation.see(database_of(request), reference, name, now=now(request))
    acting = caller.acting_as(frozenset(STAFF))
    here = frozenset(grant.role for grant in caller.grants if grant.area == seen.obligation.area)
    is_theirs = acting is not None and seen.obligation.area in acting.areas
    cards = _cards(seen, typed, here) if is_theirs else []
    return render(
        request,
        "owed_work.html",
        status=typed.form.status,
        place=seen.area.name,
        viewer=caller.name,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/petitions/{reference}"), seen.obligation.name),
        title=name_of(seen.obligation, seen.wording),
        about=Link(seen.petition.title, f"/petitions/{reference}"),
        said=promise(seen.obligation, seen.wording, seen.area.name),
        meetings=_meetings(seen),
        cards=cards,
        token=form_token(request),
        summary=ErrorSummary.of([one for card in cards for one in card.fields]),
    )


def _meetings(seen: Seen) -> Table | None:
    why = {
        "": "It can be held here",
        "not_ahead": "It is over",
        "agenda_closed": "The agenda is closed",
        "too_soon": "Sooner than the notice before a meeting",
        "beyond_the_limit": "After the last day",
    }
    rows = [Row((one.committee.name, one.on, one.agenda_by, why[one.against])) for one in seen.meetings]
    columns = (Column("Who meets"), Column("On"), Column("Agenda public by"), Column("For this petition"))
    return Table("Meetings ahead", columns, rows, stacks=True) if rows else None


def _cards(seen: Seen, typed: Typed, roles: frozenset[str]) -> list[Action]:
    """The forms for what is possible where it stands, for whoever holds these roles."""
    one = seen.obligation
    possible: dict[Standing, Sequence[str]] = {
        Standing.OFFERED: ("ask_for",),
        Standing.WAITING: ("tell_result",) if one.what is What.REPLY else ("schedule", "record"),
        Standing.SCHEDULED: ("record", "schedule"),
        Standing.HELD: ("tell_result",),
    }
    deeds = {"ask_for": _ask_card, "schedule": _schedule_card, "record": _record_card, "tell_result": _result_card}
    open_to = [deed for deed in possible.get(one.standing, ()) if may(one.what, COMMANDS[deed]) & roles]
    return [deeds[deed](seen, typed, f"/desk/owed/{one.petition}/{one.name}/{deed}") for deed in open_to]


def _ask_card(seen: Seen, typed: Typed, href: str) -> Action:
    return Action(
        title="Write down that it is asked for",
        follows="Its days begin today.",
        public_sees="That it is asked for, and what you write.",
        clock=promise(seen.obligation, seen.wording, seen.area.name),
        button="Write it down",
        href=href,
        hidden=_version(seen),
        fields=(_long(typed, href, "reasons", "How did whoever started the petition ask for it? Name nobody"),),
    )


def _schedule_card(seen: Seen, typed: Typed, href: str) -> Action:
    soonest = next((one for one in seen.meetings if not one.against), None)
    hint = f"The first meeting that can hold it: {in_words(soonest.on)}." if soonest else ""
    fields = [typed.field(href, "meets_on", "On which day?", hint=hint, input_type="date", width=10)]
    committees = {one.committee.id: one.committee.name for one in seen.meetings}
    if len(committees) > 1:
        options = [Option(code, name) for code, name in committees.items()]
        fields.append(typed.field(href, "committee", "Before whom?", kind=FieldKind.SELECT, options=options))
    if seen.obligation.what is What.EVIDENCE:
        fields.append(typed.field(href, "post", "Who answers? A post, not a person"))
    fields.append(_long(typed, href, "special", "Why do they meet on a day of no meeting? Only for a special meeting"))
    fields.append(_long(typed, href, "reasons", "Why is it later than the first meeting, or moved? Only if it is"))
    return Action(
        title="Move the day" if seen.obligation.fixed else "Fix the day",
        follows="The day is public, and whoever started the petition is told.",
        public_sees="The day, who meets, who answers, and your reasons.",
        clock=promise(seen.obligation, seen.wording, seen.area.name),
        button="Fix the day",
        href=href,
        hidden=_version(seen),
        fields=fields,
    )


def _record_card(seen: Seen, typed: Typed, href: str) -> Action:
    fields = [
        typed.field(href, "held_on", "On which day was it held?", input_type="date", width=10),
        typed.field(href, "minute_reference", "The minute's number", width=10),
    ]
    if seen.obligation.what is What.DEBATE:
        asked = (("votes_for", "Votes for"), ("votes_against", "Votes against"), ("abstained", "Did not vote"))
        fields += [typed.field(href, name, f"{label}, where they voted", width=4) for name, label in asked]
    fields.append(_long(typed, href, "result", "What came of it? It may also be told later"))
    return Action(
        title="Write down that it was held",
        follows="What came of it is to be told within some days.",
        public_sees="The day, the minute, the votes and what came of it.",
        clock=NO_CLOCK,
        button="Write it down",
        href=href,
        hidden=_version(seen),
        fields=fields,
    )


def _result_card(seen: Seen, typed: Typed, href: str) -> Action:
    is_reply = seen.obligation.what is What.REPLY
    return Action(
        title="Reply to the petition" if is_reply else "Tell what came of it",
        follows="It is published, and whoever started the petition is told.",
        public_sees="Every word of it.",
        clock=promise(seen.obligation, seen.wording, seen.area.name),
        button="Publish the reply" if is_reply else "Publish it",
        href=href,
        hidden=_version(seen),
        fields=(_long(typed, href, "result", "The reply" if is_reply else "What came of it?"),),
    )


def _version(seen: Seen) -> tuple[tuple[str, str], ...]:
    """What was seen when the form was drawn: whoever comes after somebody else looks again."""
    return (("version", str(seen.obligation.version)),)


def _long(typed: Typed, href: str, name: str, label: str) -> Field:
    return typed.field(href, name, label, kind=FieldKind.TEXTAREA, rows=3)


def work_table(found: Sequence[Obligation], wordings: Mapping[str, Wording], names: Mapping[str, str]) -> Table | None:
    """What the reader's areas owe their petitions, whatever is due next first; None where nothing waits."""
    rows = [
        Row(
            (
                Link(one.title, f"/desk/owed/{one.petition}/{one.name}"),
                name_of(one, wordings[one.area]),
                one.due_on or one.ask_by or one.arose_on,
                promise(one, wordings[one.area], names.get(one.area, one.area)),
            )
        )
        for one in found
        if one.area in wordings
    ]
    columns = (Column("Petition"), Column("What"), Column("By"), Column("Where it stands"))
    return Table("Promised to petitions", columns, rows, stacks=True) if rows else None
