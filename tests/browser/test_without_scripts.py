"""Signing and following on a phone whose browser runs no script: every step is a link or a form, and nothing more."""

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import residents
from tests.browser.places import Site
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")

PHONE = 390
SIGNER = {"name": "Resident Nine", "email": "nine@example.org", "postcode": "M33 1AA"}
CALLER = {"name": "Resident Eleven", "telephone": "07700 900123", "postcode": "M32 0TH"}
FOLLOWER = "ten@example.org"


def press(visit: Visit, button: str) -> str:
    """Press the button of this name; what the page then says."""
    with visit.page.expect_navigation():
        visit.page.locator("main").get_by_role("button", name=button, exact=True).click()
    return visit.page.locator("main").inner_text()


def follow_link(visit: Visit, words: str) -> None:
    with visit.page.expect_navigation():
        visit.page.locator("main").get_by_role("link", name=words, exact=True).click()


def test_signing_and_following_take_no_script(site: Site, browser: Browser, client: httpx.Client) -> None:
    reference = residents.start(client, site, "Homes that are looked at without a script")
    with visiting(browser, width=PHONE, scripts=False) as visit:
        visit.go(f"{site.address}/petitions/{reference}")
        assert "Look into your mail" not in press(visit, "Sign")  # nothing was filled in: the form comes back
        assert visit.page.locator(".govuk-error-summary a").count() == len(SIGNER) + 1
        visit.complaints.clear()  # the browser itself remarks on the status
        for name, words in SIGNER.items():
            visit.page.fill(f"main [name={name}]", words)
        visit.page.check("main [name=relation][value=work]")
        seen = residents.links_of_letters(client)
        assert "Look into your mail" in press(visit, "Sign")
        visit.go(residents.newest_link(client, reference, seen))
        assert residents.signatures(client, reference) == 1
        assert "2 people have signed" in press(visit, "Count my signature")
        assert residents.signatures(client, reference) == 2

        visit.go(f"{site.address}/petitions/{reference}")
        follow_link(visit, "Follow it by e-mail")
        visit.page.fill("main [name=email]", FOLLOWER)
        seen = residents.links_of_letters(client)
        assert "Look into your mail" in press(visit, "Ask for letters")
        link = residents.newest_link(client, reference, seen)
        visit.go(link)
        assert "You follow this petition" in press(visit, "Send me letters")
        visit.go(link.replace("/follow/confirm?", "/unfollow?"))
        assert "No more letters" in press(visit, "Stop the letters")
        assert visit.go(link).status == 404  # the address is forgotten, and the link with it
        visit.complaints.clear()
        assert visit.page.locator("h1").count() == 1


def test_starting_by_telephone_and_reporting_take_no_script(site: Site, browser: Browser, client: httpx.Client) -> None:
    with visiting(browser, width=PHONE, scripts=False) as visit:
        visit.go(f"{site.address}/petitions/start?area={residents.AREA}")
        visit.page.fill("main [name=what]", "The care home in Mill Lane was found wanting, and nobody came back.")
        press(visit, "Go on")
        visit.page.check("main #whom")
        press(visit, "Go on")
        visit.page.check(f"main input[value='{residents.MEASURE}']")
        press(visit, "Go on")
        visit.page.fill("main [name=title]", "Look at the home in Mill Lane again")
        visit.page.fill("main [name=text]", "Whoever runs it was asked in May to mend the lift. Say by when it goes.")
        press(visit, "Go on")
        follow_link(visit, "Start it by telephone")
        press(visit, "Send me the code")  # nothing was filled in: the form comes back
        assert visit.page.locator(".govuk-error-summary a").count() == 4
        visit.complaints.clear()
        for name, words in CALLER.items():
            visit.page.fill(f"main [name={name}]", words)
        visit.page.check("main [name=relation][value=live]")
        seen = residents.codes(client)
        press(visit, "Send me the code")
        visit.page.fill("main [name=code]", residents.newest_code(client, seen))
        assert "You started a petition" in press(visit, "Send the code")

        visit.go(f"{site.address}/petitions/{site.reference}")
        follow_link(visit, "Report this page")
        press(visit, "Report it")
        assert visit.page.locator(".govuk-error-summary a").count() == 2
        visit.complaints.clear()
        visit.page.check("main [name=ground][value=copyright]")
        visit.page.fill("main [name=words]", "The second sentence was copied from a book of mine.")
        assert "decides whether it may stand" in press(visit, "Report it")
        assert visit.complaints == []
