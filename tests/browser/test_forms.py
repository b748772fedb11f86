"""Forms that come back: a summary that leads to each field, what was typed still there, nothing lost by the way."""

import re

import httpx
import pytest

from tests.browser import residents
from tests.browser.places import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.xdist_group("browser")

SUMMARY = ".govuk-error-summary a"
START = f"/petitions/new?area={residents.AREA}"
ORDER_OF_FIELDS = """() => [...document.querySelectorAll("main form :is(input, textarea, select)")]
  .filter(it => it.type !== "hidden").map(it => it.id)"""


def send(visit: Visit, button: str | re.Pattern[str]) -> None:
    with visit.page.expect_navigation():
        visit.page.locator("main").get_by_role("button", name=button, exact=True).first.click()


def summary_names(visit: Visit) -> list[str]:
    """The ids of the fields that the summary leads to, in its order."""
    hrefs: list[str] = visit.page.eval_on_selector_all(SUMMARY, "all => all.map(it => it.getAttribute('href'))")
    return [href.removeprefix("#") for href in hrefs]


def assert_comes_back_well(visit: Visit) -> None:
    """What every refused form keeps."""
    page = visit.page
    named = summary_names(visit)
    order = page.evaluate(ORDER_OF_FIELDS)
    assert named
    assert named == sorted(named, key=order.index), "errors stand in the order of the fields"
    assert page.title().startswith("Error: ")
    for field in named:
        described = page.locator(f"#{field}").evaluate(
            "it => it.getAttribute('aria-describedby') || it.closest('fieldset').getAttribute('aria-describedby')"
        )
        assert f"{field}-error" in described.split()
    for field in named:  # by keyboard: the summary comes first, and Enter on its line goes to the field
        page.evaluate("window.scrollTo(0, 0)")
        link = page.locator(f"{SUMMARY}[href='#{field}']")
        link.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == field
    visit.complaints.clear()  # the browser itself remarks on the status
    assert visit.faults() == []


def test_an_empty_petition_comes_back_with_a_line_for_every_field(site: Site, visit: Visit) -> None:
    visit.go(site.address + START)
    send(visit, "Start the petition")
    assert summary_names(visit) == ["title", "text", "measure", "name", "email", "postcode", "relation"]
    assert_comes_back_well(visit)


def test_a_petition_with_one_fault_keeps_everything_else_that_was_typed(site: Site, visit: Visit) -> None:
    visit.go(site.address + START)
    typed = {"title": 'Bins for <every> block & "flat"', "text": residents.TEXT, "name": "Resident Three"}
    for name, words in {**typed, "email": "nobody", "postcode": "M32 0TH"}.items():
        visit.page.fill(f"main [name={name}]", words)
    visit.page.select_option("main [name=measure]", residents.MEASURE)
    visit.page.check("main [name=relation][value=study]")
    send(visit, "Start the petition")
    assert summary_names(visit) == ["email"]
    for name, words in {**typed, "email": "nobody", "measure": residents.MEASURE}.items():
        assert visit.page.input_value(f"main [name={name}]") == words
    assert visit.page.is_checked("main [name=relation][value=study]")
    assert_comes_back_well(visit)


def test_an_empty_signature_comes_back_with_a_line_for_every_field(
    site: Site, visit: Visit, client: httpx.Client
) -> None:
    reference = residents.start(client, site, "A petition that is signed with nothing")
    visit.go(f"{site.address}/petitions/{reference}")
    send(visit, "Sign")
    assert summary_names(visit) == ["name", "email", "postcode", "relation"]
    assert_comes_back_well(visit)


def test_the_summary_is_reached_by_tab_before_the_form(site: Site, visit: Visit) -> None:
    visit.go(site.address + START)
    send(visit, "Start the petition")
    visit.tab_to(visit.page.locator(SUMMARY).first)
    visit.tab_to(visit.page.locator(SUMMARY).last)
    visit.tab_to(visit.page.locator("main [name=title]"))
    assert visit.page.evaluate("document.activeElement.name") == "title"


def test_a_wrong_password_comes_back_with_the_name_kept_and_the_password_gone(site: Site, visit: Visit) -> None:
    visit.go(f"{site.address}/account/sign-in")
    visit.page.fill("main [name=name]", "case-worker")
    visit.page.fill("main [name=password]", "not the password at all")
    send(visit, "Sign in")
    assert visit.page.input_value("main [name=name]") == "case-worker"
    assert visit.page.input_value("main [name=password]") == ""
    assert visit.page.locator(".govuk-error-summary").count() == 1
    visit.complaints.clear()  # the browser itself remarks on the status
    assert visit.faults() == []
