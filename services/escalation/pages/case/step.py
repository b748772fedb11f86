"""One step of a case, on pages of its own: its questions, what would follow before it is done, then the deed, once.

What was typed is kept for the account meanwhile. The case that has changed since is shown beside what was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.case.command import AgreeAsSecond, Command, RefuseAsSecond, verb
from services.escalation.domain.case.refusal import CHANGED
from services.escalation.domain.ladder.chain import roles_for
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.ladder.decision import NOT_YOURS, Offer
from services.escalation.domain.ladder.wording import sentences
from services.escalation.handlers.case import case
from services.escalation.handlers.case import command as commands
from services.escalation.handlers.case.command import Foreseen
from services.escalation.handlers.desk import writing
from services.escalation.pages.case import command, second
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.case import DESK, WORKING
from services.escalation.pages.case.command import Filled, Refusal
from services.escalation.pages.case.standing import Standing
from services.escalation.schemas.case.command import FORMS, FORMS_OF_DESK, OF_WEIGHT, from_form
from services.escalation.schemas.desk.writing import Writing
from services.escalation.schemas.scrutiny.recommendation import COMMAND
from shared import auth
from shared.auth import Caller
from shared.events import new_id
from shared.events.escalation import CaseStep, SignaturesCounted
from shared.problems import KeyReused, Malformed, NotFound, NotNow, NotYours, Problem, Stale
from shared.shapes import TEXT_SOURCE, fit
from shared.web.callers import check_fresh, database_of, identity, officer
from shared.web.components import Fact, Link, TimelineEntry
from shared.web.csrf import ForgedRequest, token
from shared.web.forms import Action, ErrorSummary
from shared.web.pages import render
from shared.web.requests import filled, now, once_of_press, read_form, received_at
from shared.working_days import london_day

BASE = "/cases/{reference}/{name}"
OF_SECOND = frozenset({verb(AgreeAsSecond), verb(RefuseAsSecond)})
UNTYPED = frozenset({"once", "button"})
GONE_ON = (NotNow, NotYours, Stale)

router = APIRouter(include_in_schema=False)

Working = Annotated[Caller, Depends(officer(*WORKING))]


@router.get(BASE)
async def show_step(request: Request, reference: str, name: str, caller: Working) -> Response:
    """The questions of a step, with what its reader wrote before; a step that asks nothing shows at once what follows.

    Of one that is not open to the reader now it says why.
    """
    _require_known(name)
    if name in OF_WEIGHT:
        check_fresh(request)
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    kept = await writing.see(
        database_of(request), reference, name, caller=caller, seal=request.app.state.seal, now=now(request)
    )
    offer = _offer(seen, name)
    if offer is not None and offer.is_open and not command.card(stands.standing(seen), offer, 0).fields:
        typed = {"version": str(seen.case.version)}
        return await _foreseen(request, seen, name, caller, typed)
    return _page(request, seen, name, caller, kept=kept)


@router.post(f"{BASE}/check")
async def check_step(request: Request, reference: str, name: str, caller: Working) -> Response:
    """What would follow if this were done; or the questions again, with what is not right beside its field.

    What was typed is kept for the account either way.
    """
    _require_known(name)
    refused: Malformed | None = None
    try:
        await read_form(request, FORMS_OF_DESK[name])
    except Malformed as wrong:
        refused = wrong
    sent = filled(request)
    typed = {field: value for field, value in sent.items() if field not in UNTYPED}
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    if sent.get("button") == "forget":
        await writing.forget(database, reference, name, caller=caller, seal=seal)
        return RedirectResponse(f"/cases/{reference}", status_code=303)
    await writing.keep(database, reference, name, typed, caller=caller, seal=seal, now=moment)
    if sent.get("button") == "keep":
        return RedirectResponse(f"/cases/{reference}", status_code=303)
    seen = await case.see(database, reference, caller=caller, now=moment)
    if sent.get("button") == "change":
        kept = await writing.see(database, reference, name, caller=caller, seal=seal, now=moment)
        return _page(request, seen, name, caller, kept=kept)
    if refused is not None:
        return _page(request, seen, name, caller, Refusal(name, typed, command.beside(refused, typed), refused))
    return await _foreseen(request, seen, name, caller, typed)


@router.post(BASE)
async def act(request: Request, reference: str, name: str, caller: Working) -> Response:
    """Do it, on the version that was seen, once however often it is sent; what is wrong comes back beside its field."""
    _require_known(name)
    if name in OF_WEIGHT:
        check_fresh(request)
    refused: Problem
    try:
        await _do(request, reference, name, caller)
    except ForgedRequest:
        raise
    except KeyReused:
        refused = Stale(CHANGED)
    except (Malformed, *GONE_ON) as wrong:
        refused = wrong
    else:
        return RedirectResponse(f"/cases/{reference}", status_code=303)
    seen = await case.see(database_of(request), reference, caller=caller, now=now(request))
    beside = command.beside(refused, filled(request)) if isinstance(refused, Malformed) else {}
    return _page(request, seen, name, caller, Refusal(name, filled(request), beside, refused))


async def _do(request: Request, reference: str, name: str, caller: Caller) -> None:
    form = await read_form(request, FORMS_OF_DESK[name])
    wish = _wish(request, reference, name, caller, from_form(name, form))
    if isinstance(wish.command, AgreeAsSecond):
        wish = replace(wish, same=await auth.hands_of_second(identity(request), caller))
    if form.once is None:
        await commands.act(database_of(request), wish)
        return
    unsent = request.app.state.seal.unsent(caller.id, reference, name)
    await commands.act_by_form(database_of(request), wish, once_of_press(request, caller, form.once), unsent=unsent)


def _wish(request: Request, reference: str, name: str, caller: Caller, asked: tuple[Command, int]) -> commands.Wish:
    return commands.Wish(
        reference=reference,
        command=asked[0],
        caller=caller.acting_as(roles_for(name)) or caller,
        expected_version=asked[1],
        now=now(request),
        received_at=received_at(request),
    )


async def _foreseen(request: Request, seen: case.Seen, name: str, caller: Caller, typed: Mapping[str, str]) -> Response:
    """What would follow, and the button that does it; the questions again where it would be refused."""
    asked, version = from_form(name, fit(FORMS[name], _said(typed), source=TEXT_SOURCE))
    wish = _wish(request, seen.case.reference, name, caller, (asked, version))
    try:
        foreseen = await commands.foresee(database_of(request), wish)
    except Malformed as wrong:
        return _page(request, seen, name, caller, Refusal(name, typed, command.beside(wrong, typed), wrong))
    except GONE_ON as wrong:
        return _page(request, seen, name, caller, Refusal(name, typed, {}, wrong))
    offer = _offer(seen, name)
    if offer is None:
        raise NotYours("This step is not yours to take.")
    standing = stands.standing(seen)
    after = replace(standing, case=foreseen.after, at=foreseen.at)
    card = command.card(standing, offer, version)
    return _rendered(
        request,
        "step_check.html",
        standing,
        caller,
        action=card,
        said=second.said_in(standing, asked),
        told=_told(standing, after, foreseen),
        state=standing.wording.state(foreseen.after.state.value),
        has_moved=foreseen.after.state is not seen.case.state,
        is_for_two=foreseen.after.waiting is not None and foreseen.after.waiting != seen.case.waiting,
        line=stands.must_line(after),
        has_same_clock=foreseen.after.due_on == seen.case.due_on,
        hidden=[(field, value) for field, value in typed.items() if field != "version"],
        version=version,
        asks=bool(card.fields),
        once=str(new_id()),
    )


def _said(typed: Mapping[str, str]) -> dict[str, str]:
    return {field: value for field, value in typed.items() if value.strip()}


def _told(standing: Standing, after: Standing, foreseen: Foreseen) -> Sequence[str]:
    """The sentences that everybody would read in the case's story."""
    days = [(one.event, london_day(one.occurred_at)) for one in standing.history]
    new = [(event, foreseen.at.today) for event in foreseen.events]
    found = sentences([*days, *new], after.wording, after.at.register.bodies, after.facts)
    return found[len(days) :]


def _page(
    request: Request,
    seen: case.Seen,
    name: str,
    caller: Caller,
    refusal: Refusal | None = None,
    *,
    kept: Writing | None = None,
) -> Response:
    """The questions, with what was typed; where it is not open, why, and what was typed."""
    standing, offer = stands.standing(seen), _offer(seen, name)
    if offer is None:
        raise NotYours("This step is not yours to take in this case.")
    filled_in = refusal.filled if refusal else Filled(name, kept.typed) if kept else None
    card = command.card(standing, offer, seen.case.version, filled_in)
    seen_version = _version(refusal.typed) if refusal else kept.version if kept else seen.case.version
    status = refusal.problem.status if refusal else 200
    if refusal is None and not offer.is_open:
        status = 403 if offer.rule == NOT_YOURS else 409
    return _rendered(
        request,
        "step.html",
        standing,
        caller,
        status=status,
        action=card,
        closed="" if offer.is_open else offer.reason,
        written=_written(card, filled_in) if not offer.is_open else (),
        kept=kept,
        changed=_changed(standing, seen_version),
        summary=_summary(card, refusal),
        others=command.others(name, filled_in.typed if filled_in else {}),
        writes=f"/cases/{seen.case.reference}/recommendation" if name == COMMAND and offer.is_open else "",
        proposed=second.proposed(standing, seen.offers) if name in OF_SECOND else None,
        line=stands.must_line(standing),
        is_for_two=offer.second is not None,
    )


def _rendered(
    request: Request,
    template: str,
    standing: Standing,
    caller: Caller,
    *,
    action: Action,
    status: int = 200,
    **values: Any,  # noqa: ANN401 whatever the template shows
) -> Response:
    about = standing.case
    return render(
        request,
        template,
        status=status,
        place=standing.area_name,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), Link(about.reference, f"/cases/{about.reference}"), action.title),
        about=about,
        action=action,
        token=token(request),
        **values,
    )


def _require_known(name: str) -> None:
    if name not in ASKED_BY_PEOPLE:
        raise NotFound("There is no such deed.")


def _offer(seen: case.Seen, name: str) -> Offer | None:
    return next((one for one in seen.offers if one.name == name), None)


def _version(typed: Mapping[str, str]) -> int:
    said = typed.get("version", "")
    return int(said) if said.isdecimal() and len(said) < len("1000000000") else 0


def _changed(standing: Standing, version: int) -> Sequence[TimelineEntry]:
    """What happened to the case after the version that somebody saw, oldest first."""
    if version >= standing.case.version:
        return ()
    told = [one for one in standing.history if not isinstance(one.event, SignaturesCounted)]
    days = zip(told, stands.story(replace(standing, history=told)), strict=True)
    return [entry for one, entry in days if isinstance(one.event, CaseStep) and one.version > version]


def _written(card: Action, sent: Filled | None) -> Sequence[Fact]:
    """What was typed for a step that is not open any more, so that it is not lost."""
    typed = sent.typed if sent else {}
    return [Fact(one.label, typed[one.name]) for one in card.fields if typed.get(one.name, "").strip()]


def _summary(card: Action, refusal: Refusal | None) -> ErrorSummary | None:
    """What is wrong: beside the fields where they are shown, in one line otherwise."""
    beside = ErrorSummary.of(card.fields)
    if refusal is None or beside is not None:
        return beside
    return ErrorSummary(refusal.problem.title, [Link(refusal.problem.detail, "#act")])
