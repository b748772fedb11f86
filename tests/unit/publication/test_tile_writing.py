"""Whichever call to the disk fails while the record's files are written: what is shown is whole, and it goes on."""

import shutil
from pathlib import Path

import pytest

from services.publication.storage.record.tile import Disk, Forked, Mending, grow, prune, publish, root_of
from shared.proof.merkle import Tree, leaf_hash
from shared.proof.notes import Checkpoint, signed
from shared.proof.tiles import WIDTH
from tests.disks import KEY, Failing, Quick, names_in, whole

LEAVES = [f"leaf {n}".encode() for n in range(600)]
TREE = Tree([leaf_hash(leaf) for leaf in LEAVES])
STEPS = [(0, 1), (1, 255), (255, 258), (258, 600)]


def of_size(size: int) -> Checkpoint:
    return Checkpoint(KEY.name, size, TREE.root(size))


def write(disk: Disk, before: int, size: int) -> None:
    """What the writer does for a larger tree, in its order."""
    assert root_of(disk, before) == TREE.root(before)
    assert grow(disk, before, size, LEAVES[before // WIDTH * WIDTH : size]) == TREE.root(size)
    publish(disk, signed(of_size(size), KEY))
    prune(disk, before, size)


def mend(disk: Disk, size: int) -> None:
    mending = Mending(disk, size)
    for first in range(0, size, WIDTH):
        mending.look_at(first // WIDTH, LEAVES[first : min(first + WIDTH, size)])
    mending.finish()


@pytest.mark.parametrize("step", [STEPS[0], STEPS[2]], ids=str)
@pytest.mark.parametrize("is_half_done", [False, True], ids=["not done", "half done"])
def test_a_failure_at_any_call_leaves_a_whole_record_and_the_next_writer_finishes_it(
    tmp_path: Path, step: tuple[int, int], is_half_done: bool
) -> None:
    before, size = step
    begun = tmp_path / "begun"
    begun.mkdir()
    write_up_to(Quick(begun), before)
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        shutil.copytree(begun, folder)
        disk = Failing(folder, at, is_half_done=is_half_done)
        try:
            write(disk, before, size)
        except OSError:
            shown = whole(folder)
            assert shown in (of_size(before), of_size(size))
            mend(Quick(folder), shown.size)
            if shown.size == before:
                write(Quick(folder), before, size)
        else:
            assert at > 20
            break
        assert whole(folder) == of_size(size)
        assert root_of(Quick(folder), size) == TREE.root(size)
        shutil.rmtree(folder)


def write_up_to(disk: Disk, size: int) -> None:
    publish(disk, signed(of_size(0), KEY))
    for before, after in STEPS:
        if after <= size:
            write(disk, before, after)


def test_nothing_is_named_by_a_checkpoint_before_it_is_forced_to_the_disk(tmp_path: Path) -> None:
    disk = Failing(tmp_path, 0)
    write(disk, 0, 300)
    put = [names for deed, *names in disk.log if deed == "rename"]
    assert put[-1] == ["checkpoint.new", "checkpoint"]
    assert len(put) == 6
    for names in put:
        at = disk.log.index(("rename", *names))
        assert disk.log[at - 1] == ("sync", names[0])
        assert disk.log[at + 1] == ("sync", str(Path(names[1]).parent))


def test_mending_puts_right_every_file_and_leaves_the_others_alone(tmp_path: Path) -> None:
    disk = Quick(tmp_path)
    write_up_to(disk, 600)
    files = sorted(names_in(tmp_path) - {"checkpoint", ".lock"})
    for path in files:
        held = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
        mending = Mending(disk, 600)
        for first in range(0, 600, WIDTH):
            mending.look_at(first // WIDTH, LEAVES[first : min(first + WIDTH, 600)])
        mending.finish()
        assert mending.mended == (0 if ".p/" in path and not path.endswith(("/88", "/2")) else 1)
        assert (tmp_path / path).read_bytes() == held or not mending.mended


def test_a_checkpoint_never_goes_back_and_never_changes_its_root(tmp_path: Path) -> None:
    disk = Quick(tmp_path)
    write_up_to(disk, 600)
    for wrong in (of_size(258), Checkpoint(KEY.name, 600, bytes(32))):
        with pytest.raises(Forked):
            publish(disk, signed(wrong, KEY))
    assert whole(tmp_path) == of_size(600)
