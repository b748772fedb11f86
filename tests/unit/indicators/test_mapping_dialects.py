"""Whatever way a table is written, it comes back through its mapping equal to the digit. The writer stands here."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.heading import headed
from services.indicators.schemas.mapping import contradiction, sheet

AREAS = {
    "E08000009": ("Trafford", "TRF"),
    "E08000002": ("Bury MBC", "BUR"),
    "E06000060": ("Buckinghamshire (old county)", "E10000002"),
    "E92000001": ("England", "ENG"),
}
MEASURES = {
    "homes": ("Care homes", "Rated good, %"),
    "beds": ("Care homes", "Beds; all"),
    "waste": ("NI 192", "Percentage"),
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

Spelling = tuple[str, Callable[[int, int], str], Callable[[int, int], str]]  # dialect, as written, as the product says


def _short(year: int) -> str:
    return f"{year % 100:02}"


def _financial(year: int, _: int) -> str:
    return f"{year}/{_short(year + 1)}"


def _quarter(month: int) -> int:
    return (month + 2) // 3


def _financial_quarter(year: int, month: int) -> str:
    return f"{_financial(year, 0)}-Q{_quarter(month)}"


def _month(year: int, month: int) -> str:
    return f"{year}-{month:02}"


def _thirtieth(year: int, month: int) -> str:
    return f"{year}-{month:02}-28"


def _three_years(year: int, _: int) -> str:
    return f"{_financial(year, 0)}-{_financial(year + 2, 0)}"


SPELLINGS: tuple[Spelling, ...] = (
    ("own", _financial, _financial),
    ("own", _month, _month),
    ("financial-year", lambda y, _: f"{y}-{_short(y + 1)}", _financial),
    ("financial-year", lambda y, _: f"{y}/{y + 1}", _financial),
    ("financial-year", lambda y, _: f"FY {y}/{_short(y + 1)}", _financial),
    ("financial-year", lambda y, _: f"{y}{_short(y + 1)}", _financial),
    ("financial-year", lambda y, _: f"Apr {y} - Mar {y + 1}", _financial),
    ("academic-year", lambda y, _: f"AY {y}/{_short(y + 1)}", _financial),
    ("calendar-year", lambda y, _: str(y), lambda y, _: str(y)),
    ("year-by-its-end", lambda y, _: str(y + 1), _financial),
    ("month", lambda y, m: f"{MONTHS[m - 1]} {y}", _month),
    ("month", lambda y, m: f"{MONTHS[m - 1][:3]}-{_short(y)}", _month),
    ("month", lambda y, m: f"{m:02}/{y}", _month),
    ("calendar-quarter", lambda y, m: f"Q{_quarter(m)} {y}", lambda y, m: f"{y}-Q{_quarter(m)}"),
    ("financial-quarter", lambda y, m: f"{_financial(y, 0)} Q{_quarter(m)}", _financial_quarter),
    ("quarter-by-year-start", lambda y, m: f"{y} Q{_quarter(m)}", _financial_quarter),
    ("day", _thirtieth, _thirtieth),
    ("day-first", lambda y, m: f"28/{m:02}/{y}", _thirtieth),
    ("month-first", lambda y, m: f"{m:02}/28/{y}", _thirtieth),
    ("financial-years", lambda y, _: f"{_financial(y, 0)} - {_financial(y + 2, 0)}", _three_years),
    ("calendar-years", lambda y, _: f"{y}-{_short(y + 2)}", lambda y, _: f"{y}-{y + 2}"),
)


@dataclass(frozen=True)
class Style:
    """One way of writing a table."""

    spelling: Spelling
    separator: str
    decimal: str
    thousands: str
    mark: str
    has_brackets: bool
    area: str
    shape: str
    factor: str
    offset: str
    lines_above: int
    has_footnote: bool
    has_order_mark: bool


@dataclass(frozen=True)
class Figure:
    """One figure: `value` are the digits as sent; None with the reason why there is none."""

    area: str
    measure: str
    year: int
    month: int
    value: str | None
    missing: str | None

    def cell(self, style: Style) -> str:
        if self.value is None:
            return {"gone": "..", "small": "<5"}[self.missing or ""]
        whole, _, fraction = self.value.removeprefix("-").partition(".")
        grouped = f"{int(whole):,}".replace(",", style.thousands) if style.thousands else whole
        text = grouped + (style.decimal + fraction if fraction else "") + style.mark
        if not self.value.startswith("-"):
            return text
        return f"({text})" if style.has_brackets else f"-{text}"


def write(figures: Sequence[Figure], style: Style) -> tuple[bytes, dict[str, Any]]:
    """The table in this style, and the mapping that a person would write for it."""
    header, lines = {"long": _long, "by period": _by_period, "by measure": _by_measure}[style.shape](figures, style)
    width = len(header)
    if style.has_footnote:
        lines = [*lines, ["Source: a department"] + [""] * (width - 1), ["Total"] + ["1"] * (width - 1)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.separator)
    writer.writerows([*([["Title"]] * style.lines_above), header, *lines])
    return out.getvalue().encode("utf-8-sig" if style.has_order_mark else "utf-8"), _mapping(style)


def _place(figure: Figure, style: Style) -> str:
    name, old = AREAS[figure.area]
    return {"code": figure.area, "name": name, "old": old}[style.area]


def _said(figure: Figure, style: Style) -> str:
    return style.spelling[1](figure.year, figure.month)


def _long(figures: Sequence[Figure], style: Style) -> tuple[list[str], list[list[str]]]:
    lines = [[_place(f, style), *MEASURES[f.measure], "x", _said(f, style), f.cell(style)] for f in figures]
    return ["Place", "What", "How", "Junk", "When", "Figure"], lines


def _by_period(figures: Sequence[Figure], style: Style) -> tuple[list[str], list[list[str]]]:
    periods = list(dict.fromkeys(_said(f, style) for f in figures))
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for f in figures:
        rows.setdefault((_place(f, style), *MEASURES[f.measure], "x"), {})[_said(f, style)] = f.cell(style)
    lines = [[*key, *(cells.get(period, "") for period in periods)] for key, cells in rows.items()]
    return ["Place", "What", "How", "Junk", *periods], lines


def _by_measure(figures: Sequence[Figure], style: Style) -> tuple[list[str], list[list[str]]]:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for f in figures:
        rows.setdefault((_place(f, style), _said(f, style)), {})[f.measure] = f.cell(style)
    lines = [[*key, "x", *(cells.get(measure, "") for measure in MEASURES)] for key, cells in rows.items()]
    return ["Place", "When", "Junk", *(f"{what}: {how}" for what, how in MEASURES.values())], lines


def _mapping(style: Style) -> dict[str, Any]:
    sources = [{"column": "What"}, {"column": "How"}]
    codes = [{"texts": list(texts), "code": code} for code, texts in MEASURES.items()]
    columns = [{"column": f"{what}: {how}", "measure": code} for code, (what, how) in MEASURES.items()]
    place = {"name": 0, "old": 1}.get(style.area)
    aliases = [] if place is None else [{"texts": [said[place]], "code": code} for code, said in AREAS.items()]
    notes = [{"column": "Place", "texts": ["Total"], "beginnings": ["Source:"], "reason": "no figure of a place"}]
    shapes: dict[str, dict[str, Any]] = {
        "long": {"values": {"columns": [{"column": "Figure"}]}},
        "by period": {"values": {"every_other_column": True}},
        "by measure": {"values": {"columns": columns}, "measure": {}},
    }
    return {
        "title": "A table",
        "layout": {"separator": style.separator, "lines_above": style.lines_above},
        "area": {"sources": [{"column": "Place"}], "codes": aliases},
        "measure": {"sources": sources, "codes": codes},
        "period": {
            "sources": [{"heading": 1}] if style.shape == "by period" else [{"column": "When"}],
            "dialects": [style.spelling[0]],
        },
        "numbers": {
            "decimal_mark": style.decimal,
            "thousands_marks": [style.thousands] if style.thousands else [],
            "unit_marks": [style.mark] if style.mark else [],
            "brackets_are_negative": style.has_brackets,
        },
        "words": [
            {"word": "..", "reason": "gone"},
            {"word": None, "means": "left-out", "reason": "never sent"},
        ],
        "below": "small",
        "units": [{"measure": "beds", "factor": style.factor, "offset": style.offset}],
        "leave_out": notes if style.has_footnote else [],
        "unused": [{"column": "Junk", "reason": "says nothing"}],
    } | shapes[style.shape]


def _is_unclear(style: Style) -> bool:
    return style.thousands == style.decimal


styles = st.builds(
    Style,
    spelling=st.sampled_from(SPELLINGS),
    separator=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,"),
    thousands=st.sampled_from(["", ",", ".", " ", "'"]),
    mark=st.sampled_from(["", "%", " %", "\u00a3"]).map(str.strip),
    has_brackets=st.booleans(),
    area=st.sampled_from(["code", "name", "old"]),
    shape=st.sampled_from(["long", "by period", "by measure"]),
    factor=st.sampled_from(["1", "1000", "0.01", "-2.5"]),
    offset=st.sampled_from(["0", "-32", "0.125"]),
    lines_above=st.integers(0, 2),
    has_footnote=st.booleans(),
    has_order_mark=st.booleans(),
).filter(lambda style: not _is_unclear(style))

digits = st.from_regex(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,8})?", fullmatch=True).filter(
    lambda text: not text.startswith("-") or Decimal(text) != 0
)
figures = st.builds(
    lambda area, measure, year, month, said: Figure(area, measure, year, month, *said),
    st.sampled_from(sorted(AREAS)),
    st.sampled_from(sorted(MEASURES)),
    st.integers(2001, 2030),
    st.integers(1, 12),
    st.one_of(st.tuples(digits, st.none()), st.sampled_from([(None, "gone"), (None, "small")])),
)


def key(figure: Figure, style: Style) -> tuple[str, str, str]:
    return figure.area, figure.measure, style.spelling[2](figure.year, figure.month)


def expected(figure: Figure, style: Style) -> tuple[Decimal | None, int | None, str | None]:
    """The value, the number of its decimal places (where no unit changes them), and why there is none."""
    if figure.value is None:
        return None, None, figure.missing
    sent = Decimal(figure.value)
    if figure.measure != "beds":
        return sent, int(sent.as_tuple().exponent), None
    return sent * Decimal(style.factor) + Decimal(style.offset), None, None


def read(body: bytes, document: dict[str, Any]) -> Mapped:
    mapping = contradiction.read(json.loads(json.dumps(document))).value()
    return apply(
        mapping,
        headed(sheet.lines(sheet.Sheet(io.BytesIO(body), "text/csv"), mapping.layout.separator), mapping.layout),
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(figures, min_size=1, max_size=12), styles)
def test_a_table_written_in_any_dialect_comes_back_equal_to_the_digit(sent: list[Figure], style: Style) -> None:
    once = list({key(figure, style): figure for figure in sent}.values())
    mapped = read(*write(once, style))
    assert not mapped.faults
    found = {}
    for at in range(len(mapped.rows)):
        value, why = mapped.value[at], mapped.missing[at] or mapped.reason[at]
        number = None if value is None else Decimal(value)
        places = None if number is None or mapped.measure[at] == "beds" else int(number.as_tuple().exponent)
        found[mapped.area[at], mapped.measure[at], mapped.period[at]] = number, places, why
    assert found == {key(figure, style): expected(figure, style) for figure in once}
    assert all(
        (kind == "small-number") == (why == "small") for kind, why in zip(mapped.suppressed, mapped.reason, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(figures, min_size=1, max_size=12), styles)
def test_every_figure_keeps_the_number_of_the_row_it_was_sent_in(sent: list[Figure], style: Style) -> None:
    once = list({key(figure, style): figure for figure in sent}.values())
    if style.shape == "long":
        assert list(read(*write(once, style)).rows) == list(range(1, len(once) + 1))
    else:
        rows = read(*write(once, style)).rows
        assert list(rows) == sorted(rows)
