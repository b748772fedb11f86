"""Petitions as rows: a cache of their events beside the text and the running count of confirmed signatures.

It tells nobody; handlers do.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import Row, text

from services.escalation.domain.petition.likeness import COMPARED, Other
from services.escalation.domain.petition.petition import Petition, Standing
from shared.database import Session
from shared.problems import NotFound

MOST_COMPARED = 2_000  # with which a new petition is compared
_SHOWN = "facts, text, signatures, last_signed_on"

NONE_HERE = "There is no petition of this reference."


@dataclass(frozen=True, slots=True)
class Kept:
    """A petition with what its events do not carry: the text, empty once it is hidden, and how many have signed."""

    petition: Petition
    text: str
    signatures: int
    last_signed_on: date | None


def stream(reference: str) -> str:
    """The name of a petition's stream, and of its deadlines' subject."""
    return f"petition/{reference}"


def reference_of(subject: str) -> str:
    """The reference in a stream's or subject's name."""
    return subject.removeprefix("petition/")


async def next_number(session: Session, area: str, year: int) -> int:
    """The next number of a petition of the area in that year; one writer at a time, no number twice."""
    query = text(
        "insert into petition_number as n (area, year, last) values (:area, :year, 1) "
        "on conflict (area, year) do update set last = n.last + 1 returning last"
    )
    number: int = (await session.execute(query, {"area": area, "year": year})).scalar_one()
    return number


async def lock(session: Session, reference: str) -> Kept | None:
    """The petition, locked until the transaction ends; None when there is none in the session's areas."""
    query = text(f"select {_SHOWN} from petition where reference = :reference for update")  # noqa: S608 fixed columns
    return _kept((await session.execute(query, {"reference": reference})).one_or_none())


async def find(session: Session, reference: str) -> Kept | None:
    """The petition as it stands; None when there is none in the session's areas."""
    query = text(f"select {_SHOWN} from petition where reference = :reference")  # noqa: S608 fixed columns
    return _kept((await session.execute(query, {"reference": reference})).one_or_none())


async def words(session: Session, reference: str) -> str:
    """The text of a petition, for those who decide whether it may stand, hidden or not. Raises NoResultFound."""
    query = text("select text from petition where reference = :reference")
    found: str = (await session.execute(query, {"reference": reference})).scalar_one()
    return found


async def area_of(session: Session, reference: str) -> str | None:
    """The area of the petition, public or not yet; None when the session's areas have none."""
    query = text(
        "select area from petition where reference = :reference "
        "union all select area from petition_draft where reference = :reference "
        "union all select area from moderation where reference = :reference limit 1"
    )
    found: str | None = (await session.execute(query, {"reference": reference})).scalar_one_or_none()
    return found


async def open_of(session: Session, area: str, on: date) -> list[Other]:
    """The petitions of an area that may be signed on that day or whose case is open, the newest first; the beginning of
    each text.
    """
    query = text(
        "select reference, title, case when (facts->>'hides_text')::boolean then '' else left(text, :compared) end "
        "as text, not is_signed as is_dealt_with from petition p cross join lateral (select closes_on >= :on "
        "and standing <> :lapsed as is_signed) s where area = :area and (is_signed or exists (select from "
        "ladder_case c where c.reference = p.reference and c.closed_on is null)) "
        "order by opened_on desc, reference desc limit :most"
    )
    values = {"area": area, "on": on, "lapsed": Standing.LAPSED.value, "compared": COMPARED, "most": MOST_COMPARED}
    return [Other(**row._asdict()) for row in await session.execute(query, values)]


async def signable(session: Session, area: str, on: date) -> list[Kept]:
    """Every petition of an area whose time for signing is not over on that day, in order."""
    query = text(
        f"select {_SHOWN} from petition where area = :area and closes_on >= :on and standing <> :lapsed "  # noqa: S608 fixed columns
        "order by reference"
    )
    rows = await session.execute(query, {"area": area, "on": on, "lapsed": Standing.LAPSED.value})
    return [_loaded(row) for row in rows]


async def of_references(session: Session, references: Collection[str]) -> dict[str, Kept]:
    """These petitions as they stand; those that there are not are absent."""
    query = text(f"select reference, {_SHOWN} from petition where reference = any (:references)")  # noqa: S608 fixed columns
    rows = await session.execute(query, {"references": list(references)})
    return {row.reference: _loaded(row) for row in rows}


async def references(session: Session) -> Sequence[str]:
    """The reference of every petition of the session's areas, in order."""
    return list((await session.execute(text("select reference from petition order by reference"))).scalars())


async def list_newest(session: Session, *, before: tuple[date, str] | None = None, limit: int = 50) -> list[Kept]:
    """A page of petitions, the newest first; `before` is day and reference of the last one of the page before."""
    day, reference = before or (date.max, "")
    query = text(
        f"select {_SHOWN} from petition where (opened_on, reference) < (:day, :reference) "  # noqa: S608 fixed columns
        "order by opened_on desc, reference desc limit :limit"
    )
    rows = await session.execute(query, {"day": day, "reference": reference, "limit": limit})
    return [_loaded(row) for row in rows]


async def of_wards(session: Session, wards: Collection[tuple[str, str]], *, limit: int) -> list[Kept]:
    """The petitions about these wards (area, ward), the newest first."""
    query = text(
        f"select {_SHOWN} from petition where (area, ward) in (select * from unnest(cast(:areas as text[]), "  # noqa: S608 fixed columns
        "cast(:wards as text[]))) order by opened_on desc, reference desc limit :limit"
    )
    pairs = list(wards)
    values = {"areas": [area for area, _ in pairs], "wards": [ward for _, ward in pairs], "limit": limit}
    return [_loaded(row) for row in await session.execute(query, values)]


async def add(session: Session, petition: Petition, words: str) -> None:
    """Store a petition that was created in this transaction, with its words."""
    await session.execute(
        text(
            "insert into petition (reference, area, standing, measure, title, text, opened_on, closes_on, ward, "
            "version, facts) values (:reference, :area, :standing, :measure, :title, :text, :opened_on, :closes_on, "
            ":ward, :version, cast(:facts as jsonb))"
        ),
        {
            **_row(petition),
            "area": petition.area,
            "measure": petition.measure,
            "title": petition.title,
            "text": words,
            "opened_on": petition.opened_on,
            "closes_on": petition.closes_on,
            "ward": petition.ward,
        },
    )


async def save(session: Session, petition: Petition) -> None:
    """Store what became of a petition that this transaction has locked."""
    await session.execute(
        text(
            "update petition set standing = :standing, version = :version, facts = cast(:facts as jsonb) "
            "where reference = :reference"
        ),
        _row(petition),
    )


async def count_one(session: Session, reference: str, on: date) -> int:
    """One more confirmed signature, on that day; how many there are now. The petition is locked by the caller."""
    query = text(
        "update petition set signatures = signatures + 1, last_signed_on = :on where reference = :reference "
        "returning signatures"
    )
    number: int = (await session.execute(query, {"reference": reference, "on": on})).scalar_one()
    return number


async def count_all(session: Session, reference: str, count: int, on: date) -> None:
    """So many have signed a petition that this transaction has locked, the last of them on that day at the latest."""
    query = text("update petition set signatures = :count, last_signed_on = :on where reference = :reference")
    await session.execute(query, {"reference": reference, "count": count, "on": on})


async def move_count(session: Session, reference: str, by: int) -> int:
    """So many rows more, or fewer, count than before; how many count now. The petition is locked by the caller."""
    query = text("update petition set signatures = signatures + :by where reference = :reference returning signatures")
    number: int = (await session.execute(query, {"reference": reference, "by": by})).scalar_one()
    return number


def _row(petition: Petition) -> dict[str, object]:
    return {
        "reference": petition.reference,
        "standing": petition.standing.value,
        "version": petition.version,
        "facts": _adapter().dump_json(petition).decode(),
    }


def _kept(row: Row[tuple[object, ...]] | None) -> Kept | None:
    return None if row is None else _loaded(row)


def _loaded(row: Row[tuple[object, ...]]) -> Kept:
    petition = _adapter().validate_python(row.facts)
    return Kept(petition, "" if petition.hides_text else row.text, row.signatures, row.last_signed_on)


@cache
def _adapter() -> TypeAdapter[Petition]:
    return TypeAdapter(Petition)


def require(found: Kept | None) -> Kept:
    """The petition that was looked for. Raises NotFound."""
    if found is None:
        raise NotFound(NONE_HERE)
    return found
