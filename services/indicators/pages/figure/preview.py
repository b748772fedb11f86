"""What is said before figures are stored: how their measures' pages will begin, which rows of a form say nothing."""

from services.indicators.domain.figure.period import Odd
from services.indicators.domain.judgement.history import decisive, newest
from services.indicators.domain.judgement.preview import Shown
from services.indicators.pages.judgement import signal
from services.indicators.pages.judgement.judgement import VERDICT_WORDS, chips
from services.indicators.schemas.figure.chunk import LeftOpen
from services.indicators.schemas.judgement.wording import headline, lede
from shared.web.components import Link


def open_row(row: LeftOpen) -> str:
    """A row of a form that nobody filled in, as its sheet counts it."""
    about = ", ".join(part for part in (row.measure, row.area, row.period) if part)
    return f"Row {row.row + 1}: {about}" if about else f"Row {row.row + 1}"


def odd_line(odd: Odd) -> str:
    """What is odd about periods of a measure, as a sentence."""
    return f"{odd.measure}, {', '.join(odd.periods)}: {odd.message}."


def would_show(shown: Shown) -> dict[str, object]:
    """A measure as its page would say it."""
    subject, points = shown.measure, shown.points
    decides, latest, reading = decisive(points), newest(points), shown.read(points)
    changed = f"Before these figures: {VERDICT_WORDS[shown.before]}." if shown.before is not shown.verdict else ""
    return {
        "title": Link(subject.title, f"/measures/{subject.area}/{subject.measure}"),
        "headline": headline(subject, decides, latest, shown.places),
        "lede": " ".join(filter(None, (lede(subject, points, decides, latest), signal.floor(reading, subject)))),
        "travel": signal.travel(reading, subject),
        "chips": chips(points, decides, latest, reading),
        "changed": changed,
    }
