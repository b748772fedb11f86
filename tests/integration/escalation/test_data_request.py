"""What is held of people: how long, who may see it, how it is asked for and erased, and that it stands nowhere else."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from services.escalation import main
from services.escalation.handlers.person import erasure, retention
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from services.escalation.worker import DEADLINES, errands
from shared import data_map, deadlines
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.policy import resolve
from shared.post.mail import read_folder
from shared.settings import Settings
from shared.working_days import Period, london_day
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.petitions import (
    FORM,
    asked_for,
    check,
    confirmed,
    letters,
    lower_threshold,
    opened,
    override,
    person,
    press,
    shown,
    sign,
)
from tests.integration.escalation.test_case_pages import signed_in
from tests.integration.escalation.test_follower import FAN, following
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import form_of

ASK = "/escalation/v1/data-requests"
NOTHING: dict[str, list[object]] = {"held": [], "notices": [], "follows": []}
EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"
ONE, TWO = "resident-1@example.org", "resident-2@example.org"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    changed = {"mail_folder": tmp_path / "mail", "erasure_ledger": tmp_path / "kept" / "erased", "even_answer": 0}
    return settings.model_copy(update=changed)


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


async def ask(here: World, email: str, wants: str) -> Response:
    return await here.client.post(ASK, json={"area": AREA, "wants": wants, "email": email})


async def link(here: World, settings: Settings, email: str, wants: str) -> tuple[str, str]:
    """What the last letter to an address leads to: the page and its token."""
    assert (await ask(here, email, wants)).status_code == 202
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    for letter in read_folder(settings.mail_folder):
        found = re.search(r"(/privacy/request/\S+)\?token=([0-9a-f]{64})", letter.text)
        if found and letter.to == email:
            return found[1], found[2]
    raise AssertionError("no letter")


async def pressed(here: World, settings: Settings, email: str, wants: str) -> tuple[str, str]:
    page, token = await link(here, settings, email, wants)
    answer = await here.client.post(page, data={"token": token}, headers=FORM)
    assert answer.status_code == 303, answer.text
    return page, token


async def by(here: World, who: str, path: str = "", **said: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}"}
    return await here.client.post(f"{ASK}{path}", json=said, headers=headers)


async def who_are_known(here: World, reference: str) -> int:
    found: int = await here.value(
        "select count(*) from escalation_private.signature where petition = $1 "
        "and coalesce(person_key, name, email, postcode) is not null",
        reference,
    )
    return found


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


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


async def test_who_signed_is_thrown_away_in_steps_when_the_time_is_over_and_the_number_stays(
    here: World, settings: Settings
) -> None:
    await lower_threshold(here, 5_000)
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    await sign(here, reference, person(3))
    here.clock.advance(days=8)
    assert await retention.forget(here.database, here.clock.now()) == 1  # who never pressed the button
    await here.admin.execute(
        "insert into escalation_private.signature (signature, area, petition, address, person_key, name, email, "
        "postcode, relation, is_organiser, token_sha256, expires_at, confirmed_at) select gen_random_uuid(), s.area, "
        "s.petition, n::text::bytea, s.person_key, s.name, s.email, s.postcode, s.relation, false, "
        "sha256(n::text::bytea), s.expires_at, s.confirmed_at from escalation_private.signature s, "
        "generate_series(1, 700) n where s.petition = $1 and s.is_organiser",
        reference,
    )
    await here.admin.execute("update escalation.petition set signatures = signatures + 700")
    closes_on = date.fromisoformat((await shown(here, reference))["closes_on"])
    await here.sweep_at(datetime.fromisoformat(f"{closes_on + timedelta(days=1)}T09:00:00+00:00"))
    assert (await shown(here, reference))["lapsed_on"]
    due = await here.value("select sweep_at from escalation.deadline where kind = 'petition.retention'")
    here.clock.set(due - timedelta(hours=6))
    while await deadlines.sweep(here.database, DEADLINES, here.clock.now()):
        pass
    assert await who_are_known(here, reference) == 703
    said = {"area": AREA, "wants": "access", "email": ONE, "received_on": london_day(here.clock.now()).isoformat()}
    letter = (await by(here, "case_worker", "/letters", **said)).json()["request"]

    here.clock.set(due)
    await deadlines.sweep(here.database, DEADLINES, here.clock.now())  # and the process ends here
    assert await who_are_known(here, reference) == 203
    await here.sweep_at(due)
    assert await who_are_known(here, reference) == 1  # whoever asked what is held of them, and waits
    told = await by(here, "case_worker", f"/{letter}/answer", purpose="answer_access_request")
    assert [each["email"] for each in told.json()["held"]] == [ONE]
    due = await here.value("select max(sweep_at) from escalation.deadline where kind = 'petition.retention'")
    await here.sweep_at(due)
    assert await who_are_known(here, reference) == 0
    assert await page_is_rows(here, reference) == 703
    assert await here.value("select count(*) from escalation_private.origin") == 0
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_person_sees_what_is_held_and_has_it_erased_and_the_count_follows(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 5))
    assert await page_is_rows(here, reference) == 5
    answers = [await ask(here, email, "access") for email in (ONE, "nobody@example.org")]
    assert len({(one.status_code, one.content) for one in answers}) == 1

    page, token = await link(here, settings, ONE, "access")
    for method in ("GET", "HEAD", "GET"):
        before = await here.client.request(method, page, params={"token": token})
        assert ONE not in before.text
    assert (await here.client.get(f"{page}/held.json", params={"token": token})).json() == NOTHING
    await here.client.post(page, data={"token": token}, headers=FORM)
    held = (await here.client.get(f"{page}/held.json", params={"token": token})).json()["held"]
    assert [(one["petition"], one["email"], one["name"]) for one in held] == [(reference, ONE, "Resident 1")]
    for shown_at in (page, f"{page}/held.txt"):
        answer = await here.client.get(shown_at, params={"token": token})
        assert "Resident 1" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "Resident 2" not in answer.text
    assert (await here.client.get(page, params={"token": "f" * 64})).status_code == 404

    await pressed(here, settings, ONE, "erasure")  # signing is still open: it counts no more
    assert await page_is_rows(here, reference) == 4
    assert (await shown(here, reference))["marks"][0]["reached_on"]
    assert (await here.client.get(f"{page}/held.json", params={"token": token})).json() == NOTHING
    await sign(here, reference, person(1))
    assert (await press(here, reference, (await letters(here, settings))[ONE])).status_code == 303
    assert await page_is_rows(here, reference) == 5

    here.clock.advance(days=200)  # signing is over: the number stays, and the booked letter does not go
    page, token = await pressed(here, settings, TWO, "erasure")
    assert "erased" in (await here.client.get(page, params={"token": token})).text
    assert await page_is_rows(here, reference) == 5
    assert await who_are_known(here, reference) == 4
    page, token = await pressed(here, settings, TWO, "erasure")
    assert "hold nothing" in (await here.client.get(page, params={"token": token})).text
    counted = (await here.client.get(f"{ASK}/counts")).json()["counts"]
    assert [(one["wants"], one["received"], one["erased"], one["nothing_held"]) for one in counted] == [
        ("access", 1, 0, 0),
        ("erasure", 3, 2, 1),
    ]
    assert await here.value("select count(*) from escalation_private.data_request where wants = 'erasure' "
                            "and email is not null") == 0  # fmt: skip
    assert [one for found in await verify(here.database) for one in found.differences] == []


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


async def test_a_tagged_address_leads_to_what_is_surely_of_the_same_mailbox_only(
    here: World, settings: Settings
) -> None:
    """Where a provider gives `boss+evil` to somebody else, that somebody sees and erases nothing of `boss`."""
    reference = await opened(here, settings)
    for name, email in (("Ann Boss", "boss@example.org"), ("Bea Boss", "b.oss@gmail.com")):
        await sign(here, reference, person(1, name=name, email=email))
        await press(here, reference, (await letters(here, settings))[email])
    for asked, is_shown in (
        ("boss+evil@example.org", False),
        ("BOSS@example.org", True),
        ("boss+evil@googlemail.com", True),
    ):
        page, token = await link(here, settings, asked, "access")
        await here.client.post(page, data={"token": token}, headers=FORM)
        held = (await here.client.get(f"{page}/held.json", params={"token": token})).json()["held"]
        assert bool(held) is is_shown, asked


async def test_what_was_erased_is_erased_again_when_a_backup_is_put_back(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    tables = ("escalation_private.signature", "escalation.petition")
    for table in tables:
        await here.admin.execute(f"create table public.kept_{table.partition('.')[2]} as select * from {table}")
    await pressed(here, settings, ONE, "erasure")
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.erasure_ledger is not None
    assert [UUID(line) for line in settings.erasure_ledger.read_text().splitlines()]
    assert (await here.client.get("/readyz")).status_code == 200

    await here.admin.execute(
        "insert into escalation_private.signature (signature, area, petition, address, person_key, name, email, "
        "postcode, relation, is_organiser, token_sha256, letters, expires_at, confirmed_at) select signature, area, "
        "petition, address, person_key, name, email, postcode, relation, is_organiser, token_sha256, letters, "
        "expires_at, confirmed_at from public.kept_signature k where not exists "
        "(select from escalation_private.signature s where s.signature = k.signature)"
    )
    await here.admin.execute("update escalation.petition set signatures = 3")
    await here.admin.execute("delete from escalation.erasure")
    not_ready = await here.client.get("/readyz")
    assert (not_ready.status_code, not_ready.json()["reasons"]) == (
        503,
        ["1 erased signatures or notices are back from a backup"],
    )
    assert await erasure.erase_again(here.database, settings, here.clock.now()) == 1
    assert await erasure.erase_again(here.database, settings, here.clock.now()) == 0
    assert (await here.client.get("/readyz")).status_code == 200
    assert await page_is_rows(here, reference) == 2
    assert await here.value("select count(*) from escalation.erasure") == 1


async def test_a_letter_has_a_month_once_two_more_and_silence_is_told_and_counted(
    here: World, settings: Settings, capfd: pytest.CaptureFixture[str]
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
    await override(here, "retention.views_an_hour", "0")
    told = await by(here, "case_worker", f"/{one['request']}/answer", purpose="answer_access_request")
    assert [each["email"] for each in told.json()["held"]] == [ONE]
    assert await here.value("select count(*) from identity.access_log where action = 'read'") == 1
    assert await here.value("select purpose from escalation_private.reading") == "answer_access_request"
    assert '"event": "personal.read_often"' in capfd.readouterr().err
    once = await by(here, "case_worker", f"/{one['request']}/answer", purpose="answer_access_request")
    assert (once.status_code, once.json()["rule"]) == (409, "answered")


async def test_the_desk_writes_a_letter_down_and_shows_what_is_held_once(here: World, settings: Settings) -> None:
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
    told = await worker.send(page, f"{page}/{one}/answer")
    assert (told.status_code, ONE in told.text) == (200, True)
    assert "Nobody waits for an answer" in await worker.read(page)


async def test_erasure_waits_while_a_decision_about_the_signatures_does(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 3))
    await here.admin.execute(
        "insert into escalation_private.invalidation (job, area, petition, number, deed, named, expected, code, "
        "reasons, body, actor, asked_on, ended_as) values ($1, $2, $3, 1, 'strike_out', '{}', 1, 'one_hand', "
        "'Looked at', 'council', 'x', $4, 'waiting')",
        uuid4(),
        AREA,
        reference,
        here.clock.now().date(),
    )
    page, token = await pressed(here, settings, ONE, "erasure")
    assert "Your request has come in" in (await here.client.get(page, params={"token": token})).text
    assert await page_is_rows(here, reference) == 3
    request = page.rpartition("/")[2]
    waits = await by(here, "case_worker", f"/{request}/answer")
    assert (waits.status_code, waits.json()["rule"]) == (409, "disputed")
    async with here.database.unit_of_work(EVERY_AREA):
        await here.admin.execute("update escalation_private.invalidation set ended_as = 'refused'")
    done = await by(here, "case_worker", f"/{request}/answer")
    assert (done.status_code, done.json()["outcome"]) == (200, "erased")
    assert await page_is_rows(here, reference) == 2


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
