"""The powers of a profile: whose each is, what it rests on, when it may be used, what it can do and what it cannot.

A list to read, not a rule that runs: nothing on the ladder asks it, and no power is ever used by itself because it is
listed. What `told` names are the public events that tell of a use, so that uses are counted from the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.policy.errors import ProfileBroken
from shared.policy.ground import Ground, read_grounds
from shared.policy.values import Row

POWER_FIELDS = {"title", "holder", "when", "states", "can", "cannot", "told", "sanction", "basis", "source", "as"}
OF_GROUND = ("basis", "source", "as")


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """One power. `told` names events, `case.opened`, or one kind of them, `case.opened:councillor_call`; none where
    the record hears nothing of its use. `is_sanction`: it is national government's, against a failure. `states` are
    those of a case in which alone it may be used, where the ladder has such; none where no case is needed.
    """

    name: str
    title: str
    holder: str
    grounds: tuple[Ground, ...]
    when: str
    can: str
    cannot: str
    told: tuple[str, ...]
    is_sanction: bool
    states: tuple[str, ...] = ()


def read_powers(table: Mapping[str, Any], rows: Mapping[str, Row]) -> tuple[Power, ...]:
    """A profile's powers from its TOML, in its order. Raises ProfileBroken."""
    return tuple(_power(name, said, rows) for name, said in table["power"].items())


def _power(name: str, said: Mapping[str, Any], rows: Mapping[str, Row]) -> Power:
    if unknown := said.keys() - POWER_FIELDS:
        raise ProfileBroken(f"the power {name} has no {', '.join(sorted(unknown))}")
    rests = {part: said[part] for part in OF_GROUND if part in said}
    return Power(
        name=name,
        title=said["title"],
        holder=said["holder"],
        grounds=read_grounds({name: rests}, rows)[name],
        when=said["when"],
        can=said["can"],
        cannot=said["cannot"],
        told=tuple(said.get("told", ())),
        is_sanction=said.get("sanction", False),
        states=tuple(said.get("states", ())),
    )
