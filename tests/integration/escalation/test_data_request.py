"""What is held of people: how long, who may see it, how it is asked for and erased, and that it stands nowhere else."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation import main
from services.escalation.handlers.person import retention
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from shared import data_map
from shared.policy import resolve
from shared.post.mail import read_folder
from shared.settings import Settings
from shared.working_days import Period
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.data_requests import (
    ASK,
    NOTHING,
    ONE,
    TWO,
    arrived,
    ask,
    by,
    here,
    link,
    page_is_rows,
    pressed,
    settings,
)
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    FORM,
    asked_for,
    check,
    confirmed,
    letters,
    opened,
    person,
    press,
    sign,
)
from tests.integration.escalation.test_follower import FAN, following
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import form_of

__all__ = ["here", "settings"]


EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"


async def test_who_signs_in_anothers_name_takes_nothing_of_theirs_and_leaves_the_number_as_it_was(
    here: World, settings: Settings
) -> None:
    reference, over = [await opened(here, settings) for _ in range(2)]
    headers = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    for place in (reference, over):
        for number in (1, 2, 3):
            who = {name: words for name, words in person(number).items() if name != "email"}
            desk = f"/escalation/v1/petitions/{place}/signatures/desk"
            key = {"Idempotency-Key": f"{place}-{number}"}
            assert (await here.client.post(desk, json=who, headers=headers | key)).status_code == 201
        await confirmed(here, settings, place, range(1, 3))
    ways = {one: f"/escalation/v1/petitions/{one}/signatures/counts" for one in (reference, over)}
    assert (await here.client.get(ways[reference])).json()["came_by"] == {"web": 3, "desk": 1}
    # What was signed in their names by e-mail is erased: while it may be signed, and once that is over.
    await here.admin.execute(
        'update escalation.petition set facts = facts || \'{"closes_on": "2026-03-01"}\' where reference = $1', over
    )
    await pressed(here, settings, ONE, "erasure")
    for place in (reference, over):
        assert await page_is_rows(here, place) == 4
        assert (await here.client.get(ways[place])).json()["came_by"] == {"web": 2, "desk": 2}
    # Or it is struck out: the other row counts again, and stands beside once that is put back.
    here.clock.advance(days=1)
    await confirmed(here, settings, reference, range(3, 4))
    assert (await here.client.get(ways[reference])).json()["came_by"] == {"web": 3, "desk": 1}
    day = {"first_on": "2026-03-03", "last_on": "2026-03-03"}
    strike = {"deed": "strike_out", "conditions": day, "expected": 1, "code": "not_people"}
    path = f"/escalation/v1/petitions/{reference}/signatures/invalidations"
    key = {"Idempotency-Key": f"{reference}-strike"}
    said = {"reasons": "These were made by one machine and not by people."}
    struck = await here.client.post(path, json=strike | said, headers=headers | key)
    assert struck.status_code == 200, struck.text
    assert await page_is_rows(here, reference) == 4
    assert (await here.client.get(ways[reference])).json()["came_by"] == {"web": 2, "desk": 2}


async def test_whoever_follows_a_petition_is_shown_that_and_is_forgotten_where_they_ask(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await following(here, settings, reference)
    await here.client.post(f"/escalation/v1/petitions/{reference}/followers", json={"email": TWO})
    page, token = await pressed(here, settings, FAN, "access")
    assert f"You follow petition {reference}" in (await here.client.get(page, params={"token": token})).text
    held = await here.client.get(f"{page}/held.json", params={"token": token})
    assert held.json()["follows"] == [{"petition": reference, "email": FAN, "confirmed": True}]
    page, token = await pressed(here, settings, FAN, "erasure")
    assert "erased" in (await here.client.get(page, params={"token": token})).text
    assert await here.value("select count(*) from escalation_private.follower") == 1  # the other stays
    page, token = await pressed(here, settings, FAN, "access")
    assert "hold nothing" in (await here.client.get(page, params={"token": token})).text


async def test_a_letter_has_a_month_silence_is_counted_and_what_is_held_goes_to_the_address_and_to_nobody_here(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    said = {"area": AREA, "wants": "access", "email": ONE, "received_on": "2026-02-27"}
    assert (await by(here, "monitoring_officer", "/letters", **said)).status_code == 403
    one = (await by(here, "case_worker", "/letters", **said)).json()
    assert (one["due_on"], one["came_by"]) == ("2026-03-27", "letter")
    longer = await by(here, "case_worker", f"/{one['request']}/extension", grounds="complex")
    assert longer.json()["due_on"] == "2026-05-27"
    again = await by(here, "case_worker", f"/{one['request']}/extension", grounds="complex")
    assert (again.status_code, again.json()["rule"]) == (409, "extended")

    await here.sweep_at(datetime.fromisoformat("2026-05-29T09:00:00+00:00"))
    headers = {"Authorization": f"Bearer {await here.key('monitoring_officer')}"}
    listed = (await here.client.get(ASK, headers=headers)).json()["requests"]
    assert [(each["request"], each["overdue_on"]) for each in listed] == [(one["request"], "2026-05-29")]
    assert (await here.client.get(f"{ASK}/counts")).json()["counts"][0]["ever_overdue"] == 1

    assert (await by(here, "case_worker", f"/{one['request']}/answer")).status_code == 422  # no purpose
    unknown = {"area": AREA, "wants": "access", "email": "nobody@example.org", "received_on": "2026-05-29"}
    other = (await by(here, "case_worker", "/letters", **unknown)).json()["request"]
    # Nobody at the desk learns what is held, or whether anything is: whoever has the address does.
    ways = {one["request"]: (ONE, "Name: Resident 1"), other: ("nobody@example.org", "Nothing is held about this")}
    for request, (to, words) in ways.items():
        told = (await by(here, "case_worker", f"/{request}/answer", purpose="answer_access_request")).json()
        assert told.items() >= (NOTHING | {"outcome": "given", "sent": True}).items()
        page, token = await arrived(here, settings, to)
        assert words in (await here.client.get(page, params={"token": token})).text
    once = await by(here, "case_worker", f"/{one['request']}/answer", purpose="answer_access_request")
    assert (once.status_code, once.json()["rule"]) == (409, "answered")


async def test_the_desk_writes_a_letter_down_and_sends_what_is_held_to_whoever_asked(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    worker, page = await signed_in(here, "case_worker"), "/desk/data-requests"
    assert page in await worker.read("/desk")
    said = {"area": AREA, "wants": "access", "email": ONE}
    early = await worker.send(page, f"{page}/letters", **said, received_on="2027-02-27")
    assert (early.status_code, "still to come" in early.text) == (422, True)
    assert (await worker.send(page, f"{page}/letters", **said, received_on="2026-02-27")).status_code == 303

    waiting = await worker.read(page)
    assert ("by 27 March 2026" in waiting, ONE in waiting) == (True, False)
    one = await here.value("select request::text from escalation.data_request")
    longer = await worker.send(page, f"{page}/{one}/extension", grounds="complex")
    assert (longer.status_code, "by 27 May 2026" in await worker.read(page)) == (303, True)
    nothing = await worker.send(page, f"{page}/{one}/refusal")  # no reason is chosen for anybody, and nothing done
    assert (nothing.status_code, "Nobody waits for an answer" in await worker.read(page)) == (422, False)
    wrong = await worker.send(page, f"{page}/{one}/refusal", refused_for="no_such_reason")
    assert (wrong.status_code, wrong.text.count(": this is not one of the choices.")) == (422, 2)
    assert "Send what is held" in waiting
    told = await worker.send(page, f"{page}/{one}/answer")
    assert (told.status_code, "Resident 1" in told.text) == (303, False)
    assert await arrived(here, settings, ONE)
    assert "Nobody waits for an answer" in await worker.read(page)


CANARY = {"name": "Zebediah Quillfeather", "email": "zeb@canary-mail.org", "postcode": "ZE9 9QF"}
STARTER = {"name": "Ottoline Quillfeather", "email": "otto@canary-mail.org", "postcode": "ZE9 9QG"}
WORDS = ("quillfeather", "canary-mail", "ze9 9q", "zeb@", "otto@", "7700900777")
COLUMNS = """
select table_schema, table_name from information_schema.tables
where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
"""


async def test_every_example_has_the_shape_of_what_is_answered(here: World, settings: Settings) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}

    def keep(name: str, answer: Response) -> dict[str, Any]:
        assert answer.status_code in {200, 201, 202}, (name, answer.text)
        told[name] = told_by(answer)
        found: dict[str, Any] = answer.json()
        return found

    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    keep(f"POST {ASK}", await ask(here, ONE, "access"))
    said = {"area": AREA, "wants": "access", "email": ONE, "received_on": "2026-02-27"}
    one = keep(f"POST {ASK}/letters", await by(here, "case_worker", "/letters", **said))["request"]
    key = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    keep(f"GET {ASK}", await here.client.get(ASK, headers=key))
    keep(f"POST {ASK}/{{id}}/extension", await by(here, "case_worker", f"/{one}/extension", grounds="complex"))
    purpose = {"purpose": "answer_access_request"}
    keep(f"POST {ASK}/{{id}}/answer", await by(here, "case_worker", f"/{one}/answer", **purpose))
    keep(f"GET {ASK}/counts", await here.client.get(f"{ASK}/counts"))
    assert_recorded(EXAMPLES, told)
    described = (await here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    assert set(told) == {f"{way.upper()} {path}" for path, of in described.items() if ASK in path for way in of}


PERSONAL = ("escalation_private", "publication_private", "identity")
ELSEWHERE = ("publication.contact", "publication.draft")


# Of bodies, machines and roles.
OF_NOBODY = {"alembic_version", "api_key", "clock", "issuer", "logout_seen", "provider", "provider_role", "role_grant"}


async def test_the_data_map_names_every_column_and_periods_that_the_jobs_read(here: World) -> None:
    mapped = {table.name: {*table.personal, *table.other} for table in data_map.read().tables}
    rows = await here.admin.fetch(
        "select table_schema || '.' || table_name as name, table_name, column_name from information_schema.columns "
        "where table_schema = any ($1) or table_schema || '.' || table_name = any ($2)",
        list(PERSONAL),
        list(ELSEWHERE),
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["table_name"] not in OF_NOBODY:
            found.setdefault(row["name"], set()).add(row["column_name"])
    assert mapped == found
    policy = resolve("lof-2026-1", (), here.clock.now().date())
    periods = {one for table in data_map.read().tables for one in (table.kept, table.before_confirming)}
    keys = {one for one in periods if one and " " not in one}
    code = "".join(path.read_text() for path in Path(retention.__file__).parents[3].rglob("*.py"))
    assert keys >= {"retention.signed", "watch.origin_kept", "petition.confirm_within"}
    for key in keys:
        assert isinstance(policy.row(key).value, Period) or key.endswith("_days"), f"how long is {key}?"
        assert re.search(rf"policy\.{re.escape(key)}\b", code), f"nothing reads {key}"


def names_somebody(text: str) -> bool:
    folded = text.lower()
    return any(word in folded or word.encode().hex() in folded for word in WORDS)


async def start_by_telephone(here: World, settings: Settings, who: dict[str, str]) -> None:
    """A petition that this person starts without e-mail, until its code was typed."""
    start = {"area": AREA, "measure": MEASURE, "title": "Lamps by the canal", "text": "Mend the lamps by the canal."}
    seal, token = Seal(settings.secret.get_secret_value()), "a link"
    async with here.database.unit_of_work(frozenset({AREA})) as session:
        until = here.clock.now() + timedelta(days=1)
        await writings.keep(session, seal, token, {**start, "seen_alike": "yes"}, area=AREA, until=until)
    started = await here.client.post("/petitions/start/telephone", data=who | {"draft": token}, headers=FORM)
    reference = await here.value("select reference from escalation.petition_draft")
    asked = form_of(started.text, f"/petitions/{reference}/code")["request"]
    signature = await here.value("select signature::text from escalation_private.signature where request = $1", asked)
    typed = {"request": asked, "code": seal.code(signature, 1), "draft": token}
    assert (await here.client.post(f"/petitions/{reference}/code", data=typed, headers=FORM)).status_code == 200


async def test_canary_people_are_found_nowhere_but_in_letters_to_themselves(
    here: World, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    async def listen(answer: Response) -> None:
        await answer.aread()
        is_own = "/privacy/request/" in str(answer.request.url) or str(answer.request.url).endswith("/answer")
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        heard.append(f"{answer.request.url} {headers} {'' if is_own else answer.text}")

    here.client.event_hooks["response"].append(listen)
    reference = await asked_for(here, organiser=STARTER | {"relation": "live"})
    await press(here, reference, (await letters(here, settings))[STARTER["email"]])
    assert (await check(here, reference, "publish")).status_code == 200
    await sign(here, reference, CANARY | {"relation": "live"})
    await press(here, reference, (await letters(here, settings))[CANARY["email"]])
    dial = f"/escalation/v1/petitions/{reference}/signatures/telephone"
    rung = {"name": "Ada Quillfeather", "telephone": "07700900777", "postcode": "ZE9 9QH", "relation": "live"}
    assert (await here.client.post(dial, json=rung)).status_code == 202
    await start_by_telephone(here, settings, rung)
    await letters(here, settings)
    for code in ("000000", "07700900777"):
        await here.client.post(f"{dial}/code", json={"telephone": rung["telephone"], "code": code})
    wrong = CANARY | {"relation": "be rude in"}
    assert (await sign(here, reference, wrong)).status_code == 422
    assert (await sign(here, "no-such-petition", CANARY | {"relation": "live"})).status_code == 404
    assert (await ask(here, f"{CANARY['email']} and more", "access")).status_code == 422
    assert (await press(here, reference, CANARY["email"])).status_code == 404
    await pressed(here, settings, CANARY["email"], "access")
    page, token = await link(here, settings, CANARY["email"], "erasure")
    assert "not published yet, it ends" in (await here.client.get(page, params={"token": token})).text
    said = {"area": AREA, "wants": "access", "email": STARTER["email"], "received_on": "2026-03-02"}
    lodged = (await by(here, "case_worker", "/letters", **said)).json()
    await by(here, "case_worker", f"/{lodged['request']}/answer", purpose="answer_access_request")
    for path in (f"/petitions/{reference}", "/metrics", "/readyz", "/petitions", ASK, f"{ASK}/counts"):
        await here.client.get(path)
    assert await here.value("select count(*) from escalation_private.signature where person_key is not null") == 4
    await _found_nowhere(here)
    await here.client.post(page, data={"token": token}, headers=FORM)
    await _found_nowhere(here)

    assert settings.mail_folder is not None
    sent = read_folder(settings.mail_folder)
    assert {letter.to for letter in sent} >= {CANARY["email"], STARTER["email"], "+447700900777"}
    assert not [letter for letter in sent if names_somebody(letter.subject + letter.text)]
    assert not [one for one in heard if names_somebody(one)]
    logged = capfd.readouterr()
    assert not names_somebody(logged.out + logged.err)
    assert names_somebody(f"x {CANARY['email'].encode().hex()} x")  # a planted one would be seen


async def _found_nowhere(here: World) -> None:
    """No row of any table of the database says a word of them; the sealed columns are looked at as bytes."""
    for row in await here.admin.fetch(COLUMNS):
        table = f"{row['table_schema']}.{row['table_name']}"
        for found in await here.admin.fetch(f"select t::text as shown from {table} t"):
            assert not names_somebody(found["shown"]), table
