"""The words of letters about cases, as rows for the two bodies: the address sealed, with a key that goes with the row.

What was served and how stands in the ledger; the streams of a case's letters are named here.
"""

from collections.abc import Collection

from asyncpg import Record

from services.escalation.domain.case.letter import Letter
from services.escalation.storage.case.seal import Seal
from shared.database import Session, raw

_SHOWN = (
    'reference, area, number, body, to_body as "to", letter_subject as subject, letter_text as text, why, written_by, '
    "written_at, person_key, email"
)


def stream(reference: str) -> str:
    """The stream of a case's letters."""
    return f"letters/{reference}"


async def find(session: Session, seal: Seal, reference: str, number: int, *, body: str | None) -> Letter | None:
    """A letter, for whoever wrote it or got it; None for anybody else. With no body, for its carrier."""
    row = await (await raw(session)).fetchrow(
        f"select {_SHOWN} from escalation_private.case_letter where reference = $1 and number = $2 "  # noqa: S608 fixed
        "and ($3::text is null or $3 in (body, to_body))",
        reference,
        number,
        body,
    )
    return _letter(row, seal) if row else None


async def add(session: Session, seal: Seal, new: Letter) -> None:
    """Keep a letter about a case that this transaction has locked."""
    wrapped = closed = None
    if new.email:
        person, wrapped = seal.new_person(_bound(new.reference, new.number))
        closed = person.close("email", new.email)
    await (await raw(session)).execute(
        "insert into escalation_private.case_letter (reference, number, area, body, to_body, letter_subject, "
        "letter_text, why, written_by, written_at, person_key, email) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        *(new.reference, new.number, new.area, new.body, new.to, new.subject, new.text, new.why),
        *(new.written_by, new.written_at, wrapped, closed),
    )


async def kept(session: Session, streams: Collection[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Of which letters the words are kept, by the stream of the case: number, writer and body written to."""
    rows = await (await raw(session)).fetch(
        "select 'letters/' || reference as stream, number, body, to_body from escalation_private.case_letter "
        "where 'letters/' || reference = any ($1) order by number",
        list(streams),
    )
    found: dict[str, list[tuple[int, str, str]]] = {}
    for row in rows:
        found.setdefault(row["stream"], []).append((row["number"], row["body"], row["to_body"]))
    return found


async def streams(session: Session) -> list[str]:
    """The streams of all cases of whose letters words are kept."""
    rows = await (await raw(session)).fetch("select distinct reference from escalation_private.case_letter")
    return [stream(row["reference"]) for row in rows]


async def forget(session: Session, reference: str) -> int:
    """Delete the words of a case's letters; how many."""
    done: str = await (await raw(session)).execute(
        "delete from escalation_private.case_letter where reference = $1", reference
    )
    return int(done.rpartition(" ")[2])


def _letter(row: Record, seal: Seal) -> Letter:
    kept = dict(row)
    key, email = kept.pop("person_key"), kept.pop("email")
    opened = seal.person(key, _bound(kept["reference"], kept["number"])).open("email", email) if key else ""
    return Letter(**kept, email=opened)


def _bound(reference: str, number: int) -> bytes:
    return f"letter\n{reference}\n{number}".encode()
