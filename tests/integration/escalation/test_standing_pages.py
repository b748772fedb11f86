"""Every page at every standing of a case: whatever happened, petition, case and desk have words and dates for it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.escalation.domain.case.state import State
from shared.settings import Settings
from tests.integration.escalation.case_steps import SHOWN
from tests.integration.escalation.cases import MEASURE, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import confirmed, lower_threshold, opened
from tests.integration.visitor import Visitor
from tests.markup import elements, with_class


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 1)
    return here


async def handed_in(here: World, settings: Settings) -> str:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    return reference


class Watch:
    """Reads every page after every step, and remembers in which states it did."""

    def __init__(self, here: World, reference: str, staff: dict[str, Visitor]) -> None:
        self.here, self.reference, self.staff = here, reference, staff
        self.states: list[str] = []

    async def look(self) -> None:
        case = (await self.here.show(self.reference)).json()
        self.states.append(case["state"])
        await self._read(Visitor(self.here.client), f"/petitions/{self.reference}", case)
        for visitor in self.staff.values():
            await self._read(visitor, f"/cases/{self.reference}", case)
            await visitor.read("/desk")

    async def _read(self, visitor: Visitor, path: str, case: dict[str, Any]) -> None:
        page = await visitor.read(path)
        assert "not recorded" not in page, f"{path} in {case['state']}"
        assert "account/" not in page.replace('"/account/', ""), f"{path} names an account"
        lines = with_class(page, "fm-must")
        assert len(lines) == (1 if case["is_open"] and case["due_on"] else 0), f"{path} in {case['state']}"
        if lines:
            for day in {case["asked_by"] or case["due_on"], case["due_on"]}:
                assert f'datetime="{day}"' in page
        rungs = [one for one in elements(page) if "fm-rung" in one.classes]
        assert len(rungs) == 4
        assert sum(one.attributes.get("aria-current") == "step" for one in rungs) == case["is_open"]

    async def do(self, who: str, command: str, **said: Any) -> None:
        await self.here.do(who, self.reference, command, **said)
        await self.look()

    async def sweep(self) -> None:
        while True:
            await self.here.sweep()
            if (await self.here.show(self.reference)).json()["state"] != self.states[-1]:
                break
        await self.look()


async def watching(here: World, reference: str, *who: str) -> Watch:
    watch = Watch(here, reference, {name: await signed_in(here, name) for name in who})
    await watch.look()
    return watch


async def test_pages_have_words_for_a_case_that_everybody_works_on(here: World, settings: Settings) -> None:
    watch = await watching(here, await handed_in(here, settings), "case_worker", "waste")
    today = here.clock.now().date()
    await watch.do("case_worker", "admit", level="area_wide", reasons="It cites an agreed measure")
    await watch.do("case_worker", "serve_duty")
    await watch.do("waste", "acknowledge")
    day = (today + timedelta(days=30)).isoformat()
    await watch.do("waste", "file_plan", actions="Two more rounds", owner="Head of waste", target="60%", by_on=day)
    await watch.do("waste", "claim_remedy", evidence="The rounds run", together="The council drove with us")
    await watch.do("fire", "refuse_remedy", reasons="They do not, as its papers show")
    await watch.sweep()
    await to_responses(watch)
    await watch.do("waste", "respond", recommendation=1, answer="refused", reasons="There is no money")
    await watch.do("committee", "exhaust", reasons="They will not act")
    await watch.do("police", "request_call_in")
    for who in ("police", "fire"):
        await watch.do(who, "lodge_complaint", grounds="It harms our work", authorised_by="Chief officer")
    await watch.do("case_worker", "assign_facilitator", facilitator="college", declaration="None, as its papers show")
    await watch.do("college", "request_inspection", reasons="No settlement, as its papers show")
    await watch.do("inspector", "accept_inspection", scope="Collections, as its papers show")
    await watch.do("inspector", "draft_findings")
    await watch.do("waste", "file_reply", reply="We disagree, as its papers show")
    await watch.do("inspector", "publish_findings", findings="Failing, as its papers show", grade="failing")
    last_on = (here.clock.now().date() + timedelta(days=100)).isoformat()
    await watch.do("waste", "agree_plan", actions="Four more crews", last_on=last_on, **SHOWN)
    await watch.do("police", "agree_as_second", reasons="It names what we asked for")
    await watch.do("inspector", "complete_plan", reasons="We looked again", outputs="1: Four more crews drive")
    await watch.do("police", "agree_as_second", reasons="We saw the four crews too")
    assert watch.states[-1] == State.CLOSED_AFTER_INSPECTION


async def to_responses(watch: Watch) -> None:
    hearing_on = watch.here.clock.now().date() + timedelta(days=14)
    await watch.do("committee", "schedule_hearing", hearing_on=hearing_on.isoformat())
    watch.here.go_to(hearing_on)
    await watch.do("committee", "open_evidence", questions="Why are the bins full?")
    await watch.do("committee", "issue_recommendations", recommendations=[recommendation(hearing_on)])


def recommendation(on: date) -> dict[str, str]:
    return {
        "text": "Empty every reported bin within two working days",
        "addressee": "waste",
        "owner": "Head of waste",
        "measure": MEASURE,
        "value": "60",
        "unit": "%",
        "by_on": (on + timedelta(days=90)).isoformat(),
        "resources": "Two crews, already budgeted",
    }


async def test_pages_have_words_for_a_case_that_nobody_works_on(here: World, settings: Settings) -> None:
    watch = await watching(here, await handed_in(here, settings), "committee")
    while (await here.show(watch.reference)).json()["is_open"]:
        await watch.sweep()
    assert watch.states[-1] == State.CLOSED_UNRESOLVED


async def test_pages_have_words_for_a_case_that_was_refused(here: World, settings: Settings) -> None:
    watch = await watching(here, await handed_in(here, settings), "case_worker")
    await watch.do("case_worker", "reject", reason_code="vexatious", reasons="As the published rule defines it")
    await watch.do("monitoring_officer", "agree_as_second", reasons="It is so defined")
    await watch.sweep()
    assert watch.states[-1] == State.REJECTED_FINAL


async def test_pages_have_words_for_a_case_that_was_put_right(here: World, settings: Settings) -> None:
    watch = await watching(here, await handed_in(here, settings), "fire")
    await watch.do("case_worker", "admit", level="local", reasons="It does, as its papers show")
    await watch.do("case_worker", "serve_duty")
    day = (here.clock.now().date() + timedelta(days=30)).isoformat()
    await watch.do(
        "waste",
        "file_plan",
        actions="Rounds, as its papers show",
        owner="Head of waste",
        target="60%",
        by_on=day,
    )
    await watch.do("waste", "claim_remedy", evidence="The rounds run", together="The council drove with us")
    await watch.do("fire", "agree_remedy", reasons="She wrote that they do")
    await watch.do("fire", "verify_remedy", reasons="They do, as its papers show")
    await watch.sweep()  # nobody contests it
    assert watch.states[-1] == State.RESOLVED_STAGE1
    page = await Visitor(here.client).read(f"/petitions/{watch.reference}")
    assert [one.text.split(" ")[0] for one in with_class(page, "fm-rung__state")] == ["Done", "Done", "Not", "Not"]
