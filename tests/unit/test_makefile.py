import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROMISED = {"demo", "up", "test", "check", "soak", "bench", "model", "migrate", "assets", "docs"}


def listed() -> set[str]:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {line.split()[1] for line in told.splitlines() if line.startswith("  make ")}


def test_make_alone_lists_every_target_and_makes_nothing() -> None:
    assert listed() >= PROMISED


def test_no_target_goes_unlisted() -> None:
    declared = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert set(declared.removeprefix(".PHONY:").split()) == listed()
