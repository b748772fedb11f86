"""Through the doors: two cases become one and point to each other; a slip is put right, and both versions stand."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from services.escalation.handlers.case import case
from shared import auth
from shared.auth import Grant
from shared.auth.caller import CallerKind, known
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.test_trigger import bring, key
from tests.integration.escalation.verified import verify


async def served(here: World) -> str:
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites a measure")
    await here.do("case_worker", reference, "serve_duty")
    return reference


async def differences(here: World) -> list[str]:
    return [difference for one in await verify(here.database) for difference in one.differences]


async def test_two_cases_become_one_that_keeps_both_organisers_and_the_earlier_days(here: World) -> None:
    older = await served(here)
    here.clock.set(here.clock.now() + timedelta(days=7))
    younger, screened = await served(here), await here.open_case()
    first = (await here.show(older)).json()
    assert first["due_on"] < (await here.show(younger)).json()["due_on"]

    refused = await here.ask("case_worker", older, "merge", into=screened, reasons="The same bins, as its papers show")
    assert (refused.status_code, refused.json()["errors"][0]["message"]) == (
        422,
        f"Case {screened} has not come as far as this one, so that time would be lost. Merge it into this one instead.",
    )
    ended = await here.do("case_worker", older, "merge", into=younger, reasons="The same bins, as its papers show")
    assert (ended["state"], ended["is_open"], ended["course"]["merged_into"]) == ("merged", False, younger)
    host = (await here.show(younger)).json()
    assert (host["due_on"], [one["reference"] for one in host["course"]["joined"]]) == (first["due_on"], [older])
    due = await here.value(
        "select max(due_on)::text from escalation.deadline where subject = $1 and kind = 'case.silence' "
        "and met_at is null and cancelled_at is null and fired_at is null",
        f"case/{younger}",
    )
    assert due == first["due_on"]
    assert (await here.told(older))[-1] == "case.merged"
    assert (await here.told(younger))[-1] == "case.taken_in"
    again = await here.ask("case_worker", screened, "merge", into=older, reasons="The same bins, as its papers show")
    assert f"goes on as part of case {younger}" in again.json()["errors"][0]["message"]

    await here.do("case_worker", younger, "withdraw", reasons="They have moved away")
    await here.do("police", younger, "agree_as_second", reasons="They wrote it to us too")
    assert (await here.show(younger)).json()["silence"] == "duty_served"
    await here.do("case_worker", younger, "step_back", organiser_of=older, reasons="They too, as its papers show")
    left = await here.do("police", younger, "agree_as_second", reasons="They wrote it to us too")
    assert left["silence"] == "withdrawn"
    assert await differences(here) == []


async def test_a_case_whose_host_is_refused_goes_on_where_it_stood(here: World) -> None:
    guest, host = await here.open_case(), await here.open_case()
    await here.do("case_worker", guest, "merge", into=host, reasons="The same bins, as its papers show")
    await here.do("case_worker", host, "reject", reason_code="vexatious", reasons="The same letter forty times")
    await here.do("monitoring_officer", host, "agree_as_second", reasons="It is, as its papers show")
    again = (await here.show(guest)).json()
    assert (again["state"], again["silence"], again["closed_on"]) == ("screening", "screening", None)
    await here.sweep()
    assert await differences(here) == []


async def offered(here: World, reference: str, who: str) -> set[str]:
    """The names of what stands open to that person on the case."""
    commands = (await here.show(reference, who)).json()["commands"]
    return {one["command"] for one in commands if "href" in one}


async def test_whoever_raised_a_merged_case_speaks_in_the_other_and_leaves_it_alone(here: World) -> None:
    host, apart = await here.open_case(), {"apart": "Other bins in other streets"}
    notice = (await bring(here, "partner_action", **apart)).json()["reference"]
    assert (await bring(here, "partner_action", body="college", join=notice)).status_code == 200
    call = (await bring(here, "councillor_call", failure="Bins are left open in the wind.", **apart)).json()[
        "reference"
    ]
    here.keys["member"] = await key(here, "council", "councillor")
    here.keys["colleague"] = await auth.create_key(here.admin, "council", [AREA], ["councillor"], name="colleague")
    await here.do("case_worker", call, "merge", into=notice, reasons="These are the same bins")
    assert "step_back" in await offered(here, notice, "member")
    await here.do("case_worker", notice, "merge", into=host, reasons="These are the same bins")

    speaks = {"step_back", "allege_systematic_failure"}
    for who, may in {"fire": speaks, "college": speaks, "member": speaks, "colleague": set(), "police": set()}.items():
        assert await offered(here, host, who) & {*speaks, "withdraw"} == may, who
    for who in ("colleague", "police", "waste"):
        assert (
            await here.ask(who, host, "allege_systematic_failure", reasons="All lifts stand still")
        ).status_code == 403
    alleged = await here.do("member", host, "allege_systematic_failure", reasons="All lifts stand still")
    assert alleged["screening"]["failure_alleged_on"]
    alone = await here.ask("fire", host, "withdraw", reasons="It was put right for us")
    assert (alone.status_code, alone.json()["rule"]) == (409, "raised_this_case")
    theirs = await here.ask("fire", host, "step_back", organiser_of=call, reasons="Put right for them")
    assert [one["code"] for one in theirs.json()["errors"]] == ["no-such-organiser"]
    again = await bring(here, "partner_action", join=call)
    assert again.json()["rule"] == "behind_it_already"

    visitor = await signed_in(here, "fire")
    page = await visitor.read(f"/cases/{host}/step_back")
    assert f'<option value="{notice}">' in page
    assert f'<option value="{call}">' not in page
    assert "The councillor for Hale ward" in await visitor.read(f"/cases/{host}")
    fire = known("account/fire", CallerKind.OFFICER, "fire", "Fire", [Grant(area=AREA, role="partner")])
    (line,), _ = await case.desk(here.database, caller=fire, now=here.clock.now())
    assert {one.name for one in line.offers if one.is_open} == await offered(here, host, "fire")

    left = await here.do("fire", host, "step_back", organiser_of=notice, reasons="It was put right for us")
    behind = {one["reference"]: [each["body"] for each in one["behind"]] for one in left["course"]["joined"]}
    assert (left["is_open"], behind) == (True, {notice: ["college"], call: ["council"]})
    assert f"no longer stands behind case {notice}" in await visitor.read(f"/cases/{host}")
    assert (
        await here.ask("fire", host, "step_back", organiser_of=notice, reasons="Once again for us")
    ).status_code == 403
    for who, reference in (("college", notice), ("member", call)):
        stays = await here.do(who, host, "step_back", organiser_of=reference, reasons="It was put right for us")
        assert (stays["is_open"], stays["silence"]) == (True, "screening")  # the petition's organiser stays
    assert await differences(here) == []


async def test_the_desk_asks_the_database_as_often_for_many_cases_as_for_few(here: World) -> None:
    asked: list[str] = []
    fire = known("account/fire", CallerKind.OFFICER, "fire", "Fire", [Grant(area=AREA, role="partner")])

    def listen(connection: Any, *_: object) -> None:
        connection.driver_connection.add_query_logger(lambda record: asked.append(record.query))

    async def count() -> tuple[int, int]:
        asked.clear()
        found, _ = await case.desk(here.database, caller=fire, now=here.clock.now())
        return len(found), len([query for query in asked if not query.startswith(("BEGIN", "COMMIT"))])

    await bring(here, "councillor_call", apart="Other bins in other streets")
    await here.do(
        "case_worker", await served(here), "merge", into=await served(here), reasons="These are the same bins"
    )
    event.listen(here.database.engine.sync_engine, "checkout", listen, once=True)
    few = await count()
    for _ in range(4):
        here.clock.set(here.clock.now() + timedelta(days=1))
        await served(here)
        await here.open_case()
    many = await count()
    assert (few[0], many[0]) == (2, 10)
    assert 0 < many[1] <= few[1], asked


async def test_a_slip_is_put_right_with_a_second_person_and_moves_the_day(here: World) -> None:
    reference = await served(here)
    by_on = here.clock.now().date() + timedelta(days=40)
    plan = {
        "actions": "New bins, as its papers show",
        "owner": "Head of waste",
        "target": "55 %",
        "sign": "Every bin stands",
    }
    filed = await here.do("waste", reference, "file_plan", by_on=by_on.isoformat(), **plan)
    slip = {
        "step": filed["version"],
        "field": "by_on",
        "correction": by_on.replace(day=by_on.day - 1 or 2).isoformat(),
        "reasons": "A wrong day, as its papers show",
    }
    for field, code in (("measure", "not-a-slip"), ("sign", "no-change")):
        said = slip | {"field": field, "correction": plan["sign"]}
        refused = await here.ask("waste", reference, "correct", **said)
        assert [one["code"] for one in refused.json()["errors"]] == [code]
    stranger = await here.ask("fire", reference, "correct", **slip)
    assert (stranger.status_code, stranger.json()["rule"]) == (409, "whoever_took_the_step")

    waits = await here.do("waste", reference, "correct", **slip)
    assert (waits["due_on"], waits["waiting"]["of"]) == (by_on.isoformat(), "outsider")
    fire = known("account/fire", CallerKind.OFFICER, "fire", "Fire", [Grant(area=AREA, role="partner")])
    page = await case.see(here.database, reference, caller=fire, now=here.clock.now())
    (line,), _ = await case.desk(here.database, caller=fire, now=here.clock.now())
    on_page, on_desk = ({one.name for one in seen.offers if one.is_open} for seen in (page, line))
    assert on_desk == on_page >= {"agree_as_second", "refuse_as_second"}
    moved = await here.do("fire", reference, "agree_as_second", reasons="It was a slip, as its papers show")
    assert moved["due_on"] == moved["remedy"]["plan"]["remedy_on"] == slip["correction"]
    last = (await here.show(reference)).json()["history"][-1]
    assert (last["event"], last["facts"]["step"]) == ("case.step_corrected", filed["version"])
    assert (last["facts"]["was"], last["facts"]["now"]) != ("", "")

    here.clock.set(here.clock.now() + timedelta(days=5))
    late = await here.ask("waste", reference, "correct", **slip)
    assert (late.status_code, late.json()["rule"]) == (409, "within_the_days_for_a_slip")
    assert await differences(here) == []


async def test_the_cards_offer_what_fits_and_both_pages_say_what_became_of_it(here: World) -> None:
    other, reference = await served(here), await served(here)
    worker = await signed_in(here, "case_worker")
    officer = await signed_in(here, "monitoring_officer")
    path = f"/cases/{reference}"
    assert f'<option value="{other}">' in await worker.read(f"{path}/merge")
    page = await worker.read(f"{path}/correct", status=409)
    assert "It set off the clock that runs until" not in page  # the last step has no words

    moved = await worker.take(path, "merge", into=other, reasons="The same bins, as its papers show")
    assert moved.status_code == 303
    assert f'href="/cases/{other}"' in await worker.read(path)
    assert "made the case a part of case" in await worker.read(path)
    assert f'href="/cases/{reference}"' in await worker.read(f"/cases/{other}")

    slipped = await here.open_case()
    path = f"/cases/{slipped}"
    await worker.take(path, "admit", level="local", reasons="It cites a mesure")
    page = await worker.read(f"{path}/correct")
    assert "It set off the clock that runs until" in page
    assert "The reasons: It cites a mesure" in page
    asked = await worker.take(
        path, "correct", field="reasons", correction="It cites a measure", reasons="A letter was left out"
    )
    assert asked.status_code == 303
    await officer.take(path, "agree_as_second", reasons="It was, as its papers show")
    page = await worker.read(path)
    assert "It read: It cites a mesure. It reads now: It cites a measure." in page
    assert "because: A letter was left out" in page
