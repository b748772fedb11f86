"""Rows of submissions: what waits for a second person. Their words leave the row as soon as they are answered."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import fields

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, text

from services.publication.domain.entry.clearance import Hidden
from services.publication.domain.entry.embargo import Held
from services.publication.domain.entry.entry import Said
from services.publication.domain.submission.deed import SHAPES, Deed, What
from services.publication.domain.submission.submission import Standing, Submission
from shared.database import Session
from shared.problems import Unavailable

_SAID = TypeAdapter(tuple[Said, ...])
_NAMES = tuple(field.name for field in fields(Submission))
_HIDDEN = TypeAdapter(Hidden)
_HELD = TypeAdapter(Held)
_DEED: dict[What, TypeAdapter[Deed]] = {what: TypeAdapter(shape) for what, shape in SHAPES.items()}
_JSON = ("entries", "wish", "held", "deed")
_COLUMNS = ", ".join(f"{name}::text as {name}" if name in _JSON else name for name in _NAMES)


OPENINGS = 1_000_000  # the numbers of openings begin here
STRIDE = 100  # the most by which a body's next number in an agreement is higher than its last


async def following(session: Session, agreement: str, body: str, what: What) -> int:
    """The number of a body's next submission to an agreement: higher than its own last one, by lot, and nobody's yet.

    What another body has waiting is nobody's to learn, and a number left out would tell of it. That of an opening is
    drawn from numbers of its own: under its name something may wait in another area.
    """
    if what is What.OPENING:
        return OPENINGS + secrets.randbelow(8 * OPENINGS)
    lock = "select pg_advisory_xact_lock(hashtextextended('submission/' || :agreement, 0))"
    await session.execute(text(lock), {"agreement": agreement})
    query = text("select submission, body from submission where agreement = :agreement and submission < :openings")
    rows = (await session.execute(query, {"agreement": agreement, "openings": OPENINGS})).all()
    taken = {number for number, _ in rows}
    last = max((number for number, of in rows if of == body), default=0)
    free = [number for number in range(last + 1, last + STRIDE + len(taken) + 1) if number not in taken]
    return secrets.choice(free[:STRIDE])


async def add(session: Session, submission: Submission) -> None:
    """Keep what was handed in."""
    places = ", ".join(f"cast(:{name} as jsonb)" if name in _JSON else f":{name}" for name in _NAMES)
    statement = f"insert into submission ({', '.join(_NAMES)}) values ({places})"  # noqa: S608 fixed columns
    await session.execute(text(statement), _row(submission))


async def answer(session: Session, submission: Submission) -> None:
    """Keep what came of it; its words go: those that are published stand in rows of their own."""
    await session.execute(
        text(
            "update submission set entries = '[]', wish = null, deed = null, held = held - 'secret', "
            "standing = :standing, answered_at = :answered_at, answered_by = :answered_by, because = :because, "
            "numbers = :numbers, salt = :salt "
            "where (agreement, submission) = (:agreement, :submission)"
        ),
        {name: value for name, value in _row(submission).items() if name not in _JSON},
    )


async def hold(session: Session, submission: Submission) -> None:
    """Keep that it waits for its day, with its words."""
    row = _row(submission)
    await session.execute(
        text(
            "update submission set standing = :standing, held = cast(:held as jsonb) "
            "where (agreement, submission) = (:agreement, :submission)"
        ),
        {name: row[name] for name in ("standing", "held", "agreement", "submission")},
    )


async def lock(session: Session, agreement: str, number: int) -> Submission | None:
    """A submission, its row locked; None where there is none in the caller's areas."""
    found = await _read(session, "agreement = :agreement and submission = :number for update", agreement, number)
    return found[0] if found else None


async def waiting(session: Session, agreement: str) -> Sequence[Submission]:
    """What waits in an agreement, for a person or for its day, in the order it was handed in."""
    where = "agreement = :agreement and standing in ('waiting', 'later') order by received_at, submission"
    return await _read(session, where, agreement)


async def held_in(session: Session, area: str) -> Sequence[Submission]:
    """What waits in an area for the day on which it is shown, in the order it was handed in."""
    return await _read(session, "standing = 'later' and area = :area order by received_at, submission", area=area)


async def holds_back(session: Session, agreement: str) -> bool:
    """Whether anything on an agreement waits for the day on which it is shown, on whatever ground."""
    query = text("select exists (select from submission where standing = 'later' and agreement = :agreement)")
    is_so: bool = (await session.execute(query, {"agreement": agreement})).scalar_one()
    return is_so


async def of_body(session: Session, agreement: str, body: str) -> Sequence[Submission]:
    """The last hundred that a body handed in to an agreement, the newest first."""
    where = "agreement = :agreement and body = :body order by received_at desc, submission desc limit 100"
    return await _read(session, where, agreement, body=body)


async def find(session: Session, agreement: str, number: int) -> Submission | None:
    """A submission by its number; None where there is none in the caller's areas."""
    found = await _read(session, "agreement = :agreement and submission = :number", agreement, number)
    return found[0] if found else None


async def streams(session: Session) -> Sequence[str]:
    """The streams of which rows are kept."""
    query = text("select 'submission/' || agreement || '/' || submission from submission")
    return list((await session.execute(query)).scalars())


async def waiting_of_body(session: Session, body: str) -> Sequence[Submission]:
    """What waits for a second person of a body, in every agreement of the caller's areas, the first due first."""
    where = "body = :body and standing = 'waiting' order by due_on, agreement, submission"
    return await _read(session, where, body=body)


async def _read(
    session: Session,
    where: str,
    agreement: str | None = None,
    number: int | None = None,
    *,
    body: str | None = None,
    area: str | None = None,
) -> list[Submission]:
    query = text(f"select {_COLUMNS} from submission where {where}")  # noqa: S608 fixed words
    values = {"agreement": agreement, "number": number, "body": body, "area": area}
    told = {name: value for name, value in values.items() if value is not None}
    return [_sound(row) for row in (await session.execute(query, told)).mappings()]


def digest_of(submission: Submission) -> str | None:
    """The salted digest of what waits, in hex; None for what was handed in before there was one."""
    row = _row(submission)
    return _digest(submission.salt, *(row[name] for name in ("entries", "wish", "deed", "system")))


def digest_of_reason(submission: Submission) -> str | None:
    """The salted digest of why it was returned."""
    return _digest(submission.salt, submission.because, submission.system)


def digest_of_holding(submission: Submission) -> str | None:
    """The salted digest of what its leaf on the record is made of while it waits for its day."""
    return _digest(submission.salt, submission.held.name, submission.held.secret) if submission.held else None


def _digest(salt: str | None, *parts: object) -> str | None:
    return None if salt is None else hashlib.sha256(json.dumps([salt, *parts]).encode()).hexdigest()


def _row(submission: Submission) -> dict[str, object]:
    return {name: getattr(submission, name) for name in _NAMES} | {
        "entries": _SAID.dump_json(submission.entries).decode(),
        "wish": _HIDDEN.dump_json(submission.wish).decode() if submission.wish else None,
        "held": _HELD.dump_json(submission.held).decode() if submission.held else None,
        "deed": _DEED[submission.what].dump_json(submission.deed).decode() if submission.deed else None,
        "what": submission.what.value,
        "standing": submission.standing.value,
        "numbers": list(submission.numbers),
    }


def _sound(row: RowMapping) -> Submission:
    """What the row tells; Unavailable, with its number, where it holds what nobody hands in: somebody changed it."""
    try:
        return _submission(row)
    except (ValueError, TypeError, KeyError):
        said = f"Number {row['submission']} of what waits in {row['agreement']} was changed so that nothing can be made"
        raise Unavailable(f"{said} of it. The page of the proof says how to check the record.") from None


def _submission(row: RowMapping) -> Submission:
    return Submission(
        **{name: row[name] for name in _NAMES}
        | {
            "entries": _SAID.validate_json(row["entries"]),
            "wish": _HIDDEN.validate_json(row["wish"]) if row["wish"] else None,
            "held": _HELD.validate_json(row["held"]) if row["held"] else None,
            "what": What(row["what"]),
            "deed": _DEED[What(row["what"])].validate_json(row["deed"]) if row["deed"] else None,
            "standing": Standing(row["standing"]),
            "numbers": tuple(row["numbers"]),
        }
    )
