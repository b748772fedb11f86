"""Finds a Chromium to look at the pages with, and installs one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from shared.servers.ways import NoWay, install_from_debian, may_install_from_debian

WAYS = (
    "set CHROMIUM to the program of a Chromium or Chrome;",
    "install Chromium, so that `chromium` is in PATH;",
    "run this as root on Debian, where it installs the package chromium by itself;",
    "let Playwright download its own: python -m playwright install --with-deps chromium.",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as p\nwith p() as it: print(it.chromium.executable_path)"
)

# What keeps a headless Chromium on this machine only: no look-ups of its own, no sandbox where root runs it.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def make_available() -> str:
    """The program of a Chromium, installed if need be. Raises NoWay."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    program = installed()
    if not program and may_install_from_debian() and install_from_debian("chromium"):
        program = installed()
    program = program or _playwrights_own()
    if program:
        return program
    raise NoWay("Chromium", WAYS)


def installed() -> str | None:
    """A Chromium that is there already."""
    in_path = (shutil.which(name) for name in _NAMES)
    in_place = (place for place in _PLACES if Path(place).exists())
    return next((found for found in (*in_path, *in_place) if found), None)


def _playwrights_own() -> str | None:
    program = _where_playwright_has_it()
    if program and not Path(program).exists():
        download = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(download, stdin=subprocess.DEVNULL, check=False)
    return program if program and Path(program).exists() else None


def _where_playwright_has_it() -> str | None:
    asked = subprocess.run([sys.executable, "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None
