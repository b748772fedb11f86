"""Every page that anybody may read: clean, usable at three widths, and the same without JavaScript."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from tests.browser.places import Site
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")

AREA, MEASURE = "E08000009", "household-waste-recycled"
PAGES = (
    "/",
    "/areas",
    f"/areas/{AREA}",
    "/areas/E06000022",
    f"/measures/{AREA}/{MEASURE}",
    f"/measures/{AREA}/social-care-users-satisfied",
    "/who",
    "/who?about=houshold+waste+recyled",
    "/who?about=zzzzqqq",
    "/record/search?words=recycling",
    "/record/downloads",
    "/record/follow?agreement=trafford-sample-2028-2030",
    "/agreements/indicators",
    "/agreements/indicators/NI-16",
    "/accessibility",
    "/licence",
    "/privacy-notice",
    "/security",
    f"/who/{AREA}",
    f"/who/{AREA}/{MEASURE}",
    f"/who/{AREA}/{MEASURE}?on=2022-01-31",
    "/agreements",
    "/agreements/trafford-outcomes-2021-2027",
    "/agreements/bathnes-laa-2008-2011",
    "/agreements/trafford-sample-2028-2030",
    "/agreements/trafford-sample-2028-2030/decisions",
    "/agreements/trafford-sample-2028-2030/memorandum",
    "/agreements/trafford-sample-2028-2030/statement",
    "/agreements/trafford-sample-2028-2030/writers",
    "/agreements/bathnes-laa-2008-2011/statement",
    "/petitions",
    "/petitions/checked",
    f"/petitions/new?area={AREA}&measure={MEASURE}",
    f"/petitions/start?area={AREA}",
    "/petitions/{reference}",
    "/petitions/{reference}/paper",
    "/petitions/{reference}/report",
    "/petitions/reported",
    "/record",
    "/record/{reference}",
    "/record/powers",
    f"/record/powers/{AREA}",
    "/record/timing",
    f"/record/timing?area={AREA}",
    "/cases/inspections",
    f"/cases/inspections?area={AREA}",
    "/mail",
    "/account/sign-in",
    "/account/link",
    "/account/link/sent",
)
# The pages that most people come to: looked at enlarged four times too, as the desk's are.
ENLARGED = {
    "/",
    f"/areas/{AREA}",
    f"/measures/{AREA}/{MEASURE}",
    f"/petitions/start?area={AREA}",
    "/petitions/{reference}",
}
ENLARGED |= {"/record/{reference}", "/agreements/trafford-sample-2028-2030", "/record/search?words=recycling"}
LONGEST = 25_000  # pixels on a telephone; the local mail may be longer, nobody reads it through

BAD = (
    "/nowhere",
    "/areas/E99999999",
    "/measures/E08000009/no-such-measure",
    "/measures/E99999999/household-waste-recycled",
    "/who/E99999999",
    "/who/E08000009/no-such-measure",
    "/agreements/no-such-agreement",
    "/petitions/TRAF-2026-9999-1",
    "/petitions/%3Cscript%3E",
    "/petitions/TRAF-2026-9999-1/confirm?token=no-such-token",
    "/record/TRAF-2026-9999-1",
    "/record/..%2f..%2fetc",
    "/record/powers/E99999999",
    "/record/timing?area=E99999999",
    "/cases/inspections?area=E99999999",
    "/account/nothing",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page said when it was opened, where its links lead, how many scripts it has."""

    words: str
    links: tuple[str, ...]
    scripts: int

    @classmethod
    def of(cls, visit: Visit) -> "Reading":
        """What is open now."""
        links = visit.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        return cls(visit.page.inner_text("main"), tuple(links), visit.page.locator("script").count())


@dataclass(frozen=True, slots=True)
class Seen:
    """Each page as it was opened first: once, however many tests ask for it."""

    site: Site
    window: Visit
    readings: dict[str, Reading] = field(default_factory=dict)

    def address(self, path: str) -> str:
        """Where the page is."""
        return self.site.address + path.format(reference=self.site.reference)

    def reading(self, path: str) -> Reading:
        """What the page said."""
        return self.readings.get(path) or self.anew(path)

    def anew(self, path: str) -> Reading:
        """What it says now."""
        self.window.begin_anew()
        self.window.go(self.address(path))
        self.readings[path] = Reading.of(self.window)
        return self.readings[path]


@pytest.fixture(scope="module")
def seen(site: Site, window: Visit) -> Seen:
    return Seen(site, window)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_quiet_and_fits_every_width(path: str, seen: Seen, visit: Visit) -> None:
    answer = visit.go(seen.address(path))
    assert answer.status == 200
    seen.readings[path] = Reading.of(visit)
    assert [*visit.faults(), *(visit.in_the_way() if path in ENLARGED else ())] == []
    assert path == "/mail" or visit.page.evaluate("document.documentElement.scrollHeight") < LONGEST


def test_every_page_says_the_same_without_javascript(seen: Seen, browser: Browser) -> None:
    with visiting(browser, scripts=False) as other:
        for path in PAGES:
            other.go(seen.address(path))
            if other.page.inner_text("main") != seen.reading(path).words:  # or did the page itself change since?
                now = seen.anew(path)
                other.go(seen.address(path))
                assert other.page.inner_text("main") == now.words, path
            assert seen.reading(path).scripts == 0, path


def test_every_page_about_a_case_names_the_same_day(site: Site, visit: Visit) -> None:
    days = {}
    for path in ("/petitions/{reference}", "/record/{reference}", f"/measures/{AREA}/{MEASURE}"):
        visit.go(site.address + path.format(reference=site.reference))
        days[path] = visit.page.locator(".fm-must__when time").get_attribute("datetime")
    assert len(set(days.values())) == 1, days


def test_every_link_of_every_page_leads_somewhere(seen: Seen, visit: Visit) -> None:
    visit.page.set_extra_http_headers({"Accept": "text/html"})
    found: dict[str, str] = {}
    for path in sorted(PAGES):
        for link in seen.reading(path).links:
            found.setdefault(link.partition("#")[0], path)
    dead = {
        f"{answer.status} {link} on {path}"
        for link, path in found.items()
        if link.startswith(seen.site.address) and (answer := visit.page.request.get(link)).status >= 400
    }
    assert dead == set()


@pytest.mark.parametrize("path", BAD)
def test_a_bad_address_shows_the_error_page_with_one_way_onward(path: str, site: Site, visit: Visit) -> None:
    answer = visit.go(site.address + path)
    assert 400 <= answer.status < 500
    visit.complaints.clear()  # the browser itself remarks on the status
    assert visit.faults((320,)) == []
    links = visit.page.locator("main a")
    assert links.count() == 1
    assert visit.page.request.get(links.first.evaluate("it => it.href")).ok
