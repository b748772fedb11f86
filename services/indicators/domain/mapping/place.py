"""The part of a proposed mapping that tells whose figures they are. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed, sure
from services.indicators.domain.mapping.gazetteer import bears_note
from services.indicators.domain.mapping.mapping import HEADING_JOINT, Coded, LeaveOut, Others, Source
from services.indicators.domain.mapping.role import Roles, is_code

FEW = 5
MANY = 20  # names that are not known: so many are other places, and not one written differently
MOST_TEXTS, MOST_LEFT_OUT = 1000, 20_000  # of one rule, and of all


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the place stands and which texts mean which code; which rows are of places nobody here asked for."""

    area: Coded
    leave_out: tuple[LeaveOut, ...]
    doubts: tuple[Doubt, ...]


def area_of(roles: Roles, said: Collection[str] = ()) -> Placed:
    """The place of every figure, what is sure of it and what is not. `said` are the places that the title names."""
    column, places = roles.area, roles.places
    if column is None:
        return _without_column(roles, said)
    if roles.smaller is not None:
        return _between(column, roles.smaller)
    known = [text for text in column.texts if text in places.names]
    named = [text for text in column.texts if text not in places.names and places.code_of(text)]
    if known and 2 * len(known) >= len(known) + len(named):
        return _by_code(column, roles)
    if not known and not named:
        return _by_nothing(column)
    codes: dict[tuple[str, ...], str] = {(text,): code for text in named if (code := places.code_of(text))}
    doubts = [guessed("/area/codes", f"{column.name!r} holds names; {_as_known(codes)}.")]
    if marked := [text for text in named if bears_note(text)]:
        message = f"The mark of a note in {_shown(marked)} is taken to be no part of the name."
        doubts.append(guessed("/area/codes", message))
    if (unread := _codes_beside(column, roles)) is not None:
        message = f"None of the codes in {unread.name!r} is known here: the names in {column.name!r} are used instead."
        doubts = [guessed("/area/sources", message), *doubts]
    strange = [text for text in column.texts if (text,) not in codes and text not in places.names]
    leave_out = _others(column, strange) if MANY < len(strange) <= MOST_LEFT_OUT else ()
    doubts += _left(strange) if leave_out else _unknown(strange)
    area = Coded(sources=(Source(column=column.name),), codes=codes, others=Others.KEPT if known else None)
    return Placed(area, leave_out, tuple(doubts))


def under_heads(texts: Sequence[str]) -> Placed:
    """Places that stand above the rows of their figures, and not in them: nobody can tell for sure where one ends."""
    message = f"{_shown(texts)} stand alone above other rows, as though those were theirs, and no column tells whose"
    message = f"{message} figures these are: write the place into each row."
    return Placed(Coded(sources=()), (), (choose("/area/sources", message),))


def _between(column: Column, smaller: Column) -> Placed:
    """Two columns of places, of which none can be taken: the figures of a ward are not those of its council."""
    said = f"{smaller.name!r} holds codes of wards or smaller places, and {column.name!r} of what they lie in"
    area = Coded(sources=(Source(column=column.name),), others=Others.REFUSED)
    return Placed(area, (), (choose("/area/sources", f"{said}: say whose figures these are."),))


def _as_known(codes: dict[tuple[str, ...], str]) -> str:
    return "one of them is known here by its name" if len(codes) == 1 else f"{len(codes)} are known here by their name"


def _without_column(roles: Roles, said: Collection[str]) -> Placed:
    places = roles.places
    if (level := roles.heading_places) is not None:
        parts = dict.fromkeys(column.name.split(HEADING_JOINT)[level - 1] for column in roles.figures)
        codes: dict[tuple[str, ...], str] = {(part,): places.find(part) or "" for part in parts}
        message = f"The heading names the places above the figures: {_shown(list(parts))}."
        return Placed(Coded(sources=(Source(heading=level),), codes=codes), (), (guessed("/area/codes", message),))
    if len(places.own) != 1:
        message = "No column tells whose figures these are: say which does."
        return Placed(Coded(sources=()), (), (choose("/area/sources", message),))
    if strange := [places.names[one] for one in said if one not in places.own]:
        message = (
            f"No column tells whose figures these are, and the title speaks of {_shown(strange)}: say which place."
        )
        return Placed(Coded(sources=()), (), (choose("/area/sources", message),))
    (code,) = places.own
    message = f"No column tells whose figures these are; they are taken for those of {places.names.get(code, code)}."
    return Placed(Coded(sources=(Source(constant=code),)), (), (guessed("/area/sources", message),))


def _by_code(column: Column, roles: Roles) -> Placed:
    places = roles.places
    strange = [text for text in column.texts if text not in places.names]
    renamed = _renamed(column, roles, strange)
    doubts = [sure("/area", f"{column.name!r} holds the codes of places.")]
    for old, new in list(renamed.items())[:FEW]:
        message = f"{old} is not known here; by its name it is {places.names[new]}, which has the code {new} now."
        doubts.append(guessed("/area/codes", message))
    if len(renamed) > FEW:
        doubts.append(guessed("/area/codes", f"So are {len(renamed) - FEW} more codes, each by its name."))
    unknown = [text for text in strange if text not in renamed]
    formed = [text for text in unknown if is_code(text)]
    leave_out = _others(column, formed) if len(formed) == len(unknown) <= MOST_LEFT_OUT else ()
    doubts += _left(unknown) if leave_out else _unknown(unknown)
    codes: dict[tuple[str, ...], str] = {(old,): new for old, new in renamed.items()}
    sources = (Source(column=column.name),)
    return Placed(Coded(sources=sources, codes=codes, others=Others.KEPT if codes else None), leave_out, tuple(doubts))


def _by_nothing(column: Column) -> Placed:
    """Texts of which none is known: each is a person's to say, and until then none is taken."""
    shown = _shown(column.texts)
    message = f"None of the places in {column.name!r} is known here: {shown}. Say under codes which place each means."
    area = Coded(sources=(Source(column=column.name),), others=Others.REFUSED)
    return Placed(area, (), (choose("/area/codes", message),))


def _codes_beside(column: Column, roles: Roles) -> Column | None:
    """A column of codes beside the names, none of which is known."""
    for other in roles.columns:
        is_of_codes = other.is_called("code", "codes", "ons", "gss", "ecode", "lad", "id") and not other.is_called(
            "indicator"
        )
        if (
            other is not column
            and is_of_codes
            and other.texts
            and not any(t in roles.places.names for t in other.texts)
        ):
            pairs = {(name, code) for name, code in zip(column.cells, other.cells, strict=True) if name and code}
            if len(pairs) == len(column.texts) and not re.fullmatch(r".*(indicator|measure).*", other.name.lower()):
                return other
    return None


def _renamed(column: Column, roles: Roles, strange: Sequence[str]) -> dict[str, str]:
    """Codes that the register does not know, by the code of the place whose name stands beside them in every row."""
    missed = set(strange)
    beside: dict[str, set[str | None]] = {}
    for other in roles.columns:
        if other is column or not any(roles.places.code_of(text) for text in other.texts):
            continue
        for code, name in zip(column.cells, other.cells, strict=True):
            if code is not None and code.strip() in missed:
                beside.setdefault(code.strip(), set()).add(roles.places.code_of(name or ""))
    named = {old: names.pop() for old, names in beside.items() if len(names) == 1}
    return {old: new for old, new in named.items() if new is not None}


def _others(column: Column, texts: Sequence[str]) -> tuple[LeaveOut, ...]:
    """The rules that leave out rows of these places, by name: one that nobody has seen yet is a fault."""
    some = [tuple(texts[at : at + MOST_TEXTS]) for at in range(0, len(texts), MOST_TEXTS)]
    return tuple(LeaveOut(column=column.name, texts=one, reason="a place that is not known here") for one in some)


def _left(texts: Sequence[str]) -> list[Doubt]:
    if len(texts) == 1:
        message = (
            f"{_shown(texts)} is no place that is known here: its rows are left out. If it is yours, say its code."
        )
    else:
        shown = f"{len(texts)} places are not known here: {_shown(texts)}"
        message = f"{shown}. Their rows are left out. If one is yours, say its code."
    return [guessed("/leave_out", message)]


def _unknown(texts: Sequence[str]) -> list[Doubt]:
    if not texts:
        return []
    many = "One place is" if len(texts) == 1 else f"{len(texts)} places are"
    message = f"{many} not known here: {_shown(texts)}. Say which code each means, or leave their rows out."
    return [choose("/area/codes", message)]


def _shown(texts: Sequence[str]) -> str:
    return ", ".join(repr(text[:40]) for text in texts[:FEW]) + (" and more" if len(texts) > FEW else "")
