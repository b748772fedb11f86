"""A partner's own table becomes the product's rows, whatever system it comes from, and nothing of it is guessed."""

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from deploy.sample import exports, posting
from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.heading import NoTable, headed
from services.indicators.domain.mapping.mapping import aliases, fold_measure
from services.indicators.schemas.mapping import contradiction, sheet
from services.indicators.schemas.mapping.mapping import MappingIn, brief, document
from shared.problems import Malformed
from shared.reader import BadEncoding

FILES = [one.file for one in exports.batches()]
LONG: dict[str, Any] = {
    "title": "A table of figures",
    "area": {"sources": [{"column": "area_code"}]},
    "measure": {"sources": [{"constant": "homes"}]},
    "period": {"sources": [{"column": "period"}], "dialects": ["financial-year"]},
    "values": {"columns": [{"column": "value"}]},
}
WIDE: dict[str, Any] = {
    "title": "A column for each year",
    "area": {"sources": [{"column": "Code"}]},
    "measure": {"sources": [{"constant": "homes"}]},
    "period": {"sources": [{"heading": 1}], "dialects": ["financial-year"]},
    "values": {"every_other_column": True},
    "unused": [{"column": "Council", "reason": "told by the code"}],
}

Row = tuple[str | None, ...]


def mapped(sent: Mapping[str, Any], text: str | bytes) -> Mapped:
    mapping = contradiction.read(json.loads(json.dumps(sent))).value()
    body = text if isinstance(text, bytes) else text.encode()
    return apply(
        mapping,
        headed(sheet.lines(sheet.Sheet(io.BytesIO(body), "text/csv"), mapping.layout.separator), mapping.layout),
    )


def rows(sent: Mapping[str, Any], text: str | bytes) -> list[Row]:
    """Area, measure, period, value and reason of every row; there must be no fault."""
    found = mapped(sent, text)
    assert not found.faults
    return list(zip(found.area, found.measure, found.period, found.value, found.missing, strict=True))


def values(sent: Mapping[str, Any], *cells: str) -> list[str | None]:
    """The figures that these cells become, each in a row of its own."""
    out = io.StringIO()
    csv.writer(out).writerows([["area_code", "period", "value"], *(["E1", "2013/14", cell] for cell in cells)])
    found = mapped(sent, out.getvalue())
    assert not found.faults
    return list(found.value)


def faults(sent: Mapping[str, Any], text: str) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in mapped(sent, text).faults]


def refused(sent: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    with pytest.raises(Malformed) as refusal:
        contradiction.read(json.loads(json.dumps(sent)))
    return {(fault.code, fault.pointer) for fault in refusal.value.errors}


def one_code(code: str, *texts: list[str]) -> dict[str, Any]:
    return {"sources": [{"column": "a"}], "codes": [{"texts": one, "code": code} for one in texts]}


def sample_mapping(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(posting.read_text(f"mappings/{file.removesuffix('.csv')}.json"))
    return found


@pytest.mark.parametrize("file", FILES)
def test_every_file_of_the_sample_comes_through_its_mapping_whole(file: str) -> None:
    expected = next(one for one in exports.batches() if one.file == file)
    found = rows(sample_mapping(file), posting.read_text(f"trafford/{file}"))
    assert found == [(row.area, row.measure, row.period, row.value, row.missing) for row in expected.rows]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("area_code,area_name,period,indicator,measure,unit,value", "TRF2,Here,2013/14,Bins,Rate,Waste,38.30"),
        (
            "area_code,area_name,area_type,period,indicator,measure,unit,value,compared_to_England,inequality",
            "TRF2,Here,UA,2013/14,Bins,Rate,Waste,38.30,NA,NA",
        ),
        ("area_code,area_name,period,indicator,measure,units,value", "TRF2,Here,2013/14,bins,RATE,Waste,38.30"),
        ("station_code,station_name,period,indicator,measure,unit,value", "TRF2,A56,2013/14,Bins,Rate,Waste,38.30"),
    ],
    ids=["plain", "with comparisons", "units", "stations"],
)
def test_the_four_shapes_of_the_sample_load_through_mappings_alone(header: str, line: str) -> None:
    columns = header.split(",")
    used = {columns[0], "period", "indicator", "measure", "value"}
    sent = LONG | {
        "area": {"sources": [{"column": columns[0]}]},
        "measure": {
            "sources": [{"column": "indicator"}, {"column": "measure"}],
            "codes": [{"texts": ["Bins", "Rate"], "code": "bins"}],
        },
        "unused": [{"column": name, "reason": "not asked for"} for name in columns if name not in used],
    }
    assert rows(sent, f"{header}\n{line}\n") == [("TRF2", "bins", "2013/14", "38.30", None)]


def test_a_table_with_a_column_for_each_period_is_unfolded_and_keeps_its_row_numbers() -> None:
    found = mapped(WIDE, "Code,Council,2021/22,2022-23\nE1,Here,1,2\nE2,There,3,4\n")
    assert list(zip(found.rows, found.area, found.period, found.value, strict=True)) == [
        (1, "E1", "2021/22", "1"),
        (1, "E1", "2022/23", "2"),
        (2, "E2", "2021/22", "3"),
        (2, "E2", "2022/23", "4"),
    ]
    assert [found.column_of(at, "period") for at in range(2)] == ["2021/22", "2022-23"]


def test_next_years_column_of_a_wide_table_needs_no_new_mapping_and_a_remark_does() -> None:
    assert len(rows(WIDE, "Code,Council,2021/22,2022/23,2023/24\nE1,Here,1,2,3\n")) == 3
    assert faults(WIDE, "Code,Council,2021/22,Remarks\nE1,Here,1,good\nE2,There,2,bad\n") == [
        (0, None, "unknown-column"),
    ]


def test_a_table_with_a_column_for_each_measure_names_the_measure_of_each() -> None:
    sent = LONG | {
        "measure": {},
        "values": {"columns": [{"column": "Homes", "measure": "homes"}, {"column": "Beds", "measure": "beds"}]},
    }
    assert rows(sent, "area_code,period,Homes,Beds\nE1,2013/14,3,70\n") == [
        ("E1", "homes", "2013/14", "3", None),
        ("E1", "beds", "2013/14", "70", None),
    ]


def test_a_header_of_two_lines_with_merged_cells_tells_period_and_measure() -> None:
    sent = WIDE | {
        "layout": {"header_lines": 2},
        "measure": {
            "sources": [{"heading": 2}],
            "codes": [{"texts": ["Count"], "code": "homes"}, {"texts": ["Rate"], "code": "homes-rate"}],
        },
        "unused": [],
    }
    assert rows(sent, ",2021/22,,2022/23,\nCode,Count,Rate,Count,Rate\nE1,1,2,3,4\n") == [
        ("E1", "homes", "2021/22", "1", None),
        ("E1", "homes-rate", "2021/22", "2", None),
        ("E1", "homes", "2022/23", "3", None),
        ("E1", "homes-rate", "2022/23", "4", None),
    ]


def test_lines_above_the_header_and_a_byte_order_mark_are_no_part_of_the_table() -> None:
    text = "\ufeffTable 3: Care homes,,\n,,\narea_code,period,value\nE1,2013/14,1\n\n"
    found = mapped(LONG | {"layout": {"lines_above": 2}}, text)
    assert (list(found.value), list(found.rows), found.left_out) == (["1"], [1], ())


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


def test_footnotes_totals_and_empty_lines_are_left_out_by_name_and_counted() -> None:
    sent = LONG | {
        "leave_out": [
            {"column": "area_code", "texts": ["Total"], "reason": "a total of the rows above"},
            {"column": "area_code", "beginnings": ["Source:", "Note"], "reason": "a footnote"},
            {"column": "period", "is_empty": True, "reason": "a heading between rows"},
        ]
    }
    text = (
        "area_code,period,value\nE1,2013/14,1\n,,\nNorth West,,\nE2,2013/14,2\nTOTAL,2013/14,3\nSource: Defra\nNotes\n"
    )
    found = mapped(sent, text)
    assert (found.faults, list(found.rows)) == ((), [1, 4])
    assert [(one.reason, one.rows, one.first) for one in found.left_out] == [
        ("the line is empty", 1, 2),
        ("a total of the rows above", 1, 5),
        ("a footnote", 2, 6),
        ("a heading between rows", 1, 3),
    ]


def test_every_fault_of_every_row_is_named_by_the_column_as_sent() -> None:
    sent = LONG | {
        "measure": {"sources": [{"column": "What"}], "codes": [{"texts": ["Homes"], "code": "homes"}]},
        "values": {"columns": [{"column": "Wert"}]},
    }
    text = "area_code,PERIOD,what,wert\n,2013/15,Hotels,x\nE1,2013/14,Homes,1\n"
    assert faults(sent, text) == [
        (1, "area_code", "missing-field"),
        (1, "what", "not-mapped"),
        (1, "PERIOD", "bad-period"),
        (1, "wert", "bad-number"),
    ]


def test_one_wrong_area_of_a_wide_table_is_one_fault() -> None:
    assert faults(WIDE, "Code,Council,2021/22,2022/23\n,Here,1,2\n") == [(1, "Code", "missing-field")]


def test_a_column_that_nobody_spoke_for_stops_the_table() -> None:
    assert faults(LONG, "area_code,period,value,rank\nE1,2013/14,1,4\n") == [(0, None, "unknown-column")]
    assert faults(LONG, "area_code,value\nE1,1\n") == [(0, None, "missing-column")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-column"),
        ("a,a\n1,2\n", "duplicate-column"),
        ("a,b\n1,2,3\n", "long-row"),
        ("a\x07,b\n", "forbidden-character"),
    ],
)
def test_lines_that_make_no_table_are_refused(text: str, code: str) -> None:
    with pytest.raises(NoTable) as refusal:
        mapped(LONG, text)
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_a_sheet_that_is_not_utf_8_or_has_loose_quotes_is_refused_by_name() -> None:
    with pytest.raises(BadEncoding):
        mapped(LONG, "area_code,period,value\nE1,2013/14,\xa31\n".encode("cp1252"))
    with pytest.raises(NoTable):
        mapped(LONG, 'area_code,period,value\n"E1,2013/14,1\n')


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title": ""}, ("too-short", "/title")),
        ({"areas": {}}, ("unknown-field", "/areas")),
        ({"area": {}}, ("missing", "/area/sources")),
        ({"area": {"sources": [{"column": "a", "constant": "b"}]}}, ("one-of", "/area/sources/0")),
        ({"measure": {}}, ("missing", "/values/columns/0/measure")),
        ({"measure": {"sources": [{"heading": 2}]}}, ("contradiction", "/measure/sources/0/heading")),
        ({"period": {"sources": [{"column": "p"}], "dialects": ["swiss"]}}, ("not-a-choice", "/period/dialects/0")),
        (
            {"period": LONG["period"] | {"codes": [{"text": "x", "period": "2013-14"}]}},
            ("bad-period", "/period/codes/0/period"),
        ),
        ({"period": LONG["period"] | {"dialects": []}}, ("missing", "/period/dialects")),
        ({"values": {}}, ("one-of", "/values")),
        ({"values": {"columns": [{"column": "v"}, {"column": "V"}]}}, ("contradiction", "/values/columns/1/column")),
        ({"numbers": {"thousands_marks": ["."]}}, ("contradiction", "/numbers/thousands_marks")),
        ({"numbers": {"flags": [{"flag": "1"}]}}, ("wrong-form", "/numbers/flags/0/flag")),
        ({"words": [{"word": "NA", "reason": "=x"}]}, ("formula-like", "/words/0/reason")),
        ({"words": [{"word": "NA", "reason": "x"}, {"word": "na", "reason": "y"}]}, ("contradiction", "/words/1/word")),
        ({"units": [{"factor": 0}]}, ("out-of-range", "/units/0")),
        ({"leave_out": [{"column": "a", "reason": "b"}]}, ("one-of", "/leave_out/0")),
        ({"unused": [{"column": "Period", "reason": "b"}]}, ("contradiction", "/unused/0/column")),
        ({"missing": {"constant": "x"}}, ("contradiction", "/missing/column")),
        ({"status": one_code("good", ["a"])}, ("not-a-choice", "/status/codes/0/code")),
        ({"area": one_code("E1", ["x", "y"])}, ("contradiction", "/area/codes/0/texts")),
        ({"area": {"sources": [{"column": "c"}], "others": "left-out"}}, ("contradiction", "/area/codes")),
        ({"status": one_code("final", ["F"]) | {"others": "left-out"}}, ("contradiction", "/status/others")),
        ({"measure": one_code("x", ["NI 1"], ["ni1"])}, ("contradiction", "/measure/codes/1/texts")),
    ],
)
def test_a_mapping_that_is_not_right_is_told_where(changed: dict[str, Any], fault: tuple[str, str]) -> None:
    assert refused(LONG | changed) == {fault}


@pytest.mark.parametrize("file", FILES)
def test_a_mapping_is_shown_as_it_was_sent(file: str) -> None:
    sent = sample_mapping(file)
    fitted = contradiction.read(sent)
    assert brief(fitted) == sent
    assert document(fitted.value()) == sent


def test_every_field_of_a_mapping_survives_being_kept() -> None:
    sent = contradiction.read(
        WIDE
        | {
            "layout": {"lines_above": 2, "header_lines": 2, "separator": "\t"},
            "period": {"sources": [{"heading": 1}], "dialects": ["day-first"], "day_stands_for": "month"},
            "status": {"sources": [{"constant": "final"}]},
            "numbers": {"decimal_mark": ",", "thousands_marks": ["."], "flags": [{"flag": "p", "status": "final"}]},
            "words": [{"word": None, "means": "left-out", "reason": "nothing said"}],
            "below": "few people",
            "units": [{"measure": "homes", "factor": "0.001", "offset": "1.50"}],
            "leave_out": [{"column": "Code", "is_empty": True, "reason": "a footnote"}],
        }
    )
    assert MappingIn.model_validate(document(sent.value())) == sent
