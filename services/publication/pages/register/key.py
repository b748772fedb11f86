"""The keys of an area's bodies, for administrators: listed, issued and shown once, changed for a new one, ended."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.register.register import name_of
from services.publication.handlers.register import key
from services.publication.handlers.register.key import Keys
from services.publication.pages.register.administration import choose
from services.publication.pages.register.policy_parts import area_name, by_name
from services.publication.schemas.register.key import KeyEndForm, KeyForm
from shared import auth
from shared.auth import Caller, Key
from shared.problems import Malformed, NotFound, NotYours
from shared.settings import ADMINISTRATION
from shared.web.administration import Administrator, Proven, page
from shared.web.callers import database_of, identity, of_session, session_token
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.requests import filled, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import day
from shared.web.workplaces import in_words

AT = f"{ADMINISTRATION}/keys"
TOLD = {"ended": "The key has ended. Whatever still uses it is refused from now on."}

router = APIRouter(prefix=AT, include_in_schema=False)


def session_of(request: Request) -> str:
    """The session by which an administrator asks: a key issues none and looks nothing up. Raises NotYours."""
    token = session_token(request)
    if token is None or of_session(request) is None:
        raise NotYours("This is done by a person who is signed in.")
    return token


@router.get("")
async def choose_area(request: Request, caller: Administrator) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Keys")


@router.get("/{area}")
async def show_keys(request: Request, area: str, caller: Administrator, told: str = "") -> Response:
    """Every key of the area, and the form of a new one."""
    return await _page(request, area, caller, told=TOLD.get(told, ""))


@router.post("/{area}/issue-it")
async def issue_key(request: Request, area: str, caller: Proven) -> Response:
    """A new key, on the one page on which it is ever shown."""
    try:
        sent = await read_form(request, KeyForm)
        made = await key.issue(
            database_of(request),
            identity(request),
            session_of(request),
            area,
            **sent.model_dump(),
            caller=caller,
        )
    except Malformed as refused:
        return await _page(request, area, caller, typed=filled(request), errors=by_name(refused))
    return await _page(request, area, caller, made=made)


@router.post("/{area}/{id}/end-it")
async def end_key(request: Request, area: str, id: str, caller: Proven) -> Response:
    """End a key at once; one that has ended stays so."""
    await read_form(request, KeyEndForm)
    try:
        await key.end(database_of(request), identity(request), session_of(request), area, id, caller=caller)
    except NotFound:
        if area not in caller.areas:
            raise
    return RedirectResponse(f"{AT}/{area}?told=ended", status_code=303)


async def _page(
    request: Request,
    area: str,
    caller: Caller,
    *,
    told: str = "",
    made: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    found = await key.seen(database_of(request), identity(request), session_of(request), area, caller=caller)
    fields = _fields(found, typed, errors)
    return page(
        request,
        caller,
        "keys.html",
        status=422 if errors else 200,
        place=area_name(found.register),
        crumbs=(Link("Administration", ADMINISTRATION), "Keys"),
        told=told,
        made=made,
        live=[
            (_called(one, found), _facts(one), f"{AT}/{area}/{one.id}/end-it")
            for one in found.keys
            if one.revoked_at is None
        ],
        ended=_ended(found),
        fields=fields,
        id=auth.new_key_id(),
        summary=ErrorSummary.of(fields),
        action=f"{AT}/{area}/issue-it",
        token=form_token(request),
    )


def _called(one: Key, found: Keys) -> str:
    """Whose key it is; of two that a system has while it changes, with the first part of the key itself."""
    of_system = [other for other in found.keys if (other.body, other.name) == (one.body, one.name)]
    which = f", key {one.id}" if len(of_system) > 1 else ""
    return f"{name_of(found.register, one.body)}, system {one.name}{which}"


def _facts(one: Key) -> str:
    trial = ", on trial: nothing is kept of what it does" if one.is_trial else ""
    hand = f", in the hand of {one.held_by}" if one.held_by else ""
    return f"Acts as {in_words(one.roles, 'and')} since {day(one.created_at)}{hand}{trial}."


def _ended(found: Keys) -> Table | None:
    rows = [
        Row((_called(one, found), day(one.created_at), day(one.revoked_at)))
        for one in found.keys
        if one.revoked_at is not None
    ]
    columns = (Column("Key"), Column("Issued on"), Column("Ended on"))
    return Table("Keys that have ended", columns, rows, stacks=True) if rows else None


def _fields(found: Keys, typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    bodies = sorted(found.register.partners.values(), key=lambda one: one.name)
    return (
        Field(
            name="body",
            label="For which body",
            kind=FieldKind.SELECT,
            value=typed.get("body", ""),
            error=errors.get("body", ""),
            options=[Option("", "Choose one"), *(Option(one.partner, one.name) for one in bodies)],
        ),
        Field(
            name="name",
            label="For which of its systems",
            hint="Such as: waste. To change a key for a new one, issue a second under the same name, let the system "
            "use it, and end the first: two of a name may be in use.",
            value=typed.get("name", ""),
            error=errors.get("name", ""),
            width=20,
        ),
        Field(
            name="is_trial",
            label="What it is for",
            kind=FieldKind.RADIOS,
            value=typed.get("is_trial", "no"),
            error=errors.get("is_trial", ""),
            options=(Option("no", "To be used"), Option("yes", "To be tried: nothing is kept of what it does")),
        ),
    )
