"""A figure is asked for once: what is held is not asked again, parts that are held are named, silence is told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import Response

from services.indicators.handlers.figure import verification
from services.indicators.worker import DEADLINES
from shared import deadlines
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    BURY,
    COLLEGE,
    COUNCIL,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    row,
    target,
)

ALL = "/indicators/v1/enquiries"
PURPOSE = "The committee looks at recycling in May."
DUE_ON = date(2026, 3, 30)  # twenty working days after Monday 2 March


@pytest.fixture
async def here(here: World) -> World:
    college = PartnerRegistered(
        area=TRAFFORD,
        partner=COLLEGE,
        name="Trafford College",
        partner_kind="college",
        regime="none",
        inspectorate="",
    )
    await here.tell(college)
    return here


async def ask(here: World, *, by: str = COLLEGE, key: str | None = None, **sent: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(by)}", "Idempotency-Key": key or str(new_id())}
    content = {"area": TRAFFORD, "measure": WASTE, "period": "2024/25", "purpose": PURPOSE, **sent}
    return await here.client.post(ALL, json=content, headers=headers)


async def shown(here: World, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await here.client.get(f"{ALL}/{made['enquiry']}")).json()
    return found


async def sweep(here: World, clock: SetClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())


async def burden(here: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.client.get(f"/indicators/v1/burden/{TRAFFORD}")).json()["burden"]
    return found


async def test_a_figure_that_nobody_holds_is_asked_of_its_supplier_with_a_day(here: World) -> None:
    made = (await ask(here)).json()
    assert (made["body"], made["asked_by"], made["state"]) == (COUNCIL, COLLEGE, "asked")
    assert made["due_on"] == DUE_ON.isoformat()
    assert "20 working days after 2 March 2026" in made["reckoning"]
    neet = (await ask(here, by=COUNCIL, measure=NEET)).json()
    assert (neet["body"], neet["body_name"]) == (COLLEGE, "Trafford College")  # it owns the figures; the council leads


async def test_a_figure_that_is_held_is_answered_and_nobody_is_asked(here: World) -> None:
    await here.post(row("57.5"))
    answer = await ask(here)
    assert (answer.status_code, answer.json()["state"]) == (200, "spared")
    assert answer.json()["held"]["value"] == "57.5"
    assert await here.told(f"enquiry/{answer.json()['enquiry']}") == ["enquiry.spared"]
    withdrawn = {**row(), "action": "withdraw", "reason": "Counted twice"}
    del withdrawn["value"]
    assert (await here.post(withdrawn)).status_code == 201
    assert (await ask(here)).json()["state"] == "asked"


async def test_a_year_whose_quarters_are_held_is_not_asked_for(here: World) -> None:
    for quarter in (1, 2, 3):
        await here.post(row("50", f"2024/25-Q{quarter}", STAFF))
    assert (await ask(here, measure=STAFF, by=COUNCIL, key="first")).status_code == 201
    await here.post(row("50", "2023/24-Q1", STAFF), *[row("50", f"2023/24-Q{n}", STAFF) for n in (2, 3, 4)])
    held = await ask(here, measure=STAFF, by=COUNCIL, period="2023/24")
    assert (held.status_code, held.json()["type"]) == (409, "/problems/parts-are-held")
    assert held.json()["parts"] == ["2023/24-Q1", "2023/24-Q2", "2023/24-Q3", "2023/24-Q4"]


async def test_what_was_asked_for_is_not_asked_for_again(here: World) -> None:
    made = (await ask(here)).json()
    second = await ask(here)
    assert (second.status_code, second.json()["enquiry"]) == (409, made["enquiry"])
    first, again = [await ask(here, period="2023/24", key="same") for _ in range(2)]
    assert (first.status_code, first.content) == (again.status_code, again.content)


async def test_the_figure_answers_the_enquiry_and_silence_is_told_once(here: World, clock: SetClock) -> None:
    came, silent = (await ask(here)).json(), (await ask(here, period="2023/24")).json()
    await here.post(row("57.5"))
    assert (await shown(here, came))["state"] == "answered"
    await sweep(here, clock, date(2026, 3, 31))
    await sweep(here, clock, date(2026, 4, 1))
    assert await here.told(f"enquiry/{came['enquiry']}") == ["enquiry.made"]
    assert await here.told(f"enquiry/{silent['enquiry']}") == ["enquiry.made", "enquiry.overdue"]
    assert (await shown(here, silent))["state"] == "overdue"
    listed = (await here.client.get(f"{ALL}?state=overdue")).json()["enquiries"]
    assert [one["enquiry"] for one in listed] == [silent["enquiry"]]
    await here.post(row("56", "2023/24"))
    late = await shown(here, silent)
    assert (late["state"], late["is_late"]) == ("answered", True)


async def test_a_period_that_is_not_over_is_due_after_it_ends(here: World) -> None:
    made = (await ask(here, period="2025/26")).json()
    assert made["due_on"] > "2026-06-01"  # sixty working days after 31 March 2026


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"area": BURY}, 403, "not-yours"),
        ({"measure": "no-such"}, 409, "not-known-here-yet"),
        ({"period": "2024/26"}, 422, "/period"),
        ({"purpose": "x"}, 422, "/purpose"),
        ({"body": COLLEGE}, 409, "nobody-to-ask"),
        ({"more": 1}, 422, "/more"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name_and_stores_nothing(
    here: World, sent: dict[str, Any], status: int, said: str
) -> None:
    answer = await ask(here, **sent)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert await here.count("enquiry") == 0


async def test_the_burden_counts_askings_figures_and_figures_that_nobody_used(here: World) -> None:
    await here.post(row("57.5"), row("3", "2024/25", STAFF), row("4", "2023/24", STAFF))
    await ask(here)
    await ask(here, period="2022/23")
    assert await burden(here) == [
        {
            "body": COUNCIL,
            "quarter_from": "2026-01-01",
            "asked": 1,
            "spared": 1,
            "overdue": 0,
            "batches": 1,
            "figures": 3,
            "unused": 2,
            "unused_share": 0.667,
        }
    ]
    await here.tell(target("10", "2024/25", STAFF))
    assert [one["unused"] for one in await burden(here)] == [0]


async def test_every_enquiry_is_what_its_events_tell(here: World) -> None:
    await ask(here)
    found = [one for one in await verification.verify(here.database) if one.subject == "enquiries"]
    assert [(one.checked, one.differences) for one in found] == [(1, ())]
    await here.admin.execute("update indicators.enquiry set body = 'somebody-else'")
    found = [one for one in await verification.verify(here.database) if one.subject == "enquiries"]
    assert found[0].differences
