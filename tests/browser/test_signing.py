"""A resident's way by keyboard alone: start a petition, sign it, and be counted by the button, not by the link."""

import re

import httpx
import pytest

from tests.browser import residents
from tests.browser.places import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.xdist_group("browser")

NEIGHBOUR = {"name": "Resident Two", "email": "two@example.org", "postcode": "M33 1AA", "relation": "work"}


def press_on(visit: Visit, words: str) -> None:
    """Go to the button of this name by Tab and press Enter."""
    visit.tab_to(visit.page.locator("main").get_by_role("button", name=words, exact=True))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


def confirm_by_mail(visit: Visit, link: str, button: str) -> None:
    """From the page that says so to the mail, there to the letter's link, and behind it to the one button."""
    visit.tab_to(visit.page.locator("main a[href='/mail']"))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    path = link.partition("/petitions/")[2]
    visit.tab_to(visit.page.locator(f"main a[href$='/petitions/{path}']"), limit=500)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    press_on(visit, button)


def test_starting_and_signing_a_petition_takes_a_keyboard_and_nothing_else(
    site: Site, visit: Visit, client: httpx.Client
) -> None:
    seen = residents.links_of_letters(client)
    visit.go(f"{site.address}/petitions/new?area={residents.AREA}")
    visit.type_into("title", "Care homes that one can trust")
    visit.type_into("text", "Three homes near us were found wanting, and nobody came back to look. Say when.")
    visit.type_into("measure", residents.MEASURE)
    for name, words in residents.RESIDENT.items():
        visit.type_into(name, words)
    press_on(visit, "Start the petition")
    assert visit.page.url == f"{site.address}/petitions/sent"
    link = residents.newest_link(client, "petitions", seen)
    reference = re.findall(r"/petitions/([A-Z]+(?:-\d+)+)", link)[0]
    assert client.get(f"/petitions/{reference}").status_code == 404
    confirm_by_mail(visit, link, "Send it on and count my signature")
    assert "It is being checked." in visit.page.inner_text("main")
    assert visit.faults() == []
    residents.publish(site, reference)
    assert residents.signatures(client, reference) == 1

    seen = residents.links_of_letters(client)
    visit.go(f"{site.address}/petitions/{reference}")
    for name, words in NEIGHBOUR.items():
        visit.type_into(name, words)
    press_on(visit, "Sign")
    link = residents.newest_link(client, reference, seen)
    assert residents.signatures(client, reference) == 1
    confirm_by_mail(visit, link, "Count my signature")
    assert residents.signatures(client, reference) == 2
    assert "2 people have signed" in visit.page.inner_text("main")
    assert visit.complaints == []


def test_the_pages_around_a_signature_are_accessible_and_fit_every_width(
    site: Site, visit: Visit, client: httpx.Client
) -> None:
    seen = residents.links_of_letters(client)
    reference = residents.start(client, site, "Pages on the way to a signature")
    draft = residents.ask(client, "Pages on the way to a petition", organiser=NEIGHBOUR)
    link, asked = (residents.newest_link(client, one, seen) for one in (reference, draft))
    ways = ("sent", "signed", "telephone", "number", "report")  # the last: where anybody says that it may not stand
    pages = (f"{site.address}/petitions/{reference}/{page}" for page in ways)
    for address in (*pages, f"{site.address}/petitions/sent", link, asked):
        visit.go(address)
        assert visit.faults() == []


def test_a_scanner_that_fetches_every_link_of_every_mail_twice_signs_nothing(site: Site, client: httpx.Client) -> None:
    seen = residents.links_of_letters(client)
    reference = residents.ask(client, "A letter that a scanner reads first")
    link = residents.newest_link(client, reference, seen)
    for address in residents.links_of_letters(client):
        for _ in range(2):
            assert client.head(address).status_code < 500
            assert client.get(address).status_code < 500
    assert client.get(f"/escalation/v1/petitions/{reference}").status_code == 404
    token = httpx.URL(link).params["token"]
    assert client.post(httpx.URL(link).path, data={"token": token}).status_code == 303
    residents.publish(site, reference)
    assert residents.signatures(client, reference) == 1
