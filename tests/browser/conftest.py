"""The demonstration, run once, a place with work on its desk, and a Chromium to look at both.

All tests here carry `xdist_group("browser")`, so that one worker has them. Package scope, not session: Playwright's
driver keeps an event loop in this thread, and must be gone before other packages' asynchronous tests begin.
"""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from shared.servers.chromium import ARGUMENTS
from tests import demonstration
from tests.browser.places import READY, Desk, Site, read
from tests.browser.visit import Visit, visiting

SHOWN_WITHIN = 400.0


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    with demonstration.running(["services.cli", "demo"], folder) as program:
        served = program.until(demonstration.SERVED, SHOWN_WITHIN)
        petition = demonstration.PETITION.search(program.text())
        checker = demonstration.CHECKER.search(program.text())
        assert petition, program.text()
        assert checker, program.text()
        yield Site(served[1], petition[1], checker[1])


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with demonstration.running(["tests.browser.desk"], folder) as program:
        yield read(program.until(READY, SHOWN_WITHIN)[0])


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # With no graphics card to guard, a process of its own for one only costs time.
        arguments = [*ARGUMENTS, "--in-process-gpu"]
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def window(browser: Browser) -> Iterator[Visit]:
    """One window for many visitors: opening a window takes a browser longer than reading a page."""
    with visiting(browser) as one:
        yield one


@pytest.fixture
def visit(window: Visit) -> Visit:
    """A visitor who comes for the first time, at a desktop's width."""
    window.begin_anew()
    return window


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """A program that asks the site directly."""
    with httpx.Client(base_url=site.address, timeout=30, headers={"Origin": site.address}) as one:
        yield one
