"""Several petitions let through at once: chosen in the list, read again with their words, then published, all or none.

Until the button under their words is pressed nothing has happened, and each can be left out. Afterwards there is
nothing to undo by: everybody has read them, and words come out only by the step for words that may not stand.
"""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.decision import ROLES, Deed
from services.escalation.domain.petition.guard import Said
from services.escalation.handlers.petition import moderation
from services.escalation.handlers.petition.moderation import Seen, Wish
from services.escalation.pages.case.case import DESK
from services.escalation.pages.petition import check
from services.escalation.pages.petition.moderation import LIST, flags
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.moderation import TogetherForm
from shared.auth import Caller
from shared.problems import Malformed, NotFound
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import filled, now, read_form

TOGETHER = f"{LIST}/together"
MOST = 10  # as many as somebody reads before a button
NOT_OPEN = "This one is not open for that to you now."

router = APIRouter(include_in_schema=False)

Publishing = Annotated[Caller, Depends(officer(*ROLES[Deed.PUBLISH]))]


@router.get(TOGETHER)
async def look_at_several(request: Request, caller: Publishing) -> Response:
    """The chosen petitions with their words, and the button that lets everybody sign them."""
    return await _page(request, request.query_params.getlist("petition"), caller)


@router.post(TOGETHER)
async def publish_several(request: Request, caller: Publishing) -> Response:
    """Publish all of them as they were seen, or none; where one is refused, each that is says why."""
    try:
        sent = await read_form(request, TogetherForm)
    except Malformed as refused:
        form = Form.refused(request, refused)
        chosen = [one.partition(":")[0] for one in form.typed.get("petitions", "").split()]
        return await _page(request, chosen, caller, form)
    wishes = [
        Wish(
            reference=reference,
            deed=Deed.PUBLISH,
            said=Said(reasons=sent.reasons),
            caller=caller.acting_as(ROLES[Deed.PUBLISH]) or caller,
            now=now(request),
            expected_version=version,
        )
        for reference, version in sent.seen()[:MOST]
    ]
    if refusals := await moderation.act_together(database_of(request), wishes):
        form = Form(filled(request), dict(refusals), HTTPStatus.CONFLICT)
        return await _page(request, [wish.reference for wish in wishes], caller, form)
    return RedirectResponse(LIST, status_code=303)


async def _page(request: Request, references: Sequence[str], caller: Caller, form: Form = UNTOUCHED) -> Response:
    found = await _seen(request, references, caller)
    refused = {one.one.reference: form.errors.get(one.one.reference, _why_not(one)) for one in found}
    open_ = [one for one in found if not _why_not(one)]
    field = Field(
        name="reasons",
        label="Why they may be signed",
        hint="The same for all of them. Everybody reads it.",
        kind=FieldKind.TEXTAREA,
        value=form.typed.get("reasons", ""),
        error=form.errors.get("reasons", ""),
        rows=3,
    )
    return render(
        request,
        "checks_together.html",
        status=form.status,
        crumbs=(Link("My work", "/desk"), Link("Petitions to check", LIST), "Several at once"),
        navigation=DESK,
        viewer=caller.name,
        petitions=[
            {
                "reference": one.one.reference,
                "title": check.title(one),
                "paragraphs": _paragraphs(one),
                "found": flags(one),
                "refused": refused[one.one.reference],
                "without": _address(each.one.reference for each in found if each is not one),
            }
            for one in found
        ],
        field=field if open_ else None,
        hidden=" ".join(f"{one.one.reference}:{one.one.version}" for one in open_),
        count=len(open_),
        summary=ErrorSummary.of([field]) or _nothing_done(form),
        action=TOGETHER,
        token=token(request),
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


def _why_not(seen: Seen) -> str:
    return "" if Deed.PUBLISH in seen.deeds else NOT_OPEN


def _address(references: Iterable[str]) -> str:
    return f"{TOGETHER}?{urlencode([('petition', one) for one in references])}"


def _paragraphs(seen: Seen) -> list[str]:
    return [part for part in (seen.draft.text if seen.draft else "").split("\n\n") if part.strip()]


def _nothing_done(form: Form) -> ErrorSummary | None:
    if form.status != HTTPStatus.CONFLICT:
        return None
    return ErrorSummary("None was published", [Link(f"{one}: {why}", f"#{one}") for one, why in form.errors.items()])
