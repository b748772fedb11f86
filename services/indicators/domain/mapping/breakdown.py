"""Columns that split a figure by sex, age and the like, where the whole stands among the parts: which rows are taken.

Pure. Only a column whose name or whose texts say that it is such a split is taken for one; and none where a measure of
the body is itself about one of the parts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.mapping import LeaveOut, fold

_NAMES = (
    *("sex", "gender", "age", "ages", "ageband", "ethnicity", "ethnic", "disability", "tenure", "deprivation"),
    *(
        "characteristic",
        "characteristics",
        "breakdown",
        "category",
        "subgroup",
        "split",
        "cohort",
        "phase",
        "fsm",
        "sen",
    ),
)
_SEXES = frozenset(
    """
    male males female females men women boys girls m f persons person people both total all
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_WHOLE = re.compile(
    r"(?:all|total|overall|both|persons?|people|everyone|_?t|not split)"
    r"|(?:all|both) (?!other)[a-z ]+(?: ages?)?|total[ ,:(].*|.*[ ,(:-]total\)?|male and female|all ages.*|all \(.*\)"
)
_IDLE = frozenset(
    """
    and the all other total year years yrs age aged not known with without
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
MOST_PARTS = 1000
FEW = 4


def is_split(column: Column) -> bool:
    """Whether the column says by which of several parts a row is counted: its name says so, or its texts are sexes."""
    if not column.texts or column.holds_figures:
        return False
    return column.is_called(*_NAMES) or (len(column.texts) > 1 and {fold(text) for text in column.texts} <= _SEXES)


def whole_of(column: Column) -> str | None:
    """The one text of a split that stands for the whole, the empty text where a gap does; None when there is none."""
    wholes = [text for text in column.texts if _WHOLE.fullmatch(fold(text))]
    if len(wholes) == 1:
        return wholes[0]
    return (
        "" if not wholes and column.has_gaps and column.is_called("category", "characteristic", "breakdown") else None
    )


def parts_left_out(columns: Iterable[Column], said: Sequence[str]) -> tuple[list[LeaveOut], list[Doubt]]:
    """Which rows are parts of figures that are sent whole. `said` is how the body's measures are worded."""
    rules: list[LeaveOut] = []
    doubts: list[Doubt] = []
    words = frozenset(word for text in said for word in _words(text))
    columns = tuple(columns)
    doubts += _of_one_part(columns, words)
    for column, whole in _splits(columns):
        parts = [text for text in column.texts if text != whole]
        if len(parts) > MOST_PARTS or any(words & set(_words(part)) for part in parts):
            doubts.append(choose("/leave_out", f"{column.name!r} splits the figures into {_shown(parts)}: say which."))
            continue
        kept = f"of {whole!r}" if whole else "without an entry"
        message = f"Of {column.name!r} only the rows {kept} are taken; {_shown(parts)} are parts of them."
        doubts.append(guessed("/leave_out", message))
        rules.append(LeaveOut(column=column.name, texts=tuple(parts), reason="a part of a figure that is sent whole"))
    return rules, doubts


def _of_one_part(columns: Iterable[Column], words: frozenset[str]) -> Iterator[Doubt]:
    """What is said of a column that names one part in every row: the figures are not of all, unless a measure is so."""
    for column in columns:
        text = column.texts[0] if len(column.texts) == 1 and is_split(column) else None
        if text is None or _WHOLE.fullmatch(fold(text)) or words & set(_words(text)):
            continue
        if fold(text) in _SEXES:
            yield choose(
                "/unused", f"{column.name!r} says {text!r} in every row: say whether your measure is of those."
            )
        else:
            yield guessed("/unused", f"{column.name!r} says {text!r} in every row: the figures are of those only.")


def _splits(columns: Iterable[Column]) -> Iterator[tuple[Column, str]]:
    for column in columns:
        if is_split(column) and (whole := whole_of(column)) is not None and set(column.texts) != {whole}:
            yield column, whole


def _words(text: str) -> list[str]:
    return [word.removesuffix("s") for word in re.findall(r"[a-z]{3,}|[0-9]{2,}", fold(text)) if word not in _IDLE]


def _shown(texts: Sequence[str]) -> str:
    return ", ".join(repr(text[:40]) for text in texts[:FEW]) + (" and more" if len(texts) > FEW else "")
