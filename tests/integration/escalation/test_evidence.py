"""Files put to a case, through the doors: brought, looked at, shown, kept back, taken out; and what nobody sees."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, Response

from services.escalation import main
from services.escalation.domain.evidence.decision import Deed
from services.escalation.domain.evidence.evidence import commitment_to
from shared import auth
from shared.database import Database, raw
from shared.files.attachments import examine
from shared.files.scanning import Scanner
from tests.integration.escalation.cases import AREA, OTHER_AREA, World, lead
from tests.integration.escalation.evidence import PHOTO, SAID, ask, at, bring, rule, show
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.test_inspection_register import in_brokering
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"
UNTIL = "2026-03-04"


@pytest.fixture
async def here(here: World) -> World:
    for name, (body, roles) in {
        "other_worker": ("council", ["case_worker"]),
        "outsider": ("police", ["partner"]),
        "far": ("council", ["case_worker"]),
    }.items():
        where = OTHER_AREA if name == "far" else AREA
        here.keys[name] = await auth.create_key(here.admin, body, [where], roles, name=name)
    return here


async def test_findings_name_a_file_that_is_held_and_the_record_links_it(here: World) -> None:
    reference = await in_brokering(here)
    await here.do("college", reference, "request_inspection", reasons="No settlement, as its papers show")
    await here.do("inspector", reference, "accept_inspection", scope="Collections, as its papers show")
    assert (await bring(here, "inspector", reference, occasion="findings")).status_code == 201
    for number, code in (("one", "not-a-number"), ("2", "no-such-file")):
        refused = await here.ask("inspector", reference, "draft_findings", file=number)
        assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/file", code)]
    await here.do("inspector", reference, "draft_findings", file="1")
    await here.do("waste", reference, "file_reply", reply="We disagree, as its papers show")
    said: dict[str, Any] = {"findings": "Failing, as its papers show", "grade": "failing", "file": "1"}
    early = await here.ask("inspector", reference, "publish_findings", **said)
    assert [one["code"] for one in early.json()["errors"]] == ["not-public"]
    released = await ask(here, "case_worker", f"{at(reference)}/1", "release", seen=1, checked=True)
    assert released.status_code == 200, released.text
    await here.do("inspector", reference, "publish_findings", **said)
    story = (await here.show(reference)).json()["history"]
    (published,) = (one for one in story if one["event"] == "case.findings_published")
    assert published["links"] == {"file": f"{at(reference)}/1"}
    assert "among the case's files: 1." in published["sentence"]


def application(here: World) -> FastAPI:
    transport = here.client._transport
    assert isinstance(transport, ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app


async def sound(here: World) -> None:
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def ledger_says(here: World, words: str) -> int:
    found: int = await here.value(
        "select count(*) from escalation.ledger where data::text like '%' || $1 || '%'", words
    )
    return found


async def test_a_photo_is_seen_by_nobody_else_until_a_case_worker_who_did_not_bring_it_shows_it(here: World) -> None:
    reference = await here.open_case()
    brought = await bring(here, "fire", reference, once="photo-1")
    assert brought.status_code == 201, brought.text
    address = brought.headers["location"]
    assert (await bring(here, "fire", reference, once="photo-1")).content == brought.content
    assert await here.value("select count(*) from escalation.evidence") == 1

    kept = examine(PHOTO).content
    waiting = await show(here, address)
    assert (waiting["standing"], waiting["title"], waiting["text"], waiting["sha256"]) == ("waiting", None, None, None)
    assert (waiting["brought_by"], waiting["media_type"], waiting["size"]) == ("fire", "image/jpeg", len(kept))
    assert (await here.client.get(f"{address}/file")).status_code == 404
    for who, sees in {"case_worker": True, "fire": True, "outsider": False, "far": False, "committee": False}.items():
        assert ((await show(here, address, who))["title"] is not None) is sees, who
    stored = await here.value("select content from escalation_private.evidence_file")
    assert kept[:50] not in stored
    assert await ledger_says(here, "Hale Road") == await ledger_says(here, hashlib.sha256(kept).hexdigest()) == 0
    answers = "select count(*) from escalation.idempotency where position('Hale Road'::bytea in body) > 0"
    assert await here.value(answers) == 0

    own = await bring(here, "case_worker", reference)
    assert await rule(ask(here, "case_worker", own.headers["location"], "release", seen=1, checked=True)) == (
        403,
        "own_file",
    )
    unlooked = await ask(here, "case_worker", address, "release", seen=1, checked=False)
    assert (unlooked.status_code, unlooked.json()["errors"][0]["code"]) == (422, "not-checked")
    assert (await ask(here, "fire", address, "release", seen=1, checked=True)).status_code == 403
    assert await rule(ask(here, "far", address, "release", seen=1, checked=True)) == (403, "not_your_area")
    released = await ask(here, "case_worker", address, "release", seen=1, checked=True)
    assert (released.status_code, released.headers["etag"]) == (200, '"2"')
    assert (await ask(here, "case_worker", address, "withhold", seen=1, ground="copyright")).status_code == 412

    public = await show(here, address)
    assert public["sha256"] == hashlib.sha256(kept).hexdigest()
    opened = commitment_to(bytes.fromhex(public["salt"]), public["sha256"], public["title"], public["text"])
    assert opened == waiting["commitment"]
    assert await ledger_says(here, public["sha256"]) == 1
    got = await here.client.get(public["links"]["file"], headers={"Cookie": "folkmoot=nobody"})
    assert (got.status_code, got.content) == (200, kept)
    assert got.headers["content-disposition"] == f'attachment; filename="{reference}-file-1.jpg"'
    assert (got.headers["content-type"], got.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "set-cookie" not in got.headers
    await sound(here)


async def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_is_kept(here: World) -> None:
    reference = await here.open_case()
    refused: list[tuple[dict[str, Any], set[tuple[str, str]]]] = [
        ({"file": b"<svg/>"}, {("/file", "file-not-taken")}),
        ({"file": b""}, {("/file", "empty-file")}),
        ({"file": None}, {("/file", "missing")}),
        ({"text": None}, {("/text", "missing")}),
        ({"file": b"plain words", "text": None}, {("/text", "missing")}),
        ({"title": None}, {("/title", "missing")}),
        ({"occasion": "party"}, {("/occasion", "not-a-choice")}),
        ({"unknown": "x"}, {("/unknown", "unknown-field")}),
    ]
    for changed, faults in refused:
        answer = await bring(here, "fire", reference, **changed)
        assert answer.status_code == 422, (changed, answer.text)
        assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == faults
    huge = await bring(here, "fire", reference, bytes(25_100_000))
    assert huge.status_code == 413
    assert (await bring(here, "fire", "TEST-2026-9999-0")).status_code == 404
    assert await rule(bring(here, "far", reference)) == (403, "not_your_area")
    assert await here.value("select count(*) from escalation.evidence") == 0
    assert await here.value("select count(*) from escalation_private.evidence_file") == 0

    asked = await bring(here, "fire", reference, b"plain words", text=None, ask="The contact centre, 0161 000 0000")
    assert asked.status_code == 201


async def test_a_file_is_taken_out_by_two_and_in_ones_own_cause_by_somebody_of_another_body(here: World) -> None:
    reference = await here.open_case()
    address = (await bring(here, "fire", reference)).headers["location"]
    await ask(here, "case_worker", address, "release", seen=1, checked=True)
    no_ground = await ask(here, "case_worker", address, "ask_removal", seen=2, ground="embarrassing")
    assert no_ground.json()["errors"][0]["pointer"] == "/ground"
    held = await ask(here, "case_worker", address, "ask_removal", seen=2, ground="personal_data")
    assert held.json()["removal"] == {
        "ground": "personal_data",
        "asked_by": "council",
        "until": UNTIL,
        "is_hidden": True,
        "needs_outsider": False,
    }
    assert (held.json()["standing"], held.json()["times_hidden"]) == ("hidden_while_removal_is_asked", 1)
    assert (await here.client.get(f"{address}/file")).status_code == 404
    assert (await show(here, address))["title"] is None
    assert await rule(ask(here, "case_worker", address, "agree_removal", seen=3)) == (403, "own_question")
    assert await rule(ask(here, "outsider", address, "agree_removal", seen=3)) == (403, "not_your_role")
    back = await ask(here, "other_worker", address, "refuse_removal", seen=3)
    assert (back.json()["standing"], back.json()["removal"]) == ("public", None)
    same = ask(here, "other_worker", address, "ask_removal", seen=4, ground="personal_data")
    assert await rule(same) == (409, "asked_before")
    again = await ask(here, "case_worker", address, "ask_removal", seen=4, ground="court_order")
    assert (again.json()["standing"], again.json()["removal"]["is_hidden"]) == ("public", False)
    gone = await ask(here, "other_worker", address, "agree_removal", seen=5)
    assert (gone.json()["standing"], gone.json()["ground"], gone.json()["title"]) == ("removed", "court_order", None)
    assert await here.value("select count(*) from escalation_private.evidence_file") == 0
    assert (await here.client.get(f"{address}/file")).status_code == 404
    assert await rule(ask(here, "case_worker", address, "release", seen=6, checked=True)) == (409, "file_gone")

    await here.tell(lead(AREA, "council", since_on=date(2026, 3, 1)))
    second = (await bring(here, "fire", reference)).headers["location"]
    await ask(here, "case_worker", second, "release", seen=1, checked=True)
    assert await rule(ask(here, "case_worker", second, "withhold", seen=2, ground="confidential_or_exempt")) == (
        403,
        "own_cause",
    )
    asked = await ask(here, "case_worker", second, "ask_removal", seen=2, ground="confidential_or_exempt")
    assert (asked.json()["standing"], asked.json()["removal"]["needs_outsider"]) == ("public", True)
    assert (await here.client.get(f"{second}/file")).status_code == 200
    assert await rule(ask(here, "other_worker", second, "agree_removal", seen=3)) == (403, "own_cause")
    assert (await ask(here, "case_worker", second, "refuse_removal", seen=3)).json()["removal"] is None
    urgent = await ask(here, "case_worker", second, "ask_removal", seen=4, ground="court_order")
    assert urgent.json()["standing"] == "hidden_while_removal_is_asked"
    assert (await here.client.get(f"{second}/file")).status_code == 404
    assert await rule(ask(here, "other_worker", second, "agree_removal", seen=5)) == (403, "own_cause")
    assert (await show(here, second, "outsider"))["title"] == SAID["title"]
    assert (await ask(here, "outsider", second, "agree_removal", seen=5)).json()["standing"] == "removed"
    await sound(here)


async def test_a_file_whose_removal_nobody_agrees_to_is_public_again_by_itself(here: World) -> None:
    reference = await here.open_case()
    address = (await bring(here, "fire", reference)).headers["location"]
    await ask(here, "case_worker", address, "release", seen=1, checked=True)
    await ask(here, "case_worker", address, "ask_removal", seen=2, ground="copyright")
    page = f"/cases/{reference}/files/1"
    hidden = await Visitor(here.client).read(page)
    for words in (
        "Hidden while its removal is asked for",
        "has not agreed",
        "If nobody does, everybody can see it again",
    ):
        assert words in hidden, words
    here.clock.set(datetime.fromisoformat(f"{UNTIL}T22:00:00+00:00"))
    await here.sweep_at(here.clock.now())
    assert (await here.client.get(f"{address}/file")).status_code == 404  # the day is not over
    here.clock.advance(days=1)
    assert await rule(ask(here, "other_worker", address, "agree_removal", seen=3)) == (409, "day_is_over")
    await here.sweep_at(here.clock.now())
    shown = await show(here, address)
    assert (shown["standing"], shown["removal"], shown["version"]) == ("public", None, 4)
    assert (shown["times_hidden"], shown["times_shown_again"]) == (1, 1)
    assert (await here.client.get(f"{address}/file")).status_code == 200

    same = ask(here, "case_worker", address, "ask_removal", seen=4, ground="copyright")
    assert await rule(same) == (409, "asked_before")
    again = await ask(here, "case_worker", address, "ask_removal", seen=4, ground="court_order")
    assert (again.json()["standing"], again.json()["removal"]["is_hidden"]) == ("public", False)
    other = await ask(here, "case_worker", address, "refuse_removal", seen=5)
    assert other.json()["removal"] is None
    third = ask(here, "case_worker", address, "ask_removal", seen=6, ground="personal_data")
    assert await rule(third) == (409, "asked_too_often")
    await here.sweep_at(here.clock.now() + timedelta(days=9))
    assert (await show(here, address))["version"] == 6  # an answered question has no clock
    told = [one["event"] for one in (await here.show(reference)).json()["history"] if "evidence" in one["event"]]
    asked = ["evidence.removal_asked", "evidence.removal_lapsed"]
    assert [one for one in told if one.startswith("evidence.")] == [*asked, asked[0], "evidence.removal_refused"]
    assert "Everybody can see it again" in await (await signed_in(here, "case_worker")).read(f"/cases/{reference}")
    await sound(here)


async def test_whoever_brought_a_file_takes_it_back_in_time(here: World) -> None:
    reference = await here.open_case()
    address = (await bring(here, "fire", reference)).headers["location"]
    assert await rule(ask(here, "waste", address, "withdraw", seen=1)) == (403, "not_your_file")
    back = await ask(here, "fire", address, "withdraw", seen=1)
    assert (back.json()["standing"], back.json()["ground"]) == ("withdrawn", "entered_by_mistake")
    late = (await bring(here, "fire", reference)).headers["location"]
    await ask(here, "case_worker", late, "withhold", seen=1, ground="personal_data")
    here.clock.advance(hours=25)
    assert await rule(ask(here, "fire", late, "withdraw", seen=2)) == (409, "too_late")
    assert [one["number"] for one in (await show(here, at(reference)))["evidence"]] == [1, 2]
    await sound(here)
    await here.admin.execute("update escalation_private.evidence_file set content = 'x'")
    assert [one for found in await verify(here.database) for one in found.differences] != []


@asynccontextmanager
async def daemon(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A scanner that speaks as clamd does, and says this of everything."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            heard.append(await reader.readexactly(size))
        writer.write(answer + b"\0")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def test_a_scanner_that_is_set_sees_every_byte_and_without_its_answer_nothing_is_taken(here: World) -> None:
    reference = await here.open_case()
    intake = application(here).state.intake
    for answer, status in ((b"stream: OK", 201), (b"stream: Eicar FOUND", 422), (b"stream: x ERROR", 503)):
        async with daemon(answer) as (address, heard):
            intake.scanner = Scanner(address)
            told = await bring(here, "fire", reference)
        assert (told.status_code, b"".join(heard)) == (status, PHOTO)
    assert (await bring(here, "fire", reference)).status_code == 503  # it is away
    assert [one["scan"][:15] for one in (await show(here, at(reference)))["evidence"]] == ["A virus scanner"]


async def test_a_file_is_brought_and_shown_by_the_pages(here: World) -> None:
    reference = await here.open_case()
    case, new = f"/cases/{reference}", f"/cases/{reference}/files/new"
    fire, worker = await signed_in(here, "fire"), await signed_in(here, "case_worker")
    assert f'href="{new}"' in await fire.read(case)
    form = form_of(await fire.read(new), new)
    faulty = await fire.client.post(new, data=form, files={"file": ("a.svg", b"<svg/>")}, headers=fire.headers)
    assert faulty.status_code == 422
    assert 'id="title-error"' in faulty.text
    sent = form | SAID
    first, again = [
        await fire.client.post(new, data=sent, files={"file": ("a.jpg", PHOTO)}, headers=fire.headers) for _ in range(2)
    ]
    page = first.headers["location"]
    assert (first.status_code, page, again.headers["location"]) == (303, f"{case}/files/1", page)
    public = await Visitor(here.client).read(page)
    assert "has not looked at it yet" in public
    assert "Hale Road" not in public
    unseen = await worker.client.get(f"{page}/file", headers=worker.headers)
    assert unseen.content == examine(PHOTO).content
    assert await here.value("select count(*) from identity.access_log where action = 'read'") == 1
    refused = await worker.send(page, f"{page}/release")
    assert (refused.status_code, 'id="release-checked-error"' in refused.text) == (422, True)
    assert (await worker.send(page, f"{page}/release", checked="yes")).status_code == 303
    public = await Visitor(here.client).read(page)
    for words in ("Hale Road", "Four full bins", "Everybody may see it", f"{at(reference)}/1/file"):
        assert words in public
    assert "Keep it back" not in public
    assert "Bins in Hale Road" in await worker.read(case)


async def test_every_example_has_the_shape_of_what_is_answered(here: World) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    told: dict[str, Any] = {}
    base = at("{reference}")

    def keep(name: str, answer: Response) -> None:
        assert answer.status_code in (200, 201), (name, answer.text)
        told[name] = told_by(answer)

    reference = await here.open_case()
    brought = await bring(here, "fire", reference)
    keep(f"POST {base}", brought)
    one = brought.headers["location"]
    first = f"{base}/{{number}}"
    keep(f"POST {first}/release", await ask(here, "case_worker", one, "release", seen=1, checked=True))
    keep(f"GET {base}", await here.client.get(at(reference)))
    keep(f"GET {first}", await here.client.get(one))
    keep(f"POST {first}/withhold", await ask(here, "case_worker", one, "withhold", seen=2, ground="personal_data"))
    keep(
        f"POST {first}/ask_removal", await ask(here, "case_worker", one, "ask_removal", seen=3, ground="personal_data")
    )
    keep(f"POST {first}/refuse_removal", await ask(here, "other_worker", one, "refuse_removal", seen=4))
    await ask(here, "case_worker", one, "ask_removal", seen=5, ground="court_order")
    keep(f"POST {first}/agree_removal", await ask(here, "other_worker", one, "agree_removal", seen=6))
    two = (await bring(here, "fire", reference)).headers["location"]
    keep(f"POST {first}/withdraw", await ask(here, "fire", two, "withdraw", seen=1))

    assert_recorded(EXAMPLES, told)
    described = (await here.client.get("/escalation/v1/openapi.json")).json()["paths"]
    ours = {f"{method.upper()} {path}" for path, of in described.items() if path.startswith(base) for method in of}
    assert ours == {*told, f"GET {first}/file"}
    assert {deed.value for deed in Deed} <= {name.rpartition("/")[2] for name in ours}


async def test_files_of_other_areas_are_shut_even_where_a_filter_is_forgotten(
    here: World, escalation: Database
) -> None:
    await bring(here, "fire", await here.open_case())
    for table in ("evidence", "escalation_private.evidence_file"):
        for area, seen in (AREA, 1), (OTHER_AREA, 0):
            async with escalation.unit_of_work(frozenset({area})) as session:
                assert await (await raw(session)).fetchval(f"select count(*) from {table}") == seen, (table, area)
