"""The page that shows that nobody changed the record: it checks the whole demonstration in the reader's own browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from services import cli
from tests.browser.places import Site
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")


def test_the_page_is_accessible_and_checks_the_record_in_the_browser(site: Site, visit: Visit) -> None:
    assert visit.go(f"{site.address}/record/proof").status == 200
    assert visit.faults() == []
    visit.page.get_by_role("button", name="Check the record").click()
    expect(visit.page.get_by_role("status")).to_contain_text("The record is whole.", timeout=60_000)
    assert visit.complaints == []


def test_without_javascript_the_page_says_everything_but_the_button(site: Site, browser: Browser) -> None:
    with visiting(browser, scripts=False) as other:
        other.go(f"{site.address}/record/proof")
        expect(other.page.get_by_role("button", name="Check the record")).to_be_hidden()
        expect(other.page.get_by_role("main")).to_contain_text("folkmoot verify-record")


def test_the_commands_check_and_watch_the_same_record(site: Site, tmp_path: Path) -> None:
    run, address = CliRunner(), f"{site.address}/record"
    checked = run.invoke(cli.app, ["verify-record", address, "--keep", str(tmp_path / "copy")])
    assert checked.exit_code == 0, checked.output
    assert re.search(r"The record is whole: [1-9][0-9]+ leaves", checked.output)
    again = run.invoke(cli.app, ["verify-record", str(tmp_path / "copy")])
    assert (again.exit_code, again.output) == (0, checked.output)
    watching = ["witness", address, "--name", "watch.example.org/w1", "--folder", str(tmp_path / "watch"), "--once"]
    for _ in range(2):
        watched = run.invoke(cli.app, watching)
        assert (watched.exit_code, "leaves, cosigned." in watched.output) == (0, True), watched.output
