"""A resident starts a petition one question at a time, by keyboard alone and without a script; the sheet is printed."""

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import residents
from tests.browser.places import Site
from tests.browser.test_signing import press_on
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")

ZOOMED = 320  # 1,280 px at 400 %


def tab_through(visit: Visit, words: str) -> None:
    """Go to the link of this name by Tab and press Enter."""
    visit.tab_to(visit.page.locator("main").get_by_role("link", name=words, exact=True))
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


def test_starting_takes_one_question_at_a_time_and_a_keyboard(site: Site, visit: Visit, client: httpx.Client) -> None:
    main = visit.page.locator("main")
    seen = residents.links_of_letters(client)
    visit.go(f"{site.address}/petitions/start?area={residents.AREA}")
    assert visit.faults() == []
    visit.type_into("what", "The care homes in Hartford Road were found wanting, and nobody came back.")
    press_on(visit, "Go on")
    visit.tab_to(main.locator("#whom"))
    visit.page.keyboard.press("Space")
    assert visit.faults() == []
    press_on(visit, "Go on")
    assert "answers for this" in main.inner_text()
    visit.tab_to(main.locator(f"input[value='{residents.MEASURE}']"))
    visit.page.keyboard.press("Space")
    assert visit.faults() == []
    press_on(visit, "Go on")
    visit.type_into("title", "Look at every home a second time")
    visit.type_into("text", "Whoever runs the homes was asked to mend them. Say by when each is looked at again.")
    press_on(visit, "Go on")
    tab_through(visit, "Start it by telephone")
    assert visit.faults() == []
    tab_through(visit, "I have e-mail after all")
    for name, words in residents.RESIDENT.items():
        visit.type_into(name, words)
    press_on(visit, "Go on")
    assert "Look at every home a second time" in main.inner_text()
    assert visit.faults() == []
    press_on(visit, "Send it: we write you a letter")
    assert visit.page.url == f"{site.address}/petitions/sent"
    assert residents.newest_link(client, "petitions", seen)
    assert visit.complaints == []


def test_the_sheet_to_print_fits_every_width_and_its_print_is_whole(
    site: Site, browser: Browser, client: httpx.Client
) -> None:
    with visiting(browser) as visit:
        visit.go(f"{site.address}/petitions/{site.reference}/paper")
        assert visit.faults(widths=(1280, 390, ZOOMED)) == []
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("nav").first.is_visible()
        assert visit.page.locator(".fm-sheet__lines tbody tr").count() >= 10
        assert visit.page.pdf(format="A4").count(b"/Type /Page\n") <= 2
    assert client.get("/petitions/TRAF-2026-9999-1/paper").status_code == 404
