"""The machines' door to files put to a case as evidence: bringing one, deciding about one, and having it.

A public file's bytes are handed out to be saved, never shown in the browser, by an address that looks at no cookie.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.escalation.domain.evidence.decision import BRINGING, ROLES, Deed
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.evidence.evidence import Intake, Sent, Wish
from services.escalation.schemas.evidence.evidence import BODIES, EvidenceIn, GroundIn, document, listing, name_of
from shared.auth import Caller
from shared.files.filetypes import LARGEST
from shared.problems import NotFound
from shared.web.answers import give, tell_version
from shared.web.callers import BY_ITSELF, anyone, database_of, officer
from shared.web.files import describe_file_form, download, read_machine_file_form, require
from shared.web.requests import describe_body, if_match, now, once, read_json

BASE = "/escalation/v1/cases/{reference}/evidence"
LIMIT = LARGEST + (64 << 10)  # the file, and what is said about it
WORDS = {
    Deed.RELEASE: "Show a file to everybody, after looking at it. Not by whoever brought it.",
    Deed.WITHHOLD: "Keep a file and show it to nobody, on a ground of the closed list. Not in one's own cause.",
    Deed.ASK_REMOVAL: "Ask to take a file out for good, to which a second person must agree within the policy's "
    "`evidence.hidden_while_asked`. A public file is hidden meanwhile, once whatever the ground; in one's own "
    "cause only for personal data, somebody's safety, a court's order or defamation upheld. Without agreement "
    "in time it is public again by itself.",
    Deed.AGREE_REMOVAL: "Agree in time, as second person, to take a file out: its bytes and words are destroyed.",
    Deed.REFUSE_REMOVAL: "Disagree with taking a file out, or take one's own question back: it stands as before.",
    Deed.WITHDRAW: "Take one's own file back before anybody decided on it, or within 24 hours.",
}
FORM = describe_file_form(EvidenceIn, "What is said about the file, and the file itself in the field `file`.")

Number = Annotated[int, Path(ge=1, le=100_000)]

router = APIRouter(tags=["evidence"])


@router.get(BASE)
async def list_evidence(request: Request, reference: str, caller: Annotated[Caller, Depends(anyone)]) -> Response:
    """The files put to a case, the words of each where the caller may see it. One that is gone is still listed."""
    seal = intake_of(request).seal
    files = await evidence.see_all(database_of(request), seal, reference, caller=caller, now=now(request))
    return JSONResponse(listing(reference, [(one.evidence, one.kept) for one in files.seen]))


@router.post(BASE, status_code=201, openapi_extra=FORM)
async def bring_evidence(
    request: Request, reference: str, caller: Annotated[Caller, Depends(officer(*BRINGING))]
) -> Response:
    """Put a file to a case as evidence, with words for those who cannot see it. A case worker looks at it first.

    At most 25 MB: a picture (JPEG, PNG), PDF, spreadsheet (XLSX, ODS), CSV or plain text, known by its bytes. What a
    picture tells besides what is seen is taken out; so what is kept has another hash than what was sent.
    """
    said, file = await read_machine_file_form(request, EvidenceIn, field="file", limit=LIMIT)
    sent = Sent(reference=reference, said=said, content=require(file), caller=caller, now=now(request))
    return give(await evidence.bring_once(database_of(request), intake_of(request), sent, once=once(request, caller)))


@router.get(f"{BASE}/{{number}}")
async def show_evidence(
    request: Request, reference: str, number: Number, caller: Annotated[Caller, Depends(anyone)]
) -> Response:
    """One file of a case: what it is, who brought it, where it stands, its hash. The ETag is its version."""
    files = await evidence.see_all(
        database_of(request), intake_of(request).seal, reference, caller=caller, now=now(request)
    )
    for one in files.seen:
        if one.evidence.number == number:
            return tell_version(document(one.evidence, one.kept), one.evidence.version)
    raise NotFound(evidence.NO_FILE)


@router.get(f"{BASE}/{{number}}/file", dependencies=BY_ITSELF)
async def get_file(request: Request, reference: str, number: Number) -> Response:
    """The bytes of a public file, to be saved. No cookie and no key is looked at."""
    found, content = await evidence.public_content(database_of(request), intake_of(request).seal, reference, number)
    return download(content, media_type=found.media_type, name=name_of(found))


def _door(deed: Deed) -> Callable[..., Awaitable[Response]]:
    """The address of one deed."""

    async def decide(
        request: Request, reference: str, number: Number, caller: Annotated[Caller, Depends(officer(*ROLES[deed]))]
    ) -> Response:
        body = await read_json(request, BODIES[deed])
        wish = Wish(
            reference=reference,
            number=number,
            deed=deed,
            caller=caller,
            now=now(request),
            expected_version=if_match(request),
            ground=body.ground if isinstance(body, GroundIn) else "",
        )
        after, kept = await evidence.do(database_of(request), intake_of(request), wish)
        return tell_version(document(after, kept), after.version)

    decide.__name__ = f"{deed.value}_evidence"
    decide.__doc__ = WORDS[deed]
    return decide


for _deed in Deed:
    router.add_api_route(
        f"{BASE}/{{number}}/{_deed.value}", _door(_deed), methods=["POST"], openapi_extra=describe_body(BODIES[_deed])
    )


def intake_of(request: Request) -> Intake:
    """What files go through here, as `main` built it."""
    intake: Intake = request.app.state.intake
    return intake
