"""Bytes to JSON values, strictly: what the standard reader lets through quietly is refused before any model sees it.

Whole numbers come back as int, all others as Decimal, kept to the digit. Nothing of what was sent is ever repeated in
a problem, save names that read like names of fields. It knows no model and no request.
"""

import codecs
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from shared.problems import BadRequest, Fault, Malformed

JSON: TypeAlias = dict[str, Any] | list[Any] | str | int | Decimal | bool | None
Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 32
MAX_KEYS = 1_000
MAX_NUMBER = 64
MAX_EXPONENT = 308
MAX_FAULTS = 1_000

# Controls except tab, line feed and carriage return; C1; surrogates; noncharacters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}(\[[A-Za-z_]{1,40}\])?", re.ASCII)  # `attribute[title]` too

FORBIDDEN_CHARACTER = "This holds a character that no text here may hold."
NOT_FINITE = "This is no finite number: write one in digits, such as 57.5."
SIGNED_ZERO = "Zero has no sign: write 0."
TOO_FAR = f"Write the number out in digits, without E and with at most {MAX_NUMBER} of them."

_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class BadEncoding(BadRequest):
    """The bytes are not UTF-8 without a byte order mark."""

    slug, title = "encoding", "The message is not plain UTF-8"


class DuplicateKey(BadRequest):
    """An object holds one key twice, so it does not say which value is meant."""

    slug, title = "duplicate-key", "A key is there twice"


class Unreadable(BadRequest):
    """The bytes are not a JSON document of a size that anyone means."""

    slug, title = "malformed", "The message is not well-formed JSON"


class _NotFinite:
    """Stands where a number was that is not taken; found again, with its place, when the whole is read."""

    def __init__(self, literal: str) -> None:
        self.words = not_finite(literal)


def not_finite(literal: str) -> str:
    """Why something written like a number is none that is taken, and what to write instead."""
    if not any(character.isdigit() for character in literal):
        return NOT_FINITE
    return TOO_FAR if "e" in literal.lower() else SIGNED_ZERO


def decode(body: bytes) -> str:
    """The text of UTF-8 bytes; BadEncoding for anything else, byte order marks included."""
    if body.startswith(_BYTE_ORDER_MARKS) or b"\x00" in body[:4]:
        raise BadEncoding("Send UTF-8 without a byte order mark.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadEncoding("Send UTF-8 without a byte order mark.") from None


def parse(body: bytes) -> JSON:
    """The JSON value of `body`; BadEncoding, DuplicateKey, Unreadable (400) or Malformed (422, naming places)."""
    text = decode(body)
    try:
        value: JSON = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_NotFinite,  # refused below, with its place
        )
    except RecursionError:
        raise Unreadable(f"The message is nested deeper than {MAX_DEPTH} levels.") from None
    except ValueError:
        raise Unreadable("The message is not well-formed JSON.") from None
    _refuse_depth(value)
    faults = list(_faults(value, ()))
    if faults:
        detail = "The message holds values that cannot be taken."
        raise Malformed(detail, errors=faults[:MAX_FAULTS], total_errors=len(faults))
    return value


def pointer(path: Path) -> str:
    """The JSON pointer of a place; a name that does not read like a field's name is not repeated but shown as `*`."""
    return "".join("/" + (str(part) if isinstance(part, int) else _shown(part)) for part in path)


def _shown(name: str) -> str:
    return name if FIELD_NAME.fullmatch(name) else "*"


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    if len(pairs) > MAX_KEYS:
        raise Unreadable(f"An object holds more than {MAX_KEYS} keys.")
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKey("An object holds the same key twice.")
    return members


def _whole(literal: str) -> int:
    _refuse_length(literal)
    return _NotFinite(literal) if literal == "-0" else int(literal)  # type: ignore[return-value]  # refused with its place later


def _fraction(literal: str) -> Decimal:
    _refuse_length(literal)
    number = Decimal(literal)
    if (number.is_zero() and number.is_signed()) or abs(number.adjusted()) > MAX_EXPONENT:
        return _NotFinite(literal)  # type: ignore[return-value]  # refused with its place when the whole is read
    return number


def _refuse_length(literal: str) -> None:
    if len(literal) > MAX_NUMBER:
        raise Unreadable(f"A number is written with more than {MAX_NUMBER} characters.")


def _refuse_depth(value: JSON) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Unreadable(f"The message is nested deeper than {MAX_DEPTH} levels.")
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]


def _inside(value: JSON) -> Iterator[JSON]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _faults(value: JSON | _NotFinite, path: Path) -> Iterator[Fault]:
    if isinstance(value, str):
        if FORBIDDEN.search(value):
            yield Fault("forbidden-character", FORBIDDEN_CHARACTER, pointer(path))
    elif isinstance(value, _NotFinite):
        yield Fault("not-a-finite-number", value.words, pointer(path))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if FORBIDDEN.search(name):
                yield Fault("forbidden-character", FORBIDDEN_CHARACTER, pointer((*path, name)))
            yield from _faults(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _faults(inner, (*path, place))
