"""One person of a body, for its administrator: how they stand, what was done, and each deed on its own page."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.handlers.register import account, invitation
from services.publication.handlers.register.account import GUEST, People, one_of
from services.publication.pages.register.account import (
    AT,
    by_first,
    crumbs,
    typed_in,
)
from services.publication.pages.register.key import session_of
from services.publication.pages.register.policy_parts import area_name
from services.publication.pages.register.standing import (
    deeds_table,
    facts_of,
    is_asleep,
    is_over,
)
from services.publication.schemas.register.account import PressForm, RenewForm
from shared.auth import Caller
from shared.auth.people import Standing
from shared.problems import Malformed
from shared.web.administration import Administrator, Proven, page
from shared.web.callers import database_of, identity
from shared.web.components import Fact, Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field
from shared.web.requests import now, read_form
from shared.web.workplaces import in_words
from shared.working_days import london_day

TOLD = {
    "roles": "Their roles are changed. It holds from their next step here, also where they are signed in.",
    "ended": "They are shut out, and every session of theirs has ended.",
    "renewed": "They can come in.",
    "letter": "The letter is on its way. One goes in an hour at most.",
}
PERSON = "/{area}/{id}"

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get(PERSON)
async def show_person(request: Request, area: str, id: UUID, caller: Administrator, told: str = "") -> Response:
    """How somebody stands, what was done about them, and what can be."""
    found, one = await person_of(request, area, id, caller)
    deeds, names = await account.deeds(identity(request), session_of(request), area, id, caller=caller)
    today, at = london_day(now(request)), f"{AT}/{area}/{id}"
    is_out = is_over(one, today)
    found = People(
        register=found.register,
        body=found.body,
        body_name=found.body_name,
        people=found.people,
        open_to=found.open_to,
        names={**found.names, **names},
    )
    may = one.is_own and not one.is_reader
    links = [
        Link("Change their roles", f"{at}/roles") if may and one.way != "provider" and not is_out else None,
        Link(_renewal(one, today), f"{at}/renew") if may and (is_out or one.way == GUEST) else None,
        Link("End the account now", f"{at}/end") if may and not is_out else None,
    ]
    return page(
        request,
        caller,
        "person.html",
        place=area_name(found.register),
        crumbs=crumbs(area, one.full_name),
        told=TOLD.get(told, ""),
        person=one,
        facts=facts_of(one, found, today),
        deeds=deeds_table(deeds, found),
        links=[link for link in links if link is not None],
        why_not=_why_not(one),
        letter=f"{at}/letter" if may and one.way == GUEST and one.seen_at is None and not is_out else "",
        token=form_token(request),
    )


@router.get(f"{PERSON}/end")
async def show_end(request: Request, area: str, id: UUID, caller: Administrator) -> Response:
    """What follows where an account is ended."""
    found, one = await person_of(request, area, id, caller)
    has_come = one.seen_at is not None or one.way != GUEST
    return check_page(
        request,
        caller,
        found,
        one,
        title=f"End the account of {one.full_name}?" if has_come else f"Withdraw the invitation of {one.full_name}?",
        facts=facts_of(one, found, london_day(now(request))),
        follows=(
            "They are out at once, wherever they are signed in, and no link or password lets them in any more.",
            "What they did stays with their name. You can let them in again later. We ask you once more who you are.",
        ),
        hidden=(),
        deed="end",
        button="End the account now" if has_come else "Withdraw the invitation",
    )


@router.post(f"{PERSON}/end/do-it")
async def end_account(request: Request, area: str, id: UUID, caller: Proven) -> Response:
    """The button behind it; whoever is out already stays so."""
    await read_form(request, PressForm)
    await account.end(identity(request), session_of(request), area, id, caller=caller)
    return RedirectResponse(f"{AT}/{area}/{id}?told=ended", status_code=303)


@router.get(f"{PERSON}/renew")
async def show_renewal(request: Request, area: str, id: UUID, caller: Administrator) -> Response:
    """Until when somebody may come in, or that they may again."""
    found, one = await person_of(request, area, id, caller)
    return _renewal_form(request, caller, found, one)


@router.post(f"{PERSON}/renew/do-it")
async def renew_account(request: Request, area: str, id: UUID, caller: Proven) -> Response:
    """They may come in, a guest until the day; a guest counts as confirmed by it."""
    try:
        sent = await read_form(request, RenewForm)
        await account.renew(
            database_of(request),
            identity(request),
            session_of(request),
            area,
            id,
            ends_on=sent.ends_on,
            caller=caller,
            now=now(request),
        )
    except Malformed as refused:
        found, one = await person_of(request, area, id, caller)
        typed = next(iter(typed_in(request).get("ends_on", ())), "")
        return _renewal_form(request, caller, found, one, typed=typed, error=by_first(refused).get("ends_on", ""))
    return RedirectResponse(f"{AT}/{area}/{id}?told=renewed", status_code=303)


@router.post(f"{PERSON}/letter")
async def send_letter(request: Request, area: str, id: UUID, caller: Administrator) -> Response:
    """The letter of an invitation goes once more, to the same address."""
    await read_form(request, PressForm)
    _, one = await person_of(request, area, id, caller)
    if one.way == GUEST and one.is_own:
        await invitation.send_again(database_of(request), area, id, now=now(request))
    return RedirectResponse(f"{AT}/{area}/{id}?told=letter", status_code=303)


async def person_of(request: Request, area: str, id: UUID, caller: Caller) -> tuple[People, Standing]:
    """Somebody of the reader's body with all of its people there. Raises NotFound."""
    found = await account.seen(database_of(request), identity(request), session_of(request), area, caller=caller)
    return found, one_of(found.people, id)


def _renewal(one: Standing, today: date) -> str:
    if is_over(one, today):
        return "Let them in again"
    return "Wake the account" if is_asleep(one, today) else "Change their last day"


def _why_not(one: Standing) -> str:
    """Why some of it is not the reader's to do; nothing where all is."""
    if one.is_reader:
        return "This is your own account. Another administrator of your body changes it, or whoever runs this place."
    if not one.is_own:
        return f"They come in by {one.provider}, of another body, which ends their account."
    if one.way == "provider":
        return f"Which roles they hold, {one.provider} says; it is read anew at each sign-in."
    return ""


def check_page(
    request: Request,
    caller: Caller,
    found: People,
    one: Standing,
    *,
    title: str,
    facts: Sequence[Fact],
    follows: Sequence[str],
    hidden: Sequence[tuple[str, str]],
    deed: str,
    button: str,
) -> Response:
    """A page that says what follows, with the one button that does it."""
    at = f"{AT}/{found.register.area}/{one.id}"
    return page(
        request,
        caller,
        "people_check.html",
        place=area_name(found.register),
        crumbs=(*crumbs(found.register.area, "")[:-1], Link(one.full_name, at), title),
        title=title,
        facts=facts,
        follows=follows,
        hidden=hidden,
        action=f"{at}/{deed}/do-it",
        button=button,
        weight="warning" if deed == "end" else "main",
        back=at,
        token=form_token(request),
    )


def form_page(
    request: Request,
    caller: Caller,
    found: People,
    one: Standing,
    *,
    title: str,
    words: str,
    fields: Sequence[Field],
    hidden: Sequence[tuple[str, str]],
    action: str,
    button: str,
) -> Response:
    """A page that asks what a deed needs to know, or says what is wrong with what was typed."""
    at = f"{AT}/{found.register.area}/{one.id}"
    summary = ErrorSummary.of(fields)
    return page(
        request,
        caller,
        "people_form.html",
        status=422 if summary else 200,
        place=area_name(found.register),
        crumbs=(*crumbs(found.register.area, "")[:-1], Link(one.full_name, at), title),
        title=title,
        words=words,
        fields=fields,
        hidden=hidden,
        summary=summary,
        action=f"{at}/{action}",
        button=button,
        back=at,
        token=form_token(request),
    )


def _renewal_form(
    request: Request, caller: Caller, found: People, one: Standing, *, typed: str = "", error: str = ""
) -> Response:
    today = london_day(now(request))
    last = Field(
        name="ends_on",
        label="Last day",
        hint="With it they are out, unless you name a later one before.",
        input_type="date",
        value=typed or (one.ends_on.isoformat() if one.ends_on and one.ends_on >= today else ""),
        error=error,
        width=10,
    )
    words = f"They can come in again, with these roles: {in_words(one.roles, 'and') or 'none'}."
    if one.way == GUEST:
        words += f" By this you say that they act for {found.body_name} still."
    return form_page(
        request,
        caller,
        found,
        one,
        title=_renewal(one, today),
        words=f"{words} We ask you once more who you are.",
        fields=(last,) if one.way == GUEST else (),
        hidden=(),
        action="renew/do-it",
        button=_renewal(one, today),
    )
