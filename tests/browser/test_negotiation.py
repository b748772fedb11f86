"""One negotiation from its first draft to the decision, by people of four bodies, one of whom is clumsy."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.negotiation import STORY
from tests.browser.places import Desk
from tests.browser.visit import Visit, press_twice, visiting

pytestmark = pytest.mark.xdist_group("browser")

DESK = f"/record/desk/{STORY}"
ITEM = "Households that recycle"
WIDE_AND_NARROW, NARROW = (1280, 390), (390,)

SignIn = Callable[[str], Visit]


@pytest.fixture
def sign_in(desk: Desk, browser: Browser) -> Iterator[SignIn]:
    """Signs an account of the story in, in a window of its own, and opens its desk."""
    with ExitStack() as windows:

        def signed_in(account: str) -> Visit:
            visit = windows.enter_context(visiting(browser))
            visit.go(f"{desk.address}{DESK}")
            enter(visit.page, account, desk.password)
            assert visit.page.url == f"{desk.address}{DESK}"
            return visit

        yield signed_in


def enter(page: Page, account: str, password: str) -> None:
    page.fill("[name=name]", account)
    page.fill("[name=password]", password)
    press(page, "Sign in")


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def fill(page: Page, **answers: str) -> None:
    for name, words in answers.items():
        field = page.locator(f"main [name='{name}']")
        if field.first.evaluate("it => it.type") == "radio":
            page.check(f"main [name='{name}'][value='{words}']")
        elif field.first.evaluate("it => it.type") == "select-one":
            field.select_option(words)
        else:
            field.fill(words)


def look(page: Page) -> str:
    press(page, "Look at what everybody will read")
    return page.locator("main").inner_text()


def hand_in_and_publish_alone(page: Page) -> None:
    press(page, "Hand in for a second person to publish")
    follow(page, "Look at number")
    fill(page, because="The one colleague who could look is away until the round is over.")
    press(page, "Publish it without a second person")
    assert "Everybody can read it now" in page.locator("main").inner_text()


def test_a_negotiation_goes_from_first_draft_to_decision_though_somebody_is_clumsy(desk: Desk, sign_in: SignIn) -> None:
    council = sign_in("story-council")
    propose_from_a_draft(council)
    colleague = sign_in("story-colleague").page
    follow(colleague, "Look at number")
    assert ITEM in colleague.locator("main").inner_text()
    press(colleague, "Put it on the record")

    answer_clumsily(sign_in("story-office"), desk)

    adviser = sign_in("story-adviser").page
    follow(adviser, "Advise")
    words = {"findings": "Half of such places reach it in four years.", "independence": "No interest in either side."}
    fill(adviser, advice__adviser_kind="peer_panel", advice__recommendation="require_changes")
    fill(
        adviser,
        advice__recommended="Give it one more year than asked.",
        **{f"advice__{n}": w for n, w in words.items()},
    )
    assert words["findings"] in look(adviser)
    hand_in_and_publish_alone(adviser)

    decide(sign_in("story-minister"))
    council.go(f"{desk.address}/agreements/{STORY}/decisions")
    told = council.page.locator("main").inner_text()
    assert "decided to approve, and says why that is not what was advised" in told


def propose_from_a_draft(council: Visit) -> None:
    """Begun, kept, found again, looked at, gone back from with the browser, and handed in by a button pressed twice."""
    page = council.page
    follow(page, "Propose")
    assert council.faults(WIDE_AND_NARROW) == []
    fill(page, item_title=ITEM, status="proposed", unit="percent", terms__1__value="55", terms__2__value="not measured")
    press(page, "Keep it as a draft")
    follow(page, f"Propose: {ITEM}")
    assert page.locator("[name=terms__1__value]").input_value() == "55"
    assert "2027/28: nothing is measured then." in look(page)
    page.go_back()
    fill(page, reason="Food waste is collected apart from May on.")
    assert "Food waste is collected" in look(page)
    assert council.faults(NARROW) == []
    hand_in = page.get_by_role("button", name="Hand in for a second person to publish")
    press_twice(page, hand_in, re.compile(re.escape(f"{DESK}?told=waits")))
    assert page.get_by_role("link", name="Look at number").count() == 1
    assert page.get_by_role("link", name=f"Propose: {ITEM}").count() == 0


def answer_clumsily(office: Visit, desk: Desk) -> None:
    """In two windows at once, and with the session gone in the middle: one answer comes of it, and no word is lost."""
    page = office.page
    assert "Yours to do by" in page.locator("main").inner_text()
    follow(page, f"Answer on {ITEM}")
    other = page.context.new_page()
    other.goto(page.url)
    for one, reason in ((page, "We can carry fifty by then."), (other, "We can carry fifty by then, not more.")):
        fill(one, status="counter_proposed", target_value="50", target_period="2026/27", unit="percent", reason=reason)
    page.context.clear_cookies()
    assert "You were signed out. What you wrote is here." in look(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a window of its own").click()
    enter(opened.value, "story-office", desk.password)
    press(page, "Send it again")
    press(page, "Send it again")
    assert "We can carry fifty by then." in page.locator("main").inner_text()
    hand_in_and_publish_alone(page)
    assert "You have signed in anew" in look(other)
    press(other, "Send it again")
    assert "What the record says on this now" in other.locator("main").inner_text()
    assert "not more" in other.locator("[name=reason]").input_value()
    press(other, "Throw it away")
    assert other.get_by_role("link", name="Answer: ").count() == 0
    office.complaints.clear()


def decide(minister: Visit) -> None:
    """The gate is on the form before anything is typed; what comes too early says the first day, or its urgency."""
    page = minister.page
    follow(page, "Decide")
    assert "No decision before" in page.locator(".fm-gate").inner_text()
    assert minister.faults(NARROW) == []
    fill(page, decision__outcome="approve", decision__reasons="The place has shown that it can do this.")
    fill(page, decision__relied_on="Advice of civil servants of the third of May.")
    assert "The first day is" in look(page)
    fill(page, decision__urgency="The contract for the lorries ends this month.")
    assert "say why the decision departs from it" in look(page)
    fill(page, decision__departure="One more year would cost more than it gains.")
    assert "Urgent, so that it did not wait for advice" in look(page)
    hand_in_and_publish_alone(page)
