"""Figures that differ by less than measuring can tell are said to differ within noise."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.publication.domain.agreement.conversation import items_of
from services.publication.domain.agreement.version import countered_in_noise, versions_of
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Party, Said, Status
from services.publication.domain.entry.particulars import (
    Particulars,
    Terms,
)
from tests.unit.publication.negotiation import (
    HERE,
    TODAY,
    said,
)


def stated(value: str, *, by: Party = Party.COUNCIL, unit: str = "percent", interval: str | None = None) -> Said:
    kind, status = (
        (EntryKind.PROPOSAL, Status.PROPOSED) if by is Party.COUNCIL else (EntryKind.RESPONSE, Status.COUNTER_PROPOSED)
    )
    terms = Terms(interval=Decimal(interval)) if interval else None
    figure = {"target_value": Decimal(value), "target_period": "2026/27", "unit": unit}
    return replace(said(by=by, kind=kind, status=status, on=None), particulars=Particulars(terms=terms), **figure)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mine", "theirs", "is_noise"),
    [
        (stated("17.5"), stated("17.9", by=Party.MINISTER), True),
        (stated("17.5"), stated("18.0", by=Party.MINISTER), False),  # half a point is the floor, not under it
        (stated("17.5"), stated("17.5", by=Party.MINISTER), False),
        (stated("17.5", interval="6"), stated("20.4", by=Party.MINISTER), True),  # under half the interval
        (stated("17.5", interval="6"), stated("20.5", by=Party.MINISTER), False),
        (stated("100", unit="offences"), stated("100.4", by=Party.MINISTER, unit="offences"), False),
    ],
)
def test_less_than_half_a_point_or_half_the_interval_is_noise(mine: Said, theirs: Said, is_noise: bool) -> None:
    recorded = datetime(2026, 6, 1, tzinfo=UTC)
    entries = [
        Entry(number=n, said=one, came=Came.COMPILED, entered_by="bath", recorded_at=recorded)
        for n, one in enumerate((mine, theirs), 1)
    ]
    (item,) = items_of(entries, until=TODAY, calendar=HERE.calendar)
    points = HERE.policy.figures.de_minimis_points
    assert (countered_in_noise(item, entries[1], points) is not None) is is_noise
    *_, version = versions_of(item, points)
    assert ("within measurement noise" in version.what_changed) is is_noise
