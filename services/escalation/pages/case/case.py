"""The page of a case for those who work on it: what is theirs to do, what the rest waits for, the facts, the timeline.

Each step has pages of its own, to which its button leads.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.handlers.case import case, letter
from services.escalation.handlers.desk import writing
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.petition import petition
from services.escalation.pages.case import command, delivery, figure, particulars, second
from services.escalation.pages.case import standing as stands
from services.escalation.pages.evidence import file
from services.escalation.pages.scrutiny import scrutiny
from shared.auth import Caller
from shared.web.callers import database_of, officer
from shared.web.components import Fact, Link, TimelineEntry
from shared.web.pages import Navigation, render
from shared.web.requests import now

DESK = Navigation(
    entries=(
        Link("My work", "/desk"),
        Link("Notifications", "/desk/notifications"),
        Link("Petitions", "/petitions"),
        Link("Measures", "/areas"),
        Link("Negotiations", "/agreements"),
        Link("Public site", "/"),
        Link("Your account", "/account"),
    ),
    label="Desk",
    counted="/desk/notifications",
    is_desk=True,
)
WORKING = ("case_worker", "scrutiny_officer", "monitoring_officer", "inspector", "partner")
RECOMMENDING = roles_for("issue_recommendations")

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get("/cases/{reference}")
async def show_case(request: Request, reference: str, caller: Working) -> Response:
    """The case, addressed to whoever reads it."""
    return await _page(request, reference, caller)


async def _page(request: Request, reference: str, caller: Caller) -> Response:
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    names = await petition.names(database_of(request), seen.case.area, seen.case.measure)
    is_own = seen.case.area in caller.areas  # what a body keeps beside a case is shown in its own areas alone
    written = await letter.see_all(database_of(request), reference, caller=caller) if is_own else None
    standing = stands.standing(seen)
    seal = request.app.state.seal
    files = await evidence.see_all(database_of(request), seal, reference, caller=caller, now=now(request))
    cards = command.cards(standing, seen.offers, seen_version=seen.case.version)
    ours = [one.name for one in seen.offers if one.is_open]
    begun = await writing.begun(database_of(request), reference, ours, caller=caller, seal=seal, now=now(request))
    return render(
        request,
        "case.html",
        place=names.area,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), reference),
        about=seen.case,
        is_own=is_own,
        chips=stands.chips(standing),
        line=stands.must_line(standing, is_readers=stands.is_readers(standing, seen.offers)),
        ladder_of_case=stands.ladder(standing),
        cards=command.led(cards, begun),
        proposed=second.proposed(standing, seen.offers),
        figures=figure.shown(standing),
        files=file.files_table(files),
        may_bring=files.is_open,
        facts=[*particulars.facts(standing, names.measure), *(delivery.proof_fact(written) if written else ())],
        letters=delivery.letters_table(written) if written else None,
        codes=[Fact("Rules", seen.case.policy_version), Fact("Measure", seen.case.measure)],
        machine_links=(Link("As JSON", f"/escalation/v1/cases/{reference}"),),
        claims=particulars.claims(standing),
        processes=particulars.processes(standing),
        scrutiny=scrutiny.tables(standing),
        hearing=scrutiny.links(standing, may_recommend=caller.acting_as(RECOMMENDING) is not None),
        entries=_entries(standing),
    )


def _entries(standing: stands.Standing) -> list[TimelineEntry]:
    return [*stands.next_entries(standing), *reversed(stands.story(standing))]
