"""The columns of a sample that a proposed mapping does not use, and why not. Pure."""

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, guessed
from services.indicators.domain.mapping.mapping import HEADING_JOINT, Coded, fold
from services.indicators.domain.mapping.part import Part, part_of
from services.indicators.domain.mapping.role import Roles, follows
from services.indicators.domain.mapping.total import is_sum

TOTAL = "a total of other columns"
UNKNOWN = "nobody has said what it is for"


def unused_of(roles: Roles, figures: set[str], status: Coded | None) -> tuple[dict[str, str], list[Doubt]]:
    """Every column that plays no part, by name, with the reason; and what a person should look at again."""
    parts = [roles.area, *roles.periods, roles.time.within, roles.time.unread, *roles.measures, roles.note]
    parts += [roles.status] if status else []
    used = {column.name for column in parts if column is not None} | figures
    taken = {fold(name) for name in used}  # of two columns whose names differ by case only, one may be used
    free = {fold(column.name): column for column in roles.columns if fold(column.name) not in taken}
    unused = {column.name: _why(column, roles) for column in free.values()}
    doubts = [
        guessed("/unused", f"{column.name!r} holds remarks in words and is left out: they are not kept.")
        for column in roles.remarks
    ]
    for part in Part:
        if names := [repr(name) for name, why in unused.items() if why == part]:
            verb = "is not used, for it tells" if len(names) == 1 else "are not used, for they tell"
            doubts.append(guessed("/unused", f"{' and '.join(names)} {verb} {part}."))
    doubts += [
        guessed("/unused", f"{name!r} is not used, for it seems to be {TOTAL}.")
        for name, why in unused.items()
        if why == TOTAL
    ]
    doubts += [
        guessed("/unused", f"{name!r} is not used: say what it is for if it tells figures apart.")
        for name, why in unused.items()
        if why == UNKNOWN
    ]
    return unused, doubts


def _why(column: Column, roles: Roles) -> str:
    """Why the column is not used: by what it is, else by what tells the same."""
    return _kind(column, roles) or _teller(column, roles) or UNKNOWN


def _kind(column: Column, roles: Roles) -> str | None:
    is_of_periods = roles.above.levels or roles.time.in_part.levels
    if not column.texts:
        return "it is empty"
    if column.numbers_rows:
        return "it counts the rows"
    if is_of_periods and column.holds_figures and is_sum(column.name, roles.places):
        return TOTAL
    if column in roles.remarks:
        return "remarks in words, which are not kept"
    part = roles.beside.get(column.name)
    if part is None and column.holds_figures:
        part = part_of(column.name.rpartition(HEADING_JOINT)[2])
    return None if part is None else part.value


def _teller(column: Column, roles: Roles) -> str | None:
    if len(column.texts) == 1 and not column.has_gaps:
        return "the same in every row"
    if roles.area and not column.holds_figures and follows(column, [roles.area]):
        return "told by the place"
    if roles.measures and follows(column, roles.measures):
        return "told by the measure"
    if roles.periods and not column.holds_figures and follows(column, roles.periods):
        return "told by the period"
    return None
