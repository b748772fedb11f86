"""The shapes of what people and machines send: strict models, the kinds of field they are made of, and faults in words.

A field of a `Strict` model is one of the kinds below (Whole, Number, Yes, Day, Moment, Line, Prose, Reasons,
ReasonsLine, Slug), a closed choice, another Strict model, or a list of these: a bare `int` or `str` is refused when the
class is made, because the bare types take `true` for 1 and text without end. Nothing here reads a request, and no fault
repeats what was sent.
"""

import re
import typing
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from shared.legible import SAYS_NOTHING, is_legible, says_something
from shared.problems import Fault, Malformed
from shared.reader import FORBIDDEN, FORBIDDEN_CHARACTER, MAX_FAULTS, MAX_NUMBER, NOT_FINITE, Path, not_finite, pointer

M = TypeVar("M", bound=BaseModel)
D = TypeVar("D", bound=date)

JSON_SOURCE = "json"
TEXT_SOURCE = "text"

# Characters that turn the direction of writing: in a name or a sentence they make it read as what it is not.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\t\n\r]")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)|-0(\.0*)?|[+-]?[0-9.]+e[+-]?[0-9]+", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
MAX_DIGITS = 30
FIRST_YEAR, LAST_YEAR = 1900, 2199


def refuse(code: str, message: str) -> PydanticCustomError:
    """The error for a validator of a service's own model to raise. `code` is hyphenated; `message` repeats no input."""
    if "-" not in code:
        raise ValueError("a fault's code is hyphenated words")
    return PydanticCustomError(code, message)


def _is_text_source(info: ValidationInfo) -> bool:
    """Whether values can only have come as text: a form, or a path or query parameter. JSON has types of its own."""
    return not (info.context and info.context.get("source") == JSON_SOURCE)


def _whole(value: object, info: ValidationInfo) -> int:
    if isinstance(value, str) and _is_text_source(info):
        if not _WHOLE.fullmatch(value):
            raise refuse("not-a-whole-number", "Write a whole number in digits.")
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise refuse("wrong-type", "This must be a whole number.")


def _number(value: object) -> Decimal:
    if isinstance(value, str):
        value = _number_in_text(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refuse("wrong-type", "This must be a number.")
    number = Decimal(value)
    if not number.is_finite():
        raise refuse("not-a-finite-number", NOT_FINITE)
    _, digits, exponent = number.as_tuple()
    if len(digits) > MAX_DIGITS or abs(int(exponent)) > MAX_DIGITS:
        raise refuse("number-out-of-range", f"A number here has at most {MAX_DIGITS} digits.")
    return number.quantize(Decimal(1)) if int(exponent) > 0 else number


def _number_in_text(text: str) -> Decimal:
    if _NOT_FINITE.fullmatch(text[: MAX_NUMBER + 1]):
        raise refuse("not-a-finite-number", not_finite(text))
    if len(text) > MAX_NUMBER or not _NUMBER.fullmatch(text):
        raise refuse("not-a-number", "Write a number in digits, with a point for decimals.")
    return Decimal(text)


def _yes(value: object, info: ValidationInfo) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and _is_text_source(info) and value in {"yes", "no", "true", "false", "on"}:
        return value in {"yes", "true", "on"}
    raise refuse("wrong-type", "This must be yes or no (true or false).")


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be a date written like 2026-03-31.")
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return _of_our_time(date.fromisoformat(value))
    except ValueError:
        raise refuse("not-a-date", "Write a date of the calendar like 2026-03-31.") from None


def _moment(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be a time written like 2026-03-31T09:05:00Z.")
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError
        return _of_our_time(datetime.fromisoformat(value))
    except ValueError:
        raise refuse("not-a-time", "Write a time with its zone like 2026-03-31T09:05:00Z.") from None


def _of_our_time(day: D) -> D:
    """The day or moment itself, if it lies in years that reckoning with zones and working days cannot leave."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be text.")
    if FORBIDDEN.search(value) or _TURNING.search(value):
        raise refuse("forbidden-character", FORBIDDEN_CHARACTER)
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if is_legible(text) else ""


def _one_line(value: str) -> str:
    if _BREAKS.search(value):
        raise refuse("forbidden-character", "This must be one line, without tabs.")
    return value


def _in_words(value: str) -> str:
    if not says_something(value):
        raise refuse("says-nothing", SAYS_NOTHING)
    return value


def at_most(longest: int) -> BeforeValidator:
    """A narrower limit for a kind of text, told first: whoever sends far too much hears this one and not the kind's."""

    def check(value: object) -> object:
        if isinstance(value, str) and len(value.strip()) > longest:
            raise refuse("too-long", f"This may have at most {longest} characters.")
        return value

    return BeforeValidator(check)


Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=2_147_483_647)]
"""A whole number from 0 to what PostgreSQL's int holds; narrow it with a further Field."""
MOST_MEMBERS, MOST_PRESENT = 200, 10_000
Members = Annotated[Whole, Field(le=MOST_MEMBERS)]
"""How many members of a committee or council: votes, and who were there. The largest councils here have some 120."""
Present = Annotated[Whole, Field(le=MOST_PRESENT)]
"""How many people came to a meeting that is open to everybody, or voted there."""
Number = Annotated[Decimal, BeforeValidator(_number)]
"""A decimal, sent as a JSON number or as text, kept to the digit; finite, of at most 30 digits."""
Yes = Annotated[bool, BeforeValidator(_yes)]
"""True or false; in a form `yes`, `on` or `no`."""
Day = Annotated[date, BeforeValidator(_day)]
"""A date of the calendar, from ISO text only."""
Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A moment with its zone, from ISO text only."""
Line = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_text), AfterValidator(_one_line)]
"""One line of text: a name, a title. Trimmed and in Unicode's composed form."""
Prose = Annotated[str, Field(min_length=1, max_length=10_000), BeforeValidator(_text)]
"""Text of several lines, as people write it."""
Reasons = Annotated[Prose, AfterValidator(_in_words)]
"""What somebody owes the public in words: why, on what ground, what was done. Prose that could say something."""
ReasonsLine = Annotated[Line, AfterValidator(_in_words)]
"""The same in one line."""
Slug = Annotated[
    str, BeforeValidator(_text), Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")
]
"""A code or reference: letters, digits and `. _ / -`."""

_BARE = (int, float, bool, complex, str, bytes, date, datetime, Decimal, object, dict)


class BareType(TypeError):
    """A Strict model has a field of a type that takes too much; use one of this module's kinds."""


class Strict(BaseModel):
    """The base of everything that is sent to us: no unknown fields, no bare types, frozen."""

    # What reads one is built when the first comes: most programs read few of them, and wait for none.
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True, defer_build=True
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:  # noqa: ANN401 pydantic's own signature
        """Refuse fields of bare types when the class is made."""
        super().__pydantic_init_subclass__(**keywords)
        for name, hint in typing.get_type_hints(cls, include_extras=True).items():
            if name in cls.model_fields and any(bare in _BARE or bare is Any for bare in _leaves(hint)):
                raise BareType(f"{cls.__name__}.{name}: use Whole, Number, Yes, Day, Moment, Line, Prose or Slug")


def _leaves(hint: Any) -> Iterator[Any]:  # noqa: ANN401 type hints are of any type
    """The types that a hint is made of, without those that carry an annotation or are closed choices."""
    origin = typing.get_origin(hint)
    if origin in (Annotated, Literal):
        return
    if origin is None:
        yield hint
    elif origin in (UnionType, typing.Union, list, tuple, set, frozenset):
        for part in typing.get_args(hint):
            yield from _leaves(part)
    elif origin in (dict, Mapping):
        yield from _leaves(typing.get_args(hint)[1])


def fit(model: type[M], value: object, *, source: str = JSON_SOURCE) -> M:
    """`value` as `model`; raises Malformed with a fault for everything that does not fit."""
    try:
        return model.model_validate(value, context={"source": source})
    except ValidationError as error:
        found = [one for one in error.errors(include_url=False) if not _is_echo(one)]
        raise Malformed(
            "Some of what was sent does not fit; each fault is named.",
            errors=faults_of(found[:MAX_FAULTS], value),
            total_errors=len(found),
        ) from None


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because pydantic leaves out those of it that have faults themselves."""
    sent, least = error["input"], error.get("ctx", {}).get("min_length")
    return error["type"] == "too_short" and isinstance(sent, list | tuple) and least is not None and len(sent) >= least


def faults_of(errors: list[ErrorDetails], value: object) -> list[Fault]:
    """Pydantic's errors as faults: where, a stable code, a sentence; never what was sent."""
    return [_fault(error, value) for error in errors]


def _fault(error: ErrorDetails, value: object) -> Fault:
    where = pointer(_place(error["loc"], value, is_absent=error["type"] == "missing"))
    if "-" in error["type"]:
        return Fault(error["type"], error["msg"], where)
    limits = {name: limit for name, limit in error.get("ctx", {}).items() if isinstance(limit, int | Decimal)}
    # A narrowed Line or Prose is measured after its validators, where pydantic no longer says that it is text.
    is_text = error["type"] in {"too_short", "too_long"} and isinstance(error["input"], str)
    for kinds, code, sentence in _SENTENCES:
        if (f"string_{error['type']}" if is_text else error["type"]) in kinds:
            return Fault(code, _counted(sentence.format_map(_Limits(limits))), where)
    is_type = error["type"].endswith("_type")
    return Fault("wrong-type" if is_type else "wrong-value", "This is not what is taken here.", where)


def _counted(sentence: str) -> str:
    """The sentence with one of a thing in the singular."""
    return sentence.replace(" 1 characters", " 1 character").replace(" 1 entries", " 1 entry")


class _Limits(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "the limit"


_SENTENCES = (
    ({"missing"}, "missing", "This is needed."),
    ({"extra_forbidden"}, "unknown-field", "There is no such field here."),
    ({"string_too_short"}, "too-short", "This needs at least {min_length} characters."),
    ({"string_too_long"}, "too-long", "This may have at most {max_length} characters."),
    ({"too_short"}, "too-few", "This needs at least {min_length} entries."),
    ({"too_long"}, "too-many", "This may have at most {max_length} entries."),
    ({"greater_than_equal"}, "out-of-range", "This must be {ge} or more."),
    ({"less_than_equal"}, "out-of-range", "This must be {le} or less."),
    ({"greater_than"}, "out-of-range", "This must be more than {gt}."),
    ({"less_than"}, "out-of-range", "This must be less than {lt}."),
    ({"enum", "literal_error", "union_tag_invalid"}, "not-a-choice", "This is not one of the choices."),
    ({"string_pattern_mismatch"}, "wrong-form", "This is not written in the form that is taken here."),
    ({"value_error", "assertion_error"}, "wrong-value", "This value cannot be taken."),
)


def _place(location: tuple[int | str, ...], value: object, *, is_absent: bool) -> Path:
    """The location without the names that pydantic adds for its own branches, by walking along what was sent."""
    path: list[str | int] = []
    for part in location:
        match value:
            case dict() if part in value:
                value = value[part]
            case list() | tuple() if isinstance(part, int) and part < len(value):
                value = value[part]
            case _:
                continue
        path.append(part)
    if is_absent and location:
        path.append(location[-1])
    return tuple(path)
