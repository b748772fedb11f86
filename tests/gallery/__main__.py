"""Writes the gallery into a folder: `python -m tests.gallery OUT_DIR`, then serve that folder and look."""

import shutil
import sys
from pathlib import Path

from shared.web.pages import ASSETS_PATH, STATIC, environment, page
from tests.gallery import TEMPLATES
from tests.gallery.samples import PAGES, SHELL


def write(folder: Path) -> list[Path]:
    """The pages written, each opening by itself when the folder is served at the root of an address."""
    templates = environment(TEMPLATES)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / ASSETS_PATH.strip("/"), dirs_exist_ok=True)
    written = []
    for name, values in PAGES.items():
        path = folder / f"{name}.html"
        path.write_text(page(templates, f"gallery/{name}.html", SHELL, **values))
        written.append(path)
    return written


if __name__ == "__main__":
    for each in write(Path(sys.argv[1])):
        sys.stdout.write(f"{each}\n")
