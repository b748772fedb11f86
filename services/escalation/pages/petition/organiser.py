"""The page behind the link of an organiser's letters: how the petition stands, and what may be done. No JavaScript.

Opening it changes nothing, however often and by whatever machine.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.petition.decision import Deed
from services.escalation.domain.petition.moderation import Standing
from services.escalation.domain.petition.notice import Notice
from services.escalation.handlers.petition import organiser
from services.escalation.handlers.petition.organiser import Own
from services.escalation.pages.obligation.wording import name_of
from services.escalation.pages.petition import check
from services.escalation.pages.petition import draft as starting
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.petition.moderation import AppealForm, MendForm, WithdrawForm
from shared.problems import Malformed, NotNow, Problem
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form
from shared.web.wording import sentence_case

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]
WORDS: dict[Standing, str] = {
    Standing.SPONSORING: "Others support it first. Share the link below; only who has it can read the petition.",
    Standing.WAITING: "It is being checked. Nobody can sign it yet, and you need do nothing.",
    Standing.OVERDUE: "The council has not decided in time. You need do nothing.",
    Standing.HELD: "It waits because an election is near, and is looked at again after it. You need do nothing.",
    Standing.RETURNED: "It came back to you. Change the words below, and send it again.",
    Standing.REFUSED: "It was refused. You may ask below that somebody else looks at it.",
    Standing.REVIEW: "You asked for a review: somebody of another body looks at the refusal. You need do nothing.",
    Standing.COMMITTEE: "Another body found the refusal right. The scrutiny committee decides. You need do nothing.",
    Standing.PUBLISHED: (
        "It is public: everybody can read and sign it. Others have put their names to it, so that nobody deletes it "
        "now: you may leave it, and somebody else who signed it may take it up."
    ),
    Standing.CLOSED: "It has ended.",
}
OVER = "It is public: everybody can read it. Signing has closed."
CASE = (
    "A case has come of it. Where that stands, and what you may say or ask for until which day, stands on your page in "
    "the case. Everybody can still read and sign the petition."
)
CASE_CLOSED = (
    "A case has come of it. Where that stands, and what you may say or ask for until which day, stands on your page in "
    "the case. Signing has closed."
)
HIDDEN = "Somebody reported its text, and it was hidden. Its title, its signatures and its steps stay."

UNSENT = {"title": "Title", "text": "Text", "reasons": "Why somebody else should look at it"}


@router.get("/petitions/withdrawn")
async def show_withdrawn(request: Request) -> Response:
    """It was taken back, and nothing of it is kept."""
    return render(request, "withdrawn.html")


@router.get("/petitions/{reference}/organiser")
async def show_own(request: Request, reference: str, token: Token) -> Response:
    """How one's petition stands, and what one may do."""
    return await _page(request, reference, token, UNTOUCHED)


@router.post("/petitions/{reference}/organiser/mend")
async def mend(request: Request, reference: str) -> Response:
    """Send other words in place of those that came back."""
    try:
        sent = await read_form(request, MendForm)
        words = sent.words()
        await organiser.mend(database_of(request), reference, sent.token, words=words, now=now(request))
    except (Malformed, NotNow) as refused:
        return await _again(request, reference, refused)
    return _back(reference, sent.token)


@router.post("/petitions/{reference}/organiser/review")
async def ask_review(request: Request, reference: str) -> Response:
    """Ask that somebody else looks at the refusal."""
    try:
        sent = await read_form(request, AppealForm)
        await organiser.ask_review(database_of(request), reference, sent.token, reasons=sent.reasons, now=now(request))
    except (Malformed, NotNow) as refused:
        return await _again(request, reference, refused)
    return _back(reference, sent.token)


@router.post("/petitions/{reference}/organiser/withdraw")
async def withdraw(request: Request, reference: str) -> Response:
    """Take the petition back."""
    try:
        sent = await read_form(request, WithdrawForm)
        await organiser.withdraw(database_of(request), reference, sent.token, now=now(request))
    except (Malformed, NotNow) as refused:
        return await _again(request, reference, refused)
    return RedirectResponse("/petitions/withdrawn", status_code=303)


def _back(reference: str, token: str) -> Response:
    return RedirectResponse(f"/petitions/{reference}/organiser?token={token}", status_code=303)


async def _again(request: Request, reference: str, refused: Problem) -> Response:
    """The page once more, with what is not right beside its field, or above all where it stands so by now."""
    token = filled(request).get("token", "")
    if not token or not token.isalnum():
        raise refused
    if isinstance(refused, Malformed):
        return await _page(request, reference, token, Form.refused(request, refused))
    return await _page(request, reference, token, Form(filled(request), {"": refused.detail}, refused.status))


def _unsent(fields: dict[str, list[Field]], form: Form) -> list[tuple[str, str]]:
    """What was typed and was not taken, where no field of the page holds it any more: nobody types it twice."""
    held = {each.name for some in fields.values() for each in some}
    return [(label, form.typed[name]) for name, label in UNSENT.items() if form.typed.get(name) and name not in held]


async def _page(request: Request, reference: str, token: str, form: Form) -> Response:
    seal = request.app.state.seal
    own = await organiser.see(database_of(request), reference, token, seal=seal, now=now(request))
    fields = _fields(own, form)
    shown = [each for some in fields.values() for each in some]
    summary = ErrorSummary.of(shown)
    if summary is None and "" in form.errors:
        summary = ErrorSummary("Not done", [Link(form.errors[""], "#where")])
    page = render(
        request,
        "organiser.html",
        status=form.status,
        place=own.area,
        own=own,
        about=own.one,
        words=_words(own),
        hidings=[(one, _review_link(one, token)) for one in own.hidings],
        line=check.line_of(own.one, own.wording, own.at),
        reasons=_reasons(own),
        said=check.decided(own.refusals, own.at) or [own.one.reasons],
        paragraphs=[part for part in own.draft.text.split("\n\n") if part.strip()] if own.draft else (),
        share=f"{request.app.state.settings.public_address}/petitions/{reference}/sponsor?token={own.sponsor_token}"
        if own.sponsor_token
        else "",
        offers=[
            Link(name_of(one, own.wording), f"/petitions/{reference}/owed/{one.name}/ask?token={token}")
            for one in own.offers
        ],
        fields=fields,
        unsent=_unsent(fields, form),
        summary=summary,
        link_token=token,
        token=form_token(request),
    )
    return unkept(page)


def _words(own: Own) -> str:
    if own.hidings:
        return HIDDEN
    if own.has_case:
        return CASE if own.is_open else CASE_CLOSED
    return OVER if own.one.standing is Standing.PUBLISHED and not own.is_open else WORDS[own.one.standing]


def _review_link(one: Notice, token: str) -> Link:
    words = "Ask for a review" if one.may_be_reviewed else "What became of the review"
    return Link(words, f"/petitions/{one.reference}/report/{one.number}/review?token={token}")


def _reasons(own: Own) -> list[str]:
    one = own.one
    codes = one.faults if one.standing is Standing.RETURNED else ()
    if one.is_refused and one.refusal is not None:
        codes = one.refusal.codes
    return [sentence_case(own.wording.code(code)) for code in codes]


def _fields(own: Own, form: Form) -> dict[str, list[Field]]:
    """The questions of each deed that is open."""
    found: dict[str, list[Field]] = {}
    if Deed.MEND in own.deeds and own.draft is not None:
        kept = {
            "title": own.draft.title,
            "text": own.draft.text,
            "systematic_failure": "yes" if own.draft.alleges_system else "",
        }
        found["mend"] = starting.word_fields(Form({**kept, **form.typed}, form.errors))
    if Deed.ASK_REVIEW in own.deeds:
        found["review"] = [
            Field(
                name="reasons",
                label="Why should somebody else look at it?",
                kind=FieldKind.TEXTAREA,
                hint="Read by those who review it. It is not published.",
                value=form.typed.get("reasons", ""),
                error=form.errors.get("reasons", ""),
            )
        ]
    if Deed.WITHDRAW in own.deeds:
        found["withdraw"] = [
            Field(
                name="sure",
                label="Do you mean it?",
                kind=FieldKind.CHECKBOXES,
                options=[Option("yes", "Yes. All that was written of it is deleted, and there is no way back.")],
                error=form.errors.get("sure", ""),
                prefix="withdraw",
            )
        ]
    return found
