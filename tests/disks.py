"""Disks that fail when they are told to, and a look at a whole record in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.publication.storage.record.tile import Disk
from shared.proof.merkle import Tree, leaf_hash
from shared.proof.notes import Checkpoint, Key, Note
from shared.proof.tiles import WIDTH, bundle_path, bundles, nodes_in, split, tile_path, unpack

KEY = Key("record.example.org/record", bytes(range(32)))


class Quick(Disk):
    """A disk that is not waited for: the tests look at what was asked of it, not at the machine."""

    def sync(self, path: str) -> None:
        assert (self.folder / path).exists()


class Failing(Quick):
    """A disk of which the n-th call fails: before it does anything, or with half of it done."""

    def __init__(self, folder: Path, fails_at: int, *, is_half_done: bool = False) -> None:
        super().__init__(folder)
        self.calls, self._fails_at, self._is_half_done = 0, fails_at, is_half_done
        self.log: list[tuple[str, ...]] = []

    def read(self, path: str) -> bytes | None:
        self._count()
        return super().read(path)

    def make_folder(self, path: str) -> bool:
        with self._counted():
            return super().make_folder(path)

    def write(self, path: str, content: bytes) -> None:
        if self.calls + 1 == self._fails_at and self._is_half_done:
            super().write(path, content[: len(content) // 2])
        with self._counted():
            super().write(path, content)

    def sync(self, path: str) -> None:
        with self._counted():
            super().sync(path)
        self.log.append(("sync", path.removesuffix("/") or "."))

    def rename(self, path: str, to: str) -> None:
        with self._counted():
            super().rename(path, to)
        self.log.append(("rename", path, to))

    def names(self, path: str) -> list[str]:
        self._count()
        return super().names(path)

    def remove(self, path: str) -> None:
        with self._counted():
            super().remove(path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        self._count()
        with super().alone():
            yield

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Fail before the deed, or after it as if its answer had been lost."""
        is_failing = self.calls + 1 == self._fails_at
        self.calls += 1
        if is_failing and not self._is_half_done:
            raise OSError("injected")
        yield
        if is_failing:
            raise OSError("injected")

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self._fails_at:
            raise OSError("injected")


def names_in(folder: Path) -> set[str]:
    """The files of a record."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def whole(folder: Path) -> Checkpoint:
    """The checkpoint in a folder, after a look at everything that it names; an AssertionError for anything wrong."""
    note = Note.parse((folder / "checkpoint").read_bytes())
    assert note.signed_by(KEY.verifier())
    shown = Checkpoint.parse(note.text)

    def held(level: int, number: int, width: int) -> list[bytes]:
        return split((folder / tile_path(level, number, width)).read_bytes(), width)

    leaves = [
        one
        for number, width in bundles(shown.size)
        for one in unpack((folder / bundle_path(number, width)).read_bytes(), width)
    ]
    hashes = [leaf_hash(one) for one in leaves]
    tree = Tree(hashes)
    assert tree.root() == shown.root
    for number, width in bundles(shown.size):
        assert held(0, number, width) == hashes[number * WIDTH : number * WIDTH + width]
    if shown.size:
        nodes = nodes_in(held, shown.size)
        assert all(nodes(8, n) == tree.nodes(8, n) for n in range(shown.size >> 8))
    return shown
