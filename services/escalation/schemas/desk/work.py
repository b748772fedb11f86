"""What my work is asked for by an address and by its forms. What an address says that means nothing is passed over."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from pydantic import Field

from services.escalation.domain.case.state import RUNGS
from services.escalation.domain.desk.work import Wanted, When, Whose
from shared.shapes import Day, Line, Reasons, ReasonsLine, Strict, at_most

NAMES = ("whose", "when", "rung", "state", "measure", "ward")
MOST = 80  # characters of a code in an address
E = TypeVar("E", bound=StrEnum)


class ListForm(Strict):
    """A list to be kept under a name: what it asks for, as its address says it."""

    name: Annotated[Line, at_most(60)]
    query: Annotated[str, Field(max_length=500)] = ""


class ListRemovalForm(Strict):
    """A kept list that is not wanted any more."""

    name: Line


class HandOverForm(Strict):
    """Who has the case from now on, and what they need to know."""

    to: Line
    note: Annotated[ReasonsLine, at_most(200)]


class PutBackForm(Strict):
    """Why somebody puts a case back for the team."""

    note: Annotated[ReasonsLine, at_most(200)]


class NoteForm(Strict):
    """A note for colleagues."""

    text: Annotated[Reasons, at_most(4_000)]


class CoverForm(Strict):
    """Who stands in for whom, from one day to another."""

    account: Line
    stands_in: Line
    from_on: Day
    until_on: Day


class EndForm(Strict):
    """Nothing but the button that ends something."""


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """Which cases an address asks for."""
    rung = said.get("rung", "")
    return Wanted(
        whose=_one_of(Whose, said.get("whose", "")),
        when=_one_of(When, said.get("when", "")),
        rung=int(rung) if rung in {str(place) for place in range(1, len(RUNGS) + 1)} else None,
        state=said.get("state", "")[:MOST],
        measure=said.get("measure", "")[:MOST],
        ward=said.get("ward", "")[:MOST],
    )


def query_of(wanted: Wanted) -> str:
    """The same as an address says it; empty for everything."""
    said = {name: getattr(wanted, name) for name in NAMES}
    return urlencode(
        {name: value.value if isinstance(value, StrEnum) else value for name, value in said.items() if value}
    )


def _one_of(kind: type[E], written: str) -> E | None:
    return kind(written) if written in set(kind) else None
