"""How anything that goes wrong is answered: RFC 9457 documents to machines, a page to people; never what was sent.

A path whose second segment is `v1` belongs to machines, and so do probes and feeds; every other is a page.
"""

import json
from typing import Any, cast
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from shared.database import is_out_of_reach
from shared.policy.errors import PolicyError
from shared.problems import (
    BadRequest,
    CutLink,
    Malformed,
    NotFound,
    NotYours,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from shared.settings import HATS, PROVE, SIGN_IN
from shared.shapes import faults_of
from shared.web import again
from shared.web.application import logs
from shared.web.callers import SAFE_METHODS, ChooseFirst, NotLetIn, ProveFirst, names_of, of_session
from shared.web.components import Link
from shared.web.pages import problem_page

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 3
CUT = (
    "What it ends in is missing: some mail programs cut a long link in two. Copy all of it from the letter, up to its "
    "last letter, into the line where your browser shows an address. If the letter is lost, ask for a new one on the "
    "page on which you asked for the first."
)

# What somebody must do first: whoever only looks is led there at once, and back.
_FIRST: dict[type[Problem], Link] = {
    Unauthenticated: Link("Sign in", SIGN_IN),
    ChooseFirst: Link("Choose for whom you act", HATS),
    ProveFirst: Link("Show that it is you", PROVE),
}

log = structlog.get_logger()


class WrongMethod(BadRequest):
    """The address exists and does not take this method."""

    status, slug, title = 405, "wrong-method", "This address does not take that method"


class Unexpected(Problem):
    """An error of ours: it is logged, and nothing of it is told."""

    slug, title = "unexpected", "Something went wrong on our side"


def install(app: FastAPI) -> None:
    """Answer every problem and every refusal of the framework in this module's way."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _invalid_parameters)
    app.add_exception_handler(ClientDisconnect, _gone)


def answer(request: Request, problem: Problem) -> Response:
    """The answer to a problem, in the form that the path's readers understand."""
    if is_machine_path(request.url.path):
        return with_headers(document(problem, request_id(request)), problem)
    onward = next((link for kind, link in _FIRST.items() if isinstance(problem, kind)), None)
    if isinstance(problem, NotLetIn):
        onward = Link("Begin again", SIGN_IN)
    elif onward is not None and request.method in SAFE_METHODS:
        return RedirectResponse(f"{onward.href}?next={quote(_here(request), safe='/')}", status_code=303)
    return with_headers(problem_page(request, problem, reference=request_id(request), onward=onward), problem)


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to an error that no handler knows: 503 when the database is out of reach
    or the rules of a place do not read, else 500. Logs it.

    Of a route of which nothing is told, only that something failed.
    """
    told = {} if getattr(request.state, "is_untold", False) else logs.failure(error)
    if is_out_of_reach(error):
        log.warning("request.unavailable", request_id=request_id(request), **told)
        detail = "Something that the answer needs is out of reach for the moment. Nothing was stored; try again soon."
        return answer(request, Unavailable(detail, retry_after=RETRY_AFTER))
    log.error("request.failed", request_id=request_id(request), **told)
    if isinstance(error, PolicyError):  # what was stated was checked: only a row that somebody changed is none
        detail = "The rules of this place do not read. The page of the proof says how to check the record."
        return answer(request, Unavailable(detail, retry_after=RETRY_AFTER))
    return answer(
        request, Unexpected("It has been noted, and it is ours to mend. Nothing of what you sent was stored.")
    )


def is_machine_path(path: str) -> bool:
    """Whether machines read what is at this path: by where it lies, or by the format that its name ends in."""
    segments = path.split("/")
    if segments[-1].endswith((".json", ".csv", ".atom")):
        return True
    return (len(segments) > 2 and segments[2] == "v1") or segments[1:2] in (
        ["feeds"],
        ["healthz"],
        ["readyz"],
        ["metrics"],
    )


def document(problem: Problem, instance: str) -> Response:
    """The problem document."""
    body = json.dumps(problem.document(instance), ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE)


def with_headers(response: Response, problem: Problem) -> Response:
    """The response with the headers that its problem calls for."""
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if isinstance(problem, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="folkmoot"'
    response.headers["Cache-Control"] = "no-store"
    return response


def request_id(request: Request) -> str:
    """The id that the middleware gave this request."""
    return str(getattr(request.state, "request_id", ""))


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


async def _problem(request: Request, error: Exception) -> Response:
    problem = cast(Problem, error)
    signed_in = of_session(request)
    if isinstance(problem, NotYours) and signed_in is not None:  # the page says for which body they are here
        request.state.names = await names_of(request, signed_in)
    page = None if is_machine_path(request.url.path) else await again.handed_back(request, problem)
    return with_headers(page, problem) if page is not None else answer(request, problem)


async def _http_exception(request: Request, error: Exception) -> Response:
    refused = cast(HTTPException, error)
    response = answer(request, _translated(refused.status_code))
    response.headers.update(
        {"Allow": refused.headers["Allow"]} if refused.headers and "Allow" in refused.headers else {}
    )
    return response


def _translated(status: int) -> Problem:
    match status:
        case 404:
            return NotFound("There is nothing at this address.")
        case 405:
            return WrongMethod("The address exists and takes other methods.")
        case 413:
            return TooLarge("The message is larger than this address takes.")
        case 401:
            return Unauthenticated("Sign in, or send an API key.")
        case 403:
            return NotYours("This is not yours to do.")
        case _:
            return BadRequest("The request cannot be read.")


async def _invalid_parameters(request: Request, error: Exception) -> Response:
    refused = cast(RequestValidationError, error)
    errors: list[Any] = [{**fault, "loc": fault["loc"][1:]} for fault in refused.errors()]
    names = {part: "" for fault in errors if fault["type"] != "missing" for part in fault["loc"][:1]}
    faults = faults_of(errors, names)
    if any(fault["loc"][:1] == ("path",) for fault in refused.errors()):
        return answer(request, NotFound("There is nothing at this address."))
    if "token" in {fault["loc"][-1] for fault in refused.errors()} and request.method == "GET":
        return answer(request, CutLink(CUT))
    return answer(request, Malformed("Some of the address's parameters do not fit.", errors=faults))


async def _gone(request: Request, error: Exception) -> Response:  # noqa: ARG001 the shape of a handler
    return Response(status_code=400)
