"""Pictures that an organiser puts to a petition behind the link of their letters: looked at, shown, taken back, gone.

And photographs of sheets of signatures: seen by whoever compares lines with them, and gone when that is decided.
"""

import io
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from PIL import Image

from services.escalation.domain.evidence.picture import MOST_PICTURES
from services.escalation.main import EXAMPLES
from shared import auth
from shared.events import new_id
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.evidence import PHOTO, ask, rule
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    FORM,
    asked_for,
    check,
    confirmed,
    letters,
    lower_threshold,
    opened,
    press,
)
from tests.integration.escalation.test_paper import compare, enter, line
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of
from tests.unit.shared.test_attachments import MAKER, document, picture

CAPTION = "Four overflowing bins beside the flats in Hale Road"
PUBLIC = "/escalation/v1/cases/{}/evidence"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    here.keys["far"] = await auth.create_key(here.admin, "council", [OTHER_AREA], ["case_worker"], name="far")
    return here


async def begun(here: World, settings: Settings) -> tuple[str, str]:
    """A petition that waits to be checked, and the token of its organiser."""
    here.opened += 1
    email = f"organiser-{here.opened}@example.org"
    who = {"name": "Resident 0", "email": email, "postcode": "M32 0TH", "relation": "live"}
    reference = await asked_for(here, organiser=who)
    token = (await letters(here, settings))[email]
    assert (await press(here, reference, token)).status_code == 303
    return reference, token


async def send(here: World, reference: str, token: str, file: bytes = PHOTO, caption: str = CAPTION) -> Response:
    parts: dict[str, Any] = {
        "token": (None, token),
        "caption": (None, caption),
        "file": ("Jane Doe in Hale.jpg", file, "text/html"),
    }
    return await here.client.post(f"/escalation/v1/petitions/{reference}/pictures", files=parts)


async def page(here: World, path: str) -> str:
    return (await here.client.get(path)).text


async def release(here: World, reference: str, number: int = 1, seen: int = 1) -> Response:
    where = f"{PUBLIC.format(reference)}/{number}"
    return await ask(here, "case_worker", where, "release", seen=seen, checked=True)


async def sound(here: World) -> None:
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_picture_is_sent_by_its_page_looked_at_and_shown_with_its_line_when_the_petition_is_public(
    here: World, settings: Settings
) -> None:
    reference, token = await begun(here, settings)
    visitor, action = Visitor(here.client), f"/petitions/{reference}/organiser/pictures"
    own = f"{action}?token={token}"
    assert own in await visitor.read(f"/petitions/{reference}/organiser?token={token}")
    empty = await visitor.read(own)
    form = form_of(empty, own)
    # One that is too large is told on the form, with the way to try another, though nothing of it was read.
    announced = FORM | {"content-length": "12000000"}
    answer = await here.client.post(own, data=form, files={"file": ("a.jpg", PHOTO, "image/jpeg")}, headers=announced)
    assert (answer.status_code, "10 MB at most" in answer.text, f'action="{own}"' in answer.text) == (413, True, True)
    for caption, file, fault in (("Bins", PHOTO, "caption"), (CAPTION, document(), "file"), (CAPTION, b"", "file")):
        sent: dict[str, Any] = {"file": ("Jane Doe.jpg", file, "image/jpeg")} if file else {"file": (None, "")}
        answer = await here.client.post(action, data=form | {"caption": caption}, files=sent, headers=FORM)
        assert answer.status_code == 422, answer.text
        assert f'id="{fault}-error"' in answer.text, fault
    large = picture("JPEG", (2_400, 1_200))
    sent = {"file": ("Jane Doe.jpg", large, "image/jpeg")}
    for _ in range(2):  # the button pressed twice is one deed
        answer = await here.client.post(action, data=form | {"caption": CAPTION}, files=sent, headers=FORM)
        assert (answer.status_code, answer.headers["Location"]) == (303, own)
    assert CAPTION in await visitor.read(own)

    # Nobody but its organiser and whoever decides sees it while the petition is not public.
    seen = f"/cases/{reference}/files/1"
    worker = await signed_in(here, "case_worker")
    assert CAPTION in await worker.read(seen)
    assert seen in await worker.read("/desk")
    assert seen in await worker.read(f"/desk/petitions/{reference}")
    for path in (seen, f"/petitions/{reference}", f"{PUBLIC.format(reference)}/1"):
        assert CAPTION not in await page(here, path)
    assert (await here.client.get(f"{PUBLIC.format(reference)}/1/file")).status_code == 404
    assert await rule(release(here, reference)) == (409, "petition_not_public")

    assert (await check(here, reference, "publish")).status_code == 200
    public = await page(here, f"/petitions/{reference}")
    assert CAPTION not in public
    assert "1 picture waits for the council to look at" in public
    assert (await release(here, reference)).status_code == 200
    public = await page(here, f"/petitions/{reference}")
    assert f'<img src="{PUBLIC.format(reference)}/1/file" alt="{CAPTION}"' in public
    assert "picture waits" not in public
    kept = await here.client.get(f"{PUBLIC.format(reference)}/1/file")
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((800, 1_600), {})  # upright, and no larger than it need be
    assert MAKER.encode() not in kept.content
    assert MAKER.encode() in large

    # It is taken out as other evidence is, and meanwhile shown to nobody.
    where = f"{PUBLIC.format(reference)}/1"
    asked = await ask(here, "case_worker", where, "ask_removal", seen=2, ground="personal_data")
    assert asked.status_code == 200, asked.text
    assert CAPTION not in await page(here, f"/petitions/{reference}")
    agreed = await ask(here, "monitoring_officer", where, "agree_removal", seen=3)
    assert agreed.status_code == 200, agreed.text
    assert await here.value("select count(*) from escalation_private.evidence_file") == 0
    assert "Taken out for good" in await visitor.read(own)
    for table in ("ledger", "outbox", "idempotency", "evidence"):
        assert await here.value(f"select count(*) from escalation.{table} t where t::text like '%overflowing%'") == 0
    await sound(here)


async def test_few_pictures_are_taken_by_the_link_alone_and_of_a_petition_that_came_to_nothing_none_is_kept(
    here: World, settings: Settings
) -> None:
    reference, token = await begun(here, settings)
    base = "/escalation/v1/petitions/{reference}/pictures"
    assert (await send(here, reference, "0" * 64)).status_code == 404
    taken = await send(here, reference, token)
    assert taken.status_code == 201, taken.text
    back = f"/escalation/v1/petitions/{reference}/pictures/1/withdraw"
    assert (await here.client.post(back, json={"token": "0" * 64})).status_code == 404
    gone = await here.client.post(back, json={"token": token})
    assert (gone.status_code, gone.json()["standing"]) == (200, "withdrawn")
    told = {f"POST {base}": told_by(taken), f"POST {base}/{{number}}/withdraw": told_by(gone)}
    assert_recorded(EXAMPLES, told)
    for _ in range(MOST_PICTURES):
        assert (await send(here, reference, token)).status_code == 201
    assert await rule(send(here, reference, token)) == (409, "too_many_pictures")

    assert await here.value("select count(*) from escalation_private.evidence_file") == MOST_PICTURES
    withdrawn = await here.client.post(
        f"/petitions/{reference}/organiser/withdraw", data={"token": token, "sure": "yes"}, headers=FORM
    )
    assert withdrawn.status_code == 303, withdrawn.text
    assert await here.value("select count(*) from escalation_private.evidence_file") == 0
    await sound(here)


async def keep(
    here: World, reference: str, *, file: bytes = PHOTO, who: str = "case_worker", lines: tuple[int, int] = (1, 4)
) -> Response:
    first, last = lines
    parts: dict[str, Any] = {
        "first_line": (None, str(first)),
        "last_line": (None, str(last)),
        "file": ("Jane.jpg", file, "image/jpeg"),
    }
    headers = {"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": str(new_id())}
    path = f"/escalation/v1/petitions/{reference}/paper/1/sheets"
    return await here.client.post(path, files=parts, headers=headers)


async def test_a_photograph_of_a_sheet_is_seen_by_whoever_compares_each_time_noted_and_gone_when_that_is_decided(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, 2))
    batch = (await enter(here, reference, lines=[line(2), line(3), line(4), line(5)], sheets=1)).json()
    assert (await keep(here, reference, lines=(3, 9))).json()["errors"][0]["pointer"] == "/last_line"
    assert (await keep(here, reference, lines=(3, 2))).json()["errors"][0]["pointer"] == "/last_line"
    kept = await keep(here, reference)
    assert kept.status_code == 201, kept.text
    where = kept.headers["Location"]
    assert_recorded(EXAMPLES, {"POST /escalation/v1/petitions/{reference}/paper/{number}/sheets": told_by(kept)})
    assert (await here.client.get(where)).status_code == 401
    for who, status in (("fire", 403), ("far", 404)):
        headers = {"Authorization": f"Bearer {await here.key(who)}"}
        assert (await here.client.get(where, headers=headers)).status_code == status, who

    path = f"/petitions/{reference}/paper/batches/1"
    own = await signed_in(here, "case_worker")
    form = form_of(await own.read(path), f"{path}/sheets") | {"first_line": "1", "last_line": "4"}
    sent = {"file": ("scan.pdf", document(), "application/pdf")}
    answer = await here.client.post(f"{path}/sheets", data=form, files=sent, headers=own.headers)
    assert answer.status_code == 303, answer.text
    assert (await keep(here, reference)).json()["rule"] == "too_many_sheets"

    other = await signed_in(here, "monitoring_officer")
    beside = await other.read(path)
    assert f'<img src="{where}"' in beside
    assert f"{where.removesuffix('1')}2" in beside
    read = "select count(*) from identity.access_log where reason = 'paper' and route like '%{sheet_number}'"
    before = await here.value(read)
    seen = await here.client.get(where, headers=other.headers)
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "private, no-store")
    assert MAKER.encode() not in seen.content
    stored = await here.value("select content from escalation_private.paper_sheet where sheet = 1")
    assert seen.content[:64] not in stored
    assert await here.value(read) == before + 1
    drawn = "update escalation.paper set facts = jsonb_set(facts, '{drawn}', $1::jsonb)"
    await here.admin.execute(drawn, "[2, 3]")
    await here.admin.execute("update escalation_private.paper_sheet set first_line = 4, last_line = 4 where sheet = 2")
    undrawn = await here.client.get(f"{where.removesuffix('1')}2", headers=other.headers)
    assert undrawn.status_code == 404, "a sheet on which no line is to be compared"
    await here.admin.execute(drawn, "[1, 2, 3, 4]")
    here.keys["theirs"] = await auth.create_key(here.admin, "waste", [AREA], ["case_worker"], name="theirs")
    for who, why in (("theirs", "own_cause"), ("case_worker", "same_person")):
        refused = await here.client.get(where, headers={"Authorization": f"Bearer {await here.key(who)}"})
        assert (refused.status_code, refused.json()["rule"]) == (403, why)
    assert (await compare(here, batch, who="theirs")).json()["rule"] == "own_cause"
    assert (await compare(here, batch)).json()["counted"] == 4
    assert await here.value("select count(*) from escalation_private.paper_sheet") == 0
    assert (await here.client.get(where, headers=other.headers)).status_code == 404
    assert (await keep(here, reference)).json()["rule"] == "batch_decided"
