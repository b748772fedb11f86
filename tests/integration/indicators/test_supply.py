"""What bodies supply: the reporting calendar, and a partner's own page of what it owes and what it was put to."""

from datetime import UTC, date, datetime
from typing import Any

from services.indicators.handlers.figure import verification
from services.indicators.worker import DEADLINES
from shared import deadlines
from shared.events.publication import PolicyOverridden
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COUNCIL, NEET, TRAFFORD, WASTE, World, row, target


async def calendar(here: World) -> dict[str, dict[str, Any]]:
    told = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}")).json()["due"]
    return {one["measure"]: one for one in told}


async def test_the_calendar_says_what_is_due_late_and_never_sent(here: World, clock: SetClock) -> None:
    await here.post(row("57.5", "2024/25"))
    due = await calendar(here)
    assert (due[NEET]["standing"], due[NEET]["due_on"]) == ("never_sent", None)
    assert (due[WASTE]["standing"], due[WASTE]["next_period"]) == ("in_time", "2025/26")
    assert due[WASTE]["due_on"] == "2026-06-29"  # sixty working days after 31 March 2026, with four bank holidays
    clock.set(datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert (await calendar(here))[WASTE]["standing"] == "due"
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert (await calendar(here))[WASTE]["standing"] == "late"
    late = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}?standing=late&body={COUNCIL}")).json()["due"]
    assert [one["measure"] for one in late] == [WASTE]


async def test_a_partners_page_says_what_it_owes_and_what_it_was_put_to(here: World, clock: SetClock) -> None:
    await here.post(row("57.5", "2024/25"))
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    page = (await here.client.get(f"/areas/{TRAFFORD}/partners/{COUNCIL}")).text
    assert "1 is late and of 1 nothing was ever sent" in page
    assert "Nobody waits for an answer of it." in page
    assert "January to March 2026" in page
    assert (await here.client.get(f"/areas/{TRAFFORD}/partners/nobody")).status_code == 404


async def test_what_was_due_stays_on_the_partners_page_when_its_day_is_over(here: World, clock: SetClock) -> None:
    await here.tell(target("60"))
    await here.post(row("57.5", "2024/25"))
    path = f"/areas/{TRAFFORD}/partners/{COUNCIL}"
    page = (await here.client.get(path)).text
    assert "Why the target was missed, by" in page
    assert "<span>a target</span>" in page
    await here.post(row("59.99600", "2024/25"))
    assert "59.996% for 2024/25" in (await here.client.get(path)).text  # never "60.00%", which it just missed
    await here.post(row("57.083333333333333333", "2024/25"))
    assert (
        '<data value="57.083333333333333333%" title="exactly 57.083333333333333333%">57.08%</data>'
        in (await here.client.get(path)).text
    )
    assert "<span>nothing yet</span>" in page
    area = (await here.client.get(f"/areas/{TRAFFORD}")).text
    assert "<strong>Trafford Council</strong> is asked to say why by <strong><time" in area
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    page = (await here.client.get(path)).text
    assert "Why the target was missed, late since" in page
    assert "Nobody waits" not in page


async def test_a_figure_whose_day_is_over_is_told_late_once_and_for_good(here: World, clock: SetClock) -> None:
    stream = f"measure/{TRAFFORD}/{WASTE}"

    async def sweep_on(year: int, month: int, day: int) -> list[str]:
        clock.set(datetime(year, month, day, 9, tzinfo=UTC))
        await deadlines.sweep(here.database, DEADLINES, clock.now())
        return await here.told(stream)

    await here.tell(target("60", "2025/26", NEET))  # never sent: nothing is late of it
    await here.post(row("57.5", "2024/25"))
    assert await sweep_on(2026, 6, 29) == []
    assert await sweep_on(2026, 6, 30) == ["observation.late"]
    assert await sweep_on(2026, 7, 10) == ["observation.late"]
    assert await here.told(f"measure/{TRAFFORD}/{NEET}") == []
    (late,) = (await calendar(here))[WASTE]["late"]
    assert (late["period"], late["due_on"], late["came_on"]) == ("2025/26", "2026-06-29", None)
    assert "60 working days" in late["reckoning"]
    assert late["owed_by"] == [COUNCIL]
    await here.tell(target("60", "2025/26"))
    await here.post(row("59", "2025/26"))
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "Figures that were late" in page
    assert "was due by 29 June 2026 and had not come." in page
    told = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}")).json()
    assert told["late"][0]["came_on"] == "2026-07-10"
    assert await here.told(stream) == ["observation.late", "measure.fell_below_target"]
    await sweep_on(2027, 6, 25)
    assert await sweep_on(2027, 7, 2) == ["observation.late", "measure.fell_below_target", "observation.late"]
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert (found["late figures"].checked, found["late figures"].differences) == (2, ())
    assert found["judgements"].differences == ()
    await here.admin.execute("update indicators.late_figure set due_on = due_on - 1")
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert len(found["late figures"].differences) == 2


async def test_an_areas_page_and_a_bodys_page_name_the_same_day_of_what_is_late(here: World, clock: SetClock) -> None:
    clock.set(datetime(2026, 11, 20, 9, tzinfo=UTC))
    await here.post(row("57", "2022/23"))  # the day of the next was over before this came: no sweep tells it late
    (late,) = [one for one in (await calendar(here)).values() if one["standing"] == "late"]
    assert (late["next_period"], late["due_on"]) == ("2023/24", "2024-06-26")
    area, body = (f"/areas/{TRAFFORD}", f"/areas/{TRAFFORD}/partners/{COUNCIL}")
    for path in (area, body):
        assert '<time datetime="2024-06-26"' in (await here.client.get(path)).text
    assert "A figure is late: it was due by" in (await here.client.get(area)).text
    await here.post(row("58", "2026/27"))
    assert "A figure is late" not in (await here.client.get(area)).text


async def test_the_day_of_a_figure_moves_with_the_areas_own_rules(here: World, clock: SetClock) -> None:
    await here.post(row("57.5", "2024/25"))
    await here.tell(
        PolicyOverridden(
            area=TRAFFORD,
            key="figures.late_annual",
            value='"90 WD"',
            basis="local agreement",
            decided_by="cabinet",
            since_on=date(2026, 1, 1),
        )
    )
    clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    assert await here.told(f"measure/{TRAFFORD}/{WASTE}") == []
    clock.set(datetime(2026, 8, 12, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    (late,) = (await calendar(here))[WASTE]["late"]
    assert "90 working days" in late["reckoning"]
