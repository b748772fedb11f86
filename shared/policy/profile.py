"""Profiles as released, and an area's own decisions laid over them: `resolve` is the one way to a Policy.

A profile is five files that are never edited after release: `<name>.toml` (values), `<name>.words.toml` (wording),
`<name>.inspectorates.toml` (who inspects whom), `<name>.rounds.toml` (patterns of rounds) and `<name>.powers.toml`
(the powers that there are). A change is a new number.
Reads the package's own files only; what an area overrode is an argument.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from shared.policy.errors import BelowFloor, OverLegalCeiling, ProfileBroken, UnknownKey, UnknownProfile, WrongType
from shared.policy.ground import read_grounds
from shared.policy.inspectorate import read_inspectorates
from shared.policy.policy import Policy, Sections, build, kinds
from shared.policy.power import read_powers
from shared.policy.round import read_rounds
from shared.policy.values import Basis, Row, Value, exceeds, literal, read_value
from shared.policy.wording import read_wording
from shared.working_days import Period, in_words

LADDER = frozenset({"safeguard", "stage1", "stage2", "regimes", "stage3", "silence", "pause", "reserve"})
"""The settings that say what a case goes through, and how fast."""
ROW_FIELDS = {"value", "basis", "source", "ceiling", "floor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An area's own value for one key from a day on. `value` is the TOML literal as text: `20`, `0.5`, `"30 WD"`."""

    key: str
    value: str
    basis: str
    decided_by: str
    since_on: date


def resolve(profile: str, overrides: Sequence[Override], on: date) -> Policy:
    """The policy in force on that day: for each key the latest override that has begun, else the profile's value.

    Raises UnknownProfile, UnknownKey, WrongType, OverLegalCeiling, BelowFloor.
    """
    begun = sorted((o for o in overrides if o.since_on <= on), key=lambda o: o.since_on)
    latest = {override.key: override for override in begun}
    return _resolved(profile, tuple(latest[key] for key in sorted(latest)))


def check(profile: str, overrides: Sequence[Override]) -> None:
    """Refuse, as `resolve` would on any day, overrides that do not fit; for whoever accepts one."""
    for day in sorted({override.since_on for override in overrides}):
        resolve(profile, overrides, day)


def clock_limits(profile: str, key: str) -> tuple[Period, Period] | None:
    """The shortest and the longest to which an area may set a clock of the ladder; None for every other setting.

    Both are counted as the profile counts. Raises UnknownProfile.
    """
    rows = _profile_rows(profile)
    if key.partition(".")[0] not in LADDER or not isinstance(own := rows[key].value if key in rows else None, Period):
        return None
    times = rows["clock.ladder_times"].value
    if not isinstance(times, int):
        raise ProfileBroken("clock.ladder_times is a whole number")
    return Period(-(-own.count // times), own.unit), Period(own.count * times, own.unit)


def hold_clock(profile: str, override: Override) -> None:
    """Refuse a clock of the ladder that leaves its limits; for whoever accepts a new one.

    Raises OverLegalCeiling, also where it is counted in another way, BelowFloor, WrongType, UnknownProfile.
    """
    if (limits := clock_limits(profile, override.key)) is None:
        return
    value, (least, most) = read_value(Period, literal(override.value), override.key), limits
    if exceeds(value, most):
        raise OverLegalCeiling(f"{override.key} may be at most {most}")
    if exceeds(least, value):
        raise BelowFloor(f"{override.key} must be at least {least}")


@cache
def released() -> tuple[str, ...]:
    """The names of all profiles, in order."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml") and n.count(".") == 1))


@lru_cache(maxsize=1024)
def _resolved(profile: str, latest: tuple[Override, ...]) -> Policy:
    rows = dict(_profile_rows(profile))
    for override in latest:
        rows[override.key] = _overridden(rows, override)
    for key in rows:
        _hold_limits(rows, key)
    version = f"{profile}+{_fingerprint(rows, latest)}" if latest else profile
    sections = build(Sections, rows)
    parts = {name: getattr(sections, name) for name in Sections.__dataclass_fields__}
    beside = dict(_beside(profile))
    if latest:  # an area's own value may rest on something else
        grounds = read_grounds(_read(profile, ".words.toml")["grounds"], rows)
        beside["wording"] = replace(beside["wording"], grounds=grounds)
    return Policy(profile=profile, version=version, **beside, rows=rows, **parts)


def _overridden(rows: Mapping[str, Row], override: Override) -> Row:
    if override.key not in rows:
        raise UnknownKey(f"a policy has no value {override.key[:60]!r}")
    if override.basis not in set(Basis):
        raise WrongType(f"the basis of {override.key} is one of {', '.join(Basis)}")
    value = read_value(kinds()[override.key], literal(override.value), override.key)
    source = f"decided by {override.decided_by}, in force from {in_words(override.since_on)}"
    return replace(rows[override.key], value=value, basis=Basis(override.basis), source=source)


def _hold_limits(rows: Mapping[str, Row], key: str) -> None:
    row = rows[key]
    ceiling, floor = _limit(rows, row.ceiling), _limit(rows, row.floor)
    if ceiling is not None and exceeds(row.value, ceiling):
        raise OverLegalCeiling(f"{key} may be at most {ceiling}")
    if floor is not None and exceeds(floor, row.value):
        raise BelowFloor(f"{key} must be at least {floor}")


def _limit(rows: Mapping[str, Row], limit: Value | None) -> Value | None:
    return rows[limit].value if isinstance(limit, str) else limit


def _fingerprint(rows: Mapping[str, Row], latest: Sequence[Override]) -> str:
    chosen = [[o.key, str(rows[o.key].value), rows[o.key].basis.value] for o in latest]
    return hashlib.sha256(json.dumps(chosen).encode()).hexdigest()[:8]


@cache
def _profile_rows(profile: str) -> Mapping[str, Row]:
    """Every row of a profile; its keys are exactly those of a policy. Raises UnknownProfile, ProfileBroken."""
    found = dict(_flat(_read(profile, ".toml")))
    if unmatched := found.keys() ^ kinds().keys():
        raise ProfileBroken(f"{profile}: missing or not known: {', '.join(sorted(unmatched))}")
    return {key: _row(key, found[key]) for key in kinds()}


@cache
def _beside(profile: str) -> dict[str, Any]:
    """What a profile tells besides its values: its words, and who inspects whom. Any: each has a shape of its own."""
    return {
        "wording": read_wording(_read(profile, ".words.toml"), _profile_rows(profile)),
        "inspectorates": read_inspectorates(_read(profile, ".inspectorates.toml")),
        "rounds": read_rounds(_read(profile, ".rounds.toml")),
        "powers": read_powers(_read(profile, ".powers.toml"), _profile_rows(profile)),
    }


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """TOML tables as (key, row) pairs; Any: what tomllib read, checked by `_row`."""
    for name, content in table.items():
        if "value" in content:
            yield f"{prefix}{name}", content
        else:
            yield from _flat(content, f"{prefix}{name}.")


def _row(key: str, content: Mapping[str, Any]) -> Row:
    if content.keys() - ROW_FIELDS or not content.get("source"):
        raise ProfileBroken(f"{key} needs value, basis and source, and may have ceiling and floor")
    kind = kinds()[key]
    limits = {n: _read_limit(kind, content[n], key) for n in ("ceiling", "floor") if n in content}
    value = read_value(kind, content["value"], key)
    return Row(value, Basis(content["basis"]), content["source"], limits.get("ceiling"), limits.get("floor"))


def _read_limit(kind: type, given: object, key: str) -> Value:
    return given if isinstance(given, str) and given in kinds() else read_value(kind, given, key)


def _read(profile: str, suffix: str) -> dict[str, Any]:
    """The TOML of a released profile; Any: what tomllib gives. Only released names reach the file system."""
    if profile not in released():
        raise UnknownProfile(f"there is no profile {profile[:40]!r}; there are {', '.join(released())}")
    return tomllib.loads(_folder().joinpath(profile + suffix).read_text("utf-8"), parse_float=Decimal)


def _folder() -> Traversable:
    return files("shared").joinpath("profiles")
