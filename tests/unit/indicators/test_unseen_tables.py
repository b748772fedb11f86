"""Tables that nobody has seen: each comes through a proposed mapping rightly, or a person is asked in plain words."""

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.indicators.domain.mapping.likeness import KnownMeasure
from services.indicators.domain.mapping.suggestion import Suggestion
from services.indicators.schemas.mapping import contradiction
from services.indicators.schemas.mapping.attempt import proposal_document
from services.indicators.schemas.mapping.sheet import Sheet, sample
from shared.reader import BadEncoding
from tests.unit.indicators.suggestions import BUCKS, BURY, TRAFFORD, proposed

TABLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "published_tables.toml").read_text(encoding="utf-8")
)["table"]
PLACES = {TRAFFORD: "Trafford", BURY: "Bury", BUCKS: "Bucks", "E92000001": "England"}
WASTE = KnownMeasure("waste", "Household waste recycled", "percent", "annual")
STAFF = KnownMeasure("staff", "Staff", "people", "annual")
KNOWN = {
    one.measure: one
    for one in (
        *(WASTE, STAFF),
        KnownMeasure("mmr", "Children who had the MMR vaccine at 2", "percent", "quarterly"),
        KnownMeasure("crime", "Recorded burglary", "crimes per 1,000 people", "monthly"),
        KnownMeasure("spend", "Spending on adult social care", "pounds", "annual"),
        KnownMeasure("gcse", "Pupils with five good GCSEs", "percent", "annual"),
        KnownMeasure("life", "Life expectancy at birth, men", "years", "annual"),
    )
}


def rows(suggestion: Suggestion) -> list[str]:
    """What each row becomes; none where the proposal lacks a part that a person has to say."""
    found = suggestion.mapped
    if found is None:
        return []
    told = zip(
        (PLACES.get(area or "", area) for area in found.area),
        *(found.measure, found.period, found.value, found.suppressed),
        ("-" if missing else None for missing in found.missing),
        found.status,
        strict=True,
    )
    return [" ".join(part for part in row if part) for row in told]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_a_table_nobody_has_seen_comes_through_rightly_or_a_person_is_asked(table: dict[str, Any]) -> None:
    suggestion = proposed(table["text"], *(KNOWN[one] for one in table.get("measures", ("waste", "staff"))))
    asked = [doubt for doubt in suggestion.doubts if doubt.certainty == "choose"]
    assert sorted({doubt.about for doubt in asked}) == table.get("asked", [])
    assert rows(suggestion) == table.get("rows", [])
    assert any(table.get("said", "") in doubt.message for doubt in asked) or not asked
    assert any(table.get("doubt", "") in doubt.message for doubt in suggestion.doubts)
    assert asked or (suggestion.mapped is not None and not suggestion.mapped.faults)
    document = proposal_document("trial", suggestion)["document"]
    assert asked or contradiction.read(document).value() == suggestion.mapping


def test_where_no_measure_is_known_the_measure_is_all_that_is_left_to_choose() -> None:
    text = next(table["text"] for table in TABLES if table["name"] == "spaces")
    suggestion = proposed(text, WASTE, STAFF)
    document: Any = proposal_document("trial", suggestion)["document"]
    document["measure"] = {"sources": [{"constant": "waste"}]}
    assert contradiction.read(document).value().values == suggestion.mapping.values


def test_columns_beside_a_figure_say_why_they_are_not_used() -> None:
    text = next(table["text"] for table in TABLES if table["name"] == "count-rate")
    unused = proposed(text, WASTE, STAFF).mapping.unused
    assert unused == {
        "Count": "from what the figure is worked out",
        "Lower limit": "how sure the figure is, not the figure",
        "Upper limit": "how sure the figure is, not the figure",
        "England rank": "a place in an order, not the figure",
    }


def test_names_are_used_where_none_of_the_codes_beside_them_is_known_and_it_is_said() -> None:
    suggestion = proposed("Code,Name,Period,Staff\n00BU,Trafford,2021/22,7\n00BM,Bury,2021/22,8\n", WASTE, STAFF)
    assert rows(suggestion) == ["Trafford staff 2021/22 7", "Bury staff 2021/22 8"]
    assert any("None of the codes in 'Code' is known here" in doubt.message for doubt in suggestion.doubts)


def test_places_that_are_not_known_are_left_out_by_name_so_that_a_new_one_is_a_fault() -> None:
    text = next(table["text"] for table in TABLES if table["name"] == "nations")
    (rule,) = proposed(text, WASTE, STAFF).mapping.leave_out
    assert (rule.column, rule.texts) == ("Code", ("W06000015", "S12000036", "N09000003", "E06000001"))


def test_what_splits_a_measure_that_is_about_a_part_is_a_persons_to_choose() -> None:
    boys = KnownMeasure("boys", "Boys who read well", "percent", "annual")
    text = "Area,Year,Sex,Read well\nTrafford,2021/22,Total,57\nTrafford,2021/22,Boys,52\nTrafford,2021/22,Girls,61\n"
    suggestion = proposed(text, boys)
    assert not suggestion.mapping.leave_out
    assert "/leave_out" in {doubt.about for doubt in suggestion.doubts if doubt.certainty == "choose"}


WIDE = "Area name\tPeriod\tSpend (\u00a3)\nTrafford\t2021/22\t\u00a31,200\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_a_sheet_is_read_in_an_encoding_that_is_certain(encoding: str) -> None:
    kind = "text/csv; charset=utf-16" if encoding == "utf-16" else "text/csv"
    lines, separator = sample(Sheet(io.BytesIO(WIDE.encode(encoding)), kind))
    assert (lines[1], separator) == (["Trafford", "2021/22", "\u00a31,200"], "\t")


def test_a_sheet_in_another_encoding_is_refused_by_name() -> None:
    with pytest.raises(BadEncoding, match=r"Line 1 cannot be read as UTF-8.*Windows-1252") as refusal:
        sample(Sheet(io.BytesIO(WIDE.encode("cp1252")), "text/csv"))
    assert "save it as CSV UTF-8" in str(refusal.value)
