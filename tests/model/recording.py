"""Recording traces: the integration tests of cases run, and what each case went through is read from the ledger.

A plugin of pytest. States, days and what lay over the case come from the ledger's events, refolded; what was asked, or
which silence acted, is noted as the service decides it.
"""

import json
import pkgutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from services import escalation
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.ladder import decision
from services.escalation.domain.ladder.history import evolve, opened
from services.escalation.storage.case.case import reference_of
from shared import ledger
from shared.events.escalation import CaseOpened, CaseStep
from shared.working_days import london_day
from tests.integration.escalation import cases
from tests.model.ladder import Step

HERE = Path(__file__).parent
TRACES = HERE / "traces.json"
ROOT = HERE.parents[1]
RECORDED = (
    "test_case", "test_case_facts", "test_case_rungs", "test_case_silence", "test_course", "test_ending",
    "test_inspection_register", "test_merger", "test_reserve", "test_scrutiny", "test_sealed_store", "test_second",
    "test_trigger", "test_trigger_joined",
)  # fmt: skip
MOST = 40


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """What a case of the real service went through: what raised it, and its steps."""

    raised: str
    steps: tuple[Step, ...]


HOW = (
    "Written by `python -m tests.model record`: the integration tests of cases on a real PostgreSQL, from its ledger. "
    "Each begins with what raised the case. A step is: state, over, what was asked or which silence acted, state after,"
    " over after, day."
)

_CASES = """
select stream, type, data, occurred_at from escalation.ledger where stream like 'case/%' order by stream, version
"""
_original_world, _decide, _fire = cases.world, decision.decide, decision.fire
_said: dict[tuple[str, int], tuple[str, int]] = {}
_traces: set["Trace"] = set()


def record() -> int:
    """Run the tests with this plugin, which writes the traces; pytest's own answer."""
    files = [str(ROOT / f"tests/integration/escalation/{name}.py") for name in RECORDED]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.model.recording", *files]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def pytest_configure() -> None:
    """Note what the service decides, wherever it does."""
    for found in pkgutil.walk_packages(escalation.__path__, "services.escalation."):
        module = import_module(found.name)
        for name, original, noting in (("decide", _decide, _noted), ("fire", _fire, _noted_silence)):
            if getattr(module, name, None) is original:
                setattr(module, name, noting)
    vars(cases)["world"] = _world


def pytest_sessionfinish(exitstatus: int) -> None:
    """Keep what shows most, when every test has passed."""
    if exitstatus == 0:
        chosen = [json.dumps([one.raised, *map(astuple, one.steps)]) for one in _telling(_traces)]
        TRACES.write_text(f'{{"how": {json.dumps(HOW)}, "traces": [\n' + ",\n".join(chosen) + "\n]}\n")


def read() -> list[Trace]:
    """The traces that were recorded."""
    return [
        Trace(raised, tuple(Step(**dict(zip(_FIELDS, step, strict=True))) for step in steps))
        for raised, *steps in _kept()["traces"]
    ]


_FIELDS = ("state", "over", "says", "to", "after", "on")


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(TRACES.read_text())
    return kept


def _noted(case: Case, command: Command, at: Circumstances) -> decision.Events:
    events = _decide(case, command, at)
    _said[case.reference, case.version] = (verb(type(command)), len(events))
    return events


def _noted_silence(case: Case, at: Circumstances, *, is_provisional: bool = False) -> decision.Events:
    events = _fire(case, at, is_provisional=is_provisional)
    _said[case.reference, case.version] = (decision.silence_row(case, at).name, len(events))
    return events


@asynccontextmanager
async def _world(*arguments: Any) -> AsyncIterator[cases.World]:
    _said.clear()
    async with _original_world(*arguments) as here:
        yield here
        rows = await here.admin.fetch(_CASES)
        for stream in dict.fromkeys(row["stream"] for row in rows):
            told = [row for row in rows if row["stream"] == stream]
            if steps := tuple(_steps(reference_of(stream), told)):
                _traces.add(Trace(_content(told[0])["trigger"], steps))


def _steps(reference: str, rows: Sequence[Any]) -> Iterator[Step]:
    stood = [case for case in _refolded(rows) if case is not None]
    for version, before in enumerate(stood, start=1):
        says, count = _said.get((reference, version), ("", 0))
        if says and version + count <= len(stood):
            after = stood[version + count - 1]
            day = london_day(rows[version + count - 1]["occurred_at"]).isoformat()
            yield Step(
                state=before.state.value,
                over=_over(before),
                says=says,
                to=after.state.value,
                after=_over(after),
                on=day,
            )


def _refolded(rows: Sequence[Any]) -> Iterator[Case | None]:
    """The case after each of its events."""
    case: Case | None = None
    for row in rows:
        event = ledger.load(row["type"], _content(row))
        assert isinstance(event, CaseStep)
        on = london_day(row["occurred_at"])
        case = opened(event, on) if isinstance(event, CaseOpened) else evolve(case, event, on) if case else None
        yield case


def _content(row: Any) -> dict[str, Any]:
    content: dict[str, Any] = row["data"] if isinstance(row["data"], dict) else json.loads(row["data"])
    return content


def _over(case: Case) -> str:
    return case.overlay.value if case.overlay is not None and case.is_open else ""


def _telling(traces: set[Trace]) -> list[Trace]:
    """Those that show what the ones before do not, the longest first; then the longest others, to so many in all."""
    by_length = sorted(traces, key=lambda one: (-len(one.steps), one.steps[0].on, str(one)))
    shown: set[tuple[str, ...]] = set()
    telling: list[Trace] = []
    for trace in by_length:
        shows = {(step.state, step.over, step.says, step.to, step.after) for step in trace.steps} | {(trace.raised,)}
        if shows - shown:
            telling.append(trace)
            shown |= shows
    others = [trace for trace in by_length if trace not in telling]
    return telling + others[: max(MOST - len(telling), 0)]
