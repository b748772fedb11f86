"""Words of explanations and challenges are taken out by two people of two bodies, and then stand nowhere any more."""

import asyncpg
import pytest

from services.indicators.domain.question.removal import Ground
from services.indicators.handlers.figure import verification
from services.publication.domain.record.removal import Ground as OfRecord
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from tests.integration.indicators.figures import COLLEGE, COUNCIL, TRAFFORD, WASTE, World
from tests.integration.indicators.test_challenge import make, reply
from tests.integration.indicators.test_explanation import ANSWERS, answer, missed
from tests.integration.indicators.test_explanation_pages import signed_in
from tests.integration.visitor import Visitor, form_of

TOKEN = "csrf_token"
PAGE = f"/measures/{TRAFFORD}/{WASTE}"
FORM = f"{PAGE}/removals"
SECRET = "Jo Bloggs of 4 Elm Road ran the depot"
ELSE = "Vehicles were off the road for six weeks in spring."


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(
        PartnerRegistered(
            area=TRAFFORD,
            partner=COLLEGE,
            name="Trafford College",
            partner_kind="college",
            regime="none",
            inspectorate="",
        )
    )
    return here


async def everywhere(here: World) -> str:
    """Every row of every table of the service, as text."""
    names = await here.admin.fetch("select tablename from pg_tables where schemaname = 'indicators'")
    rows = [await here.admin.fetch(f"select t::text from indicators.{name['tablename']} t") for name in names]
    kept = await here.admin.fetch(
        "select convert_from(body, 'UTF8') from indicators.idempotency where body is not null"
    )
    return "\n".join(one[0] for some in (*rows, kept) for one in some)


async def press(visitor: Visitor, action: str) -> int:
    """Press the button of the form, twice: the second press is answered as the first."""
    form = form_of(await visitor.read(FORM), action)
    first, again = [await visitor.client.post(action, data=form, headers=visitor.headers) for _ in range(2)]
    assert again.status_code == first.status_code
    return first.status_code


async def test_words_of_a_measures_page_go_by_two_people_of_two_bodies_and_stand_nowhere_any_more(here: World) -> None:
    assert {one.value for one in Ground} == {one.value for one in OfRecord} - {OfRecord.MISTAKE.value}
    made = (await make(here)).json()
    assert (await reply(here, made, reply=f"{SECRET}, and ran it badly.")).status_code == 201
    asked = await missed(here)
    key = str(new_id())
    field = next(name for name, said in ANSWERS.items() if isinstance(said, str) and " " in said)
    said = ANSWERS | {field: f"{SECRET}; {ELSE}"}
    assert (await answer(here, asked, said, key=key)).status_code == 201
    seen = (await here.client.get(f"/indicators/v1/challenges/{made['challenge']}")).headers["etag"]
    assert SECRET in await everywhere(here)

    council, officer = await signed_in(here, COUNCIL, "registrar"), await signed_in(here, COUNCIL, "monitoring_officer")
    college = await signed_in(here, COLLEGE, "registrar")
    page = await council.read(FORM)
    assert page.count(f'action="{FORM}"') == 2
    await (await signed_in(here, COLLEGE)).read(FORM, 403)
    forms = {"challenge": (made["challenge"], "reply"), "explanation": (asked["explanation"], f"answers.{field}")}
    for n, (sort, (of, name)) in enumerate(forms.items()):
        sent = {TOKEN: form_of(page, FORM)[TOKEN], "once": f"press-{n}", "sort": sort, "of": of, "names": name}
        nothing = await council.client.post(FORM, data=sent, headers=council.headers)
        assert (nothing.status_code, "Error:" in nothing.text) == (422, True)
        for _ in range(2):  # a double press asks once
            done = await council.client.post(FORM, data=sent | {"ground": "personal_data"}, headers=council.headers)
            assert done.status_code == 303
        again = sent | {"ground": "copyright", "once": f"other-{n}"}
        assert (await council.client.post(FORM, data=again, headers=council.headers)).status_code == 409

    ids = [row["id"] for row in await here.admin.fetch("select id from indicators.removal order by id")]
    assert len(ids) == 2
    assert SECRET in await everywhere(here)  # nothing goes before somebody else agrees
    for one in (council, officer):
        headers = one.headers
        sent = {TOKEN: form_of(await one.read(FORM), f"{FORM}/{ids[0]}/refuse")[TOKEN], "once": "x"}
        assert (await one.client.post(f"{FORM}/{ids[0]}/agree", data=sent, headers=headers)).status_code == 409
    with pytest.raises(asyncpg.RestrictViolationError):
        await here.admin.execute("select set_config('app.areas', '*', false), indicators.take_out($1)", ids[0])
    for one in ids:
        assert await press(college, f"{FORM}/{one}/agree") == 303

    left = await everywhere(here)
    assert (SECRET in left, ELSE in left, "[removed]" in left) == (False, False, True)
    shown = (await here.client.get(PAGE)).text
    assert (SECRET in shown, shown.count("Somebody&#39;s personal data. Asked by Trafford Council, agreed by")) == (
        False,
        2,
    )
    told = await here.client.get(f"/indicators/v1/challenges/{made['challenge']}", headers={"If-None-Match": seen})
    assert (told.status_code, told.json()["reply"], told.json()["words"] != "[removed]") == (200, "[removed]", True)
    assert [(one["names"], one["agreed_by"]) for one in told.json()["removed"]] == [(["reply"], COLLEGE)]
    listed = (await here.client.get("/indicators/v1/removals")).json()["removals"]
    assert [(one["sort"], one["asked_by"]) for one in listed] == [("explanation", COUNCIL), ("challenge", COUNCIL)]
    kept = await answer(here, asked, said, key=key)  # a machine that repeats itself is not told the words either
    assert (kept.status_code, SECRET in kept.text) == (201, False)
    assert await here.told(f"challenge/{made['challenge']}") == [
        f"challenge.{name}" for name in ("made", "answered", "words_removed")
    ]
    assert all(not one.differences for one in await verification.verify(here.database))


async def test_whoever_asked_takes_it_back_and_the_words_stay(here: World) -> None:
    made = (await make(here)).json()
    council, college = await signed_in(here, COUNCIL, "registrar"), await signed_in(here, COLLEGE, "registrar")
    page = await council.read(FORM)
    sent = form_of(page, FORM) | {"names": "words", "ground": "court_order"}
    assert (await council.client.post(FORM, data=sent, headers=council.headers)).status_code == 303
    one = await here.admin.fetchval("select id from indicators.removal")
    assert await press(council, f"{FORM}/{one}/refuse") == 303
    late = {TOKEN: form_of(await college.read(FORM), FORM)[TOKEN], "once": "late"}
    assert (await college.client.post(f"{FORM}/{one}/agree", data=late, headers=college.headers)).status_code == 409
    told = (await here.client.get(f"/indicators/v1/challenges/{made['challenge']}")).json()
    assert (told["words"] == made["words"], told["removed"]) == (True, [])
    assert all(not one.differences for one in await verification.verify(here.database))
