"""Small posts that come in at the same moment share a transaction and nothing else."""

import asyncio

import pytest

from tests.integration.indicators.figures import COUNCIL, NEET, STAFF, TRAFFORD, WASTE, World, row, target


@pytest.fixture
async def here(here: World) -> World:
    await here.key(COUNCIL)
    return here


async def test_fifty_at_once_get_fifty_receipts_and_a_bad_row_harms_nobody(here: World) -> None:
    await here.tell(target("60", "2001"), target("60", "2049", name=STAFF))
    rows = [row("50" if n % 7 else "x", str(1970 + n)) for n in range(50)]
    answers = await asyncio.gather(*(here.post(one) for one in rows))
    assert [answer.status_code for answer in answers] == [201 if n % 7 else 422 for n in range(50)]
    receipts = [answer.json() for answer in answers if answer.status_code == 201]
    assert (len({one["batch"] for one in receipts}), {one["new"] for one in receipts}) == (42, {1})
    assert sum(len(one["judgements"]) for one in receipts) == 1
    kept = await here.admin.fetchval("select count(*) from indicators.ledger where kind = 'indicators.batch'")
    transactions = await here.admin.fetchval("select count(distinct xmin::text) from indicators.batch")
    assert (kept, await here.count("batch"), await here.count("figure")) == (42, 42, 42)
    assert transactions < 42, "they were gathered"


async def test_posts_about_one_figure_are_revisions_one_after_the_other(here: World) -> None:
    answers = await asyncio.gather(*(here.post(row(str(n))) for n in range(12)))
    counted = [(answer.json()["new"], answer.json()["revised"]) for answer in answers]
    assert sorted(counted) == [*[(0, 1)] * 11, (1, 0)]
    revisions = await here.admin.fetch("select revision from indicators.figure order by 1")
    assert [one["revision"] for one in revisions] == list(range(1, 13))


async def test_the_same_post_many_times_at_once_is_done_once(here: World) -> None:
    posts = [here.post(row("5"), key="same") for _ in range(6)] + [here.post(row("6", "2001"), key="other")]
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {201}
    assert (len({answer.content for answer in answers}), await here.count("batch")) == (2, 2)


async def test_one_that_what_stands_refuses_is_refused_alone(here: World) -> None:
    await here.post(row("5"))
    wrong = row("6") | {"action": "append"}
    reused = here.post(row("9", "2003"), key="k1")
    await here.post(row("8", "2004"), key="k1")
    answers = await asyncio.gather(here.post(row("1", "2001")), here.post(wrong), here.post(row("2", "2002")), reused)
    assert [answer.status_code for answer in answers] == [201, 422, 201, 422]
    assert answers[3].json()["type"] == "/problems/key-reused"
    assert [error["code"] for error in answers[1].json()["errors"]] == ["already-there"]


async def test_each_is_held_to_the_areas_and_measures_of_its_own_key(here: World) -> None:
    answers = await asyncio.gather(
        here.post(row("1")), here.post(row("1", name=NEET)), here.post(row(code="E08000002"))
    )
    assert [answer.status_code for answer in answers] == [201, 403, 403]
    stored = await here.admin.fetch("select area, measure from indicators.observation")
    assert [tuple(one) for one in stored] == [(TRAFFORD, WASTE)]
