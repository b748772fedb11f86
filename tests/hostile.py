"""Bodies that nobody means well by, for every route that reads JSON or a form: what each must be answered with.

`cases()` holds for any JSON route; `field_cases` spoils one valid body of a route, field by field.
"""

import codecs
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

JSON = "application/json"

# A name that no answer, log line or page may hold: it stands in bodies wherever text can stand.
CANARY = "Winifred Canary"

CODE_POINTS = (
    *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20, 3), 0x7F, *range(0x80, 0xA0, 4), 0xD800, 0xDBFF, 0xDC00, 0xDFFF,
    0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0x202A, 0x202E, 0x2066, 0x2069,
)  # fmt: skip  # a table of code points reads better in rows

NO_NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "-0.0",
    "1e999",
    "-1e999",
    "1E400",
    '"NaN"',
    '"Infinity"',
    '"-0"',
    '"1e999"',
)
JUGGLED = ("true", "false", '"1_0"', '"\uff11\uff12"', '" 1"', '"0x10"', "[]", "{}", '""')


@dataclass(frozen=True)
class Case:
    """A hostile body, the status it must be refused with, and the code that must be among those of the answer."""

    name: str
    body: bytes
    content_type: str
    status: int
    code: str


def cases() -> list[Case]:
    """What no JSON route may take, whatever its model."""
    plain = json.dumps({"name": CANARY})
    return [
        Case("not JSON", b"name=" + CANARY.encode(), JSON, 400, "malformed"),
        Case("nothing", b"", JSON, 400, "malformed"),
        Case("cut off", plain[:-4].encode(), JSON, 400, "malformed"),
        Case("two documents", (plain + plain).encode(), JSON, 400, "malformed"),
        Case("trailing comma", b'{"a": 1,}', JSON, 400, "malformed"),
        Case("depth 33", b"[" * 33 + b"]" * 33, JSON, 400, "malformed"),
        Case("depth 900", b'{"a":' * 900 + b"1" + b"}" * 900, JSON, 400, "malformed"),
        Case("depth 200,000", b"[" * 200_000 + b"]" * 200_000, JSON, 400, "malformed"),
        Case("50,000 keys", json.dumps(dict.fromkeys(map(str, range(50_000)), 1)).encode(), JSON, 400, "malformed"),
        Case("number of 5,000 digits", b'{"a": ' + b"9" * 5_000 + b"}", JSON, 400, "malformed"),
        Case("fraction of 5,000 digits", b'{"a": 0.' + b"9" * 5_000 + b"}", JSON, 400, "malformed"),
        Case("20 MiB", b'{"a": "' + b"x" * (20 << 20) + b'"}', JSON, 413, "too-large"),
        Case("key twice", b'{"name": "a", "name": "b"}', JSON, 400, "duplicate-key"),
        Case("key twice, deeper", b'{"a": [{"b": 1, "b": 1}]}', JSON, 400, "duplicate-key"),
        Case("key twice, once escaped", b'{"a": 1, "\\u0061": 2}', JSON, 400, "duplicate-key"),
        Case("UTF-8 with mark", codecs.BOM_UTF8 + plain.encode(), JSON, 400, "encoding"),
        *(Case(name, plain.encode(name), JSON, 400, "encoding") for name in ("utf-16", "utf-16-le", "utf-16-be")),
        *(Case(name, plain.encode(name), JSON, 400, "encoding") for name in ("utf-32", "utf-32-le", "utf-32-be")),
        Case("Latin-1", '{"name": "Fenêtre"}'.encode("latin-1"), JSON, 400, "encoding"),
        Case("overlong UTF-8", b'{"name": "\xc0\xaf"}', JSON, 400, "encoding"),
        Case("raw surrogate", b'{"name": "\xed\xa0\x80"}', JSON, 400, "encoding"),
        Case("other charset", plain.encode(), JSON + "; charset=utf-16", 400, "encoding"),
        Case("raw control character", b'{"name": "a\x01b"}', JSON, 400, "malformed"),
        Case("surrogate in a key", b'{"\\ud800": 1}', JSON, 422, "forbidden-character"),
        Case("NUL in a key", b'{"a\\u0000b": 1}', JSON, 422, "forbidden-character"),
        *(Case(f"bare {n}", f'{{"a": {n}}}'.encode(), JSON, 422, "not-a-finite-number") for n in NO_NUMBERS[:8]),
        Case("a list for an object", b"[]", JSON, 422, "wrong-type"),
        Case("a word for an object", b'"name"', JSON, 422, "wrong-type"),
        Case("null for an object", b"null", JSON, 422, "wrong-type"),
        Case("unknown field", json.dumps({"is_admin": CANARY}).encode(), JSON, 422, "unknown-field"),
        Case("plain text", plain.encode(), "text/plain", 415, "unsupported-type"),
        Case("no type", plain.encode(), "", 415, "unsupported-type"),
        Case("form for JSON", b"name=a", "application/x-www-form-urlencoded", 415, "unsupported-type"),
    ]


def field_cases(
    valid: Mapping[str, Any],
    *,
    texts: Sequence[str] = (),
    numbers: Sequence[str] = (),
    wholes: Sequence[str] = (),
    days: Sequence[str] = (),
    server_owned: Sequence[str] = ("status", "is_admin", "id", "signature_count"),
) -> Iterator[Case]:
    """A valid body spoiled in one field of its top level at a time; the fields are named by what they hold."""
    for field in server_owned:
        yield _with(valid, field, '"x"', "unknown-field")
    for field in texts:
        for point in CODE_POINTS:
            escaped = json.dumps(f"{CANARY}{chr(point)}")
            yield _with(valid, field, escaped, "forbidden-character", f"U+{point:04X}")
        yield from (_with(valid, field, wrong, "wrong-type") for wrong in ("1", "1.5", "true", "[]", "{}"))
    for field in (*numbers, *wholes):
        yield from (_with(valid, field, wrong, "not-a-finite-number") for wrong in NO_NUMBERS[:8])
    for field in numbers:
        yield from (_with(valid, field, wrong, "not-a-finite-number") for wrong in NO_NUMBERS[8:])
        yield from (_with(valid, field, wrong, "") for wrong in JUGGLED)
    for field in wholes:
        yield from (_with(valid, field, wrong, "wrong-type") for wrong in (*JUGGLED, "1.0", "1.5", '"1"'))
        yield _with(valid, field, "9" * 40, "out-of-range")
    for field in days:
        yield from (_with(valid, field, wrong, "wrong-type") for wrong in ("0", "1767225600", "1.5", "true"))
        yield from (_with(valid, field, wrong, "not-a-date") for wrong in _NO_DAYS)


_NO_DAYS = (
    '"2026-02-30"',
    '"0001-01-01"',
    '"9999-12-31"',
    '"20260101"',
    '"2026-W01-1"',
    '"\uff12\uff10\uff12\uff16-01-01"',
    '"1767225600"',
    '""',
)


def _with(valid: Mapping[str, Any], field: str, literal: str, code: str, what: str = "") -> Case:
    others = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in valid.items() if name != field]
    body = "{" + ", ".join([*others, f"{json.dumps(field)}: {literal}"]) + "}"
    return Case(f"{field}: {what or literal[:20]}", body.encode("utf-8", "surrogatepass"), JSON, 422, code)


def codes(document: Mapping[str, Any]) -> set[str]:
    """Every code of a problem document: its own and those of its faults."""
    return {document["type"].rpartition("/")[2], ""} | {fault["code"] for fault in document.get("errors", ())}
