"""Words on a measure's page that may not stand: there is a day to ask that they go, and what comes of it is told."""

from pathlib import Path

import pytest

from services.escalation.worker import deadline_kinds
from shared import deadlines
from shared.events import new_id
from shared.events.indicators import WordsRemovalAgreed, WordsRemovalAsked
from shared.post.mail import read_folder
from shared.settings import Settings
from shared.web.reporting import FORM, report_address
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.petitions import letters
from tests.integration.escalation.verified import verify
from tests.integration.visitor import Visitor

PAGE = f"/measures/{AREA}/{MEASURE}"
OWN = f"/petitions/reported/{AREA}"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def test_words_on_a_measures_page_have_a_day_by_which_somebody_asks_that_they_go_and_what_comes_of_it_is_told(
    here: World, settings: Settings, clock: SetClock
) -> None:
    visitor = Visitor(here.client)
    link = report_address(settings.secret.get_secret_value(), area=AREA, page=PAGE)
    fire = {"Authorization": f"Bearer {await here.key('fire')}"}
    for number, ground in ((1, "personal_data"), (2, "defamation")):
        sent = await visitor.send(link, FORM, ground=ground, words="It names my neighbour.", email="ann@example.org")
        assert sent.headers["location"] == f"{OWN}/{number}"
        decided = await here.client.put(
            f"/escalation/v1/notices/{AREA}/{number}/decision",
            json={"outcome": "taken_up", "reasons": "It names a private person."},
            headers=fire,
        )
        assert (decided.json()["outcome"], decided.json()["removal"]) == ("taken_up", None)
    await letters(here, settings)
    assert settings.mail_folder is not None
    for letter in read_folder(settings.mail_folder):  # letters name the measure and its place, not its address alone
        assert "the measure" in letter.subject
        assert ", Trafford" in letter.subject
    by = (await here.client.get(f"/escalation/v1/notices/{AREA}/2")).json()["ask_by"]
    asked = "select string_agg(distinct roles::text, ' ') from escalation_private.notification where about = '{}'"
    assert "registrar" in await here.value(asked.format("taken_up") + f" and due_on = '{by}'")
    waits = await visitor.read(f"{OWN}/1")
    assert f'href="{PAGE}/removals"' in waits
    assert "A registrar or monitoring officer" in waits
    waiting = await here.client.get("/escalation/v1/notices/waiting", headers=fire)
    assert [one["ask_by"] for one in waiting.json()["notices"]] == [by, by]

    clock.advance(days=7)
    while await deadlines.sweep(here.database, deadline_kinds(settings), clock.now()):
        pass
    assert "registrar" in await here.value(asked.format("not_asked"))
    wanted = WordsRemovalAsked(
        area=AREA,
        removal=str(new_id()),
        measure=MEASURE,
        sort="explanation",
        of=str(new_id()),
        names=("answers.why",),
        ground="personal_data",
        by="waste",
    )
    await here.tell(wanted)
    assert "somebody of another body agrees or does not" in await visitor.read(f"{OWN}/1")
    await here.tell(WordsRemovalAgreed(area=AREA, removal=wanted.removal, measure=MEASURE, by="fire"))
    gone = await here.client.get(f"/escalation/v1/notices/{AREA}/2")
    assert (gone.json()["removal"], gone.json()["removal_on"]) == ("removed", clock.now().date().isoformat())
    assert "So the words were taken out on" in await visitor.read(f"{OWN}/2")
    assert (await here.client.get("/escalation/v1/notices/waiting", headers=fire)).json()["notices"] == []
    told = await here.value(
        f"select string_agg(type, ' ' order by version) from escalation.ledger where stream = 'notice/{AREA}/1'"
    )
    names = ("given", "decided", "removal_overdue", "followed", "followed")
    assert told.split() == [f"folkmoot.notice.{name}.v1" for name in names]
    assert all(not compared.differences for compared in await verify(here.database))
