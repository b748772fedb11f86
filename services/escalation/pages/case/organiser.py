"""The page behind an organiser's link on which they speak in the case that came of their petition. No JavaScript.

Opening it changes nothing, however often and by whatever machine. Nobody but the organiser has the link.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.handlers.case import organiser
from services.escalation.pages.case import command, second
from services.escalation.pages.case import standing as stands
from services.escalation.pages.case.command import Cards, Refusal
from services.escalation.schemas.case.command import FORMS_BY_LINK, from_form
from shared.problems import Malformed, NotFound, NotNow, NotYours, Problem, Stale
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import token as form_token
from shared.web.forms import Action, ErrorSummary
from shared.web.pages import render, unkept
from shared.web.requests import by_field, filled, now, read_form, received_at

BASE = "/petitions/{reference}/organiser/case"
WORDS = "reasons"
LOOKED_AT = "A case worker looks at it before everybody sees it. Name no private person."
SEES_WORDS = "That whoever started the petition says so, and the day. Your words too, once somebody has looked at them."
SEES_DAY = "That whoever started the petition says so, and the day."

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]


@router.get(BASE)
async def show_case_of_organiser(request: Request, reference: str, token: Token) -> Response:
    """Where one's case stands, and what one may say or ask for in it."""
    return await _page(request, reference, token)


@router.post(f"{BASE}/{{name}}")
async def act_as_organiser(request: Request, reference: str, name: str) -> Response:
    """Do what the card says, on the version that was seen; what is wrong comes back beside its field."""
    if name not in ASKED_BY_PEOPLE:
        raise NotFound("There is no such deed.")
    try:
        form = await read_form(request, FORMS_BY_LINK[name])
        asked, version = from_form(name, form)
        wish = organiser.Wish(
            petition=reference,
            token=form.token,
            command=asked,
            expected_version=version,
            now=now(request),
            received_at=received_at(request),
        )
        await organiser.act(database_of(request), request.app.state.intake, wish)
    except (Malformed, NotNow, NotYours, Stale) as refused:
        return await _again(request, reference, name, refused)
    return RedirectResponse(f"/petitions/{reference}/organiser/case?token={form.token}", status_code=303)


async def _again(request: Request, reference: str, name: str, refused: Problem) -> Response:
    """The page once more, with what is not right beside its field, or above all where it stands so by now."""
    link_token = filled(request).get("token", "")
    if not link_token or not link_token.isalnum():
        raise refused
    beside = by_field(refused) if isinstance(refused, Malformed) else {}
    return await _page(request, reference, link_token, Refusal(name, filled(request), beside, refused))


async def _page(request: Request, reference: str, link_token: str, refusal: Refusal | None = None) -> Response:
    own = await organiser.see(database_of(request), reference, link_token, now=now(request))
    standing = stands.Standing(
        case=own.case, at=own.at, history=own.history, area_name=own.area_name, wording=own.wording
    )
    found = command.cards(standing, own.offers, seen_version=own.case.version, refused=refusal)
    cards = Cards(
        here=[_by_link(one, reference, link_token) for one in found.here],
        at_any_time=[_by_link(one, reference, link_token) for one in found.at_any_time],
        closed=found.closed,
    )
    page = render(
        request,
        "organiser_case.html",
        status=refusal.problem.status if refusal else 200,
        place=own.area_name,
        reference=reference,
        about=own.case,
        chips=stands.chips(standing),
        line=stands.must_line(standing),
        ladder_of_case=stands.ladder(standing),
        cards=cards,
        proposed=second.proposed(standing, own.offers),
        entries=[*stands.next_entries(standing), *reversed(stands.story(standing))],
        summary=_summary([*cards.here, *cards.at_any_time], refusal),
        link_token=link_token,
        token=form_token(request),
    )
    return unkept(page)


def _by_link(card: Action, reference: str, link_token: str) -> Action:
    """The card as the organiser's page has it: it comes back here, and says what becomes of a resident's own words."""
    name = card.href.rpartition("/")[2]
    # The organiser itself agrees without a word; only who writes that down for it says how it is known.
    asked = [one for one in card.fields if (name, one.name) != ("agree_settlement", WORDS)]
    has_words = any(one.name == WORDS for one in asked)
    return replace(
        card,
        href=f"/petitions/{reference}/organiser/case/{name}",
        hidden=(*card.hidden, ("token", link_token)),
        public_sees=SEES_WORDS if has_words else SEES_DAY,
        fields=[replace(one, hint=LOOKED_AT) if one.name == WORDS else one for one in asked],
    )


def _summary(is_open: list[Action], refusal: Refusal | None) -> ErrorSummary | None:
    beside = ErrorSummary.of([field for card in is_open for field in card.fields])
    if refusal is None or beside is not None:
        return beside
    return ErrorSummary(refusal.problem.title, [Link(refusal.problem.detail, "#act")])
