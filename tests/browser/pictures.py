"""Takes the pictures under docs/ and writes the page that shows them: `make pictures`.

What everybody sees comes from a demonstration of its own, what people see who work on cases from the small place that
the browser tests look at, where something waits. Each page at a desktop's width and at a telephone's, from the top, in
few colours so that all of them stay small.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from shared.servers import chromium
from shared.settings import ADMINISTRATION
from tests import demonstration
from tests.browser.places import READY, Desk, read
from tests.browser.visit import visiting

FOLDER = "pictures"  # beside the page that shows them
WITHIN = 400.0
SIZES = {1280: 1300, 390: 1500}  # width: the most height that a picture keeps
COLOURS = 128


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to be seen: the name of its files, where it is, what one sees there, and who signs in for it, and
    what they do first.
    """

    name: str
    path: str
    shows: str
    account: str = ""
    before: Callable[[Page, Desk], None] | None = None


def decide_together(page: Page, desk: Desk) -> None:
    """Publish what waits to be checked, as several at once are: it waits a while, and can be taken back."""
    page.goto(f"{desk.address}/desk/petitions/together?petition={desk.unchecked}")
    page.fill("main [name=reasons]", "It asks for something that the council can do, and names nobody.")
    with page.expect_navigation():
        page.locator("main form[novalidate] button").last.click()


TRAFFORD, RECYCLED = "E08000009", "household-waste-recycled"
SAMPLE = "/agreements/trafford-sample-2028-2030"
EVERYBODY = (
    Picture("home", "/", "Your place: what is not met, who must act, and what they say"),
    Picture("area", f"/areas/{TRAFFORD}", "A place: every measure, what was promised and where it stands"),
    Picture("measure", f"/measures/{TRAFFORD}/{RECYCLED}", "A measure: the figure, the promise, the chart, its table"),
    Picture("who", f"/who/{TRAFFORD}/{RECYCLED}", "Who is responsible: one body, since when, and on what basis"),
    Picture("petition", "/petitions/{reference}", "A petition: how far it has climbed, and what must happen by when"),
    Picture("start", f"/petitions/start?area={TRAFFORD}", "Starting a petition, one question at a time"),
    Picture("record", "/record/{reference}", "The record of a case: every step, who took it, and what silence did"),
    Picture("negotiation", SAMPLE, "A negotiation: proposals, answers, and answers that never came"),
    Picture("decisions", f"{SAMPLE}/decisions", "Advice and decisions, and the first day one may be made"),
    Picture("search", "/record/search?words=recycling", "Searching the whole record"),
    Picture("proof", "/record/proof", "Can this record be changed? How everybody can check it"),
)
STAFF = (
    Picture("desk", "/desk", "My work: what waits, for whom, and what silence does", "case-worker"),
    Picture("case", "/cases/{reference}", "A case at the desk: what is open to this person now", "case-worker"),
    Picture("check", "/desk/petitions/{unchecked}", "A petition that waits to be checked", "case-worker"),
    Picture(
        "together",
        "/desk/petitions/together/1",
        "Decided together: until when it waits, and how it is taken back",
        "case-worker",
        decide_together,
    ),
    Picture("ward", "/desk/ward", "A councillor's ward", "longford-councillor"),
    Picture("people", f"{ADMINISTRATION}/people/{TRAFFORD}", "Administration: who may act for a body", "administrator"),
)


def shown() -> str:
    """The page that shows them all, in Markdown."""
    lines = [
        "# The pages, in pictures",
        "",
        "Taken by `make pictures`, at the widths of a desktop and of a telephone; long pages are cut.",
        "What is invented there is marked so: [the sample data](sample-data.md).",
    ]
    for title, some in (("What everybody sees", EVERYBODY), ("What people who work on cases see", STAFF)):
        lines += ["", f"## {title}"]
        for each in some:
            lines += ["", f"### {each.shows}", ""]
            lines += [f"| {' | '.join(_sized(width) for width in SIZES)} |", "|---|---|"]
            pictures = (f"![{each.shows}, {_sized(width)}]({FOLDER}/{_file(each, width)})" for width in SIZES)
            lines += [f"| {' | '.join(pictures)} |"]
    return "\n".join(lines) + "\n"


def _sized(width: int) -> str:
    return "on a desktop" if width == max(SIZES) else "on a telephone"


def _file(picture: Picture, width: int) -> str:
    return f"{picture.name}-{width}.png"


def take(page: Page, address: str, picture: Picture, places: dict[str, str], width: int) -> bytes:
    """One page from its top, as a small PNG. Raises RuntimeError when it cannot be shown."""
    path = picture.path.format(**places)
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(address + path)
    if answer is None or not answer.ok or "/account/" in page.url:
        raise RuntimeError(f"{path} cannot be shown")
    height = min(SIZES[width], page.evaluate("document.documentElement.scrollHeight"))
    seen = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    small = io.BytesIO()
    drawn = Image.open(io.BytesIO(seen)).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def sign_in(page: Page, desk: Desk, account: str) -> None:
    """Be this person from now on."""
    page.goto(f"{desk.address}/account/sign-in")
    page.fill("main [name=name]", account)
    page.fill("main [name=password]", desk.councillor if account.endswith("councillor") else desk.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def of_everybody(browser: Browser, into: Path) -> None:
    """The pages that everybody may read, of the demonstration."""
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration.running(["services.cli", "demo"], Path(folder)) as program,
        visiting(browser) as visit,
    ):
        address = program.until(demonstration.SERVED, WITHIN)[1]
        reference = demonstration.PETITION.search(program.text())
        if reference is None:
            raise demonstration.NotShown("the petition's address")
        for picture in EVERYBODY:
            _keep(visit.page, address, picture, {"reference": reference[1]}, into)


def of_staff(browser: Browser, into: Path) -> None:
    """The pages of people who work on cases, of the small place."""
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration.running(["tests.browser.desk"], Path(folder)) as program,
    ):
        desk = read(program.until(READY, WITHIN)[0])
        for account in dict.fromkeys(picture.account for picture in STAFF):
            with visiting(browser) as visit:
                sign_in(visit.page, desk, account)
                for picture in (one for one in STAFF if one.account == account):
                    if picture.before is not None:
                        picture.before(visit.page, desk)
                    _keep(visit.page, desk.address, picture, asdict(desk), into)


def _keep(page: Page, address: str, picture: Picture, places: dict[str, str], into: Path) -> None:
    for width in SIZES:
        file = into / _file(picture, width)
        file.write_bytes(take(page, address, picture, places, width))
        print(file)  # noqa: T201 a command that tells what it wrote


def main(into: Path) -> None:
    """Take all pictures into this folder, which then holds no others, and write the page beside it that shows them."""
    into.mkdir(parents=True, exist_ok=True)
    for file in into.glob("*.png"):
        file.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.make_available(), args=chromium.ARGUMENTS)
        of_everybody(browser, into)
        of_staff(browser, into)
        browser.close()
    (into.parent / f"{into.name}.md").write_text(shown())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
