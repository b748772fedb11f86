"""My work: the gravest first, taken and handed over inside a body, with notes that leave it nowhere."""

from datetime import timedelta

from services.escalation.handlers.person import retention
from shared import auth
from shared.auth import Grant
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import AREA, World, lead
from tests.integration.escalation.people import PASSWORD, signed_in
from tests.integration.visitor import Visitor, form_of
from tests.markup import elements

SECRET = "Mrs Heron rang and was in tears"


async def another_worker(here: World, name: str) -> Visitor:
    await auth.create_account(
        here.admin, name, PASSWORD, body="council", grants=[Grant(AREA, "case_worker")], full_name=name.title()
    )
    session = await auth.sign_in(here.database, name, PASSWORD)
    assert session is not None
    return Visitor(here.client, session)


def chosen(page: str, name: str, words: str) -> str:
    """The value behind these words in a list to choose from."""
    options = [
        one
        for one in elements(page)
        if one.tag == "option" and any(up.attributes.get("name") == name for up in one.parents)
    ]
    return next(one.attributes["value"] for one in options if one.text.strip() == words)


async def test_what_silence_does_most_harm_to_comes_first_and_lists_are_kept_by_name(here: World) -> None:
    screened = await here.open_case()
    remedied = await in_remedy(here)  # with the partner: silence sends it to scrutiny
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    page = await worker.read("/desk")
    assert page.index(f'"/cases/{screened}"') < page.index(f'"/cases/{remedied}"')  # what is one's own comes first
    partners = await partner.read("/desk")
    assert partners.index(f'"/cases/{remedied}"') < partners.index(f'"/cases/{screened}"')

    at = "/desk?rung=2&state=remedy_running"
    narrowed = await worker.read(at)
    assert f'"/cases/{remedied}"' in narrowed
    assert f'"/cases/{screened}"' not in narrowed
    assert "1 of 2 open cases" in narrowed
    kept = await worker.send(at, "/desk/lists", name="The slow ones")
    assert kept.headers["location"] == "/desk?rung=2&state=remedy_running"
    assert "The slow ones" in await worker.read("/desk")
    assert "The slow ones" not in await partner.read("/desk")
    assert f'"/cases/{screened}"' in await worker.read("/desk?rung=99&after=nonsense&whose=x")  # means nothing
    await here.admin.execute("update escalation.ladder_case set ward = 'E01' where reference = $1", screened)
    await here.admin.execute("insert into escalation.ward (area, ward, name) values ($1, 'E01', 'Castle Ward')", AREA)
    assert chosen(await worker.read("/desk"), "ward", "Castle Ward") == "E01"
    await worker.send("/desk", "/desk/lists/remove")
    assert "The slow ones" not in await worker.read("/desk")


async def test_a_case_is_taken_handed_over_and_put_back_and_notes_stay_in_the_body(here: World) -> None:
    reference = await here.open_case()
    worker, outsider = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    colleague = await another_worker(here, "second worker")
    at = f"/desk/cases/{reference}"
    before = await here.told(reference)

    assert (await worker.send(at, f"{at}/take")).status_code == 303
    assert "You have it" in await worker.read("/desk?whose=mine")
    assert "Case_Worker has it" in await colleague.read(at)
    assert f'"/cases/{reference}"' not in await colleague.read("/desk?whose=mine")

    page = await worker.read(at)
    nobody = await worker.send(at, f"{at}/hand-over", to="", note="She knows the street.")
    assert nobody.status_code == 422
    strangers = await worker.send(at, f"{at}/hand-over", to="account/0", note="She knows the street.")
    assert strangers.status_code == 422
    to = chosen(page, "to", "Second Worker")
    for _ in range(2):  # the button pressed twice is one hand-over
        assert (await worker.send(at, f"{at}/hand-over", to=to, note="She knows the street.")).status_code == 303
    assert (await colleague.read(at)).count("She knows the street.") == 1
    assert f'"/cases/{reference}"' in await colleague.read("/desk?whose=mine")

    for _ in range(2):  # and one note
        assert (await worker.send(at, f"{at}/note", text=SECRET)).status_code == 303
    assert (await colleague.read(at)).count(SECRET) == 1
    assert SECRET not in await outsider.read(at)
    read = "select count(distinct holder) from identity.access_log where action = 'read' and reason = $1"
    assert await here.value(read, f"notes of {reference}") == 2  # that both read them is kept
    for path in (f"/cases/{reference}", "/desk"):
        assert SECRET not in await outsider.read(path)
    assert (await here.client.get(at, headers={"Accept": "text/html"})).status_code in {303, 401}  # nobody's without
    for path in (f"/escalation/v1/cases/{reference}", "/escalation/v1/cases", "/escalation/v1/deadlines"):
        assert SECRET not in (await here.client.get(path)).text
    told = await here.admin.fetch(
        "select data::text from escalation.ledger union all select reference from escalation.errand"
    )
    assert not [row[0] for row in told if SECRET in row[0] or "knows the street" in row[0]]
    assert await here.told(reference) == before  # nothing of it is on the record

    today = here.clock.now().date()
    days = {"from_on": today.isoformat(), "until_on": (today + timedelta(days=9)).isoformat()}
    own = chosen(await worker.read("/desk/cover"), "stands_in", "Case_Worker")
    turned = {"from_on": days["until_on"], "until_on": days["from_on"]}
    assert (await colleague.send("/desk/cover", "/desk/cover", account=to, stands_in=to, **turned)).status_code == 422
    assert (await colleague.send("/desk/cover", "/desk/cover", account=to, stands_in=own, **days)).status_code == 303
    assert f'"/cases/{reference}"' in await worker.read("/desk?whose=mine")
    circle = await worker.send("/desk/cover", "/desk/cover", account=own, stands_in=to, **days)
    assert (circle.status_code, "stand in for each other" in circle.text) == (422, True)
    ended = f"/desk/cover/{AREA}/1/end"
    assert (await worker.send("/desk/cover", ended)).status_code == 303
    assert f'"/cases/{reference}"' not in await worker.read("/desk?whose=mine")

    assert (await colleague.send(at, f"{at}/put-back", note="I leave the team.")).status_code == 303
    assert f'"/cases/{reference}"' in await worker.read("/desk?whose=untaken")
    assert at in await worker.read(f"/cases/{reference}")  # the case leads to all of it


async def test_the_side_of_a_body_that_answers_sees_and_does_nothing_of_the_side_that_looks_on(here: World) -> None:
    reference = await here.open_case()
    worker, lead_of_council = await signed_in(here, "case_worker"), await signed_in(here, "council")
    committee, at = await signed_in(here, "committee"), f"/desk/cases/{reference}"
    assert (await worker.send(at, f"{at}/take")).status_code == 303
    assert (await worker.send(at, f"{at}/note", text=SECRET)).status_code == 303
    assert SECRET in await lead_of_council.read(at)  # another body answers: all of the council are colleagues
    form = form_of(await lead_of_council.read(at), f"{at}/hand-over")
    await here.tell(lead(AREA, "council", here.clock.now().date()))
    assert SECRET in await worker.read(at)
    for other in (lead_of_council, committee):
        page = await other.read(at)
        assert ("Another side of your organisation" in page, SECRET in page, "Case_Worker" in page) == (
            True,
            False,
            False,
        )
    to = chosen(await worker.read("/desk/cover"), "account", "Case_Worker")
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        (f"{at}/take", {}),
        (f"{at}/hand-over", {"to": to, "note": "She knows the street."}),
        (f"{at}/put-back", {"note": "She knows the street."}),
    )
    for path, sent in deeds:
        typed = {"csrf_token": form["csrf_token"], **sent}
        taken = await here.client.post(path, data=typed, headers=lead_of_council.headers)
        assert taken.status_code == 409, taken.text
    days = {"from_on": here.clock.now().date().isoformat(), "until_on": here.clock.now().date().isoformat()}
    own = chosen(await lead_of_council.read("/desk/cover"), "account", "Council")
    send = await lead_of_council.send("/desk/cover", "/desk/cover", account=to, stands_in=own, **days)
    assert (send.status_code, "keep apart" in send.text) == (422, True)
    assert "You have it" in await worker.read("/desk?whose=mine")


async def test_who_worked_on_a_case_is_forgotten_when_it_is_long_over_and_a_cover_when_its_last_day_is(
    here: World,
) -> None:
    reference, running = await here.open_case(), await here.open_case()
    worker = await signed_in(here, "case_worker")
    colleague = await another_worker(here, "second worker")
    for one in (reference, running):
        at = f"/desk/cases/{one}"
        assert (await worker.send(at, f"{at}/take")).status_code == 303
        assert (await worker.send(at, f"{at}/note", text=SECRET)).status_code == 303
    page = await colleague.read("/desk/cover")
    who = {"account": chosen(page, "account", "Case_Worker"), "stands_in": chosen(page, "stands_in", "Second Worker")}
    today = here.clock.now().date()
    days = {"from_on": today.isoformat(), "until_on": (today + timedelta(days=3)).isoformat()}
    assert (await colleague.send("/desk/cover", "/desk/cover", **who, **days)).status_code == 303
    assert await retention.forget(here.database, here.clock.now()) == 0
    here.clock.advance(days=4)
    assert await retention.forget(here.database, here.clock.now()) == 1  # who stood in

    await here.do(
        "case_worker", reference, "reject", reason_code="vexatious", reasons="forty letters of the same words"
    )
    await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    while (await here.show(reference)).json()["is_open"]:
        await here.sweep()
    assert await retention.forget(here.database, here.clock.now()) == 0
    here.clock.advance(days=170)
    await retention.forget(here.database, here.clock.now())  # what people were told goes, who worked on it stays
    assert await here.value("select count(*) from escalation_private.assignment") == 2
    here.clock.advance(days=20)
    assert await retention.forget(here.database, here.clock.now()) == 2
    for table in ("assignment", "case_note"):
        assert await here.value(f"select array_agg(reference) from escalation_private.{table}") == [running]


async def test_the_calendar_of_a_month_and_of_a_day_has_every_deadline_and_leads_to_the_feeds(here: World) -> None:
    reference = await here.open_case()
    worker = await signed_in(here, "case_worker")
    due_on = (await here.show(reference)).json()["due_on"]
    month = await worker.read(f"/desk/calendar?month={due_on[:7]}")
    assert any("Bins that nobody empties" in one.text for one in elements(month) if one.tag == "li")
    assert f"/escalation/v1/calendars/{AREA}/bodies/council.ics" in month
    day = await worker.read(f"/desk/calendar?on={due_on}")
    assert f'"/cases/{reference}"' in day
    assert "my organisation" in day
    assert "Nothing falls on this day" in await worker.read("/desk/calendar?on=1990-01-01")
    assert "Calendar for" in await worker.read("/desk/calendar?month=nonsense")
    assert "Bins that nobody empties" in await worker.read("/desk")


async def test_one_step_over_several_cases_is_previewed_and_done_in_all_or_in_none_unless_said(here: World) -> None:
    first, second = await here.open_case(), await here.open_case()
    other = await in_remedy(here)
    worker = await signed_in(here, "case_worker")
    assert f'value="{first}"' in await worker.read("/desk")
    chosen_cases = f"/desk/together?case={first}&case={second}&case={other}"
    assert 'value="admit"' in await worker.read(chosen_cases)
    preview = f"{chosen_cases}&step=admit"
    page = await worker.read(preview)
    assert page.count("Not possible") == 1
    said = {"level": "local", "reasons": "They cite an agreed measure"}

    refused = await worker.send(preview, "/desk/together/admit", **said)
    assert refused.status_code == 409
    assert "Nothing was done in any case" in refused.text
    assert [(await here.show(one)).json()["state"] for one in (first, second)] == ["screening"] * 2
    silent = await worker.send(preview, "/desk/together/admit", others="yes", level="local", reasons="...")
    assert silent.status_code == 422

    done = await worker.send(preview, "/desk/together/admit", others="yes", **said)
    assert done.status_code == 200
    assert done.text.count("Not possible") == 1  # and tells which was passed over
    assert [(await here.show(one)).json()["state"] for one in (first, second)] == ["admitted"] * 2
    assert (await here.show(other)).json()["state"] == "remedy_running"
    stale = form_of(page, "/desk/together/admit") | said | {"others": "yes"}
    again = await worker.client.post("/desk/together/admit", data=stale, headers=worker.headers)
    assert again.status_code == 409  # a second press: every one has changed since it was seen
    assert (await worker.client.post("/desk/together/merge", data=stale, headers=worker.headers)).status_code == 404

    both = f"/desk/together?case={first}&case={second}&step=serve_duty"
    assert (await worker.send(both, "/desk/together/serve_duty")).headers["location"] == "/desk"
    assert [(await here.show(one)).json()["state"] for one in (first, second)] == ["duty_served"] * 2

    partner = await signed_in(here, "waste")
    ours = await partner.read("/desk/ours")
    assert f'"/cases/{first}"' in ours
    assert f"/areas/{AREA}/partners/waste" in ours
    assert "Waste" in next(one.text for one in elements(ours) if one.tag == "table" and "What we have sent" in one.text)
