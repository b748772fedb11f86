"""Replaying: every recorded trace is a path of the model, step for step, as spin finds it in the model itself."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.model import recording
from tests.model.ladder import Step, edges
from tests.model.promela import numbers, over_number, state_number
from tests.model.search import NotSearched, Search, compiled

REPLAY = Search(model="chain", settings=("CASES=1", "REPLAY"), property="a trace of a real service is a path")
REACHED = "assertion violated 0"


def replay() -> tuple[int, int]:
    """How many traces spin could follow to their last step, of how many. Raises NotSearched when it follows any."""
    traces = [trace.steps for trace in recording.read()]
    spoilt = (*traces[0][:-1], replace(traces[0][-1], to="screening"))
    folder = compiled(REPLAY, "replay", {"steps.h": _steps([*traces, spoilt])})
    if _is_followed(folder, len(traces)):
        raise NotSearched("replay: a trace that was spoilt on purpose was followed")
    return sum(_is_followed(folder, number) for number in range(len(traces))), len(traces)


def _is_followed(folder: Path, number: int) -> bool:
    asked = {**os.environ, "TRACE": str(number)}
    command = ["./pan", "-E", "-m100000"]  # a way that ends nowhere is no error: another may lead on
    done = subprocess.run(command, cwd=folder, env=asked, capture_output=True, text=True, timeout=60, check=False)
    (folder / f"printed-{number}").write_text(done.stdout)
    return REACHED in done.stdout


def _steps(traces: Sequence[Sequence[Step]]) -> str:
    """The traces one after the other, as C: what is asked at each step, and where the case stands then."""
    known = numbers(edges())
    steps = [step for trace in traces for step in trace]
    begins = [sum(map(len, traces[:n])) for n in range(len(traces) + 1)]
    arrays = {
        "asked_at": [known.get(step.says, 0) for step in steps],
        "to_at": [state_number(step.to) for step in steps],
        "over_at": [over_number(step.after) for step in steps],
        "begins": begins,
        "from": [state_number(trace[0].state) for trace in traces],
        "from_under": [over_number(trace[0].over) for trace in traces],
    }
    lines = [f"static const int {name}[] = {{{', '.join(map(str, values))}}};" for name, values in arrays.items()]
    trace = 'atoi(getenv("TRACE"))'
    lines += [
        f"static int first_step(void) {{ return begins[{trace}]; }}",
        f"static int from_state(void) {{ return from[{trace}]; }}",
        f"static int from_over(void) {{ return from_under[{trace}]; }}",
        f"static int last_step(void) {{ return begins[{trace} + 1]; }}",
    ]
    return "\n".join(lines) + "\n"
