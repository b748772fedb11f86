"""The part of a proposed mapping that tells whose figures they are. Pure."""

from collections.abc import Sequence

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed, sure
from services.indicators.domain.mapping.mapping import Coded, Others, Source
from services.indicators.domain.mapping.role import Places, Roles

FEW = 5


def area_of(roles: Roles) -> tuple[Coded, list[Doubt]]:
    """Where the place stands and which texts mean which code; what is sure of it and what is not."""
    column, places = roles.area, roles.places
    if column is None:
        return _without_column(places)
    sources = (Source(column=column.name),)
    known = [text for text in column.texts if text in places.names]
    if 2 * len(known) >= len(column.texts) or not any(places.code_of(text) for text in column.texts):
        return _by_code(column, roles, sources)
    codes: dict[tuple[str, ...], str] = {}
    codes |= {(text,): code for text in column.texts if (code := places.code_of(text)) and text not in places.names}
    doubts = [
        guessed("/area/codes", f"{column.name!r} holds names; {len(codes)} of them are known here by their name.")
    ]
    doubts += _unknown([text for text in column.texts if (text,) not in codes and text not in places.names])
    others = Others.KEPT if known else None
    return Coded(sources=sources, codes=codes, others=others), doubts


def _without_column(places: Places) -> tuple[Coded, list[Doubt]]:
    if len(places.own) != 1:
        return Coded(sources=()), [choose("/area/sources", "No column tells whose figures these are: say which does.")]
    (code,) = places.own
    message = f"No column tells whose figures these are; they are taken for those of {places.names.get(code, code)}."
    return Coded(sources=(Source(constant=code),)), [guessed("/area/sources", message)]


def _by_code(column: Column, roles: Roles, sources: tuple[Source, ...]) -> tuple[Coded, list[Doubt]]:
    places = roles.places
    strange = [text for text in column.texts if text not in places.names]
    renamed = _renamed(column, roles, strange)
    doubts = [sure("/area", f"{column.name!r} holds the codes of places.")]
    for old, new in renamed.items():
        message = f"{old} is not known here; by its name it is {places.names[new]}, which has the code {new} now."
        doubts.append(guessed("/area/codes", message))
    doubts += _unknown([text for text in strange if text not in renamed])
    codes: dict[tuple[str, ...], str] = {(old,): new for old, new in renamed.items()}
    return Coded(sources=sources, codes=codes, others=Others.KEPT if codes else None), doubts


def _renamed(column: Column, roles: Roles, strange: Sequence[str]) -> dict[str, str]:
    """Codes that the register does not know, by the code of the place whose name stands beside them in every row."""
    beside: dict[str, set[str | None]] = {}
    for other in roles.columns:
        if other is column or not any(roles.places.code_of(text) for text in other.texts):
            continue
        for code, name in zip(column.cells, other.cells, strict=True):
            if code is not None and code.strip() in strange:
                beside.setdefault(code.strip(), set()).add(roles.places.code_of(name or ""))
    named = {old: names.pop() for old, names in beside.items() if len(names) == 1}
    return {old: new for old, new in named.items() if new is not None}


def _unknown(texts: Sequence[str]) -> list[Doubt]:
    if not texts:
        return []
    shown = ", ".join(repr(text[:40]) for text in texts[:FEW]) + (" and more" if len(texts) > FEW else "")
    message = f"{len(texts)} places are not known here: {shown}. Say which code each means, or leave their rows out."
    return [choose("/area/codes", message)]
