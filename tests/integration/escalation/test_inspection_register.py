"""The register of inspections through its door, and what it does to a case that asks for another."""

from datetime import timedelta
from typing import Any

from httpx import Response

from shared.events import new_id
from shared.events.publication import PartnerEnded
from tests.integration.escalation.case_steps import row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, World

BASE = "/escalation/v1/inspections"


async def enter(here: World, who: str, **changed: Any) -> Response:
    said = {
        "area": AREA,
        "subject": "waste",
        "measure": MEASURE,
        "inspectorate": "Regulator of Waste",
        "ground": "programme",
        "link": "https://regulator.example.org/waste",
        "began_on": here.clock.now().date().isoformat(),
    } | changed
    headers = {"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": str(new_id())}
    return await here.client.post(BASE, json=said, headers=headers)


async def in_brokering(here: World) -> str:
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    await here.do("case_worker", reference, "request_call_in")
    for who in ("police", "fire"):
        await here.do(who, reference, "lodge_complaint", grounds="It harms our work", authorised_by="Chief officer")
    await here.do(
        "case_worker",
        reference,
        "assign_facilitator",
        facilitator="college",
        declaration="None, as its papers show",
    )
    return reference


async def listed(here: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.client.get(f"{BASE}?area={AREA}")).json()["inspections"]
    return found


async def test_a_case_about_what_is_inspected_already_is_answered_with_where_that_is_told(here: World) -> None:
    reference = await in_brokering(here)
    unknown = await enter(here, "police", subject="nobody-at-all")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/subject")
    assert (await enter(here, "waste", inspectorate="Ourselves")).status_code == 201  # holds nothing up
    entered = await enter(here, "police")
    assert entered.status_code == 201, entered.text
    assert [one["entered_by"] for one in await listed(here)] == ["waste", "police"]
    bare = await enter(here, "fire", subject="police", link="http://regulator.example.org", ground="statute")
    assert bare.status_code == 201
    page = await here.client.get(f"/cases/inspections?area={AREA}")
    assert [word in page.text for word in ("Its turn in a regular programme", "about itself")] == [True, True]
    assert 'href="https://regulator.example.org/waste"' in page.text
    assert f"/cases/inspections?area={AREA}" in (await here.client.get("/cases/inspections")).text
    assert (await here.client.get("/cases/inspections?area=nowhere")).status_code == 404

    told = await enter(here, "police", inspectorate="Inspectors")
    assert told.status_code == 201
    for who in ("fire", "police", "waste"):  # whoever tells of it, it stands once
        again = (await enter(here, who, inspectorate="inspectors")).json()
        assert (again["status"], again["rule"], again["inspection"]) == (
            409,
            "entered_already",
            told.json()["inspection"],
        )
        assert again["open"] == [f"{BASE}?area={AREA}#{told.json()['inspection']}"]
    first_on = (here.clock.now().date() - timedelta(days=3)).isoformat()
    earlier = await enter(here, "fire", inspectorate="Inspectors", began_on=first_on, ground="risk")
    assert (earlier.status_code, earlier.json()["inspection"]) == (409, told.json()["inspection"])  # its days overlap
    other = await enter(here, "fire", inspectorate="Inspectors", began_on="2020-01-01")
    assert other.status_code == 201, other.text  # one that nobody ended did not run until now
    mine = await enter(here, "inspector", inspectorate="inspectors", began_on=first_on)
    assert mine.status_code == 200, mine.text  # the inspectorate makes it its own
    own = {"inspection": told.json()["inspection"], "entered_by": "inspectors", "began_on": first_on}
    assert mine.json() | own == mine.json()
    declined = await here.do("college", reference, "request_inspection", reasons="No settlement, as its papers show")
    assert (declined["state"], declined["inspection"]["decline_cause"]) == ("declined", "already_inspected")
    assert "https://regulator.example.org/waste" in (await here.show(reference)).text
    await row_equals_stream(here, reference)

    theirs = {"Authorization": f"Bearer {await here.key('fire')}"}
    address, day = entered.json()["links"]["end"], {"ended_on": here.clock.now().date().isoformat()}
    assert (await here.client.post(address, json=day, headers=theirs)).status_code == 403
    police = {"Authorization": f"Bearer {await here.key('police')}"}
    assert (await here.client.post(address, json=day, headers=police)).json()["ended_on"] == day["ended_on"]


async def end(here: World, who: str, entered: dict[str, Any], **said: str) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}"}
    return await here.client.post(entered["links"]["end"], json=said, headers=headers)


async def test_a_body_is_inspected_as_a_whole_and_what_does_not_fit_is_refused_by_name(here: World) -> None:
    today = here.clock.now().date()
    whole = await enter(here, "inspector", inspectorate="inspectors", measure=None, began_on="2026-01-12")
    assert (whole.status_code, whole.json()["measure"]) == (201, None), whole.text
    assert "The body as a whole" in (await here.client.get(f"/cases/inspections?area={AREA}")).text
    reference = await in_brokering(here)  # what looks at the whole body stands in for no answer about one measure
    asked = await here.do("college", reference, "request_inspection", reasons="No settlement was reached")
    assert asked["state"] == "with_inspectorate"

    last_on = today - timedelta(days=1)
    await here.tell(PartnerEnded(area=AREA, partner="fire", last_on=last_on, successors=(), basis="Order of 2026"))
    for said, fault in (
        ({"subject": "nobody"}, ("/subject", "unknown-body")),
        ({"subject": "fire"}, ("/subject", "has-ceased")),
        ({"measure": "unknown"}, ("/measure", "unknown-measure")),
        ({"inspectorate": "waste"}, ("/inspectorate", "inspects-itself")),
        ({"link": "javascript:alert(1)"}, ("/link", "not-an-address")),
        ({"link": "https://homes@regulator.example.org"}, ("/link", "not-an-address")),
        ({"link": "see our page"}, ("/link", "not-an-address")),
        ({"ground": "case"}, ("/ground", "from-a-case")),
        ({"ground": "spite"}, ("/ground", "not-a-choice")),
        ({"began_on": "2199-01-01"}, ("/began_on", "not-begun")),
        ({"began_on": "1901-01-01"}, ("/began_on", "too-long-ago")),
        ({"began_on": "2026-02-30"}, ("/began_on", "not-a-date")),
    ):
        refused = await enter(here, "police", **said)
        found = [(one["pointer"], one["code"]) for one in refused.json()["errors"]]
        assert (refused.status_code, found) == (422, [fault]), refused.text
    posing = await enter(here, "police", inspectorate="police")
    assert (posing.status_code, posing.json()["rule"]) == (403, "not_an_inspectorate")
    twice = await enter(here, "inspector", inspectorate="Inspectors", measure=None, began_on="2026-01-12")
    assert (twice.status_code, twice.json()["rule"]) == (409, "entered_already")
    assert len(await listed(here)) == 1

    for day, code in (("2026-01-11", "before-it-began"), ("2199-01-01", "not-yet")):
        wrong = await end(here, "inspector", whole.json(), ended_on=day)
        assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, code)
    over = await end(here, "inspector", whole.json(), ended_on=today.isoformat())
    again = await end(here, "inspector", whole.json(), ended_on=today.isoformat())
    assert (over.status_code, again.status_code, again.json()) == (200, 200, over.json())
    other = await end(here, "inspector", whole.json(), ended_on="2026-01-12")
    assert (other.status_code, other.json()["rule"]) == (409, "has_ended")
    await here.do("inspector", reference, "accept_inspection", scope="Collections of the whole borough")
    own = await end(here, "inspector", (await listed(here))[-1], ended_on=today.isoformat())
    assert (own.status_code, own.json()["rule"]) == (409, "ends_with_its_case")


async def test_an_inspection_on_a_case_stands_in_the_register_from_its_first_day_to_its_last(here: World) -> None:
    reference = await in_brokering(here)
    await here.do("college", reference, "request_inspection", reasons="No settlement, as its papers show")
    await here.do("inspector", reference, "accept_inspection", scope="Collections, as its papers show")
    (running,) = await listed(here)
    assert (running["ground"], running["ended_on"]) == ("case", None)
    assert running["links"]["case"] == f"/escalation/v1/cases/{reference}"
    await here.sweep()  # no findings came
    (ended,) = await listed(here)
    assert ended["ended_on"] == here.clock.now().date().isoformat()
