"""What a benchmark goal is: sides measured in turn within one run, and targets that compare their medians.

`MODULES` says which module beside this one holds each `GOAL`. On a machine that others share, a single figure says
little: only the ratio of two sides that took turns counts.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from shared.servers import postgres, rabbitmq

Figures = Mapping[str, float]

MODULES = {
    "P1": "batch",
    "P2": "batch_alike",
    "P3": "single_figures",
    "P4": "relay",
    "P5": "inbox",
    "P6": "commit_to_effect",
    "P7": "public_page",
    "P8": "growth",
    "P9": "deadlines",
    "P10": "verify",
    "P11": "signing",
    "P12": "desk",
    "memory": "memory",
}
"""The goals by the names under which they are asked for, and what measures each."""


@dataclass
class Ground:
    """The servers that sides are measured on, started when first asked for, with fsync on as in production."""

    _stops: list[Callable[[], None]] = field(default_factory=list)
    _urls: dict[str, str] = field(default_factory=dict)

    @property
    def postgres_url(self) -> str:
        """The administrator's address of a PostgreSQL."""
        if "postgres" not in self._urls:
            server = postgres.start_throwaway(settings={})
            self._urls["postgres"] = server.url
            self._stops.append(server.stop)
        return self._urls["postgres"]

    @property
    def amqp_url(self) -> str:
        """The address of a RabbitMQ."""
        if "rabbitmq" not in self._urls:
            broker = rabbitmq.start()
            self._urls["rabbitmq"] = broker.url
            self._stops.append(broker.stop)
        return self._urls["rabbitmq"]

    def leave(self) -> None:
        """End what was started."""
        while self._stops:
            self._stops.pop()()


# One turn of one side: does the work on this ground and tells its figures, for instance {"product": 12_500.0}.
Side = Callable[[Ground], Awaitable[Figures]]


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure, or on its ratio to another."""

    figure: str = "product"
    of: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    def value(self, medians: Figures) -> float:
        """What the bound is held against."""
        return medians[self.figure] / (medians[self.of] if self.of else 1.0)

    def is_met(self, medians: Figures) -> bool:
        """Whether the medians keep the bound."""
        value = self.value(medians)
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        what = f"{self.figure} / {self.of}" if self.of else self.figure
        bounds = [f">= {self.at_least:g}" if self.at_least is not None else None]
        bounds += [f"<= {self.at_most:g}" if self.at_most is not None else None]
        return f"{what} {' and '.join(bound for bound in bounds if bound)}"


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the product's promises about speed."""

    name: str
    subject: str
    unit: str
    sides: Sequence[Side]
    targets: Sequence[Target]
    turns: int = 5
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """Every figure of every turn."""

    goal: Goal
    runs: Mapping[str, Sequence[float]]

    @property
    def medians(self) -> dict[str, float]:
        """The middle figure of each."""
        return {figure: median(values) for figure, values in self.runs.items()}

    @property
    def is_met(self) -> bool:
        """Whether every target is."""
        return all(target.is_met(self.medians) for target in self.goal.targets)

    def document(self) -> dict[str, object]:
        """The result as JSON values; `ratio` belongs to the first target, `targets` has them all."""
        medians, targets = self.medians, self.goal.targets
        return {
            "goal": self.goal.name,
            "subject": self.goal.subject,
            "unit": self.goal.unit,
            "product": medians.get("product"),
            "peer": medians.get("peer"),
            "limit": medians.get("limit"),
            "ratio": targets[0].value(medians),
            "target": str(targets[0]),
            "met": self.is_met,
            "targets": [{"target": str(t), "value": t.value(medians), "met": t.is_met(medians)} for t in targets],
            "runs": {figure: list(values) for figure, values in self.runs.items()},
            "rows": self.goal.rows,
        }


async def measure(goal: Goal, ground: Ground, turn_done: Callable[[], None] = lambda: None) -> Result:
    """Let the sides take turns, so that a slow minute of the machine slows them alike."""
    runs: dict[str, list[float]] = {}
    for _ in range(goal.turns):
        for side in goal.sides:
            for figure, value in (await side(ground)).items():
                runs.setdefault(figure, []).append(value)
        turn_done()
    return Result(goal, runs)
