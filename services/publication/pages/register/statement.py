"""What an administrator sees of a place's register, and the forms by which a registrar states one more fact of it.

What is stated is looked at first; only the button behind that states it. Nothing that stands is ever changed: a later
day says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.register.register import Register, of_kind
from services.publication.handlers.register import register
from services.publication.pages.register.administration import choose
from services.publication.pages.register.policy_parts import area_name
from services.publication.pages.register.statement_parts import TITLES, fields_of, first_of, said, table_of
from services.publication.schemas.register.statement import STATED, Stated
from shared.auth import Caller
from shared.events import new_id
from shared.problems import Malformed, NotFound
from shared.settings import ADMINISTRATION
from shared.web.administration import Administering, ProvenRegistrar, Registrar, page
from shared.web.callers import database_of
from shared.web.components import Fact, Link
from shared.web.csrf import FIELD, token
from shared.web.forms import ErrorSummary
from shared.web.requests import now, once_of_press, read_form

AT = f"{ADMINISTRATION}/register"
DONE = "It is stated, and everybody can read it in the register. It holds from its day."

router = APIRouter(prefix=AT, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How a page of one kind is drawn: as what was typed, with what is wrong, or what would be stated."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: Sequence[Fact] = ()
    told: str = ""


@router.get("")
async def choose_area(request: Request, caller: Administering) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "The register")


@router.get("/{area}")
async def show_kinds(request: Request, area: str, caller: Administering) -> Response:
    """What the register of a place states, by kind, with how many of each."""
    held = await _held(request, area, caller)
    kinds = [
        (Link(title, f"{AT}/{area}/{kind}"), what, len(of_kind(held, kind))) for kind, (title, what) in TITLES.items()
    ]
    crumbs = (Link("Administration", ADMINISTRATION), "The register")
    return page(request, caller, "statements.html", place=area_name(held), crumbs=crumbs, kinds=kinds, area=area)


@router.get("/{area}/{kind}")
async def show_kind(request: Request, area: str, kind: str, *, caller: Administering, told: str = "") -> Response:
    """Every fact of one kind, and the form of one more."""
    _known(kind)
    held = await _held(request, area, caller)
    return _page(request, caller, held, kind, Drawn(told=DONE if told == "done" else ""))


@router.post("/{area}/{kind}/look")
async def look_first(request: Request, area: str, kind: str, caller: Registrar) -> Response:
    """The fact as everybody would read it, if it may be stated. Nothing is stored."""
    stated = _known(kind)
    held = await _held(request, area, caller)
    try:
        fact = stated.fact(area, kind, await read_form(request, stated.shape))
        await register.check(database_of(request), area, fact, caller=caller, now=now(request))
    except Malformed as refused:
        return _page(request, caller, held, kind, _refused(request, kind, refused))
    return _page(request, caller, held, kind, Drawn(typed=_typed(request), asked=said(held, kind, fact)))


@router.post("/{area}/{kind}/state-it")
async def state_fact(request: Request, area: str, kind: str, caller: ProvenRegistrar) -> Response:
    """The button behind it: the fact is stated. Pressed twice it is one."""
    stated = _known(kind)
    try:
        sent = await read_form(request, stated.button)
        fact = stated.fact(area, kind, sent)
        name = str(sent.model_dump()["once"])
        once = once_of_press(request, caller, name, repr(fact).encode())
        await register.add(database_of(request), area, fact, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        held = await _held(request, area, caller)
        return _page(request, caller, held, kind, _refused(request, kind, refused))
    return RedirectResponse(f"{AT}/{area}/{kind}?told=done", status_code=303)


async def _held(request: Request, area: str, caller: Caller) -> Register:
    """The register of one of the caller's areas. Raises NotFound."""
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    return await register.read(database_of(request), area)


def _known(kind: str) -> Stated:
    if kind not in STATED:
        raise NotFound("The register states nothing of this kind on pages.")
    return STATED[kind]


def _typed(request: Request) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = getattr(request.state, "typed", {})
    return {name: values for name, values in typed.items() if name not in (FIELD, "once")}


def _refused(request: Request, kind: str, refused: Malformed) -> Drawn:
    """What was typed, with each fault at its own question; what is about the whole stands at the first."""
    shape = STATED[kind].shape.model_fields
    errors: dict[str, str] = {}
    for fault in refused.errors:
        named = [part for part in (fault.pointer or "").split("/") if part in shape]
        errors.setdefault(named[-1] if named else next(iter(shape)), fault.message)
    return Drawn(typed=_typed(request), errors=errors)


def _page(request: Request, caller: Caller, held: Register, kind: str, drawn: Drawn) -> Response:
    title, what = TITLES[kind]
    may_state = caller.is_in(held.area, "registrar")
    fields = fields_of(held, kind, drawn.typed, drawn.errors) if may_state and not drawn.asked else ()
    return page(
        request,
        caller,
        "statement.html",
        status=422 if drawn.errors else 200,
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), Link("The register", f"{AT}/{held.area}"), title),
        told=drawn.told,
        title=title,
        what=what,
        table=table_of(held, kind),
        may_state=may_state,
        first=first_of(held, kind),
        fields=fields,
        summary=ErrorSummary.of(fields),
        asked=drawn.asked,
        hidden=[(name, value) for name, values in drawn.typed.items() for value in values if value.strip()],
        once=str(new_id()),
        action=f"{AT}/{held.area}/{kind}",
        token=token(request),
    )
