"""Where in a sheet the table begins: lines above the header, and whether the header has a second line. Pure."""

from collections.abc import Sequence

from services.indicators.domain.mapping.column import is_figure
from services.indicators.domain.mapping.doubt import Doubt, guessed
from services.indicators.domain.mapping.heading import Line
from services.indicators.domain.mapping.mapping import Layout
from shared.periods.dialects import dialects_of

LOOKED_AT = 100  # lines; a header stands near the top


def layout_of(lines: Sequence[Line], separator: str) -> tuple[Layout, list[Doubt]]:
    """The layout that the first lines show, and what was guessed of it."""
    top = lines[:LOOKED_AT]
    first = next((at for at, line in enumerate(top) if _has_figure(line)), len(top))
    width = len(_filled(top[first])) if first < len(top) else max((len(_filled(line)) for line in top), default=0)
    at = next((at for at, line in enumerate(top[:first]) if 2 * len(_filled(line)) >= max(2, width)), 0)
    above, has_two = _merged(top, at, first)
    layout = Layout(lines_above=above, header_lines=2 if has_two else 1, separator=separator)
    doubts = []
    if above:
        message = f"The first {above} lines are taken for a title; the header is line {above + 1}."
        doubts.append(guessed("/layout/lines_above", message))
    if has_two:
        message = "The header is taken to have two lines; an upper cell holds for the empty cells behind it."
        doubts.append(guessed("/layout/header_lines", message))
    return layout, doubts


def _merged(top: Sequence[Line], at: int, first: int) -> tuple[int, bool]:
    """The first line of the header, and whether a second belongs to it."""
    header = _texts(top[at]) if top else []
    upper = _texts(top[at - 1]) if at > 0 else []
    has_doubles = len(set(filter(None, header))) < len(list(filter(None, header)))
    if any(upper[1:]) and (has_doubles or (not upper[0] and all(dialects_of([text]) for text in upper if text))):
        return at - 1, True
    if at + 1 < first:
        below = _texts(top[at + 1])
        below += [""] * (len(header) - len(below))
        header += [""] * (len(below) - len(header))
        if not any(header[1:]) and any(below[:1]):
            return at + 1, False  # a title that stands over a narrow table
        fits = all(bool(upper) or bool(lower) for upper, lower in zip(header, below, strict=True))
        if fits and any(lower and not upper for upper, lower in zip(header, below, strict=True)):
            return at, True
    return at, False


def _texts(line: Line) -> list[str]:
    return [(cell or "").strip() for cell in line]


def _filled(line: Line) -> list[str]:
    return [cell for cell in line if cell]


def _has_figure(line: Line) -> bool:
    """Whether a figure stands in the line that is no period: `2021/22` and `2019` may be headings."""
    return any(is_figure(cell) and not dialects_of([cell]) for cell in _filled(line))
