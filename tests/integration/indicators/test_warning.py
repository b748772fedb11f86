"""Early warnings: raised once to the lead partner, shown as questions with their working, and lifted when they end."""

import re
from datetime import UTC, date, datetime

from services.indicators.handlers.figure import verification
from services.indicators.worker import DEADLINES
from shared import deadlines
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, WASTE, World, row, target

PAGE, AREA_PAGE = f"/measures/{TRAFFORD}/{WASTE}", f"/areas/{TRAFFORD}"
TREND, LATE = "Is the promise still within reach?", "What holds the figures up?"


async def standing(here: World, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await here.client.get(f"/indicators/v1/warnings{query}")).json()["warnings"]
    return found


async def shown(here: World, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", (await here.client.get(path)).text))


async def told(here: World, cause: str) -> list[str]:
    return await here.told(f"warning/{TRAFFORD}/{WASTE}/{cause}")


async def worse_twice(here: World) -> None:
    await here.tell(target("50"))
    await here.post(row("60", "2022/23"), row("58", "2023/24"), row("56", "2024/25"))


async def test_figures_that_are_worse_two_years_running_warn_although_the_target_is_met(here: World) -> None:
    await worse_twice(here)
    (warning,) = await standing(here)
    assert (warning["cause"], warning["body"], warning["period"]) == ("adverse_trend", COUNCIL, "2024/25")
    assert "2024/25: 56; 2023/24: 58" in str(warning["working"])
    assert "2023/24: 58; 2022/23: 60" in str(warning["working"])
    assert (await here.client.get("/indicators/v1/explanations")).json()["explanations"] == []


async def test_a_warning_is_told_once_and_lifted_when_the_figures_turn(here: World) -> None:
    await worse_twice(here)
    await here.post(row("55.9"))
    assert await told(here, "adverse_trend") == ["warning.raised"]
    await here.post(row("58.1"))
    assert await told(here, "adverse_trend") == ["warning.raised", "warning.lifted"]
    assert await standing(here) == []
    await here.post(row("57"))
    assert await told(here, "adverse_trend") == ["warning.raised", "warning.lifted", "warning.raised"]


async def test_pages_ask_and_do_not_accuse(here: World) -> None:
    await worse_twice(here)
    page, area = await shown(here, PAGE), await shown(here, AREA_PAGE)
    assert "Questions that its figures raise" in page
    assert TREND in page
    assert "A question to Trafford Council since 2 March 2026. It is no finding." in page
    assert "2024/25: 56; 2023/24: 58" in page
    assert "Questions that the figures raise" in area
    assert TREND in area
    await here.post(row("58.1"))
    assert TREND not in await shown(here, PAGE) + await shown(here, AREA_PAGE)


async def test_figures_that_came_late_twice_running_warn(here: World) -> None:
    await here.tell(target("50", "2023/24"), target("50", "2024/25"), at=datetime(2021, 4, 1, tzinfo=UTC))
    await here.post(row("58", "2023/24"))
    await here.post(row("58", "2024/25"))
    assert [one["cause"] for one in await standing(here, f"?area={TRAFFORD}&measure={WASTE}")] == ["figures_late"]
    assert LATE in await shown(here, PAGE)
    assert await told(here, "figures_late") == ["warning.raised"]


async def test_history_that_is_loaded_after_its_targets_does_not_count_as_late(here: World) -> None:
    await here.tell(target("50", "2023/24"), target("50", "2024/25"))
    await here.post(row("58", "2023/24"), row("58", "2024/25"))
    assert await standing(here) == []


async def test_a_body_that_sends_nothing_is_asked_when_the_second_day_is_over(here: World, clock: SetClock) -> None:
    await here.tell(target("50", "2025/26"), target("50", "2026/27"))
    for day, warned in ((date(2026, 6, 26), 0), (date(2027, 7, 2), 1), (date(2027, 7, 5), 1)):
        clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
        await deadlines.sweep(here.database, DEADLINES, clock.now())
        assert len(await standing(here)) == warned
    assert "2026/27: due by" in str((await standing(here))[0]["working"])
    await here.post(row("58", "2026/27"))
    assert await told(here, "figures_late") == ["warning.raised"]


async def test_a_target_that_is_set_again_waits_for_its_figure_once(here: World) -> None:
    await here.tell(target("50", "2025/26"), target("51", "2025/26"))
    assert await here.admin.fetchval("select count(*) from indicators.deadline where kind = 'figure.owed'") == 1


async def test_a_target_beyond_the_calendar_is_kept_without_a_day_for_its_figure(here: World) -> None:
    await here.tell(target("50", "2150"))
    assert await here.count("target") == 1
    assert await here.count("deadline") == 0


async def test_what_is_stored_is_what_the_events_tell(here: World) -> None:
    await worse_twice(here)
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert (found["early warnings"].checked, found["early warnings"].differences) == (1, ())
    await here.admin.execute("update indicators.warning set lifted_at = clock_timestamp()")
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert len(found["early warnings"].differences) == 1


async def test_figures_warn_also_where_nothing_was_promised(here: World) -> None:
    for period, value in (("2022/23", "60"), ("2023/24", "58"), ("2024/25", "56")):
        assert (await here.post(row(value, period))).status_code == 201
    (warning,) = await standing(here)
    assert (warning["cause"], warning["period"]) == ("adverse_trend", "2024/25")
