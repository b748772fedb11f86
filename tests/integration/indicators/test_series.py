"""Figures handed out: as JSON, CSV and SDMX-CSV, filtered, page by page, as they stood, to the digit as sent."""

import csv
import io
from datetime import date

import pytest

from services.indicators.schemas.figure.export import sdmx_period
from services.indicators.schemas.figure.sdmx import own_period
from shared.database import Database
from shared.events.publication import MeasureRegistered
from shared.periods import parse
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    ENGLAND,
    NEET,
    REGISTER,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    lead,
    row,
    world,
)

AT = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations"
STAFF_AT = f"/indicators/v1/measures/{TRAFFORD}/{STAFF}/observations"
FORMULAS = ("=cmd|' /C calc'!A0", "\uff1d1+1", "\uff0b1", "+1", "-x", "@SUM(A1)", " =1", "\t=1")


async def table(here: World, path: str, **headers: str) -> list[dict[str, str]]:
    answer = await here.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_values_come_back_to_the_digit_as_sent(here: World) -> None:
    sent = ["57.50", "-0.10", "0", "123456789012345.000000000100", "-7"]
    posted = await here.post(*(row(value, str(2000 + at), STAFF) for at, value in enumerate(sent)))
    assert posted.status_code == 201, posted.text
    told = (await here.client.get(STAFF_AT)).json()["observations"]
    assert [one["value"] for one in told] == sent
    assert [line["value"] for line in await table(here, f"{STAFF_AT}.csv")] == sent
    assert [line["OBS_VALUE"] for line in await table(here, f"{STAFF_AT}.sdmx.csv")] == sent


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ("text/csv;q=0, */*;q=0.1", "application/json"),
        ("application/vnd.sdmx.data+csv;version=2.0.0", "application/vnd.sdmx.data+csv;version=2.0.0"),
        ("text/csv;q=nan", "application/json"),
    ],
)
async def test_the_reader_says_in_which_format_it_wants_them(here: World, accept: str, kind: str) -> None:
    answer = await here.client.get(AT, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "Accept" in answer.headers["vary"]


async def test_a_withdrawn_figure_is_told_as_withdrawn_and_a_suppressed_one_as_suppressed(here: World) -> None:
    await here.post(row("1", "2021"), row("2", "2022"))
    await here.post(
        row(None, "2021") | {"action": "withdraw", "reason": "counted twice"},
        row(None, "2022") | {"suppressed": "small-number", "reason": "fewer than five"},
    )
    first, second = await table(here, f"{AT}.csv")
    assert (first["value"], first["missing"], first["action"]) == ("", "", "withdraw")
    assert (second["suppressed"], second["missing"], second["reason"]) == ("small-number", "", "fewer than five")
    first, second = await table(here, f"{AT}.sdmx.csv")
    assert (first["ACTION"], first["OBS_VALUE"]) == ("D", "")
    assert (second["ACTION"], second["OBS_STATUS"], second["CONF_STATUS"]) == ("I", "Q", "S")


async def test_our_own_files_of_figures_are_read_back_as_they_are_and_change_nothing(here: World) -> None:
    await here.post(row("57.50", "2021") | {"status": "provisional"}, row("2", "2022"), row("3", "2023"))
    await here.post(
        row("57.60", "2021") | {"status": "revised", "audit": "external", "reason": 'two depots, "north" and west'},
        row(None, "2022") | {"suppressed": "small-number", "reason": "fewer than five"},
        row(None, "2023") | {"action": "withdraw"},
        row(None, "2024") | {"missing": "not counted"},
        row("41.0", "2024", code=ENGLAND),
    )
    before = (await here.client.get(f"{AT}.csv?place=*")).content
    answer = (await here.post(content=before, kind="text/csv")).json()
    assert [answer[name] for name in ("rows", "same", "new", "revised", "withdrawn", "refused")] == [5, 5, 0, 0, 0, 0]
    assert (await here.client.get(f"{AT}.csv?place=*")).content == before
    # one figure changed in the file that was taken out is one revision
    changed = before.replace(b"57.60", b"57.70")
    answer = (await here.post(content=changed, kind="text/csv")).json()
    assert (answer["same"], answer["revised"], answer["new"]) == (4, 1, 0)
    line: dict[str, object] = {
        "area": TRAFFORD,
        "measure": WASTE,
        "period": "2021",
        "value": "57.70",
        "unit": "percent",
        "starts_on": "x",
    }
    assert (await here.post(line | {"status": "revised", "audit": "external"})).json()["same"] == 1
    assert (await here.post(line | {"sex": "f"})).json()["errors"][0]["code"] == "unknown-column"


async def test_places_and_periods_are_chosen_and_paged_through(here: World) -> None:
    years = [str(year) for year in range(2010, 2020)]
    await here.post(*(row("1", year) for year in years), *(row("2", year, code=ENGLAND) for year in years))
    found, at = [], f"{AT}?place=*&from=2012&to=2018&limit=3"
    while at:
        answer = await here.client.get(at)
        found += [(one["place"], one["period"]) for one in answer.json()["observations"]]
        at = answer.json().get("links", {}).get("next", "")
        assert (f'<{at}>; rel="next"' == answer.headers.get("link")) == bool(at)
    assert found == [(place, year) for place in (TRAFFORD, ENGLAND) for year in years[2:9]]
    lines = await table(here, f"{AT}.csv?place={ENGLAND}&place={TRAFFORD}&from=2019")
    assert [(line["area"], line["period"]) for line in lines] == [(TRAFFORD, "2019"), (ENGLAND, "2019")]


async def test_one_series_is_paged_through_however_far_apart_its_periods_are(here: World) -> None:
    periods = ["1901", "1998/99", "2000", "2003/04", "2003/04-Q4", "2004-03", "2019", "2025"]
    assert (await here.post(*(row(f"{at}.5", period) for at, period in enumerate(periods)))).status_code == 201
    found, address = [], f"{AT}?limit=3"
    while address:
        page = (await here.client.get(address)).json()
        found += [one["period"] for one in page["observations"]]
        address = page.get("links", {}).get("next")
    assert sorted(found) == sorted(periods)
    await here.post(row("9.5", "2003/04"), row("9.5", "2003/04-Q4"))
    address = f"{AT}?limit=1&from=2003/04-Q4&to=2018&after={TRAFFORD}~2003/04"
    page = (await here.client.get(address)).json()["observations"]
    assert [(one["period"], one["value"], one["revision"]) for one in page] == [("2003/04-Q4", "9.5", 2)]
    assert found == [one["period"] for one in (await here.client.get(f"{AT}?limit=100")).json()["observations"]]


async def test_figures_are_told_as_they_stood_on_a_day(here: World, clock: SetClock) -> None:
    await here.post(row("57.5"))
    clock.advance(days=2)
    await here.post(row("58.5"))
    assert [line["value"] for line in await table(here, f"{AT}.csv?as_of=2026-03-02")] == ["57.5"]
    assert [line["value"] for line in await table(here, f"{AT}.csv?as_of=2026-03-04")] == ["58.5"]
    assert await table(here, f"{AT}.csv?as_of=2026-03-01") == []


async def test_no_cell_of_text_can_run_as_a_formula_and_a_number_stays_one(here: World) -> None:
    posted = await here.post(row("-5", name=STAFF), row(None, "2023/24", STAFF) | {"missing": "x"})
    assert posted.status_code == 201, posted.text
    for text in FORMULAS:
        await here.admin.execute("update indicators.figure set reason = $1", text)
        for name, path in (("reason", f"{STAFF_AT}.csv"), ("OBS_COMMENT", f"{STAFF_AT}.sdmx.csv")):
            assert {line[name] for line in await table(here, path)} == {f"'{text}"}
    assert [line["value"] for line in await table(here, f"{STAFF_AT}.csv")] == ["", "-5"]


async def test_the_csv_is_described_with_its_source_and_licence(
    settings: Settings, indicators: Database, clock: SetClock, admin_url: str
) -> None:
    source = "Trafford Data Lab, Open Government Licence v3.0"
    measure = MeasureRegistered(
        area=TRAFFORD,
        measure="bins",
        title="Bins",
        unit="bins",
        polarity="lower",
        frequency="annual",
        framework="local",
        source=source,
    )
    events = [*REGISTER, measure, lead(TRAFFORD, "bins", "trafford-council", date(2021, 4, 1))]
    async with world(settings, indicators, clock, admin_url, events) as here:
        at = f"/indicators/v1/measures/{TRAFFORD}/bins/observations.csv"
        described = (await here.client.get(f"{at}-metadata.json")).json()
        header = (await here.client.get(at)).text.splitlines()[0].split(",")
        plain = (await here.client.get(f"{AT}.csv-metadata.json")).json()
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header
    assert described["dc:source"] == source
    assert described["dc:license"]["@id"].startswith("https://www.nationalarchives.gov.uk/doc/open-government-licence")
    assert "dc:license" not in plain


async def test_the_latest_figure_of_every_measure_is_told_with_its_trend(here: World) -> None:
    await here.post(row("55", "2021/22"), row("57", "2023/24"), row("58", "2024/25"), row("42", code=ENGLAND))
    await here.post(row("58.50", "2024/25"), row("9", "2024-01", STAFF), row("4", "2025-01", STAFF))
    told = (await here.client.get(f"/indicators/v1/areas/{TRAFFORD}/latest")).json()["measures"]
    found = {one["measure"]: one for one in told}
    waste, staff, neet = found[WASTE], found[STAFF], found[NEET]
    assert (waste["latest"]["value"], waste["latest"]["revision"], waste["latest"]["place"]) == ("58.50", 2, TRAFFORD)
    assert (waste["direction"]["travel"], waste["direction"]["against"]) == ("better", "2023/24")
    assert (waste["direction"]["difference"], staff["direction"]["travel"]) == ("1.50", "down")
    assert (neet["latest"], neet["direction"]) == (None, None)
    assert (await here.client.get("/indicators/v1/areas/E99999999/latest")).status_code == 404


async def test_the_latest_say_the_same_as_each_measure_by_itself(here: World) -> None:
    await here.post(*(row(str(50 + at), f"{year}/{(year + 1) % 100:02}") for at, year in enumerate(range(2015, 2025))))
    (one,) = (
        one
        for one in (await here.client.get(f"/indicators/v1/areas/{TRAFFORD}/latest")).json()["measures"]
        if one["measure"] == WASTE
    )
    alone = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}")).json()
    assert (one["latest"], one["direction"]) == (alone["latest"], alone["reading"]["direction"])


async def test_what_the_reader_holds_is_not_sent_again(here: World) -> None:
    await here.post(row("57.5"))
    for path in (AT, f"{AT}.csv", f"{AT}.sdmx.csv", f"{AT}.csv-metadata.json"):
        etag = (await here.client.get(path)).headers["etag"]
        assert (await here.client.get(path, headers={"If-None-Match": etag})).status_code == 304
    etag = (await here.client.get(f"{AT}.csv")).headers["etag"]
    assert (await here.client.get(f"{AT}.csv?from=2019", headers={"If-None-Match": etag})).status_code == 200
    await here.post(row("58"))
    assert (await here.client.get(f"{AT}.csv", headers={"If-None-Match": etag})).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["from=2013/15", "to=x", "as_of=9999-12-31", "as_of=2026-3-1", "after=x~2013/15", "limit=0", "place=", "after=~"],
)
async def test_what_cannot_be_read_is_refused(here: World, query: str) -> None:
    assert (await here.client.get(f"{AT}?{query}")).status_code == 422


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2019", "2019"),
        ("2023-03", "2023-03"),
        ("2023-06-30", "2023-06-30"),
        ("2023-Q3", "2023-Q3"),
        ("2013/14", "2013-04-01/P1Y"),
        ("2022/23-Q3", "2022-10-01/P3M"),
        ("2017/18-2019/20", "2017-04-01/P3Y"),
        ("2017-2019", "2017-01-01/P3Y"),
        ("2023-02-2023-04", "2023-02-01/P3M"),
    ],
)
def test_periods_are_written_as_sdmx_writes_them(text: str, written: str) -> None:
    assert sdmx_period(parse(text)) == written
    assert own_period(written) == text  # what is written is read back
