"""The record as machines read it: docs/record-format.md says what each part means."""

import base64
from collections.abc import Mapping, Sequence

from services.publication.domain.leaf.leaf import Kept, spelled
from services.publication.domain.record.counterpart import Counterpart
from services.publication.schemas.register.link import links
from shared.proof.merkle import leaf_hash
from shared.proof.notes import Verifier

VERSION = 1
AT = "/publication/v1/record"


def words_document(rows: Sequence[tuple[Kept, Counterpart | None]]) -> dict[str, object]:
    """What the database tells of a bundle's leaves."""
    return {"v": VERSION, "leaves": [_told(row, shown) for row, shown in rows]}


def strays_document(strays: Sequence[tuple[str, str, int]]) -> dict[str, object]:
    """What would be shown without a leaf."""
    return {
        "v": VERSION,
        "strays": [{"kind": kind, "subject": subject, "number": number} for kind, subject, number in strays],
    }


def record_document(key: Verifier, witnesses: Sequence[tuple[Verifier, str, bool]]) -> dict[str, object]:
    """The key of the record, and who watches it."""
    return {
        "v": VERSION,
        "key": str(key),
        "witnesses": [{"key": str(witness), "by": by, "own": own} for witness, by, own in witnesses],
    }


def leaf_document(row: Kept, shown: Counterpart | None, size: int, proof: Sequence[bytes]) -> dict[str, object]:
    """A leaf with the proof that it is in the tree of that size."""
    return {
        **_told(row, shown),
        "sha256": leaf_hash(row.content).hex(),
        "size": size,
        "inclusion": _hashes(proof),
        "_links": links(self_=f"{AT}/leaves/{row.number}", checkpoint="/record/checkpoint"),
    }


def consistency_document(old: int, size: int, proof: Sequence[bytes]) -> dict[str, object]:
    """The proof that the first leaves are what they were."""
    return {
        "old": old,
        "size": size,
        "consistency": _hashes(proof),
        "_links": links(self_=f"{AT}/consistency?old={old}", checkpoint="/record/checkpoint"),
    }


def _told(row: Kept, shown: Counterpart | None) -> dict[str, object]:
    return {
        "number": row.number,
        "leaf": row.content.decode(errors="replace"),
        "kind": row.kind,
        "area": row.area,
        "subject": row.subject,
        "of": row.of,
        "words": {name: {"salt": salt.hex(), "value": value} for name, (salt, value) in row.words.items()},
        "shown": _shown(shown) if shown else None,
    }


def _shown(shown: Counterpart) -> Mapping[str, object]:
    return {
        "area": shown.leaf.area,
        "at": spelled(shown.leaf.at) if shown.has_moment else None,
        "facts": dict(shown.leaf.facts),
        "words": dict(shown.leaf.words),
    }


def _hashes(proof: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in proof]
