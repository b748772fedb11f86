"""Whoever cites a page of the record gives an address that stays, a day, and a leaf that the next reader can check."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from deploy.sample import exports
from services.cli.register import facts_of
from services.publication import main
from services.publication.domain.leaf.compilation import Compilation
from services.publication.handlers.register import register
from services.publication.worker import CONSUMERS
from shared.database import Database
from shared.events.base import pack
from shared.inbox import Inbox
from shared.proof.merkle import leaf_hash
from shared.settings import Settings
from tests.disks import KEY
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.record import written
from tests.integration.publication.sending import DEAL, send
from tests.integration.publication.test_leaf import FILE
from tests.integration.publication.timeline import REFERENCE, petition

ENTRY, STEP = f"/agreements/{DEAL}/entries/1", f"/record/{REFERENCE}/steps/petition-1"
WHO = "/who/sandford/dentist-waiting-days?on=2026-06-01"
CASE = STEP.replace("/record/", "/cases/")


@pytest.fixture
async def reader(
    publication: Database, settings: Settings, clock: SetClock, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reads a place with a negotiation, a petition and a register, whose record is in a folder."""
    for posting in exports.negotiation():
        if "2007" not in posting.key and not posting.path.endswith("/approval"):  # of which the paper is left out
            body = posting.body[:2] if isinstance(posting.body, list) else posting.body
            await send(publication, replace(posting, body=body), clock)
    await Inbox(publication, "publication.petition", CONSUMERS["publication.petition"]).receive(pack(petition()))
    ada = Compilation("Ada Reed", "sandford-council", "Cabinet, 1 June 2026")
    await register.load(publication, facts_of(FILE), now=clock.now(), compiled=ada)
    kept = settings.model_copy(update={"record_folder": tmp_path, "record_key": SecretStr(KEY.written())})
    transport = httpx.ASGITransport(app=main.create(kept, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


async def test_a_page_of_the_record_is_cited_by_its_address_its_day_and_a_leaf_that_anybody_can_check(
    reader: httpx.AsyncClient, publication: Database, tmp_path: Path
) -> None:
    waiting = (await reader.get(f"/publication/v1{ENTRY}")).json()["citation"]
    assert (waiting["leaf"], waiting["check"]) == (None, None)
    assert "Not in the signed list yet" in (await reader.get(ENTRY)).text
    await written(publication, tmp_path)
    proved = []
    for page, document in ((ENTRY, ENTRY), (STEP, CASE), (WHO, WHO)):
        answer = await reader.get(f"/publication/v1{document}")
        cited = answer.json()["citation"]
        assert (cited["permalink"], cited["seen_on"]) == (f"{reader.base_url}{page}", "2026-03-02")
        told = (await reader.get(cited["check"])).json()
        assert leaf_hash(told["leaf"].encode()).hex() == cited["sha256"] == told["sha256"]
        proved.append(json.loads(told["leaf"]))
        text = (await reader.get(page)).text
        assert "Cite this" in text
        assert cited["sha256"] in text
        assert cited["permalink"] in text
        if document != WHO:
            route = f"GET /publication/v1{document}".replace(DEAL, "{name}").replace("entries/1", "entries/{number}")
            route = route.replace(REFERENCE, "{reference}").replace("petition-1", "{step}")
            assert_recorded(main.EXAMPLES, {route: told_by(answer)})
    assert waiting["sha256"] == (await reader.get(f"/publication/v1{ENTRY}")).json()["citation"]["sha256"]
    for page, link in ((f"/agreements/{DEAL}", f'href="{ENTRY}"'), (f"/record/{REFERENCE}", f'href="{STEP}"')):
        assert link in (await reader.get(page)).text
    for nothing in (f"/agreements/{DEAL}/entries/999", f"/record/{REFERENCE}/steps/case-1"):
        assert (await reader.get(nothing)).status_code == 404
    for page in (WHO, "/who/sandford"):  # who put it there on the command line, for whom, from which paper
        text = (await reader.get(page)).text
        assert all(words in text for words in ("Ada Reed", "Sandford Council", "Cabinet, 1 June 2026")), page
    assert "command line" not in (await reader.get(ENTRY)).text
    assert [one["kind"] for one in proved] == ["entry", "step", "register"]
    assert proved[2]["subject"].startswith("register/sandford/lead/dentist-waiting-days/")
