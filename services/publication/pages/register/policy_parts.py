"""The parts of the pages of an area's settings: tables of them, what was stated before, the questions of a change."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.publication.domain.register.policy import STATED_ON, Setting, history
from services.publication.domain.register.register import Register
from services.publication.schemas.register.policy import UNITS, typed_of
from shared.policy import PolicyError, kinds
from shared.policy.values import literal, read_value
from shared.problems import Malformed
from shared.settings import ADMINISTRATION
from shared.web.components import Link
from shared.web.forms import Field, FieldKind, Option
from shared.web.policy_in_words import basis_in_words, name_of, title_of, value_in_words
from shared.web.tables import Column, Row, Table
from shared.working_days import Period, in_words

AT = f"{ADMINISTRATION}/policies"

_CALLED = {
    "laa-2008-1": "Local Area Agreements, as from 2008 to 2011",
    "lof-2026-1": "A place's own agreement, over the Local Outcomes Framework of 2026",
}


def rules_called(profile: str) -> str:
    """What the rules of this name are called by people; the name where they are called nothing else."""
    return f"{_CALLED[profile]} ({profile})" if profile in _CALLED else profile


def by_name(refused: Malformed) -> dict[str, str]:
    """The first sentence for each field, whether the form or the register found the fault."""
    found: dict[str, str] = {}
    for fault in refused.errors:
        found.setdefault((fault.pointer or "/").rpartition("/")[2], fault.message)
    return found


def area_name(held: Register) -> str:
    """The area's name."""
    return held.about.name if held.about else held.area


def address_of(held: Register, key: str) -> str:
    """Where the page of one setting is."""
    section, _, name = key.partition(".")
    return f"{AT}/{held.area}/{section}/{name}"


def settings_table(held: Register, found: Sequence[Setting], caption: str, *, is_whole: bool = False) -> Table:
    """Settings, a row each; `is_whole` names the section too."""
    rows = []
    for one in found:
        name = name_of(one.key)
        whole = f"{title_of(one.key.partition('.')[0])}: {name}" if is_whole else name
        rows.append(
            Row(
                (
                    Link(whole, address_of(held, one.key)),
                    value_in_words(one.row.value),
                    f"{basis_in_words(one.row.basis)}: {one.row.source}",
                    one.since_on or "the profile's own",
                    next_of(one),
                )
            )
        )
    columns = (Column("Setting"), Column("Now"), Column("Rests on"), Column("Since"), Column("Next"))
    return Table(caption, columns, rows, stacks=True, has_hidden_caption=not is_whole)


def next_of(one: Setting) -> str:
    """What the setting will be and from when, in words."""
    if one.next is None:
        return "no change stated"
    return f"{_said(one.key, one.next.value)}, from {in_words(one.next.since_on)}"


def _said(key: str, text: str) -> str:
    """A stated value in words; as it was written where nothing reads it."""
    try:
        return value_in_words(read_value(kinds()[key], literal(text), key))
    except PolicyError:
        return text


def limit_of(one: Setting, words: str) -> str:
    """The end to which the value is held, or which other setting says it."""
    limit = one.row.ceiling if words == "At most" else one.row.floor
    if isinstance(limit, str) and limit in kinds():
        return f"what “{name_of(limit)}” says"
    return value_in_words(limit) if limit is not None else ""


def history_table(held: Register, key: str, one: Setting) -> Table | None:
    """What the area stated about a setting; nothing where it stated nothing."""
    rows = [
        Row(
            (in_words(each.since_on), _said(key, each.value), each.basis, each.decided_by),
            is_now=each.since_on == one.since_on,
        )
        for each in history(held, key)
    ]
    columns = (Column("From"), Column("Value"), Column("Rests on"), Column("Decided by"))
    return Table("What this place stated, the latest first", columns, rows, stacks=True) if rows else None


def fields_of(one: Setting, typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    """The questions of a change, as what was typed or what holds now answers them."""
    value, unit = typed_of(one.row.value)
    kind = kinds()[one.key]
    told = {"value": value, "unit": unit, **typed}
    units = Field(
        name="unit",
        label="Counted in",
        kind=FieldKind.SELECT,
        value=told["unit"],
        options=[Option(code, words) for code, words in UNITS.items()],
    )
    basis = Field(
        name="basis",
        label="What the new value rests on",
        kind=FieldKind.RADIOS,
        value=told.get("basis", ""),
        error=errors.get("basis", ""),
        options=[Option(each.value, basis_in_words(each)) for each in STATED_ON],
    )
    decided_by = Field(
        name="decided_by",
        label="Who decided it, and where that is written",
        hint="Such as: the full council on 14 May 2026, minute 31. Everybody reads it as your words: nothing here "
        "looks whether a law says so. Name bodies, not people.",
        value=told.get("decided_by", ""),
        error=errors.get("decided_by", ""),
    )
    since_on = Field(
        name="since_on",
        label="From which day it holds",
        hint="A day to come; for what rules cases, after everybody could read it for some days.",
        input_type="date",
        value=told.get("since_on", ""),
        error=errors.get("since_on", ""),
        width=10,
    )
    return (
        _value_field(kind, told["value"], errors.get("value", "")),
        *((units,) if kind is Period else ()),
        basis,
        decided_by,
        since_on,
    )


def _value_field(kind: type, value: str, error: str) -> Field:
    label = "The new value"
    if kind is bool:
        truth = (Option("true", "yes"), Option("false", "no"))
        return Field(name="value", label=label, kind=FieldKind.RADIOS, value=value, error=error, options=truth)
    if kind is tuple:
        hint = "One in each line."
        return Field(name="value", label=label, kind=FieldKind.TEXTAREA, value=value, error=error, hint=hint)
    members = getattr(kind, "__members__", None)
    if members:
        options = tuple(Option(each.value, each.value.replace("_", " ")) for each in members.values())
        return Field(name="value", label=label, kind=FieldKind.RADIOS, value=value, error=error, options=options)
    is_number = kind in (int, Period, Decimal)
    mode = "decimal" if kind is Decimal else "numeric" if is_number else ""
    return Field(name="value", label=label, value=value, error=error, width=10 if is_number else None, inputmode=mode)
