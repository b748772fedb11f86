"""What the docs print from the code is what the code says."""

import re
from collections import Counter
from configparser import ConfigParser
from contextlib import chdir
from itertools import chain
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


@pytest.mark.parametrize(
    ("service", "contract"), [("indicators", "subjects"), ("escalation", "rungs"), ("publication", "record")]
)
def test_the_page_about_the_house_names_the_subjects_in_the_order_of_the_import_contracts(
    service: str, contract: str
) -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts[f"importlinter:contract:{contract}"]["layers"].split("\n")[1:]
    section = (ROOT / "docs" / "house.md").read_text().partition(f"### {service}\n")[2].partition("\n#")[0]
    rows = [re.findall(r"`([a-z_]+)`:", row) for row in section.split("\n- ")[1:]]
    assert [sorted(row) for row in rows] == [sorted(layer.split(" | ")) for layer in layers]


def test_the_page_about_the_house_names_every_room_and_every_tool_that_is_shared() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    rooms, *tools = (
        re.findall(r"[a-z_0-9]+", contracts[f"importlinter:contract:{name}"]["layers"])
        for name in ("rooms", "shared", "folders", "shell")
    )
    page = (ROOT / "docs" / "house.md").read_text()
    named = re.findall(r"^\| (`.*?) \|", page.partition("\n## Rooms\n")[2].partition("\n## ")[0], flags=re.MULTILINE)
    assert re.findall(r"[a-z]+", " ".join(named)) == rooms
    told = re.findall(r"`([a-z_0-9]+)`", page.partition("\n## shared\n")[2].partition("\n## ")[0])
    assert sorted({*told} - {"profiles"}) == sorted({*chain(*tools)})  # the profiles are data, and in no contract


def test_every_path_that_the_page_about_the_house_names_is_there() -> None:
    """From the top of the tree, or within escalation where the page shows one noun in all rooms."""
    page = (ROOT / "docs" / "house.md").read_text()
    paths = re.findall(r"`([\w.-]+(?:/[\w.-]+)+)`", page)
    assert len(paths) > 20
    assert [
        path for path in paths if not any((top / path).exists() for top in (ROOT, ROOT / "services/escalation"))
    ] == []


def test_the_glossary_has_one_row_for_each_word() -> None:
    rows = [row for row in (ROOT / "docs" / "glossary.md").read_text().splitlines() if row.startswith("| ")]
    words = Counter(row.split(" | ")[0] for row in rows)
    assert [word for word, count in words.items() if count > 1] == []


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
