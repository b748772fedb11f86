"""A negotiation as it happens, over HTTP and by the clock: asked, not answered, answered late, advised on, decided."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import text

from services.publication.domain.leaf.leaf import Kept, spelled
from services.publication.handlers.record import verification
from services.publication.storage.record import counterpart
from shared import ledger
from shared.database import EVERY_AREA
from shared.events.escalation.inspection import InspectionAccepted, InspectionRequested
from shared.events.publication import ResponseOverdue
from shared.web.wording import day as day_words
from shared.working_days import london_day
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    POLICE,
    RECORDED,
    Here,
    entry,
    here,
    open_first_round,
    turn,
    waiver,
)
from tests.integration.publication.timeline import REFERENCE, case, envelope, hear

__all__ = ["here"]


async def assert_the_moment_of_its_telling_is_held_against_its_leaf(here: Here) -> None:
    async with here.database.unit_of_work(EVERY_AREA) as session:
        content = await session.scalar(text("select content from leaf where kind = 'overdue'"))
        kept = Kept(0, "overdue", "", f"agreement/{DEAL}", 3, content, {})
        (shown,) = (await counterpart.of(session, [kept])).values()
    assert shown.has_moment
    assert spelled(shown.leaf.at) == json.loads(content)["at"]


async def overdue(here: Here) -> list[ResponseOverdue]:
    async with here.database.unit_of_work(EVERY_AREA) as session:
        told = await ledger.read_stream(session, f"agreement/{DEAL}")
    return [one.event for one in told if isinstance(one.event, ResponseOverdue)]


async def test_the_first_round_waits_for_what_binds_each_party(here: Here) -> None:
    for code in ("../x", "a/b?c#d"):  # its address would lead nowhere
        refused = await here.tell(entry("note", item_code=code), status=422)
        assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/0/item_code", "not-in-an-address")]
    first = {"round": "first-draft", "style": "2006", "opened_on": "2026-06-01"}
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/rounds", first, 409)
    assert f"{COUNCIL}, {OFFICE}" in refused["detail"]
    await here.tell(waiver("council", COUNCIL))
    assert OFFICE in (await here.post(f"{AGREEMENTS}/{DEAL}/rounds", first, 409))["detail"]
    await here.tell(waiver("government_office", OFFICE))
    unknown = await here.post(f"{AGREEMENTS}/{DEAL}/rounds", first | {"round": "fifth"}, 422)
    assert "second-draft" in unknown["errors"][0]["message"]
    assert (await here.do(f"{AGREEMENTS}/{DEAL}/rounds", first))["appended"] == 1
    told = await here.get(f"{AGREEMENTS}/{DEAL}/rounds")
    assert told["rounds"][0]["title"] == "First draft"
    live = {"round": "by-phone", "title": "By telephone"}
    await here.do(f"{AGREEMENTS}/{DEAL}/rounds", live)
    page = (await here.client.get(f"/agreements/{DEAL}")).text
    assert f"on this record since {day_words(london_day(here.clock.now()))}" in page
    assert "not recorded" not in page
    alone = entry("note", "partner", COUNCIL, round="none-of-this-name")
    for sent, at in ((alone, ""), ([alone], "/0")):
        refused = await here.post(f"{AGREEMENTS}/{DEAL}/entries", sent, 422)
        assert {fault["pointer"] for fault in refused["errors"]} == {f"{at}/round"}
    assert [style["style"] for style in told["styles"]] == ["2006", "2008", "refresh"]
    assert told["styles"][2]["rounds"][-1]["expected_on"] == "2026-07-04"


async def test_silence_on_a_proposal_is_told_once_and_a_late_answer_says_so(here: Here) -> None:
    await here.write_to_everybody()
    await open_first_round(here)
    terms: dict[str, Any] = {
        "item_class": "designated",
        "measure": "NI-16",
        "scope": "South Bath",
        "stretch_value": "19.50",
        "targets": [
            {"period": "2026/27", "value": "17.50"},
            {"period": "2027/28", "relative": {"relation": "below", "by": "10", "unit": "percent", "of": "2004"}},
            {"period": "2028/29", "surveyed": False},
        ],
    }
    await here.tell(turn("proposal", "proposed", unit="percent", said_on="2026-06-01", terms=terms))
    assert "is asked to answer on" in await here.page(f"/agreements/{DEAL}")
    await here.sweep(date(2026, 6, 29))
    assert await overdue(here) == []
    await here.sweep(date(2026, 6, 30))
    await here.sweep(date(2026, 8, 3))
    assert [(one.entry, one.due_on) for one in await overdue(here)] == [(3, date(2026, 6, 29))]
    (item,) = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert (item["answer_due_on"], item["waiting_for"]) == ("2026-06-29", "government")
    (said,) = [one for one in (await here.get(f"{AGREEMENTS}/{DEAL}/entries"))["entries"] if one["kind"] == "proposal"]
    for told in (item["terms"], said["terms"]):
        assert {name: told[name] for name in ("item_class", "measure", "scope", "stretch_value")} == {
            name: terms[name] for name in ("item_class", "measure", "scope", "stretch_value")
        }
        assert [one["value"] for one in told["targets"]] == ["17.50", None, None]
        assert told["targets"][1]["relative"] == terms["targets"][1]["relative"]
        assert [one["surveyed"] for one in told["targets"]] == [True, True, False]
    page = await here.page(f"/agreements/{DEAL}")
    assert "Was due by" in page
    assert "Proposals that wait for an answer" in await here.page("/agreements")
    unanswered = "/publication/v1/unanswered"
    (waiting,) = (await here.get(f"{unanswered}?area={BATH}"))["unanswered"]
    assert (waiting["entry"], waiting["answer_due_on"], waiting["overdue"]) == (3, "2026-06-29", True)
    await assert_the_moment_of_its_telling_is_held_against_its_leaf(here)
    await here.get(unanswered)
    assert_recorded(RECORDED, {f"GET {unanswered}": here.told[f"GET {unanswered}"]})
    assert "No answer on this record" in page
    assert "The government does not write here itself" in page
    bare = turn("response", "rejected", "government_office", OFFICE, reason="No money.")
    refused = await here.tell(bare, status=422)
    assert {fault["pointer"] for fault in refused["errors"]} == {
        f"/0/rejection/{name}" for name in ("department", "code", "evidence", "interest")
    }
    grounds = {
        "department": "Home Office",
        "code": "affordability",
        "evidence": "The settlement of 2025.",
        "interest": "It gives no grant for this.",
    }
    await here.tell(bare | {"rejection": grounds, "said_on": "2026-08-03"})
    (item,) = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert (item["waiting_for"], item["answer_written_down"]) == ("government", 4)  # the council typed it
    assert "nobody of its own stands by it" in await here.page(f"/agreements/{DEAL}")
    here.on(date(2026, 8, 11))  # the office let its days go by
    (item,) = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert (item["status"], item["answered_late"], item["waiting_for"]) == ("rejected", True, None)
    page = await here.page(f"/agreements/{DEAL}")
    assert "Home Office" in page
    assert "Answered late" in page
    assert "is asked to answer" not in page
    assert "Proposals that wait for an answer" not in await here.page("/agreements")
    assert (await here.get(unanswered))["unanswered"] == []
    assert {one.subject: one.differences for one in await verification.verify(here.database)}["agreements"] == ()


async def test_an_answer_in_time_and_old_papers_leave_no_silence(here: Here) -> None:
    await here.write_to_everybody()
    await open_first_round(here)
    old = turn("proposal", "proposed", item_code="NI 17", came="compiled_from_papers", said_on="2008-05-14")
    await here.tell(turn("proposal", "proposed", said_on="2026-06-01"), old)
    here.on(date(2026, 6, 20))
    await here.tell(turn("response", "agreed", "government_office", OFFICE, said_on="2026-06-19"))
    assert "Agreed; not confirmed by: government" in await here.page(f"/agreements/{DEAL}")
    await here.sweep(date(2026, 9, 1))
    assert await overdue(here) == []


async def test_a_page_counts_the_items_that_wait_by_one_rule(here: Here) -> None:
    await open_first_round(here)
    codes = [f"NI {number}" for number in range(1, 5)]
    titles = [f"Item number {code}" for code in codes]
    sent = [turn("proposal", "proposed", item_code=c, item_title=t) for c, t in zip(codes, titles, strict=True)]
    await here.tell(*sent[:2])
    page = await here.page(f"/agreements/{DEAL}")
    assert "2 wait for an answer, and there is time." in page
    assert "no answer on this record." not in page  # nobody is silent while the days run
    assert "1 more item waits for an answer." in page
    here.on(date(2026, 6, 3))
    await here.tell(*sent[2:])
    page = await here.page(f"/agreements/{DEAL}")
    assert "4 wait for an answer, and there is time." in page
    assert "3 more items wait for an answer." in page
    assert page.split("Where every item stands, ")[1].split("</table>")[0].count("Answer awaited") == 4
    here.on(date(2026, 8, 3))
    await here.tell(*[turn("statement", "placeholder", item_code=codes[0], item_title=titles[0])])
    page = await here.page(f"/agreements/{DEAL}")
    assert "4 have no answer on this record." in page
    assert "3 more items wait for an answer." in page


async def test_a_local_code_is_its_agreements_own_and_a_consent_is_no_indicator(here: Here) -> None:
    other = {"agreement": "bath-rivers", "area": BATH, "title": "Rivers", "period": "2008 to 2011"}
    await here.do(AGREEMENTS, other | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
    papers = {"came": "compiled_from_papers", "said_on": "2008-05-14"}
    for name, title in ((DEAL, "Quiet streets"), ("bath-rivers", "Clean rivers")):
        opened = {"round": "first", "title": "First", "opened_on": "2008-05-01", "came": "compiled_from_papers"}
        await here.do(f"{AGREEMENTS}/{name}/rounds", opened)
        proposed = turn("proposal", "proposed", item_code="S1", item_title=title) | papers
        consent = entry("consent", "partner", POLICE, item_code="local-1", consent={"given": True}) | papers
        held = await here.post(f"{AGREEMENTS}/{name}/entries", [proposed, consent], 202)
        await here.post(held["links"]["publish"]["href"], {}, key=here.second)
    listed = (await here.get("/publication/v1/indicators"))["indicators"]
    assert [(one["code"], one["agreement"], one["title"]) for one in listed] == [
        ("S1", DEAL, "Quiet streets"),
        ("S1", "bath-rivers", "Clean rivers"),
    ]
    for one in listed:
        told = await here.get(one["links"]["self"]["href"])
        assert (told["title"], len(told["asked"])) == (one["title"], 1)
        assert one["title"] in await here.page(told["links"]["page"]["href"])
    assert (await here.client.get("/publication/v1/indicators/S1")).status_code == 404
    assert "Consents." in await here.page(f"/feeds/agreements/{DEAL}")


async def test_an_inspectorate_that_inspects_the_council_cannot_advise_on_its_agreement(here: Here) -> None:
    await open_first_round(here)
    asked = {"case": REFERENCE, "inspectorate": "Audit Commission", "cause": "agreed", "state": "with_inspectorate"}
    accepted = {"case": REFERENCE, "scope": "Waste.", "state": "inspecting"}
    told = [
        *case()[:2],
        replace(case()[2], content=case()[2].content | {"lead": "bath-council"}),
        envelope(InspectionRequested(**asked), f"case/{REFERENCE}", 4, 20),  # type: ignore[arg-type]
        envelope(InspectionAccepted(**accepted), f"case/{REFERENCE}", 5, 30),  # type: ignore[arg-type]
    ]
    advice = {
        "adviser_kind": "inspectorate",
        "independence": "It works for no party here.",
        "findings": "It lies well beyond the trend.",
        "recommendation": "approve",
        "recommended": "Approve it as proposed.",
    }
    given = entry("advice", "adviser", "Audit Commission", advice=advice)
    number = (await here.tell(given))["entries"][0]
    anew = given | {"supersedes": number, "note": "A page was missing."}
    refused = await here.tell(anew | {"party_name": "Peer panel"}, status=422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/0/supersedes", "not-the-same-body")
    ]
    await here.tell(anew)
    assert f"Corrects entry {number}. Why: A page was missing." in await here.page(f"/agreements/{DEAL}/decisions")
    (number,) = (await here.tell(turn("position", "proposed")))["entries"]
    await here.tell(turn("position", "withdrawn", supersedes=number, note="The cabinet changed its mind."))
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Corrected by entry {number + 1}. This no longer counts." in page
    assert page.count("<del>") == 2
    await hear(here.database, *(replace(one, area=BATH) for one in told))
    refused = await here.tell(given, status=422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [
        ("/0/party_name", "inspecting-the-council")
    ]
