"""Who of a body may come in, for its own administrator: everybody listed, guests confirmed, somebody invited."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.register.invitation import Guest
from services.publication.domain.register.register import policy_on
from services.publication.handlers.register import account, invitation
from services.publication.handlers.register.account import People
from services.publication.pages.register.administration import choose
from services.publication.pages.register.key import session_of
from services.publication.pages.register.policy_parts import area_name, by_name
from services.publication.pages.register.standing import MEANS, is_over, now_in_words, roles_in_words, table_of, waits
from services.publication.schemas.register.account import ConfirmForm, InviteForm
from shared.auth import Caller
from shared.auth.people import Standing
from shared.calendars import calendar
from shared.problems import Malformed
from shared.settings import ADMINISTRATION
from shared.web.administration import Administrator, Proven, page
from shared.web.callers import database_of, identity
from shared.web.components import Fact, Link
from shared.web.csrf import FIELD
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.must_line import MustLine
from shared.web.requests import now, read_form
from shared.web.wording import counted, day
from shared.web.workplaces import in_words
from shared.working_days import london_day, working_days_left

AT = f"{ADMINISTRATION}/people"
TITLE = "People"
TOLD = {
    "invited": "They are invited, and a letter tells them how to come in.",
    "confirmed": "They act for your body still. You are asked again in time.",
    "none": "Nobody was chosen, so nothing was changed.",
}
NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
NO_ERRORS: Mapping[str, str] = MappingProxyType({})

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administrator) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, TITLE)


@router.get("/{area}")
async def show_people(request: Request, area: str, caller: Administrator, told: str = "") -> Response:
    """Everybody who acts for the reader's body, those who wait to be confirmed first, and those who did before."""
    found = await _seen(request, area, caller)
    today, at = london_day(now(request)), f"{AT}/{area}"
    waiting = [one for one in found.people if waits(one, today)]
    current = [one for one in found.people if not is_over(one, today)]
    over = [one for one in found.people if is_over(one, today)]
    return page(
        request,
        caller,
        "people.html",
        place=area_name(found.register),
        crumbs=(Link("Administration", ADMINISTRATION), TITLE),
        body=found.body_name,
        told=TOLD.get(told, ""),
        must=_must(found, today, [one for one in waiting if not one.is_reader]),
        waiting=_waiting(found, today),
        own=next((now_in_words(one, today) for one in waiting if one.is_reader), ""),
        people=table_of(found, current, at, f"Who acts for {found.body_name}", today),
        over=table_of(found, over, at, "Who does not any more", today) if over else None,
        at=at,
        token=form_token(request),
    )


@router.post("/{area}/confirm")
async def confirm_people(request: Request, area: str, caller: Administrator) -> Response:
    """These guests act for the body still; whoever slept is awake."""
    sent = await read_form(request, ConfirmForm)
    count = await account.confirm(
        database_of(request),
        identity(request),
        session_of(request),
        area,
        [UUID(one) for one in sent.account],
        caller=caller,
        now=now(request),
    )
    return RedirectResponse(f"{AT}/{area}?told={'confirmed' if count else 'none'}", status_code=303)


@router.get("/{area}/invite")
async def show_invite(request: Request, area: str, caller: Administrator) -> Response:
    """What is asked of a person who is to act for the body."""
    found = await _seen(request, area, caller)
    half_a_year = london_day(now(request)) + timedelta(days=182)
    return _form(request, caller, found, typed={"ends_on": [half_a_year.isoformat()]})


@router.post("/{area}/invite/look")
async def look_at_invitation(request: Request, area: str, caller: Administrator) -> Response:
    """The invitation as it would be, if it may be made. Nothing is stored, and nobody is written to."""
    found = await _seen(request, area, caller)
    try:
        sent = await read_form(request, InviteForm)
        await invitation.check(
            database_of(request), _guest(sent, area), caller=caller, now=now(request), by_administrator=True
        )
    except Malformed as refused:
        return _form(request, caller, found, typed=typed_in(request), errors=by_first(refused))
    facts = [
        Fact("Name", sent.full_name),
        Fact("E-mail address", sent.email),
        Fact("Acts for", found.body_name),
        Fact("Roles", roles_in_words(sent.roles)),
        Fact("Last day", day(sent.ends_on)),
    ]
    return page(
        request,
        caller,
        "people_check.html",
        place=area_name(found.register),
        crumbs=crumbs(area, "Invite a person"),
        title="Is this right?",
        facts=facts,
        follows=(
            f"A letter goes to {sent.email}: how to come in, without a password.",
            f"These roles are theirs for {found.body_name} alone. We ask you once more who you are.",
        ),
        hidden=hidden_of(request),
        action=f"{AT}/{area}/invite/do-it",
        button="Invite them",
        weight="main",
        back=f"{AT}/{area}/invite",
        token=form_token(request),
    )


@router.post("/{area}/invite/do-it")
async def invite_person(request: Request, area: str, caller: Proven) -> Response:
    """The button behind it: the person is invited, and written to. Pressed twice, the second says so."""
    try:
        sent = await read_form(request, InviteForm)
        await invitation.invite(
            database_of(request),
            identity(request),
            _guest(sent, area),
            caller=caller,
            now=now(request),
            token=session_of(request),
        )
    except Malformed as refused:
        found = await _seen(request, area, caller)
        return _form(request, caller, found, typed=typed_in(request), errors=by_first(refused))
    return RedirectResponse(f"{AT}/{area}?told=invited", status_code=303)


async def _seen(request: Request, area: str, caller: Caller) -> People:
    return await account.seen(database_of(request), identity(request), session_of(request), area, caller=caller)


def crumbs(area: str, last: str) -> tuple[Link | str, ...]:
    """The way to a page about the people of a body."""
    return (Link("Administration", ADMINISTRATION), Link(TITLE, f"{AT}/{area}"), last)


def typed_in(request: Request) -> dict[str, list[str]]:
    """What a form sent, without what no question asked."""
    typed: dict[str, list[str]] = getattr(request.state, "typed", {})
    return {name: values for name, values in typed.items() if name != FIELD}


def hidden_of(request: Request) -> list[tuple[str, str]]:
    """The same, to be sent on by the button of the page that shows it."""
    return [(name, value) for name, values in typed_in(request).items() for value in values if value.strip()]


def by_first(refused: Malformed) -> dict[str, str]:
    """The first sentence for each question, also where one of several answers is wrong."""
    return {("roles" if name.isdecimal() else name): words for name, words in by_name(refused).items()}


def roles_field(open_to: Sequence[str], chosen: Sequence[str], error: str = "") -> Field:
    """The question which roles somebody holds."""
    options = [Option(one, roles_in_words([one]), is_chosen=one in chosen, hint=MEANS[one]) for one in open_to]
    return Field(name="roles", label="Roles", kind=FieldKind.CHECKBOXES, options=options, error=error)


def _guest(sent: InviteForm, area: str) -> Guest:
    return Guest(email=sent.email, full_name=sent.full_name, areas=(area,), ends_on=sent.ends_on, roles=sent.roles)


def _waiting(found: People, today: date) -> Field | None:
    """The guests who wait to be confirmed, all of them chosen; nobody confirms themselves."""
    options = [
        Option(
            str(one.id), f"{one.full_name}, {in_words(one.roles, 'and')}", is_chosen=True, hint=now_in_words(one, today)
        )
        for one in found.people
        if waits(one, today) and not one.is_reader
    ]
    label = f"Who acts for {found.body_name} still?"
    return Field(name="account", label=label, kind=FieldKind.CHECKBOXES, options=options) if options else None


def _must(found: People, today: date, waiting: Sequence[Standing]) -> MustLine | None:
    days = [one.sleeps_on for one in waiting if one.sleeps_on is not None]
    if not days:
        return None
    last = min(days) - timedelta(days=1)
    open_days = calendar(policy_on(found.register, today).clock.calendar)
    return MustLine.running(
        on=last,
        days_left=working_days_left(today, last, calendar=open_days),
        subject="You",
        duty=f"must say whether {counted(len(waiting), 'person acts', 'people act')} for {found.body_name} still.",
        otherwise=f"From {day(min(days))} on, whom nobody confirmed sleeps and cannot come in, until you wake them.",
        is_readers=True,
    )


def _form(
    request: Request,
    caller: Caller,
    found: People,
    *,
    typed: Mapping[str, Sequence[str]] = NONE,
    errors: Mapping[str, str] = NO_ERRORS,
) -> Response:
    area = found.register.area
    asked = (
        ("full_name", "Full name", "", "text", "off"),
        ("email", "E-mail address", "Their own at work. Links to come in go there, and nowhere else.", "email", "off"),
    )
    last = Field(
        name="ends_on",
        label="Last day",
        hint="With it they are out, unless you name a later one before.",
        input_type="date",
        value=next(iter(typed.get("ends_on", ())), ""),
        error=errors.get("ends_on", ""),
        width=10,
    )
    lines = [
        Field(
            name=name,
            label=label,
            hint=hint,
            input_type=kind,
            autocomplete=autocomplete,
            value=next(iter(typed.get(name, ())), ""),
            error=errors.get(name, ""),
        )
        for name, label, hint, kind, autocomplete in asked
    ]
    fields = (*lines, roles_field(found.open_to, typed.get("roles", ()), errors.get("roles", "")), last)
    return page(
        request,
        caller,
        "people_form.html",
        status=422 if errors else 200,
        place=area_name(found.register),
        crumbs=crumbs(area, "Invite a person"),
        title="Invite a person",
        words=f"They act for {found.body_name} in {area_name(found.register)}, and for nobody else. You see it once "
        "more before it is done.",
        fields=fields,
        hidden=(),
        summary=ErrorSummary.of(fields),
        action=f"{AT}/{area}/invite/look",
        button="Look at it",
        back=f"{AT}/{area}",
        token=form_token(request),
    )
