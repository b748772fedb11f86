"""Writing a recommendation: the check of its five criteria says what is missing, why, and how it may be mended.

Nothing is said by it. What was written waits for the step in which it is issued.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.domain.scrutiny.recommendation import Draft, advice, lint
from services.escalation.handlers.case import case
from services.escalation.handlers.desk import writing
from services.escalation.pages.case import command
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.case.command import Filled
from services.escalation.schemas.scrutiny.recommendation import COMMAND, RecommendationForm
from shared.auth import Caller
from shared.problems import Malformed, NotYours
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case

PATH = "/cases/{reference}/recommendation"
ASKED = tuple(field.name for field in fields(Draft))

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get(PATH)
async def show_recommendation(request: Request, reference: str, caller: Working) -> Response:
    """What the reader wrote so far, with the verdicts on it; the open questions where nothing is written yet."""
    seal = request.app.state.seal
    kept = await writing.see(database_of(request), reference, COMMAND, caller=caller, seal=seal, now=now(request))
    return await _page(request, reference, caller, kept.typed if kept else {})


@router.post(PATH)
async def check_recommendation(request: Request, reference: str, caller: Working) -> Response:
    """Keep what is written for its writer, and say how it stands by each criterion; with `issue`, go on to the step."""
    wrong: Mapping[str, str] = {}
    try:
        await read_form(request, RecommendationForm)
    except Malformed as refused:
        wrong = by_field(refused)
    sent = filled(request)
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    kept = await writing.see(database, reference, COMMAND, caller=caller, seal=seal, now=moment)
    seen = await case.see(database, reference, caller=caller, now=moment)
    written = {name: sent.get(name, "") for name in ASKED}
    typed = {**(kept.typed if kept else {}), **written, "version": str(seen.case.version)}
    await writing.keep(database, reference, COMMAND, typed, caller=caller, seal=seal, now=moment)
    if sent.get("button") == "issue" and not wrong:
        return RedirectResponse(f"/cases/{reference}/{COMMAND}", status_code=303)
    return await _page(request, reference, caller, written, wrong)


async def _page(
    request: Request, reference: str, caller: Caller, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> Response:
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    standing = stands.standing(seen)
    offer = next((one for one in seen.offers if one.name == COMMAND), None)
    if offer is None or caller.acting_as(roles_for(COMMAND)) is None:
        raise NotYours("Your role writes no recommendations.")
    card = command.card(standing, offer, seen.case.version, Filled(COMMAND, typed, wrong or {}) if typed else None)
    questions = [one for one in card.fields if one.name in ASKED]
    verdicts = _verdicts(standing, typed) if typed and not wrong else ()
    return render(
        request,
        "recommendation.html",
        status=422 if wrong else 200,
        place=standing.area_name,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/cases/{reference}"), "A recommendation"),
        about=seen.case,
        fields=questions,
        verdicts=_table(verdicts),
        holds=sum(holds for _, holds, _, _ in verdicts),
        closed="" if offer.is_open else offer.reason,
        summary=ErrorSummary.of(questions),
        token=token(request),
    )


def _verdicts(standing: stands.Standing, typed: Mapping[str, str]) -> Sequence[tuple[str, bool, str, str]]:
    """Of each criterion: its name, whether it holds, why, and what would mend it."""
    said = {name: typed[name] for name in ASKED if typed.get(name, "").strip()}
    written = fit(RecommendationForm, said, source=TEXT_SOURCE).draft()
    code, today, known = standing.case.measure, standing.at.today, standing.at.measure
    return [
        (
            sentence_case(one.criterion.value),
            one.holds,
            one.why,
            "" if one.holds else advice(one.criterion, case_measure=code, today=today, known=known),
        )
        for one in lint(written, case_measure=code, today=today, known=known)
    ]


def _table(verdicts: Sequence[tuple[str, bool, str, str]]) -> Table | None:
    rows = [Row((name, "Yes" if holds else "Not yet", f"{why} {mend}".strip())) for name, holds, why, mend in verdicts]
    columns = (Column("Is it"), Column("So far"), Column("Why"))
    return Table("What the check says", columns, rows, stacks=True) if rows else None
