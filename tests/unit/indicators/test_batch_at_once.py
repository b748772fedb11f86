"""Rows checked many at a time get the verdict that the domain gives each; rows read so are as those read singly."""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.figure.batch import COLUMNS, Sent, check
from services.indicators.domain.measure.register import Poster, Register
from services.indicators.schemas.figure import csv_rows, json_rows
from services.indicators.schemas.figure.chunk import Chunk, columned
from services.indicators.schemas.figure.figure import FEW, examine, framed
from shared.problems import Problem

HERE, THERE, ENGLAND = "E08000009", "E08000002", "E92000001"
REGISTER = Register(
    known=frozenset({HERE, THERE, ENGLAND, "E06000055"}),
    compared={ENGLAND: frozenset({HERE, THERE})},
    owners={
        (HERE, "tonnes"): frozenset({"us"}),
        (HERE, "share"): frozenset({"us"}),
        (THERE, "tonnes"): frozenset({"us"}),
        (HERE, "theirs"): frozenset({"them"}),
    },
    units={(HERE, "tonnes"): "tonnes", (HERE, "share"): "percent", (THERE, "tonnes"): "tonnes", (HERE, "theirs"): ""},
)
US = Poster(body="us", areas=frozenset({HERE, THERE}))
TODAY = date(2026, 3, 2)
NUMBERS = (
    *("0", "0.0", "-0", "-0.0", "57.5", "57.50", "100", "100.0", "100.1", "99.99999999999999999", "-1", "-0.5", "0.05"),
    *("999999999999999", "1000000000000000", "1.5e3", "1,234", "007", ".5", "5.", "+5", " 5", "NaN", "inf", "٣"),
    *("0." + "1" * 40, "0." + "1" * 61, "0." + "1" * 62, "0." + "0" * 61 + "1", "9" * 64, "-" + "9" * 63, "1e999", ""),
)
cells = st.fixed_dictionaries(
    {
        "area": st.sampled_from((HERE, THERE, ENGLAND, "E06000055", "E9", "=1", "a b", None)),
        "measure": st.sampled_from(("tonnes", "share", "theirs", "unknown", "x" * 41, None)),
        "period": st.sampled_from(("2024", "2024/25", "2024/26", "2026-03", "2026-04", "2017-2019", "=2019", None)),
        "value": st.sampled_from(NUMBERS) | st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.none(),
        "missing": st.sampled_from((None, None, None, "not held", "=1", "a\x00", "x" * 201)),
        "suppressed": st.sampled_from((None, None, None, None, "small-number", "because")),
        "status": st.sampled_from((None, "final", "guess")),
        "audit": st.sampled_from((None, None, "internal", "x")),
        "reason": st.sampled_from((None, None, "corrected", "@x")),
        "action": st.sampled_from((None, None, None, "append", "withdraw", "x")),
    }
)
good = [{**dict.fromkeys(COLUMNS), "area": HERE, "measure": "tonnes", "period": str(date(2010, 1, 1) + timedelta(n)),
         "value": str(n)} for n in range(FEW + 1)]  # fmt: skip  # so many that rows are checked many at a time


@given(st.lists(cells, min_size=1, max_size=40))
def test_rows_checked_at_once_get_the_verdict_that_the_domain_gives_each(sent: list[dict[str, str | None]]) -> None:
    rows = [*good, *({name: cell or None for name, cell in row.items()} for row in sent)]
    one_by_one = check(Sent(rows), REGISTER, US, TODAY)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String))
    halves = [Chunk(1, frame.head(70)), *([Chunk(71, frame.slice(70))] if len(rows) > 70 else [])]
    at_once = examine(iter(halves), REGISTER, US, TODAY)
    assert at_once.faults.listed == one_by_one.faults
    assert at_once.figures.rows() == framed(one_by_one.figures).rows()
    assert at_once.refused == len({fault.row for fault in one_by_one.faults})


def outcome(chunks: Iterator[Chunk]) -> object:
    """What came of reading: the rows and faults, or the refusal."""
    try:
        found = list(chunks)
    except Problem as problem:
        return problem.slug, problem.errors
    rows = [
        (at, cells and {name: cell for name, cell in cells.items() if cell is not None})
        for c in found
        for at, cells in c.cells()
    ]
    return rows, [fault for chunk in found for fault in chunk.faults]


HEADER = "area,measure,period,value,error\n"
lines = st.lists(st.text(st.sampled_from('ab1,.\r"é=\ufeff\x00 \t'), max_size=12), max_size=6).map("\n".join)


@given(lines, st.sampled_from(("\n", "\r\n")))
def test_csv_read_at_once_is_csv_read_line_by_line(body: str, end: str) -> None:
    sent = (HEADER + body).replace("\n", end).encode()
    assert outcome(csv_rows.read(io.BytesIO(sent))) == outcome(csv_rows.by_line(io.BytesIO(sent)))


@given(st.lists(st.tuples(*[st.text(st.sampled_from("ab1.é"), max_size=3)] * 4), min_size=1), st.booleans())
def test_plain_csv_is_read_at_once_and_as_it_stands(rows: list[tuple[str, str, str, str]], has_end: bool) -> None:
    text = "area,measure,period,value\n" + "\n".join(map(",".join, rows)) + "\n" * has_end
    found = list(csv_rows.read(io.BytesIO(text.encode())))
    names = ("area", "measure", "period", "value")
    assert all(isinstance(chunk.rows, pl.DataFrame) for chunk in found)
    assert [cells for chunk in found for _, cells in chunk.cells()] == [
        {name: cell or None for name, cell in zip(names, row, strict=True)} for row in rows
    ]


def told(chunks: Iterator[Chunk]) -> object:
    """What came of checking rows, or the refusal to read them."""
    try:
        found = examine(chunks, REGISTER, US, TODAY)
    except Problem as problem:
        return problem.slug, problem.errors
    return found.figures.cast(pl.String).rows(), found.faults, found.rows


begun = [json.dumps({name: row[name] for name in ("area", "measure", "period")})[:-1] for row in good]
values = ("null", "true", "[]", "{}", "1E2", "-0e5", "1" * 65, *NUMBERS)
texts = ("\ufeff", "\x7f", "\ufffe", "},{", "}, {", "é", *NUMBERS)
more = st.sampled_from(
    [
        *(f', "value": {literal}' for literal in values),
        *(f', "value": {json.dumps(text, ensure_ascii=False)}' for text in texts),
        *(', "value": 1, "value": 1', ' , "value" :\t1 ', ',"value":1', ', "error": "x"', ', "value": 1, "x": 1', ""),
        *(
            ', "value": "\\u0031"',
            ', "value": "\x01"',
            ', "value": 1}',
            ', "valüe": 1',
            ', "value": "',
            ', "value": 1]',
        ),
    ]
)
ends = st.sampled_from(("]}", "]}", "]}", " ]\n}\n", "]}}", "", "]", "]} x", "}]}", '], "more": 1}'))


@given(more, st.integers(0, FEW) | st.none(), st.sampled_from((",", ", ", "\n,")), ends)
def test_json_read_at_once_is_json_read_value_by_value(odd: str, at: int | None, between: str, end: str) -> None:
    rows = [row + (odd if at is None or at == n else f', "value": {n}.50') + "}" for n, row in enumerate(begun)]
    document = io.BytesIO(('{"rows": [' + between.join(rows) + end).encode())
    assert told(json_rows.read(document)) == told(json_rows.by_value(document) for _ in "1")
    lines = io.BytesIO(between.replace(",", "\n").join(rows).encode())
    assert told(json_rows.read_lines(lines)) == told(json_rows.by_line(lines))


def test_plain_json_is_read_at_once() -> None:
    rows = [{**row, "value": n, "reason": None, "error": "é"} for n, row in enumerate(good)]
    for indent in (None, 2):
        (chunk,) = json_rows.read(io.BytesIO(json.dumps({"rows": rows}, indent=indent, ensure_ascii=False).encode()))
        assert isinstance(chunk.rows, pl.DataFrame)
    (chunk,) = json_rows.read_lines(
        io.BytesIO("\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode())
    )
    assert isinstance(chunk.rows, pl.DataFrame)
    assert chunk.rows["value"].to_list() == [str(n) for n in range(FEW + 1)]


@pytest.mark.parametrize("piece", [7, 50, 1 << 20])
def test_pieces_are_cut_at_the_ends_of_lines(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "PIECE", piece)
    sent = HEADER + "".join(f"a,m,{2000 + n},{n},\n" for n in range(20)) + 'a,m,2020,"20",\na,m,2021,21,'
    rows = [(at, cells) for chunk in csv_rows.read(io.BytesIO(sent.encode())) for at, cells in chunk.cells()]
    assert [(at, cells and cells["value"]) for at, cells in rows] == [(n + 1, str(n)) for n in range(22)]


def test_columns_that_are_not_read_are_left_out() -> None:
    assert columned([["a", "b"]], ["area", "error"]).columns == ["area"]
