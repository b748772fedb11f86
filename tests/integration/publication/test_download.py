"""The whole record as files with checksums that hold, and what the service says of itself."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from sqlalchemy import text

from deploy.sample import exports
from services.publication import main
from shared import data_map
from shared.database import EVERY_AREA, Database
from shared.settings import Mode, Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.sending import send
from tests.integration.publication.test_partnership import RECORDED
from tests.integration.publication.timeline import case, hear, petition
from tests.markup import elements

HERE = "/publication/v1/downloads"


@pytest.fixture
async def reader(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
        await send(publication, posting, clock)
    await hear(publication, *petition(), *case())
    told = settings.model_copy(update={"contact": "mailto:security@example.org"})
    transport = httpx.ASGITransport(app=main.create(told, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


async def test_every_file_is_whole_by_its_checksum_and_has_the_columns_that_are_told(
    reader: httpx.AsyncClient, publication: Database, clock: SetClock
) -> None:
    answer = await reader.get(f"{HERE}/datapackage.json")
    package = answer.json()
    assert_recorded(RECORDED, {f"GET {HERE}/datapackage.json": told_by(answer)})
    assert len(package["resources"]) == 20
    for one in package["resources"]:
        file = await reader.get(f"{HERE}/{one['path']}")
        assert f"sha256:{hashlib.sha256(file.content).hexdigest()}" == one["hash"], one["path"]
        digest = base64.b64encode(hashlib.sha256(file.content).digest()).decode()
        assert (file.headers["repr-digest"], len(file.content)) == (f"sha-256=:{digest}:", one["bytes"])
        assert file.headers["etag"].startswith('"'), "it is the same to the byte"
        names = [field["name"] for field in one["schema"]["fields"]]
        if one["format"] == "csv":
            rows = list(csv.reader(io.StringIO(file.text)))
            assert rows[0] == names
        else:
            rows = [names, *(list(json.loads(line)) for line in file.text.splitlines())]
            assert all(row == names for row in rows)
        assert len(rows) == one["rows"] + 1, one["path"]
        columns = (await reader.get(f"{HERE}/{one['path'].split('.')[0]}.csv-metadata.json")).json()
        assert [column["name"] for column in columns["tableSchema"]["columns"]] == names
    by_name = {one["name"]: one["rows"] for one in package["resources"]}
    assert by_name["cases-csv"] == 1
    assert by_name["entries-jsonl"] > 100
    assert by_name["measures-csv"] > 10
    dataset = (await reader.get(f"{HERE}/dataset.jsonld")).json()
    assert {one["sha256"] for one in dataset["distribution"]} == {one["hash"][7:] for one in package["resources"]}
    assert (await reader.get(f"{HERE}/ledger.csv")).status_code == 404
    page = (await reader.get("/record/downloads")).text
    elements(page)
    assert package["resources"][0]["hash"][7:] in page
    async with publication.unit_of_work(EVERY_AREA) as session:
        taken_out = "update findable set gone_at = clock_timestamp(), told_in = pg_current_xact_id() "
        await session.execute(
            text(f"{taken_out} where kind = 'entry' and code = (select max(code) from findable where kind = 'entry')")
        )
    again = (await reader.get(f"{HERE}/datapackage.json")).json()["resources"]
    left = {one["name"]: one["rows"] for one in again}
    assert left == by_name | {name: by_name[name] - 1 for name in ("entries-csv", "entries-jsonl")}, (
        "what is gone stays"
    )
    clock.advance(days=1)
    assert (await reader.get(f"{HERE}/datapackage.json")).json()["created"] == "2026-03-03"


async def test_the_service_says_how_it_may_be_used_and_who_hears_of_its_faults(reader: httpx.AsyncClient) -> None:
    for path, said in {
        "/accessibility": "security@example.org",
        "/licence": "Open Government Licence v3.0",
        "/security": "security@example.org",
    }.items():
        page = await reader.get(path)
        assert page.status_code == 200
        elements(page.text)
        assert said in page.text
    told = await reader.get("/.well-known/security.txt")
    assert told.headers["content-type"] == "text/plain; charset=utf-8"
    assert told.text.splitlines()[:2] == ["Contact: mailto:security@example.org", "Expires: 2026-08-29T00:00:00Z"]
    assert "Policy: http://127.0.0.1:8000/security" in told.text
    printed = (await reader.get("/privacy-notice")).text
    elements(printed)
    notice = unescape(printed)
    for held in data_map.read().tables:
        assert not held.personal or (held.purpose in notice and held.whose[1:] in notice), held.name
    assert "6 months; 7 days where it is never confirmed (a place may set other times)" in notice


async def test_where_nobody_is_named_for_faults_the_file_leads_to_the_page_that_says_so(
    publication: Database, settings: Settings, clock: SetClock
) -> None:
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        told = (await client.get("/.well-known/security.txt")).text.splitlines()
        assert told[0] == "Contact: http://127.0.0.1:8000/security"
        assert "has not named an address for this" in (await client.get("/security")).text
    for changed, said in (({}, 1), ({"contact": "mailto:security@example.org"}, 0)):
        app = main.create(settings.model_copy(update={"mode": Mode.PRODUCTION, **changed}), publication, clock)
        async with publication.unit_of_work(EVERY_AREA) as session:
            told = await app.state.checks.concerns(session)
        assert len([one for one in told if "FOLKMOOT_CONTACT" in one]) == said, "readiness says so in production"
