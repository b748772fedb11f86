"""A partner's own table becomes the product's rows, whatever system it comes from: the shapes of tables, and faults."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from deploy.sample import exports, posting
from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.heading import NoTable, headed
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
