"""A handful of figures typed in by hand: one line for each measure that a body supplies, its next period filled in.

What is typed becomes rows like any other and goes the same way as a file: look, mend, confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from services.indicators.domain.figure.supply import Next
from services.indicators.schemas.figure.sheet import as_csv
from services.indicators.schemas.figure.upload import MOST_LINES
from shared.measures import readable
from shared.periods import words
from shared.web.forms import Field
from shared.web.wording import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure of the grid: the field of its figure, and under `at_name` which figure that is."""

    at_name: str
    at: str
    field: Field


def lines(due: Sequence[Next]) -> list[Line]:
    """A line for each measure whose next period can be named, what is late first."""
    named = [(one, one.period) for one in due if one.period is not None][:MOST_LINES]
    return [
        Line(
            at_name=f"at{at}",
            at=f"{one.supplied.area} {one.supplied.measure} {period.text}",
            field=Field(
                name=f"value{at}",
                label=f"{one.supplied.title}, {words(period)}",
                hint=_hint(one),
                inputmode="decimal",
                width=10,
            ),
        )
        for at, (one, period) in enumerate(named)
    ]


def _hint(one: Next) -> str:
    before = "none" if one.supplied.value is None else number(readable(one.supplied.value))
    waits = one.period is not None and one.period.text in one.supplied.waiting
    sent = " You have sent this figure; it waits to be published." if waits else ""
    return f"In {one.supplied.unit}. The figure before: {before}.{sent}"


def typed(form: BaseModel) -> str:
    """The lines that were filled in, as CSV; a word instead of a number says why there is none."""
    given = dict(form)
    rows = []
    for line in range(MOST_LINES):
        at, value = (given[f"at{line}"] or "").split(" "), given[f"value{line}"]
        if value is not None and len(at) == 3:
            area, measure, period = at
            rows.append({"area": area, "measure": measure, "period": period, "value": value})
    return as_csv(rows)
