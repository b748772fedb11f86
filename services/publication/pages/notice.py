"""What every public service says of itself: how far everybody can use it, under what licence, and where to report a
fault of its security.
"""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.publication.schemas.download import LICENCE
from shared.problems import NotFound
from shared.web.callers import EVERYBODY
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.working_days import london_day

HOLDS_FOR = timedelta(days=180)

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/accessibility")
async def show_accessibility(request: Request) -> Response:
    """The accessibility statement: what was checked and how, what was not, and what to do where it fails."""
    contact = request.app.state.settings.contact
    words = contact.removeprefix("mailto:") if contact else ""
    return with_etag(request, render(request, "accessibility.html", contact=Link(words, contact) if contact else None))


@router.get("/licence")
async def show_licence(request: Request) -> Response:
    """Under what licence the record may be used."""
    return with_etag(request, render(request, "licence.html", licence=LICENCE))


@router.get("/.well-known/security.txt")
async def show_security(request: Request) -> Response:
    """Where to report a fault of security (RFC 9116). NotFound where nobody has said who takes such reports."""
    settings = request.app.state.settings
    if settings.contact is None:
        raise NotFound("Whoever runs this place has not said who takes such reports.")
    ends = datetime.combine(london_day(now(request)) + HOLDS_FOR, datetime.min.time(), UTC)
    lines = (
        f"Contact: {settings.contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.public_address.rstrip('/')}/.well-known/security.txt",
    )
    return with_etag(request, PlainTextResponse("\n".join(lines) + "\n"))
