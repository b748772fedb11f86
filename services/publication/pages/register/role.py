"""Which roles somebody of a body holds, changed by its administrator: asked, looked at with what they had, done."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.handlers.register import account
from services.publication.handlers.register.account import People
from services.publication.pages.register.account import (
    AT,
    by_first,
    hidden_of,
    roles_field,
    typed_in,
)
from services.publication.pages.register.key import session_of
from services.publication.pages.register.person import PERSON, check_page, form_page, person_of
from services.publication.pages.register.standing import (
    roles_in_words,
)
from services.publication.schemas.register.account import RolesForm
from shared.auth import Caller
from shared.auth.people import Standing
from shared.problems import Malformed
from shared.web.administration import Administrator, Proven
from shared.web.callers import database_of, identity
from shared.web.components import Fact
from shared.web.requests import read_form

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get(f"{PERSON}/roles")
async def show_roles(request: Request, area: str, id: UUID, caller: Administrator) -> Response:
    """Which roles somebody holds, and may be given."""
    found, one = await person_of(request, area, id, caller)
    return _roles_form(request, caller, found, one, chosen=one.roles)


@router.post(f"{PERSON}/roles/look")
async def look_at_roles(request: Request, area: str, id: UUID, caller: Administrator) -> Response:
    """What they had and would have. Nothing is changed."""
    found, one = await person_of(request, area, id, caller)
    try:
        sent = await read_form(request, RolesForm)
    except Malformed as refused:
        chosen = typed_in(request).get("roles", ())
        return _roles_form(request, caller, found, one, chosen=chosen, errors=by_first(refused))
    kept = [role for role in one.roles if role not in found.open_to]
    if not sent.roles and not kept:
        words = "Choose at least one role. Whoever is to have none: end the account instead."
        return _roles_form(request, caller, found, one, chosen=(), errors={"roles": words})
    facts = [
        Fact("Roles they have", roles_in_words(one.roles)),
        Fact("Roles they will have", roles_in_words(sorted({*kept, *sent.roles}))),
        Fact("From when", "At once, also where they are signed in"),
    ]
    follows = [f"They hold each for {found.body_name} alone. We ask you once more who you are."]
    if kept:
        follows.append(f"{roles_in_words(kept)} stays: only whoever runs this place gives or takes it.")
    return check_page(
        request,
        caller,
        found,
        one,
        title=f"Change what {one.full_name} may do?",
        facts=facts,
        follows=follows,
        hidden=hidden_of(request),
        deed="roles",
        button="Change their roles",
    )


@router.post(f"{PERSON}/roles/do-it")
async def change_roles(request: Request, area: str, id: UUID, caller: Proven) -> Response:
    """The button behind it."""
    try:
        sent = await read_form(request, RolesForm)
        await account.give(
            database_of(request),
            identity(request),
            session_of(request),
            area,
            id,
            before=sent.before,
            roles=sent.roles,
            caller=caller,
        )
    except Malformed as refused:
        found, one = await person_of(request, area, id, caller)
        chosen = typed_in(request).get("roles", ())
        return _roles_form(request, caller, found, one, chosen=chosen, errors=by_first(refused))
    return RedirectResponse(f"{AT}/{area}/{id}?told=roles", status_code=303)


def _roles_form(
    request: Request,
    caller: Caller,
    found: People,
    one: Standing,
    *,
    chosen: Sequence[str],
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    return form_page(
        request,
        caller,
        found,
        one,
        title=f"Roles of {one.full_name}",
        words=f"They hold each for {found.body_name} alone. You see it once more before it is done.",
        fields=(roles_field(found.open_to, chosen, errors.get("roles", "")),),
        hidden=[("before", role) for role in one.roles],
        action="roles/look",
        button="Look at it",
    )
