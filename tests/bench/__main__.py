"""`python -m tests.bench [GOAL ...]`: measures goals, prints a table, writes build/bench/<GOAL>.json. Never a gate.

Every side runs on uvloop, the event loop that uvicorn serves with.
"""

import importlib
import json
import sys
from functools import partial
from pathlib import Path

import uvloop
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.goal import MODULES, Goal, Ground, Result, measure

RESULTS = Path(__file__).parents[2] / "build/bench"


def goals() -> dict[str, Goal]:
    """Every goal by its name, in order."""
    return {name: importlib.import_module(f"tests.bench.{module}").GOAL for name, module in MODULES.items()}


def table(results: list[Result]) -> Table:
    """A row for each figure's median and spread, then one for each target."""
    shown = Table("goal", "what", "median", "spread", "met", title="Folkmoot against its goals")
    for result in results:
        goal = result.goal
        shown.add_row(goal.name, f"[bold]{goal.subject}[/bold] ({goal.unit}; {goal.rows:,} rows, {goal.turns} turns)")
        for figure, values in result.runs.items():
            shown.add_row("", figure, f"{result.medians[figure]:,.1f}", f"{min(values):,.1f} - {max(values):,.1f}")
        for target in goal.targets:
            met = "yes" if target.is_met(result.medians) else "NO"
            shown.add_row("", str(target), f"{target.value(result.medians):,.2f}", "", met)
    return shown


async def run(chosen: list[Goal]) -> list[Result]:
    """Measure each in turn on one ground, writing each result as soon as it is there."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    ground, results = Ground(), []
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            for goal in chosen:
                turn_done = partial(progress.advance, progress.add_task(goal.subject, total=goal.turns))
                results.append(await measure(goal, ground, turn_done))
                (RESULTS / f"{goal.name}.json").write_text(json.dumps(results[-1].document(), indent=2) + "\n")
    finally:
        ground.leave()
    return results


def main(names: list[str]) -> int:
    """2 when a goal is asked for that there is not."""
    known = goals()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no such goal: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    results = uvloop.run(run([known[name] for name in names or known]))
    Console().print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
