"""The sample says what it claims to say: every row accounted for, known figures unchanged, the story true to them."""

import csv
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from deploy.sample import exports, figures, posting
from services.indicators.domain.judgement import judgement
from services.indicators.domain.measure import national_indicator
from shared.events.publication import (
    AreaRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PlaceRegistered,
    PolicyOverridden,
)
from shared.measures import Polarity
from shared.periods import NotAPeriod, parse
from shared.policy import Override, resolve

ROWS = {
    "care_homes_rating.csv": 510,
    "children_offending.csv": 242,
    "children_poverty.csv": 213,
    "claimant_count.csv": 1300,
    "household_waste_recycling.csv": 365,
    "neet.csv": 168,
    "no2_concentration.csv": 36,
    "planning_applications_major.csv": 221,
    "social_care_satisfaction.csv": 187,
    "vaccination_mmr.csv": 192,
}
TRAFFORD = "E08000009"
EXPORT = {"file": "trial.csv", "partner": "trafford-council", "place_name": "area_name"}
MAPPING: dict[str, Any] = {
    "title": "Homes",
    "area": {"sources": [{"column": "area_code"}]},
    "measure": {
        "sources": [{"column": "indicator"}, {"column": "measure"}],
        "codes": [{"texts": ["Homes", "Percentage"], "code": "homes"}],
    },
    "period": {"sources": [{"column": "period"}], "dialects": ["month"]},
    "values": {"columns": [{"column": "value"}]},
    "words": [{"word": "NA", "reason": "not published by the source"}],
    "unused": [{"column": "area_name", "reason": "told by the code"}],
}
HEADER = "area_code,area_name,period,indicator,measure,value\n"


def batch(file: str) -> exports.Batch:
    return next(one for one in exports.batches() if one.file == file)


def register() -> dict[str, Any]:
    body: Any = exports.register().body
    told: dict[str, Any] = body
    return told


def complainants(*, refused: bool) -> set[str]:
    """The bodies that complain in the story, or those whose complaint is turned away."""
    story = exports.petition()
    bodies = {row["account"]: row["body"] for row in story["account"]}
    steps = [step for step in story["step"] if step["command"] == "lodge_complaint"]
    return {bodies[step["account"]] for step in steps if ("refused" in step) is refused}


def values_of(measure: str, area: str = TRAFFORD) -> dict[str, str | None]:
    rows = [row for one in exports.batches() for row in one.rows]
    return {row.period: row.value for row in rows if (row.area, row.measure) == (area, measure)}


def verdicts_of(measure: str) -> list[str]:
    """The verdict of every period of Trafford's that has both a figure and a target, in order of time."""
    polarity = next(row["polarity"] for row in register()["measures"] if row["measure"] == measure)
    values = values_of(measure)
    targets = [row for row in targets_sent() if row["measure"] == measure and values.get(row["period"])]
    return [
        judgement.verdict(
            judgement.Facts(
                area=TRAFFORD,
                measure=measure,
                polarity=Polarity(polarity),
                period=row["period"],
                value=Decimal(values[row["period"]] or ""),
                target=Decimal(row["value"]),
                tolerance=Decimal(row["tolerance"]),
            )
        )
        for row in sorted(targets, key=lambda row: parse(row["period"]))
    ]


def targets_sent() -> list[dict[str, Any]]:
    body: Any = exports.agreement()[-1].body
    targets: list[dict[str, Any]] = body["targets"]
    return targets


def test_the_national_set_has_198_indicators_and_no_ni_31() -> None:
    codes = [indicator.code for indicator in national_indicator.national_indicators()]
    assert codes == [f"NI {number}" for number in range(1, 200) if number != 31]


def test_the_indicator_that_was_dropped_is_refused_by_name() -> None:
    with pytest.raises(national_indicator.UnknownIndicator, match="NI 31"):
        national_indicator.national_indicator("NI 31")


def test_national_indicators_keep_their_polarity_and_say_how_sure_they_are() -> None:
    indicators = national_indicator.national_indicators()
    assert Counter(one.polarity for one in indicators) == {"higher": 121, "lower": 66, "context": 11}
    assert sum(one.is_title_confirmed for one in indicators) == 43
    assert sum(one.is_place_survey for one in indicators) == 18
    assert sum(one.is_statutory_education for one in indicators) == 16


def test_every_row_of_every_file_is_posted() -> None:
    read = {one.file: (one.rows_read, len(one.rows)) for one in exports.batches()}
    assert read == {file: (rows, rows) for file, rows in ROWS.items()}


def test_every_place_and_every_figure_of_a_file_comes_out_as_it_went_in() -> None:
    for one in exports.batches():
        records = list(csv.DictReader(StringIO(posting.read_text(f"trafford/{one.file}"))))
        place = "station_code" if "station_code" in records[0] else "area_code"
        went_in = [(record[place], record["value"]) for record in records]
        assert [(row.area, row.value if row.missing is None else "NA") for row in one.rows] == went_in


def test_only_social_care_has_rows_without_a_figure_and_they_say_why() -> None:
    missing = {one.file: one.missing for one in exports.batches() if one.missing}
    assert missing == {"social_care_satisfaction.csv": {"not published by the source": 14}}
    row = next(row for row in batch("social_care_satisfaction.csv").rows if row.missing)
    assert row.body()["value"] is None
    assert row.body()["missing"] == "not published by the source"


@pytest.mark.parametrize(
    ("measure", "area", "period", "value"),
    [
        ("household-waste-recycled", TRAFFORD, "2024/25", "57.5"),
        ("household-waste-recycled-tonnes", TRAFFORD, "2024/25", "43777"),
        ("major-planning-applications-in-time", TRAFFORD, "2024/25-Q3", "88"),
        ("claimants", "E92000001", "2023-03", "1343645"),
        ("claimant-rate", TRAFFORD, "2026-03", "3"),
        ("neet-or-not-known-16-17", TRAFFORD, "2025", "4.2"),
        ("children-cautioned-or-sentenced-rate", TRAFFORD, "2014/15", "54"),
        ("children-in-relative-low-income", "E05015259", "2024/25", "7.6"),
        ("mmr-one-dose-at-2", TRAFFORD, "2024/25", "90.6"),
        ("care-homes-good-or-outstanding", TRAFFORD, "2023-11", "87.3"),
        ("social-care-users-satisfied", TRAFFORD, "2020/21", None),
        ("no2-annual-mean", "TRF2", "2026-03-31", "16.9"),
    ],
)
def test_known_figures_arrive_under_their_measure(measure: str, area: str, period: str, value: str | None) -> None:
    assert values_of(measure, area)[period] == value


def test_every_period_is_one_the_product_reads() -> None:
    periods = {row.period for one in exports.batches() for row in one.rows} | {row["period"] for row in targets_sent()}
    assert {str(parse(period)) for period in periods} == periods


def test_no_figure_is_posted_twice() -> None:
    keys = Counter((row.area, row.measure, row.period) for one in exports.batches() for row in one.rows)
    assert [key for key, times in keys.items() if times > 1] == []


def test_a_batch_reads_the_same_as_csv_and_as_json() -> None:
    for one in exports.batches():
        body: Any = one.posting().body
        as_json = [(row["area"], row["measure"], row["period"], row["value"] or "") for row in body["rows"]]
        as_csv = csv.reader(StringIO(one.as_csv()))
        assert next(as_csv) == ["area", "measure", "period", "value", "missing"]
        assert [tuple(cells[:4]) for cells in as_csv] == as_json


def test_a_period_of_another_dialect_stops_the_export() -> None:
    with pytest.raises(NotAPeriod):
        figures.batch_of(f"{HEADER}E1,Here,2023/24,Homes,Percentage,87.3\n", EXPORT, MAPPING)


def test_every_partner_sends_its_own_table_through_its_own_mapping() -> None:
    for one in exports.batches():
        assert one.table == posting.read_text(f"trafford/{one.file}")
        assert one.path == f"/indicators/v1/batches?mapping={one.mapping.path.rpartition('/')[2]}"
    assert len({one.mapping.path for one in exports.batches()}) == len(ROWS)


def test_a_row_becomes_a_figure_to_the_digit() -> None:
    read = figures.batch_of(f"{HEADER}E1,Here,March 2023,Homes,Percentage,87.30\n", EXPORT, MAPPING)
    assert read.rows == (exports.Row("E1", "homes", "2023-03", "87.30"),)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}E1,Here,March 2023,Hotels,Percentage,87.3\n",
        f"{HEADER}E1,Here,March 2023,Homes,Percentage,n/a\n",
        f"{HEADER}E1,Here,March 2023,Homes,Percentage,NaN\n",
        f"{HEADER}E1,Here,March 2023,Homes,Percentage,\n",
        f"{HEADER}E1,Here,March 2023,Homes,Percentage\n",
        f"{HEADER}E1,Here,March 2023,Homes,Percentage,87.3,more\n",
        "area_code,area_name,period,indicator,measure,value,rank\nE1,Here,March 2023,Homes,Percentage,87.3,4\n",
    ],
    ids=["another series", "another word", "not finite", "empty", "short row", "long row", "another column"],
)
def test_what_the_mapping_does_not_name_stops_the_export(text: str) -> None:
    with pytest.raises(exports.UnmappedFile):
        figures.batch_of(text, EXPORT, MAPPING)


def test_the_register_is_made_of_the_fields_of_its_events() -> None:
    told = register()
    assert AreaRegistered(**told["area"]).area == TRAFFORD
    for shape, rows in (
        (PlaceRegistered, told["places"]),
        (PartnerRegistered, told["partners"]),
        (MeasureRegistered, told["measures"]),
        (LeadAssigned, told["leads"]),
        (PolicyOverridden, told["overrides"]),
    ):
        assert rows
        assert [shape(area=TRAFFORD, **row).area for row in rows] == [TRAFFORD] * len(rows)


def test_every_place_of_every_row_is_the_area_or_registered() -> None:
    places = {row["place"]: row["place_kind"] for row in register()["places"]}
    posted = {row.area for one in exports.batches() for row in one.rows}
    assert posted == {TRAFFORD, *places}
    assert Counter(places.values()) == {"ward": 21, "council_area": 34, "country": 1, "air_station": 3}


def test_whoever_posts_a_file_owns_its_measures_today() -> None:
    owners = {lead["measure"]: lead["data_owners"] for lead in sorted(register()["leads"], key=since)}
    posted = {(one.partner, row.measure) for one in exports.batches() for row in one.rows}
    assert {measure for _, measure in posted} == {row["measure"] for row in register()["measures"]}
    assert [pair for pair in posted if pair[0] not in owners[pair[1]]] == []


def since(lead: dict[str, Any]) -> date:
    return date.fromisoformat(lead["since_on"])


def test_every_body_that_is_named_is_a_partner() -> None:
    told = register()
    partners = {row["partner"] for row in told["partners"]}
    leads = {body for row in told["leads"] for body in (row["lead"], *row["contributors"], *row["data_owners"])}
    parents = {row["parent_body"] for row in told["partners"]} - {None}
    assert (
        leads
        | parents
        | complainants(refused=False)
        | complainants(refused=True)
        | {told["area"]["responsible_authority"]}
        <= partners
    )


def test_every_target_is_illustrative_and_of_a_measure_that_can_be_judged() -> None:
    polarities = {row["measure"]: row["polarity"] for row in register()["measures"]}
    assert {polarities[row["measure"]] for row in targets_sent()} == {"higher", "lower"}
    assert all(row["illustrative"] and not row["designated"] for row in targets_sent())


@pytest.mark.parametrize(
    ("measure", "verdicts"),
    [
        ("household-waste-recycled", ["missed"] * 4),
        ("mmr-one-dose-at-2", ["missed"] * 3),
        ("mmr-two-doses-at-5", ["missed", "near", "met"]),
        ("major-planning-applications-in-time", ["met", "missed", "missed", "missed", "met", "met", "met"]),
        ("neet-or-not-known-16-17", ["missed", "met", "met", "met", "met"]),
        ("children-cautioned-or-sentenced-rate", ["met"] * 4),
        ("children-in-relative-low-income", ["near", "missed", "near", "near"]),
        ("social-care-users-satisfied", ["near", "near", "missed", "missed"]),
    ],
)
def test_real_figures_meet_some_illustrative_targets_and_miss_others(measure: str, verdicts: list[str]) -> None:
    assert verdicts_of(measure) == verdicts


def test_good_care_homes_fall_below_their_target_and_stay_there() -> None:
    verdicts = verdicts_of("care-homes-good-or-outstanding")
    assert verdicts[:8] == ["met"] * 7 + ["near"]
    assert verdicts[-5:] == ["missed"] * 5


def test_the_petition_quotes_real_figures_of_a_measure_that_misses_its_target() -> None:
    petition = exports.petition()["petition"]
    figures_quoted = re.findall(r"\d+\.\d%", petition["text"])
    values = values_of(petition["measure"])
    assert figures_quoted == [f"{values['2024/25']}%", f"{values['2023/24']}%"]
    assert values["2022/23"] == values["2023/24"]
    assert "60%" in petition["text"]
    assert "sample petition" in petition["text"]


def test_two_complaints_count_and_the_one_of_a_body_within_another_does_not() -> None:
    partners = {row["partner"]: row for row in register()["partners"]}
    counted, turned_away = complainants(refused=False), complainants(refused=True)
    assert len({partners[body]["parent_body"] or body for body in counted}) == 2
    assert {partners[body]["parent_body"] for body in turned_away} <= counted
    assert all(partners[body]["signed_on"] for body in counted)
    assert exports.petition()["petition"]["subject"] not in counted


def test_the_inspector_comes_from_the_inspectorate_of_the_subject() -> None:
    story = exports.petition()
    subject = next(row for row in register()["partners"] if row["partner"] == story["petition"]["subject"])
    inspector = next(row for row in story["account"] if row["roles"] == ["inspector"])
    assert inspector["body"] == subject["inspectorate"]


def test_the_register_names_profiles_and_regimes_and_policy_keys_that_exist() -> None:
    second: Any = next(exports.negotiation()).body
    for told, threshold in ((register(), 40), (second, 50)):
        overrides = [Override(**{**row, "since_on": since(row)}) for row in told["overrides"]]
        policy = resolve(told["area"]["profile"], overrides, date(2026, 11, 22))
        assert policy.petition.ordinary_signatures == threshold
        assert [policy.regime(row["regime"]).duty for row in told["partners"]]


def test_enough_people_sign_the_petition_to_reach_its_threshold() -> None:
    override = next(row for row in register()["overrides"] if row["key"] == "petition.ordinary_signatures")
    assert exports.petition()["signers"]["count"] >= int(override["value"])


def test_people_of_the_sample_are_posts_and_numbers_only() -> None:
    story = exports.petition()
    addresses = re.findall(r"[\w.{}-]+@[\w.-]+", json.dumps(story))
    assert {address.partition("@")[2] for address in addresses} == {"example.org"}
    assert all(row["post"] and "name" not in row for row in story["account"])
    assert "{number}" in story["signers"]["name"]


def test_every_request_of_the_sample_has_a_key_of_its_own() -> None:
    sent = [exports.register(), *exports.agreement(), *exports.negotiation()]
    keys = Counter([one.key for one in sent] + [one.key for one in exports.batches()])
    assert max(keys.values()) == 1
