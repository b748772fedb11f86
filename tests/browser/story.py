"""What a story of several months is told with: people signed in, each in a window of their own, days that pass, and
what the other people of the place send meanwhile as programs do.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from string import ascii_lowercase
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page

from services.cli.demo.office_hours import working_day
from tests.browser import residents
from tests.browser.places import Desk
from tests.browser.visit import Visit, visiting

CHECK = "Look at what follows, before it is done"
NARROW = (390,)


class Story:
    """One place, whoever came into it, and its today."""

    def __init__(self, desk: Desk, browser: Browser, stack: ExitStack) -> None:
        self.desk = desk
        self.today = date.min
        self._browser, self._stack = browser, stack
        self._visits: dict[str, Visit] = {}
        self._doors: dict[str, httpx.Client] = {}
        self.wait(0)

    def wait(self, days: int) -> date:
        """Let so many days go by, with everything that falls on them."""
        with socket.create_connection(("127.0.0.1", self.desk.clock), timeout=60) as line:
            line.sendall(f"{days}\n".encode())
            self.today = date.fromisoformat(line.makefile().readline().strip())
        return self.today

    def day(self, days: int) -> str:
        """The working day so many days from today, as a field or a program says it."""
        return working_day(self.today + timedelta(days=days)).isoformat()

    def anybody(self) -> Visit:
        """A window of somebody who is not signed in."""
        return self._stack.enter_context(visiting(self._browser))

    def person(self, account: str) -> Visit:
        """The window of somebody who works here; they sign in when they come for the first time."""
        if account not in self._visits:
            visit = self._visits[account] = self.anybody()
            visit.go(f"{self.desk.address}/desk")
            enter(visit.page, account, self.password(account))
        return self._visits[account]

    def password(self, account: str) -> str:
        """By what an account signs in."""
        return self.desk.councillor if account == "longford-councillor" else self.desk.password

    def door(self, account: str = "") -> httpx.Client:
        """A program that asks the place in somebody's name, or in nobody's."""
        if account not in self._doors:
            origin = {"Origin": self.desk.address}
            client = httpx.Client(base_url=self.desk.address, timeout=60, headers=origin)
            self._doors[account] = self._stack.enter_context(client)
            if account in self._visits:
                self._lend(account, client)
            elif account:
                said = {"name": account, "password": self.password(account)}
                assert client.post("/account/sign-in", data=said).status_code == 303
        return self._doors[account]

    def _lend(self, account: str, client: httpx.Client) -> None:
        """What a person's own system sends goes under the person's session."""
        for one in self._visits[account].page.context.cookies():
            client.cookies.set(one["name"], one["value"])

    def send(self, account: str, reference: str, command: str, /, **says: Any) -> None:
        """A command that is sent as programs send it."""
        client, path = self.door(account), f"/escalation/v1/cases/{reference}"
        seen = {"If-Match": client.get(path).headers["ETag"]}
        answer = client.post(f"{path}/commands/{command}", json=says, headers=seen)
        assert answer.status_code == 200, answer.text

    def state(self, reference: str) -> str:
        """Where the case stands, as everybody may ask."""
        found: str = self.door().get(f"/escalation/v1/cases/{reference}").json()["state"]
        return found

    def take(self, account: str, reference: str, command: str, /, **answers: str) -> str:
        """Take a step in the browser, from the case's page over its questions to the button under what follows.

        What the page said would follow.
        """
        visit = self.person(account)
        visit.go(f"{self.desk.address}/cases/{reference}")
        open_step(visit.page, command)
        if answers:
            fill(visit.page, **answers)
            press(visit.page, CHECK)
        told = visit.page.locator("main").inner_text()
        assert "Nothing is done yet" in told, told
        done(visit.page, command)
        assert visit.page.url == f"{self.desk.address}/cases/{reference}", visit.page.locator("main").inner_text()
        return told

    def gather(self, reference: str, count: int) -> None:
        """So many people sign as programs do, and use the links of their letters."""
        client, seen = self.door(), residents.links_of_letters(self.door())
        for number in range(count):
            first, second = divmod(number, len(ascii_lowercase))
            letters = f"{ascii_lowercase[first]}{ascii_lowercase[second]}"
            who = {"name": f"Neighbour {number} (sample)", "email": f"neighbour-{letters}@example.org"}
            body = who | {"postcode": "M32 0TH", "relation": "live"}
            assert client.post(f"/escalation/v1/petitions/{reference}/signatures", json=body).status_code == 202
        self.wait(0)
        new = {link for link in residents.links_of_letters(client) if "/confirm?" in link} - set(seen)
        for link in (httpx.URL(one) for one in new):
            assert client.post(link.path, data={"token": link.params["token"]}).status_code == 303
        self.wait(0)


@contextmanager
def told(desk: Desk, browser: Browser) -> Iterator[Story]:
    """A story, whose windows are closed at its end."""
    with ExitStack() as stack:
        yield Story(desk, browser, stack)


def enter(page: Page, account: str, password: str) -> None:
    """Sign in on the page that asks for it."""
    assert "/account/sign-in" in page.url
    page.fill("main [name=name]", account)
    page.fill("main [name=password]", password)
    press(page, "Sign in")


def press(page: Page, button: str) -> None:
    """Press the button of this name, and wait for the page to which it leads."""
    _click(page, page.get_by_role("button", name=button, exact=True))


def follow(page: Page, words: str) -> None:
    """Follow the first link of these words."""
    _click(page, page.get_by_role("link", name=words).first)


def open_step(page: Page, command: str) -> None:
    """From the page of a case to that of a step."""
    link = page.locator(f"main a[href$='/{command}']").first
    if not link.is_visible():  # what is seldom wanted is folded away
        page.locator("details.fm-fold summary").first.click()
    _click(page, link)


def done(page: Page, command: str) -> None:
    """Press the button under what would follow."""
    _click(page, page.locator(f"form[action$='/{command}'] button").first)


def _click(page: Page, what: Locator) -> None:
    with page.expect_navigation():
        what.click()


def fill(page: Page, **answers: str) -> None:
    """Answer these questions, each in the way in which it is asked."""
    for name, words in answers.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("it => it.type")
        if kind in {"radio", "checkbox"}:
            page.check(f"main [name='{name}'][value='{words}']")
        elif kind == "select-one":
            field.select_option(words)
        else:
            field.fill(words)


def clean(visit: Visit) -> list[str]:
    """What a page does not keep on a telephone; what the browser remarked on refusals before is no fault of it."""
    visit.complaints.clear()
    return visit.faults(NARROW)
