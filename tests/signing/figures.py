"""Many runs, each by its seed, and what came out: of every strategy how much was counted, of honest people how many
were withheld, and whether bots alone ever reached a number that sets something going.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from random import Random

from shared.policy import Override, Policy, resolve
from tests.signing.crowd import EMPLOYER, crowd, weather
from tests.signing.strategies import AS_PEOPLE, STRATEGIES
from tests.signing.trial import Trial

NOT_COUNTED, WITHHELD = 0.95, 0.005  # at least, of false ones; at most, of honest ones


@dataclass(slots=True)
class Line:
    """A strategy's figures over the runs in which it was used."""

    runs: int = 0
    tried: int = 0
    counted: int = 0
    most_at_once: int = 0


@dataclass(slots=True)
class Figures:
    """Everything over all runs. `alone`: the seeds of runs in which false signatures alone reached the threshold, or
    were at any moment enough for it while honest ones were not. `helped`: runs in which it was reached before honest
    ones sufficed, `helped_by` these strategies; `waited`: runs in which it waited.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    honest: int = 0
    withheld: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    worst: tuple[float, int] = (0.0, 0)
    alone: list[int] = field(default_factory=list)
    runs: int = 0
    reached: int = 0
    helped: int = 0
    helped_by: Counter[str] = field(default_factory=Counter)
    waited: int = 0

    @property
    def tried(self) -> int:
        return sum(line.tried for line in self.lines.values())

    @property
    def not_counted(self) -> float:
        return 1 - sum(line.counted for line in self.lines.values()) / max(self.tried, 1)

    @property
    def withheld_share(self) -> float:
        return self.withheld / max(self.honest, 1)


@cache
def policy() -> Policy:
    """The profile as released; the area has put its one large employer on its list."""
    listed = Override(
        key="watch.employers",
        value=f'["{EMPLOYER}"]',
        basis="local agreement",
        decided_by="Full council",
        since_on=date(2020, 1, 1),
    )
    return resolve("lof-2026-1", (listed,), date(2026, 6, 1))


def run(seed: int, names: Sequence[str], most: int) -> Trial:
    """One petition, by its seed, attacked in these ways."""
    random = Random(seed)
    attempts = [*crowd(random, weather(random, most))]
    for name in names:
        attempts += [replace(one, strategy=name) for one in STRATEGIES[name](random)]
    return Trial(policy()).run(attempts)


def runs(first: int, number: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Which strategies each run meets: every one in its turn, and a second by chance."""
    names = list(STRATEGIES)
    for seed in range(first, first + number):
        chosen = [names[seed % len(names)]]
        if Random(seed).random() < 0.3:
            other = names[(seed * 7 + 3) % len(names)]
            chosen += [other] if other not in chosen else []
        is_as_people = [name for name in chosen if name in AS_PEOPLE]
        yield seed, tuple(name for name in chosen if name not in is_as_people[1:])


def measure(first: int, number: int, most: int = 2_000) -> Figures:
    """The figures of so many runs, each with at most so many people by themselves."""
    found = Figures()
    for seed, names in runs(first, number):
        trial = run(seed, names, most)
        add(found, trial, names)
        if trial.is_by_bots_alone:
            found.alone.append(seed)
        found.runs, found.reached = found.runs + 1, found.reached + trial.is_reached
        found.helped, found.waited = found.helped + trial.is_tipped, found.waited + bool(trial.waits)
        found.helped_by.update(names if trial.is_tipped else ())
        people = [row for row in trial.confirmed if not row.attempt.strategy]
        withheld = [row for row in people if row.held is not None]
        found.honest, found.withheld = found.honest + len(people), found.withheld + len(withheld)
        found.reasons.update(str(row.held) for row in withheld)
        found.worst = max(found.worst, (len(withheld) / max(len(people), 1), seed))
    return found


def add(found: Figures, trial: Trial, names: Sequence[str]) -> None:
    for name in names:
        line = found.lines.setdefault(name, Line())
        counted = sum(row.held is None and row.attempt.strategy == name for row in trial.confirmed)
        line.runs, line.tried, line.counted = line.runs + 1, line.tried + trial.tried[name], line.counted + counted
        line.most_at_once = max(line.most_at_once, trial.most_false)


def table(found: Figures) -> str:
    """The figures as a table of plain text."""
    lines = [f"{'strategy':46} {'runs':>5} {'tried':>8} {'counted':>8} {'not counted':>12} {'most at once':>13}"]
    for name, line in sorted(found.lines.items()):
        share = 1 - line.counted / max(line.tried, 1)
        told = " (cannot be told from people)" if name in AS_PEOPLE else ""
        lines.append(
            f"{name:46} {line.runs:5} {line.tried:8} {line.counted:8} {share:12.1%} {line.most_at_once:13}{told}"
        )
    reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(found.reasons.items()))
    helped = ", ".join(f"{name} {number}" for name, number in found.helped_by.most_common())
    lines += [
        f"all false: {found.tried}, not counted {found.not_counted:.2%} (at least {NOT_COUNTED:.0%})",
        f"honest, confirmed: {found.honest}, withheld {found.withheld} = {found.withheld_share:.3%}",
        f"  (at most {WITHHELD:.1%}); for {reasons or 'nothing'}",
        f"  worst run {found.worst[0]:.1%} (seed {found.worst[1]})",
        f"of {found.runs} petitions {found.reached} reached the threshold, and in {found.waited} it waited;",
        f"  {found.helped} before honest signatures alone sufficed, met by: {helped or 'nobody'}",
        f"runs in which bots alone reached the threshold: {len(found.alone)} {found.alone[:10] or ''}",
    ]
    return "\n".join(lines)
