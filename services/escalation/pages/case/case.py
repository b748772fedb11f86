"""The page of a case for those who work on it: what is theirs to do, what the rest waits for, the facts, the timeline.

Its forms come to the same handler as the machines' commands.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.handlers.case import case
from services.escalation.handlers.case import command as commands
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.petition import petition
from services.escalation.pages.case import chain, command, particulars, second
from services.escalation.pages.case.command import Refusal
from services.escalation.pages.evidence import file
from services.escalation.pages.scrutiny import scrutiny
from services.escalation.schemas.case.command import FORMS, OF_WEIGHT, from_form
from shared.auth import Caller
from shared.problems import Malformed, NotFound, NotNow, NotYours, Stale
from shared.web.callers import check_fresh, database_of, officer
from shared.web.components import Fact, Link, TimelineEntry
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import Action, ErrorSummary
from shared.web.pages import Navigation, render
from shared.web.requests import filled, now, read_form, received_at

DESK = Navigation(
    entries=(
        Link("My work", "/desk"),
        Link("Petitions", "/petitions"),
        Link("Measures", "/areas"),
        Link("Negotiations", "/agreements"),
        Link("Public site", "/"),
        Link("Your account", "/account"),
    ),
    label="Desk",
    is_desk=True,
)
WORKING = ("case_worker", "scrutiny_officer", "monitoring_officer", "inspector", "partner")

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get("/cases/{reference}")
async def show_case(request: Request, reference: str, caller: Working) -> Response:
    """The case, addressed to whoever reads it."""
    return await _page(request, reference, caller)


@router.post("/cases/{reference}/{name}")
async def act(request: Request, reference: str, name: str, caller: Working) -> Response:
    """Do what the card says, on the version that was seen; what is wrong comes back beside its field."""
    if name not in ASKED_BY_PEOPLE:
        raise NotFound("There is no such deed.")
    if name in OF_WEIGHT:
        check_fresh(request)
    try:
        await _do(request, reference, name, caller)
    except ForgedRequest:
        raise
    except Malformed as refused:
        return await _page(request, reference, caller, Refusal(name, filled(request), _beside(refused), refused))
    except (NotNow, NotYours, Stale) as refused:
        return await _page(request, reference, caller, Refusal(name, filled(request), {}, refused))
    return RedirectResponse(f"/cases/{reference}", status_code=303)


async def _do(request: Request, reference: str, name: str, caller: Caller) -> None:
    acting = caller.acting_as(roles_for(name))
    form = await read_form(request, FORMS[name])
    asked, version = from_form(name, form)
    await commands.act(
        database_of(request),
        commands.Wish(
            reference=reference,
            command=asked,
            caller=acting or caller,
            expected_version=version,
            now=now(request),
            received_at=received_at(request),
        ),
    )


def _beside(refused: Malformed) -> Mapping[str, str]:
    """The sentences for each field. A recommendation's are named by its place in the list; a page writes one."""
    found: dict[str, list[str]] = {}
    for fault in refused.errors:
        parts = [part for part in (fault.pointer or "").split("/")[1:] if not part.isdecimal()]
        own = parts[1:] or ["text"] if parts[:1] == ["recommendations"] else parts
        own = own[1:] or ["reference"] if own[:1] == ["minute"] else own
        found.setdefault(own[0] if own else "version", []).append(fault.message)
    return {name: " ".join(sentences) for name, sentences in found.items()}


async def _page(request: Request, reference: str, caller: Caller, refusal: Refusal | None = None) -> Response:
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    names = await petition.names(database_of(request), seen.case.area, seen.case.measure)
    standing = chain.standing(seen)
    seal = request.app.state.seal
    files = await evidence.see_all(database_of(request), seal, reference, caller=caller, now=now(request))
    cards = command.cards(standing, seen.offers, seen_version=seen.case.version, refused=refusal)
    page = render(
        request,
        "case.html",
        status=refusal.problem.status if refusal else 200,
        place=names.area,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), reference),
        about=seen.case,
        chips=chain.chips(standing),
        line=chain.must_line(standing, is_readers=chain.is_readers(standing, seen.offers)),
        ladder_of_case=chain.ladder(standing),
        cards=cards,
        proposed=second.proposed(standing, seen.offers),
        token=token(request),
        summary=_summary([*cards.here, *cards.at_any_time], refusal),
        figures=particulars.figures(seen.case),
        evidence=particulars.evidence(standing),
        files=file.files_table(files),
        may_bring=files.is_open,
        facts=particulars.facts(standing, names.measure),
        codes=[Fact("Rules", seen.case.policy_version), Fact("Measure", seen.case.measure)],
        machine_links=(Link("As JSON", f"/escalation/v1/cases/{reference}"),),
        claims=particulars.claims(standing),
        processes=particulars.processes(standing),
        scrutiny=scrutiny.tables(standing),
        entries=_entries(standing),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _summary(is_open: list[Action], refusal: Refusal | None) -> ErrorSummary | None:
    """What is wrong: beside the fields of the card where they are shown, in one line otherwise."""
    beside = ErrorSummary.of([field for card in is_open for field in card.fields])
    if refusal is None or beside is not None:
        return beside
    return ErrorSummary(refusal.problem.title, [Link(refusal.problem.detail, "#act")])


def _entries(standing: chain.Standing) -> list[TimelineEntry]:
    return [*chain.next_entries(standing), *reversed(chain.story(standing))]
