"""A partner's notice from first click to closed: by whoever gives it, lets it in, leads, looks, and reads of it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.places import Desk
from tests.browser.story import Story, clean, fill, follow, press, told
from tests.browser.visit import press_twice

pytestmark = pytest.mark.xdist_group("browser")

NOTICE = "Nobody vaccinates children on a Saturday"


def test_a_partners_notice_is_carried_from_its_form_to_the_day_on_which_it_is_put_right(
    desk: Desk, browser: Browser
) -> None:
    with told(desk, browser) as story:
        reference = a_partner_gives_notice(story)
        reasons = "It rests on an agreed measure, and the notice says what was tried."
        story.take("case-worker", reference, "admit", level="area_wide", reasons=reasons)
        story.wait(9)
        the_lead_takes_it_from_their_desk(story)
        plan = {"actions": "Open on Saturdays.\nRing whoever missed a day.", "owner": "Head of vaccination"}
        plan |= {"target": "95 percent", "by_on": story.day(60)}
        story.take("story-board", reference, "file_plan", **plan, sign="The number of open Saturdays each month.")
        story.wait(40)
        shown = {"evidence": "Each clinic has opened on four Saturdays.", "together": "The schools sent the letters."}
        story.take("story-board", reference, "claim_remedy", **shown)
        story.take("combined-authority", reference, "agree_remedy", reasons="We went, and they were open.")
        story.take("housing-association", reference, "verify_remedy", reasons="Tenants told us that they got a day.")
        assert story.state(reference) == "resolved_stage1"
        reader = story.anybody()
        reader.go(f"{desk.address}/record/{reference}")
        said = reader.page.locator("main").inner_text()
        for words in (NOTICE, "Head of vaccination", "We went, and they were open", "Tenants told us"):
            assert words in said
        assert clean(reader) == []


def a_partner_gives_notice(story: Story) -> str:
    """From the desk, by a button that is pressed twice: one case is opened."""
    page = story.person("combined-authority").page
    page.goto(f"{story.desk.address}/desk")
    follow(page, "Raise a matter without a petition")
    follow(page, "Give notice of another body's failure")
    said = {
        "measure": "mmr-two-doses-at-5",
        "title": NOTICE,
        "failure": "In three districts nobody can have a child vaccinated on a Saturday, since the spring.",
        "level": "area_wide",
        "steps": "We wrote twice, and met in the summer. Nothing has changed since.",
        "decided_on": (story.today - timedelta(days=7)).isoformat(),
        "reference": "Letter 12",
    }
    fill(page, **said)
    press_twice(page, page.locator("main form button").first, re.compile(r"//[^/]+/cases/"))
    cases = story.door().get("/escalation/v1/cases").json()["cases"]
    assert [one["title"] for one in cases].count(NOTICE) == 1
    return page.url.rpartition("/")[2]


def the_lead_takes_it_from_their_desk(story: Story) -> None:
    lead = story.person("story-board")
    lead.go(f"{story.desk.address}/desk")
    follow(lead.page, NOTICE)
    follow(lead.page, "Who works on it")
    press(lead.page, "Take this case")
    assert "You have it" in lead.page.locator("main").inner_text()
    assert clean(lead) == []
    lead.go(f"{story.desk.address}/desk/ours")
    assert NOTICE in lead.page.locator("main").inner_text()
