"""The settings of an area, for whoever administers it: each with its value, what it rests on and since when; and the
form of a change, which is looked at beside what is open before it is made.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.publication.domain.register.policy import settings_on
from services.publication.domain.register.register import Register
from services.publication.handlers.register import register
from services.publication.pages.register.administration import choose
from services.publication.pages.register.policy_parts import (
    AT,
    address_of,
    area_name,
    by_name,
    fields_of,
    history_table,
    limit_of,
    next_of,
    settings_table,
)
from services.publication.schemas.register.policy import ChangeForm, ValueForm, typed_of
from shared.auth import Caller
from shared.events import new_id
from shared.policy import PolicyError, clock_limits, kinds
from shared.policy.policy import Sections
from shared.policy.values import literal, read_value
from shared.problems import Malformed, NotFound
from shared.settings import ADMINISTRATION
from shared.web.administration import Administering, ProvenRegistrar, Registrar, page
from shared.web.callers import database_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary
from shared.web.policy_in_words import SECTIONS, basis_in_words, counts_for, name_of, title_of, value_in_words
from shared.web.requests import filled, now, once_of_press, read_form
from shared.working_days import in_words, london_day

PREVIEW = "/escalation/administration/policies"
DONE = "The change is stated, and everybody can read it in the register. It holds from its day."

router = APIRouter(prefix=AT, include_in_schema=False)


@router.get("")
async def choose_area(request: Request, caller: Administering) -> Response:
    """Which place is meant; on to it where the reader has one alone."""
    return await choose(request, caller, AT, "Rules")


@router.get("/{area}")
async def show_sections(request: Request, area: str, caller: Administering) -> Response:
    """What an area has settings about; its own values, and those that are still to come."""
    held = await _held(request, area, caller)
    found = settings_on(held, london_day(now(request)))
    own = [one for one in found if one.since_on is not None]
    coming = [one for one in found if one.next is not None]
    return page(
        request,
        caller,
        "policies.html",
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), "Rules"),
        sections=[
            (Link(title, f"{AT}/{area}/{section}"), sum(one.key.startswith(f"{section}.") for one in own))
            for section, (title, _) in SECTIONS.items()
        ],
        coming=settings_table(held, coming, "Changes to come", is_whole=True) if coming else None,
        own=settings_table(held, own, "What this place decided for itself", is_whole=True) if own else None,
    )


@router.get("/{area}/{section}")
async def show_section(request: Request, area: str, section: str, caller: Administering) -> Response:
    """Every setting about one thing."""
    if section not in Sections.__dataclass_fields__:
        raise NotFound("There are no settings of this name.")
    held = await _held(request, area, caller)
    found = [one for one in settings_on(held, london_day(now(request))) if one.key.startswith(f"{section}.")]
    return page(
        request,
        caller,
        "policy_section.html",
        place=area_name(held),
        crumbs=(Link("Administration", ADMINISTRATION), Link("Rules", f"{AT}/{area}"), title_of(section)),
        title=title_of(section),
        counts_for=SECTIONS[section][1],
        table=settings_table(held, found, f"Settings: {title_of(section)}"),
    )


@router.get("/{area}/{section}/{name}")
async def show_setting(
    request: Request, area: str, section: str, name: str, *, caller: Administering, told: str = ""
) -> Response:
    """One setting: its value, what it rests on, what it was and will be; and the form of a change."""
    held = await _held(request, area, caller)
    return _setting_page(request, caller, held, f"{section}.{name}", told=DONE if told == "done" else "")


@router.post("/{area}/{section}/{name}/look")
async def look_first(request: Request, area: str, section: str, name: str, caller: Registrar) -> Response:
    """On to what a change would move, if it may be made. Nothing is stored."""
    key = _known(f"{section}.{name}")
    try:
        change = (await read_form(request, ValueForm)).change(area, key)
        await register.check(database_of(request), area, change, caller=caller, now=now(request))
    except Malformed as refused:
        held = await _held(request, area, caller)
        return _setting_page(request, caller, held, key, typed=filled(request), errors=by_name(refused))
    query = {"key": key, "value": change.value, "since_on": change.since_on, "basis": change.basis}
    asked = urlencode({**query, "decided_by": change.decided_by, "once": new_id()})
    return RedirectResponse(f"{PREVIEW}/{area}?{asked}", status_code=303)


@router.post("/{area}/{section}/{name}/state-it")
async def change_setting(request: Request, area: str, section: str, name: str, caller: ProvenRegistrar) -> Response:
    """The button behind the preview: the change is stated. Pressed twice it is one."""
    key = _known(f"{section}.{name}")
    try:
        sent = await read_form(request, ChangeForm)
        change = sent.change(area, key)
        once = once_of_press(request, caller, sent.once, repr(change).encode())
        await register.add(database_of(request), area, change, caller=caller, once=once, now=now(request))
    except Malformed as refused:
        held = await _held(request, area, caller)
        return _setting_page(request, caller, held, key, typed=_as_typed(key, request), errors=by_name(refused))
    return RedirectResponse(f"{AT}/{area}/{section}/{name}?told=done", status_code=303)


async def _held(request: Request, area: str, caller: Caller) -> Register:
    """The register of one of the caller's areas. Raises NotFound."""
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    return await register.read(database_of(request), area)


def _known(key: str) -> str:
    if key not in kinds():
        raise NotFound("There is no setting of this name.")
    return key


def _as_typed(key: str, request: Request) -> dict[str, str]:
    """What the preview sent, as the form of the change asks for it."""
    sent = filled(request)
    try:
        value, unit = typed_of(read_value(kinds()[key], literal(sent.get("value", "")), key))
    except PolicyError:
        value, unit = "", ""
    return {**sent, "value": value, "unit": unit}


def _clock_facts(held: Register, key: str) -> list[tuple[str, str]]:
    """Between which ends an area may set a clock of the ladder; nothing for any other setting."""
    found = clock_limits(held.about.profile, key) if held.about else None
    return [("This place may set", f"from {value_in_words(found[0])} to {value_in_words(found[1])}")] if found else []


def _setting_page(
    request: Request,
    caller: Caller,
    held: Register,
    key: str,
    *,
    told: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    errors: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    today = london_day(now(request))
    one = next(one for one in settings_on(held, today) if one.key == _known(key))
    section = key.partition(".")[0]
    fields = fields_of(one, typed, errors)
    limits = [
        words for words, limit in (("At most", one.row.ceiling), ("At least", one.row.floor)) if limit is not None
    ]
    return page(
        request,
        caller,
        "policy.html",
        status=422 if errors else 200,
        place=area_name(held),
        crumbs=(
            Link("Administration", ADMINISTRATION),
            Link("Rules", f"{AT}/{held.area}"),
            Link(title_of(section), f"{AT}/{held.area}/{section}"),
            name_of(key),
        ),
        told=told,
        section=title_of(section),
        title=name_of(key),
        facts=[
            ("Now", value_in_words(one.row.value)),
            ("Since", in_words(one.since_on) if one.since_on else "as long as the profile holds here"),
            ("Rests on", f"{basis_in_words(one.row.basis)}: {one.row.source}"),
            ("Next", next_of(one)),
            *((words, limit_of(one, words)) for words in limits),
            *_clock_facts(held, key),
            ("A change counts for", counts_for(key)),
        ],
        history=history_table(held, key, one),
        fields=fields if caller.is_in(held.area, "registrar") else (),
        summary=ErrorSummary.of(fields),
        action=f"{address_of(held, key)}/look",
        token=token(request),
    )
