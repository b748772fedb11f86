"""What every public service says of itself: how far everybody can use it, under what licence, what it keeps of people,
and where to report a fault of its security.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.publication.handlers.register import register
from services.publication.schemas.search.download import LICENCE
from shared import data_map
from shared.data_map import DataMap, Held
from shared.policy import resolve
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import Period, london_day

HOLDS_FOR = timedelta(days=180)
PROFILE = "lof-2026-1"  # whose periods are told, as those of a place that set none of its own
router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@router.get("/accessibility")
async def show_accessibility(request: Request) -> Response:
    """The accessibility statement: what was checked and how, what was not, and what to do where it fails."""
    return with_etag(request, render(request, "accessibility.html", contact=_contact(request)))


@router.get("/licence")
async def show_licence(request: Request) -> Response:
    """Under what licence the record may be used."""
    return with_etag(request, render(request, "licence.html", licence=LICENCE))


@router.get("/privacy-notice")
async def show_privacy_notice(request: Request) -> Response:
    """What is kept of people, why, how long, who sees it and whom to ask: printed from the map of it."""
    held, today = data_map.read(), london_day(now(request))
    tables = [_held(title, of, held.fields, today) for title, of in _by_part(held)]
    page = render(
        request,
        "privacy_notice.html",
        tables=tables,
        jumps=[(table.caption, f"h-held-{number}") for number, table in enumerate(tables, 1)],
        article_6=held.article_6,
        article_9=held.article_9,
        others=[(one.whose, one.basis) for one in held.tables if one.basis],
        places=await register.authorities(database_of(request)),
        contact=_contact(request),
    )
    return with_etag(request, page)


@router.get("/security")
async def show_reporting(request: Request) -> Response:
    """Where and how to report a fault of security, also where nobody has named an address for it."""
    places = await register.authorities(database_of(request))
    return with_etag(request, render(request, "security.html", contact=_contact(request), places=places))


@router.get("/.well-known/security.txt")
async def show_security(request: Request) -> Response:
    """Where to report a fault of security (RFC 9116): the address that was named, and the page that says how."""
    settings = request.app.state.settings
    page = f"{settings.public_address.rstrip('/')}/security"
    ends = datetime.combine(london_day(now(request)) + HOLDS_FOR, datetime.min.time(), UTC)
    lines = (
        f"Contact: {settings.contact or page}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.public_address.rstrip('/')}/.well-known/security.txt",
        f"Policy: {page}",
    )
    return with_etag(request, PlainTextResponse("\n".join(lines) + "\n"))


def _contact(request: Request) -> Link | None:
    contact = request.app.state.settings.contact
    return Link(contact.removeprefix("mailto:"), contact) if contact else None


def _by_part(held: DataMap) -> list[tuple[str, list[Held]]]:
    """The tables with something of people, under what each is a part of."""
    told: dict[str, list[Held]] = {}
    for one in held.tables:
        if one.personal:
            told.setdefault(held.parts[one.name.partition(".")[0]], []).append(one)
    return list(told.items())


def _held(title: str, tables: Sequence[Held], fields: Mapping[str, str], today: date) -> Table:
    columns = (Column("Of whom"), Column("What"), Column("What for"), Column("How long"), Column("Who sees it"))
    rows = [
        Row((sentence_case(one.whose), _what(one, fields), one.purpose, _kept(one, today), one.sees)) for one in tables
    ]
    return Table(title, columns, rows, stacks=True)


def _what(held: Held, fields: Mapping[str, str]) -> str:
    """What is kept, in words; what only serves to seal it or to find it again is told together."""
    plain = [fields[name] for name in held.personal if name in fields]
    return ", ".join((*plain, *(("keys and hashes that nobody reads",) if len(plain) < len(held.personal) else ())))


def _kept(held: Held, today: date) -> str:
    """How long, in words; where a place may set a time of its own, what holds where it set none."""
    told = _period(held.kept, today)
    if held.before_confirming:
        told = f"{told}; {_period(held.before_confirming, today)} where it is never confirmed"
    is_set = any(one and " " not in one for one in (held.kept, held.before_confirming))
    return f"{told} (a place may set other times)" if is_set else told


def _period(told: str, today: date) -> str:
    """Words as they stand; else the period of that key of a policy, or its number of days."""
    if " " in told:
        return told
    kept = resolve(PROFILE, (), today).row(told).value
    return kept.words() if isinstance(kept, Period) else f"{kept} days"
