"""Rows of submissions: what waits for a second person. Their words leave the row as soon as they are answered."""

from collections.abc import Sequence
from dataclasses import fields

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import IntegrityError

from services.publication.domain.entry.clearance import Hidden
from services.publication.domain.entry.embargo import Held
from services.publication.domain.entry.entry import Said
from services.publication.domain.submission.deed import SHAPES, Deed, What
from services.publication.domain.submission.submission import Standing, Submission
from shared.database import Session

_SAID = TypeAdapter(tuple[Said, ...])
_NAMES = tuple(field.name for field in fields(Submission))
_HIDDEN = TypeAdapter(Hidden)
_HELD = TypeAdapter(Held)
_DEED: dict[What, TypeAdapter[Deed]] = {what: TypeAdapter(shape) for what, shape in SHAPES.items()}
_JSON = ("entries", "wish", "held", "deed")
_COLUMNS = ", ".join(f"{name}::text as {name}" if name in _JSON else name for name in _NAMES)


class NameTaken(ValueError):
    """Something waits under this name in another area."""


async def following(session: Session, agreement: str) -> int:
    """The number of an agreement's next submission; its name is locked, since one that is opened has no row yet."""
    lock = "select pg_advisory_xact_lock(hashtextextended('submission/' || :agreement, 0))"
    await session.execute(text(lock), {"agreement": agreement})
    query = text("select coalesce(max(submission), 0) + 1 from submission where agreement = :agreement")
    number: int = (await session.execute(query, {"agreement": agreement})).scalar_one()
    return number


async def add(session: Session, submission: Submission) -> None:
    """Keep what was handed in. Raises NameTaken where another area has something waiting under this name."""
    places = ", ".join(f"cast(:{name} as jsonb)" if name in _JSON else f":{name}" for name in _NAMES)
    statement = f"insert into submission ({', '.join(_NAMES)}) values ({places})"  # noqa: S608 fixed columns
    try:
        await session.execute(text(statement), _row(submission))
    except IntegrityError as error:
        raise NameTaken from error


async def answer(session: Session, submission: Submission) -> None:
    """Keep what came of it; its words go: those that are published stand in rows of their own."""
    await session.execute(
        text(
            "update submission set entries = '[]', wish = null, deed = null, held = held - 'secret', "
            "standing = :standing, answered_at = :answered_at, answered_by = :answered_by, because = :because, "
            "numbers = :numbers "
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
    where = "agreement = :agreement and standing in ('waiting', 'later') order by submission"
    return await _read(session, where, agreement)


async def of_body(session: Session, agreement: str, body: str) -> Sequence[Submission]:
    """The last hundred that a body handed in to an agreement, the newest first."""
    where = "agreement = :agreement and body = :body order by submission desc limit 100"
    return await _read(session, where, agreement, body=body)


async def find(session: Session, agreement: str, number: int) -> Submission | None:
    """A submission by its number; None where there is none in the caller's areas."""
    found = await _read(session, "agreement = :agreement and submission = :number", agreement, number)
    return found[0] if found else None


async def waiting_of_body(session: Session, body: str) -> Sequence[Submission]:
    """What waits for a second person of a body, in every agreement of the caller's areas, the first due first."""
    where = "body = :body and standing = 'waiting' order by due_on, agreement, submission"
    return await _read(session, where, body=body)


async def _read(
    session: Session, where: str, agreement: str | None = None, number: int | None = None, body: str | None = None
) -> list[Submission]:
    query = text(f"select {_COLUMNS} from submission where {where}")  # noqa: S608 fixed words
    values = {"agreement": agreement, "number": number, "body": body}
    told = {name: value for name, value in values.items() if value is not None}
    return [_submission(row) for row in (await session.execute(query, told)).mappings()]


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
