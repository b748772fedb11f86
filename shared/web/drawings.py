"""The two drawings of a line chart: where every line, mark and label of an inline SVG stands, wide and for phones.

Classes only, no style, no text that is not in the chart; the template writes the elements.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise, product

from shared.web.charts import ChartPoint, LineChart
from shared.web.wording import number

CHARACTER = 7.6  # width of a character of a 14 px label, generously
LINE_OF_TEXT = 18
CLEAR = 5.0  # between words and a line
CROWDED = 6  # closer together than this, only missed and last figures are marked


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a drawing: where, anchored how, of which class."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure's mark: an open circle, or a diamond when the target was missed."""

    x: float
    y: float
    size: float
    is_missed: bool

    @property
    def diamond(self) -> str:
        """The path of the diamond."""
        size = round(self.size * 1.3, 1)
        return f"M{self.x} {round(self.y - size, 1)}l{size} {size}l-{size} {size}l-{size} -{size}z"


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    x1: float
    x2: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing: whole, and the edges of the part where figures stand."""

    kind: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


WIDE = Frame("wide", 760, 350, 48, 600, 16, 306)
PHONE = Frame("phone", 350, 310, 44, 338, 24, 264)


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
        self.chart, self.frame, self.scale = chart, frame, chart.scale
        self.inset = 10
        gaps = max(len(chart.points) - 1, 1)
        self.step = (frame.right - frame.left - 2 * self.inset) / gaps

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
            labels=[*self._tick_labels(), *self._period_labels(), *self._direct_labels()],
        )

    def x(self, index: float) -> float:
        return round(self.frame.left + self.inset + index * self.step, 1)

    def y(self, value: Decimal) -> float:
        return round(self.frame.bottom - self.scale.share(value) * (self.frame.bottom - self.frame.top), 1)

    def _runs(self, has: str) -> list[list[tuple[int, ChartPoint]]]:
        """Stretches of neighbouring points that have the thing, so that a line breaks where a figure is missing."""
        numbered = enumerate(self.chart.points)
        grouped = groupby(numbered, key=lambda pair: getattr(pair[1], has) is not None)
        return [list(run) for is_there, run in grouped if is_there]

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
        for value, same in groupby(enumerate(self.chart.points), key=lambda pair: level(pair[1])):
            indexes = [index for index, _ in same]
            if value is None:
                continue
            x1 = max(self.x(indexes[0] - 0.5), self.frame.left)
            x2 = min(self.x(indexes[-1] + 0.5), self.frame.right)
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

    def _tick_labels(self) -> list[Label]:
        percent = "%" if self.chart.unit == "%" else ""
        last = self.scale.ticks[-1]
        return [
            Label(
                self.frame.left - 7, self.y(tick) + 5, number(tick) + (percent if tick == last else ""), "end", "muted"
            )
            for tick in self.scale.ticks
        ]

    def _period_labels(self) -> list[Label]:
        """As many periods as fit, always the last; those at the edges are turned inwards."""
        points, frame = self.chart.points, self.frame
        widest = max(len(point.period) for point in points) * CHARACTER + 16
        every = max(1, -(-int(widest) // max(int(self.step), 1)))
        labels = []
        for index in range((len(points) - 1) % every, len(points), every):
            half, x = len(points[index].period) * CHARACTER / 2, self.x(index)
            if x + half > frame.width:
                labels.append(Label(frame.width, frame.bottom + 22, points[index].period, "end"))
            elif x - half < 0:
                labels.append(Label(0, frame.bottom + 22, points[index].period, "start"))
            else:
                labels.append(Label(x, frame.bottom + 22, points[index].period, "middle"))
        return labels

    def _direct_labels(self) -> list[Label]:
        return self._margin_labels() if self.frame is WIDE else self._inner_labels()

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
        spread = _apart(sorted(named))
        return [Label(self.frame.right + 8, y + 5, words, kind=kind) for y, words, kind in spread]

    def _end(self, name: str, value: Decimal) -> str:
        """The name and figure at the end of a line, or the figure alone where the margin is too narrow for both."""
        figure = self.chart.worded(value)
        words = f"{name} {figure}"
        fits = len(words) * CHARACTER <= self.frame.width - self.frame.right - 8
        return words if fits else figure

    def _inner_labels(self) -> list[Label]:
        """On phones the target and the last figure are named inside, where they hide neither a line nor each other."""
        labels: list[Label] = []
        rules, marks = self._targets(), self._marks()
        target = next((point.target for point in reversed(self.chart.points) if point.target is not None), None)
        value = next((point.value for point in reversed(self.chart.points) if point.value is not None), None)
        if marks and value is not None:
            labels.append(self._placed(self.chart.worded(value), "series", self.frame.right, marks[-1].y, labels))
        if rules and target is not None:
            words = f"{self.chart.target_name} {self.chart.worded(target)}"
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
        obstacles = [*self._inked(kind), *(spot for label in taken for spot in _spots(label))]
        room = [(min((_distance(label, spot) for spot in obstacles), default=CLEAR), label) for label in tried]
        return next((label for free, label in room if free >= CLEAR), max(room, key=lambda pair: pair[0])[1])

    def _inked(self, kind: str) -> list[tuple[float, float]]:
        """Spots where a line of figures runs, and for other words than its own the target's."""
        spots = []
        for run in self._runs("value"):
            corners = [(self.x(index), self.y(point.value)) for index, point in run if point.value is not None]
            spots += corners[:1]
            for (x1, y1), (x2, y2) in pairwise(corners):
                spots += [(x1 + (x2 - x1) * part / 8, y1 + (y2 - y1) * part / 8) for part in range(1, 9)]
        if kind != "target":
            for rule in self._targets():
                spots += [(rule.x1 + (rule.x2 - rule.x1) * part / 20, rule.y) for part in range(21)]
        return spots


def _spots(label: Label) -> list[tuple[float, float]]:
    """Spots along the middle of words that end at x."""
    width = len(label.words) * CHARACTER
    return [(label.x - width * part / 6, label.y - 5) for part in range(7)]


def _distance(label: Label, spot: tuple[float, float]) -> float:
    """How far a spot is, up or down, from words that end at x; far when it is beside them."""
    x, y = spot
    if not label.x - len(label.words) * CHARACTER - 6 <= x <= label.x + 6:
        return CLEAR
    return max(abs(y - (label.y - 5)) - 7, 0)


def _apart(named: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The same labels, from the top, at least a line of text apart."""
    placed: list[tuple[float, str, str]] = []
    for y, words, kind in named:
        lowest = placed[-1][0] + LINE_OF_TEXT if placed else y
        placed.append((round(max(y, lowest), 1), words, kind))
    return placed
