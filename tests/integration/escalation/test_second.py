"""A decision waits for its second person through the doors: what is public meanwhile, what follows, and its clock."""

from datetime import date

import pytest

from shared import auth
from shared.working_days import in_words
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.people import signed_in

REASONS = "forty letters of the same words"


async def refused(here: World) -> str:
    """A case whose refusal waits for the monitoring officer."""
    reference = await here.open_case()
    asked = await here.do("case_worker", reference, "reject", reason_code="vexatious", reasons=REASONS)
    assert (asked["state"], asked["waiting"]["of"]) == ("screening", "monitoring_officer")
    return reference


async def test_a_refusal_takes_effect_when_the_second_person_agrees(here: World) -> None:
    reference = await refused(here)
    agreed = await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    assert (agreed["state"], agreed["waiting"]) == ("rejected", None)
    assert (await here.told(reference))[-3:] == ["case.second_asked", "case.second_agreed", "case.rejected"]
    assert await here.value("select count(*) from escalation.proposal") == 0


async def test_until_then_the_reasons_are_in_nothing_that_anybody_else_reads(here: World) -> None:
    reference = await refused(here)
    public = (await here.show(reference)).text
    told = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert REASONS not in public + told
    assert "second_asked" in public


async def test_whoever_asked_takes_it_back_on_a_page_and_the_public_reads_why(here: World) -> None:
    reference = await refused(here)
    answer = await here.ask("monitoring_officer", reference, "withdraw_proposal", reasons="I do not like it at all")
    assert answer.status_code == 403
    worker = await signed_in(here, "case_worker")
    page = await worker.read(f"/cases/{reference}")
    assert "Take back what waits for a second person" in page
    assert "Waits for a second person (" in await worker.read("/desk")
    officer = await signed_in(here, "monitoring_officer")
    desk = await officer.read("/desk")
    assert "asks you to agree to refuse the case. If nobody agrees: " in desk
    assert "asks something of you by a day of its own" in desk
    until = in_words(date.fromisoformat((await here.show(reference)).json()["waiting"]["second_by"]))
    assert until in desk[desk.index('id="h-asked"') : desk.index('id="h-own"')]
    form = await officer.read(f"/cases/{reference}/agree_as_second")
    assert REASONS in form
    assert "asks you to agree to refuse the case" in form
    back = await here.do("case_worker", reference, "withdraw_proposal", reasons="It was meant for another petition")
    assert (back["state"], back["waiting"]) == ("screening", None)
    assert await here.value("select count(*) from escalation.proposal") == 0
    armed = "select count(*) from escalation.deadline where kind = 'case.second' and cancelled_at is null"
    assert await here.value(f"{armed} and met_at is null and fired_at is null") == 0
    assert "meant for another petition" in await (await signed_in(here, "police")).read(f"/cases/{reference}")


async def test_a_key_is_second_where_its_holder_is_named_and_is_not_who_proposed(here: World) -> None:
    reference = await refused(here)
    nobodys = await auth.create_key(here.admin, "council", [AREA], ["monitoring_officer"], name="nobodys")
    own = "select name from identity.account where id = (select held_by from identity.api_key where name = $1)"
    proposer = await here.value(own, "case_worker")
    theirs = await auth.create_key(
        here.admin, "council", [AREA], ["monitoring_officer"], name="theirs", held_by=proposer
    )
    for key, status, slug in ((nobodys, 409, "key-without-holder"), (theirs, 403, "")):
        here.keys["another"] = key
        answer = await here.ask("another", reference, "agree_as_second", reasons="I agree with myself")
        assert answer.status_code == status, answer.text
        assert slug in answer.json()["type"]
    assert (await here.show(reference)).json()["state"] == "screening"


async def test_a_page_that_is_read_while_the_second_person_answers_is_no_error(here: World) -> None:
    """The case is read before what waits about it: then it says still that something does, and there is nothing."""
    reference = await refused(here)
    await here.admin.execute("delete from escalation.proposal")
    reader = await signed_in(here, "monitoring_officer")
    for path in (f"/cases/{reference}", "/desk"):
        assert reference in await reader.read(path)


@pytest.mark.parametrize("who", ["case_worker", "fire", "committee"])
async def test_nobody_else_may_be_the_second_person(here: World, who: str) -> None:
    reference = await refused(here)
    answer = await here.ask(who, reference, "agree_as_second", reasons="I agree with myself")
    assert answer.status_code == 403
    assert (await here.show(reference)).json()["state"] == "screening"


async def test_without_an_answer_in_five_working_days_the_decision_has_no_effect_and_the_case_goes_on(
    here: World,
) -> None:
    reference = await refused(here)
    listed = (await here.client.get("/escalation/v1/deadlines", params={"kind": "case.second"})).json()["deadlines"]
    until = (await here.show(reference)).json()["waiting"]["second_by"]
    assert [(one["reference"], one["due_on"], one["who"]) for one in listed] == [
        (reference, until, "The second person")
    ]
    await here.sweep()
    shown = (await here.show(reference)).json()
    assert (shown["state"], shown["waiting"]) == ("screening", None)
    assert (await here.told(reference))[-1] == "case.second_missing"
    late = await here.ask("monitoring_officer", reference, "agree_as_second", reasons="Too late, as its papers show")
    assert late.status_code == 409
    await here.sweep()
    assert (await here.show(reference)).json()["state"] == "admitted"


async def test_silence_about_the_case_itself_comes_before_the_second_person(here: World) -> None:
    """The case is let in on its day although a refusal waits; the waiting refusal is forgotten."""
    reference = await here.open_case()
    shown = (await here.show(reference)).json()
    here.go_to_date(shown["due_on"])
    await here.do("case_worker", reference, "reject", reason_code="vexatious", reasons=REASONS)
    await here.sweep()
    after = (await here.show(reference)).json()
    assert (after["state"], after["waiting"]) == ("admitted", None)
    assert await here.value("select count(*) from escalation.proposal") == 0
    assert (
        await here.value("select count(*) from escalation.deadline where kind = 'case.second' and met_at is not null")
        == 1
    )


async def test_the_second_person_reads_what_is_to_be_agreed_to_and_nobody_else_does(here: World) -> None:
    reference = await refused(here)
    page = await (await signed_in(here, "monitoring_officer")).read(f"/cases/{reference}")
    assert "Council asks you to agree" in page
    assert REASONS in page
    assert "An improper use of the procedure" in page  # the published words for what was chosen
    for who in ("case_worker", "police"):
        assert REASONS not in await (await signed_in(here, who)).read(f"/cases/{reference}")
