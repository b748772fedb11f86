"""The form in which a lead partner says why a target was missed: clean at every width, and answered by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.places import Desk
from tests.browser.test_forms import assert_comes_back_well, summary_names
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")

BUTTON = "form#answer button"
CAUSE = "Too few <visits> & too many changes of staff"
ANSWER = {
    "cause": CAUSE,
    "confidence": "fairly_sure",
    "other_causes_none": "yes",
    "actions": "Ten more care workers",
    "actions_confidence": "not_sure",
    "owner": "Director of adult services",
    "contingency": "The board is told in spring",
}


@pytest.fixture
def partner(desk: Desk, browser: Browser) -> Iterator[Visit]:
    """The lead partner's person, who came to the question by way of the sign-in page."""
    with visiting(browser) as visit:
        visit.go(desk.address + desk.question)
        assert "/account/sign-in" in visit.page.url
        visit.type_into("name", "waste-services")
        visit.type_into("password", desk.password)
        with visit.page.expect_navigation():
            visit.page.keyboard.press("Enter")
        assert visit.page.url == desk.address + desk.question
        yield visit


def send(visit: Visit) -> None:
    visit.tab_to(visit.page.locator(BUTTON), limit=60)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


def test_the_question_is_accessible_quiet_and_fits_every_width(partner: Visit) -> None:
    assert "is asked to say why the target" in partner.page.inner_text(".fm-must")
    assert partner.faults() == []


def test_an_empty_answer_comes_back_with_a_line_for_every_field_it_needs(partner: Visit) -> None:
    send(partner)
    assert summary_names(partner) == [
        "cause",
        "confidence",
        "other_causes",
        "actions",
        "actions_confidence",
        "improved_on",
        "owner",
        "contingency",
    ]
    assert_comes_back_well(partner)


def test_the_lead_partner_answers_by_keyboard_and_everybody_reads_it(partner: Visit, desk: Desk) -> None:
    for name, words in ANSWER.items():
        partner.type_into(name, words)
    partner.page.fill("#improved_on", "2035-01-31")
    send(partner)
    assert partner.page.url.endswith("#h-why")
    told = partner.page.inner_text("section[aria-labelledby=h-why]")
    assert CAUSE in told
    assert "None, it says" in told
    assert "31 January 2035" in told
    assert partner.faults() == []
    partner.go(desk.address + desk.question)
    assert partner.page.locator(BUTTON).count() == 0
