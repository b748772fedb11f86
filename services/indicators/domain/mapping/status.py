"""The part of a proposed mapping that tells how firm a figure is, or why there is none, by its own column. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.mapping import Coded, LeaveOut, Source, Word, fold
from services.indicators.domain.mapping.mark import ABSENT, AIMS, FORECAST, plain_meaning, status_of

_ANSWERS = dict.fromkeys(("yes", "y", "true"), "provisional") | dict.fromkeys(("no", "n", "false"), "")


@dataclass(frozen=True, slots=True)
class Told:
    """Which texts mean which status, what an empty figure means by it, and rows that are no figures yet."""

    coded: Coded | None = None
    empty: Word | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def status_from(column: Column | None, figures: Sequence[Column]) -> Told:
    """What a column of statuses tells: how firm a figure is, nothing that is kept, or that there is no figure."""
    if column is None:
        return Told()
    if column.is_called("provisional") and {fold(text) for text in column.texts} <= _ANSWERS.keys():
        answers: dict[tuple[str, ...], str] = {(text,): _ANSWERS[fold(text)] for text in column.texts}
        message = f"Where {column.name!r} says yes the figure is taken to be provisional."
        told = Coded(sources=(Source(column=column.name),), codes=answers)
        return Told(told, doubts=(guessed("/status/codes", message),))
    is_of_letters = all(len(text.strip("()[]")) == 1 for text in column.texts)
    codes: dict[tuple[str, ...], str] = {
        (text,): code for text in column.texts if (code := _code(text, is_of_letters)) is not None
    }
    others = [text for text in column.texts if (text,) not in codes]
    forecasts = tuple(text for text in others if _is_forecast(text, is_of_letters))
    if not codes and not forecasts:
        return Told()
    rules: tuple[LeaveOut, ...] = ()
    doubts = list(_about_plain(column))
    if len(others) > len(forecasts):
        doubts.append(choose("/status/codes", f"Say which texts of {column.name!r} mean provisional, final, revised."))
    if forecasts:
        rules = (LeaveOut(column=column.name, texts=forecasts, reason="a forecast or a target, and not measured"),)
        message = f"Rows of {', '.join(forecasts)} in {column.name!r} are left out: none was measured."
        doubts.append(guessed("/leave_out", message))
    coded = Coded(sources=(Source(column=column.name),), codes=codes) if codes else None
    return Told(coded, _empty(column, figures) if is_of_letters else None, rules, tuple(doubts))


def _code(text: str, is_of_letters: bool) -> str | None:  # noqa: FBT001 - of the whole column
    """The status that a text tells, the empty text for nothing that is kept, None where nobody knows."""
    if (status := status_of(text)) is not None:
        return status
    is_plain = plain_meaning(text) is not None or (is_of_letters and fold(text).strip("()[].") in ABSENT)
    return "" if is_plain else None


def _is_forecast(text: str, is_of_letters: bool) -> bool:  # noqa: FBT001 - of the whole column
    letter = fold(text).strip("()[].")
    return letter in AIMS or (is_of_letters and letter == FORECAST)


def _about_plain(column: Column) -> Iterator[Doubt]:
    """What is said of letters that mean something which is not kept: all but those for a figure as any other."""
    said = [(text, plain_meaning(text)) for text in column.texts if status_of(text) is None]
    shown = ", ".join(f"{text} ({meaning})" for text, meaning in said if meaning not in (None, "normal"))
    if shown:
        message = f"{shown} in {column.name!r} is no status that is kept here; the figures are taken as they are."
        yield guessed("/status/codes", message)


def _empty(column: Column, figures: Sequence[Column]) -> Word | None:
    """What an empty cell of figures means, where the letters beside all such cells say one thing."""
    beside = {
        ABSENT.get(fold(said or ""))
        for figure in figures
        for said, cell in zip(column.cells, figure.cells, strict=True)
        if cell is None
    }
    meaning = beside.pop() if len(beside) == 1 else None
    return None if meaning is None else Word(word="", means=meaning[0], reason=meaning[1])
