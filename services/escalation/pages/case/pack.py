"""The pack of a hearing: one document to print, made from the record, with room to write beside each question."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.scrutiny.question import questions_of
from services.escalation.handlers.case import case, letter
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.petition import petition
from services.escalation.pages.case import delivery, figure, particulars
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.evidence import file
from services.escalation.pages.scrutiny import scrutiny
from shared.auth import Caller
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.pages import render
from shared.web.requests import now
from shared.working_days import in_words, london_day

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get("/cases/{reference}/pack")
async def show_pack(request: Request, reference: str, caller: Working) -> Response:
    """What members need before them: what it is about, what happened, the evidence, the questions, the answers."""
    moment = now(request)
    seen = await case.see(database_of(request), reference, caller=caller, now=moment)
    names = await petition.names(database_of(request), seen.case.area, seen.case.measure)
    is_own = seen.case.area in caller.areas
    written = await letter.see_all(database_of(request), reference, caller=caller) if is_own else None
    standing = stands.standing(seen)
    files = await evidence.see_all(database_of(request), request.app.state.seal, reference, caller=caller, now=moment)
    asked = [(one.text, one.answer) for one in seen.case.scrutiny.questions]
    return render(
        request,
        "pack.html",
        place=names.area,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(reference, f"/cases/{reference}"), "Pack for the hearing"),
        about=seen.case,
        made_on=in_words(london_day(moment)),
        chips=stands.chips(standing),
        line=stands.must_line(standing, is_readers=False),
        facts=[*particulars.facts(standing, names.measure), *(delivery.proof_fact(written) if written else ())],
        letters=delivery.letters_table(written) if written else None,
        entries=stands.story(standing),
        figures=figure.shown(standing),
        tables=[one for one in (file.files_table(files), particulars.claims(standing)) if one],
        scrutiny=scrutiny.tables(standing),
        questions=asked or [(one, "") for one in questions_of(standing.at.policy.stage2.questions)],
        is_asked=bool(asked),
        members=[one for one in seen.case.scrutiny.seats if one not in seen.case.scrutiny.recused],
    )
