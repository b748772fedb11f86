"""What the forms of an area's settings, closed days and elections send, and how a setting's value is written down."""

import json
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from shared.events.publication import CalendarClosed, ElectionSet, PolicyOverridden
from shared.policy import Value, kinds
from shared.shapes import Day, Line, Prose, Strict, at_most
from shared.working_days import Period, Unit

BEGINNING_WITH = "beginning"
UNITS = {
    "WD": "working days",
    "D": "days",
    "M": "months",
    BEGINNING_WITH: "months, the first day counted",
}


class ValueForm(Strict):
    """A new value of a setting, as people write it; `unit` where it is a length of time."""

    value: Annotated[Prose, at_most(150)]
    unit: Line = ""
    basis: Line
    decided_by: Annotated[Line, at_most(120)]
    since_on: Day

    def change(self, area: str, key: str) -> PolicyOverridden:
        """The same as the register takes it."""
        return PolicyOverridden(
            area=area,
            key=key,
            value=literal_of(kinds()[key], self.value, self.unit),
            basis=self.basis,
            decided_by=self.decided_by,
            since_on=self.since_on,
        )


class ChangeForm(Strict):
    """The button behind a preview: the value as the register writes it, and a name that makes pressing it twice one."""

    value: Line
    basis: Line
    decided_by: Line
    since_on: Day
    once: Line

    def change(self, area: str, key: str) -> PolicyOverridden:
        """The same as the register takes it."""
        said = self.model_dump(exclude={"once"})
        return PolicyOverridden(area=area, key=key, **said)


class ClosureForm(Strict):
    """A day on which the area's offices are closed."""

    closed_on: Day
    reason: Annotated[Line, at_most(80)]
    basis: Annotated[Line, at_most(120)]

    def closure(self, area: str) -> CalendarClosed:
        """The same as the register takes it."""
        return CalendarClosed(area=area, closed_on=self.closed_on, reason=self.reason, basis=self.basis)


class ClosureChangeForm(ClosureForm):
    """The button behind its preview."""

    once: Line


class ElectionForm(Strict):
    """The days before an election, the day of the poll among them."""

    starts_on: Day
    ends_on: Day
    election: Annotated[Line, at_most(80)]
    basis: Annotated[Line, at_most(120)]

    def set_days(self, area: str) -> ElectionSet:
        """The same as the register takes it."""
        return ElectionSet(
            area=area, starts_on=self.starts_on, ends_on=self.ends_on, election=self.election, basis=self.basis
        )


class ElectionChangeForm(ElectionForm):
    """The button behind its preview."""

    once: Line


def literal_of(kind: type, text: str, unit: str) -> str:
    """What somebody typed, as the register writes values down: `20`, `true`, `"20 WD"`, `["a", "b"]`."""
    if kind is Period:
        count = text.strip()
        return json.dumps(f"P{count}M beginning with" if unit == BEGINNING_WITH else f"{count} {unit}")
    if kind is tuple:
        return json.dumps([line.strip() for line in text.splitlines() if line.strip()], ensure_ascii=False)
    if kind in (int, Decimal, bool):
        return text.strip().replace(",", "")
    return json.dumps(text.strip(), ensure_ascii=False)


def typed_of(value: Value) -> tuple[str, str]:
    """A value as a form shows it for changing, and its unit."""
    match value:
        case bool():
            return ("true" if value else "false"), ""
        case Period():
            unit = BEGINNING_WITH if value.unit is Unit.MONTHS_BEGINNING_WITH else value.unit.value
            return str(value.count), unit
        case tuple():
            return "\n".join(value), ""
        case time():
            return f"{value:%H:%M}", ""
        case StrEnum():
            return value.value, ""
    return str(value), ""


def day_of(text: str) -> date | None:
    """A day of an address; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
