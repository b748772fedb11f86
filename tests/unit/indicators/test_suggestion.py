"""A mapping proposed from a sample: right without a person where the sample can tell, and a doubt where it cannot."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.sample import exports, posting
from services.indicators.domain.mapping.heading import NoTable
from services.indicators.domain.mapping.likeness import KnownMeasure, counted
from services.indicators.schemas.mapping import contradiction
from services.indicators.schemas.mapping.attempt import proposal_document
from shared.problems import Malformed
from tests.unit.indicators.suggestions import (
    BEDS,
    BUCKS,
    BURY,
    CLAIMANTS,
    HOMES,
    TRAFFORD,
    doubts,
    known,
    of_the_sample,
    proposed,
    rows,
)
from tests.unit.indicators.test_mapping import mapped, sample_mapping


@pytest.mark.parametrize("one", exports.batches(), ids=lambda one: one.file)
def test_each_file_of_the_sample_is_understood_without_a_person(one: exports.Batch) -> None:
    text = posting.read_text(f"trafford/{one.file}")
    suggestion = proposed(text, about=of_the_sample(one.partner))
    assert suggestion.mapped == mapped(sample_mapping(one.file), text)
    assert not doubts(suggestion, "choose")


@pytest.mark.parametrize("one", exports.batches(), ids=lambda one: one.file)
def test_a_proposal_can_be_sent_as_a_mapping(one: exports.Batch) -> None:
    suggestion = proposed(posting.read_text(f"trafford/{one.file}"), about=of_the_sample(one.partner))
    document = proposal_document("trial", suggestion)["document"]
    assert contradiction.read(document).value() == suggestion.mapping


def test_a_year_that_may_be_a_financial_year_is_said_to_be_guessed() -> None:
    suggestion = proposed("area_code,year,value\nE08000009,2019,1\nE08000009,2020,2\n", HOMES)
    assert rows(suggestion)[0][2] == "2019"
    assert "/period/dialects" in doubts(suggestion, "guessed")


def test_a_column_for_each_year_is_seen_and_so_is_next_years() -> None:
    suggestion = proposed("Code,Council,2021/22,2022/23\nE08000009,Trafford,1,2\nE08000002,Bury,3,\n", HOMES)
    assert rows(suggestion) == [
        (TRAFFORD, "homes", "2021/22", "1"),
        (TRAFFORD, "homes", "2022/23", "2"),
        (BURY, "homes", "2021/22", "3"),
    ]
    assert suggestion.mapping.values.is_every_other


def test_a_column_for_each_measure_is_matched_by_its_heading() -> None:
    text = "area_code,period,Care homes rated good (%),Number of beds\nE08000009,2021/22,87.5,400\n"
    suggestion = proposed(text, HOMES, BEDS)
    assert rows(suggestion) == [
        (TRAFFORD, "homes", "2021/22", "87.5"),
        (TRAFFORD, "beds", "2021/22", "400"),
    ]


def test_a_header_of_two_lines_is_seen() -> None:
    text = ",2021/22,,2022/23,\nCode,Rated good %,Beds,Rated good %,Beds\nE08000009,87.5,400,88,410\n"
    suggestion = proposed(text, HOMES, BEDS)
    assert rows(suggestion) == [
        (TRAFFORD, "homes", "2021/22", "87.5"),
        (TRAFFORD, "beds", "2021/22", "400"),
        (TRAFFORD, "homes", "2022/23", "88"),
        (TRAFFORD, "beds", "2022/23", "410"),
    ]
    assert "/layout/header_lines" in doubts(suggestion, "guessed")


def test_semicolons_decimal_commas_and_a_title_above_are_seen() -> None:
    text = "\ufeffCare homes, rated good;;\n;;\nCode;Period;Value\nE08000009;2021/22;1.234,5\nE08000002;2021/22;7,25\n"
    suggestion = proposed(text, BEDS)
    assert [row[3] for row in rows(suggestion)] == ["1234.5", "7.25"]
    assert (suggestion.mapping.layout.lines_above, suggestion.mapping.layout.separator) == (2, ";")


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (['"12,345"', '"1,234.5"'], ["12345", "1234.5"]),
        (["(3.4)", "2"], ["-3.4", "2"]),
        (["57.5%", "58 %"], ["57.5", "58"]),
        (["\u00a31200", "\u00a3900.50"], ["1200", "900.50"]),
        (["12 345", "999"], ["12345", "999"]),
        (["57.5 [p]", "58"], ["57.5", "58"]),
    ],
)
def test_the_marks_of_figures_are_seen(cells: list[str], values: list[str]) -> None:
    lines = [f"E08000009,20{20 + at}/{21 + at},{cell}" for at, cell in enumerate(cells)]
    suggestion = proposed("\n".join(["area_code,period,value", *lines]), HOMES if "%" in cells[0] else BEDS)
    assert [row[3] for row in rows(suggestion)] == values


def test_a_comma_before_three_digits_only_is_a_persons_to_choose() -> None:
    suggestion = proposed('area_code,period,value\nE08000009,2021/22,"12,345"\nE08000002,2021/22,7\n', BEDS)
    assert rows(suggestion)[0][3] == "12345"
    assert "/numbers/decimal_mark" in doubts(suggestion, "choose")


def test_fractions_behind_two_marks_are_a_persons_to_choose() -> None:
    cells = ("57.3", '"57,8"', "57.1", "45.1")
    lines = [f"E08000009,20{20 + at}/{21 + at},{cell}" for at, cell in enumerate(cells)]
    suggestion = proposed("\n".join(["area_code,period,value", *lines]), HOMES)
    assert "/numbers/decimal_mark" in doubts(suggestion, "choose")


def test_what_is_held_back_and_what_is_missing_are_told_apart() -> None:
    text = (
        "area_code,period,value\nE08000009,2021/22,<5\nE08000002,2021/22,[c]\nE06000060,2021/22,..\nE92000001,2021/22,9"
    )
    found = proposed(text, BEDS).mapped
    assert found is not None
    assert list(found.suppressed) == ["small-number", "confidential", None, None]
    assert list(found.missing) == [None, None, "not published by the source", None]


def test_a_word_that_nobody_knows_is_asked_about_and_its_row_faulted() -> None:
    text = "area_code,period,value\nE08000009,2021/22,estimated\nE08000002,2021/22,3\n"
    suggestion = proposed(text, BEDS)
    assert "/words" in doubts(suggestion, "choose")
    assert suggestion.mapped is not None
    assert [(fault.row, fault.column) for fault in suggestion.mapped.faults] == [(1, "value")]


@pytest.mark.parametrize(
    ("header", "cell", "period"),
    [
        ("period", "Mar-23", "2023-03"),
        ("period", "2017/18 - 2019/20", "2017/18-2019/20"),
        ("Quarter", "2022/23 Q3", "2022/23-Q3"),
        ("Date", "31/03/2023", "2023-03-31"),
        ("Year", "2021-22", "2021/22"),
    ],
)
def test_the_dialect_of_periods_is_seen(header: str, cell: str, period: str) -> None:
    suggestion = proposed(f"area_code,{header},value\nE08000009,{cell},1\nE08000002,{cell},2\n", HOMES)
    assert {row[2] for row in rows(suggestion)} == {period}


def test_how_often_a_measure_is_taken_tells_a_month_from_a_year() -> None:
    text = "area_code,period,value\nE08000009,2011-12,1\nE08000009,2010-11,2\n"
    assert [row[2] for row in rows(proposed(text, HOMES))] == ["2011/12", "2010/11"]
    assert [row[2] for row in rows(proposed(text, CLAIMANTS))] == ["2011-12", "2010-11"]


def test_a_day_that_may_be_read_in_two_ways_is_a_persons_to_choose() -> None:
    suggestion = proposed("area_code,date,value\nE08000009,01/02/2023,1\nE08000002,01/02/2023,1\n", HOMES)
    assert rows(suggestion)[0][2] == "2023-02-01"
    assert "/period/dialects" in doubts(suggestion, "choose")


def test_a_year_and_a_quarter_in_two_columns_are_one_period() -> None:
    suggestion = proposed("area_code,Year,Quarter,value\nE08000009,2022/23,Q3,1\nE08000009,2022/23,Q4,2\n", HOMES)
    assert [row[2] for row in rows(suggestion)] == ["2022/23-Q3", "2022/23-Q4"]


def test_names_become_codes_and_an_unknown_one_is_asked_about() -> None:
    text = "Council,period,value\nTrafford MBC,2021/22,1\nBury Council,2021/22,2\nBurnley,2021/22,3\n"
    suggestion = proposed(text, HOMES)
    assert suggestion.mapped is not None
    assert list(suggestion.mapped.area) == [TRAFFORD, BURY]
    assert [(fault.row, fault.code) for fault in suggestion.mapped.faults] == [(3, "not-mapped")]
    assert "/area/codes" in doubts(suggestion, "choose")


def test_an_old_code_is_known_by_the_name_beside_it() -> None:
    text = "area_code,area_name,period,value\nE10000002,Buckinghamshire,2021/22,1\nE08000009,Trafford,2021/22,2\n"
    suggestion = proposed(text, HOMES)
    assert [row[0] for row in rows(suggestion)] == [BUCKS, TRAFFORD]
    assert "/area/codes" in doubts(suggestion, "guessed")


def test_a_table_without_places_is_taken_for_the_keys_only_area_or_asked_about() -> None:
    text = "period,value\n2021/22,1\n2022/23,2\n"
    one = proposed(text, HOMES)
    assert {row[0] for row in rows(one)} == {TRAFFORD}
    several = proposed(text, about=known(HOMES, own=frozenset({TRAFFORD, BURY})))
    assert (several.mapped, doubts(several, "choose")) == (None, {"/area/sources"})


def test_counts_in_thousands_are_multiplied_and_it_is_said() -> None:
    suggestion = proposed("area_code,period,indicator,value\nE08000009,Mar-23,Claimants (thousands),4.5\n", CLAIMANTS)
    assert rows(suggestion)[0][3] == "4500.0"
    assert "/units" in doubts(suggestion, "guessed")


def test_shares_of_one_under_a_measure_in_percent_are_asked_about() -> None:
    suggestion = proposed(
        "area_code,period,value\nE08000009,2021/22,0.5\nE08000002,2021/22,0.75\nE06000060,2021/22,1\n", HOMES
    )
    assert "/units" in doubts(suggestion, "choose")


def test_a_national_indicator_is_known_by_its_code_alone() -> None:
    waste = KnownMeasure("waste", "Household waste sent for recycling", "percent", "annual")
    text = "area_code,period,indicator,value\nE08000009,2021/22,NI 192,1\nE08000002,2021/22,NI192,2\n"
    assert {row[1] for row in rows(proposed(text, waste, HOMES))} == {"waste"}


def test_a_part_of_an_indicator_is_known_by_its_code_in_whichever_spelling() -> None:
    parts = [KnownMeasure(f"NI-157{part}", "Planning", "percent", "annual", "NI-157", part) for part in ("a", "b")]
    texts = ("NI 157a", "NI157 (a)", "157a", "ni-157(A)", "NI 157b")
    lines = "".join(f"E08000009,{2010 + at}/{11 + at},{text},{at}\n" for at, text in enumerate(texts))
    suggestion = proposed(f"area_code,period,indicator,value\n{lines}", *parts, HOMES)
    assert [row[1] for row in rows(suggestion)] == ["NI-157a"] * 4 + ["NI-157b"]
    assert not doubts(suggestion, "choose")


def test_two_measures_too_alike_to_choose_between_are_named_and_neither_is_taken() -> None:
    twin = KnownMeasure("homes-too", "Care homes rated good", "percent", "annual")
    text = "area_code,period,indicator,value\nE08000009,2021/22,Good care homes,1\n"
    suggestion = proposed(text, HOMES, twin)
    asked = [doubt.message for doubt in suggestion.doubts if doubt.certainty == "choose"]
    assert asked == ["'Good care homes' could be homes or homes-too: say which."]
    assert not suggestion.mapping.measure.codes


def test_figures_that_count_something_else_are_never_matched() -> None:
    text = "area_code,period,indicator,unit,value\nE08000009,2021/22,Care homes rated good,Tonnes,1\n"
    suggestion = proposed(text, HOMES, BEDS)
    assert not suggestion.mapping.measure.codes
    assert "/measure/codes" in doubts(suggestion, "choose")


def test_totals_and_footnotes_are_left_out_and_it_is_said() -> None:
    text = (
        "area_name,period,value\nTrafford,2021/22,1\nBury,2021/22,2\nTotal,2021/22,3\n"
        "Source: Care Quality Commission,,\nNote: rounded,,\n"
    )
    suggestion = proposed(text, HOMES)
    assert [row[0] for row in rows(suggestion)] == [TRAFFORD, BURY]
    assert suggestion.mapped is not None
    assert [(one.rows, one.first) for one in suggestion.mapped.left_out] == [(1, 3), (2, 4)]
    assert "/leave_out" in doubts(suggestion, "guessed")


def test_figures_split_by_a_column_that_is_not_used_are_a_persons_to_choose() -> None:
    text = "area_code,period,sex,value\nE08000009,2021/22,F,1\nE08000009,2021/22,M,2\n"
    suggestion = proposed(text, HOMES)
    assert "/leave_out" in doubts(suggestion, "choose") or "/measure/codes" in doubts(suggestion, "choose")


def test_a_status_and_a_reason_may_have_columns_of_their_own() -> None:
    text = "area_code,period,value,status,note\nE08000009,2021/22,1,p,\nE08000002,2021/22,,Final,closed\n"
    found = proposed(text, HOMES).mapped
    assert found is not None
    assert (list(found.status), list(found.missing)) == (["provisional", "final"], [None, "closed"])


@pytest.mark.parametrize("text", ["", "\n\n", "a\n", "a,b\n", "1,2\n3,4\n", "x,y\nfoo,bar\n"])
def test_a_sample_that_holds_nothing_is_refused_or_asked_about(text: str) -> None:
    try:
        suggestion = proposed(text, HOMES)
    except NoTable:
        return
    assert doubts(suggestion, "choose")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Per 10,000 aged 10-17", "per"),
        ("% of children", "percent"),
        ("\u00b5g/m3", "concentration"),
        ("Number of children", "count"),
        ("Tonnes", "tonnes"),
        ("Household", None),
    ],
)
def test_what_a_wording_counts(text: str, kind: str | None) -> None:
    assert counted(text) == kind


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["E08000009", "Trafford", "2021/22", "Mar-23", "1,234", "57.5%", "<5", "NA", "", "Total", "p"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.sampled_from(",;\t"))
def test_no_sample_breaks_a_proposal(lines: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(f'"{cell.replace(chr(34), "")}"' for cell in line) for line in lines)
    try:
        document = proposal_document("trial", proposed(text.encode(errors="replace"), HOMES, BEDS))
    except (Malformed, NoTable):
        return  # refused by name, which is as good
    assert document["mapping"] == "trial"
