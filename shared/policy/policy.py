"""The policy of an area: what is in force there on a day, by attribute and by key, with the basis of each value.

Built by `shared.policy.profile`; decides nothing and reads no file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import time
from functools import cache
from typing import TypeVar, get_type_hints

from shared.allowance import Allowance
from shared.policy import agreement, ladder
from shared.policy.desk import Desk, Guest
from shared.policy.errors import UnknownKey, UnknownRegime, WrongType
from shared.policy.inspectorate import Inspectorates
from shared.policy.petition import (
    Assistance,
    Moderation,
    Neighbourhoods,
    Notice,
    Obligation,
    Paper,
    Petition,
    Telephone,
)
from shared.policy.power import Power
from shared.policy.retention import Retention
from shared.policy.round import RoundStyle
from shared.policy.values import Basis, Row, Value
from shared.policy.watch import Watch
from shared.policy.wording import Wording
from shared.working_days import Period

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Which days count, when in the night after a day its silence may fire, how long before it somebody is reminded;
    how many days a year, and running, an area may close; how many may lie before elections, how far apart these are;
    how many times longer or shorter than the profile's an area may set a clock of the ladder.
    """

    calendar: str
    information_calendar: str
    sweep_after: time
    remind_working_days: int
    closed_in_year: int
    closed_in_row: int
    election_days: int
    election_gap: Period
    ladder_times: int

    @property
    def allowance(self) -> Allowance:
        """How much an area's own calendar may hold up."""
        return Allowance(
            closed_in_year=self.closed_in_year,
            closed_in_row=self.closed_in_row,
            election_days=self.election_days,
            election_gap=self.election_gap.count,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """The subjects of a policy; the first half of every key."""

    clock: Clock
    trigger: ladder.Trigger
    petition: Petition
    paper: Paper
    assistance: Assistance
    telephone: Telephone
    moderation: Moderation
    notice: Notice
    watch: Watch
    retention: Retention
    desk: Desk
    guest: Guest
    obligation: Obligation
    neighbourhoods: Neighbourhoods
    safeguard: ladder.Safeguard
    stage1: ladder.Stage1
    stage2: ladder.Stage2
    programme: ladder.Programme
    regimes: ladder.Regimes
    stage3: ladder.Stage3
    silence: ladder.Silence
    relapse: ladder.Relapse
    pause: ladder.Pause
    evidence: ladder.Evidence
    pre_election: ladder.PreElection
    directive: ladder.Directive
    reserve: ladder.Reserve
    negotiation: agreement.Negotiation
    framework: agreement.Framework
    figures: agreement.Figures
    explanation: agreement.Explanation
    warning: agreement.EarlyWarning
    challenge: agreement.Challenge
    enquiry: agreement.Enquiry
    reward: agreement.Reward
    peer: agreement.Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Sections):
    """A profile with an area's overrides. `version` names both: `lof-2026-1`, `lof-2026-1+1a2b3c4d` when overridden."""

    profile: str
    version: str
    wording: Wording = field(repr=False, compare=False)
    inspectorates: Inspectorates = field(repr=False, compare=False)
    rounds: tuple[RoundStyle, ...] = field(repr=False, compare=False)
    powers: tuple[Power, ...] = field(repr=False, compare=False)
    rows: Mapping[str, Row] = field(repr=False, hash=False)

    def row(self, key: str) -> Row:
        """The value, basis and source of a key. Raises UnknownKey."""
        try:
            return self.rows[key]
        except KeyError:
            raise UnknownKey(f"a policy has no value {key[:60]!r}") from None

    def basis_of(self, key: str) -> Basis:
        """What the value rests on. Raises UnknownKey."""
        return self.row(key).basis

    def source_of(self, key: str) -> str:
        """Where the value comes from, in our words. Raises UnknownKey."""
        return self.row(key).source

    def period(self, key: str, *more: str) -> Period:
        """The period of a key, or of several one after the other. Raises UnknownKey, WrongType."""
        value = self.row(key).value
        if not isinstance(value, Period):
            raise WrongType(f"{key} is not a period")
        return value + self.period(*more) if more else value

    def regime(self, name: str) -> ladder.Regime:
        """The scrutiny regime of that name: executive, ordinary, crime or health. Raises UnknownRegime."""
        for known in fields(self.regimes):
            if known.name == name:
                regime: ladder.Regime = getattr(self.regimes, name)
                return regime
        raise UnknownRegime(f"there is no scrutiny regime {name[:40]!r}")


@cache
def kinds(shape: type = Sections, prefix: str = "") -> Mapping[str, type]:
    """Every key of a policy and the kind of value that it takes."""
    found: dict[str, type] = {}
    for name, kind in get_type_hints(shape).items():
        found |= kinds(kind, f"{prefix}{name}.") if _is_section(kind) else {f"{prefix}{name}": _plain(kind)}
    return found


def build(shape: type[S], rows: Mapping[str, Row], prefix: str = "") -> S:
    """An instance of `shape` filled from the rows whose keys begin with `prefix`."""
    values: dict[str, object] = {}
    for name, kind in get_type_hints(shape).items():
        key = f"{prefix}{name}"
        values[name] = build(kind, rows, f"{key}.") if _is_section(kind) else rows[key].value
    return shape(**values)


def _is_section(kind: type) -> bool:
    return is_dataclass(kind) and kind is not Period


def _plain(kind: type) -> type:
    return getattr(kind, "__origin__", kind)


__all__ = ["Basis", "Clock", "Policy", "Row", "Sections", "Value", "build", "kinds"]
