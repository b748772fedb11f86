"""What readers set in their own browser or machine is kept: colours of their own, and no motion."""

import pytest
from playwright.sync_api import Browser

from tests.browser.places import Site
from tests.browser.test_public_pages import AREA, MEASURE
from tests.browser.visit import visiting

pytestmark = pytest.mark.xdist_group("browser")

MOVES = """() => [...document.querySelectorAll("*")].filter(it => {
  const style = getComputedStyle(it);
  const lasting = all => all.split(",").some(one => parseFloat(one) > 0);
  return lasting(style.transitionDuration) || lasting(style.animationDuration)
    || style.scrollBehavior === "smooth";
}).map(it => it.outerHTML.slice(0, 120))"""
# What is told by a background, a shadow or a colour alone is gone in colours of one's own: it has to have an edge too.
EDGELESS = """() => [...document.querySelectorAll(".govuk-button, .fm-chip, .govuk-input, .fm-must")].filter(it => {
  const style = getComputedStyle(it);
  return it.offsetParent && !["Top", "Bottom", "Left"].some(side =>
    style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0);
}).map(it => it.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", ["/petitions/{reference}", f"/measures/{AREA}/{MEASURE}"])
def test_in_colours_of_ones_own_focus_and_edges_are_seen_and_nothing_moves(
    path: str, site: Site, browser: Browser
) -> None:
    with visiting(browser) as visit:
        visit.page.emulate_media(forced_colors="active", reduced_motion="reduce", color_scheme="dark")
        visit.go(site.address + path.format(reference=site.reference))
        assert visit.page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert visit.page.evaluate(MOVES) == []
        assert visit.page.evaluate(EDGELESS) == []
        visit.tab_to(visit.page.locator("footer a").last, limit=200)
        assert visit.complaints == []
