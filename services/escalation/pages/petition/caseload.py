"""Several petitions decided about at once: chosen in the list, read again with their words, then decided, all or none.

Until the button under their words is pressed nothing has happened, and each can be left out. After it some minutes go
by before it takes effect; the page that follows says until when, and takes back one of them, or all.
"""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.caseload import MAY_TAKE_BACK, TOGETHER, WAITS, Chosen
from services.escalation.domain.petition.decision import ROLES, Deed
from services.escalation.handlers.petition import caseload, moderation
from services.escalation.handlers.petition.caseload import Together
from services.escalation.handlers.petition.moderation import Seen
from services.escalation.pages.case.case import DESK
from services.escalation.pages.petition import check
from services.escalation.pages.petition.check import BATCHES as BASE
from services.escalation.pages.petition.moderation import LIST, flags
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.moderation import TakeBackForm, TogetherForm
from shared.auth import Caller
from shared.problems import Malformed, NotFound, NotNow
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import Button, ErrorSummary
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.wording import time_of_day

MOST = 10  # as many as somebody reads before a button
NOT_OPEN = "This one is not open for that to you now."

router = APIRouter(include_in_schema=False)

Checking = Annotated[Caller, Depends(officer(*MAY_TAKE_BACK))]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get(BASE)
async def look_at_several(request: Request, caller: Checking) -> Response:
    """The chosen petitions with their words, and the button that decides about all of them."""
    asked = request.query_params.get("deed", "")
    deed = Deed(asked) if asked in TOGETHER else Deed.PUBLISH
    return await _page(request, deed, request.query_params.getlist("petition"), caller)


@router.post(BASE)
async def decide_about_several(request: Request, caller: Checking) -> Response:
    """Decide about all of them as they were seen, or none; where one is refused, each that is says why."""
    try:
        sent = await read_form(request, TogetherForm)
        deed = Deed(sent.deed)
        wish = Together(
            deed=deed,
            said=sent.said(),
            seen=sent.seen()[:MOST],
            caller=caller.acting_as(ROLES[deed]) or caller,
            now=now(request),
        )
        outcome = await caseload.decide_together(database_of(request), wish)
    except Malformed as refused:
        typed = filled(request)
        chosen = [one.partition(":")[0] for one in typed.get("petitions", "").split()]
        again = Deed(typed["deed"]) if typed.get("deed") in TOGETHER else Deed.PUBLISH
        return await _page(request, again, chosen, caller, check.Typed.refused(typed, refused, again))
    if outcome.number is None:
        again_typed = check.Typed(filled(request), outcome.refused, None, deed)
        return await _page(request, deed, [one for one, _ in wish.seen], caller, again_typed, is_refused=True)
    return RedirectResponse(f"{BASE}/{outcome.number}", status_code=303)


@router.get(f"{BASE}/{{number}}")
async def show_decided(request: Request, number: Number, caller: Checking) -> Response:
    """What was decided about several at one time: until when it waits, and what became of each."""
    return await _decided_page(request, number, caller)


@router.post(f"{BASE}/{{number}}/take-back")
async def take_back(request: Request, number: Number, caller: Checking) -> Response:
    """One of them, or all that wait, do not take effect."""
    try:
        sent = await read_form(request, TakeBackForm)
        await caseload.take_back(
            database_of(request), number, caller=caller, now=now(request), only=sent.petition or ""
        )
    except Malformed as refused:
        return await _decided_page(request, number, caller, Form.refused(request, refused))
    except NotNow as late:
        return await _decided_page(request, number, caller, Form({}, {"petition": late.detail}, late.status))
    return RedirectResponse(f"{BASE}/{number}", status_code=303)


async def _page(
    request: Request,
    deed: Deed,
    references: Sequence[str],
    caller: Caller,
    typed: check.Typed = check.Typed(),  # noqa: B008 frozen, and nothing was typed
    *,
    is_refused: bool = False,
) -> Response:
    found = await _seen(request, references, caller)
    refused = {one.one.reference: typed.errors.get(one.one.reference, _why_not(one, deed)) for one in found}
    open_ = [one for one in found if not _why_not(one, deed)]
    fields = check.fields(open_[0], deed, typed) if open_ else ()
    button, follows, sees = check.CARDS[deed]
    return render(
        request,
        "checks_together.html",
        status=HTTPStatus.CONFLICT if is_refused else typed.problem.status if typed.problem else HTTPStatus.OK,
        crumbs=(Link("My work", "/desk"), Link("Petitions to check", LIST), "Several at once"),
        navigation=DESK,
        viewer=caller.name,
        petitions=[
            {
                "reference": one.one.reference,
                "title": check.title(one),
                "paragraphs": check.paragraphs(one),
                "found": flags(one),
                "like": check.like(one, references),
                "refused": refused[one.one.reference],
                "without": _address(deed, (each.one.reference for each in found if each is not one)),
            }
            for one in found
        ],
        title=button,
        follows=follows,
        public_sees=sees,
        minutes=open_[0].at.policy.moderation.take_back_minutes if open_ else 0,
        weight=Button.WARNING if deed is Deed.REFUSE else Button.MAIN,
        fields=fields,
        deed=deed.value,
        hidden=" ".join(f"{one.one.reference}:{one.one.version}" for one in open_),
        count=len(open_),
        summary=_nothing_done(typed) if is_refused else ErrorSummary.of(fields) or _wrong(typed),
        action=BASE,
        token=token(request),
    )


async def _decided_page(request: Request, number: int, caller: Caller, form: Form = UNTOUCHED) -> Response:
    found = await caseload.see(database_of(request), number, caller=caller)
    first = found[0][0]
    waiting = [one for one, _ in found if one.waits]
    wrong = form.errors.get("petition") or next(iter(form.errors.values()), "")
    return render(
        request,
        "checks_decided.html",
        status=form.status,
        crumbs=(Link("My work", "/desk"), Link("Petitions to check", LIST), "Decided together"),
        navigation=DESK,
        viewer=caller.name,
        title=check.CARDS[first.deed][0],
        reasons=first.said.reasons,
        is_own=first.by.id == caller.id,
        decided_at=time_of_day(first.decided_at),
        due_at=time_of_day(first.due_at),
        waiting=len(waiting),
        petitions=[
            {
                "reference": one.petition,
                "title": title or f"Petition {one.petition}",
                "href": f"/desk/petitions/{one.petition}" if one.done_at is None else f"/petitions/{one.petition}",
                "came": _came(one),
                "waits": one.waits,
            }
            for one, title in found
        ],
        summary=ErrorSummary("Nothing was taken back", [Link(wrong, "#h-each")]) if wrong else None,
        action=f"{BASE}/{number}/take-back",
        token=token(request),
    )


def _came(one: Chosen) -> str:
    if one.passed_over:
        return f"Nothing was done: {one.passed_over}"
    if one.taken_back_at is not None:
        return f"Taken back at {time_of_day(one.taken_back_at)}. It waits as before, and its day is the same."
    return (
        f"Takes effect at {time_of_day(one.due_at)}." if one.done_at is None else f"Done at {time_of_day(one.done_at)}."
    )


async def _seen(request: Request, references: Sequence[str], caller: Caller) -> list[Seen]:
    """Those of the chosen that there are and whose words the reader may read; as many as are read before a button."""
    found = []
    for reference in list(dict.fromkeys(references))[:MOST]:
        try:
            seen = await moderation.see(database_of(request), reference, caller=caller, now=now(request))
        except NotFound:
            continue
        if seen.is_reader:
            found.append(seen)
    return found


def _why_not(seen: Seen, deed: Deed) -> str:
    if seen.among is not None:
        return WAITS
    return "" if deed in seen.deeds else NOT_OPEN


def _address(deed: Deed, references: Iterable[str]) -> str:
    return f"{BASE}?{urlencode([('deed', deed.value), *(('petition', one) for one in references)])}"


def _nothing_done(typed: check.Typed) -> ErrorSummary:
    said = [Link(f"{one}: {why}", f"#{one}") for one, why in typed.errors.items()]
    return ErrorSummary("Nothing was decided about any of them", said or [Link("None was chosen", "#h-do")])


def _wrong(typed: check.Typed) -> ErrorSummary | None:
    """What is wrong and stands beside no question."""
    return ErrorSummary(typed.problem.title, [Link(typed.problem.detail, "#h-do")]) if typed.problem else None
