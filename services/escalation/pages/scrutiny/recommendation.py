"""Writing recommendations: the check of the five criteria says what is missing, why, and how it may be mended. One that
holds is laid beside and the next is written; all of them are issued by one minute.

Nothing is said by it. What was written waits for the step in which it is issued.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.chain import roles_for
from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.scrutiny.recommendation import Criterion, Draft, advice, lint
from services.escalation.handlers.case import case
from services.escalation.handlers.desk import writing
from services.escalation.pages.case import command
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.case.command import Filled
from services.escalation.schemas.scrutiny.recommendation import (
    BESIDE,
    COMMAND,
    MOST_BESIDE,
    MOST_LETTERS,
    RecommendationForm,
    draft_of,
    together,
    written_before,
)
from shared.auth import Caller
from shared.problems import Malformed, NotYours
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary
from shared.web.pages import render
from shared.web.requests import by_field, filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words

PATH = "/cases/{reference}/recommendation"
ASKED = tuple(field.name for field in fields(Draft))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A recommendation that is laid beside: its number, its words, who is to do it by when, what does not hold."""

    number: int
    text: str
    says: str
    lacks: Sequence[str]


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
    """Keep what is written for its writer, and say how it stands by each criterion. With `add` one that holds is laid
    beside and the next is begun; with `issue` all of them go on to the step.
    """
    wrong: Mapping[str, str] = {}
    form = RecommendationForm()
    try:
        form = await read_form(request, RecommendationForm)
    except Malformed as refused:
        wrong = by_field(refused)
    sent = filled(request)
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    kept = await writing.see(database, reference, COMMAND, caller=caller, seal=seal, now=moment)
    seen = await case.see(database, reference, caller=caller, now=moment)
    written = {name: sent.get(name, "") for name in ASKED}
    before = kept.typed if kept else {}
    others = written_before(before.get(BESIDE, ""))
    if not wrong:
        wrong = _full(others, written) if form.button == "add" else {}
    if not wrong:
        written, others = _arranged(stands.standing(seen), form, written, others)
    typed = {**before, **written, BESIDE: together(others), "version": str(seen.case.version)}
    await writing.keep(database, reference, COMMAND, typed, caller=caller, seal=seal, now=moment)
    if form.button == "issue" and not wrong:
        return RedirectResponse(f"/cases/{reference}/{COMMAND}", status_code=303)
    return await _page(request, reference, caller, typed, wrong)


def _is_blank(typed: Mapping[str, str]) -> bool:
    return not any(typed.get(name, "").strip() for name in ASKED if name != "measure")


def _full(others: Sequence[Mapping[str, str]], written: Mapping[str, str]) -> Mapping[str, str]:
    """Why no more can be laid beside, at the field that is first; empty where it can."""
    if len(others) >= MOST_BESIDE:
        return {"text": f"One minute may carry {MOST_BESIDE + 1} recommendations from this page."}
    if len(together([*others, written])) > MOST_LETTERS:
        return {"text": "All of them together are too long for one step. Write them shorter."}
    return {}


def _arranged(
    standing: stands.Standing, form: RecommendationForm, written: dict[str, str], others: list[dict[str, str]]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The one that is being written, and those beside it: one that holds is laid there, another taken up or out."""
    blank = dict.fromkeys(ASKED, "")
    if form.button == "add" and all(holds for _, holds, _, _ in _verdicts(standing, written)):
        return blank, [*others, written]
    place = form.take_up or form.take_out or 0
    if 0 < place <= len(others):
        taken, left = others[place - 1], [*others[: place - 1], *others[place:]]
        if form.take_out:
            return written, left
        return blank | taken, left if _is_blank(written) else [*left, written]
    if form.button == "issue" and _is_blank(written) and others:
        return blank | others[-1], others[:-1]
    return written, others


def _beside(standing: stands.Standing, others: Sequence[Mapping[str, str]]) -> list[Beside]:
    """Those that were written before, each with who is to do what by when, and what of it does not hold now."""
    return [
        Beside(
            number=number,
            text=typed.get("text", ""),
            says=_addressed(standing, typed),
            lacks=[why for _, holds, why, _ in _verdicts(standing, typed) if not holds],
        )
        for number, typed in enumerate(others, start=1)
    ]


def _addressed(standing: stands.Standing, typed: Mapping[str, str]) -> str:
    draft = draft_of(typed)
    by = f", by {in_words(draft.by_on)}" if draft.by_on else ""
    return f"To {name_of(draft.addressee, standing.at.register.bodies)}: {draft.owner}{by}"


async def _page(
    request: Request,
    reference: str,
    caller: Caller,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
) -> Response:
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    standing = stands.standing(seen)
    offer = next((one for one in seen.offers if one.name == COMMAND), None)
    if offer is None or caller.acting_as(roles_for(COMMAND)) is None:
        raise NotYours("Your role writes no recommendations.")
    card = command.card(standing, offer, seen.case.version, Filled(COMMAND, typed, wrong or {}) if typed else None)
    questions = [one for one in card.fields if one.name in ASKED]
    others = written_before(typed.get(BESIDE, ""))
    is_next = bool(others) and _is_blank(typed)
    verdicts = _verdicts(standing, typed) if typed and not wrong and not is_next else ()
    beside = _beside(standing, others)
    holds = sum(holds for _, holds, _, _ in verdicts)
    is_sound = all(not one.lacks for one in beside) and (is_next or holds == len(Criterion))
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
        holds=holds,
        beside=beside,
        may_add=holds == len(Criterion) and len(others) < MOST_BESIDE,
        may_issue=bool(typed) and is_sound and not wrong and offer.is_open,
        count=len(others) + (not is_next),
        closed="" if offer.is_open else offer.reason,
        summary=ErrorSummary.of(questions),
        token=token(request),
    )


def _verdicts(standing: stands.Standing, typed: Mapping[str, str]) -> Sequence[tuple[str, bool, str, str]]:
    """Of each criterion: its name, whether it holds, why, and what would mend it."""
    said = {name: typed[name] for name in ASKED if typed.get(name, "").strip()}
    written = draft_of(said)
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
