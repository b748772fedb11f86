"""The two drawings of a line chart: where every line, mark and label of an inline SVG stands, wide and for phones.

Classes only, no style, no text that is not in the chart; the template writes the elements.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, chain, groupby, pairwise, product

from shared.web.drawing.charts import ChartPoint, LineChart, distances, figure
from shared.web.drawing.marks import CHARACTER, CLEAR, PHONE, WIDE, Frame, Label, Mark, Rule, apart, distance, spots
from shared.web.drawing.scales import magnitude, plain
from shared.web.wording import number

GAP = "no figures"
CROWDED = 6  # closer together than this, only missed and last figures are marked


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing, ready for its template."""

    frame: Frame
    grid: Sequence[Rule]
    bands: Sequence[str]
    targets: Sequence[Rule]
    averages: Sequence[Rule]
    limits: Sequence[Rule]
    lines: Sequence[str]
    marks: Sequence[Mark]
    labels: Sequence[Label]


def drawings(chart: LineChart) -> tuple[Drawing, Drawing]:
    """The wide drawing and the one for phones."""
    return _Pen(chart, WIDE).drawing(), _Pen(chart, PHONE).drawing()


class _Pen:
    """Turns one chart into one drawing."""

    def __init__(self, chart: LineChart, frame: Frame) -> None:
        self.chart, self.scale = chart, chart.scale
        ticks = max(len(label) for label in self._ticks())
        self.frame = replace(frame, left=max(frame.left, int(ticks * CHARACTER) + 9))
        self.inset = 10
        self.places = self._places()
        steps = [after - before for before, after in pairwise(self.places) if after > before]
        self.step = min(steps, default=self.frame.right - self.frame.left - 2.0 * self.inset)

    def _places(self) -> list[float]:
        """Where each point stands, true to time."""
        room = self.frame.right - self.frame.left - 2 * self.inset
        steps = distances(self.chart.points, is_cut=True)
        scale = room / (sum(steps) or 1)
        return [self.frame.left + self.inset + scale * before for before in accumulate(steps, initial=0.0)]

    def drawing(self) -> Drawing:
        frame = self.frame
        return Drawing(
            frame=frame,
            grid=[Rule(frame.left, frame.right, self.y(tick)) for tick in self.scale.ticks],
            bands=self._bands(),
            targets=self._targets(),
            averages=self._levels(lambda point: point.usual.average if point.usual else None),
            limits=[
                *self._levels(lambda point: point.usual.lower if point.usual else None),
                *self._levels(lambda point: point.usual.upper if point.usual else None),
            ],
            lines=self._lines(),
            marks=self._marks(),
            labels=[*self._tick_labels(), *self._period_labels(), *self._gap_labels(), *self._direct_labels()],
        )

    def x(self, index: int) -> float:
        return round(self.places[index], 1)

    def y(self, value: Decimal) -> float:
        return round(self.frame.bottom - self.scale.share(value) * (self.frame.bottom - self.frame.top), 1)

    def _runs(self, has: str) -> list[list[tuple[int, ChartPoint]]]:
        """Stretches of neighbouring points that have the thing, so that a line breaks where a figure is missing."""
        return [
            run
            for stretch in self._stretches()
            for run in _there(stretch, lambda point: getattr(point, has) is not None)
        ]

    def _stretches(self) -> list[list[tuple[int, ChartPoint]]]:
        """The points, cut at every gap."""
        points = list(enumerate(self.chart.points))
        cuts = [0, *(index for index, point in points if index and (point.gap or point.is_apart)), len(points)]
        return [points[first:last] for first, last in pairwise(cuts)]

    def _lines(self) -> list[str]:
        return [
            " ".join(f"{self.x(index)},{self.y(point.value)}" for index, point in run if point.value is not None)
            for run in self._runs("value")
            if len(run) > 1
        ]

    def _bands(self) -> list[str]:
        shapes = []
        for run in self._runs("band"):
            upper = [(self.x(index), self.y(point.band[1])) for index, point in run if point.band]
            lower = [(self.x(index), self.y(point.band[0])) for index, point in reversed(run) if point.band]
            shapes.append(" ".join(f"{x},{y}" for x, y in upper + lower))
        return shapes

    def _targets(self) -> list[Rule]:
        return self._levels(lambda point: point.target)

    def _levels(self, level: Callable[[ChartPoint], Decimal | None]) -> list[Rule]:
        """One rule per stretch of equal levels, half a step wider on both sides, inside the frame."""
        rules = []
        levels = [groupby(stretch, key=lambda pair: level(pair[1])) for stretch in self._stretches()]
        for value, same in chain.from_iterable(levels):
            indexes = [index for index, _ in same]
            if value is None:
                continue
            x1 = max(round(self.places[indexes[0]] - self.step / 2, 1), self.frame.left)
            x2 = min(round(self.places[indexes[-1]] + self.step / 2, 1), self.frame.right)
            rules.append(Rule(x1, x2, self.y(value)))
        return rules

    def _marks(self) -> list[Mark]:
        size = 5.0 if self.step >= 22 else 4.0 if self.step >= 12 else 2.5
        found = [
            Mark(self.x(index), self.y(point.value), size, point.has_missed)
            for index, point in enumerate(self.chart.points)
            if point.value is not None
        ]
        return [mark for mark in found if self.step >= CROWDED or mark.is_missed or mark is found[-1]]

    def _ticks(self) -> list[str]:
        percent = "%" if self.chart.unit == "%" else ""
        size, last = self.chart.magnitude.size, self.scale.ticks[-1]
        return [number(plain(tick / size)) + (percent if tick == last else "") for tick in self.scale.ticks]

    def _tick_labels(self) -> list[Label]:
        left = self.frame.left - 7
        return [
            Label(left, self.y(tick) + 5, words, "end", "muted")
            for tick, words in zip(self.scale.ticks, self._ticks(), strict=True)
        ]

    def _gap_labels(self) -> list[Label]:
        """Words in every gap that is wide enough for them."""
        room = len(GAP) * CHARACTER + 2 * CLEAR
        return [
            Label(round((before + after) / 2, 1), self.frame.bottom - 8, GAP, "middle", "muted")
            for (before, after), point in zip(pairwise(self.places), self.chart.points[1:], strict=True)
            if point.gap and after - before - self.step >= room
        ]

    def _period_labels(self) -> list[Label]:
        """As many periods as fit, always the last; those at the edges are turned inwards."""
        points, frame = self.chart.points, self.frame
        widest = max(len(point.period) for point in points) * CHARACTER + 16
        labels: list[Label] = []
        taken = float("inf")
        for index in reversed(range(len(points))):
            half, x = len(points[index].period) * CHARACTER / 2, self.x(index)
            if x > taken - widest:
                continue
            taken = x
            if x + half > frame.width:
                labels.append(Label(frame.width, frame.bottom + 22, points[index].period, "end"))
            elif x - half < 0:
                labels.append(Label(0, frame.bottom + 22, points[index].period, "start"))
            else:
                labels.append(Label(x, frame.bottom + 22, points[index].period, "middle"))
        return labels[::-1]

    def _direct_labels(self) -> list[Label]:
        return self._margin_labels() if self.frame.kind == WIDE.kind else self._inner_labels()

    def _margin_labels(self) -> list[Label]:
        """Line ends named in the right margin, pushed apart where they would touch."""
        named: list[tuple[float, str, str]] = []
        points = self.chart.points
        target = next((point.target for point in reversed(points) if point.target is not None), None)
        value = next((point.value for point in reversed(points) if point.value is not None), None)
        band = next((point.band for point in reversed(points) if point.band), None)
        if target is not None:
            named.append((self.y(target), self._end(self.chart.target_name, target), "target"))
        if value is not None:
            named.append((self.y(value), self._end(self.chart.series, value), "series"))
        if band:
            named.append((self.y((band[0] + band[1]) / 2), "Similar areas", "muted"))
        usual = points[-1].usual
        if usual is not None and usual.lower is not None:
            named.append((self.y(usual.lower), self._end("Usually above", usual.lower), "muted"))
        if usual is not None and usual.upper is not None:
            named.append((self.y(usual.upper), self._end("Usually below", usual.upper), "muted"))
        spread = apart(sorted(named))
        return [Label(self.frame.right + 8, y + 5, words, kind=kind) for y, words, kind in spread]

    def _end(self, name: str, value: Decimal) -> str:
        """The name and figure at the end of a line, or the figure alone where the margin is too narrow for both."""
        return self._fitting(name, value, self.frame.width - self.frame.right - 8)

    def _fitting(self, name: str, value: Decimal, room: float) -> str:
        """The name with the figure and its unit, or as much of that as there is room for."""
        plainly, size = figure(value), magnitude([value])
        shortest = f"{figure(value / size.size)} {size.name}".strip()
        named = [f"{name} {words}" for words in (self.chart.worded(value), plainly, shortest)] if name else []
        tried = [*named, self.chart.worded(value), plainly]
        return next((words for words in tried if len(words) * CHARACTER <= room), shortest)

    def _inner_labels(self) -> list[Label]:
        """On phones the target and the last figure are named inside, where they hide neither a line nor each other."""
        labels: list[Label] = []
        rules, marks = self._targets(), self._marks()
        target = next((point.target for point in reversed(self.chart.points) if point.target is not None), None)
        value = next((point.value for point in reversed(self.chart.points) if point.value is not None), None)
        if marks and value is not None:
            words = self._fitting("", value, (self.frame.right - self.frame.left) / 2)
            labels.append(self._placed(words, "series", self.frame.right, marks[-1].y, labels))
        if rules and target is not None:
            words = self._fitting(self.chart.target_name, target, (self.frame.right - self.frame.left) * 0.7)
            labels.append(self._placed(words, "target", rules[-1].x2, rules[-1].y, labels))
        return labels

    def _placed(self, words: str, kind: str, x: float, y: float, taken: Sequence[Label]) -> Label:
        """The words above or below y, ending at x or further left: the first place that is clear, else the clearest."""
        width = len(words) * CHARACTER
        right = max(x, self.frame.left + width)
        left = min(self.frame.left + width, right)
        tried = [
            Label(end, round(y + shift, 1), words, "end", kind)
            for end, shift in product((right, (left + right) / 2, left), (-10, 22, -28, 40))
            if self.frame.top <= y + shift <= self.frame.bottom - 4
        ]
        obstacles = [*self._inked(kind), *(spot for label in taken for spot in spots(label))]
        room = [(min((distance(label, spot) for spot in obstacles), default=CLEAR), label) for label in tried]
        return next((label for free, label in room if free >= CLEAR), max(room, key=lambda pair: pair[0])[1])

    def _inked(self, kind: str) -> list[tuple[float, float]]:
        """Spots where a line of figures runs, and for other words than its own the target's."""
        inked = []
        for run in self._runs("value"):
            corners = [(self.x(index), self.y(point.value)) for index, point in run if point.value is not None]
            inked += corners[:1]
            for (x1, y1), (x2, y2) in pairwise(corners):
                inked += [(x1 + (x2 - x1) * part / 8, y1 + (y2 - y1) * part / 8) for part in range(1, 9)]
        if kind != "target":
            for rule in self._targets():
                inked += [(rule.x1 + (rule.x2 - rule.x1) * part / 20, rule.y) for part in range(21)]
        return inked


def _there(
    points: Sequence[tuple[int, ChartPoint]], has: Callable[[ChartPoint], bool]
) -> list[list[tuple[int, ChartPoint]]]:
    return [list(run) for is_there, run in groupby(points, key=lambda pair: has(pair[1])) if is_there]
