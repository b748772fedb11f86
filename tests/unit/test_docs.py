"""What the docs print from the code is what the code says."""

import re
from contextlib import chdir
from pathlib import Path

import pytest

from services.cli.docs import pages

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
