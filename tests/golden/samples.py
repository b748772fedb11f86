"""Making, reading and adding samples: one JSON file per event type and version, never changed once written."""

import dataclasses
import json
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shared import ledger
from shared.events import CATALOGUE

FOLDER = Path(__file__).parent / "events"
_PLAIN: dict[type, object] = {
    str: "words, with é and <marks>",
    int: 7,
    bool: True,
    Decimal: Decimal("57.50"),
    date: date(2026, 5, 4),
    datetime: datetime(2026, 5, 4, 8, 5, tzinfo=UTC),
}


def fields_of(shape: type) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(shape)


def path_of(type_: str) -> Path:
    return FOLDER / f"{type_}.json"


def read(type_: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path_of(type_).read_text())
    return content


def make(shape: type) -> object:
    """An event with every field filled, the optional ones too."""
    hints = typing.get_type_hints(shape)
    return shape(**{field.name: _value(hints[field.name]) for field in fields_of(shape)})


def add_missing() -> list[str]:
    """Write samples of the events that have none; the types written."""
    FOLDER.mkdir(exist_ok=True)
    added = [type_ for type_ in CATALOGUE if not path_of(type_).exists()]
    for type_ in added:
        content = ledger.dump(make(CATALOGUE[type_].shape))
        path_of(type_).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    return added


def _value(hint: Any) -> object:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return make(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return (_value(arguments[0]), _value(arguments[0]))
    if origin in {types.UnionType, typing.Union}:
        return _value(next(one for one in arguments if one is not types.NoneType))
    raise TypeError(f"no sample value for {hint}")
