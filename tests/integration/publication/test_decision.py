"""A negotiation at its end, over HTTP: advice is out, the decision departs from it, and it is approved."""

import json
from datetime import date
from typing import Any

from services.publication.handlers.record import verification
from services.publication.storage.agreement import target as in_force
from shared.database import EVERY_AREA
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    MINISTERS,
    OFFICE,
    POLICE,
    RECORDED,
    Here,
    entry,
    here,
    open_first_round,
    register,
    turn,
)

__all__ = ["here"]


STATED: dict[str, Any] = {"target_value": "17.50", "target_period": "2026/27", "unit": "percent"}


async def state_and_agree(here: Here, *items: str) -> None:
    """A figure for each item that the council proposes, of the first as designated, and that the office is written down
    as agreeing to.
    """
    told = [turn("proposal", "proposed", item_code=one, item_title=one, **STATED) for one in items]
    await here.tell(told[0] | {"terms": {"item_class": "designated"}}, *told[1:])
    answer = ("response", "agreed", "government_office", OFFICE)
    await here.tell(*(turn(*answer, item_code=one, item_title=one) for one in items))


async def lay_down(here: Here) -> None:
    """What both targets need besides: the lead's protocol, who was asked, the lead's consent."""
    protocol = dict.fromkeys(("accountability", "responsibility", "probity"), "The police, as the protocol says.")
    consulted = {"consulted": "Both beat teams in Bath.", "changed": "The target is set by ward."}
    await here.tell(
        entry("protocol", "partner", POLICE, item_code="NI 16", protocol=protocol),
        entry("consultation", item_code="NI 16", consultation=consulted),
        entry("consent", "partner", POLICE, item_code="local-1", consent={"given": True}),
    )


async def assert_nobody_else_approves(here: Here, approval: dict[str, Any]) -> None:
    for name, code in (("HM The King", "approver-unknown"), (POLICE, "approver-undecided")):
        refused = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval | {"approved_by": name}, 422)
        assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [("/approved_by", code)]


async def assert_waits_for(here: Here, whom: str, approval: dict[str, Any], status: int) -> None:
    """The approval, and the page of the decisions, say whose confirmation is waited for."""
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, status)
    assert f"waits for the confirmation of {whom}" in json.dumps(refused)
    assert f"waits for the confirmation of {whom}" in await here.page(f"/agreements/{DEAL}/decisions")


async def held_beside(here: Here) -> dict[tuple[str, str], str]:
    """What another agreement of the area may set no target for; the agreement itself has nothing beside it."""
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert await in_force.elsewhere(session, BATH, DEAL) == {}
        held = await in_force.elsewhere(session, BATH, "another")
    return {about: one.agreement for about, one in held.items()}


async def assert_what_is_missing_is_named_whoever_leads_for_a_minute(here: Here, approval: dict[str, Any]) -> None:
    """What one registrar changes in the register, and puts back, opens nothing on the same day."""
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, 422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/targets/0/measure", "no-protocol"),
        ("/targets/0/measure", "no-consultation"),
        ("/targets/1/measure", "consent-missing"),
    ]
    for body, since_on in (("bath-council", "2026-06-23"), ("avon-police", "2026-06-24")):
        told: Any = register()
        told["leads"] = [told["leads"][1] | {"lead": body, "since_on": since_on}]
        await here.post("/publication/v1/register", told)
        refused = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, 422)
        assert [one["code"] for one in refused["errors"][-2:]] == ["consent-missing", "register-changed-lately"]


async def assert_pages_tell_of_it(here: Here) -> None:
    for path, words in (
        ("memorandum", "must have regard"),
        ("statement", "Serious acquisitive crime"),
        ("decisions", "Nothing besides the advice."),
    ):
        assert words in await here.page(f"/agreements/{DEAL}/{path}"), path


async def assert_a_promise_keeps_its_meaning(here: Here) -> None:
    changed: Any = register()
    changed["measures"][0]["polarity"] = "lower"
    refused = await here.post("/publication/v1/register", changed, 422)
    told = [(one["pointer"], one["code"]) for one in refused["errors"]]
    assert told == [("/measures/0/polarity", "measure-is-promised")]


async def test_advice_is_public_before_the_decision_and_approval_makes_its_memorandum(here: Here) -> None:
    """What is told looks as its recorded examples: RECORD_EXAMPLES=1 with this test writes them anew."""
    await open_first_round(here, is_writing=True)
    request = {"asked_of": "Peer panel", "adviser_kind": "peer_panel", "question": "Is it stretching?"}
    advice = {
        "adviser_kind": "peer_panel",
        "independence": "Nobody on it works for a party.",
        "findings": "It lies well beyond the trend.",
        "recommendation": "approve",
        "recommended": "Approve it as proposed.",
    }
    decision = {
        "outcome": "approve",
        "reasons": "It asks for more than the trend.",
        "relied_on": "Nothing besides the advice.",
    }
    decided = entry("decision", "minister", MINISTERS, decision=decision)
    await state_and_agree(here, "NI 16", "local-1")
    await here.tell(
        entry("advice_request", "minister", MINISTERS, advice_request=request),
        entry("advice", "adviser", "Peer panel", advice=advice),
    )
    refused = await here.tell(decided, status=422)
    assert refused["errors"][0]["code"] == "advice-not-public-yet"
    assert "15 June 2026" in await here.page(f"/agreements/{DEAL}/decisions")
    here.on(date(2026, 6, 15))
    approval: dict[str, Any] = {"approved_on": "2026-06-15", "approved_by": MINISTERS}
    target: dict[str, object] = {"period": "2026/27", "value": "17.50"}
    approval["targets"] = [
        target | {"measure": "NI-16", "designated": True},
        target | {"measure": "local-1"},
    ]
    await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, 409)
    await here.tell(decided)
    await assert_waits_for(here, f"{MINISTERS} until 22 June 2026", approval, 409)
    approval["approved_on"] = "2026-06-23"
    here.on(date(2026, 6, 23))
    await assert_what_is_missing_is_named_whoever_leads_for_a_minute(here, approval)
    await lay_down(here)
    await assert_waits_for(here, f"{POLICE} until 30 June 2026", approval, 422)
    assert "local-1 Burglary solved" in await here.page(f"/agreements/{DEAL}/decisions")
    here.on(date(2026, 7, 1))
    await assert_nobody_else_approves(here, approval)
    await here.do(f"{AGREEMENTS}/{DEAL}/approval", approval)
    (memorandum,) = (await here.get(f"{AGREEMENTS}/{DEAL}/memoranda"))["memoranda"]
    named = ("measure", "value", "designated", "must_have_regard", "tolerance")
    assert [[one[name] for name in named] for one in memorandum["targets"]] == [
        ["NI-16", "17.50", True, [COUNCIL, POLICE], "0.05"],
        ["local-1", "17.50", False, memorandum["targets"][1]["must_have_regard"], "0.05"],
    ]
    await assert_pages_tell_of_it(here)
    await assert_a_promise_keeps_its_meaning(here)
    assert await held_beside(here) == {("NI-16", "2026/27"): DEAL, ("local-1", "2026/27"): DEAL}
    here.on(date(2026, 8, 3))
    lower = {"revised_on": "2026-08-03", "targets": [target | {"measure": "NI-16", "designated": True, "value": "16"}]}
    revised = lower | {"removed": [{"measure": "local-1", "period": "2026/27"}]}
    wanting = (await here.post(f"{AGREEMENTS}/{DEAL}/revisions", revised, 422))["errors"]
    assert {fault["code"] for fault in wanting} == {"no-proposal"}
    await here.tell(
        entry("revision", item_code="NI 16", revision={"change": "change"}, **(STATED | {"target_value": "16"})),
        entry("revision", item_code="local-1", revision={"change": "remove"}),
        entry("consent", "partner", POLICE, item_code="local-1", consent={"given": True}),
        decided | {"decision": decision | {"items": ["NI 16"], "urgency": "The survey was put off by a year."}},
    )
    here.on(date(2026, 9, 2))  # whoever agreed could answer
    assert "open-to-answers" in str(await here.post(f"{AGREEMENTS}/{DEAL}/revisions", revised, 422))
    await here.do(f"{AGREEMENTS}/{DEAL}/revisions", revised | {"revised_on": "2026-09-02"})
    await assert_second_memorandum(here)
    assert await held_beside(here) == {("NI-16", "2026/27"): DEAL}
    assert "were revised" in await here.page(f"/agreements/{DEAL}/memorandum")
    assert {one.subject: one.differences for one in await verification.verify(here.database)} == {
        **dict.fromkeys(("registers", "agreements", "targets", "submissions", "removals", "timelines"), ()),
        **dict.fromkeys(("what can be found", "withheld words"), ()),
    }
    [await here.get(f"{AGREEMENTS}/{DEAL}{path}") for path in ("", "/rounds", "/entries")]
    of_agreements = (route for route in here.told if route.split(" ")[1].startswith(AGREEMENTS))
    assert_recorded(RECORDED, {route: here.told[route] for route in of_agreements if "/submissions/" not in route})


async def assert_second_memorandum(here: Here) -> None:
    second = (await here.get(f"{AGREEMENTS}/{DEAL}/memoranda"))["memoranda"][1]
    for told in (second, await here.get(f"{AGREEMENTS}/{DEAL}")):
        assert [(one["measure"], one["value"]) for one in told["targets"]] == [("NI-16", "16")]


async def test_a_decision_on_named_items_is_held_to_its_advice_when_handed_in_and_when_published(here: Here) -> None:
    await here.write_to_everybody()
    await open_first_round(here)
    advice: dict[str, object] = {"adviser_kind": "peer_panel", "independence": "Nobody on it works for a party."}
    advice |= {"findings": "It lies well beyond the trend.", "recommendation": "approve", "items": ["NI 16"]}
    advice |= {"recommended": "Approve it as proposed."}
    request: dict[str, object] = {
        "asked_of": "Peer panel",
        "adviser_kind": "peer_panel",
        "question": "Is it stretching?",
    }
    request |= {"items": ["NI 16"]}
    asked = entry("advice_request", advice_request=request)
    await here.tell(asked, entry("advice", "adviser", "Peer panel", advice=advice))
    here.on(date(2026, 6, 15))
    made: dict[str, object] = {"outcome": "approve", "reasons": "It asks for more than the trend.", "items": ["NI 16"]}
    made |= {"relied_on": "Nothing besides the advice."}
    decided = entry("decision", "minister", "Ministers", decision=made)
    other = await here.hand_in(decided | {"decision": made | {"items": ["NI 17"]}}, status=422)
    assert [one["code"] for one in other["errors"]] == ["advice-not-public-yet"]  # the advice is on another item
    held = await here.hand_in(decided)
    await here.tell(asked)  # once more, and not answered yet
    late = await here.post(held["links"]["publish"]["href"], {}, 422, key=here.second)
    assert [one["code"] for one in late["errors"]] == ["advice-not-public-yet"]
