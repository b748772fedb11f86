"""What the page of the format says, both verifiers and the database's readers take for the same."""

import json
import re
from pathlib import Path

from services.publication.storage.record.counterpart import _READERS
from shared.proof.checking import KEYS, SHOWN
from shared.web.pages import STATIC

ROOT = Path(__file__).parents[3]
PROGRAM = (ROOT / "deploy/assets/record.js").read_text()
PAGE = (ROOT / "docs/record-format.md").read_text()


def test_all_four_name_the_same_kinds_that_have_rows_behind_them() -> None:
    kinds = set(_READERS)
    assert kinds == SHOWN
    assert set(re.findall(r'"(\w+)"', PROGRAM.partition("KINDS_WITH_ROWS = [")[2].partition("]")[0])) == kinds
    said = PAGE.partition("For the kinds ")[2].partition("`shown` may not")[0]
    assert set(re.findall(r"`(\w+)`", said)) == kinds


def test_all_name_the_same_parts_of_a_leaf() -> None:
    assert PROGRAM.partition('KEYS = "')[2].partition('"')[0].split(",") == sorted(KEYS)
    example = re.sub(r"\n ", "", PAGE.partition("```json\n")[2].partition("```")[0])
    assert set(json.loads(example)) == KEYS


def test_readers_are_served_the_verifier_that_is_tested() -> None:
    names = json.loads((STATIC / "manifest.json").read_text())
    assert (STATIC / names["record.js"]).read_text() == PROGRAM
