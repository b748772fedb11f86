"""A petition from first click to closed, by everybody who has a part in it: eleven people, one of whom is clumsy.

What people do at a page is done at that page; what is only more of the same comes as programs send it.
"""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser import residents
from tests.browser.places import Desk
from tests.browser.story import CHECK, Story, clean, done, enter, fill, follow, open_step, press, told
from tests.browser.visit import press_twice

pytestmark = pytest.mark.xdist_group("browser")

AREA, WARD = "E08000009", "E05015250"
MEASURE = "social-care-users-satisfied"
TITLE = "Ring back within a week whoever asks for help at home"
ORGANISER = {"name": "Organiser of the story", "email": "story@example.org", "postcode": "M32 0TH", "relation": "live"}
SIGNER = {"name": "Signer of the story", "email": "signer@example.org", "postcode": "M32 0TH", "relation": "live"}
VOTE = {"votes_for": 7, "votes_against": 2}
FORTY = "Forty people still wait, ten of them for longer than a month."


def test_a_petition_is_carried_from_its_first_word_to_the_end_of_the_last_rung(desk: Desk, browser: Browser) -> None:
    with told(desk, browser) as story:
        reference = somebody_starts_a_petition(story)
        the_case_worker_lets_everybody_sign(story, reference)
        somebody_signs_and_many_others(story, reference)
        the_councillor_finds_it_in_their_ward(story)
        story.take("case-worker", reference, "admit", level="area_wide", reasons="It rests on an agreed measure.")
        story.wait(9)
        the_clumsy_lead_brings_a_plan(story, reference)
        the_remedy_is_shown_and_somebody_else_looks(story, reference)
        the_committee_hears_what_went_wrong(story, reference)
        its_questions_are_answered_and_it_recommends(story, reference)
        what_was_recommended_is_refused_and_others_complain(story, reference)
        the_inspector_looks_and_closes(story, reference)
        page = everybody_reads_all_of_it(story, reference)
    said = (TITLE, FORTY, "Ring back within a week", "neither a post nor a day", "We rang, and were rung back")
    assert [words for words in said if words not in page] == []


def somebody_starts_a_petition(story: Story) -> str:
    organiser, client = story.anybody(), story.door()
    seen = residents.links_of_letters(client)
    organiser.go(f"{story.desk.address}/petitions/new?area={AREA}")
    text = "Many of us asked for help at home and waited for months. Nobody rang back. Say who answers, and by when."
    fill(organiser.page, title=TITLE, text=text, measure=MEASURE, ward=WARD, **ORGANISER)
    press(organiser.page, "Start the petition")
    link = residents.newest_link(client, "petitions", seen)
    organiser.go(link)
    press(organiser.page, "Send it on and count my signature")
    assert "It is being checked." in organiser.page.inner_text("main")
    (reference,) = re.findall(r"/petitions/([A-Z]+(?:-\d+)+)/", link)
    return str(reference)


def the_case_worker_lets_everybody_sign(story: Story, reference: str) -> None:
    worker = story.person("case-worker").page
    worker.goto(f"{story.desk.address}/desk")
    follow(worker, "Petitions to check")
    follow(worker, TITLE)
    form = worker.locator("form[action$='/publish']")
    form.locator("[name=reasons]").fill("It asks for something that the council can do, and names nobody.")
    with worker.expect_navigation():
        form.locator("button").click()
    assert story.door().get(f"/escalation/v1/petitions/{reference}").json()["signatures"] == 1


def somebody_signs_and_many_others(story: Story, reference: str) -> None:
    signer, client = story.anybody(), story.door()
    seen = residents.links_of_letters(client)
    signer.go(f"{story.desk.address}/petitions/{reference}")
    fill(signer.page, **SIGNER)
    press(signer.page, "Sign")
    signer.go(residents.newest_link(client, reference, seen))
    press(signer.page, "Count my signature")
    assert "2 people have signed" in signer.page.inner_text("main")
    petition = client.get(f"/escalation/v1/petitions/{reference}").json()
    story.gather(reference, petition["threshold"] - 2)
    assert story.state(reference) == "screening"


def the_councillor_finds_it_in_their_ward(story: Story) -> None:
    councillor = story.person("longford-councillor")
    councillor.go(f"{story.desk.address}/desk/ward")
    assert TITLE in councillor.page.locator("main").inner_text()


def the_clumsy_lead_brings_a_plan(story: Story, reference: str) -> None:
    """Empty, in two tabs, signed out meanwhile, pressed twice, and sent again from the page before: one plan is filed,
    and nothing that was typed is lost.
    """
    lead = story.person("waste-services")
    page = lead.page
    page.goto(f"{story.desk.address}/cases/{reference}")
    open_step(page, "file_plan")
    press(page, CHECK)
    assert page.locator(".govuk-error-summary").count() == 1
    plan = {
        "owner": "Head of adult social care",
        "actions": "Name who answers in each district.\nRing back within a week.",
        "target": "66 percent satisfied",
        "by_on": story.day(75),
        "sign": "The list of calls shows each week how many wait for longer.",
    }
    fill(page, **plan)
    page.context.clear_cookies()
    press(page, CHECK)
    assert "What you wrote is here" in page.locator("main").inner_text()
    assert clean(lead) == []
    beside = page.context.new_page()
    beside.goto(f"{story.desk.address}/desk")
    enter(beside, "waste-services", story.desk.password)
    beside.goto(f"{story.desk.address}/cases/{reference}")
    open_step(beside, "acknowledge")
    press(page, "Send it again")  # the page was made for the session that ended
    assert "You have signed in anew" in page.locator("main").inner_text()
    press(page, "Send it again")
    assert "Nothing is done yet" in page.locator("main").inner_text(), page.locator("main").inner_text()
    done(beside, "acknowledge")
    done(page, "file_plan")
    stale = page.locator("main").inner_text()
    assert "What has changed since you began" in stale
    assert plan["sign"] in page.locator("[name=sign]").input_value()
    press(page, CHECK)
    button = page.locator("form[action$='/file_plan'] button").first
    press_twice(page, button, re.compile(rf"/cases/{reference}(\?|#|$)"))
    page.goto(f"{story.desk.address}/cases/{reference}/file_plan")  # once more, from a bookmark
    assert page.locator("form[action$='/file_plan/check']").count() == 0
    assert story.state(reference) == "remedy_running"
    history = story.door().get(f"/publication/v1/cases/{reference}").json()["history"]
    assert sum("plan" in one["type"] for one in history) == 1, history


def the_remedy_is_shown_and_somebody_else_looks(story: Story, reference: str) -> None:
    """Nobody judges their own cause: a body that helps looks, and does not find it put right."""
    story.wait(40)
    shown = {"evidence": "The districts have their names.", "together": "We agreed the list with the board."}
    story.send("waste-services", reference, "claim_remedy", **shown)
    story.wait(8)
    told = story.take("combined-authority", reference, "refuse_remedy", reasons="The last figure is below its target.")
    assert "combined authority" in told.lower()
    assert story.state(reference) == "remedy_running"


def the_committee_hears_what_went_wrong(story: Story, reference: str) -> None:
    story.wait(40)
    heard_on = story.day(28)
    story.take("scrutiny-officer", reference, "schedule_hearing", hearing_on=heard_on, **minuted(story, "34/26"))
    story.wait(28)
    asked = {"questions": "How many still wait?", "minute": {**VOTE, "reference": "37/26", "met_on": story.day(0)}}
    story.send("scrutiny-officer", reference, "open_evidence", **asked)
    story.wait(6)


def its_questions_are_answered_and_it_recommends(story: Story, reference: str) -> None:
    partner = story.person("waste-services")
    partner.go(f"{story.desk.address}/cases/{reference}/questions")
    assert clean(partner) == []
    fill(partner.page, **{"answer-1": "The calls went to one desk, which was short of two."})
    partner.page.locator("main textarea").last.fill(FORTY)  # what this committee asked besides the published ones
    press(partner.page, "Look at what everybody will read")
    press(partner.page, "Publish these answers")
    assert FORTY in partner.page.locator("main").inner_text()
    story.wait(8)
    officer = story.person("scrutiny-officer")
    officer.go(f"{story.desk.address}/cases/{reference}/recommendation")
    vague = {"text": "Consider ringing back sooner where possible.", "addressee": "trafford-council"}
    fill(officer.page, owner="Head of adult social care", **vague)
    press(officer.page, "Check it")
    assert "asks for thought, not for a deed" in officer.page.locator("main").inner_text()
    assert clean(officer) == []
    better = {
        "owner": "Head of adult social care",
        "text": "Ring back within a week whoever asks for help at home, and publish each quarter who waited longer.",
        "measure": MEASURE,
        "value": "66",
        "unit": "percent",
        "by_on": story.day(365),
        "resources": "The reserve for adult social care, up to 90,000 pounds.",
    }
    fill(officer.page, **better)
    press(officer.page, "Check it")
    press(officer.page, "Go on: issue it with the committee's minute")
    fill(officer.page, signed_off_by="Chair of the committee", **minuted(story, "41/26"))
    press(officer.page, CHECK)
    done(officer.page, "issue_recommendations")
    assert story.state(reference) == "awaiting_responses"


def minuted(story: Story, reference: str) -> dict[str, str]:
    """What the clerk writes down of a meeting of today."""
    return {**{name: str(value) for name, value in VOTE.items()}, "present": "9", "met_on": story.day(0)} | {
        "reference": reference
    }


def what_was_recommended_is_refused_and_others_complain(story: Story, reference: str) -> None:
    story.wait(30)
    refused = {"recommendation": "1", "answer": "refused", "reasons": "The reserve is needed for homes."}
    story.take("waste-services", reference, "respond", **refused)
    story.wait(10)
    minute = {**VOTE, "reference": "46/26", "met_on": story.day(0)}
    reasons = "The recommendation was refused and the figure has not moved."
    story.send("scrutiny-officer", reference, "exhaust", minute=minute, reasons=reasons)
    story.wait(7)
    story.send("housing-association", reference, "request_call_in")
    grounds = {"grounds": "Our tenants wait for help as well.", "authorised_by": "Director of neighbourhoods"}
    story.take("housing-association", reference, "lodge_complaint", **grounds)
    story.send("combined-authority", reference, "lodge_complaint", **grounds)
    assert story.state(reference) == "call_in_admitted"
    none = "None: it neither provides nor pays for care."
    story.send("case-worker", reference, "assign_facilitator", facilitator="lga", declaration=none)
    told = story.take("housing-association", reference, "agree_as_second", reasons="It has no stake in this.")
    assert none in told  # whoever agrees reads what they agree to
    assert story.state(reference) == "brokering"
    story.wait(14)
    story.send("story-broker", reference, "request_inspection", reasons="No settlement: each side stays where it was.")


def the_inspector_looks_and_closes(story: Story, reference: str) -> None:
    story.wait(14)
    story.take("inspector", reference, "accept_inspection", scope="How calls for help at home are answered.")
    story.wait(60)
    story.send("inspector", reference, "draft_findings")
    story.wait(9)
    story.send("waste-services", reference, "file_reply", reply="We accept that a dated plan is missing.")
    story.wait(7)
    found = "The service fails: neither a post nor a day stands behind the promise."
    story.take("inspector", reference, "publish_findings", findings=found, grade="failing")
    assert story.state(reference) == "action_negotiation"
    plan = {"owner": "Head of adult social care", "measure": MEASURE, "value": "66", "unit": "percent"}
    plan |= {"actions": "Name who answers in each district.", "last_on": story.day(100)}
    story.send("waste-services", reference, "agree_plan", **plan)
    story.send("housing-association", reference, "agree_as_second", reasons="It names what we asked for.")
    story.wait(60)
    story.send("inspector", reference, "complete_plan", reasons="We looked again.", outputs="1: Each has its name")
    story.take("housing-association", reference, "agree_as_second", reasons="We rang, and were rung back.")
    assert story.state(reference) == "closed_after_inspection"


def everybody_reads_all_of_it(story: Story, reference: str) -> str:
    """The words of the case's page on the record."""
    reader = story.anybody()
    reader.go(f"{story.desk.address}/record/{reference}")
    assert clean(reader) == []
    return reader.page.locator("main").inner_text()
