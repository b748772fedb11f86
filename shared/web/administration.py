"""What stands over the pages of administration: which of them somebody may go to, and how each is drawn.

It decides nothing and knows no service; which places there are stands in the settings.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.auth import Caller
from shared.settings import ADMINISTERS, ADMINISTRATION, WORK
from shared.web.callers import officer
from shared.web.components import Link
from shared.web.pages import Navigation, render
from shared.web.waiting import people_waiting

SERVICES: dict[str, str] = {
    "publication": "The public record",
    "escalation": "Petitions and cases",
    "indicators": "Figures",
}
"""The services, as people who administer them call what each is for."""
FAILED_MESSAGES = "/{service}/administration/letters"
# What there is to administer: words, address, the roles that may, and what it is for.
ADMINISTERED: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "Rules",
        f"{ADMINISTRATION}/policies",
        ("registrar", "administrator"),
        "Every period, number and switch of a place: what it is, what it rests on, since when, and what it will be.",
    ),
    (
        "Closed days",
        f"{ADMINISTRATION}/closures",
        ("registrar", "administrator"),
        "The days on which the offices are closed, and what one more would move.",
    ),
    (
        "Elections",
        f"{ADMINISTRATION}/elections",
        ("registrar", "administrator"),
        "The weeks before elections, in which some clocks stand still, and what more of them would move.",
    ),
    (
        "The register",
        f"{ADMINISTRATION}/register",
        ("registrar", "administrator"),
        "Bodies, boards, committees and their seats: who sits where since when, and one more fact stated.",
    ),
    (
        "People",
        f"{ADMINISTRATION}/people",
        ("administrator",),
        "Who may come in and act for your body: invited, confirmed, given roles, shut out.",
    ),
    (
        "Keys",
        f"{ADMINISTRATION}/keys",
        ("administrator",),
        "By which systems of bodies send figures and answers: issued, changed for a new one, ended.",
    ),
    (
        "Safeguards",
        f"{ADMINISTRATION}/safeguards",
        ("registrar", "administrator"),
        "How often each was used, quarter by quarter: second persons, members who stood aside, slips put right.",
    ),
    (
        "Who did what",
        f"{ADMINISTRATION}/accesses",
        ("administrator",),
        "Who signed in, read what is personal and for what purpose, or was refused. Looking is itself kept.",
    ),
    (
        "Failed messages",
        FAILED_MESSAGES.format(service="publication"),
        ("administrator",),
        "What one part of this place told another, and the other could not take in: try it again, or leave it out.",
    ),
)
# What tells how a place does, and everybody may read.
READ_BY_ALL: tuple[tuple[str, str], ...] = (
    ("The register: bodies, boards, committees and their seats, and who leads on what", "/who"),
    ("How often each safeguard and power was used, and what it can and cannot do", "/record/powers"),
    ("How long each step takes, and how often a day was missed", "/record/timing"),
    ("How bodies keep this record: what was late, forced, or left to the clock", "/record/conduct"),
)

Administering = Annotated[Caller, Depends(officer(*ADMINISTERS))]
Administrator = Annotated[Caller, Depends(officer("administrator"))]
Proven = Annotated[Caller, Depends(officer("administrator", is_fresh=True))]
Registrar = Annotated[Caller, Depends(officer("registrar"))]
ProvenRegistrar = Annotated[Caller, Depends(officer("registrar", is_fresh=True))]

router = APIRouter(include_in_schema=False)


@router.get(ADMINISTRATION)
async def show_administration(request: Request, caller: Administering) -> Response:
    """Everything that this person may administer, and what each is for."""
    places = [(Link(words, address), what) for words, address, roles, what in ADMINISTERED if caller.roles & set(roles)]
    return page(
        request,
        caller,
        "administration.html",
        places=places,
        read=[Link(*one) for one in READ_BY_ALL],
        waiting=await people_waiting(request, caller),
    )


def navigation(caller: Caller) -> Navigation:
    """What this person may administer, over each of the pages."""
    places = [Link(words, address) for words, address, roles, _ in ADMINISTERED if caller.roles & set(roles)]
    return Navigation(
        entries=(
            Link("Administration", ADMINISTRATION),
            *places,
            Link("My work", WORK),
            Link("Your account", "/account"),
        ),
        label="Administration",
        is_desk=True,
        lies_under={
            "/escalation/administration/policies": f"{ADMINISTRATION}/policies",
            "/escalation/administration/closures": f"{ADMINISTRATION}/closures",
            "/escalation/administration/elections": f"{ADMINISTRATION}/elections",
            **{FAILED_MESSAGES.format(service=one): FAILED_MESSAGES.format(service="publication") for one in SERVICES},
        },
    )


def page(
    request: Request,
    caller: Caller,
    template: str,
    **values: Any,  # noqa: ANN401 what a template is given
) -> Response:
    """A page of administration, which no cache keeps."""
    return render(request, template, viewer=caller.name, navigation=navigation(caller), **values)
