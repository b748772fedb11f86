"""What will end says so on every answer, a year before, and in the description; what ends sooner stops the start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from shared.web.application.endings import ENDINGS, Ending, EndingOfNothing, EndingTooSoon
from tests import small_app

SINCE = datetime(2027, 1, 1, tzinfo=UTC)
ROUTE = Ending(
    path="/indicators/v1/busy",
    deprecated_at=SINCE,
    ends_at=datetime(2028, 2, 1, tzinfo=UTC),
    told_at="https://example.org/what-ends",
)
VERSION = replace(ROUTE, path="/indicators/v1", ends_at=datetime(2029, 2, 1, tzinfo=UTC))


async def test_what_ends_says_so_on_every_answer_and_nothing_else_does() -> None:
    app = small_app.build(small_app.nowhere(), endings=(ROUTE, VERSION))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=small_app.ADDRESS) as client:
        busy = (await client.get("/indicators/v1/busy")).headers
        beside = (await client.get("/indicators/v1/received")).headers
        page = (await client.get("/measures")).headers
    assert busy["deprecation"] == "@1798761600"
    assert busy["sunset"] == "Tue, 01 Feb 2028 00:00:00 GMT"
    assert busy["link"] == '<https://example.org/what-ends>; rel="sunset"'
    assert beside["sunset"] == "Thu, 01 Feb 2029 00:00:00 GMT"
    assert not {"deprecation", "sunset", "link"} & set(page)
    only_route = small_app.build(small_app.nowhere(), endings=(ROUTE,)).openapi()["paths"]
    marked = [path for path, told in only_route.items() if any(one.get("deprecated") for one in told.values())]
    assert marked == ["/indicators/v1/busy"]


@pytest.mark.parametrize(
    ("ending", "refused"),
    [
        (replace(ROUTE, ends_at=SINCE + timedelta(days=365)), EndingTooSoon),
        (replace(ROUTE, ends_at=ROUTE.ends_at.astimezone(timezone(timedelta(hours=1)))), EndingTooSoon),
        (replace(ROUTE, ends_at=ROUTE.ends_at.replace(tzinfo=None)), EndingTooSoon),
        (replace(ROUTE, path="/indicators/v1/bussy"), EndingOfNothing),
    ],
)
def test_an_ending_too_soon_or_of_nothing_stops_the_start(ending: Ending, refused: type[Exception]) -> None:
    with pytest.raises(refused, match=ending.path):
        small_app.build(small_app.nowhere(), endings=(ending,))


def test_nothing_ends_today() -> None:
    assert ENDINGS == ()
