"""Looking at the periods of a batch by what the register and the figures so far tell of its measures."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from services.indicators.domain.figure.period import Odd, odd, years_in
from services.indicators.schemas.figure.period import periods_of
from services.indicators.storage.figure import period
from shared.database import Session
from shared.measures import Frequency


async def odd_periods(
    session: Session, figures: pl.DataFrame, frequencies: Mapping[tuple[str, str], Frequency], today: date
) -> list[Odd]:
    """What is odd about the periods of these figures, before they are stored."""
    sent = periods_of(figures)
    return odd(sent, frequencies, await period.years(session, years_in(sent)), today)
