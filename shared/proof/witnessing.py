"""A witness of a public record: keeps what it saw, cosigns what only grew, and refuses all else out loud.

It belongs to whoever runs it, and best not to whoever runs the record. It asks nothing but the record's files, and
keeps a folder: its own key, the record's key as it first saw it, the last checkpoint that it cosigned, and whatever
it refused, which is proof of what happened.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared.proof.checking import Read, key_of
from shared.proof.merkle import root
from shared.proof.notes import COSIGNED, Checkpoint, Key, NotANote, Note, Verifier
from shared.proof.tiles import CHECKPOINT, NotATile, nodes_in, split, tile_path

KEY, RECORD_KEY, SEEN, REFUSED = "witness.key", "record.key", "seen.json", "refused"


class Refused(RuntimeError):
    """The witness does not cosign: the message says what it saw. It is meant to be heard."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint that this witness cosigned, and when it saw a tree of this size for the first time."""

    note: Note
    first_at: datetime

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says."""
        return Checkpoint.parse(self.note.text)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint that was cosigned just now, and the line to put under it."""

    checkpoint: Checkpoint
    line: str


class Witness:
    """Who watches one record, from a folder of its own."""

    def __init__(self, folder: Path, name: str, *, record_key: Verifier | None = None) -> None:
        """The folder and key are made when they are not there; the name is what the key signs under."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._record_key = folder, record_key
        if not (folder / KEY).exists():
            _put(folder / KEY, Key(name, os.urandom(32)).written())
        self._key = Key.parse((folder / KEY).read_text())

    @property
    def verifier(self) -> Verifier:
        """The public half of its key: what the record is told to list."""
        return self._key.verifier(COSIGNED)

    def look(self, read: Read, now: datetime, *, stale_after: timedelta) -> Cosigned:
        """Look once. Raises Refused for a record that forked, shrank, cannot be read or has not grown for too long.

        A tree of the same size is cosigned anew: that is the witness's word that it saw nothing larger until now.
        """
        raw = read(CHECKPOINT)
        if raw is None:
            raise Refused("The record's checkpoint cannot be had.")
        try:
            note = Note.parse(raw)
            new, key = Checkpoint.parse(note.text), self._key_of_record(read)
        except NotANote as wrong:
            raise Refused(f"The record shows no checkpoint: {wrong}.") from wrong
        if not note.signed_by(key) or new.origin != key.name:
            raise Refused("The checkpoint is not signed by the key that this record had when it was first seen.")
        seen = self._seen()
        if (fault := self._fault(read, seen, new)) is not None:
            _put(self._folder / REFUSED / f"{now:%Y%m%dT%H%M%S}-{new.size}.note", str(note))
            raise Refused(fault)
        is_larger = seen is None or new.size > seen.checkpoint.size
        first_at = now if is_larger or seen is None else seen.first_at
        if now - first_at > stale_after:
            hours = int((now - first_at).total_seconds() // 3600)
            raise Refused(f"The record is STALE: it has not grown for {hours} hours, and is to grow every day.")
        line = self._key.cosign(note.text, now)
        self._keep(Seen(note.with_lines([line]), first_at))
        return Cosigned(new, line)

    def _fault(self, read: Read, seen: Seen | None, new: Checkpoint) -> str | None:
        if seen is not None and new.size < (before := seen.checkpoint).size:
            return f"The record SHRANK: it had {before.size} leaves, and shows {new.size} now."
        nodes = nodes_in(lambda *place: split(read(tile_path(*place)) or b"", place[2]), new.size)
        try:
            if root(new.size, nodes) != new.root:
                return f"The record's files do not give the root that was signed for {new.size} leaves."
            if seen is not None and root(seen.checkpoint.size, nodes) != seen.checkpoint.root:
                return (
                    f"The record FORKED: its first {seen.checkpoint.size} leaves are not those that were seen before."
                )
        except NotATile as wrong:
            return f"The record's files cannot be read: {wrong}."
        return None

    def _key_of_record(self, read: Read) -> Verifier:
        """The key given, or kept from the first time, or told by the record, and kept then."""
        path = self._folder / RECORD_KEY
        if path.exists():
            kept = Verifier.parse(path.read_text())
            if self._record_key not in {None, kept}:
                raise Refused("Another key is given than the one that this record had when it was first seen.")
            return kept
        key = self._record_key or key_of(read)[0]
        _put(path, str(key))
        return key

    def _seen(self) -> Seen | None:
        path = self._folder / SEEN
        if not path.exists():
            return None
        told = json.loads(path.read_text())
        return Seen(Note.parse(told["note"].encode()), datetime.fromisoformat(told["first_at"]))

    def _keep(self, seen: Seen) -> None:
        _put(self._folder / SEEN, json.dumps({"note": str(seen.note), "first_at": seen.first_at.isoformat()}))


def _put(path: Path, text: str) -> None:
    """A file whole and for good, its owner's alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.touch(mode=0o600)
    with new.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
