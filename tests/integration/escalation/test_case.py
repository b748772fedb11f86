"""Cases through the machines' door: the whole ladder, refusals by name, versions, and who is shown what."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.escalation.storage.case import case as cases
from services.publication.domain.register.register import Register
from services.publication.domain.timeline.timeline import Told, refold
from services.publication.schemas.timeline.timeline import document
from shared.database import EVERY_AREA
from shared.ledger import read_stream
from shared.working_days import in_words
from tests import hostile
from tests.integration.escalation.case_steps import SHOWN, in_remedy, plan, row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, World, body


async def test_a_key_on_trial_is_answered_like_any_other_and_moves_nothing(here: World) -> None:
    reference = await here.open_case()
    before, told = (await here.show(reference)).json(), await here.told(reference)
    errands = await here.value("select array_agg(id order by id) from escalation.errand")
    await here.key("case_worker", is_trial=True)
    said: dict[str, Any] = {"level": "local", "reasons": "It cites an agreed measure"}
    for _ in range(2):  # what is not kept is not remembered either
        answer = await here.ask("case_worker", reference, "admit", key="the-same", **said)
        assert (answer.status_code, answer.json()["state"]) == (200, "admitted")
        assert answer.headers["folkmoot-trial"] == "nothing-kept"
    assert (await here.ask("case_worker", reference, "admit", level="local")).status_code == 422
    assert (await here.show(reference)).json() == before
    assert await here.told(reference) == told
    assert await here.value("select array_agg(id order by id) from escalation.errand") == errands
    assert await here.value("select count(*) from escalation.idempotency") == 0


async def test_a_case_climbs_the_whole_ladder_through_the_machines_door(here: World) -> None:
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    served = await here.do("case_worker", reference, "serve_duty")
    assert (served["remedy"]["duty"]["lead"], served["remedy"]["duty"]["basis"]) == ("waste", "agreement of 2025")
    assert served["remedy"]["duty"]["register_version"] == await here.value(
        "select version from escalation.area where area = $1", AREA
    )
    await here.do("waste", reference, "acknowledge")
    await here.do("waste", reference, "file_plan", **plan(here.clock.now().date() + timedelta(days=30)))
    await here.sweep()
    referred = (await here.show(reference)).json()
    assert (referred["state"], referred["remedy"]["referral_cause"]) == ("referred", "no_claim")
    standing = referred["standing"]
    assert standing["where"] == "Sent to scrutiny. The scrutiny committee is asked to fix a day."
    assert standing["who"]["sentence"] == "The scrutiny committee is asked to fix a day and hear the case in public."
    assert standing["by"]["sentence"].startswith("By the end of ")
    assert in_words(date.fromisoformat(standing["by"]["moves_after"])) in standing["why_then"]
    assert standing["otherwise"] == "Otherwise 'not heard' is published and partners may complain."
    (fixing,) = [one["who"]["sentence"] for one in standing["also"]]
    assert fixing == "The scrutiny committee is asked to fix a day for the hearing."
    assert all(one["sentence"].endswith((".", "?", "!")) for one in referred["history"])
    assert referred["links"]["publication"] == f"/publication/v1/cases/{reference}"
    hearing_on = here.clock.now().date() + timedelta(days=14)
    await here.do("committee", reference, "schedule_hearing", hearing_on=hearing_on.isoformat())
    here.go_to(hearing_on)
    await here.do("committee", reference, "open_evidence", questions="Why are the bins full?")
    draft = {
        "text": "Empty every reported bin within two working days",
        "addressee": "waste",
        "owner": "Head of waste",
        "measure": MEASURE,
        "value": "60",
        "unit": "%",
        "by_on": (hearing_on + timedelta(days=90)).isoformat(),
        "resources": "Two crews, already budgeted",
    }
    await here.do("committee", reference, "issue_recommendations", recommendations=[draft])
    monitored = await here.do(
        "waste", reference, "respond", recommendation=1, answer="refused", reasons="There is no money"
    )
    assert monitored["state"] == "monitoring"
    await here.do("committee", reference, "exhaust", reasons="They will not act")
    await here.do("police", reference, "request_call_in")
    for who in ("police", "fire"):
        await here.do(who, reference, "lodge_complaint", grounds="It harms our work", authorised_by="Chief officer")
    await here.do(
        "case_worker",
        reference,
        "assign_facilitator",
        facilitator="college",
        declaration="None, as its papers show",
    )
    await here.do("college", reference, "request_inspection", reasons="No settlement, as its papers show")
    await here.do("inspector", reference, "accept_inspection", scope="Collections, as its papers show")
    await here.do("inspector", reference, "draft_findings")
    await here.do("waste", reference, "file_reply", reply="We disagree, as its papers show")
    negotiated = await here.do(
        "inspector", reference, "publish_findings", findings="Failing, as its papers show", grade="failing"
    )
    assert negotiated["state"] == "action_negotiation"
    last_on = (here.clock.now().date() + timedelta(days=100)).isoformat()
    await here.do("waste", reference, "agree_plan", actions="Four more crews", last_on=last_on, **SHOWN)
    await here.do("police", reference, "agree_as_second", reasons="It names what we asked for")
    await here.do(
        "inspector", reference, "complete_plan", reasons="We looked again", outputs="1: Four more crews drive"
    )
    closed = await here.do("police", reference, "agree_as_second", reasons="We saw the four crews too")
    assert (closed["state"], closed["is_open"]) == ("closed_after_inspection", False)
    assert await here.value("select count(*) from escalation.deadline where met_at is null and fired_at is null") == 0
    told = await here.told(reference)
    assert told[0] == "case.opened"
    assert told[-1] == "case.plan_completed"
    await row_equals_stream(here, reference)


async def test_two_officers_at_once_admit_a_case_once(here: World) -> None:
    reference = await here.open_case()
    await here.key("case_worker")
    answers = await asyncio.gather(
        *(
            here.ask("case_worker", reference, "admit", version=2, level="local", reasons="It cites a measure")
            for _ in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert await here.told(reference) == ["case.opened", "case.acknowledged", "case.admitted"]


async def test_a_stale_or_missing_version_is_told_apart(here: World) -> None:
    reference = await here.open_case()
    stale = await here.ask(
        "case_worker", reference, "admit", version=9, level="local", reasons="Yes, as its papers show"
    )
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale")
    without = await here.client.post(
        f"/escalation/v1/cases/{reference}/commands/admit",
        json={"level": "local", "reasons": "Yes, as its papers show"},
        headers={"Authorization": f"Bearer {await here.key('case_worker')}", "Idempotency-Key": "k"},
    )
    assert (without.status_code, without.json()["type"]) == (428, "/problems/version-missing")


async def test_the_same_command_sent_again_gets_the_same_answer_and_changes_nothing(here: World) -> None:
    reference = await here.open_case()
    said = {"level": "local", "reasons": "Yes, as its papers show"}
    first = await here.ask("case_worker", reference, "admit", version=2, key="once", **said)
    again = await here.ask("case_worker", reference, "admit", version=2, key="once", **said)
    assert (again.status_code, again.content) == (200, first.content)
    assert await here.told(reference) == ["case.opened", "case.acknowledged", "case.admitted"]


async def test_refusals_are_named_and_store_nothing(here: World) -> None:
    reference = await in_remedy(here)
    before = await here.value("select count(*) from escalation.ledger")
    not_theirs = await here.ask("police", reference, "claim_remedy", evidence="It is fine, as its papers show")
    assert (not_theirs.status_code, not_theirs.json()["rule"]) == (403, "not_your_part")
    not_now = await here.ask(
        "waste",
        reference,
        "respond",
        recommendation=1,
        answer="accepted",
        reasons="Yes, as its papers show",
    )
    assert (not_now.status_code, not_now.json()["rule"]) == (409, "not_in_this_state")
    without_role = await here.ask("inspector", reference, "claim_remedy", evidence="It is fine, as its papers show")
    assert without_role.status_code == 403
    empty = await here.ask("waste", reference, "claim_remedy", evidence="  ")
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/evidence")
    unknown = await here.ask(
        "waste",
        reference,
        "claim_remedy",
        version=4,
        evidence="Yes, as its papers show",
        state="resolved_stage1",
    )
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown-field")
    assert await here.value("select count(*) from escalation.ledger") == before


async def test_every_hostile_body_is_refused_by_name_and_leaves_nothing(here: World) -> None:
    reference = await here.open_case()
    for _ in range(2):
        await here.sweep()
    stored = "select (select count(*) from escalation.ledger) + (select count(*) from escalation.idempotency)"
    before = await here.value(stored)
    fields = hostile.field_cases(plan(date(2026, 6, 1)), texts=["actions"], days=["by_on"], server_owned=["state"])
    taken = [case.name for case in (*hostile.cases(), *fields) if not await is_refused(here, reference, case)]
    assert taken == []
    assert await here.value(stored) == before


async def is_refused(here: World, reference: str, case: hostile.Case) -> bool:
    answer = await here.client.post(
        f"/escalation/v1/cases/{reference}/commands/file_plan",
        content=case.body,
        headers={
            "Authorization": f"Bearer {await here.key('waste')}",
            "If-Match": '"3"',
            "Idempotency-Key": "k",
            "Content-Type": case.content_type,
        },
    )
    named = case.code in hostile.codes(answer.json())
    return answer.status_code == case.status and named and hostile.CANARY not in answer.text


async def test_a_recommendation_that_is_not_smart_is_refused_letter_by_letter(here: World) -> None:
    reference = await here.open_case()
    for _ in range(3):
        await here.sweep()
    hearing_on = here.clock.now().date() + timedelta(days=14)
    await here.do("committee", reference, "schedule_hearing", hearing_on=hearing_on.isoformat())
    here.go_to(hearing_on)
    await here.do("committee", reference, "open_evidence", questions="Why did it fail, and what was tried?")
    answer = await here.ask(
        "committee",
        reference,
        "issue_recommendations",
        recommendations=[{"text": "Consider doing rather better with the bins", "addressee": "waste", "owner": "Head"}],
    )
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/recommendations/0", "not-specific"),
        ("/recommendations/0", "not-measurable"),
        ("/recommendations/0", "not-achievable"),
        ("/recommendations/0", "not-relevant"),
        ("/recommendations/0", "not-time-bound"),
    ]


async def test_cases_are_locked_in_order_of_reference_whichever_measures_they_cite(here: World) -> None:
    references = [await here.open_case() for _ in range(4)]
    await here.admin.execute(
        "update escalation.ladder_case set measure = 'another' where reference = any($1)", references[::2]
    )
    async with here.database.unit_of_work(EVERY_AREA) as session:
        locked = await cases.lock_open_about(session, [(AREA, MEASURE), (AREA, "another")])
    assert [case.reference for case in locked] == references


async def published(here: World, reference: str) -> str:
    """What publication says of the case to anybody, as JSON, once it has heard the whole stream."""
    async with here.database.unit_of_work(EVERY_AREA) as session:
        stream = await read_stream(session, f"case/{reference}")
    history = tuple(Told("case", one.version, UUID(int=0), one.type, one.occurred_at, one.event) for one in stream)
    standing = refold(reference, AREA, history)
    return json.dumps(document(standing, history, Register(AREA), here.clock.now().date()), default=str)


async def test_the_names_of_complainants_wait_for_admission(here: World) -> None:
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    await here.do("case_worker", reference, "request_call_in")
    await here.do(
        "police",
        reference,
        "lodge_complaint",
        grounds="It harms us, as its papers show",
        authorised_by="Chief constable",
    )
    public = (await here.show(reference)).text
    assert "police" not in public
    assert "police" not in await published(here, reference)
    assert (await here.show(reference)).json()["complaints"] == {"count": 1, "organisations": []}
    await here.do("police", reference, "withdraw_complaint")
    assert (await here.show(reference)).json()["complaints"]["count"] == 0
    await here.do("police", reference, "lodge_complaint", grounds="It harms us still", authorised_by="Chief constable")
    await row_equals_stream(here, reference)
    await here.tell(body(AREA, "fire"))
    admitted = await here.do(
        "fire",
        reference,
        "lodge_complaint",
        grounds="And us, as its papers show",
        authorised_by="Chief officer",
    )
    assert admitted["state"] == "call_in_admitted"
    assert admitted["complaints"] == {"count": 2, "organisations": ["police", "fire"]}
    assert "police" in await published(here, reference)
    assert await here.value("select count(*) from escalation.complaint where withdrawn_at is null") == 2
    assert await here.value("select count(*) from escalation.complaint where grounds <> ''") == 3
    assert "harms us" not in await here.value("select string_agg(data::text, ' ') from escalation.ledger")


async def test_everybody_is_shown_what_is_open_to_them(here: World) -> None:
    reference = await here.open_case()
    worker = (await here.show(reference, "case_worker")).json()["commands"]
    may = {one["command"] for one in worker if "href" in one}
    assert may == {"admit", "reject", "allege_systematic_failure", "withdraw"}
    public = (await here.show(reference)).json()["commands"]
    assert all("not_open" in one for one in public)


async def test_lists_are_paged_by_reference(here: World) -> None:
    first, second = await here.open_case(), await here.open_case()
    listed = (await here.client.get("/escalation/v1/cases")).json()
    assert [one["reference"] for one in listed["cases"]] == [first, second]
    rest = (await here.client.get(f"/escalation/v1/cases?after={first}")).json()
    assert [one["reference"] for one in rest["cases"]] == [second]


async def test_an_unknown_case_is_not_found(here: World) -> None:
    assert (await here.show("TEST-2026-9999-0")).status_code == 404
    answer = await here.ask(
        "case_worker",
        "TEST-2026-9999-0",
        "admit",
        version=1,
        level="local",
        reasons="Yes, as its papers show",
    )
    assert answer.status_code == 404
