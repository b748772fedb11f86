"""A target through its versions, as pages draw it: what each side stated in each round, and what changed."""

from collections.abc import Sequence
from decimal import Decimal

from services.publication.domain.agreement import version as told
from services.publication.domain.agreement.conversation import Item
from services.publication.pages.entry.clearance import day_words
from services.publication.pages.entry.particulars import relative_words
from services.publication.pages.entry.turn import in_words
from shared.web.components import Gap, New, Words
from shared.web.tables import Version, Versions
from shared.web.wording import number


def versions_table(item: Item, points: Decimal = Decimal(0)) -> Versions | None:
    """One target through its versions; None for an item whose figures were stated once."""
    versions = told.versions_of(item, points)
    if not versions:
        return None
    periods = sorted({period for version in versions for period in (*version.figures, *version.others)})
    rows = [
        Version(
            day_words(version.said_on),
            f"{_round_words(version.round)}, {version.by}",
            _cells(version, periods),
            version.what_changed,
        )
        for version in versions
    ]
    return Versions(f"{item.code} {item.title}" if item.code else item.title, ["Baseline", *periods], rows)


def _cells(version: told.Version, periods: Sequence[str]) -> list[Words]:
    base: Words = Gap("none given")
    if version.baseline is not None:
        base = f"{number(version.baseline)} {in_words(version.baseline_period)}".rstrip()
    return [base, *(_version_cell(version, period) for period in periods)]


def _version_cell(version: told.Version, period: str) -> Words:
    change = version.figures.get(period)
    other = version.others.get(period)
    if change is None and other is not None:
        return relative_words(other.relative) if other.relative else "not measured"
    if change is None:
        return Gap("none")
    if change.value is None:
        return Gap("to be confirmed")
    words = f"{number(change.value)} {change.unit or ''}".rstrip()
    return New(words) if change.is_new else words


def _round_words(name: str) -> str:
    return name.replace("-", " ").capitalize()
