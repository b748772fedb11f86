"""What stands in a cell of a partner's table: figures, flags, periods, places, in its own words and never guessed."""

from decimal import Decimal
from typing import Any

import pytest

from services.indicators.domain.mapping.mapping import aliases, fold_measure
from tests.unit.indicators.test_mapping import LONG, faults, mapped, one_code, rows, values


def test_decimal_commas_behind_semicolons() -> None:
    sent = LONG | {
        "layout": {"separator": ";"},
        "numbers": {"decimal_mark": ",", "thousands_marks": ["."]},
    }
    assert [row[3] for row in rows(sent, "area_code;period;value\nE1;2013/14;1.234,50\nE2;2013/14;-7,5\n")] == [
        "1234.50",
        "-7.5",
    ]


def test_counts_in_thousands_become_counts_exactly() -> None:
    sent = LONG | {"units": [{"measure": "homes", "factor": "1000"}]}
    assert [Decimal(value or "") for value in values(sent, "12.345", "0.1")] == [Decimal(12345), Decimal(100)]


def test_a_unit_is_converted_for_its_own_measure_only_and_with_its_offset() -> None:
    other = LONG | {"units": [{"measure": "beds", "factor": 2}]}
    assert values(other, "1.50") == ["1.50"]
    fahrenheit = LONG | {"units": [{"factor": "0.5", "offset": "-17.5"}]}
    assert values(fahrenheit, "50") == ["7.5"]


@pytest.mark.parametrize(
    ("numbers", "cells"),
    [
        ({"thousands_marks": [","]}, {"12,345": "12345", "1,234,567.80": "1234567.80", "999": "999"}),
        ({"thousands_marks": [" "]}, {"12 345": "12345", "12\u00a0345": "12345", "1\u202f234": "1234"}),
        ({"brackets_are_negative": True}, {"(3.4)": "-3.4", "3.4": "3.4", "-3.4": "-3.4"}),
        ({"unit_marks": ["%"]}, {"57.5%": "57.5", "57.5 %": "57.5", "57.5": "57.5"}),
        ({"unit_marks": ["\u00a3"], "thousands_marks": [","]}, {"\u00a31,234.50": "1234.50", "-\u00a33": "-3"}),
        ({"flags": [{"flag": "[p]", "status": "provisional"}, {"flag": "*"}]}, {"57.5 [p]": "57.5", "57.5*": "57.5"}),
        ({}, {"57.50": "57.50", "-1": "-1", "\u22121.0": "-1.0", ".5": "0.5", " 7 ": "7"}),
    ],
    ids=["commas", "blanks", "brackets", "percent", "pounds", "flags", "plain"],
)
def test_figures_are_read_in_the_marks_of_the_mapping_to_the_digit(
    numbers: dict[str, Any], cells: dict[str, str]
) -> None:
    assert dict(zip(cells, values(LONG | {"numbers": numbers}, *cells), strict=True)) == cells


@pytest.mark.parametrize(
    ("numbers", "cell"),
    [
        *(({}, cell) for cell in ("12,345", "57.5%", "(3.4)", "1e5", "1 234", "57.5*", "NaN", "5.", "--1", "\u0663")),
        *(({"thousands_marks": [","]}, cell) for cell in ("12,34", "1,2345", "1234,567", ",123", "1.234,5")),
        ({"brackets_are_negative": True}, "(-3.4)"),
        ({"unit_marks": ["%"]}, "%"),
        ({"thousands_marks": [",", " "]}, "1,234 567"),
    ],
)
def test_a_figure_in_other_marks_is_a_fault_of_its_cell(numbers: dict[str, Any], cell: str) -> None:
    text = f'area_code,period,value\nE1,2013/14,1\nE2,2013/14,"{cell}"\n'
    assert faults(LONG | {"numbers": numbers}, text) == [(2, "value", "bad-number")]


def test_a_flag_behind_a_figure_tells_its_status() -> None:
    sent = LONG | {"numbers": {"flags": [{"flag": "p", "status": "provisional"}, {"flag": "r", "status": "revised"}]}}
    found = mapped(sent, "area_code,period,value\nE1,2013/14,1p\nE2,2013/14,2 r\nE3,2013/14,3\n")
    assert list(found.status) == ["provisional", "revised", None]


def test_a_status_may_stand_in_a_column_of_its_own_in_the_partners_words() -> None:
    codes = [{"texts": ["Prov."], "code": "provisional"}, {"texts": ["Audited"], "code": "final"}]
    sent = LONG | {"status": {"sources": [{"column": "state"}], "codes": codes}}
    found = mapped(sent, "area_code,period,value,state\nE1,2013/14,1,prov.\nE2,2013/14,2,Audited\n")
    assert list(found.status) == ["provisional", "final"]


def test_words_for_missing_are_reasons_and_suppressed_is_neither_missing_nor_nothing() -> None:
    sent = LONG | {
        "words": [
            {"word": "NA", "reason": "not published by the source"},
            {"word": "c", "means": "confidential", "reason": "told to us in confidence"},
            {"word": None, "means": "left-out", "reason": "not collected then"},
        ],
        "below": "fewer than five people",
    }
    text = "area_code,period,value\nE1,2013/14,na\nE2,2013/14,c\nE3,2013/14,\nE4,2013/14,<5\nE5,2013/14,0\n"
    found = mapped(sent, text)
    told = (found.rows, found.value, found.missing, found.suppressed, found.reason)
    assert list(zip(*told, strict=True)) == [
        (1, None, "not published by the source", None, None),
        (2, None, None, "confidential", "told to us in confidence"),
        (4, None, None, "small-number", "fewer than five people"),
        (5, "0", None, None, None),
    ]
    assert [(one.reason, one.rows, one.first) for one in found.left_out] == [("not collected then", 1, 3)]


def test_a_reason_may_stand_in_a_column_of_its_own() -> None:
    sent = LONG | {"missing": {"column": "note"}}
    text = "area_code,period,value,note\nE1,2013/14,,closed\nE2,2013/14,4,late\nE3,2013/14,,\n"
    found = mapped(sent, text)
    assert list(zip(found.value, found.missing, strict=True)) == [(None, "closed"), ("4", None)]
    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [(3, "value", "missing-field")]


@pytest.mark.parametrize(
    ("dialect", "cell", "period"),
    [("month", "Mar-23", "2023-03"), ("financial-years", "2017/18 - 2019/20", "2017/18-2019/20")],
)
def test_a_period_is_read_in_the_dialect_of_the_mapping(dialect: str, cell: str, period: str) -> None:
    sent = LONG | {"period": {"sources": [{"column": "period"}], "dialects": [dialect]}}
    assert rows(sent, f"area_code,period,value\nE1,{cell},1\n") == [("E1", "homes", period, "1", None)]


def test_a_period_of_two_meanings_is_a_fault_until_the_mapping_chooses() -> None:
    table = "area_code,period,value\nE1,2011-12,1\n"
    both = LONG | {"period": {"sources": [{"column": "period"}], "dialects": ["financial-year", "month"]}}
    assert faults(both, table) == [(1, "period", "ambiguous-period")]
    chosen = both["period"] | {"codes": [{"text": "2011-12", "period": "2011/12"}]}
    assert rows(both | {"period": chosen}, table)[0][2] == "2011/12"


def test_a_period_may_stand_in_two_columns() -> None:
    period = {"sources": [{"column": "Quarter"}, {"column": "Year"}], "dialects": ["financial-quarter"]}
    assert rows(LONG | {"period": period}, "area_code,Quarter,Year,value\nE1,Q3,2022/23,1\n")[0][2] == "2022/23-Q3"


def test_old_codes_names_and_stations_become_the_places_of_today() -> None:
    codes = [
        {"texts": ["E10000002"], "code": "E06000060"},
        {"texts": ["Trafford MBC"], "code": "E08000009"},
        {"texts": ["TRF2"], "code": "E08000009"},
    ]
    sent = LONG | {"area": {"sources": [{"column": "area_code"}], "codes": codes, "others": "kept"}}
    text = "area_code,period,value\nE10000002,2013/14,1\ntrafford  mbc,2013/14,2\nTRF2,2014/15,3\nE08000002,2013/14,4\n"
    assert [row[0] for row in rows(sent, text)] == ["E06000060", "E08000009", "E08000009", "E08000002"]


def test_a_place_that_a_list_of_names_does_not_hold_is_a_fault_and_not_a_guess() -> None:
    sent = LONG | {"area": {"sources": [{"column": "area_code"}], "codes": [{"texts": ["Bury"], "code": "E08000002"}]}}
    assert faults(sent, "area_code,period,value\nBury,2013/14,1\nBurnley,2013/14,2\n") == [
        (2, "area_code", "not-mapped")
    ]


def test_rows_of_other_areas_in_a_national_table_are_left_out_counted_and_not_looked_at() -> None:
    area = one_code("E08000002", ["Bury"]) | {"sources": [{"column": "area_code"}], "others": "left-out"}
    sent = LONG | {"area": area}
    found = mapped(sent, "area_code,period,value\nBurnley,soon,lots\nBury,2013/14,1\nEngland,2013/14,3\n,2013/14,2\n")
    assert (list(found.area), list(found.rows)) == (["E08000002"], [2])
    left_out = [(one.reason, one.rows, one.first) for one in found.left_out]
    assert left_out == [("the mapping leaves out every area that it does not name", 2, 1)]
    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [(4, "area_code", "missing-field")]


@pytest.mark.parametrize("written", ["NI 192", "NI192", "ni-192", "Ni 192"])
def test_a_national_indicator_is_the_same_however_it_is_spaced(written: str) -> None:
    codes = [{"texts": ["NI 192"], "code": "household-waste-recycled"}, {"texts": ["BVPI 82a"], "code": "bins"}]
    sent = LONG | {"measure": {"sources": [{"column": "indicator"}], "codes": codes}}
    text = f"area_code,indicator,period,value\nE1,{written},2013/14,1\nE1,BV82a,2013/14,2\n"
    assert [row[1] for row in rows(sent, text)] == ["household-waste-recycled", "bins"]


def test_other_spellings_of_a_part_that_could_mean_two_are_left_out() -> None:
    registered = (
        ("NI-157", None, None),
        ("NI-157ai", "NI-157", "ai"),
        ("majors", "NI-157", "b"),
        ("BV157b", None, None),
    )
    known = aliases((*registered, ("BV157ai", "BV157", "ai")))
    found = [
        known.get(fold_measure(text)) for text in ("NI 157 a(i)", "157ai", "bvpi 157ai", "NI157(b)", "157b", "NI 157")
    ]
    assert found == ["NI-157ai", None, "BV157ai", "majors", "majors", None]
