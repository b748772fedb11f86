"""Opening a negotiation, and each of its rounds, at the desk: whose it is, by which rules, who its parties are."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.submission.deed import What
from services.publication.handlers.agreement.agreement import Read
from services.publication.handlers.register import register
from services.publication.pages.register.policy_parts import rules_called
from services.publication.pages.submission.blank import (
    Blank,
    Registrar,
    begin,
    draw,
    errors_of,
    go_on,
    papers_field,
    typed,
)
from services.publication.pages.submission.seat import HERE, Seat, seat_at, seat_of
from services.publication.schemas.submission.blank import OWN, OpeningForm, RoundForm
from shared.auth import Caller
from shared.events.publication import AgreementOpened
from shared.policy import released, resolve
from shared.problems import Malformed, Problem
from shared.web.callers import database_of
from shared.web.forms import Field, FieldKind, Option
from shared.web.requests import now, read_form

OPENING, ROUND = HERE + "/{area}/opening", HERE + "/{name}/round"
NOT_NAMED = "not-named-yet"

router = APIRouter(include_in_schema=False)


@router.get(OPENING)
async def show_opening(request: Request, area: str, caller: Registrar, draft: str = "") -> Response:
    """The form that opens a negotiation in one of the reader's places; `draft` names what was kept of it."""
    kept = await begin(await _seat_to_be(request, area, caller, NOT_NAMED), What.OPENING, draft)
    return await _opening(request, area, caller, parties=tuple(kept.get("parties", "").splitlines()))


@router.post(OPENING)
async def open_agreement(request: Request, area: str, caller: Registrar) -> Response:
    """Look at what everybody will read, go back to change it, or hand the opening in."""
    try:
        form = await read_form(request, OpeningForm)
    except Malformed as refused:
        return await _opening(request, area, caller, refused)

    async def again(refused: Problem | None) -> Response:
        return await _opening(request, area, caller, refused, form.parties)

    seat = await _seat_to_be(request, area, caller, form.agreement or NOT_NAMED)
    return await go_on(seat, form, What.OPENING, lambda: form.deed(area), again)


@router.get(ROUND)
async def show_round(request: Request, name: str, caller: Registrar, draft: str = "") -> Response:
    """The form that opens the next round; `draft` names what was kept of it."""
    seat = await seat_at(request, name, caller)
    await begin(seat, What.ROUND, draft)
    return _round(seat)


@router.post(ROUND)
async def open_round(request: Request, name: str, caller: Registrar) -> Response:
    """Look at the round, go back to change it, or hand it in."""
    seat = await seat_at(request, name, caller)
    try:
        form = await read_form(request, RoundForm)
    except Malformed as refused:
        return _round(seat, refused)

    async def again(refused: Problem | None) -> Response:
        return _round(await seat_at(request, name, caller), refused)

    return await go_on(seat, form, What.ROUND, form.deed, again)


async def _seat_to_be(request: Request, area: str, caller: Caller, name: str) -> Seat:
    """The reader's seat at an agreement that there is not yet. NotFound for a place that nobody registered."""
    known = await register.read(database_of(request), area)
    opened = AgreementOpened(area=area, agreement=name, title="A new negotiation", period="", profile="", parties=())
    return seat_of(request, Read(Agreement(opened), known, (), (), now(request)), caller, is_open=False)


async def _opening(
    request: Request, area: str, caller: Caller, refused: Problem | None = None, parties: tuple[str, ...] = ()
) -> Response:
    seat, words, errors = await _seat_to_be(request, area, caller, NOT_NAMED), typed(request), errors_of(refused)
    known, rules = seat.read.register, seat.by.policy.profile
    names = sorted(one.name for one in known.partners.values())
    place = known.about.name if known.about else area
    fields = (
        Field(name="title", label="What it is called", value=words.get("title", ""), error=errors.get("title", "")),
        Field(
            name="agreement",
            label="Its short name",
            hint="Part of its address for good: small letters, figures and hyphens, like outcomes-2026.",
            value=words.get("agreement", ""),
            error=errors.get("agreement", ""),
            width=20,
        ),
        Field(
            name="period",
            label="The years that it is made for",
            hint="Like 2026 to 2029.",
            value=words.get("period", ""),
            error=errors.get("period", ""),
            width=20,
        ),
        Field(
            name="profile",
            label="By which rules it goes",
            hint=f"Those of {place} are: {rules_called(rules)}.",
            kind=FieldKind.RADIOS,
            value=words.get("profile", rules),
            error=errors.get("profile", ""),
            options=tuple(Option(one, rules_called(one), hint=_allowed(one, seat.today)) for one in released()),
        ),
        Field(
            name="parties",
            label="Who its parties are",
            hint="Each says what binds it before the first round opens.",
            kind=FieldKind.CHECKBOXES,
            error=errors.get("parties", ""),
            options=tuple(Option(one, one, one in parties) for one in names),
        ),
        Field(
            name="others",
            label="Parties that the register does not know, if any",
            hint="One a line, as it is to be read.",
            kind=FieldKind.TEXTAREA,
            rows=2,
            value=words.get("others", ""),
        ),
    )
    blank = Blank(
        heading=f"Open a negotiation in {place}",
        words="Everybody will read that it began, between whom and by which rules. None of this can be changed later.",
        fields=fields,
    )
    return draw(seat, blank, refused)


def _allowed(profile: str, today: date) -> str:
    """What an agreement by these rules may hold, who has to agree to it, and how its rounds may go."""
    policy = resolve(profile, (), today)
    framework, rounds = policy.framework, "; or ".join(one.title for one in policy.rounds)
    if not framework.designated_max and not framework.statutory_max:
        caps = "Every target is the place's own; none is designated or statutory."
    else:
        caps = f"At most {framework.designated_max} designated and {framework.statutory_max} statutory targets."
    minister = " The minister's office decides on them." if framework.national_targets else ""
    return f"{caps}{minister} Rounds: {rounds}."


def _round(seat: Seat, refused: Problem | None = None) -> Response:
    words, errors = typed(seat.request), errors_of(refused)
    planned = _planned(seat)
    beside = " ".join(one for name, one in errors.items() if name in {"round", "title", "style"})
    chosen = words.get("planned", OWN if words or not planned else planned[0].value)
    is_own = chosen == OWN or bool(words.get("round") or words.get("title"))
    chosen = OWN if is_own else chosen
    fields = (
        Field(
            name="planned",
            label="Which round",
            hint="The patterns are those by which earlier agreements went. They oblige nobody.",
            kind=FieldKind.SELECT,
            value=chosen,
            error="" if is_own else beside,
            options=(*planned, Option(OWN, "Another, with a name of its own")),
        ),
        Field(
            name="round",
            label="If it is another: its short name",
            hint="Small letters, figures and hyphens, like second-draft.",
            width=20,
            value=words.get("round", ""),
            error=errors.get("round", "") if is_own else "",
        ),
        Field(
            name="title",
            label="If it is another: what it is called",
            value=words.get("title", ""),
            error=errors.get("title", "") if is_own else "",
        ),
        Field(
            name="opened_on",
            label="The day on which it opens",
            hint="Like 2026-06-30. Left empty where the papers do not tell it.",
            width=10,
            value=words.get("opened_on", "" if words else seat.today.isoformat()),
            error=errors.get("opened_on", ""),
        ),
        papers_field(words),
    )
    blank = Blank(
        heading="Open a round",
        words="From then on both sides may say things on items in it. The first opens when every party has said what "
        "binds it.",
        fields=fields,
    )
    return draw(seat, blank, refused)


def _planned(seat: Seat) -> list[Option]:
    """The rounds of every pattern that are not open yet, those of the pattern that was begun first."""
    opened = seat.read.agreement.rounds
    styles = sorted(
        seat.by.policy.rounds, key=lambda style: -sum(one.round in opened for one in style.rounds), reverse=False
    )
    return [
        Option(f"{style.style}/{one.round}", f"{one.title} ({style.title})")
        for style in styles
        for one in style.rounds
        if one.round not in opened
    ]
