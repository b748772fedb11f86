"""Deadlines as they are listed and led through, and the calendars of them that partners and the clerk subscribe to."""

import json
from datetime import UTC, date, datetime
from typing import Any

from services.escalation.main import EXAMPLES
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.test_clock import closed, count_again, duty_served
from tests.integration.examples import assert_recorded


async def listed(here: World, **asked: object) -> list[dict[str, Any]]:
    answer = await here.client.get(
        "/escalation/v1/deadlines", params={name: str(value) for name, value in asked.items()}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["deadlines"]
    return found


async def test_deadlines_are_listed_by_area_body_kind_and_state_with_their_working_and_what_follows(
    here: World,
) -> None:
    reference, elsewhere = await duty_served(here), await here.open_case(OTHER_AREA)
    (asked,) = await listed(here, area=AREA, body="waste", kind="case.asked")
    assert asked["working"].startswith(
        "10 working days after 2 March 2026, leaving out 4 weekend days: the last day is"
    )
    assert (asked["due_on"], asked["on"], asked["reference"]) == (
        "2026-03-16",
        [{"body": "waste", "name": "Waste"}],
        reference,
    )
    assert f"{asked['who']} {asked['does']}" == (
        "Waste must, under the agreement it signed on 1 April 2025, file a complete plan"
    )
    (silence,) = await listed(here, area=AREA, kind="case.silence")
    assert (silence["leads_to"], silence["otherwise"]) == (
        "referred",
        "'no plan' is published and the case goes to the scrutiny committee",
    )
    assert {one["reference"] for one in await listed(here, body="council")} == {elsewhere}
    assert await listed(here, body="council", area=AREA) == []
    assert [one["state"] for one in await listed(here, area=AREA, state="met")] == ["met"] * 3
    await here.sweep_at(datetime(2026, 3, 31, 3, tzinfo=UTC))
    assert {one["kind"] for one in await listed(here, area=AREA, state="fired")} == {
        "case.acknowledgement",
        "case.asked",
        "case.silence",
    }


async def test_the_list_is_led_through_by_its_link_and_refuses_what_it_does_not_know(here: World) -> None:
    for _ in range(3):
        await duty_served(here)
    whole = await listed(here)
    address, seen = "/escalation/v1/deadlines?limit=2", []
    while address:
        answer = await here.client.get(address)
        seen += answer.json()["deadlines"]
        address = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seen == whole
    assert len(whole) == 9
    assert [one["due_on"] for one in whole] == sorted(one["due_on"] for one in whole)
    answer = await here.client.get("/escalation/v1/deadlines")
    again = await here.client.get("/escalation/v1/deadlines", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    for asked in ({"kind": "case.reminder"}, {"state": "late"}, {"after_on": "soon"}, {"limit": "0"}, {"who": "waste"}):
        assert (await here.client.get("/escalation/v1/deadlines", params=asked)).status_code == 422
    for address, pointer, known in (
        ("/escalation/v1/deadlines?body=nobody", "/body", "waste"),
        ("/escalation/v1/deadlines?area=nowhere", "/area", AREA),
        (f"/escalation/v1/deadlines?area={AREA}&body=nobody", "/body", "inspectors"),
        ("/escalation/v1/inspections?area=nowhere", "/area", AREA),
        ("/escalation/v1/obligations?area=nowhere", "/area", AREA),
        ("/petitions.json?area=nowhere", "/area", AREA),
        ("/petitions.csv?area=nowhere", "/area", AREA),
        ("/petitions.atom?area=nowhere", "/area", AREA),
    ):
        unknown = await here.client.get(address)
        assert unknown.status_code == 422, address
        (fault,) = unknown.json()["errors"]
        assert (fault["pointer"], known in fault["message"]) == (pointer, True), address
    assert (await here.client.get("/escalation/v1/deadlines?body=inspectors")).json() == {"deadlines": []}


def unfolded(content: bytes) -> list[dict[str, str]]:
    """The entries of a calendar, read by the standard's rules and not by ours: unfolded, each name with its value."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    entries: list[dict[str, str]] = []
    for line in content.replace(b"\r\n ", b"").decode().split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            entries.append({})
        elif entries:
            entries[-1].setdefault(name, value)
    return entries


async def test_a_calendar_for_a_partner_keeps_an_entrys_name_when_its_day_moves(
    here: World, settings: Settings
) -> None:
    reference = await duty_served(here)
    address = f"/escalation/v1/calendars/{AREA}/bodies/waste.ics"
    first = await here.client.get(address)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    before = unfolded(first.content)
    assert [one["DTSTART;VALUE=DATE"] for one in before] == ["20260309", "20260316", "20260330"]
    assert [one["DTEND;VALUE=DATE"] for one in before] == ["20260310", "20260317", "20260331"]
    assert before[1]["SUMMARY"] == (
        f"Waste must\\, under the agreement it signed on 1 April 2025\\, file a complete plan ({reference})"
    )
    assert before[2]["SUMMARY"].startswith("Last day: ")
    assert before[1]["DESCRIPTION"].startswith(
        "Bins that nobody empties\\nOtherwise: it is published that nothing came."
    )
    assert before[1]["URL"] == f"http://127.0.0.1:8000/record/{reference}"
    again = await here.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    await here.tell(closed(date(2026, 3, 6)))
    await count_again(here, settings)
    after = unfolded((await here.client.get(address)).content)
    assert [one["UID"] for one in after] == [one["UID"] for one in before]
    assert [one["SEQUENCE"] for one in before + after] == ["0"] * 3 + ["1"] * 3
    assert [one["DTSTART;VALUE=DATE"] for one in after] == ["20260310", "20260317", "20260331"]


async def test_a_calendar_for_the_clerk_has_the_committees_days_and_a_moved_hearing_keeps_its_entry(
    here: World,
) -> None:
    reference = await duty_served(here)
    await duty_served(here)
    await here.sweep()
    address = f"/escalation/v1/calendars/{AREA}/committee.ics"
    assert [one["DTSTART;VALUE=DATE"] for one in unfolded((await here.client.get(address)).content)] == [
        "20260515",
        "20260515",
        "20260629",
        "20260629",
    ]
    await here.do("committee", reference, "schedule_hearing", hearing_on="2026-04-20")
    hearing = unfolded((await here.client.get(address)).content)[0]
    assert (hearing["DTSTART;VALUE=DATE"], hearing["SEQUENCE"]) == ("20260420", "0")
    assert "hear the case in public" in hearing["SUMMARY"]
    await here.do("committee", reference, "adjourn_hearing", hearing_on="2026-05-11", reasons="The hall is flooded")
    moved = unfolded((await here.client.get(address)).content)[0]
    assert (moved["UID"], moved["DTSTART;VALUE=DATE"], moved["SEQUENCE"]) == (hearing["UID"], "20260511", "1")
    for nowhere in (f"{OTHER_AREA}x/committee.ics", f"{AREA}/bodies/nobody.ics", "../committee.ics"):
        assert (await here.client.get(f"/escalation/v1/calendars/{nowhere}")).status_code == 404
    assert unfolded((await here.client.get(f"/escalation/v1/calendars/{AREA}/bodies/inspectors.ics")).content) == []


async def test_the_example_in_the_description_has_the_shape_of_what_is_answered(here: World) -> None:
    """When a shape changes on purpose, `RECORD_EXAMPLES=1` with this test writes it anew."""
    await duty_served(here)
    answer = await here.client.get("/escalation/v1/deadlines", params={"limit": "1"})
    told = {"GET /escalation/v1/deadlines": {"status": answer.status_code, "answer": answer.json()}}
    assert_recorded(EXAMPLES, told)
    recorded = json.loads(EXAMPLES.read_text())
    described = (await here.client.get("/escalation/v1/openapi.json")).json()
    shown = described["paths"]["/escalation/v1/deadlines"]["get"]["responses"]["200"]["content"]["application/json"]
    assert shown["example"] == recorded["GET /escalation/v1/deadlines"]["answer"]
