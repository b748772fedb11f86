"""A visit to one page: what the browser complained about, and whether the page keeps what every page promises."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

WIDTHS = (1280, 390, 320)
HEIGHT = 900
ENLARGED = (320, 256)  # a desktop's window of 1,280 by 1,024 at 400 %
# As people send it: signatures from a browser that nobody looks at are held.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
_GIVEN_UP = "net::ERR_ABORTED"
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# Most of what axe takes is reckoning contrasts. At a second width they are the same as at the first but where something
# came into sight, took another colour or became smaller letters: only there are they reckoned again.
_BREACHES = """async rules => {
  const look = it => {
    const style = getComputedStyle(it), size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    return [it.checkVisibility(), style.color, style.backgroundColor, style.backgroundImage, style.opacity,
      style.textShadow, style.position, isLarge].join();
  };
  const before = window.looks;
  window.looks = new Map([...document.body.querySelectorAll("*")].map(it => [it, look(it)]));
  const changed = [...window.looks].filter(([it, now]) => before && before.get(it) !== now).map(([it]) => it);
  const found = (await axe.run({...rules, rules: {"color-contrast": {enabled: false}}})).violations;
  if (before && !changed.length) return found;
  const where = {include: before ? changed : [document.body]};
  return [...found, ...(await axe.run(where, {...rules, runOnly: ["color-contrast"]})).violations];
}"""
_FOCUS_IS_SEEN = """it => {
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const drawn = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"
    || getComputedStyle(it, "::before").boxShadow !== "none";
  const around = it.closest("label, .govuk-radios__item, .govuk-checkboxes__item") || it;
  const whole = around.getBoundingClientRect();
  return drawn && whole.bottom > 0 && whole.top < innerHeight && box.width > 0 && whole.right > 0;
}"""

# What lies over the page while it scrolls, and what scrolls both ways: on so small a window either leaves no room.
_IN_THE_WAY = """() => [...document.querySelectorAll("body *")].filter(it => {
  const style = getComputedStyle(it), scrolls = each => each === "auto" || each === "scroll";
  return it.checkVisibility() && (["sticky", "fixed"].includes(style.position)
    || (scrolls(style.overflowX) && scrolls(style.overflowY)
      && it.scrollWidth > it.clientWidth && it.scrollHeight > it.clientHeight));
}).map(it => it.outerHTML.slice(0, 120))"""


class Visit:
    """A page in a window of its own, with everything that went wrong while it was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._request_failed)
        page.on("response", self._response)

    def begin_anew(self) -> None:
        """Be somebody who comes for the first time: nothing is kept of who was here, at a desktop's width. The page of
        before stays open until another is: for an empty one in between the browser would start two processes.
        """
        self.page.context.clear_cookies()
        self.page.set_extra_http_headers({})
        self.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        self.complaints.clear()

    def go(self, address: str) -> Response:
        """Open an address; a page that does not answer is an error."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def faults(self, widths: tuple[int, ...] = WIDTHS) -> list[str]:
        """What this page does not keep, at each width; nothing when all is well."""
        found = list(self.complaints)
        headings = self.page.locator("h1").all_inner_texts()
        if len(headings) != 1 or not headings[0].strip():
            found.append(f"level-one headings: {headings}")
        if not self.page.title().removesuffix("- Folkmoot").strip():
            found.append("no title")
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            broken = self._violations() if width in (max(widths), min(widths)) else []
            found += [f"at {width}: {fault}" for fault in (*self._sideways(width), *broken)]
        return found

    def in_the_way(self) -> list[str]:
        """What this page does not keep for somebody who enlarged it four times."""
        width, height = ENLARGED
        self.page.set_viewport_size({"width": width, "height": height})
        found: list[str] = self.page.evaluate(_IN_THE_WAY)
        return [
            *self._sideways(width),
            *(f"lies over the page, or scrolls both ways: {one}" for one in found),
        ]

    def _sideways(self, width: int) -> list[str]:
        reach: int = self.page.evaluate("document.documentElement.scrollWidth")
        return [f"scrolls sideways to {reach}"] if reach > width else []

    def _violations(self) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        violations = self.page.evaluate(_BREACHES, RULES)
        return [f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']]}" for each in violations]

    def tab_to(self, wanted: Locator, limit: int = 120) -> None:
        """Press Tab until this is focused, with the focus in sight at every stop. Raises when it is never reached."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            focused = self.page.locator("*:focus")
            if focused.count():
                assert focused.evaluate(_FOCUS_IS_SEEN), f"unseen focus: {focused.evaluate('it => it.outerHTML')[:300]}"
                if wanted.evaluate("it => it === document.activeElement"):
                    return
        raise AssertionError(f"{limit} times Tab did not reach {wanted}")

    def type_into(self, name: str, words: str) -> None:
        """By keyboard only: go to the field of this name and answer it, whatever kind it is."""
        fields = self.page.locator(f"main [name='{name}']")
        first = fields.first
        kind = first.evaluate("it => it.type")
        if kind == "radio":
            self._choose(fields, words)
        elif kind == "checkbox":
            self.tab_to(self.page.locator(f"main [name='{name}'][value='{words}']"))
            self.page.keyboard.press("Space")
        elif kind == "select-one":
            self.tab_to(first)
            self._pick(first, words)
        else:
            self.tab_to(first)
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.type(words)

    def _choose(self, fields: Locator, value: str) -> None:
        """A group of radio buttons is one stop of Tab: Space takes the one in focus, the arrow the next."""
        chosen = [field for field in fields.all() if field.is_checked()]
        self.tab_to(chosen[0] if chosen else fields.first)
        self.page.keyboard.press("Space")
        for _ in range(fields.count()):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {value!r}")

    def _pick(self, field: Locator, value: str) -> None:
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {value!r}")

    def _console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"console: {message.text}")

    def _request_failed(self, request: Request) -> None:
        """What failed; not what the browser itself gave up because it was sent to another page meanwhile."""
        if request.failure != _GIVEN_UP:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, answer: Response) -> None:
        if answer.status >= 400:
            self.complaints.append(f"{answer.status}: {answer.url}")


@contextmanager
def visiting(browser: Browser, *, width: int = WIDTHS[0], scripts: bool = True) -> Iterator[Visit]:
    """A fresh visitor, without cookies, at this width."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, java_script_enabled=scripts, user_agent=AGENT
    )
    context.set_default_timeout(15_000)
    try:
        yield Visit(context.new_page())
    finally:
        context.close()


def press_twice(page: Page, button: Locator, address: re.Pattern[str]) -> None:
    """Press a button as impatient people do, and wait for the page that comes of it: the second press breaks off the
    first one's way there, so that no single navigation can be waited for.
    """
    button.dblclick()
    expect(page).to_have_url(address)
    page.wait_for_load_state()
