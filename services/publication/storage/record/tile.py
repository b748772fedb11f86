"""The record's files: tiles, bundles and the checkpoint, written so that no reader and no crash ever finds half of one.

A file is written beside its place, forced to the disk, and put there by renaming; the folder is forced to the disk too.
The checkpoint comes last: it names nothing that is not there. It never goes back to a smaller tree or another root.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shared.proof.merkle import leaf_hash, root
from shared.proof.notes import Checkpoint, Note
from shared.proof.tiles import (
    CHECKPOINT,
    HEIGHT,
    WIDTH,
    Hashes,
    Place,
    bundle_path,
    nodes_in,
    pack,
    split,
    tile_path,
    tiles,
    whole,
)

LOCK = ".lock"


class Forked(RuntimeError):
    """The files hold a larger tree, or another one of the same size, than the one that was to be told."""


class Disk:
    """The few things asked of the file system, each by itself, so that a test can let any of them fail."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the record's own; nobody else writes there."""
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        """What a file holds; None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def make_folder(self, path: str) -> bool:
        """Make one folder; False where it is there."""
        try:
            (self.folder / path).mkdir()
        except FileExistsError:
            return False
        return True

    def write(self, path: str, content: bytes) -> None:
        """Write a file anew."""
        (self.folder / path).write_bytes(content)

    def sync(self, path: str) -> None:
        """Force a file or a folder to the disk."""
        held = os.open(self.folder / path, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)

    def rename(self, path: str, to: str) -> None:
        """Put a file in the place of another, at once."""
        (self.folder / path).replace(self.folder / to)

    def remove(self, path: str) -> None:
        """Take a file away."""
        (self.folder / path).unlink()

    def names(self, path: str) -> list[str]:
        """The names in a folder; none where there is no such folder."""
        try:
            return sorted(os.listdir(self.folder / path))  # noqa: PTH208 names, not paths
        except (FileNotFoundError, NotADirectoryError):
            return []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the one lock of the folder. It ends with the process, also when that is killed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        held = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)


def keep(disk: Disk, path: str, content: bytes) -> None:
    """Put a file in its place, whole and for good, and the folders above it."""
    above = ""
    for name in Path(path).parts[:-1]:
        folder = f"{above}{name}"
        if disk.make_folder(folder):
            disk.sync(above or ".")
        above = f"{folder}/"
    disk.write(f"{path}.new", content)
    disk.sync(f"{path}.new")
    disk.rename(f"{path}.new", path)
    disk.sync(above or ".")


def read_tile(disk: Disk, level: int, number: int, width: int) -> list[bytes]:
    """The hashes of a tile; raises NotATile where it is not there or not whole."""
    return split(disk.read(tile_path(level, number, width)) or b"", width)


def root_of(disk: Disk, size: int) -> bytes:
    """The root that the files themselves give a tree of this size; raises NotATile."""
    return root(size, nodes_in(lambda *place: read_tile(disk, *place), size))


def files_of(size: int, leaves: Sequence[bytes], before: int, held: Hashes) -> dict[str, bytes]:
    """Every file that a tree of this size has and the one before had not, by its path, the lowest level first.

    `leaves` begin where the last bundle of the tree before began; `held` answers tiles of the tree before.
    """
    files, made = dict[str, bytes](), dict[Place, Sequence[bytes]]()
    first = before // WIDTH * WIDTH
    for level, number, width in tiles(size, before):
        start = number * WIDTH
        if level == 0:
            own = leaves[start - first : start - first + width]
            files[bundle_path(number, width)] = pack(own)
            made[level, number, width] = [leaf_hash(leaf) for leaf in own]
        else:
            had = min(WIDTH, max(0, (before >> (HEIGHT * level)) - start))
            new = [whole(made[level - 1, index, WIDTH]) for index in range(start + had, start + width)]
            made[level, number, width] = [*(held(level, number, had) if had else ()), *new]
        files[tile_path(level, number, width)] = b"".join(made[level, number, width])
    return files


def grow(disk: Disk, before: int, size: int, leaves: Sequence[bytes]) -> bytes:
    """Write the files of a larger tree beside those of the tree before; the root that the files then give."""
    files = files_of(size, leaves, before, lambda *place: read_tile(disk, *place))
    for path, content in files.items():
        keep(disk, path, content)
    return root_of(disk, size)


class Mending:
    """Looks at every file of a tree, bundle by bundle, and writes again what is missing or not what it must be."""

    def __init__(self, disk: Disk, size: int) -> None:
        """`size` is that of the tree."""
        self._disk, self._size = disk, size
        self._row: list[bytes] = []
        self.mended = 0

    def look_at(self, number: int, leaves: Sequence[bytes]) -> None:
        """One bundle and its tile; they come in order."""
        width, hashes = len(leaves), [leaf_hash(leaf) for leaf in leaves]
        self._put_right(bundle_path(number, width), pack(leaves))
        self._put_right(tile_path(0, number, width), b"".join(hashes))
        if width == WIDTH:
            self._row.append(whole(hashes))

    def finish(self) -> None:
        """The rows above."""
        row, level = self._row, 1
        while row:
            groups = [row[at : at + WIDTH] for at in range(0, len(row), WIDTH)]
            for number, hashes in enumerate(groups):
                self._put_right(tile_path(level, number, len(hashes)), b"".join(hashes))
            row, level = [whole(hashes) for hashes in groups if len(hashes) == WIDTH], level + 1

    def _put_right(self, path: str, content: bytes) -> None:
        if self._disk.read(path) != content:
            keep(self._disk, path, content)
            self.mended += 1


def checkpoint(disk: Disk) -> Note | None:
    """The checkpoint that everybody sees; None where there is none yet. Raises NotANote."""
    held = disk.read(CHECKPOINT)
    return None if held is None else Note.parse(held)


def publish(disk: Disk, note: Note) -> None:
    """Show a checkpoint to everybody; raises Forked rather than go back to a smaller tree or to another root.

    One process at a time looks and writes: one that was stopped halfway and wakes up late finds the larger one.
    """
    with disk.alone():
        new, held = Checkpoint.parse(note.text), checkpoint(disk)
        if held is not None:
            shown = Checkpoint.parse(held.text)
            if shown.size > new.size or (shown.size == new.size and shown != new):
                raise Forked(f"the files show {shown.size} leaves and another tree than the one of {new.size}")
            if str(held) == str(note):
                return
        keep(disk, CHECKPOINT, str(note).encode())


def prune(disk: Disk, before: int, size: int) -> None:
    """Take away partial tiles and bundles in whose place there is a full one now."""
    full = [place for place in tiles(size, before) if place[2] == WIDTH]
    for level, number, _ in full:
        for folder in {f"{tile_path(level, number)}.p", *([f"{bundle_path(number)}.p"] if level == 0 else [])}:
            for name in disk.names(folder):
                disk.remove(f"{folder}/{name}")
