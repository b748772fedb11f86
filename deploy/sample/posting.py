"""What the sample sends: a path of the product, a key for the request, a body. It sends nothing itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from deploy import sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One write to the product: where it goes, its Idempotency-Key, and its body of JSON values."""

    path: str
    key: str
    body: Mapping[str, object] | list[dict[str, object]]


def read_text(name: str) -> str:
    """The text of a sample file, by its path below this folder."""
    return files(sample).joinpath(name).read_text(encoding="utf-8")


def read_toml(name: str) -> dict[str, Any]:  # a TOML document is of any shape
    """A sample file of settings, its days written as ISO text so that every value is a JSON value."""
    return {key: _json(value) for key, value in tomllib.loads(read_text(name)).items()}


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return value
