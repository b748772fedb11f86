"""Petitions as service requests of Open311 GeoReport v2: found, asked about, posted and read, in both formats."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx import Response

from services.escalation.main import EXAMPLES
from shared.events.publication import CouncillorRegistered
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, SIGNED, World
from tests.integration.escalation.petitions import check, confirmed, letters, lower_threshold, opened, press, shown
from tests.integration.examples import assert_recorded, trimmed

BASE = "/escalation/v1/open311"
NEEDED = 3
SAID = {
    "jurisdiction_id": AREA,
    "service_code": MEASURE,
    "description": "The bins in our street stand full for weeks, and nobody comes to empty them.",
    "email": "caller@example.org",
    "first_name": "Ann",
    "last_name": "Caller",
    "attribute[title]": "Empty the bins in our street",
    "attribute[postcode]": "M32 0TH",
    "attribute[relation]": "live",
    "attribute[ward]": "castle",
    "address_string": "By the mill in Hartford Road",
    "lat": "53.4101",
    "long": "-2.3112",
    "phone": "0161 000 0000",
    "device_id": "d-1",
    "api_key": "anything",
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    await here.tell(
        CouncillorRegistered(
            area=AREA,
            councillor="castle-1",
            name="Councillor for Castle Ward",
            council="council",
            ward="castle",
            ward_name="Castle Ward",
            since_on=SIGNED,
        )
    )
    return here


async def get(here: World, path: str, **asked: str) -> Any:
    answer = await here.client.get(f"{BASE}/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json() if path.endswith(".json") else ET.fromstring(answer.content)


async def post(here: World, format: str = "json", **changed: Any) -> Response:
    sent = {name: said for name, said in (SAID | changed).items() if said is not None}
    return await here.client.post(f"{BASE}/requests.{format}", data=sent)


async def test_a_position_that_is_none_is_named_and_nothing_is_begun(here: World) -> None:
    for said in ({"lat": "95"}, {"long": "-181.5"}, {"long": None}):
        refused = await post(here, **said)
        assert refused.status_code == 400, refused.text
    assert await here.value("select count(*) from escalation.petition_draft") == 0


async def test_a_client_finds_the_services_asks_posts_and_follows_its_request(here: World, settings: Settings) -> None:
    found = await get(here, "discovery.json")
    assert found["endpoints"][0]["url"].endswith(BASE)
    services = await get(here, "services.json", jurisdiction_id=AREA)
    assert [(one["service_code"], one["metadata"], one["type"]) for one in services] == [(MEASURE, True, "realtime")]
    asked = await get(here, f"services/{MEASURE}.json", jurisdiction_id=AREA)
    needed = {one["code"] for one in asked["attributes"] if one["required"]}
    assert needed == {"title", "postcode", "relation"}
    assert {f"attribute[{code}]" for code in needed} <= SAID.keys()

    posted = await post(here)
    assert posted.status_code == 201, posted.text
    (receipt,) = posted.json()
    reference = receipt["service_request_id"]
    waiting = await here.client.get(f"{BASE}/requests/{reference}.json")
    assert (waiting.status_code, waiting.json()[0]["code"]) == (404, 404)
    token = (await letters(here, settings))["caller@example.org"]
    assert (await press(here, reference, token)).status_code == 303
    waiting = await here.client.get(
        f"/escalation/v1/petitions/{reference}/moderation",
        headers={"Authorization": f"Bearer {await here.key('case_worker')}"},
    )
    assert "has_place" in waiting.text
    assert (await check(here, reference, "publish")).status_code == 200
    petition = await shown(here, reference)
    assert (petition["ward"], petition["signatures"]) == ("castle", 1)
    assert "Place: By the mill in Hartford Road; latitude 53.410, longitude -2.311." in petition["text"]
    again = await post(here, email="other@example.org")
    assert (again.status_code, again.json()[0]["code"]) == (400, 400)
    assert reference in again.json()[0]["description"]
    assert (await post(here, email="other@example.org", **{"attribute[seen_alike]": "yes"})).status_code == 201
    (one,) = await get(here, f"requests/{reference}.json")
    assert (one["status"], one["service_code"], one["agency_responsible"]) == ("open", MEASURE, "Waste")
    assert one["service_notice"].endswith(f"/petitions/{reference}")
    for private in ("caller@example.org", "Ann", "M32 0TH", "0161"):
        assert private not in json.dumps(one)
    kept = await here.admin.fetch("select * from escalation.petition")
    assert "0161" not in str([dict(row) for row in kept])

    await confirmed(here, settings, reference, range(1, NEEDED))
    await here.do("case_worker", reference, "reject", reason_code="vexatious", reasons="It is sent every week again.")
    (still,) = await get(here, f"requests/{reference}.json")
    assert (still["status"], still["expected_datetime"] is None) == ("open", False)
    await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    while (await here.show(reference)).json()["closed_on"] is None:
        await here.sweep()
    (closed,) = await get(here, f"requests/{reference}.json")
    assert (closed["status"], closed["expected_datetime"]) == ("closed", None)
    assert closed["updated_datetime"] > still["updated_datetime"]


async def test_requests_are_found_by_id_service_status_and_days_and_told_in_xml_as_well(
    here: World, settings: Settings, clock: SetClock
) -> None:
    began = clock.now()
    first = await opened(here, settings, title="The first one of these two")
    here.go_to(began.date() + timedelta(days=100))
    second = await opened(here, settings, title="Bins & boxes <for> every house")

    async def ids(**asked: str) -> list[str]:
        found = await get(here, "requests.json", **{"jurisdiction_id": AREA} | asked)
        return [one["service_request_id"] for one in found]

    assert await ids() == [second]
    assert await ids(service_request_id=f"{first},{second},{first}") == [second, first]
    assert await ids(start_date=began.isoformat()) == [first]
    assert await ids(start_date=began.isoformat(), end_date=(began + timedelta(days=1)).isoformat()) == [first]
    assert await ids(service_request_id=f"{first},{second}", status="closed") == []
    assert await ids(service_request_id=f"{first},{second}", status="open,closed") == [second, first]
    assert await ids(service_code="another") == []
    assert await ids(service_request_id=f"{first},{second}", page="2", page_size="1") == [first]
    assert await ids(jurisdiction_id=OTHER_AREA) == []
    document = await get(here, "requests.xml", jurisdiction_id=AREA)
    assert document.tag == "service_requests"
    assert [one.findtext("service_request_id") for one in document.iterfind("request")] == [second]
    assert "Bins & boxes <for> every house" in (document.findtext("request/description") or "")
    services = await get(here, "services.xml", jurisdiction_id=AREA)
    assert services.findtext("service/metadata") == "true"
    definition = await get(here, f"services/{MEASURE}.xml", jurisdiction_id=AREA)
    assert "castle" in [value.findtext("key") for value in definition.iter("value")]
    assert (await get(here, "discovery.xml")).findtext("endpoints/endpoint/formats/format") == "text/xml"


REFUSED: tuple[tuple[str, dict[str, str | None], int, str], ...] = (
    ("services.json", {}, 400, "jurisdiction_id"),
    ("services.json", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ("services/none.json", {"jurisdiction_id": AREA}, 404, "service_code"),
    ("requests/TRAF-2026-0001-0.json", {}, 404, "no request of this id"),
    ("requests.json", {"jurisdiction_id": AREA, "status": "maybe"}, 400, "open, closed"),
    (
        "requests.json",
        {"jurisdiction_id": AREA, "start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00Z"},
        400,
        "ninety days",
    ),
    ("requests.json", {"jurisdiction_id": AREA, "start_date": "yesterday"}, 400, "start_date"),
    ("requests.json", {"jurisdiction_id": AREA, "nothing": "1"}, 400, "nobody reads"),
    ("services.yaml", {"jurisdiction_id": AREA}, 404, "xml and json"),
)
UNFIT: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"attribute[title]": None}, 400, "attribute[title]"),
    ({"attribute[title]": " "}, 400, "attribute[title]"),
    ({"email": "nobody"}, 400, "e-mail"),
    ({"description": "..."}, 400, "description"),
    ({"first_name": "https://evil.example"}, 400, "name"),
    ({"media_url": "https://example.org/a.jpg"}, 400, "media_url"),
    ({"lat": "north"}, 400, "lat"),
    ({"service_code": "none"}, 404, "service_code"),
    ({"attribute[ward]": "nowhere"}, 404, "ward"),
    ({"jurisdiction_id": None}, 400, "jurisdiction_id"),
)


async def test_every_refusal_has_the_specifications_shape_and_keeps_nothing(here: World) -> None:
    answers = []
    for path, asked, status, said in REFUSED:
        answers.append((await here.client.get(f"{BASE}/{path}", params=asked), status, said))
    for changed, status, said in UNFIT:
        answers.append((await post(here, **changed), status, said))
    for answer, status, said in answers:
        assert answer.status_code == status, (said, answer.text)
        if "xml and json" in said:
            assert ET.fromstring(answer.content).findtext("error/code") == str(status)
            continue
        told = answer.json()
        assert {one["code"] for one in told} == {status}
        assert any(said in one["description"] for one in told), told
        assert "evil" not in answer.text
    xml = await post(here, "xml", email="nobody")
    assert (xml.headers["content-type"], xml.status_code) == ("text/xml; charset=utf-8", 400)
    assert ET.fromstring(xml.content).tag == "errors"
    assert await here.value("select count(*) from escalation.petition_draft") == 0


async def test_every_example_has_the_shape_of_what_is_answered(here: World, settings: Settings) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    reference = await opened(here, settings)
    where = {"jurisdiction_id": AREA}
    answers = {
        "GET /discovery.{format}": await here.client.get(f"{BASE}/discovery.json"),
        "GET /services.{format}": await here.client.get(f"{BASE}/services.json", params=where),
        "GET /services/{service_code}.{format}": await here.client.get(f"{BASE}/services/{MEASURE}.json", params=where),
        "POST /requests.{format}": await post(here),
        "GET /requests.{format}": await here.client.get(f"{BASE}/requests.json", params=where),
        "GET /requests/{service_request_id}.{format}": await here.client.get(f"{BASE}/requests/{reference}.json"),
    }
    told: dict[str, Any] = {
        route.replace(" ", f" {BASE}"): {"status": one.status_code, "answer": trimmed(one.json())}
        for route, one in answers.items()
    }
    told[f"POST {BASE}/requests.{{format}}"]["request"] = SAID
    assert_recorded(EXAMPLES, told)
