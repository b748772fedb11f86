"""The pages of one step: what follows is seen before it is done, it is done once, and no typed word is lost."""

from datetime import timedelta

from services.escalation.schemas.case.command import FORMS_OF_DESK
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import World
from tests.integration.escalation.people import signed_in, state_of
from tests.integration.visitor import form_of
from tests.markup import elements

WHY = "It cites an agreed measure"


async def test_a_step_is_seen_before_it_is_done_and_a_double_click_does_it_once(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    action = f"{path}/admit"
    worker = await signed_in(here, "case_worker")
    seen = await worker.send(action, f"{action}/check", button="check", level="local", reasons=WHY)
    words = " ".join(one.text for one in elements(seen.text) if one.tag in {"h1", "h2", "li", "p", "dd"})
    parts = (
        "Nothing is done yet",
        WHY,
        "What everybody will read",
        "Where the case then stands",
        "This clock then runs",
    )
    for part in parts:
        assert part in words, part
    assert await state_of(here, reference) == "screening"

    form = form_of(seen.text, action)
    clicks = [await here.client.post(action, data=form, headers=worker.headers) for _ in range(2)]
    assert [(one.status_code, one.headers["location"]) for one in clicks] == [(303, path)] * 2
    told = ["case.opened", "case.acknowledged", "case.admitted"]
    assert await here.told(reference) == told
    other = form | {"reasons": "Words that came after the back button"}
    again = await here.client.post(action, data=other, headers=worker.headers)
    assert (again.status_code, await here.told(reference)) == (412, told)
    assert "Words that came after the back button" in again.text

    asked = await worker.read(f"{path}/serve_duty")  # asks nothing, so that it shows at once what follows
    assert "Nothing is done yet" in asked
    assert "must" in asked


async def test_what_was_typed_stays_for_its_writer_alone_and_stands_beside_what_changed_since(here: World) -> None:
    reference = await here.open_case()
    path = f"/cases/{reference}"
    worker, other = await signed_in(here, "case_worker"), await signed_in(here, "monitoring_officer")
    kept = await worker.send(f"{path}/reject", f"{path}/reject/check", button="keep", reasons="Half a sentence of mine")
    assert (kept.status_code, kept.headers["location"]) == (303, path)
    page = await worker.read(path)
    assert "Go on: " in page
    assert "Half a sentence" not in page
    found = await worker.read(f"{path}/reject")
    assert "Half a sentence of mine" in found
    assert "kept for you alone until" in found
    assert "What has changed since" not in found
    sealed = await here.value("select string_agg(encode(sealed, 'escape'), '') from escalation_private.start")
    assert "Half a sentence" not in sealed
    assert "Half a sentence" not in (await here.client.get(f"{path}/reject", headers=other.headers)).text

    await here.do("case_worker", reference, "admit", level="local", reasons=WHY)
    late = await worker.read(f"{path}/reject", status=409)
    for part in ("Half a sentence of mine", "What has changed since you began", "What you wrote, which was not sent"):
        assert part in late, part
    here.clock.advance(days=15)
    assert "Half a sentence" not in await worker.read(f"{path}/reject", status=409)


async def test_a_step_that_is_not_open_says_why_and_fresh_proof_loses_no_word(here: World) -> None:
    reference = await in_remedy(here)
    path = f"/cases/{reference}"
    worker = await signed_in(here, "case_worker")
    assert "Only" in await worker.read(f"{path}/claim_remedy", status=403)
    assert (await here.client.get(f"{path}/no_such_deed", headers=worker.headers)).status_code == 404
    officer = await signed_in(here, "committee")
    for name in FORMS_OF_DESK:  # an old link, or the back button after a colleague moved the case
        answer = await here.client.get(f"{path}/{name}", headers=officer.headers)
        assert answer.status_code in {200, 403, 409}, (name, answer.text)
    await here.admin.execute("update identity.session set proven_at = proven_at - interval '11 min'")
    sent = {"power": "p", "reasons": "Words that took an hour"}
    asked = await here.client.post(f"{path}/impose_plan", data=sent, headers=worker.headers)
    assert asked.status_code == 403
    for part in ("Show once more that it is you", "Answer 2", "Words that took an hour", "Send it again"):
        assert part in asked.text, part
    day = (here.clock.now().date() + timedelta(days=90)).isoformat()
    partner = await signed_in(here, "waste")
    seen = await partner.send(
        f"{path}/request_more_time",
        f"{path}/request_more_time/check",
        button="check",
        until_on=day,
        reasons="Two lorries burnt",
    )
    assert "Two lorries burnt" in seen.text
