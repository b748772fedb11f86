"""The description of the interface: every route says what it is for and how it may refuse; people can read it."""

import re

from tests.integration.indicators.figures import TRAFFORD, World, row


async def test_the_page_begins_with_one_line_that_works_as_it_stands(here: World) -> None:
    await here.post(row("57.5"))
    page = (await here.client.get("/indicators/v1/docs")).text
    line = re.search(r"<pre[^>]*>curl ([^<]+)</pre>", page)
    assert line is not None
    answer = await here.client.get(line[1])
    assert answer.status_code == 200
    assert "changes" in answer.json()
    assert "<script" not in page.split("<main", 1)[1]


async def test_the_page_lists_every_route(here: World) -> None:
    page = (await here.client.get("/indicators/v1/docs")).text
    described = (await here.client.get("/indicators/v1/openapi.json")).json()
    routes = [f"{method.upper()} {path}" for path, operations in described["paths"].items() for method in operations]
    assert len(routes) > 40
    assert [route for route in routes if route not in page] == []


async def test_every_route_says_what_it_is_for_and_how_it_may_refuse(here: World) -> None:
    described = (await here.client.get("/indicators/v1/openapi.json")).json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            named = f"{method} {path}"
            assert len(operation["summary"].split()) > 1, named
            assert {"400", "401", "404", "422", "429", "503"} <= set(operation["responses"]), named
            for status in ("400", "422"):
                example = operation["responses"][status]["content"]["application/problem+json"]["example"]
                assert example["status"] == int(status), named
            if method != "get":
                assert {"403", "409", "413", "415"} <= set(operation["responses"]), named


async def test_the_area_of_the_line_is_one_that_is_known_here(here: World) -> None:
    page = (await here.client.get("/indicators/v1/docs")).text
    assert f"/areas/{TRAFFORD}/changes" in page or "/areas/E08000002/changes" in page
