"""Letters about a case: served with proof that stays, their words for the two bodies, a slip put right by another."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr

from services.escalation.main import EXAMPLES
from services.escalation.worker import errands
from shared.errands import carry_some
from shared.settings import Settings
from tests import notify_server
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of
from tests.notify_server import KEY, TEMPLATE, NotifyServer

WORDS = "Mrs Heron at number 12 is without a bin"
TO = "duty@waste.example"
AT = "/escalation/v1/cases/{reference}/letters"


@pytest.fixture
async def notify() -> AsyncIterator[NotifyServer]:
    async with notify_server.running() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, notify: NotifyServer) -> Settings:
    own = {"notify_key": SecretStr(KEY), "notify_template": TEMPLATE, "notify_address": notify.address}
    return settings.model_copy(update=own)


async def served(visitor: Visitor, case: str, begin: str, **filled: str) -> tuple[int, str]:
    """Begin a letter, look at it, serve it; the status at which it ends, and the page or where it leads."""
    at = f"/desk/cases/{case}/letters"
    chosen = dict(parse_qsl(begin)) | filled
    checked = await visitor.send(f"{at}/new?{begin}", at, button="check", **chosen)
    if checked.status_code != 200:
        return checked.status_code, checked.text
    form = form_of(checked.text, at) | {"button": "send"}
    answers = [await visitor.client.post(at, data=form, headers=visitor.headers) for _ in range(2)]  # a double click
    assert [one.status_code for one in answers] == [303, 303]
    return 303, answers[1].headers["location"]


async def carry(here: World, settings: Settings) -> None:
    while await carry_some(here.database, errands(settings, here.clock)):
        pass


async def test_a_letter_by_mail_is_served_once_its_delivery_is_told_and_the_clock_says_which_proof_it_has(
    here: World, settings: Settings, clock: SetClock, notify: NotifyServer
) -> None:
    case = await here.open_case()
    await here.do("case_worker", case, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", case, "serve_duty")
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    police = await signed_in(here, "police")
    assert "no letter with proof of service is on record" in await worker.read(f"/cases/{case}")
    draft = await worker.read(f"/desk/cases/{case}/letters/new?about=duty&to=waste")
    assert "gives you notice that the duty" in draft
    assert "Waste" in draft

    for who, about in ((police, "duty"), (partner, "hearing"), (worker, "hearing"), (police, "other")):
        # whose step it is not, of a hearing that there is not, or without a part in the case: no proof comes of it
        to = "waste" if who is not partner else "police"
        status, page = await served(who, case, f"about={about}&to={to}", email=TO, text=WORDS)
        assert (status, await here.value("select count(*) from escalation_private.case_letter")) == (422, 0), about
    status, page = await served(worker, case, "about=duty&to=waste", text=WORDS)  # by mail, without an address
    assert status == 422
    assert "needs an address" in page
    _, first = await served(worker, case, "about=duty&to=waste", email=TO, text=f"To Waste\n\n{WORDS}.")
    assert first == f"/desk/cases/{case}/letters/1"
    assert "Not sent yet" in await worker.read(first)
    await carry(here, settings)
    assert [one["email_address"] for one in notify.taken] == [TO]
    assert f"written by Council about the case {case}" in str(notify.taken[0])
    assert "Handed to the mail service on" in await police.read(f"/cases/{case}")
    assert WORDS in await partner.read(first)
    read = "select count(*) from identity.access_log where action = 'read' and reason = $1"
    assert await here.value(read, f"letter 1 of {case}") == 2  # by whoever wrote it, and whoever got it
    assert WORDS not in await police.read(f"/cases/{case}")
    await police.read(first, status=404)

    notify.taken[0] |= {"status": "delivered", "completed_at": "2026-03-03T09:00:00.000000Z"}
    await here.sweep_at(clock.now() + timedelta(days=4))
    await carry(here, settings)
    shown = await worker.read(f"/cases/{case}")
    assert "Notice of the duty to put it right: letter 1, served by e-mail on" in shown
    assert "Delivered on" in shown
    events = await here.admin.fetch("select data::text from escalation.ledger where kind = 'escalation.letter'")
    assert len(events) == 3
    assert not [row[0] for row in events if "Heron" in row[0] or "@" in row[0]]


async def test_what_was_posted_is_stated_with_its_day_and_a_slip_is_put_right_by_another_letter_that_says_why(
    here: World, settings: Settings, clock: SetClock, notify: NotifyServer
) -> None:
    case = await here.open_case()
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    late = (clock.now().date() + timedelta(days=1)).isoformat()
    posted = {"how": "post", "proof": "AB 123 GB", "text": WORDS}
    status, page = await served(worker, case, "about=reminder&to=waste", served_on=late, **posted)
    assert status == 422
    assert "Say a day from" in page
    today = clock.now().date().isoformat()
    _, first = await served(worker, case, "about=reminder&to=waste", served_on=today, **posted)
    assert "Stated by who served it, reference AB 123 GB" in await worker.read(first)

    at = f"/desk/cases/{case}/letters"
    assert "Put this letter right" not in await partner.read(first)
    again = "about=reminder&to=waste&supersedes=1"
    assert (await served(worker, case, again, served_on=today, text=WORDS))[0] == 422  # it does not say why
    right = {"served_on": today, "text": "She rang from number fourteen", "why": "The number of the house was wrong"}
    _, second = await served(worker, case, again, **right)
    assert "Put right by letter 2" in await worker.read(first)
    assert "The number of the house was wrong" in await partner.read(second)
    assert "Put right by letter 2" in await partner.read(f"/cases/{case}")

    await served(worker, case, "about=other&to=waste", email=TO, text=WORDS)
    await carry(here, settings)
    notify.taken[0]["status"] = "permanent-failure"
    await here.sweep_at(clock.now() + timedelta(days=4))
    await carry(here, settings)
    assert "came back and was not delivered" in await worker.read("/desk/notifications")
    assert "not delivered" in await worker.read(at)


async def test_a_slip_in_a_note_is_put_right_by_a_later_note_and_both_stay(here: World) -> None:
    case = await here.open_case()
    worker, at = await signed_in(here, "case_worker"), f"/desk/cases/{case}"
    await worker.send(at, f"{at}/note", text="She rang from number twelve")
    right = form_of(await worker.read(at), f"{at}/notes/1/right") | {"text": "She rang from number fourteen"}
    for _ in range(2):  # pressed twice, it is one note
        done = await worker.client.post(f"{at}/notes/1/right", data=right, headers=worker.headers)
        assert done.status_code == 303
    page = await worker.read(at)
    assert "Put right by note 2" in page
    assert "Puts note 1 right" in page
    assert "She rang from number twelve" in page
    assert "Note 3" not in page
    late = await worker.client.post(f"{at}/notes/1/right", data=right | {"text": WORDS}, headers=worker.headers)
    assert late.status_code == 422


async def test_a_program_states_what_was_posted_and_verify_finds_letters_that_were_changed(here: World) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    case = await here.open_case()
    base, key = f"/escalation/v1/cases/{case}/letters", await here.key("case_worker")
    sent: dict[str, object] = {
        "about": "reminder",
        "to": "waste",
        "subject": "A reminder of what is asked of you",
        "text": WORDS,
        "how": "post",
        "proof": "RM 12 3456",
    }
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "first"}
    unsaid = await here.client.post(base, json=sent, headers=headers)
    assert (unsaid.status_code, [one["pointer"] for one in unsaid.json()["errors"]]) == (422, ["/served_on"])
    sent["served_on"] = here.clock.now().date().isoformat()
    answers = [await here.client.post(base, json=sent, headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert (answers[0].json(), WORDS in answers[0].text) == (answers[1].json(), False)
    listed = await here.client.get(base, headers=headers)
    (one,) = listed.json()["letters"]
    assert (one["letter"], one["to"], one["how"], one["proof"]) == (1, "waste", "post", "RM 12 3456")
    assert (await here.client.get(base)).status_code == 401
    assert_recorded(EXAMPLES, {f"POST {AT}": told_by(answers[0]), f"GET {AT}": told_by(listed)})

    checked = {one.subject: one for one in await verify(here.database)}["letters about cases"]
    assert (checked.checked, checked.differences) == (1, ())
    await here.admin.execute("update escalation_private.case_letter set to_body = 'fire'")
    (difference,) = {one.subject: one for one in await verify(here.database)}["letters about cases"].differences
    assert "other letters than those that were told" in difference
