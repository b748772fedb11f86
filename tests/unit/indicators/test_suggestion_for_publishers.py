"""What is proposed for tables as national publishers lay them out, and what is never taken for one measure."""

import pytest

from services.indicators.domain.mapping.likeness import KnownMeasure
from tests.unit.indicators.suggestions import (
    BEDS,
    BURY,
    CLAIMANTS,
    HOMES,
    TRAFFORD,
    doubts,
    of_the_sample,
    proposed,
    rows,
)


@pytest.mark.parametrize(
    ("lines", "measures", "expected"),
    [
        (
            [
                "Indicator ID,Indicator Name,Parent Code,Area Code,Area Name,Sex,Time period,Value,Lower CI,Count",
                "9,Care homes that were rated good,E92000001,E08000009,Trafford,Persons,2022,9.8,7.2,12",
                "9,Care homes that were rated good,E92000001,E08000002,Bury,Persons,2022,13.2,10.1,30",
            ],
            (HOMES, BEDS),
            [(TRAFFORD, "homes", "2022", "9.8"), (BURY, "homes", "2022", "13.2")],
        ),
        (
            [
                "DATE,DATE_NAME,GEOGRAPHY_CODE,MEASURES_NAME,OBS_VALUE,OBS_STATUS_NAME",
                "2023-03,March 2023,E08000009,Value,4460,Normal Value",
                "2023-04,April 2023,E08000009,Value,4410,Normal Value",
            ],
            (CLAIMANTS,),
            [(TRAFFORD, "claimants", "2023-03", "4460"), (TRAFFORD, "claimants", "2023-04", "4410")],
        ),
        (
            [
                "time_period,time_identifier,country_code,new_la_code,old_la_code,la_name,number_of_beds,homes_rated_good",
                "202122,Academic year,E92000001,E08000009,358,Trafford,30211,6.5",
                "202223,Academic year,E92000001,E08000009,358,Trafford,c,z",
            ],
            (HOMES, BEDS),
            [
                (TRAFFORD, "beds", "2021/22", "30211"),
                (TRAFFORD, "homes", "2021/22", "6.5"),
                (TRAFFORD, "beds", "2022/23", None),
                (TRAFFORD, "homes", "2022/23", None),
            ],
        ),
        (
            [
                "Area,2019/20 (financial year),2020/21 (financial year)",
                "Trafford,57.1%,-",
                "Bury,54.1%,53.2%",
                "Source: us,,",
            ],
            (HOMES,),
            [
                (TRAFFORD, "homes", "2019/20", "57.1"),
                (TRAFFORD, "homes", "2020/21", None),
                (BURY, "homes", "2019/20", "54.1"),
                (BURY, "homes", "2020/21", "53.2"),
            ],
        ),
        (
            [
                "Indicator,Unit,Q1 2022/23,Q2 2022/23,Target",
                "Care homes rated good,%,88,90,90",
                "Beds in care homes,,1,n/a,2",
            ],
            (HOMES, BEDS),
            [
                (TRAFFORD, "homes", "2022/23-Q1", "88"),
                (TRAFFORD, "homes", "2022/23-Q2", "90"),
                (TRAFFORD, "beds", "2022/23-Q1", "1"),
                (TRAFFORD, "beds", "2022/23-Q2", None),
            ],
        ),
    ],
    ids=[
        "parents and intervals",
        "names beside codes",
        "old codes beside new",
        "years with a remark",
        "a target beside",
    ],
)
def test_tables_as_national_publishers_lay_them_out_are_understood(
    lines: list[str], measures: tuple[KnownMeasure, ...], expected: list[tuple[str | None, ...]]
) -> None:
    assert rows(proposed("\n".join(lines), *measures)) == expected


def test_series_that_cannot_be_one_measure_are_never_taken_for_one() -> None:
    text = "area_code,period,indicator,value\nE08000009,2021/22,Foo,1\nE08000009,2021/22,Bar,2\n"
    suggestion = proposed(text, HOMES)
    assert not suggestion.mapping.measure.codes
    assert "/measure/codes" in doubts(suggestion, "choose")


def test_days_that_begin_months_stand_for_them_where_the_measure_is_monthly() -> None:
    text = "area_code,date,value\nE08000009,01/02/2023,1\nE08000009,01/03/2023,2\n"
    assert [row[2] for row in rows(proposed(text, CLAIMANTS))] == ["2023-02", "2023-03"]
    assert [row[2] for row in rows(proposed(text, HOMES))] == ["2023-02-01", "2023-03-01"]


def test_a_count_is_not_taken_for_a_share_that_stands_beside_it() -> None:
    text = (
        "Quarter ending,Local authority,Major applications decided,Decided within 13 weeks or agreed time,% in time\n"
        "31/03/2024,Trafford,12,11,92%\n30/06/2024,Trafford,9,9,100%\n30/09/2024,Trafford,0,0,-\n"
    )
    suggestion = proposed(text, about=of_the_sample("trafford-council"))
    assert suggestion.mapping.measure.codes == {}
    assert "/measure/codes" in doubts(suggestion, "choose")
