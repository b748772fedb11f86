"""What the pages for sending figures are asked with: rows as text in our own columns, and when and why they count."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from shared.problems import Fault, Malformed
from shared.shapes import Line, Strict, refuse
from shared.working_days import LONDON

LARGEST = 1 << 20  # bytes that a page takes; larger files go by the machines' door
MOST_ROWS = 2_000
SHOWN = 300
NAMED = 20  # rows of a form that were left open, by name
SAID = 5  # faults of a file that has no rows to show them in
MOST_LINES = 40  # of the grid for typing figures in


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be text.")
    return value


Rows = Annotated[str, Field(max_length=LARGEST), BeforeValidator(_text)]


class Pasted(Strict):
    """Rows pasted into the page, or those of a file that came with it; `numbers` as a `Sent` sheet writes them.

    `mapping` is the body's own by which they are read; without it they are in our columns.
    """

    rows: Rows = ""
    numbers: Rows = ""
    mapping: Line | None = None


class Confirmed(Strict):
    """The rows as they were shown, and the name that this sending has."""

    rows: Rows
    numbers: Rows = ""
    once: Annotated[Line, Field(max_length=60)]
    publish_at: Line | None = None
    reason: Rows = ""


class Agreed(Strict):
    """The button by which a body confirms fetched figures, and the name that this pressing has."""

    once: Annotated[Line, Field(max_length=60)]


_LINES: dict[str, Any] = {f"{name}{at}": (Line | None, None) for at in range(MOST_LINES) for name in ("at", "value")}
Grid: type[Strict] = create_model("Grid", __base__=Strict, __module__=__name__, **_LINES)
"""The grid as it comes back: `at3` says which figure `value3` is."""


def instant(text: str) -> datetime:
    """The moment of a date and clock time in the United Kingdom, as a browser sends them. Raises Malformed."""
    try:
        return datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=LONDON).astimezone(UTC)
    except ValueError:
        fault = Fault("not-a-time", "Write a date and a time, such as 2026-03-31 and 09:30.", "/publish_at")
        raise Malformed("The time cannot be read.", errors=[fault]) from None


def local(moment: datetime) -> str:
    """A moment as a browser takes it for a field of a date and a clock time."""
    return f"{moment.astimezone(LONDON):%Y-%m-%dT%H:%M}"
