"""Anybody reports what a petition says; somebody decides, and only who is not its subject hides the text."""

from pathlib import Path

import pytest

from services.escalation.handlers.case.verification import verify
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import opened
from tests.integration.escalation.test_case_pages import signed_in
from tests.integration.visitor import Visitor

SAID = "The second line names my neighbour and says that she is ill."
WHY = "It names a person who is no public figure."


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def test_a_reported_text_stays_until_somebody_of_another_body_than_its_subject_hides_it(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    page, form, text = f"/petitions/{reference}", f"/petitions/{reference}/report", "full set of bins"
    visitor = Visitor(here.client)
    assert f'href="{form}"' in await visitor.read(page)
    empty = await visitor.send(form, form)
    assert (empty.status_code, "Error:" in empty.text) == (422, True)
    sent = await visitor.send(form, form, ground="personal_data", words=SAID)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{form}/1")
    again = await visitor.send(form, form, ground="personal_data", words=SAID)
    assert again.headers["location"] == f"{form}/1"  # one waits on one ground, so nobody fills the record with them
    other = await visitor.send(form, form, ground="crime", words=SAID)
    assert other.headers["location"] == f"{form}/2"
    public = await visitor.read(f"{form}/1") + await visitor.read(page)
    ledger = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert text in public
    assert "neighbour" not in public + ledger

    clock.advance(days=7)
    assert "Was due by" in await visitor.read(f"{form}/1")
    council, waste = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    desk = f"/desk/notices/{reference}/1"
    assert desk in await council.read("/desk/notices")
    assert SAID in await council.read(desk)
    own = await waste.send(desk, desk, outcome="hidden", reasons=WHY)
    assert (own.status_code, "It is about your own body" in own.text) == (403, True)
    assert text in await visitor.read(page)
    stays = await waste.send(
        f"/desk/notices/{reference}/2", f"/desk/notices/{reference}/2", outcome="kept", reasons=WHY
    )
    hides = await council.send(desk, desk, outcome="hidden", reasons=WHY)
    assert (stays.status_code, hides.status_code) == (303, 303)

    assert await here.value("select count(*) from escalation_private.notice where sealed is not null") == 0
    shown = await visitor.read(page)
    assert text not in shown
    assert "not shown any more" in shown
    assert text not in (await here.client.get(f"/escalation/v1/petitions/{reference}")).text
    assert text not in (await here.client.get(f"/petitions/{reference}.json")).text
    await visitor.read(form, 404)
    assert (await here.client.get(f"{form}/99999999999999")).status_code in (404, 422)
    assert WHY in await visitor.read(f"{form}/1")
    assert "late" in await visitor.read(f"{form}/1")
    assert "It tells something private of a person" in await visitor.read("/petitions/reported")
    told = await here.value(
        f"select string_agg(type, ' ' order by version) from escalation.ledger where stream = 'petition/{reference}'"
    )
    assert [one for one in ("reported", "text_hidden", "notice_dismissed") if one not in told] == []
    assert all(not compared.differences for compared in await verify(here.database))
