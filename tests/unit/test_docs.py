"""What the docs print from the code is what the code says."""

import re
from contextlib import chdir
from pathlib import Path

import pytest

from services.cli.docs import pages
from shared import data_map
from tests.browser import pictures

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    with chdir(ROOT):
        return pages()


@pytest.mark.parametrize(
    "name", ["docs/ladder.md", "docs/permissions.md", "docs/topology.md", "docs/data-map.md", "README.md"]
)
def test_a_printed_page_is_as_the_code_prints_it(name: str, printed: dict[str, str]) -> None:
    """When this fails, run `make docs` and commit what it wrote."""
    assert (ROOT / name).read_text() == printed[name]


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: p.name)
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_privacy_notice_has_words_for_every_field_that_somebody_reads() -> None:
    """A field without words of its own is told as one that nobody reads."""
    told = data_map.read()
    read = {name: sink for held in told.tables for name, sink in held.personal.items() if name not in told.fields}
    assert {name: sink for name, sink in read.items() if not sink.startswith(("nobody", "counts"))} == {}
    assert {held.name.partition(".")[0] for held in told.tables} <= told.parts.keys()


def test_the_pictures_are_those_that_are_taken_and_stay_small() -> None:
    """When this fails, run `make pictures` and commit what it wrote."""
    page, folder = ROOT / "docs" / "pictures.md", ROOT / "docs" / "pictures"
    there = {one.name: one.stat().st_size for one in folder.iterdir()}
    assert page.read_text() == pictures.shown()
    assert set(re.findall(rf"{folder.name}/([a-z0-9-]+\.png)", page.read_text())) == there.keys()
    assert sum(there.values()) < 2_000_000
