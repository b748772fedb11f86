"""The record's writer: no gap, no half file, never a smaller tree nor another root, whatever fails and comes back."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from services.publication.domain.record.record import Standstill, Stopped
from services.publication.handlers.leaf import leaf
from services.publication.handlers.record.record import Book, Writer, write_for_ever
from services.publication.schemas.leaf.leaf import words_document
from services.publication.storage.record import record as storage
from services.publication.storage.record.record import Superseded
from services.publication.storage.record.tile import Disk
from services.publication.storage.timeline import standing
from shared.database import EVERY_AREA, Database
from shared.proof.notes import Checkpoint
from tests.databases import execute_on
from tests.disks import KEY, Failing, names_in, whole
from tests.integration.conftest import SetClock
from tests.integration.publication.record import tell, writer_in, written
from tests.integration.publication.timeline import case, hear, petition
from tests.integration.spine import until

REPLICA = "set session_replication_role = replica; set search_path = publication;"


async def why_stopped(writer: Writer) -> Standstill | None:
    try:
        await writer.write()
    except Stopped as stopped:
        return stopped.why
    return None


async def stands_still(database: Database, folder: Path) -> Standstill | None:
    return await why_stopped(await writer_in(database, folder))


async def test_the_record_grows_by_whole_files_and_a_checkpoint_and_lets_go_of_partial_ones(
    publication: Database, tmp_path: Path
) -> None:
    sizes = []
    assert (await written(publication, tmp_path)).size == 0
    for first, count in ((1, 1), (2, 254), (256, 1), (257, 300)):
        await tell(publication, first, count)
        sizes.append((await written(publication, tmp_path)).size)
    assert sizes == [1, 255, 256, 556]
    names = names_in(tmp_path)
    assert {name for name in names if name.startswith("tile/0/")} == {"tile/0/000", "tile/0/001", "tile/0/002.p/44"}
    assert not [name for name in names if name.endswith(".new")]


async def test_a_writer_whose_disk_fails_says_so_and_the_next_one_goes_on(
    publication: Database, tmp_path: Path
) -> None:
    for told, fails_at in enumerate((1, 4, 11, 23), 1):
        await tell(publication, told, 1)
        assert await why_stopped(await writer_in(publication, tmp_path, Failing(tmp_path, fails_at))) is (
            Standstill.FILES_FAIL
        )
        assert (await written(publication, tmp_path)).size == told


async def test_an_older_database_beside_the_files_stops_the_record_and_nothing_is_lost(
    publication: Database, admin_url: str, tmp_path: Path
) -> None:
    await tell(publication, 1, 5)
    first = await written(publication, tmp_path)
    await tell(publication, 6, 5)
    second = await written(publication, tmp_path)
    older = "delete from leaf_place where number >= 5; delete from checkpoint where size > 5;"
    await execute_on(admin_url, f"{REPLICA} {older}")
    assert await stands_still(publication, tmp_path) is Standstill.FILES_AHEAD
    await tell(publication, 20, 5)  # other leaves take the numbers
    assert await stands_still(publication, tmp_path) is Standstill.FILES_AHEAD
    assert (first.size, whole(tmp_path)) == (5, second)


async def test_rows_that_tell_another_story_than_was_signed_stop_the_record(
    publication: Database, admin_url: str, tmp_path: Path
) -> None:
    await tell(publication, 1, 300)
    shown = await written(publication, tmp_path)
    for change, why in (
        ("update leaf set content = content || 'x' where number = 7", Standstill.ANOTHER_ROOT),
        ("delete from leaf where number = 300", Standstill.ROWS_MISSING),
        ("delete from leaf_place where number = 299", Standstill.FILES_AHEAD),
    ):
        await execute_on(
            admin_url,
            f"{REPLICA} begin; create table kept as select * from leaf; "
            f"create table places as select * from leaf_place; {change}; commit",
        )
        assert await stands_still(publication, tmp_path) is why
        await execute_on(
            admin_url,
            f"{REPLICA} delete from leaf; insert into leaf overriding system value select * from kept; "
            "delete from leaf_place; insert into leaf_place select * from places; drop table kept, places",
        )
    assert await written(publication, tmp_path) == shown


async def test_lost_or_damaged_files_are_made_anew_from_the_rows(publication: Database, tmp_path: Path) -> None:
    await tell(publication, 1, 300)
    shown = await written(publication, tmp_path)
    (tmp_path / "tile/0/000").write_bytes(b"\0" * 8192)
    (tmp_path / "tile/entries/001.p/44").unlink()
    assert await written(publication, tmp_path) == shown
    (tmp_path / "checkpoint").unlink()
    assert await written(publication, tmp_path) == shown
    damage(tmp_path / "checkpoint")
    assert await stands_still(publication, tmp_path) is Standstill.UNREADABLE


async def test_whoever_wrote_before_writes_nothing_more(publication: Database, tmp_path: Path) -> None:
    await tell(publication, 1, 3)
    late = await writer_in(publication, tmp_path)
    await tell(publication, 4, 3)
    shown = await written(publication, tmp_path)
    with pytest.raises(Superseded):
        await late.write()
    assert (shown.size, whole(tmp_path)) == (6, shown)


async def test_five_writers_at_once_make_one_record(publication: Database, tmp_path: Path) -> None:
    async def write() -> None:
        try:
            await written(publication, tmp_path)
        except (Superseded, AssertionError, FileNotFoundError):
            return

    for round_ in range(3):
        await tell(publication, round_ * 100 + 1, 100)
        await asyncio.gather(*(write() for _ in range(5)))
    shown = await written(publication, tmp_path)
    async with publication.unit_of_work(EVERY_AREA) as session:
        numbers = (await session.execute(text("select number from leaf_place order by number"))).scalars().all()
        signed = [each.checkpoint for each in await storage.signed(session, limit=100)]
    assert list(numbers) == list(range(300))
    assert shown.size == 300
    assert len({each.size for each in signed}) == len(signed)
    assert isinstance(shown, Checkpoint)


async def test_the_worker_writes_what_comes_and_notes_by_name_why_it_stands_still(
    publication: Database, tmp_path: Path, clock: SetClock
) -> None:
    async def has_grown_to(size: int) -> bool:
        return "checkpoint" in names_in(tmp_path) and whole(tmp_path).size == size

    async def stands_still() -> bool:
        return (await leaf.state(publication)).stopped == "unreadable"

    book = Book(Disk(tmp_path), KEY)
    working = asyncio.create_task(write_for_ever(book, publication, clock))
    for size in (0, 3, 6):
        await until(partial(has_grown_to, size))
        await tell(publication, size + 1, 3)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    damage(tmp_path / "checkpoint")
    working = asyncio.create_task(write_for_ever(book, publication, clock))
    await until(stands_still)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


def damage(file: Path) -> None:
    file.write_text("nothing of the kind")


async def test_what_was_folded_of_a_case_is_folded_once_and_anew_where_a_row_is_changed(
    publication: Database, tmp_path: Path, admin_url: str
) -> None:
    await hear(publication, *petition(), *case())
    path = f"000.p/{(await written(publication, tmp_path)).size}"
    kept = len(standing.FOLDED)
    first = await leaf.words(publication, path)
    assert len(standing.FOLDED) > kept
    kept = len(standing.FOLDED)
    assert words_document(await leaf.words(publication, path)) == words_document(first)
    assert len(standing.FOLDED) == kept
    await execute_on(admin_url, f"{REPLICA} update timeline set signatures = signatures + 1")
    changed = await leaf.words(publication, path)
    assert [told.kind for (told, before), (_, shown) in zip(first, changed, strict=True) if before != shown] != []
    await execute_on(admin_url, f"{REPLICA} update timeline set signatures = signatures - 1")
    assert words_document(await leaf.words(publication, path)) == words_document(first)
