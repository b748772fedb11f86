"""The map of what is held of people, read from its own file: the docs and the privacy notice are printed from it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data_map.toml"


@dataclass(frozen=True, slots=True)
class Held:
    """A table with something of people in it.

    `kept` is a time in words, or a key of the policy; `personal` tells of each field where it may go. `basis` is empty
    where it is the basis of everything.
    """

    name: str
    whose: str
    purpose: str
    kept: str
    sees: str
    may_reveal_a_belief: bool
    personal: Mapping[str, str]
    other: Sequence[str]
    before_confirming: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DataMap:
    """The whole map: the basis of everything, that of what may reveal a belief, and each table.

    `parts` are what the first part of a table's name stands for, `fields` what a field holds, in words.
    """

    article_6: str
    article_9: str
    parts: Mapping[str, str]
    fields: Mapping[str, str]
    tables: Sequence[Held]


def read() -> DataMap:
    """The map as it stands in its file."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    tables = tuple(Held(**table) for table in found["table"])
    return DataMap(found["article_6"], found["article_9"], found["parts"], found["fields"], tables)
