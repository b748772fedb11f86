"""Rows of replies: added, never changed; the service's role may neither update nor delete them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping, text

from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.entry.reply import Reply, Stance
from services.publication.storage.search import findable
from shared.database import Session
from shared.events.publication import EntryReplied
from shared.problems import Unavailable

_COLUMNS = (
    "r.agreement, r.area, r.number, r.entry, r.body, r.name, r.stance, r.words, r.note, r.supersedes, r.recorded_at, "
    "r.link_named_by, d.cleared, d.received_at, d.because"
)
_SUPERSEDED = "left join reply l on l.agreement = r.agreement and l.supersedes = r.number"
_CLEARED = """left join deed d on d.agreement = r.agreement and d.what = 'reply' and d."of" = r.number"""


async def add(session: Session, reply: Reply) -> None:
    """Write a reply with its words."""
    await session.execute(
        text(
            "insert into reply (agreement, area, number, entry, body, name, stance, words, note, supersedes, "
            "recorded_at, link_named_by) values (:agreement, :area, :number, :entry, :body, :name, :stance, :words, "
            ":note, :supersedes, :recorded_at, :link_named_by)"
        ),
        {
            "agreement": reply.agreement,
            "area": reply.area,
            "number": reply.number,
            "entry": reply.entry,
            "body": reply.body,
            "name": reply.name,
            "stance": reply.stance.value,
            "words": reply.words,
            "note": reply.note,
            "supersedes": reply.supersedes,
            "recorded_at": reply.recorded_at,
            "link_named_by": reply.link_named_by,
        },
    )
    await findable.tell_replies(session, reply.agreement, [reply.number])


async def of_agreement(session: Session, agreement: str) -> list[Reply]:
    """The replies within an agreement, in the order they came, superseded ones too."""
    rows = await session.execute(
        text(
            f"select {_COLUMNS}, l.number as superseded_by from reply r {_SUPERSEDED} {_CLEARED} "  # noqa: S608 fixed columns
            "where r.agreement = :agreement order by r.number"
        ),
        {"agreement": agreement},
    )
    return [_sound(row, agreement) for row in rows.mappings()]


async def of_area(session: Session, area: str) -> list[Reply]:
    """The replies within all agreements of an area, superseded ones too."""
    rows = await session.execute(
        text(
            f"select {_COLUMNS}, l.number as superseded_by from reply r {_SUPERSEDED} {_CLEARED} "  # noqa: S608 fixed columns
            "where r.area = :area order by r.agreement, r.number"
        ),
        {"area": area},
    )
    return [_reply(row) for row in rows.mappings()]


async def of_numbers(session: Session, agreements: Sequence[str], numbers: Sequence[int]) -> list[Reply]:
    """The replies of these numbers within these agreements; by no later ones."""
    rows = await session.execute(
        text(
            f"select {_COLUMNS}, null as superseded_by from reply r {_CLEARED} where (r.agreement, r.number) in "  # noqa: S608 fixed
            "(select * from unnest(cast(:agreements as text[]), cast(:numbers as int[])))"
        ),
        {"agreements": list(agreements), "numbers": list(numbers)},
    )
    return [_reply(row) for row in rows.mappings()]


async def told(session: Session, agreement: str) -> Mapping[int, EntryReplied]:
    """The same as the stream of the agreement tells them, by number."""
    return {
        reply.number: EntryReplied(
            area=reply.area,
            agreement=agreement,
            reply=reply.number,
            entry=reply.entry,
            body=reply.body,
            stance=reply.stance.value,
            supersedes=reply.supersedes,
            link_named_by=reply.link_named_by,
        )
        for reply in await of_agreement(session, agreement)
    }


def _sound(row: RowMapping, agreement: str) -> Reply:
    """What the row tells; Unavailable, with its number, where it holds what no reply tells: somebody changed it."""
    try:
        return _reply(row)
    except (ValueError, TypeError):
        said = f"Reply {row['number']} of {agreement} was changed so that nothing can be made of it"
        raise Unavailable(f"{said}. The page of the proof says how to check the record.") from None


def _reply(row: RowMapping) -> Reply:
    cleared = Clearance(Cleared(row["cleared"]), row["received_at"], row["because"]) if row["cleared"] else None
    own = {name: value for name, value in row.items() if name not in {"cleared", "received_at", "because"}}
    return Reply(**{**own, "stance": Stance(row["stance"]), "clearance": cleared})
