"""What a table would become by a mapping, and the mapping that is proposed for one: nothing is stored."""

from httpx import Response

from tests.integration.indicators.figures import COUNCIL, TRAFFORD, WASTE, World
from tests.integration.indicators.mappings import ADDRESS, MAPPING, TABLE, headers, put


async def attempt(here: World, table: str, query: str = "") -> Response:
    sending = await headers(here) | {"Content-Type": "text/csv"}
    return await here.client.post(f"{ADDRESS}:try{query}", content=table.encode(), headers=sending)


async def test_a_trial_shows_what_each_row_would_become_and_stores_nothing(here: World) -> None:
    await put(here, MAPPING)
    answer = (await attempt(here, TABLE)).json()
    assert {name: answer[name] for name in ("mapping", "version", "rows", "total_figures", "errors")} == {
        "mapping": "waste",
        "version": 1,
        "rows": 1,
        "total_figures": 2,
        "errors": [],
    }
    shown = [(one["row"], one["column"], one["period"], one["value"], one["missing"]) for one in answer["figures"]]
    assert shown == [(1, "2022-23", "2022/23", "57.5", None), (1, "2023-24", "2023/24", None, "not collected")]
    assert [await here.count(table) for table in ("observation", "batch")] == [0, 0]


async def test_a_trial_names_every_fault_by_the_row_and_column_that_were_sent(here: World) -> None:
    await put(here, MAPPING)
    answer = (await attempt(here, f"Code,2022-23\n{TRAFFORD},x\nE99999999,1\n{TRAFFORD},101\n")).json()
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [
        (1, "2022-23", "bad-number"),
        (2, "Code", "unknown-area"),
        (3, "2022-23", "out-of-range"),
    ]


async def test_a_trial_may_be_of_an_older_version_and_of_a_part(here: World) -> None:
    await put(here, MAPPING)
    await put(here, MAPPING | {"units": [{"factor": "0.1"}]}, seen='"1"')
    older = (await attempt(here, TABLE, "?version=1&limit=1")).json()
    newer = (await attempt(here, TABLE, "?limit=1&skip=1")).json()
    assert (older["figures"][0]["value"], len(older["figures"])) == ("57.5", 1)
    assert [one["period"] for one in newer["figures"]] == ["2023/24"]


async def test_a_trial_names_what_is_wrong_with_a_sheet_that_cannot_be_read(here: World) -> None:
    await put(here, MAPPING)
    codes = [(await attempt(here, sent)).json()["errors"][0]["code"] for sent in ("", "Code,2022-23\n1,2,3\n", '"')]
    assert codes == ["missing-column", "long-row", "unreadable-row"]
    odd = await here.client.post(f"{ADDRESS}:try", content=b"x", headers=await headers(here) | {"Content-Type": "a/b"})
    assert odd.status_code == 415


async def suggest(here: World, table: str, body: str = COUNCIL) -> Response:
    sending = await headers(here, body) | {"Content-Type": "text/csv"}
    return await here.client.post(f"{ADDRESS}:suggest", content=table.encode(), headers=sending)


async def test_a_proposal_is_made_from_a_sample_and_nothing_is_stored(here: World) -> None:
    table = f"Code,Indicator,2022-23,2023-24\n{TRAFFORD},Household waste recycled,57.5,..\n"
    answer = (await suggest(here, table)).json()
    assert answer["document"]["measure"]["codes"] == [{"texts": ["Household waste recycled"], "code": WASTE}]
    assert (answer["sample"]["total_figures"], answer["sample"]["errors"]) == (2, [])
    assert {finding["certainty"] for finding in answer["findings"]} >= {"sure", "guessed"}
    assert await here.count("mapping") == 0
    assert (await put(here, answer["document"])).status_code == 201
    assert (await attempt(here, table)).json()["errors"] == []


async def test_a_proposal_names_only_measures_of_the_body_that_asks(here: World) -> None:
    table = f"Code,Indicator,2022-23\n{TRAFFORD},Neet 16 17,3\n"
    assert "codes" not in (await suggest(here, table)).json()["document"]["measure"]
    own = (await suggest(here, table, "trafford-college")).json()["document"]["measure"]["codes"]
    assert own == [{"texts": ["Neet 16 17"], "code": "neet-16-17"}]


async def test_a_sample_that_holds_no_table_is_refused(here: World) -> None:
    assert (await suggest(here, "")).status_code == 422
    assert (await suggest(here, "a,b\n1,2,3\n")).status_code == 422
