"""What is said before figures are stored: how their measures' pages will begin, which rows of a form say nothing."""

from decimal import Decimal

from services.indicators.domain.figure.period import Odd
from services.indicators.domain.judgement.history import Point, decisive, newest
from services.indicators.domain.judgement.preview import Shown
from services.indicators.domain.measure.measure import quantity
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.pages.judgement import signal
from services.indicators.pages.judgement.judgement import VERDICT_WORDS, chips, judged
from services.indicators.schemas.figure.chunk import LeftOpen
from services.indicators.schemas.figure.preview import MOST_CHANGES
from services.indicators.schemas.judgement.wording import headline, lede
from shared.periods import words
from shared.web.components import Link
from shared.web.tables import Column, Row, Table


def open_row(row: LeftOpen) -> str:
    """A row of a form that nobody filled in, as its sheet counts it."""
    about = ", ".join(part for part in (row.measure, row.area, row.period) if part)
    return f"Row {row.row}: {about}" if about else f"Row {row.row}"


def _changes(shown: Shown) -> Table | None:
    """Each period whose figure changes, as the public will see it."""
    rows = [
        Row((words(one.period), _figure(shown, one.value, one.missing), *_after(shown, point)))
        for one, point in shown.after()
    ]
    columns = (
        Column("Period"),
        Column("Stands now", is_number=True),
        Column("Will stand", is_number=True),
        Column("Promise", is_number=True),
        Column("Judged"),
    )
    return Table("Every figure that changes", columns, rows[:MOST_CHANGES], stacks=True) if rows else None


def _after(shown: Shown, point: Point | None) -> tuple[str, str, str]:
    """The figure, the promise and the judgement of a period as they would stand."""
    if point is None or point.observation is None:
        return "nothing", "", ""
    promise = quantity(point.target.value, shown.measure.unit) if point.target else "none"
    verdict = judged(point, shown.measure) if point.verdict is not Verdict.NOT_JUDGED else "not judged"
    return _figure(shown, point.value, point.observation.missing), promise, verdict


def _figure(shown: Shown, value: Decimal | None, missing: str | None) -> str:
    return missing or "nothing" if value is None else quantity(value, shown.measure.unit)


def _further(shown: Shown) -> str:
    """What changes besides, and is not told one by one."""
    more, others = max(0, len(shown.changed) - MOST_CHANGES), shown.others
    told = [f"{more:,} more period{'' if more == 1 else 's'}"] if more else []
    told += [f"{others:,} figure{'' if others == 1 else 's'} of other places"] if others else []
    return f"Besides: {' and '.join(told)}." if told else ""


def odd_line(odd: Odd) -> str:
    """What is odd about periods of a measure, as a sentence."""
    return f"{odd.measure}, {', '.join(odd.periods)}: {odd.message}."


def unlike_lines(shown: Shown) -> list[str]:
    """Each value that is unlike the others of its series, as a sentence."""
    values = {one.period: one.value for one in shown.observations}
    about = shown.measure
    return [
        f"{about.title}, {words(period)}: {quantity(value, about.unit)} {how}."
        for period, how in shown.unlike().items()
        if (value := values[period]) is not None
    ]


def would_show(shown: Shown) -> dict[str, object]:
    """A measure as its page would say it."""
    subject, points = shown.measure, shown.points
    decides, latest, reading = decisive(points), newest(points), shown.read(points)
    changed = f"Before these figures: {VERDICT_WORDS[shown.before]}." if shown.before is not shown.verdict else ""
    return {
        "title": Link(subject.title, f"/measures/{subject.area}/{subject.measure}"),
        "headline": headline(subject, decides, latest, shown.places),
        "lede": " ".join(filter(None, (lede(subject, points, decides, latest), signal.floor(reading, subject)))),
        "changes": _changes(shown),
        "further": _further(shown),
        "travel": signal.travel(reading, subject),
        "chips": chips(points, decides, latest, reading),
        "changed": changed,
    }
