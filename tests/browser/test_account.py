"""Coming in: by a body's own sign-in, in one of several roles, and with a second factor; every page of it is clean."""

import base64
import re
import time

import pytest
from playwright.sync_api import Browser

from shared.auth.factors import STEP, code_at
from tests.browser.places import Desk, Site
from tests.browser.test_forms import send
from tests.browser.visit import Visit, visiting

pytestmark = pytest.mark.xdist_group("browser")

NARROW = (320,)
KEY = "main li strong"


def clean(visit: Visit, path: str) -> None:
    """This is where one is, and the page keeps what every page promises."""
    assert visit.page.url.partition("?")[0].endswith(path), visit.page.url
    assert visit.faults(NARROW) == []


def follow(visit: Visit, words: str) -> None:
    with visit.page.expect_navigation():
        visit.page.locator("main").get_by_role("link", name=re.compile(words)).first.click()


def test_somebody_comes_in_by_their_organisations_sign_in_and_chooses_a_role(site: Site, visit: Visit) -> None:
    visit.go(f"{site.address}/account/sign-in?next=/account")
    send(visit, re.compile("^Sign in with"))
    clean(visit, "/authorize")
    follow(visit, "^Case worker.*, and scrutiny officer")
    clean(visit, "/account")
    assert "in every role" in visit.page.inner_text("header")
    follow(visit, "^Change role$")
    clean(visit, "/account/roles")
    visit.page.get_by_label("Scrutiny officer for Trafford Council").check()
    send(visit, "Go on in this role")
    visit.go(f"{site.address}/account")
    assert "as scrutiny officer for Trafford Council" in visit.page.inner_text("header")
    with visit.page.expect_navigation():
        visit.page.locator("header").get_by_role("link", name="my work").click()
    assert visit.page.url == f"{site.address}/desk"
    assert visit.complaints == []


def test_with_a_second_factor_nobody_comes_in_by_a_password_alone(desk: Desk, browser: Browser) -> None:
    with visiting(browser) as visit:
        sign_in(visit, desk)
        visit.go(f"{desk.address}/account/second-factor?next=/account")
        clean(visit, "/account/second-factor")
        typed = visit.page.locator(KEY).inner_text().replace(" ", "")
        shared, now = base64.b32decode(typed + "=" * (-len(typed) % 8)), time.time()
        visit.page.fill("main [name=code]", code_at(shared, now))
        send(visit, "Set it up")
        assert visit.page.locator("main code").count() == 10
        clean(visit, "/account/second-factor")
        send(visit, "I have written them down")
        send(visit, "Sign out")

        sign_in(visit, desk)
        clean(visit, "/account/code")
        visit.page.fill("main [name=code]", "000000")
        send(visit, "Go on")
        assert visit.page.locator(".govuk-error-summary").count() == 1
        visit.complaints.clear()  # the browser itself remarks on the status
        clean(visit, "/account/code")
        visit.page.fill("main [name=code]", code_at(shared, now + STEP))
        send(visit, "Go on")
        visit.go(f"{desk.address}/account/prove?next=/account")
        assert "code that your app shows" in visit.page.inner_text("main")
        clean(visit, "/account/prove")


def sign_in(visit: Visit, desk: Desk) -> None:
    """By the name and the password of somebody whom no other test is."""
    visit.go(f"{desk.address}/account/sign-in?next=/account")
    visit.page.fill("main [name=name]", "facilitator")
    visit.page.fill("main [name=password]", desk.password)
    send(visit, "Sign in")
