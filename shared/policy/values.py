"""One value of a policy: reading it from TOML strictly by the kind its key takes, and comparing it with its limits.

Nothing is coerced: a text is not a number, true is not one, a number without a unit is not a period.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from shared.policy.errors import WrongType
from shared.working_days import NotAPeriod, Period

Value = bool | int | Decimal | str | time | Period | tuple[str, ...]
LITERAL_MAX = 200


class Basis(StrEnum):
    """What a value rests on."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    LOCAL_AGREEMENT = "local agreement"
    PROJECT_DEFAULT = "project default"


@dataclass(frozen=True, slots=True)
class Row:
    """A value with what it rests on and where that is said, in our words; `ceiling` and `floor` if it has limits.

    A limit is a value of the same kind, or the key of another value.
    """

    value: Value
    basis: Basis
    source: str
    ceiling: Value | None = None
    floor: Value | None = None


def literal(text: str) -> object:
    """The value of a TOML literal such as `50`, `0.5`, `"20 WD"`, `true`. Raises WrongType."""
    if len(text) > LITERAL_MAX:
        raise WrongType(f"a value is written in at most {LITERAL_MAX} characters")
    try:
        read = tomllib.loads(f"value = {text}\n", parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise WrongType('the value is not written as a TOML literal, such as 50, 0.5, true or "20 WD"') from error
    if set(read) != {"value"}:
        raise WrongType("the value is more than one TOML literal")
    return read["value"]


def read_value(kind: type, given: object, key: str) -> Value:
    """`given` as the kind of value that `key` takes. Raises WrongType."""
    reader = _choice if issubclass(kind, StrEnum) else READERS.get(kind, _texts)
    found = reader(kind, given)
    if found is None:
        raise WrongType(f"{key} takes {_described(kind)}")
    return found


def exceeds(value: Value, limit: Value) -> bool:
    """Whether `value` is above `limit`. Periods counted in different ways cannot be compared, so they exceed."""
    match value, limit:
        case Period(), Period():
            return value.unit is not limit.unit or value.count > limit.count
        case int() | Decimal(), int() | Decimal():
            return value > limit
        case _:
            raise TypeError("only numbers and periods have limits")


def _truth(_: type, given: object) -> bool | None:
    return given if isinstance(given, bool) else None


def _count(_: type, given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 10**9 else None


def _decimal(_: type, given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return None
    number = Decimal(given)
    return number if number.is_finite() and 0 <= number <= 10**9 else None


def _text(_: type, given: object) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _choice(kind: type[StrEnum], given: object) -> Value | None:
    return kind(given) if isinstance(given, str) and given in set(kind) else None


def _time(_: type, given: object) -> time | None:
    if not isinstance(given, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
        return None
    return time.fromisoformat(given)


def _period(_: type, given: object) -> Period | None:
    try:
        return Period.parse(given) if isinstance(given, str) else None
    except NotAPeriod:
        return None


def _texts(_: type, given: object) -> tuple[str, ...] | None:
    if not isinstance(given, list) or not all(isinstance(item, str) and item.strip() for item in given):
        return None
    return tuple(given)


READERS: dict[type, Callable[..., Value | None]] = {
    bool: _truth,
    int: _count,
    Decimal: _decimal,
    str: _text,
    time: _time,
    Period: _period,
}
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    str: "a text",
    time: 'a time of day such as "03:00"',
    Period: 'a period such as "20 WD", "28 D", "12 M" or "P2M beginning with"',
}


def _described(kind: type) -> str:
    if issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    return _KINDS.get(kind, "a list of texts")
