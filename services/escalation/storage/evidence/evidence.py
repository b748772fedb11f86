"""Files of cases as rows: a cache of their events; and apart from it, sealed, their bytes and the words about them.

It tells nobody; handlers do. Of a file that is gone only the first kind of row is left.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from functools import cache
from uuid import UUID

from asyncpg import Record
from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.evidence.evidence import Evidence, Held, Words, commitment_to
from services.escalation.storage.case.seal import Seal
from shared.database import Session, raw

SALT = 32


def held(words: Words, content: bytes) -> Held:
    """What will be kept of these words and bytes."""
    return Held(words=words, sha256=hashlib.sha256(content).hexdigest(), salt=os.urandom(SALT))


def commitment(kept: Held) -> str:
    """What is told of the file before it is public."""
    return commitment_to(kept.salt, kept.sha256, kept.words.title, kept.words.text)


def stream(evidence: str) -> str:
    """The name of a file's stream."""
    return f"evidence/{evidence}"


def id_of(stream: str) -> str:
    """The file in a stream's name."""
    return stream.removeprefix("evidence/")


async def add(session: Session, seal: Seal, evidence: Evidence, kept: Held, content: bytes) -> None:
    """Store a file that came in: its row, and its bytes and words under a key of its own."""
    file = UUID(evidence.evidence)
    own, wrapped = seal.new_file(file.bytes)
    sealed = own.close_bytes("content", content)
    words = kept.words
    await save(session, evidence)
    await (await raw(session)).execute(
        "insert into escalation_private.evidence_file (evidence, area, file_key, sha256, salt, title, text, ask, "
        "content, sealed_sha256) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        file,
        evidence.area,
        wrapped,
        bytes.fromhex(kept.sha256),
        kept.salt,
        own.close("title", words.title),
        own.close("text", words.text),
        own.close("ask", words.ask),
        sealed,
        hashlib.sha256(sealed).digest(),
    )


async def save(session: Session, evidence: Evidence) -> None:
    """Store a file's facts as its events have made them."""
    await session.execute(
        text(
            "insert into evidence (evidence, area, reference, number, version, facts) values (:evidence, :area, "
            ":reference, :number, :version, cast(:facts as jsonb)) on conflict (evidence) do update "
            "set version = excluded.version, facts = excluded.facts"
        ),
        {
            "evidence": UUID(evidence.evidence),
            "area": evidence.area,
            "reference": evidence.case,
            "number": evidence.number,
            "version": evidence.version,
            "facts": _adapter().dump_json(evidence).decode(),
        },
    )


async def destroy(session: Session, evidence: str) -> None:
    """Delete a file's bytes, its words and the key of both. There is no way back."""
    query = text("delete from escalation_private.evidence_file where evidence = :evidence")
    await session.execute(query, {"evidence": UUID(evidence)})


async def of_case(session: Session, reference: str) -> list[Evidence]:
    """Every file of the case in order, those that are gone among them."""
    query = text("select facts from evidence where reference = :reference order by number")
    rows = await session.execute(query, {"reference": reference})
    return [_adapter().validate_python(row.facts) for row in rows]


async def waiting(session: Session, *, limit: int) -> list[Evidence]:
    """Files of the session's areas that nobody has looked at, those that came in first before the others."""
    query = text("select facts from evidence where facts->>'standing' = 'waiting' order by evidence limit :limit")
    return [_adapter().validate_python(row.facts) for row in await session.execute(query, {"limit": limit})]


async def find(session: Session, reference: str, number: int, *, locking: bool = False) -> Evidence | None:
    """The file of that number; None when the case has none. `locking` holds it until the transaction ends."""
    held = "for update" if locking else ""
    query = text(f"select facts from evidence where reference = :reference and number = :number {held}")  # noqa: S608 fixed
    facts = (await session.execute(query, {"reference": reference, "number": number})).scalar_one_or_none()
    return None if facts is None else _adapter().validate_python(facts)


async def lock(session: Session, evidence: str) -> Evidence | None:
    """The file of this id, locked until the transaction ends; None when there is none."""
    query = text("select facts from evidence where evidence = :evidence for update")
    facts = (await session.execute(query, {"evidence": UUID(evidence)})).scalar_one_or_none()
    return None if facts is None else _adapter().validate_python(facts)


async def words(session: Session, seal: Seal, evidence: Collection[str]) -> dict[str, Held]:
    """What is said about each of these files, unsealed; those that are gone are absent."""
    rows = await (await raw(session)).fetch(
        "select evidence, file_key, sha256, salt, title, text, ask from escalation_private.evidence_file "
        "where evidence = any ($1)",
        [UUID(one) for one in evidence],
    )
    return {str(row["evidence"]): _held(seal, row) for row in rows}


async def content(session: Session, seal: Seal, evidence: str) -> bytes | None:
    """The file's bytes, unsealed; None when they are gone."""
    row = await (await raw(session)).fetchrow(
        "select evidence, file_key, content from escalation_private.evidence_file where evidence = $1", UUID(evidence)
    )
    if row is None:
        return None
    return seal.file(row["file_key"], row["evidence"].bytes).open_bytes("content", row["content"])


async def ids(session: Session) -> Sequence[str]:
    """Every file, in order."""
    return [str(one) for one in (await session.execute(text("select evidence from evidence order by 1"))).scalars()]


async def of_ids(session: Session, evidence: Collection[str]) -> dict[str, Evidence]:
    """These files as they stand; those that there are not are absent."""
    rows = await (await raw(session)).fetch(
        "select evidence, facts from evidence where evidence = any ($1)", [UUID(one) for one in evidence]
    )
    return {str(row["evidence"]): _adapter().validate_python(row["facts"]) for row in rows}


async def hashes(session: Session, evidence: Collection[str]) -> dict[str, str]:
    """The SHA-256 of each file as it came in, in hex, where what is kept is whole; empty where it was changed since."""
    rows = await (await raw(session)).fetch(
        "select evidence, sha256, sha256(content) = sealed_sha256 as is_whole from escalation_private.evidence_file "
        "where evidence = any ($1)",
        [UUID(one) for one in evidence],
    )
    return {str(row["evidence"]): row["sha256"].hex() if row["is_whole"] else "" for row in rows}


def _held(seal: Seal, row: Record) -> Held:
    own = seal.file(row["file_key"], row["evidence"].bytes)
    said = Words(
        title=own.open("title", row["title"]), text=own.open("text", row["text"]), ask=own.open("ask", row["ask"])
    )
    return Held(words=said, sha256=row["sha256"].hex(), salt=row["salt"])


@cache
def _adapter() -> TypeAdapter[Evidence]:
    return TypeAdapter(Evidence)
