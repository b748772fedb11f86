"""The pages of people who work on cases: cards that do what they say, faults by their fields, and whose they are."""

from datetime import timedelta

import pytest

from services.escalation.domain.desk.work import Position
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.scrutiny.recommendation import Draft
from services.escalation.handlers.case.case import desk
from services.escalation.pages.case.question import QUESTIONS
from services.escalation.schemas.case.command import FORMS
from shared.auth import CallerKind, Grant
from shared.auth.caller import known
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.people import signed_in, state_of
from tests.markup import elements


async def test_a_case_climbs_by_the_cards_of_its_pages(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")

    admitted = await worker.take(path, "admit", level="local", reasons="It cites an agreed measure.")
    assert (admitted.status_code, admitted.headers["location"]) == (303, path)
    await worker.take(path, "serve_duty")
    await partner.take(path, "acknowledge")
    day = (here.clock.now().date() + timedelta(days=30)).isoformat()
    filed = await partner.take(
        path, "file_plan", actions="Two more rounds", owner="Head of waste", target="60%", by_on=day
    )
    assert filed.status_code == 303
    assert await state_of(here, reference) == "remedy_running"
    assert await here.told(reference) == [
        "case.opened",
        "case.acknowledged",
        "case.admitted",
        "case.duty_served",
        "case.duty_acknowledged",
        "case.remedy_planned",
    ]


async def test_what_a_partner_showed_for_its_remedy_stands_with_the_evidence(here: World) -> None:
    reference = await in_remedy(here)
    worker = await signed_in(here, "case_worker")
    assert "What was shown for the remedy" not in await worker.read(f"/cases/{reference}")
    await here.do(
        "waste", reference, "claim_remedy", evidence="The new rounds run", together="The council drove with us"
    )
    await here.do("case_worker", reference, "refuse_remedy", reasons="Not in the flats")
    page = elements(await worker.read(f"/cases/{reference}"))
    (table,) = [one.text for one in page if one.tag == "table" and "What was shown for the remedy" in one.text]
    for words in ("Waste says that it is put right", "The new rounds run", "Not found put right", "Not in the flats"):
        assert words in table


async def test_a_card_is_on_the_page_only_for_whoever_may_use_it(here: World) -> None:
    reference = await here.open_case()
    action = f'href="/cases/{reference}/admit"'
    assert action in await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    page = await (await signed_in(here, "waste")).read(f"/cases/{reference}")
    assert action not in page


async def test_what_is_open_comes_first_and_what_is_not_is_folded_by_who_may(here: World) -> None:
    reference = await here.open_case()
    page = await (await signed_in(here, "committee")).read(f"/cases/{reference}")
    found = elements(page)
    below = {one.text for one in found if one.tag == "section" and one.inside("fm-cannot")}
    assert all(one.inside("govuk-details") for one in found if one.tag == "section" and one.inside("fm-cannot"))
    assert any(one.startswith("Only a case worker can do this") and "Let the case in" in one for one in below)
    assert any("councillors ask why in public" in one and "fix the day of the hearing" in one.lower() for one in below)

    page = await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    assert page.index(f"/cases/{reference}/admit") < page.index("<details") < page.index("What is not open to you now")


async def test_codes_and_hashes_stand_for_machines_and_nowhere_else(here: World) -> None:
    reference = await here.open_case()
    page = await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    version = (await here.show(reference)).json()["policy_version"]
    told = [one for one in elements(page) if one.tag == "dd" and version in one.text]
    assert told
    assert all(one.inside("fm-machines") for one in told)


async def test_the_must_line_is_addressed_to_whoever_must_act(here: World) -> None:
    reference = await here.open_case()
    worker = await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    partner = await (await signed_in(here, "waste")).read(f"/cases/{reference}")
    assert "Yours to do by" in worker
    assert "Yours to do by" not in partner


async def test_a_fault_stands_beside_its_field_with_what_was_typed(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    empty = await worker.take(path, "admit", reasons="It cites an agreed measure.")
    assert empty.status_code == 422
    found = {one.attributes.get("id"): one for one in elements(empty.text)}
    assert found["admit-level-error"].text.endswith("Answer the question: What does it concern?")
    assert found["admit-reasons"].text == "It cites an agreed measure."

    await here.do("case_worker", reference, "admit", level="local", reasons="It does, as its papers show")
    await here.do("case_worker", reference, "serve_duty")
    today = here.clock.now().date().isoformat()
    said = {"actions": "Rounds, as its papers show", "owner": "Head of waste", "target": "60%", "by_on": today}
    late = await partner.take(path, "file_plan", **said)
    assert late.status_code == 422
    found = {one.attributes.get("id"): one for one in elements(late.text)}
    assert "must be after today" in found["file_plan-by_on-error"].text
    assert 'href="#file_plan-by_on"' in late.text
    assert await state_of(here, reference) == "duty_served"


async def test_a_recommendation_that_is_not_smart_comes_back_with_why(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    for _ in range(3):
        await here.sweep()
    assert await state_of(here, reference) == "referred"
    here.clock.advance(days=1)
    day = here.clock.now().date() + timedelta(days=20)
    await here.do("committee", reference, "schedule_hearing", hearing_on=day.isoformat())
    here.go_to(day)
    await here.do("committee", reference, "open_evidence", questions="Why did it fail, and what was tried?")
    committee = await signed_in(here, "committee")
    answer = await committee.take(
        path,
        "issue_recommendations",
        text="Consider doing better",
        addressee="waste",
        signed_off_by="Chair",
        met_on=day.isoformat(),
        reference="12/26",
        votes_for="5",
        votes_against="1",
        abstained="0",
    )
    assert answer.status_code == 422
    found = {one.attributes.get("id"): one for one in elements(answer.text)}
    assert len(found["issue_recommendations-text-error"].text) > 40


async def test_a_page_that_was_overtaken_changes_nothing_and_says_so(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    worker = await signed_in(here, "case_worker")
    page = await worker.read(f"{path}/reject")
    await here.do("case_worker", reference, "admit", level="local", reasons="It does, as its papers show")
    stale = await here.client.post(
        f"{path}/reject",
        data={
            "version": "1",
            "reason_code": "vexatious",
            "reasons": "No, as its papers show",
            "csrf_token": next(
                one.attributes["value"] for one in elements(page) if one.attributes.get("name") == "csrf_token"
            ),
        },
        headers=worker.headers,
    )
    assert stale.status_code == 412
    assert "has changed since you looked" in stale.text
    assert await state_of(here, reference) == "admitted"


async def test_a_form_without_the_sessions_token_does_nothing(here: World) -> None:
    reference = await here.open_case()
    worker = await signed_in(here, "case_worker")
    answer = await here.client.post(
        f"/cases/{reference}/admit",
        data={
            "version": "1",
            "level": "local",
            "reasons": "It does, as its papers show",
            "csrf_token": "0" * 64,
        },
        headers=worker.headers,
    )
    assert answer.status_code == 403
    assert await state_of(here, reference) == "screening"


async def test_somebody_of_another_area_reads_and_can_do_nothing_by_any_card(here: World) -> None:
    reference = await here.open_case()
    stranger = await signed_in(here, "case_worker", OTHER_AREA)
    page = await stranger.read(f"/cases/{reference}")
    assert "Made from the record" in await stranger.read(f"/cases/{reference}/pack")
    assert 'class="fm-acts' not in page
    assert f"/desk/cases/{reference}" not in page  # nor sees what a body keeps beside it
    own = await here.open_case(OTHER_AREA)
    token = next(
        one.attributes["value"]
        for one in elements(await stranger.read(f"/cases/{own}/admit"))
        if one.attributes.get("name") == "csrf_token"
    )
    for name in ASKED_BY_PEOPLE:
        answer = await here.client.post(
            f"/cases/{reference}/{name}",
            data={
                "version": "1",
                "csrf_token": token,
                "level": "local",
                "reasons": "Mine, as its papers show",
            },
            headers=stranger.headers,
        )
        assert answer.status_code in {403, 422}, name
    assert await here.told(reference) == ["case.opened", "case.acknowledged"]


async def test_nobody_without_an_account_sees_the_desk_or_a_working_page(here: World) -> None:
    reference = await here.open_case()
    for path in ("/desk", f"/cases/{reference}"):
        answer = await here.client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/account/sign-in?next=/")


async def test_the_desk_sorts_work_by_whom_silence_waits_for(here: World) -> None:
    screening, served = await here.open_case(), await here.open_case()
    await here.open_case(OTHER_AREA)
    await here.do("case_worker", served, "admit", level="local", reasons="It does, as its papers show")
    await here.do("case_worker", served, "serve_duty")

    met = elements(await (await signed_in(here, "case_worker")).read("/desk"))
    groups = {
        next(parent.attributes["aria-labelledby"] for parent in one.parents if parent.tag == "section"): one.text
        for one in met
        if one.tag == "ul" and "fm-work" in one.classes
    }
    assert screening in groups["h-silence"]
    assert served in groups["h-others"]
    assert sum("TEST-2026" in one.text for one in met if "ref" in one.classes) == 2


async def test_what_the_machine_gave_up_on_is_shown_to_those_of_its_area(here: World) -> None:
    reference = await here.open_case()
    await here.admin.execute("update escalation.deadline set stuck_reason = 'ValueError: no such day', attempts = 5")
    await here.admin.execute(
        "insert into escalation.errand (area, kind, reference, key, dead_reason) "
        "values ($1, 'signature.confirm', 'a-letter', 'k', 'ConnectionRefusedError')",
        AREA,
    )
    ours = await (await signed_in(here, "case_worker")).read("/desk")
    assert f'href="/cases/{reference}">{reference}<' in ours
    assert "ValueError: no such day" in ours
    assert "ConnectionRefusedError" in ours
    theirs = await (await signed_in(here, "case_worker", OTHER_AREA)).read("/desk")
    assert "Could not be done by itself" not in theirs


async def test_an_open_case_without_a_clock_stands_in_a_list_of_its_own(here: World) -> None:
    reference = await here.open_case()
    await here.admin.execute(
        "update escalation.ladder_case set due_on = null, "
        'facts = facts || \'{"due_on": null, "asked_by": null, "silence": null}\''
    )
    page = await (await signed_in(here, "case_worker")).read("/desk")
    rows = [one.text for one in elements(page) if one.tag == "tr"]
    assert any("Bins that nobody empties" in row and "Being checked" in row for row in rows)
    assert f"/cases/{reference}" in page


async def test_the_desk_leads_through_every_open_case_once(here: World) -> None:
    for _ in range(3):
        await here.open_case()
    await here.admin.execute("update escalation.ladder_case set due_on = null where reference like '%0003-0'")
    caller = known("account/1", CallerKind.OFFICER, "council", "A worker", [Grant(AREA, "case_worker")])
    found: list[str] = []
    after: Position | None = None
    for _ in range(3):
        seen, after = await desk(here.database, caller=caller, now=here.clock.now(), after=after, limit=1)
        found += [one.case.reference for one in seen]
    assert after is None
    assert found == [f"TEST-2026-000{number}-0" for number in (1, 2, 3)]


async def test_an_empty_desk_says_so(here: World) -> None:
    page = await (await signed_in(here, "case_worker")).read("/desk")
    assert "Nothing waits for you" in page


async def test_the_names_of_complainants_wait_on_the_page_too(here: World) -> None:
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    assert await state_of(here, reference) == "stage2_exhausted"
    await here.do(
        "police",
        reference,
        "lodge_complaint",
        grounds="It stinks, as its papers show",
        authorised_by="Chief officer",
    )
    page = await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    facts = " ".join(one.text for one in elements(page) if one.tag == "dd")
    assert "1 partner" in facts
    assert "Police" not in facts
    assert "It stinks" not in page


@pytest.mark.parametrize("name", sorted(ASKED_BY_PEOPLE))
def test_every_question_of_every_command_has_a_label(name: str) -> None:
    assert set(FORMS[name].model_fields) - {"version", "others"} <= QUESTIONS.keys()


def test_every_label_is_a_question_of_some_command() -> None:
    asked = {name for form in FORMS.values() for name in form.model_fields} | set(Draft.__dataclass_fields__)
    assert QUESTIONS.keys() <= asked


async def test_a_plan_is_not_imposed_by_somebody_who_proved_long_ago_who_they_are(here: World) -> None:
    worker = await signed_in(here, "case_worker")
    await here.admin.execute("update identity.session set proven_at = proven_at - interval '11 min'")
    refused = await worker.client.post(
        "/cases/TRAF-2026-0001/impose_plan", data={"reasons": "Typed before."}, headers=worker.headers
    )
    assert refused.status_code == 403
    assert "Typed before." in refused.text  # handed back, to be sent again
    assert "Show once more that it is you" in refused.text
