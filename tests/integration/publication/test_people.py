"""The people of a body on its administrator's pages: invited, given roles, shut out, let in, confirmed, asleep."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.publication.effects.register.invitation import ASK, LETTER
from services.publication.handlers.register import account, invitation
from shared import auth, errands
from shared.auth import people
from shared.auth.people import NotDone, Refusal
from shared.database import administrator_at
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.publication.negotiation import BATH
from tests.integration.publication.test_policy import AT, ELSEWHERE, PASSWORD, Office, office
from tests.integration.visitor import Visitor, form_of

__all__ = ["office"]
PEOPLE = f"{AT}/people/{BATH}"
NOW = datetime.now(UTC)
TODAY = NOW.date()
AMINA = {"full_name": "Amina Clerk", "email": "amina@hall.example.org"}


async def carried(office: Office, settings: Settings, folder: Path) -> list[Letter]:
    """Every letter that has left after all that is to leave has."""
    settings = settings.model_copy(update={"mail_folder": folder})
    carriers = {
        invitation.LINK: invitation.carrier(settings),
        LETTER: invitation.carrier_of_welcome(settings),
        ASK: account.carrier(settings),
    }
    while await errands.carry_some(office.database, carriers):
        pass
    return read_folder(folder)


async def invited(ada: Visitor, office: Office, roles: str, **other: str) -> str:
    """The page of somebody whom an administrator has invited by the pages; where that was refused, what it said."""
    asked = AMINA | {"roles": roles, "ends_on": (TODAY + timedelta(days=90)).isoformat()} | other
    looked = await ada.send(f"{PEOPLE}/invite", f"{PEOPLE}/invite/look", **asked)
    if looked.status_code != 200:
        return looked.text
    form = form_of(looked.text, f"{PEOPLE}/invite/do-it")
    done = await office.client.post(f"{PEOPLE}/invite/do-it", data=form, headers=ada.headers)
    if done.status_code != 303:
        return done.text
    return f"{PEOPLE}/{await id_of(office, asked['email'])}"


async def id_of(office: Office, name: str) -> UUID:
    async with administrator_at(office.admin_url) as admin:
        found: UUID = await admin.fetchval("select id from identity.account where name = $1", name)
    return found


async def come_in(office: Office, settings: Settings, folder: Path, email: str) -> Visitor | Letter:
    """Somebody asks for a link and presses its button; the letter where it holds none."""
    origin = {"Origin": settings.public_address}
    before = {one.key for one in await carried(office, settings, folder)}
    await office.client.post("/account/link", data={"email": email}, headers=origin)
    (letter,) = [one for one in await carried(office, settings, folder) if one.key not in before]
    link = re.search(r"token=(\S+)", letter.text)
    if link is None:
        return letter
    answer = await office.client.post("/account/link/open", data={"token": link[1]}, headers=origin)
    office.client.cookies.clear()
    return Visitor(office.client, answer.cookies["folkmoot"])


async def test_somebody_is_invited_given_other_roles_shut_out_and_let_in_again(
    office: Office, settings: Settings, tmp_path: Path
) -> None:
    ada, far = await office.employ("ada", "administrator"), await office.employ("far", "administrator", ELSEWHERE)
    clerk = await office.employ("clerk", "case_worker")
    for visitor, status in ((far, 404), (clerk, 403)):
        await visitor.read(PEOPLE, status=status)
    for wrong, told in (
        ({"roles": ""}, "at least one role"),
        ({"roles": "authoriser"}, "at least one role"),
        ({"ends_on": "2020-01-01"}, "An invitation ends today at the earliest"),
        ({"email": "amina"}, "Write an e-mail address"),
    ):
        assert told in await invited(ada, office, **({"roles": "case_worker"} | wrong))
    at = await invited(ada, office, "case_worker")
    assert "already" in await invited(ada, office, "councillor", email=AMINA["email"].upper())

    (welcome,) = await carried(office, settings, tmp_path)
    assert (welcome.to, "has invited you to act for it" in welcome.text) == (AMINA["email"], True)
    assert "Send the invitation again" in await ada.read(at)
    amina = await come_in(office, settings, tmp_path, AMINA["email"])
    assert isinstance(amina, Visitor)
    assert "Case worker" in await amina.read("/account")
    assert "Send the invitation again" not in await ada.read(at)

    looked = await ada.send(f"{at}/roles", f"{at}/roles/look", roles="councillor")
    assert "Case worker" in looked.text
    form = form_of(looked.text, f"{at}/roles/do-it")
    assert form["before"] == "case_worker"
    for hidden in ("authoriser", "inspector", "forum"):  # whatever a form is made to send
        sent = {**form, "roles": hidden}
        answer = await office.client.post(f"{at}/roles/do-it", data=sent, headers=ada.headers)
        assert answer.status_code == 422
    async with administrator_at(office.admin_url) as admin:
        await admin.execute("update identity.session set proven_at = clock_timestamp() - interval '1 hour'")
    assert (await office.client.post(f"{at}/roles/do-it", data=form, headers=ada.headers)).status_code == 403
    ada = await office.signed_in("ada")
    form["csrf_token"] = form_of(await ada.read(f"{at}/roles"), f"{at}/roles/look")["csrf_token"]
    changed = await office.client.post(f"{at}/roles/do-it", data=form, headers=ada.headers)
    assert changed.status_code == 303
    assert "Councillor" in await amina.read("/account")  # in the session that runs
    assert (await office.client.post(f"{at}/roles/do-it", data=form, headers=ada.headers)).status_code == 409
    page = await ada.read(at)
    assert re.search(r"Roles changed.*?Case worker.*?Councillor.*?ada", page, re.DOTALL)

    assert (await ada.send(f"{at}/end", f"{at}/end/do-it")).status_code == 303
    await amina.read("/account", status=303)
    assert "Shut out on" in await ada.read(PEOPLE)
    again = await ada.send(f"{at}/renew", f"{at}/renew/do-it", ends_on="2020-01-01")
    assert (again.status_code, "Name a last day" in again.text) == (422, True)
    later = (TODAY + timedelta(days=400)).isoformat()
    assert (await ada.send(f"{at}/renew", f"{at}/renew/do-it", ends_on=later)).status_code == 303
    assert isinstance(await come_in(office, settings, tmp_path, AMINA["email"]), Visitor)
    kept = await ada.send(
        f"{AT}/accesses/{BATH}",
        f"{AT}/accesses/{BATH}",
        deed="administered",
        button="page",
        since_on="2000-01-01",
        until_on="2199-01-01",
        purpose="Who let whom in here",
    )
    assert kept.text.count("changed who may come in") >= 4
    assert "case_worker" in kept.text


async def test_nobody_changes_themselves_another_body_or_the_last_who_administers(office: Office) -> None:
    ada, far = await office.employ("ada", "administrator"), await office.employ("far", "administrator", ELSEWHERE)
    async with administrator_at(office.admin_url) as admin:
        grant = [auth.Grant(BATH, "administrator")]
        await auth.create_account(admin, "bob", PASSWORD, body="bath-council", grants=grant)
        await auth.create_account(
            admin, "police", PASSWORD, body="avon-police", grants=[auth.Grant(BATH, "administrator")]
        )
    bob, police = await office.signed_in("bob"), await office.signed_in("police")
    here = {name: await id_of(office, name) for name in ("ada", "bob", "police")}

    assert "bob" not in await police.read(PEOPLE)
    assert "police" not in await ada.read(PEOPLE)
    await police.read(f"{PEOPLE}/{here['bob']}", status=404)
    for session, whose, why in (
        (ada.session, "ada", Refusal.OWN),
        (ada.session, "police", Refusal.UNKNOWN),
        (police.session, "bob", Refusal.UNKNOWN),
        (far.session, "bob", Refusal.NOT_YOURS),
        ("invented", "bob", Refusal.NOT_YOURS),
    ):  # whatever the application believes
        for deed in (
            people.end_account(office.database, session, area=BATH, account=here[whose]),
            people.renew_account(
                office.database, session, area=BATH, account=here[whose], ends_on=TODAY, confirm_by=TODAY
            ),
            people.give_roles(
                office.database,
                session,
                area=BATH,
                account=here[whose],
                seen=["administrator"],
                roles=["partner"],
                open_to=["partner", "administrator"],
            ),
        ):
            with pytest.raises(NotDone) as refused:
                await deed
            assert refused.value.why is why
        assert await people.people_in(office.database, "invented", BATH) == []
    with pytest.raises(NotDone) as refused:
        await people.give_roles(
            office.database,
            ada.session,
            area=BATH,
            account=here["bob"],
            seen=["administrator"],
            roles=["authoriser"],
            open_to=["authoriser"],
        )
    assert refused.value.why is Refusal.KEPT

    # The two end one another at the same moment: one of them stays.
    ends = [
        people.end_account(office.database, one.session, area=BATH, account=here[other])
        for one, other in ((ada, "bob"), (bob, "ada"))
    ]
    told = await asyncio.gather(*ends, return_exceptions=True)
    assert sorted(str(one) for one in told) == ["None", "not-yours"]


async def test_whom_nobody_confirms_sleeps_with_a_months_notice_until_they_are_woken(
    office: Office, settings: Settings, clock: SetClock, tmp_path: Path
) -> None:
    clock.set(NOW)
    ada = await office.employ("ada@bath.example.org", "administrator")
    bela = {"email": "bela@hall.example.org", "full_name": "Bela Adviser"}
    at = [await invited(ada, office, "partner"), await invited(ada, office, "partner", **bela)]
    amina = await come_in(office, settings, tmp_path, AMINA["email"])
    assert isinstance(amina, Visitor)

    async def round_of(now: datetime) -> list[str]:
        """The letters that a round of the day brings, to whom and with what subject."""
        before = {one.key for one in await carried(office, settings, tmp_path)}
        await account.ask(office.database, office.database, now)
        new = [one for one in await carried(office, settings, tmp_path) if one.key not in before]
        return [f"{one.to}: {one.subject}" for one in new]

    assert await round_of(NOW) == []
    async with administrator_at(office.admin_url) as admin:
        # one whose day is near, and one whose day passed while nothing ran
        for email, by in ((AMINA["email"], 20), (bela["email"], -100)):
            await admin.execute(
                "update identity.account set confirm_by = $2 where name = $1", email, TODAY + timedelta(days=by)
            )
        assert await round_of(NOW) == ["ada@bath.example.org: Who still acts for Bath Council?"]
        assert await round_of(NOW) == []
        days = await admin.fetch("select distinct sleeps_on from identity.account where asked_on is not null")
        assert [row["sleeps_on"] for row in days] == [TODAY + timedelta(days=30)]
        page = await ada.read(PEOPLE)
        assert "must say whether 2 people act for Bath Council still" in page
        assert "2 people of your body wait" in await ada.read(AT)
        await amina.read("/account")

        await admin.execute("update identity.account set sleeps_on = $1 where asked_on is not null", TODAY)
    await amina.read("/account", status=303)
    letter = await come_in(office, settings, tmp_path, AMINA["email"])
    assert isinstance(letter, Letter)
    assert "nobody at Bath Council has said in time that you still act for it" in letter.text
    assert "sleeps" in (await office.client.get("/account/link")).text
    assert "Asleep since" in await ada.read(at[0])
    form = form_of(await ada.read(PEOPLE), f"{PEOPLE}/confirm") | {"account": str(await id_of(office, AMINA["email"]))}
    assert (await office.client.post(f"{PEOPLE}/confirm", data=form, headers=ada.headers)).status_code == 303
    assert isinstance(await come_in(office, settings, tmp_path, AMINA["email"]), Visitor)
    assert isinstance(await come_in(office, settings, tmp_path, bela["email"]), Letter)
    assert "Wake the account" in await ada.read(at[1])
    last = (TODAY + timedelta(days=30)).isoformat()
    assert (await ada.send(f"{at[1]}/renew", f"{at[1]}/renew/do-it", ends_on=last)).status_code == 303
    assert isinstance(await come_in(office, settings, tmp_path, bela["email"]), Visitor)
    assert await round_of(NOW + timedelta(days=1)) == []


async def test_a_bodys_system_does_not_end_the_last_who_administers_it(office: Office) -> None:
    async with administrator_at(office.admin_url) as admin:
        key = await auth.create_key(admin, "avon-police", [BATH])
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "invited"}
        sent = AMINA | {"ends_on": (TODAY + timedelta(days=90)).isoformat()}
        made = (await office.client.put("/publication/v1/invitations", json=sent, headers=headers)).json()
        await auth.set_grants(admin, AMINA["email"], [auth.Grant(BATH, "administrator")])
        refused = await office.client.delete(made["links"]["self"], headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/last-administrator")
        grant = [auth.Grant(BATH, "administrator")]
        await auth.create_account(admin, "second", PASSWORD, body="avon-police", grants=grant)
    assert (await office.client.delete(made["links"]["self"], headers=headers)).status_code == 204
