"""A witness cosigns what only grew, and says no, loudly and with proof, to all else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.publication.storage.record.tile import grow, publish
from shared.proof.checking import Read
from shared.proof.merkle import Tree, leaf_hash
from shared.proof.notes import Checkpoint, Key, Note, signed
from shared.proof.witnessing import Refused, Witness
from tests.disks import KEY, Quick
from tests.unit.publication.test_tile_writing import LEAVES, write, write_up_to

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIMIT = timedelta(hours=36)


def of(folder: Path) -> Read:
    return lambda path: (folder / path).read_bytes() if (folder / path).is_file() else None


@pytest.fixture
def record(tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    folder.mkdir()
    write_up_to(Quick(folder), 255)
    return folder


def watching(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "watch", "watch.example.org/w1", record_key=KEY.verifier())


def test_a_record_that_grows_is_cosigned_in_the_common_form_also_after_the_witness_began_anew(
    tmp_path: Path, record: Path
) -> None:
    first = watching(tmp_path).look(of(record), NOON, stale_after=LIMIT)
    write(Quick(record), 255, 258)
    second = watching(tmp_path).look(of(record), NOON + LIMIT, stale_after=LIMIT)
    assert (first.checkpoint.size, second.checkpoint.size) == (255, 258)
    note = Note.parse((record / "checkpoint").read_bytes()).with_lines([second.line])
    assert note.cosigned_at(watching(tmp_path).verifier) == NOON + LIMIT
    publish(Quick(record), note)
    assert watching(tmp_path).look(of(record), NOON + LIMIT, stale_after=LIMIT).checkpoint.size == 258


def test_shrinking_forking_standing_still_and_another_key_are_refused_and_kept_as_proof(
    tmp_path: Path, record: Path
) -> None:
    older = {path: (record / path).read_bytes() for path in ("checkpoint", "tile/0/000.p/255")}
    write(Quick(record), 255, 258)
    witness = watching(tmp_path)
    witness.look(of(record), NOON, stale_after=LIMIT)

    def refusal(read: Read, hours: int = 1) -> str:
        with pytest.raises(Refused) as refused:
            watching(tmp_path).look(read, NOON + timedelta(hours=hours), stale_after=LIMIT)
        return str(refused.value)

    forked = tmp_path / "forked"
    forked.mkdir()
    other = [b"another", *LEAVES[1:300]]
    publish(Quick(forked), signed(Checkpoint(KEY.name, 300, grow(Quick(forked), 0, 300, other)), KEY))
    stolen = tmp_path / "stolen"
    stolen.mkdir()
    thief = Key(KEY.name, bytes(32))
    publish(Quick(stolen), signed(Checkpoint(KEY.name, 300, Tree([leaf_hash(x) for x in other]).root()), thief))
    assert "SHRANK" in refusal(older.get)
    assert "FORKED" in refusal(of(forked))
    assert "not signed by the key" in refusal(of(stolen))
    assert "STALE" in refusal(of(record), hours=40)
    assert "cannot be had" in refusal(lambda _: None)
    assert "cannot be read" in refusal(lambda path: None if "tile" in path else of(record)(path))
    assert len(list((tmp_path / "watch" / "refused").iterdir())) == 3
    assert watching(tmp_path).look(of(record), NOON, stale_after=LIMIT).checkpoint.size == 258
