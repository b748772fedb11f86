"""What a step rests on: a statute, guidance, or the agreement that a body signed; and where that is said.

A profile says it for every row of its must lines. Where one of its values says it already, the row names the value's
key instead; several keys stand for one ground under each scrutiny regime.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.policy.errors import ProfileBroken
from shared.policy.values import Basis, Row


@dataclass(frozen=True, slots=True)
class Ground:
    """What a step rests on, and where that is said, as it reads inside a sentence; `regime` where it is one's own."""

    basis: Basis
    source: str
    regime: str = ""


# The grounds of each step by its name: one, or one for each scrutiny regime.
Grounds = Mapping[str, tuple[Ground, ...]]


def read_grounds(table: Mapping[str, Any], rows: Mapping[str, Row]) -> Grounds:
    """The grounds that a profile's words name, with those that its values say. Raises ProfileBroken."""
    return {step: _read(step, said, rows) for step, said in table.items()}


def laws(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    """Those that are law, each once."""
    return tuple(dict.fromkeys(ground for ground in grounds if ground.basis is Basis.STATUTE))


def _read(step: str, said: Mapping[str, Any], rows: Mapping[str, Row]) -> tuple[Ground, ...]:
    if said.keys() == {"basis", "source"} and said["basis"] != Basis.PROJECT_DEFAULT:
        return (Ground(Basis(said["basis"]), said["source"]),)
    keys = said.get("as", ()) if said.keys() == {"as"} else ()
    if keys and all(key in rows for key in keys):
        return tuple(_ground(rows[key], key.split(".")[1] if len(keys) > 1 else "") for key in keys)
    raise ProfileBroken(f"the ground of {step} is a basis and a source, or names the keys that say it")


def _ground(row: Row, regime: str) -> Ground:
    """The ground that a value says. What nothing stands behind but the value itself is guidance."""
    basis = Basis.GUIDANCE if row.basis is Basis.PROJECT_DEFAULT else row.basis
    return Ground(basis, row.source.partition(";")[0], regime)
