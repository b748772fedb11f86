"""The page behind an organiser's link on which pictures are put to a petition and taken back. No JavaScript.

Opening it changes nothing. Nobody but its organiser has the link, and a case worker looks at each picture first.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.evidence.evidence import Evidence, Held, Standing
from services.escalation.domain.evidence.picture import MOST_PICTURES
from services.escalation.handlers.evidence import picture
from services.escalation.handlers.evidence.evidence import Intake
from services.escalation.handlers.evidence.picture import Own, Sent
from services.escalation.pages.evidence.file import standing
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.evidence.evidence import NOT_SCANNED, SCANNED, address
from services.escalation.schemas.evidence.picture import PictureForm, TakeBackIn
from shared.auth import PUBLIC
from shared.events import new_id
from shared.files.filetypes import PICTURES_ONLY
from shared.idempotency import Once
from shared.problems import Malformed, NotNow, NotYours, Problem, TooLarge, Unavailable
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.csrf import ForgedRequest
from shared.web.csrf import token as form_token
from shared.web.files import read_file_form, require
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render, unkept
from shared.web.requests import filled, now, read_form
from shared.web.wording import moment, sentence_case

BASE = "/petitions/{reference}/organiser/pictures"
TOO_LARGE = (
    f"The picture is too large: one may have {PICTURES_ONLY.largest // 1_000_000} MB at most. Most telephones can send "
    "a smaller one."
)
LIMIT = PICTURES_ONLY.largest + (64 << 10)
NOT_TAKEN = (Malformed, NotNow, NotYours, TooLarge, Unavailable)

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)

Token = Annotated[str, Query(min_length=1, max_length=100)]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get(BASE)
async def show_pictures(request: Request, reference: str, token: Token) -> Response:
    """One's pictures, where each stands, and the form for another."""
    return await _page(request, reference, token, UNTOUCHED)


@router.post(BASE)
async def add_picture(
    request: Request, reference: str, own: Annotated[str, Query(alias="token", max_length=100)] = ""
) -> Response:
    """Put a picture to the petition, once however often the button is pressed; else the form with what is wrong. The
    link's token stands in the address too: of a form that is too large nothing is read.
    """
    try:
        said, file = await read_file_form(request, PictureForm, field="file", limit=LIMIT)
        once = Once(PUBLIC.id, said.once, f"POST {request.url.path}", request.state.body_sha256)
        sent = Sent(reference=reference, said=said, content=require(file), now=now(request))
        await picture.bring_once(database_of(request), _intake(request), sent, once=once)
    except ForgedRequest:
        raise
    except TooLarge as refused:
        token = filled(request).get("token", own)
        if not token:
            raise
        return await _page(request, reference, token, Form(filled(request), {"file": TOO_LARGE}, refused.status))
    except NOT_TAKEN as refused:
        return await _again(request, reference, refused)
    return _back(reference, said.token)


@router.post(f"{BASE}/{{number}}/withdraw")
async def take_back(request: Request, reference: str, number: Number) -> Response:
    """Take a picture back: it is destroyed."""
    sent = await read_form(request, TakeBackIn)
    try:
        await picture.take_back(database_of(request), reference, number, sent.token, now=now(request))
    except (NotNow, NotYours) as refused:
        return await _page(request, reference, sent.token, Form({}, {"": refused.detail}, refused.status))
    return _back(reference, sent.token)


def shown(one: Evidence, held: Held) -> dict[str, str]:
    """A picture that everybody may see: where its bytes and its own page are, and the line about it."""
    return {
        "source": f"{address(one)}/file",
        "caption": held.words.title,
        "page": f"/cases/{one.case}/files/{one.number}",
        "number": str(one.number),
    }


def _back(reference: str, token: str) -> Response:
    return RedirectResponse(f"/petitions/{reference}/organiser/pictures?token={token}", status_code=303)


async def _again(request: Request, reference: str, refused: Problem) -> Response:
    token = filled(request).get("token", "")
    if not token or not token.isalnum():
        raise refused
    if isinstance(refused, Malformed):
        return await _page(request, reference, token, Form.refused(request, refused))
    return await _page(request, reference, token, Form(filled(request), {"": refused.detail}, refused.status))


async def _page(request: Request, reference: str, token: str, form: Form) -> Response:
    own = await picture.see(database_of(request), request.app.state.seal, reference, token, now=now(request))
    fields = _fields(form) if own.may_add else []
    summary = ErrorSummary.of(fields)
    if summary is None and "" in form.errors:
        summary = ErrorSummary("Not done", [Link(form.errors[""], "#pictures")])
    page = render(
        request,
        "pictures.html",
        status=form.status,
        place=own.area,
        reference=reference,
        title=own.title,
        pictures=[_row(own, one, held, may_take=may_take) for one, held, may_take in own.pictures],
        fields=fields,
        summary=summary,
        most=MOST_PICTURES,
        link_token=token,
        once=form.typed.get("once") or str(new_id()),
        token=form_token(request),
        scan=SCANNED if _intake(request).scanner.is_set else NOT_SCANNED,
    )
    return unkept(page)


def _row(own: Own, one: Evidence, held: Held | None, *, may_take: bool) -> dict[str, object]:
    ground = (
        f" {sentence_case(own.wording.code(one.ground))}." if one.ground and one.standing is not Standing.PUBLIC else ""
    )
    return {
        "number": one.number,
        "caption": held.words.title if held else f"Picture {one.number}",
        "stands": f"{standing(one)[1]}.{ground}",
        "when": moment(one.received_at),
        "may_take": may_take,
    }


def _fields(form: Form) -> list[Field]:
    return [
        Field(
            name="file",
            label="Choose a picture",
            kind=FieldKind.FILE,
            hint=(
                f"A photograph or another picture, as JPEG or PNG, of at most {PICTURES_ONLY.largest // 1_000_000} MB. "
                "The pictures of most telephones are right as they are."
            ),
            error=form.errors.get("file", ""),
        ),
        Field(
            name="caption",
            label="What does it show, in one line?",
            hint="It stands beside the picture, and is read out to people who cannot see it. Name no private person.",
            value=form.typed.get("caption", ""),
            error=form.errors.get("caption", ""),
        ),
    ]


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake
