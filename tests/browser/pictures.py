"""Takes the README's pictures from a demonstration of its own: `python -m tests.browser.pictures OUT_DIR`.

Each page at a desktop's width and at a telephone's, from the top, in twice the pixels.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from shared.servers import chromium
from tests import demonstration

WITHIN = 150.0
SIZES = {1280: 1600, 390: 1400}  # width: the most height that a picture keeps
PAGES = {
    "home": "/",
    "area": "/areas/E08000009",
    "measure": "/measures/E08000009/household-waste-recycled",
    "petition": "/petitions/{reference}",
    "record": "/record/{reference}",
    "negotiation": "/agreements/bathnes-laa-2008-2011",
    "who": "/who/E08000009/household-waste-recycled",
}


def take(browser: Browser, address: str, reference: str, into: Path) -> list[Path]:
    """Every page at every width; answers the files that were written."""
    written = []
    for width, most in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=2)
        page = context.new_page()
        for name, path in PAGES.items():
            answer = page.goto(address + path.format(reference=reference))
            if answer is None or not answer.ok:
                raise RuntimeError(f"{path} cannot be shown")
            height = min(most, page.evaluate("document.documentElement.scrollHeight"))
            file = into / f"{name}-{width}.png"
            page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
            written.append(file)
        context.close()
    return written


def main(into: Path) -> None:
    """Run the demonstration and take the pictures of it."""
    into.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration.running(["services.cli", "demo"], Path(folder)) as program,
    ):
        address = program.until(demonstration.SERVED, WITHIN)[1]
        shown = re.search(demonstration.PETITION, program.text())
        if shown is None:
            raise demonstration.NotShown("the petition's address")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.make_available(), args=chromium.ARGUMENTS)
            for file in take(browser, address, shown[1], into):
                print(file)  # noqa: T201 a command that tells what it wrote
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
