"""Partnerships through the doors: stated by a file, read by everybody for any day, and never rewritten."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.cli.register import facts_of
from services.publication import main
from services.publication.handlers.record import verification
from services.publication.handlers.register import register
from shared.database import EVERY_AREA, Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.test_tampering import administrator
from tests.markup import elements

RECORDED = Path(main.__file__).parent / "api" / "examples.json"
FILE = Path(__file__).parents[3] / "docs" / "register.example.toml"
JSON = "/publication/v1/register/sandford/partnerships/sandford-together"
PAGE = "/who/sandford/partnerships/sandford-together"


@pytest.fixture
async def reader(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key, in a place whose register is the example of the documentation."""
    await register.load(publication, facts_of(FILE), now=clock.now())
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


async def test_a_partnership_is_told_with_what_it_delivered_first(
    reader: httpx.AsyncClient, publication: Database
) -> None:
    page, listed, answer = [
        await reader.get(path)
        for path in (f"{PAGE}?on=2026-06-01", "/who/sandford?on=2027-04-01", f"{JSON}?on=2026-06-01")
    ]
    told = answer.json()
    words = [element.text for element in elements(page.text) if element.tag in {"h1", "h2"}]
    assert words[:2] == [
        "Sandford Together",
        "One thing that people can see or use was delivered, the last on 16 February 2026.",
    ]
    assert PAGE in listed.text
    measure = (await reader.get("/who/sandford/dentist-waiting-days?on=2026-06-01")).text
    assert "Two more surgery rooms" in measure
    assert f'<a class="govuk-link" href="{PAGE}">Healthy Sandford board</a>' in measure
    assert "Lapsed</strong>: not stated anew by 1 April 2027" in listed.text
    for said in (
        "Two more surgery rooms",
        "Sandford Volunteers",
        "Is consulted; has no duty",
        "Does not vote",
        "250,000",
    ):
        assert said.lower() in page.text.lower(), said
    assert list(told)[:3] == ["area", "on", "delivered"]
    assert (told["asked_by_scrutiny"], told["open_duties"]) == (True, ["dentist-waiting-days"])
    assert_recorded(
        RECORDED,
        {f"GET {JSON.replace('sandford-together', '{partnership}').replace('sandford', '{area}')}": told_by(answer)},
    )
    assert (await reader.get(f"{JSON}?on=2025-08-31")).status_code == 404
    assert (await reader.get(f"{PAGE}?on=2025-08-31")).status_code == 404
    for statement in ("update partnership set budget = 0", "delete from deliverable", "update member set votes = true"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with publication.unit_of_work(EVERY_AREA) as session:
                await session.execute(text(statement))


async def test_codes_that_somebody_changed_break_no_page_and_the_page_says_that_they_do_not_read(
    reader: httpx.AsyncClient, publication: Database, admin_url: str
) -> None:
    checks = (
        "alter table partnership drop constraint partnership_governance_class_check, "
        "drop constraint partnership_stage_check, drop constraint partnership_check"
    )
    async with administrator(admin_url) as session:
        for statement in (
            checks,
            "update partnership set governance_class = 'x', stage = 'x', legal_form = 'x', accountable_body = 'x'",
            "update committee set regime = 'x'",
            "update ending set partner = 'x'",
            "update measure set polarity = 'x'",
            "update lead set lead = 'x', contributors = '{x}'",
        ):
            await session.execute(text(statement))
        await session.commit()
    pages = ("/who/sandford", PAGE, JSON, "/who/sandford/dentist-waiting-days", "/who?about=bins&area=sandford")
    told = [await reader.get(path) for path in (*pages, "/publication/v1/who/sandford/dentist-waiting-days")]
    assert [answer.status_code for answer in told] == [200] * len(told)
    assert all("oes not read: somebody changed it" in answer.text for answer in told[:2])
    assert [one.subject for one in await verification.verify(publication) if one.differences] == ["registers"]
    async with administrator(admin_url) as session:
        await session.execute(text("update policy_override set value = 'x'"))
        await session.commit()
    broken = await reader.get("/who/sandford?on=2026-06-01")
    assert broken.status_code == 503
    assert "The rules of this place do not read." in broken.text
