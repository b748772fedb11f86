"""What every application is built with: declared callers, fixed headers, problems in the right form, logs, figures."""

import io
import json
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
import structlog
from fastapi import APIRouter, Depends
from starlette.responses import Response

from shared.settings import Mode
from shared.shapes import Line, Strict
from shared.web.application import logs
from shared.web.application.app import BodyParsedByFramework, UndeclaredCallers
from shared.web.application.security import CONTENT_SECURITY_POLICY
from shared.web.callers import EVERYBODY, anyone
from tests import small_app
from tests.hostile import CANARY


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(small_app.build(small_app.nowhere()))
    async with httpx.AsyncClient(transport=transport, base_url=small_app.ADDRESS) as client:
        yield client


async def endpoint() -> Response:
    return Response()


class Sent(Strict):
    name: Line


async def parsed_by_framework(body: Sent) -> Response:
    return Response(body.name)


def test_a_route_without_a_declared_caller_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/indicators/v1/open", endpoint, methods=["DELETE"])
    router.add_api_route("/indicators/v1/fine", endpoint, dependencies=[Depends(anyone)])
    with pytest.raises(UndeclaredCallers, match=r"DELETE /indicators/v1/open$"):
        small_app.build(small_app.nowhere(), router)


def test_a_router_declares_the_callers_of_all_its_routes() -> None:
    router = APIRouter(dependencies=EVERYBODY)
    router.add_api_route("/indicators/v1/fine", endpoint)
    assert small_app.build(small_app.nowhere(), router).openapi()["paths"]["/indicators/v1/fine"]


def test_a_router_inside_a_router_is_looked_into() -> None:
    outer, inner = APIRouter(prefix="/indicators"), APIRouter(prefix="/v1")
    inner.add_api_route("/open", endpoint)
    outer.include_router(inner)
    with pytest.raises(UndeclaredCallers, match="GET /indicators/v1/open"):
        small_app.build(small_app.nowhere(), outer)


def test_a_plain_route_that_fastapi_does_not_know_stops_the_start() -> None:
    router = APIRouter()
    router.add_route("/side-door", lambda _: Response())
    with pytest.raises(UndeclaredCallers, match="/side-door"):
        small_app.build(small_app.nowhere(), router)


def test_a_body_parsed_by_fastapi_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/x", parsed_by_framework, methods=["POST"], dependencies=[Depends(anyone)])
    with pytest.raises(BodyParsedByFramework, match="POST /x"):
        small_app.build(small_app.nowhere(), router)


async def test_every_answer_carries_the_fixed_headers_and_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    answers = [
        await client.get(path) for path in ("/measures", "/indicators/v1/broken?secret=x", "/nothing", "/healthz")
    ]
    for answer in answers:
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


async def test_head_is_answered_wherever_get_is_and_without_a_body(client: httpx.AsyncClient) -> None:
    for path, status in (("/measures", 200), ("/indicators/v1/things/a", 200), ("/healthz", 200), ("/nothing", 404)):
        answer = await client.head(path)
        assert (answer.status_code, answer.content) == (status, b"")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/indicators/v1/things/a", 405),
        ("OPTIONS", "/indicators/v1/things/a", 405),
        ("TRACE", "/measures", 405),
        ("GET", "/indicators/v1/things/a/", 404),
        ("GET", "/measures/", 404),
        ("GET", "//measures", 404),
        ("GET", "/indicators/v1/things/a%2fb", 404),
        ("GET", "/indicators/v1/things/%00", 404),
        ("GET", "/indicators/v1/things/%ff", 404),
        ("GET", "/indicators/v1/things/-", 404),
        ("GET", "/indicators/v1/..;/metrics", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/indicators/v1/things/a?count=1_0", 422),
        ("GET", "/indicators/v1/things/a?count=%EF%BC%91", 422),
        ("GET", "/indicators/v1/things/a?on=0", 422),
        ("GET", "/indicators/v1/things/a?on=%00", 422),
        ("GET", "/indicators/v1/things/a?on=%ff", 400),
        ("GET", "/assets/../app.py", 404),
        ("GET", "/assets/%2e%2e/app.py", 404),
    ],
)
async def test_odd_methods_and_addresses_are_refused_and_never_fail(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await client.request(method, path)).status_code == status


async def test_a_wrong_method_is_told_which_are_right(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/indicators/v1/things/a")).headers["allow"] == "GET"


async def test_machines_get_problem_documents_and_people_get_pages(client: httpx.AsyncClient) -> None:
    machine, person = await client.get("/indicators/v1/nothing"), await client.get("/nothing")
    assert machine.headers["content-type"] == "application/problem+json"
    assert machine.json()["instance"] == machine.headers["x-request-id"]
    assert person.headers["content-type"].startswith("text/html")
    assert "<h1" in person.text
    assert person.headers["x-request-id"] in person.text


async def test_a_problem_says_when_to_try_again(client: httpx.AsyncClient) -> None:
    assert (await client.get("/indicators/v1/busy")).headers["retry-after"] == "7"


async def test_an_error_of_ours_tells_nothing(client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]) -> None:
    answer = await client.get("/indicators/v1/broken", params={"secret": CANARY})
    assert answer.status_code == 500
    assert CANARY not in answer.text
    written = capsys.readouterr().err
    assert "builtins.RuntimeError" in written
    assert "request.failed" in written
    assert f'"request_id": "{answer.json()["instance"]}"' in written
    assert CANARY not in written
    assert "Winifred" not in written


async def test_a_database_out_of_reach_is_503_and_says_when_to_try_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/measures/desk", headers={"authorization": f"Bearer fm_{'a' * 12}_{'b' * 43}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


async def test_readiness_is_red_without_the_database_while_the_process_lives(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).status_code == 503
    assert (await client.get("/healthz")).json() == {"status": "alive"}


@pytest.mark.parametrize("host", ["folkmoot.example", "127.0.0.1.evil.example", "", "127.0.0.1:8000@evil.example"])
async def test_another_host_is_turned_away(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/measures", headers={"host": host})).status_code == 400


async def test_outside_local_mode_only_the_public_host_is_served() -> None:
    transport = httpx.ASGITransport(small_app.build(small_app.nowhere(Mode.PRODUCTION)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:9999") as client:
        assert (await client.get("/measures")).status_code == 400
        assert (await client.get("/healthz")).status_code == 200


async def test_a_page_for_people_who_work_here_leads_to_the_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/measures/desk?sort=due&page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/sign-in?next=/measures/desk%3Fsort%3Ddue%26page%3D2"


async def test_a_machine_without_a_key_is_told_how_to_send_one(client: httpx.AsyncClient) -> None:
    answer = await client.post("/indicators/v1/batches")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"idempotency-key": "k"}, 428),
        ({"if-match": '"7"'}, 400),
        ({"idempotency-key": "k", "if-match": "7"}, 400),
        ({"idempotency-key": "k", "if-match": 'W/"7"'}, 400),
        ({"idempotency-key": "k" * 201, "if-match": '"7"'}, 400),
        ({"idempotency-key": "a b", "if-match": '"7"'}, 400),
        ({"idempotency-key": "k", "if-match": '"7"'}, 200),
    ],
)
async def test_a_write_says_its_key_and_the_version_it_saw(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.put("/indicators/v1/things/a", json=small_app.VALID, headers=headers)
    assert answer.status_code == status


async def test_two_keys_on_one_write_are_refused(client: httpx.AsyncClient) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b"), ("if-match", '"1"')]
    assert (await client.put("/indicators/v1/things/a", json=small_app.VALID, headers=headers)).status_code == 400


async def test_a_compressed_body_is_refused(client: httpx.AsyncClient) -> None:
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    assert (await client.post("/indicators/v1/things", content=b"\x1f\x8b", headers=headers)).status_code == 415


async def test_assets_are_kept_for_a_year_and_what_somebody_known_saw_not_at_all(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/manifest.json")
    known = await client.get("/nothing", headers={"cookie": "folkmoot=x"})
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert known.headers["cache-control"] == "private, no-store"
    assert (await client.get("/measures")).headers["cache-control"] == "no-cache"


async def test_requests_are_counted_by_route_and_status(client: httpx.AsyncClient) -> None:
    await client.get("/indicators/v1/things/a")
    await client.get("/indicators/v1/things/b")
    figures = (await client.get("/metrics")).text
    labels = 'method="GET",route="/indicators/v1/things/{code}",service="indicators",status="200"'
    assert f"folkmoot_requests_total{{{labels}}} 2.0" in figures


async def test_figures_do_not_leave_through_the_gateway(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})).status_code == 404


async def test_the_description_of_the_interface_shows_the_bodies_we_read_ourselves(client: httpx.AsyncClient) -> None:
    described = (await client.get("/indicators/v1/openapi.json")).json()
    body = described["paths"]["/indicators/v1/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["additionalProperties"] is False
    assert "value" in body["properties"]["parts"]["items"]["properties"]


async def test_arrival_is_stamped_in_business_time(client: httpx.AsyncClient) -> None:
    assert (await client.get("/indicators/v1/received")).json().endswith("+00:00")


def test_a_log_line_holds_listed_fields_only() -> None:
    kept = logs.keep_allowed(structlog.get_logger(), "info", {"event": "petition.signed", "email": CANARY, "count": 1})
    assert kept == {"event": "petition.signed", "count": 1, "dropped": 1}


def test_log_lines_are_one_line_of_json_whatever_is_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(structlog, "is_configured", lambda: False)
    logs.configure(stream)
    structlog.get_logger().info("x", reason='\n{"event": "forged"}\x1b[31m')
    structlog.reset_defaults()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["reason"].startswith("\n")
    assert "\x1b" not in lines[0]


def test_the_same_rule_may_be_declared_by_annotation_or_by_decorator() -> None:
    async def annotated(caller: Annotated[object, Depends(anyone)]) -> Response:
        return Response(str(caller))

    router = APIRouter()
    router.add_api_route("/x", annotated)
    built = small_app.build(small_app.nowhere(), router)
    assert "/x" in built.openapi()["paths"]
