"""What people of the desk are told by name, on the desk and by mail as they wish; never the only way to learn of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from services.escalation.domain.desk.notification import Kind
from services.escalation.handlers.person import retention
from services.escalation.worker import errands
from shared.errands import carry_some
from shared.events.publication import SubmissionHandedIn, SubmissionReturned
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.case_steps import plan
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.test_work import another_worker, chosen

AT, MAIL = "/desk/notifications", "/desk/notifications/mail"
OWN = "officer@example.org"
NONE = {kind.value: "none" for kind in Kind}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def letters(here: World, settings: Settings) -> list[Letter]:
    """Carry every letter; those to the officer, the oldest first."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    return [letter for letter in reversed(read_folder(settings.mail_folder)) if letter.to == OWN]


def link(letter: Letter, what: str) -> str:
    found = re.search(rf"http://127.0.0.1:8000(/desk/mail/{what}\?token=[0-9a-f]{{64}})", letter.text)
    assert found, letter.text
    return found[1]


async def taken_to_remedy(here: World, reference: str) -> None:
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    await here.do("waste", reference, "file_plan", **plan(here.clock.now().date() + timedelta(days=40)))


async def test_those_whom_a_step_concerns_are_told_on_their_desk_until_they_marked_it_as_read(here: World) -> None:
    worker, partner = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    reference = await here.open_case()
    page = await worker.read(AT)
    assert "Your organisation must act by" in page
    assert f'"/cases/{reference}"' in page
    assert "Notifications (1)" in await worker.read("/desk")
    assert await here.value("select max(unread) from identity.session") == 1  # for the pages of other services
    assert "Nothing new" in await partner.read(AT)
    assert "Notifications (" not in await partner.read("/desk")

    at = f"/desk/cases/{reference}"
    colleague = await another_worker(here, "second worker")
    to = chosen(await worker.read(at), "to", "Second Worker")
    await worker.send(at, f"{at}/hand-over", to=to, note="She knows the street.")
    handed = await colleague.read(AT)
    assert "A colleague handed this case to you" in handed
    assert "She knows" not in handed
    assert "A colleague handed" not in await worker.read(AT)  # it is somebody else's, and one's own deed

    await taken_to_remedy(here, reference)  # its holder hears of every move, the partner of its duty
    assert "Your organisation must act by" in await partner.read(AT)
    moved = await colleague.read(f"{AT}?all=yes")
    assert moved.count("A case that you have has moved on") == 1  # and was not told of a step twice
    assert moved.count(f'"/cases/{reference}"') == 4
    assert "An answer came in" in moved
    assert "has moved on" not in await worker.read(AT)

    assert (await worker.send(AT, f"{AT}/read")).status_code == 303
    assert "You have read everything" in await worker.read(AT)
    assert reference in await worker.read(f"{AT}?all=yes")
    assert "Overtaken: the case stands now at" in await worker.read(f"{AT}?all=yes")
    assert "Notifications (" not in await worker.read("/desk")
    here.clock.advance(days=60)
    await retention.forget(here.database, here.clock.now())
    assert reference in await worker.read(f"{AT}?all=yes")
    here.clock.advance(days=31)
    assert await retention.forget(here.database, here.clock.now()) >= 4  # and what was read of them goes along
    assert reference not in await worker.read(f"{AT}?all=yes")


async def test_a_notification_has_no_words(here: World) -> None:
    await taken_to_remedy(here, await here.open_case())
    told = await here.admin.fetch("select told_by, reference, about from escalation_private.notification")
    assert told
    assert not [row for row in told if " " in row["about"]]


async def test_mail_goes_at_once_or_together_in_the_morning_to_a_confirmed_address_until_one_step_stops_it(
    here: World, settings: Settings, clock: SetClock
) -> None:
    worker = await signed_in(here, "case_worker")
    assert "no address is kept" in (await worker.read(MAIL)).lower()
    assert (await worker.send(MAIL, MAIL, email="nobody", **NONE)).status_code == 422
    await worker.send(MAIL, MAIL, email=OWN, **NONE | {"act": "at_once", "reply": "daily", "second": "weekly"})
    await here.open_case()
    (asked,) = await letters(here, settings)  # and nothing before its owner confirmed it
    assert "confirm" in asked.subject.lower()
    await here.client.get(link(asked, "confirm"))  # a scanner opens every link
    assert "Mail comes when" in await worker.read(MAIL)
    assert (await worker.send(link(asked, "confirm"), "/desk/mail/confirm")).status_code == 303
    assert f"Mail goes to {OWN}" in await worker.read(MAIL)

    reference = await here.open_case()
    _, told = await letters(here, settings)
    assert "must act by" in told.subject
    assert f"/cases/{reference}" in told.text
    await taken_to_remedy(here, reference)
    assert not [one for one in await letters(here, settings) if "things on your desk" in one.subject]
    await here.sweep_at(clock.now() + timedelta(days=5))
    (digest,) = [one for one in await letters(here, settings) if "An answer came in" in one.text]
    (booked,) = await here.admin.fetch("select reference from escalation.errand where kind = 'desk.digest'")
    assert AREA not in booked["reference"]  # one of a morning, whatever the areas
    assert f"{await here.value('select name from escalation.area where area = $1', AREA)}\n\n" not in digest.text
    await here.sweep_at(clock.now())
    assert len([one for one in await letters(here, settings) if "An answer came in" in one.text]) == 1
    assert await here.value("select count(*) from escalation_private.notification_mail") == 0
    sealed = await here.value("select email from escalation_private.preference")
    assert OWN.encode() not in sealed

    await here.admin.execute("update identity.account set disabled_at = now() where name = 'case_worker-E08000009'")
    await here.open_case()
    assert not [
        one for one in await letters(here, settings) if "TEST-2026-0003-0" in one.text
    ]  # who left hears no more
    stop = link(digest, "stop")
    for _ in range(2):
        done = await here.client.post(stop, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    assert await here.value("select email from escalation_private.preference") is None


async def test_entries_that_wait_ask_a_second_person_and_whoever_handed_them_in_hears_what_came_of_it(
    here: World, clock: SetClock
) -> None:
    first, second = await signed_in(here, "council"), await another_worker(here, "second worker")
    account = await here.value("select 'account/' || id from identity.account where name = 'council-E08000009'")
    day = clock.now().date() + timedelta(days=5)
    handed = SubmissionHandedIn(area=AREA, agreement="plan", submission=1, by="council", entries=2, due_on=day)
    returned = SubmissionReturned(area=AREA, agreement="plan", submission=1, by_clock=False)
    await here.tell(handed, actor=account)
    assert "Entries wait for a second person" in await second.read(AT)
    assert "/record/desk/plan/submissions/1" in await second.read(AT)
    assert "Entries wait" not in await first.read(AT)
    await here.tell(returned, actor="account/0")
    assert "was given back to you" in await first.read(AT)
    assert "was given back" not in await second.read(AT)
