"""The machines' door to held signatures: everybody sees how many, case workers decide about them by what they share."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.handlers.signature import held, invalidation
from services.escalation.handlers.signature import second as seconds
from services.escalation.handlers.signature.second import SECONDING
from services.escalation.schemas.signature.invalidation import (
    VEILED,
    InvalidationIn,
    PreviewIn,
    ReversalIn,
    SecondIn,
    WithdrawalIn,
    job_document,
    preview_document,
    public_document,
)
from shared.auth import Caller
from shared.idempotency import Answer
from shared.web.answers import UNKEPT, give, tell, tell_unkept
from shared.web.callers import EVERYBODY, database_of, officer, route_of
from shared.web.requests import describe_body, now, once, read_json

router = APIRouter(prefix="/escalation/v1/petitions/{reference}/signatures", tags=["petitions"])

Deciding = Annotated[Caller, Depends(officer("case_worker", is_fresh=True))]
Seconding = Annotated[Caller, Depends(officer(*SECONDING, is_fresh=True))]
Looking = Annotated[Caller, Depends(officer("case_worker", "monitoring_officer", "scrutiny_officer"))]


@router.get("/counts", dependencies=EVERYBODY)
async def show_counts(request: Request, reference: str) -> Response:
    """How many signatures count, and how many are held or struck out and why. Numbers from 1 to 4 are veiled."""
    ways, kept_back, struck = await held.counts(database_of(request), reference)
    return tell(request, public_document(reference, ways, kept_back, struck))


@router.get("/held")
async def show_held(request: Request, reference: str, caller: Looking) -> Response:
    """What is held: by reason, by day, and what it shares where at least five share it. No person is shown."""
    found = await held.see(
        database_of(request), reference, caller=caller, seal=request.app.state.seal, now=now(request)
    )
    document: dict[str, Any] = {
        "petition": reference,
        "counted": found.kept.signatures,
        "held": found.held,
        "struck_out": found.struck,
        "days": [{"on": on.isoformat(), "counted": counted, "held": n} for on, counted, n in found.trend],
        "groups": [
            {"kind": one.kind, "value": one.value, "shown": one.shown, "held": one.held} for one in found.groups
        ],
        "invalidations": [job_document(job) for job in found.jobs],
    }
    return tell_unkept(document)


@router.post("/invalidations/preview", openapi_extra=describe_body(PreviewIn))
async def preview(request: Request, reference: str, caller: Deciding) -> Response:
    """What a decision would find, and whose agreement it needs. Changes nothing; that somebody looked is noted.

    Fewer than 5 found by domain, pattern or postcode, or none, are told alike: the numbers are veiled.
    """
    sent = await read_json(request, PreviewIn)
    seal = request.app.state.seal
    found = await invalidation.preview(
        database_of(request), reference, sent, caller=caller, route=route_of(request), seal=seal, now=now(request)
    )
    told = preview_document(found.found, count=found.count, deed=sent.deed, second_of=found.second_of)
    return tell_unkept(told | VEILED if found.is_veiled else told)


@router.post("/invalidations", openapi_extra=describe_body(InvalidationIn))
async def ask(request: Request, reference: str, caller: Deciding) -> Response:
    """Count or strike out the signatures that the conditions find, `expected` of them as the preview told.

    409 when they find another number by now, or fewer than 5 by domain, pattern or postcode. Above the policy's limit,
    or in one's own cause, it waits (202) for a second person. With the same Idempotency-Key the same request again gets
    the same answer.
    """
    sent = await read_json(request, InvalidationIn)
    answer = await invalidation.ask(
        database_of(request),
        reference,
        sent,
        caller=caller,
        seal=request.app.state.seal,
        now=now(request),
        once=once(request, caller),
    )
    return _told(answer)


@router.post("/invalidations/{job}/second", openapi_extra=describe_body(SecondIn))
async def second(request: Request, reference: str, job: UUID, caller: Seconding) -> Response:
    """Agree to a decision that waits, and it is done; or do not, and nothing is."""
    sent = await read_json(request, SecondIn)
    found = await seconds.answer(database_of(request), reference, str(job), sent, caller=caller, now=now(request))
    return tell_unkept(job_document(found))


@router.post("/invalidations/{job}/withdrawal", openapi_extra=describe_body(WithdrawalIn))
async def withdraw(request: Request, reference: str, job: UUID, caller: Deciding) -> Response:
    """Take back a decision that waits for a second person, by the body that asked: nothing is done."""
    sent = await read_json(request, WithdrawalIn)
    found = await seconds.withdraw(database_of(request), reference, str(job), sent, caller=caller, now=now(request))
    return tell_unkept(job_document(found))


@router.post("/invalidations/{job}/reversal", openapi_extra=describe_body(ReversalIn))
async def reverse(request: Request, reference: str, job: UUID, caller: Deciding) -> Response:
    """Put a decision back as a whole, by the same rules, with an Idempotency-Key of its own."""
    sent = await read_json(request, ReversalIn)
    answer = await invalidation.reverse(
        database_of(request), reference, str(job), sent, caller=caller, now=now(request), once=once(request, caller)
    )
    return _told(answer)


def _told(answer: Answer) -> Response:
    told = give(answer)
    told.headers.update(UNKEPT)
    return told
