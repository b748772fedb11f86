"""The record as anybody meets it: files to copy, one leaf with its proof, cosignatures, a page in plain words."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from typer.testing import CliRunner

from services import cli
from services.publication import main
from services.publication.domain.record.record import Standstill
from services.publication.domain.record.removal import Ground
from services.publication.handlers.leaf import verification
from services.publication.storage.record import record as storage
from services.publication.storage.record.tile import Disk
from shared.database import EVERY_AREA, Database, for_service
from shared.proof.merkle import is_consistent, is_included, leaf_hash
from shared.proof.notes import COSIGNED, Checkpoint, Key, Note, signed
from shared.proof.tiles import bundle_path as at_bundle
from shared.proof.tiles import bundles, tiles, words_path
from shared.proof.tiles import tile_path as at_tile
from shared.settings import Settings
from shared.verification import Verified
from tests.databases import execute_on
from tests.disks import KEY
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.record import tell, written
from tests.verifiers import by_javascript, by_python

WITNESS = Key("watch.example.org/w1", bytes(range(32, 64)))
OTHER = "the database tells another leaf than the one that was signed"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a place that keeps its record in files, and lists a witness."""
    witness = f"{WITNESS.verifier(COSIGNED)} independent Leeds University"
    record = {"record_folder": tmp_path, "record_key": SecretStr(KEY.written()), "record_witnesses": witness}
    return settings.model_copy(update=record)


@pytest.fixture
async def door(kept: Settings, clock: SetClock) -> AsyncIterator[AsyncClient]:
    app = main.create(kept, for_service(kept, "publication"), clock)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client
    await app.state.database.close()


async def copied(door: AsyncClient) -> dict[str, bytes]:
    """A copy of the record, made by asking for nothing but what the format names."""
    raw = (await door.get("/record/checkpoint")).content
    size = Checkpoint.parse(Note.parse(raw).text).size
    paths = [at_tile(*place) for place in tiles(size)]
    paths += [path(*place) for place in bundles(size) for path in (at_bundle, words_path)]
    files = {path: await door.get(f"/record/{path}") for path in (*paths, "strays.json", "record.json")}
    assert {answer.status_code for answer in files.values()} == {200}
    assert all("immutable" in files[path].headers["cache-control"] for path in paths if path.startswith("tile"))
    return {path: answer.content for path, answer in files.items()} | {"checkpoint": raw}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for path, held in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(held)


async def test_a_copy_of_the_record_holds_before_both_verifiers_and_proves_each_leaf(
    publication: Database, door: AsyncClient, tmp_path: Path, admin_url: str
) -> None:
    await tell(publication, 1, 3)
    first = await written(publication, tmp_path)
    kept_note = (await door.get("/record/checkpoint")).text
    await tell(publication, 4, 300)
    second = await written(publication, tmp_path)
    files = await copied(door)
    assert by_python(files, {}, KEY.verifier(), [kept_note]) == ()
    forged = str(signed(Checkpoint(KEY.name, 3, bytes(32)), KEY))
    larger = str(signed(Checkpoint(KEY.name, 304, bytes(32)), KEY))
    for before, is_seen in ((kept_note, False), (forged, True), (larger, True)):
        assert bool(by_python(files, {}, KEY.verifier(), [before])) is is_seen
        assert bool(by_javascript(files, [{}], KEY.verifier(), [before])[0]) is is_seen
    leaf_answer = await door.get("/publication/v1/record/leaves/257")
    grown_answer = await door.get("/publication/v1/record/consistency?old=3")
    examples = {"leaves/{number}": leaf_answer, "consistency": grown_answer}
    assert_recorded(
        main.EXAMPLES, {f"GET /publication/v1/record/{path}": told_by(one) for path, one in examples.items()}
    )
    told, grown = leaf_answer.json(), grown_answer.json()
    proof = [base64.b64decode(each) for each in told["inclusion"]]
    assert is_included(leaf_hash(told["leaf"].encode()), 257, told["size"], proof, second.root)
    path = [base64.b64decode(each) for each in grown["consistency"]]
    assert is_consistent(3, first.root, grown["size"], second.root, path)
    for nothing in ("leaves/303", "consistency?old=304"):
        assert (await door.get(f"/publication/v1/record/{nothing}")).status_code == 404
    for nothing in (
        "tile/0/001.p/48",
        "tile/%2e%2e/checkpoint",
        "tile/64/000",
        "words/1",
        "words/000.p/256",
        "record.key",
    ):
        assert (await door.get(f"/record/{nothing}")).status_code == 404
    read, key = Disk(tmp_path).read, KEY.verifier()
    assert await verification.verify_files(publication, read, key) == Verified("signed leaves", 303)
    swapped = "update publication.leaf_place set number = 1009 - number where number in (4, 5, 1004, 1005)"
    asked = "update publication.leaf_place set number = number + 1000 where number in (4, 5)"
    await execute_on(admin_url, "set session_replication_role = replica", asked, swapped)
    found = await verification.verify_files(publication, read, key)
    assert sorted(found.differences) == [f"row: {OTHER} (leaf {number})" for number in (4, 5)]
    (tmp_path / at_bundle(0, 256)).write_bytes(b"")
    assert (await verification.verify_files(publication, read, key)).differences != found.differences


async def test_a_witness_says_that_it_saw_a_checkpoint_and_everybody_sees_that(
    publication: Database, door: AsyncClient, tmp_path: Path
) -> None:
    await tell(publication, 1, 3)
    await written(publication, tmp_path)
    page = (await door.get("/record/proof")).text
    assert "Nobody watches this record from outside." in page
    assert "Leeds University" in page
    assert "No words have been taken out of this record." in page
    note = Note.parse((await door.get("/record/checkpoint")).content)
    line = WITNESS.cosign(note.text, NOON)
    door_ = "/publication/v1/record/cosignatures"
    for wrong, status in (
        ({"size": 3, "line": KEY.cosign(note.text, NOON)}, 403),
        ({"size": 3, "line": WITNESS.cosign(note.text.replace("\n3\n", "\n4\n"), NOON)}, 403),
        ({"size": 4, "line": line}, 404),
        ({"size": 3, "line": "— nobody AAAA"}, 403),
    ):
        assert (await door.post(door_, json=wrong)).status_code == status
    for _ in range(2):
        answer = await door.post(door_, json={"size": 3, "line": line})
        assert_recorded(main.EXAMPLES, {"POST /publication/v1/record/cosignatures": told_by(answer)})
    await written(publication, tmp_path)
    assert (await door.get("/record/checkpoint")).text == str(note.with_lines([line]))
    page = (await door.get("/record/proof")).text
    assert "Somebody who does not run this place watches this record" in page
    assert "2 March 2026" in page


async def test_the_page_counts_what_was_taken_out_by_who_asked_and_why(door: AsyncClient, admin_url: str) -> None:
    for ground in Ground:
        await execute_on(
            admin_url,
            "insert into publication.removal (removal, area, leaf, names, ground, asked_by, asked_for, asked_at, "
            "agreed_by, agreed_for, answered_at, version) values (gen_random_uuid(), 'E08000009', 1, '{source}', "
            f"'{ground.value}', 'a', 'trafford-council', '2026-03-02', 'b', 'police', '2026-03-02', 2)",
        )
    page = (await door.get("/record/proof")).text
    assert page.count("<td>trafford-council</td>") + page.count(">trafford-council</th>") == len(Ground)
    assert "Somebody&#39;s personal data" in page


async def test_a_record_that_stands_still_says_so_on_its_page_and_to_whoever_runs_it(
    publication: Database, door: AsyncClient, tmp_path: Path, clock: SetClock
) -> None:
    await tell(publication, 1, 1)
    await written(publication, tmp_path)
    async with publication.unit_of_work(EVERY_AREA) as session:
        await storage.stop(session, Standstill.FILES_AHEAD, clock.now())
    ready = (await door.get("/readyz")).json()
    assert [reason for reason in ready["reasons"] if "files_ahead" in reason]
    page = await door.get("/record/proof")
    assert "Since 2 March 2026: the record&#39;s files hold more than the database" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "script-src" not in (await door.get("/record")).headers["content-security-policy"]


async def test_the_command_checks_a_copy_without_any_place_and_says_what_is_wrong(
    publication: Database, door: AsyncClient, tmp_path: Path
) -> None:
    await tell(publication, 1, 2)
    await written(publication, tmp_path)
    copy = tmp_path / "copy"
    put(copy, await copied(door))
    whole = CliRunner().invoke(cli.app, ["verify-record", str(copy), "--key", str(KEY.verifier())])
    assert (whole.exit_code, "The record is whole: 2 leaves" in whole.output) == (0, True)
    put(copy, {"strays.json": b"{}"})
    broken = CliRunner().invoke(cli.app, ["verify-record", str(copy)])
    assert (broken.exit_code, "strays: the record does not say" in broken.output) == (1, True)
