"""Words that attack: scripts, turned-around text, endless words. They are shown as what was written, and do nothing."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import residents
from tests.browser.attack import ATTACKED, SCRIPT
from tests.browser.places import Desk, Site
from tests.browser.residents import AREA
from tests.browser.story import enter
from tests.browser.visit import visiting

pytestmark = pytest.mark.xdist_group("browser")

TURNED = "\u202egnp.exe\u202c"
HEBREW = "\u05e4\u05d7\u05d9 \u05de\u05d7\u05d6\u05d5\u05e8"
ARABIC = "\u0635\u0646\u0627\u062f\u064a\u0642"
STACKED = "e" + 4 * "\u0301"  # more are taken out
OTHER_WAY = f"{HEBREW}, {ARABIC} and {STACKED} (bins)"
NAMED = {**residents.RESIDENT, "name": f"Resident {SCRIPT}"[:120], "email": "hostile@example.org"}
WORDS = {
    "script": (f"Bins {SCRIPT}", f"{SCRIPT} </blockquote></main></body> {{{{ 7 * 7 }}}} ${{7*7}} {{% raw %}}\n" * 20),
    "other way": (f"Bins {OTHER_WAY}", f"{OTHER_WAY}\n\n" * 20),
    "unbroken": ("B" * 150, f"Bins for every street: {'W' * 5_000} and then {'W' * 900}"),
}


def bare(words: str) -> str:
    """The words without their spaces and lines, composed as they are kept."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", words))


@pytest.fixture(scope="module")
def hostile(site: Site) -> Mapping[str, str]:
    """One petition of each kind; their references."""
    with httpx.Client(base_url=site.address, timeout=30) as client:
        return {
            kind: residents.start(client, site, title, text=text, organiser=NAMED)
            for kind, (title, text) in WORDS.items()
        }


@pytest.mark.parametrize("kind", WORDS)
def test_hostile_words_are_shown_as_written_and_neither_run_nor_break_the_petitions_page(
    kind: str, site: Site, hostile: Mapping[str, str], browser: Browser
) -> None:
    with visiting(browser) as visit:
        visit.go(f"{site.address}/petitions/{hostile[kind]}")
        assert visit.faults() == []
        assert not visit.page.title().startswith("taken")
        assert visit.page.locator("main script, main img, main svg[onload]").count() == 0
        shown = bare(visit.page.inner_text("main"))
        for words in WORDS[kind]:
            assert bare(words) in shown


@pytest.mark.parametrize("path", ["/petitions", "/", "/record", "/mail"])
def test_hostile_words_do_nothing_on_the_pages_that_list_them(
    path: str, site: Site, hostile: Mapping[str, str], browser: Browser
) -> None:
    with visiting(browser) as visit:
        visit.go(site.address + path)
        assert visit.faults((1280, 320)) == []
        assert not visit.page.title().startswith("taken")
        assert visit.page.locator("main script, main img, main svg[onload]").count() == 0
        if path == "/petitions":
            for reference in hostile.values():
                assert visit.page.locator(f"main a[href='/petitions/{reference}']").count() == 1


def test_hostile_words_of_a_negotiation_do_nothing_on_any_page_of_the_record(desk: Desk, browser: Browser) -> None:
    here = f"/agreements/{ATTACKED}"
    with visiting(browser) as visit:
        for path, is_said in {
            **dict.fromkeys((here, f"{here}/entries/1", f"{here}/entries/2", f"{here}/entries/3"), True),
            **dict.fromkeys((f"{here}/writers", f"{here}/statement", f"{here}/decisions", f"{here}/memorandum"), True),
            **dict.fromkeys((f"/record/follow?agreement={ATTACKED}", "/record/search?words=bins", "/agreements"), True),
            **dict.fromkeys(("/record/removals", "/record/conduct", "/"), False),
        }.items():
            visit.go(desk.address + path)
            assert visit.complaints == [], path
            assert not visit.page.title().startswith("taken"), path
            assert visit.page.locator("main script, main img, main svg[onload]").count() == 0, path
            assert (bare(SCRIPT) in bare(visit.page.inner_text("main"))) >= is_said, path


def test_hostile_words_do_nothing_on_the_pages_of_those_who_work_here(desk: Desk, browser: Browser) -> None:
    """Words that stand in the register, words that an address brings along, and a note that a colleague wrote."""
    at, ahead = f"/publication/administration/register/{AREA}", f"/escalation/administration/elections/{AREA}"
    said = {"starts_on": "2032-03-24", "ends_on": "2032-05-01", "election": SCRIPT, "basis": SCRIPT, "once": SCRIPT}
    closed = {"closed_on": "2027-12-31", "reason": SCRIPT, "basis": SCRIPT, "once": "1"}
    with visiting(browser) as visit:
        for account, paths in {
            "registrar": {
                **dict.fromkeys((f"{at}/partnerships", f"{at}/boards", f"{at}/members"), True),
                f"/publication/administration/elections/{AREA}": True,
                f"/publication/administration/closures/{AREA}": True,
                f"{ahead}?{urlencode(said)}": True,
                f"{ahead.replace('elections', 'closures')}?{urlencode(closed)}": True,
                f"/who/{AREA}": True,
                f"/who/{AREA}/partnerships/{ATTACKED}": True,
            },
            "case-worker": {f"/desk/cases/{desk.reference}": True, "/desk": False, "/desk/notifications": False},
        }.items():
            visit.begin_anew()
            visit.go(f"{desk.address}/account/sign-in?next=/account")
            enter(visit.page, account, desk.password)
            if account == "case-worker":
                visit.go(f"{desk.address}/desk/cases/{desk.reference}")
                form = visit.page.locator("main form[action$='/note']")
                form.locator("[name=text]").fill(f"A colleague wrote {SCRIPT}")
                with visit.page.expect_navigation():
                    form.locator("button").click()
            for path, is_said in paths.items():
                answer = visit.go(desk.address + path)
                assert (answer.status, visit.complaints) == (200, []), path
                assert not visit.page.title().startswith("taken"), path
                assert visit.page.locator("main script, main img, main svg[onload]").count() == 0, path
                assert (bare(SCRIPT) in bare(visit.page.inner_text("main"))) >= is_said, path


def test_characters_that_turn_words_around_are_refused_beside_their_field(site: Site, browser: Browser) -> None:
    with visiting(browser) as visit:
        visit.go(f"{site.address}/petitions/new?area={residents.AREA}")
        visit.page.fill("main [name=title]", f"Bins {TURNED}")
        visit.page.fill("main [name=text]", f"{residents.TEXT} {TURNED}")
        visit.page.locator("main").get_by_role("button", name="Start the petition").click()
        for field in ("title", "text"):
            assert visit.page.locator(f".govuk-error-summary a[href='#{field}']").count() == 1


def test_ten_thousand_characters_are_refused_and_kept_in_the_form(site: Site, browser: Browser) -> None:
    long = "bins " * 2_000
    with visiting(browser) as visit:
        visit.go(f"{site.address}/petitions/new?area={residents.AREA}")
        visit.page.fill("main [name=text]", long)
        visit.page.locator("main").get_by_role("button", name="Start the petition").click()
        assert visit.page.locator(".govuk-error-summary a[href='#text']").count() == 1
        assert visit.page.input_value("main [name=text]") == long
        visit.complaints.clear()  # the browser itself remarks on the status
        assert visit.faults() == []
