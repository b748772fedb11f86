"""A negotiation as it happens, over HTTP and by the clock: asked, not answered, answered late, advised on, decided."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from services.publication import main
from services.publication.domain.leaf.leaf import Kept, spelled
from services.publication.handlers.record import verification
from services.publication.storage.agreement import target as in_force
from services.publication.storage.record import counterpart
from services.publication.worker import DEADLINES
from shared import deadlines, ledger
from shared.database import EVERY_AREA, Database
from shared.events.escalation.inspection import InspectionAccepted, InspectionRequested
from shared.events.publication import ResponseOverdue
from shared.settings import Settings
from shared.web.wording import day as day_words
from shared.working_days import london_day
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.test_publication_timeline import REFERENCE, case, envelope, hear
from tests.people import both

RECORDED = Path(main.__file__).parent / "api" / "examples.json"
BATH, DEAL = "E06000022", "bath-2026"
COUNCIL, OFFICE, POLICE, MINISTERS = "Bath Council", "Government Office", "Avon Police", "Ministers"
AGREEMENTS = "/publication/v1/agreements"
START = date(2026, 6, 1)


class Here:
    """The record's application, two registrars' keys of the council, and a clock that is set."""

    def __init__(self, client: httpx.AsyncClient, database: Database, clock: SetClock, keys: tuple[str, str]) -> None:
        self.client, self.database, self.clock = client, database, clock
        self.key, self.second = keys
        self.seconds = {self.key: self.second}
        self.sent = 0
        self.is_writing = False
        self.told: dict[str, dict[str, Any]] = {}

    async def post(self, path: str, body: object, status: int = 201, *, key: str = "") -> dict[str, Any]:
        self.sent += 1
        headers = {"Authorization": f"Bearer {key or self.key}", "Idempotency-Key": f"sent-{self.sent}"}
        answer = await self.client.post(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        self.keep(f"POST {path}", answer)
        told: dict[str, Any] = answer.json()
        return told

    def keep(self, route: str, answer: httpx.Response) -> None:
        """Keep what was answered, for the examples; of what was refused nothing."""
        if answer.is_success:
            named = re.sub(r"/submissions/[0-9]+/", "/submissions/{number}/", route.replace(f"/{DEAL}", "/{name}"))
            self.told[named] = told_by(answer)

    async def tell(self, *entries: dict[str, object], status: int = 201) -> dict[str, Any]:
        """One registrar of the council hands entries in, another one publishes them."""
        held = await self.hand_in(*entries, status=202 if status == 201 else status)
        if status != 201:
            return held
        told = await self.post(held["links"]["publish"]["href"], {}, key=self.second)
        if self.is_writing:
            async with self.database.unit_of_work(frozenset({BATH})) as session:
                await session.execute(text("update offer set sent_at = clock_timestamp() where sent_at is null"))
        return told

    async def write_to_everybody(self) -> None:
        """Every body of the register has an address from now on, and each letter leaves at once."""
        self.is_writing = True
        values = {"area": BATH, "email": "post@bodies.example", "named_by": "bath-council", "at": self.clock.now()}
        async with self.database.unit_of_work(frozenset({BATH})) as session:
            await session.execute(
                text(
                    "insert into contact (area, body, email, named_by, named_at) "
                    "select :area, partner, :email, :named_by, :at from partner where area = :area"
                ),
                values,
            )

    async def hand_in(self, *entries: dict[str, object], status: int = 202) -> dict[str, Any]:
        return await self.post(f"{AGREEMENTS}/{DEAL}/entries", list(entries), status)

    async def do(self, path: str, body: object) -> dict[str, Any]:
        """Somebody of a body, of the council unless told otherwise, hands a deed in; a second one publishes it."""
        held = await self.post(path, body, 202)
        return await self.post(held["links"]["publish"]["href"], {}, key=self.seconds[self.key])

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        self.keep(f"GET {path}", answer)
        told: dict[str, Any] = answer.json()
        return told

    async def page(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def on(self, day: date) -> None:
        self.clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    async def sweep(self, day: date) -> None:
        self.on(day)
        while await deadlines.sweep(self.database, DEADLINES, self.clock.now()):
            pass


@pytest.fixture
async def here(publication: Database, settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Here]:
    """Bath with its council and police, an agreement opened, both parties' constraints on the record, one round."""
    admin = await asyncpg.connect(admin_url)
    try:
        keys = await both(admin, "bath-council", [BATH])
    finally:
        await admin.close()
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        found = Here(client, publication, clock, keys)
        found.on(START)
        await found.post("/publication/v1/register", register())
        opened = {"agreement": DEAL, "area": BATH, "title": "Agreement for Bath", "period": "2026 to 2029"}
        await found.do(AGREEMENTS, opened | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
        yield found


def register() -> dict[str, object]:
    shared = {"regime": "executive", "inspectorate": "Audit Commission"}
    bodies = {
        "bath-council": (COUNCIL, "council"),
        "avon-police": (POLICE, "police"),
        "gosw": (OFFICE, "government_office"),
        "ministers": (MINISTERS, "ministers_office"),
        "panel": ("Peer panel", "peer_panel"),
        "commission": ("Audit Commission", "inspectorate"),
    }
    return {
        "area": {
            "area": BATH,
            "name": "Bath",
            "letters": "BATH",
            "profile": "laa-2008",
            "population": 192423,
            "responsible_authority": "bath-council",
            "committee": "Overview",
        },
        "partners": [
            {"partner": code, "name": name, "partner_kind": kind} | shared for code, (name, kind) in bodies.items()
        ],
        "measures": [
            {"measure": code, "title": title, "unit": "percent", "polarity": "higher", "frequency": "annual"}
            | {"framework": "national", "source": "Home Office"}
            for code, title in (("NI-16", "Serious acquisitive crime"), ("local-1", "Burglary solved"))
        ],
        "leads": [
            {"measure": code, "lead": "avon-police", "contributors": [], "data_owners": [], "basis": "protocol"}
            | {"since_on": "2026-01-01"}
            for code in ("NI-16", "local-1")
        ],
    }


def entry(kind: str, party: str = "council", name: str = COUNCIL, **more: object) -> dict[str, object]:
    return {"party": party, "party_name": name, "kind": kind, "item_title": "The agreement", "source": "Letter"} | more


def waiver(party: str, name: str) -> dict[str, object]:
    return entry("constraints", party, name, constraints={"waived": True})


def signed(by: str = "Ministers", party: str = "minister") -> dict[str, object]:
    """What papers of May say: who decided to approve the agreement."""
    made = {"outcome": "approve", "reasons": "The papers do not say.", "relied_on": "The papers do not say."}
    told = entry("decision", party, by, decision=made, source="Letter of 12 May 2026, page 2")
    return told | {"came": "compiled_from_papers", "said_on": "2026-05"}


def papers_say(value: str, code: str, **more: object) -> dict[str, object]:
    """What papers of May say of an item, by its code: its figure for 2026/27."""
    told = turn("approval", "agreed", "minister", "Ministers", item_code=code, target_value=value, **PERIOD)
    return told | {"came": "compiled_from_papers", "said_on": "2026-05"} | more


PERIOD = {"target_period": "2026/27", "unit": "percent"}


def turn(kind: str, status: str, party: str = "council", name: str = COUNCIL, **more: object) -> dict[str, object]:
    said = entry(kind, party, name, round="first", status=status, item_code="NI 16", item_title="Acquisitive crime")
    return said | {"came": "transcribed_by_other_side" if party != "council" else None} | more


async def open_first_round(here: Here, *, is_writing: bool = False) -> None:
    if is_writing:
        await here.write_to_everybody()
    await here.tell(waiver("council", COUNCIL), waiver("government_office", OFFICE))
    await here.do(f"{AGREEMENTS}/{DEAL}/rounds", {"round": "first", "title": "First", "opened_on": "2026-06-01"})


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
    assert "2 have no answer on this record." in page
    assert "1 more item waits for an answer." in page
    here.on(date(2026, 6, 3))
    await here.tell(*sent[2:])
    page = await here.page(f"/agreements/{DEAL}")
    assert "4 have no answer on this record." in page
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
    assert [(one["measure"], one["value"], one["designated"]) for one in memorandum["targets"]] == [
        ("NI-16", "17.50", True),
        ("local-1", "17.50", False),
    ]
    assert [memorandum["targets"][0][name] for name in ("must_have_regard", "tolerance")] == [[COUNCIL, POLICE], "0.05"]
    await assert_pages_tell_of_it(here)
    await assert_a_promise_keeps_its_meaning(here)
    assert await held_beside(here) == {("NI-16", "2026/27"): DEAL, ("local-1", "2026/27"): DEAL}
    here.on(date(2026, 8, 3))
    lower = {"revised_on": "2026-08-03", "targets": [target | {"measure": "NI-16", "designated": True, "value": "16"}]}
    revised = lower | {"removed": [{"measure": "local-1", "period": "2026/27"}]}
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/revisions", revised, 422)
    assert {fault["code"] for fault in refused["errors"]} == {"no-proposal"}
    await here.tell(
        entry("revision", item_code="NI 16", revision={"change": "change"}, **(STATED | {"target_value": "16"})),
        entry("revision", item_code="local-1", revision={"change": "remove"}),
        entry("consent", "partner", POLICE, item_code="local-1", consent={"given": True}),
        decided | {"decision": decision | {"items": ["NI 16"], "urgency": "The survey was put off by a year."}},
    )
    here.on(date(2026, 8, 11))  # what was typed for the police and the ministers has stood for its days
    await here.do(f"{AGREEMENTS}/{DEAL}/revisions", revised)
    memoranda = (await here.get(f"{AGREEMENTS}/{DEAL}/memoranda"))["memoranda"]
    assert [(one["measure"], one["value"]) for one in memoranda[1]["targets"]] == [("NI-16", "16")]
    assert [one["value"] for one in (await here.get(f"{AGREEMENTS}/{DEAL}"))["targets"]] == ["16"]
    assert await held_beside(here) == {("NI-16", "2026/27"): DEAL}
    assert "were revised" in await here.page(f"/agreements/{DEAL}/memorandum")
    assert {one.subject: one.differences for one in await verification.verify(here.database)} == {
        **dict.fromkeys(("registers", "agreements", "targets", "submissions", "removals", "timelines"), ())
    }
    [await here.get(f"{AGREEMENTS}/{DEAL}{path}") for path in ("", "/rounds", "/entries")]
    told = {route: one for route, one in here.told.items() if route.split(" ")[1].startswith(AGREEMENTS)}
    assert_recorded(RECORDED, {route: one for route, one in told.items() if "/submissions/" not in route})


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
