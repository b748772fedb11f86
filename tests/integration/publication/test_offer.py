"""Words that another body typed are offered to their author by letter: the link confirms or disputes them."""

import re
from datetime import date
from pathlib import Path

from sqlalchemy import text

from services.publication.effects.entry.offer import LETTER
from services.publication.handlers.entry import offer
from services.publication.handlers.record import verification
from shared import errands
from shared.database import EVERY_AREA
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.disks import KEY
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    RECORDED,
    Here,
    here,
    open_first_round,
    turn,
)
from tests.integration.publication.test_removal import files_of
from tests.integration.publication.test_reply import keys_of
from tests.integration.visitor import Visitor, form_of
from tests.markup import elements
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

CONTACT = f"/publication/v1/register/{BATH}/contacts"
EMAIL = "records@gosw.example.org"
ANSWER = turn("position", "placeholder", "government_office", OFFICE, said_on="2026-06-01")
OTHER = "We said that it needs more evidence, and never that it was refused."
LINK = re.compile(r"/record/offered\?token=([0-9a-f]{64})")
EVERYTHING = """
select string_agg(t, '') from (
  select l::text t from ledger l union all select e::text from errand e union all select o::text from offer o
  union all select f::text from findable f union all select l::text from leaf l) everything
"""


async def letters(here: Here, settings: Settings, folder: Path) -> list[Letter]:
    """Every letter to a body, after all that is to leave has left."""
    carrier = offer.carrier(settings.model_copy(update={"mail_folder": folder}))
    await errands.carry_some(here.database, {LETTER: carrier})
    return read_folder(folder)


async def ask(here: Here, method: str, body: str, status: int, **sent: str) -> None:
    headers = {"Authorization": f"Bearer {here.key}"}
    answer = await here.client.request(method, f"{CONTACT}/{body}", json=sent or None, headers=headers)
    assert answer.status_code == status, answer.text
    if answer.content:
        here.keep(f"{method} /publication/v1/register/{{area}}/contacts/{{body}}", answer)


def link_in(letter: Letter) -> tuple[str, str]:
    """The address that a letter leads to, and the token at its end."""
    found = LINK.search(letter.text)
    assert found is not None
    return found[0], found[1]


async def test_a_body_answers_by_a_mailed_link_for_words_that_another_typed_for_it(
    here: Here, settings: Settings, admin_url: str, tmp_path: Path
) -> None:
    """What is told looks as its recorded example: RECORD_EXAMPLES=1 with this test writes it anew."""
    mail = tmp_path / "mail"
    await open_first_round(here)
    keys = await keys_of(here, admin_url)
    await here.tell(ANSWER)
    assert await letters(here, settings, mail) == []  # nobody has named an address

    await ask(here, "PUT", "gosw", 200, email=EMAIL)
    await ask(here, "GET", "gosw", 200)
    assert_recorded(RECORDED, {route: told for route, told in here.told.items() if "/contacts/" in route})
    await ask(here, "PUT", "nobody", 404, email=EMAIL)
    here.key = keys["avon-police"]
    await ask(here, "PUT", "gosw", 403, email="police@example.org")
    await ask(here, "GET", "gosw", 403)
    here.key = keys["bath-council"]

    here.on(date(2026, 6, 3))
    await here.tell(turn("proposal", "proposed", said_on="2026-06-03"), ANSWER, ANSWER | {"item_code": "NI 17"})
    (letter,) = await letters(here, settings, mail)
    assert letter.to == EMAIL
    link, token = link_in(letter)
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Offered to its author on 3 June 2026, by a letter to the address that {COUNCIL} named for it." in page
    visitor = Visitor(here.client)
    offered = [await visitor.read(link) for _ in range(3)][-1]  # a mail scanner opens every link
    assert offered.count("Yes, these are our words") == 2
    assert (await here.get(f"{AGREEMENTS}/{DEAL}/entries"))["entries"][-1]["confirmation"] == "not_answered"

    async def press(status: int, **changed: str) -> str:
        answer = await here.client.post("/record/offered", data=sent | changed, headers=visitor.headers)
        assert answer.status_code == status, answer.text
        return answer.text

    entry = int(form_of(offered, "/record/offered")["entry"])
    sent = {"token": token, "entry": str(entry), "stance": "disputed"}
    refused = await press(422)
    assert "Say in words what you reply." in refused
    elements(refused)
    await press(303, words=OTHER)
    await press(303, words=OTHER)  # the same button, pressed twice
    await press(422, stance="confirmed")  # another answer is none any more
    other = str(entry - 1 if f'value="{entry - 1}"' in offered else entry + 1)
    await press(303, stance="confirmed", entry=other)
    await press(404, stance="confirmed", entry="3")
    await press(404, token=token[::-1])
    assert (await here.client.post("/record/offered", data=sent)).status_code == 403  # from another site

    await assert_the_answers_stand_and_say_how_they_came(here)
    assert "Nothing waits for your answer here" in await visitor.read(link)
    await assert_only_the_bodys_own_address_counts(here, keys, link)
    (newest,) = [one for one in await letters(here, settings, mail) if one.to == "office@gosw.example.org"]
    assert "by a letter to its own address" in await visitor.read(link_in(newest)[0])
    here.on(date(2026, 7, 2))
    await visitor.read(link_in(newest)[0], 404)  # its day is over
    await assert_no_address_is_told_and_both_verifiers_are_content(here, token, tmp_path)


async def assert_the_answers_stand_and_say_how_they_came(here: Here) -> None:
    page = await here.page(f"/agreements/{DEAL}")
    way = f"by a link sent to the address that {COUNCIL} named for it"
    assert f"Disputed by {OFFICE} on 3 June 2026, {way}" in page
    assert OTHER in page
    told = (await here.get(f"{AGREEMENTS}/{DEAL}/entries"))["entries"]
    answers = [(one["stance"], one["body"], one["link_named_by"]) for each in told for one in each["replies"]]
    assert sorted(answers) == [("confirmed", "gosw", "bath-council"), ("disputed", "gosw", "bath-council")]
    assert [one["offered_on"] for one in told][-3:] == [None, "2026-06-03", "2026-06-03"]


async def assert_only_the_bodys_own_address_counts(here: Here, keys: dict[str, str], link: str) -> None:
    here.key = keys["gosw"]
    await ask(here, "PUT", "gosw", 200, email="office@gosw.example.org")
    await Visitor(here.client).read(link, 404)  # the address that it was sent to is nobody's any more
    here.key = keys["bath-council"]
    await ask(here, "PUT", "gosw", 403, email=EMAIL)
    await ask(here, "DELETE", "gosw", 403)
    await here.tell(ANSWER | {"item_code": "NI 18"})


async def assert_no_address_is_told_and_both_verifiers_are_content(here: Here, token: str, folder: Path) -> None:
    assert {one.subject: one.differences for one in await verification.verify(here.database)}["agreements"] == ()
    async with here.database.unit_of_work(EVERY_AREA) as session:
        await session.execute(text("update offer set sent_at = sent_at - interval '10 days'"))
    found = {one.subject: one.differences for one in await verification.verify(here.database)}["agreements"]
    assert "left when nobody carried it" in found[0]  # a letter that is put back would open what waits for it
    async with here.database.unit_of_work(EVERY_AREA) as session:
        everything = str((await session.execute(text(EVERYTHING))).scalar_one())
    assert "gosw.example.org" not in everything
    assert token not in everything
    files = await files_of(here.database, folder)
    assert by_python(files, {}, KEY.verifier()) == ()
    assert by_javascript(files, [{}], KEY.verifier()) == [[]]
