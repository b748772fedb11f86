"""Tests that share a server or a folder must share a worker: a silent loss of that has happened to others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.order import LONGEST

TESTS = Path(__file__).parents[1]
FILE = """
import os
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_turn(number):
    with open({seen!r}, "a") as seen:
        seen.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_a_group_of_tests_stays_with_one_worker(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    for name in ("test_first.py", "test_second.py"):
        (tmp_path / name).write_text(FILE.format(seen=str(seen)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", "2", "--dist", "loadgroup", "."]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    alone["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the others take long to load, in three processes
    subprocess.run(command, cwd=tmp_path, env=alone, check=True, capture_output=True)
    workers = seen.read_text().split()
    assert len(workers) == 12
    assert len(set(workers)) == 1


@pytest.mark.parametrize("name", [one for one in LONGEST if one.endswith(".py")])
def test_a_file_that_is_begun_early_is_there(name: str) -> None:
    assert list(TESTS.rglob(name)), f"{name} was renamed or divided: tests/order.py begins it no more"
