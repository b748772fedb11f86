"""One exhaustive search by spin: a model with its settings is compiled and run, and what the search says is read."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build/model"
TIME = 600  # seconds
MEMORY = 1500  # megabytes
DEPTH = 2_000_000
NEEDED = ("spin", "gcc")
LARGE = ("chain",)  # takes longer to optimise than to search

_STATES = re.compile(r"^\s*(\d+) states, stored", re.MULTILINE)
_ERRORS = re.compile(r"errors: (\d+)")
_REASON = re.compile(r"^pan:1: (.*?) \(at depth", re.MULTILINE)
_USED = re.compile(r"([\d.]+)\s+total actual memory usage")
_CUT_SHORT = ("max search depth too small", "reached -DMEMLIM bound", "aborting", "out of memory")


class NotSearched(RuntimeError):
    """A model could not be compiled or its search did not come to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A model, its settings, and what is looked for: assertions and dead ends, or a formula of linear time.

    `property` says it in words; `claim` names the formula, and without one it is assertions and dead ends.
    """

    model: str
    property: str
    settings: tuple[str, ...] = ()
    claim: str = ""
    is_fair: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many states, the megabytes used, and the reason of the first error, else empty."""

    states: int
    megabytes: float
    reason: str


def missing() -> list[str]:
    """The programs that are needed and not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


def compiled(search: Search, name: str, written: Mapping[str, str] | None = None) -> Path:
    """The folder with the compiled search; `written` are files that stand in the place of those of the tree."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in HERE.glob("*.pml"):
        shutil.copy(file, folder)
    for file_name, text in (written or {}).items():
        (folder / file_name).write_text(text)
    _run(["spin", *(f"-D{one}" for one in search.settings), "-a", f"{search.model}.pml"], folder)
    kind = ["-DNFAIR=3"] if search.claim else ["-DSAFETY", "-DNOCLAIM"]
    limits = [f"-DMEMLIM={MEMORY}", "-DVECTORSZ=4096", "-DCOLLAPSE"]
    _run(["gcc", "-O0" if search.model in LARGE else "-O1", "-w", *limits, *kind, "-o", "pan", "pan.c"], folder)
    return folder


def find(search: Search, name: str, written: Mapping[str, str] | None = None) -> Found:
    """Search everything. Raises NotSearched when it did not come to an end."""
    folder = compiled(search, name, written)
    wanted = ["-a", "-N", search.claim, *(["-f"] if search.is_fair else [])] if search.claim else []
    printed = _run(["./pan", f"-m{DEPTH}", *wanted], folder)
    (folder / "printed").write_text(printed)
    errors, states = _ERRORS.search(printed), _STATES.search(printed)
    reason = _REASON.search(printed)
    if errors is None or states is None or (reason is None and any(words in printed for words in _CUT_SHORT)):
        raise NotSearched(f"{name}: the search did not come to an end; see {folder / 'printed'}")
    if (errors[1] != "0") != (reason is not None):
        raise NotSearched(f"{name}: {errors[1]} errors and no reason; see {folder / 'printed'}")
    used = _USED.search(printed)
    return Found(int(states[1]), float(used[1]) if used else 0.0, reason[1].strip() if reason else "")


def _run(arguments: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=TIME, check=False)
    except subprocess.TimeoutExpired as slow:
        raise NotSearched(f"{folder.name}: {arguments[0]} took more than {TIME} s") from slow
    if done.returncode and arguments[0] != "./pan":
        raise NotSearched(f"{folder.name}: {arguments[0]} failed:\n{(done.stdout + done.stderr)[:2000]}")
    return done.stdout + done.stderr
