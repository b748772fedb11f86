"""A small application built as every service's is, with a route of each sort; its database is never there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from shared.auth import Caller
from shared.clock import OffsetClock
from shared.database import for_service
from shared.problems import NotNow
from shared.settings import Mode, Settings
from shared.shapes import Day, Line, Moment, Number, Prose, Slug, Strict, Whole, Yes
from shared.web import csrf
from shared.web.application.app import create_app
from shared.web.application.endings import Ending
from shared.web.callers import anyone, officer, partner
from shared.web.requests import describe_body, if_match, once, read_form, read_json, received_at

ADDRESS = "http://127.0.0.1:8000"
router = APIRouter()


class Part(Strict):
    """Something inside a thing."""

    code: Slug
    value: Number | None = None


class Thing(Strict):
    """One field of every kind."""

    name: Line
    story: Prose = "none"
    count: Whole = 0
    value: Number | None = None
    on: Day | None = None
    at: Moment | None = None
    is_urgent: Yes = False
    code: Slug = "X"
    parts: Annotated[tuple[Part, ...], Field(max_length=3)] = ()
    tags: tuple[Line, ...] = ()


VALID = {"name": "Bins", "story": "Not emptied.", "count": 3, "value": 1.5, "on": "2026-03-31", "code": "NI-191"}

Anyone = Annotated[Caller, Depends(anyone)]


@router.post("/indicators/v1/things", openapi_extra=describe_body(Thing), dependencies=[Depends(anyone)])
async def post_thing(request: Request) -> JSONResponse:
    thing = await read_json(request, Thing)
    return JSONResponse(thing.model_dump(mode="json"))


@router.get("/indicators/v1/things/{code}", dependencies=[Depends(anyone)])
async def get_thing(code: Slug, count: Whole = 1, on: Day | None = None) -> JSONResponse:
    return JSONResponse({"code": code, "count": count, "on": on and on.isoformat()})


@router.post("/indicators/v1/batches", dependencies=[Depends(partner)])
async def post_batch() -> JSONResponse:
    return JSONResponse({})


@router.put("/indicators/v1/things/{code}", dependencies=[Depends(anyone)])
async def put_thing(request: Request, caller: Anyone) -> JSONResponse:
    await read_json(request, Thing)
    claimed = once(request, caller)
    shown = {"version": if_match(request), "key": claimed.key, "route": claimed.route, "client": claimed.client}
    return JSONResponse(shown)


@router.get("/indicators/v1/received", dependencies=[Depends(anyone)])
async def get_received(request: Request) -> JSONResponse:
    return JSONResponse(received_at(request).isoformat())


@router.get("/indicators/v1/broken", dependencies=[Depends(anyone)])
async def get_broken(secret: Line) -> JSONResponse:
    raise RuntimeError(f"it broke over {secret}")


@router.get("/indicators/v1/busy", dependencies=[Depends(anyone)])
async def get_busy() -> JSONResponse:
    raise NotNow("Something else comes first.", retry_after=7)


@router.get("/measures", dependencies=[Depends(anyone)])
async def page() -> Response:
    return HTMLResponse("<h1>Measures</h1>")


@router.post("/measures", dependencies=[Depends(anyone)])
async def post_form(request: Request) -> JSONResponse:
    thing = await read_form(request, Thing)
    return JSONResponse(thing.model_dump(mode="json"))


@router.get("/measures/desk")
async def desk(request: Request, caller: Annotated[Caller, Depends(officer("case_worker"))]) -> JSONResponse:
    return JSONResponse({"token": csrf.token(request), "areas": sorted(caller.areas), "body": caller.body})


class Nothing(Strict):
    """A form without questions."""


@router.post("/measures/desk")
async def post_desk(request: Request, caller: Annotated[Caller, Depends(officer("case_worker"))]) -> JSONResponse:
    await read_form(request, Nothing)
    return JSONResponse({"id": caller.id})


@router.post("/measures/fresh")
async def post_fresh(
    request: Request, caller: Annotated[Caller, Depends(officer("case_worker", is_fresh=True))]
) -> JSONResponse:
    await read_form(request, Nothing)
    return JSONResponse({"id": caller.id})


def nowhere(mode: Mode = Mode.LOCAL) -> Settings:
    """Settings of an application whose database does not answer."""
    secrets = {} if mode is Mode.LOCAL else {"role_password": "p" * 20, "secret": "s" * 20}
    return Settings.model_validate(
        {"mode": mode, "database_url": "postgresql://127.0.0.1:1/none", "public_address": ADDRESS, **secrets}
    )


def build(settings: Settings, *routers: APIRouter, endings: Sequence[Ending] = ()) -> FastAPI:
    """The application; with no routers, the small one's."""
    return create_app(
        "indicators",
        settings=settings,
        database=for_service(settings, "indicators"),
        clock=OffsetClock(),
        routers=routers or (router,),
        templates=Path(__file__).parent,
        endings=endings,
    )
