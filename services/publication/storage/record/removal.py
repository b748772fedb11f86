"""Rows of removals, and the one way in which words beside a leaf are deleted."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text

from services.publication.domain.leaf.leaf import Kept, Kind
from services.publication.domain.record.removal import COMPILED, READ_BY_GATES, Count, Ground, Person, Removal, Taken
from services.publication.domain.timeline.timeline import refold
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.search import download, findable, webhook
from services.publication.storage.timeline import timeline
from shared.database import Session
from shared.problems import Unavailable
from shared.working_days import london_day

TITLED = (Kind.AGREEMENT, Kind.ROUND)
"""What has a title that can be removed, and nothing else that can."""

_TAKERS: Mapping[str, str] = {**dict.fromkeys(TITLED, "remove_title"), Kind.DEED: "remove_reason"}
"""What takes the words of some kinds of leaves; of the others `remove_words` does."""
_COLUMNS = (
    "removal, area, leaf, names, ground, asked_by, asked_for, asked_at, agreed_by, agreed_for, refused_by, "
    "refused_for, answered_at, version"
)


async def streams(session: Session) -> Sequence[str]:
    """The streams of which rows are kept."""
    return list((await session.execute(text("select 'removal/' || removal from removal"))).scalars())


async def lock(session: Session, removal: UUID) -> Removal | None:
    """A removal, its row locked; None where there is none in the caller's areas."""
    query = text(f"select {_COLUMNS} from removal where removal = :removal for update")  # noqa: S608 fixed columns
    row = (await session.execute(query, {"removal": removal})).mappings().one_or_none()
    return _removal(row) if row else None


async def add(session: Session, asked: Removal) -> None:
    """Keep what was asked."""
    await session.execute(
        text(
            "insert into removal (removal, area, leaf, names, ground, asked_by, asked_for, asked_at, version) "
            "values (:removal, :area, :leaf, :names, :ground, :asked_by, :asked_for, :asked_at, 1)"
        ),
        {
            "removal": UUID(asked.removal),
            "area": asked.area,
            "leaf": asked.leaf,
            "names": list(asked.names),
            "ground": asked.ground.value,
            "asked_by": asked.asked_by.account,
            "asked_for": asked.asked_by.body,
            "asked_at": asked.asked_at,
        },
    )


async def answer(session: Session, answered: Removal) -> None:
    """Keep what came of it; where somebody agreed, the words and their salts are deleted."""
    agreed, refused = answered.agreed_by, answered.refused_by
    await session.execute(
        text(
            "update removal set agreed_by = :agreed_by, agreed_for = :agreed_for, refused_by = :refused_by, "
            "refused_for = :refused_for, answered_at = :answered_at, version = :version where removal = :removal"
        ),
        {
            "removal": UUID(answered.removal),
            "agreed_by": agreed.account if agreed else None,
            "agreed_for": agreed.body if agreed else None,
            "refused_by": refused.account if refused else None,
            "refused_for": refused.body if refused else None,
            "answered_at": answered.answered_at,
            "version": answered.version,
        },
    )
    if agreed:
        kind = await _lock_agreement(session, answered.leaf)
        taker = "remove_compiler" if COMPILED.issuperset(answered.names) else _TAKERS.get(kind, "remove_words")
        await session.execute(text(f"select {taker}(:removal)"), {"removal": UUID(answered.removal)})
        await _forget_copies(session, answered.leaf)


async def alike(session: Session, agreed: Removal) -> Sequence[int]:
    """The other leaves of the area that have all the words which go out of this one, where they are a compiler's: a
    register loaded once says them of each of its facts.
    """
    if not COMPILED.issuperset(agreed.names):
        return ()
    query = (
        "select o.number from leaf_place p join leaf_words w on w.leaf = p.leaf and w.name = any (:names) "
        "join leaf_words same on (same.area, same.name, same.value) = (w.area, w.name, w.value) "
        "join leaf_place o on o.leaf = same.leaf where p.number = :number and o.number <> p.number "
        "group by o.number having count(*) = cardinality(:names) order by o.number"
    )
    rows = await session.scalars(text(query), {"names": list(agreed.names), "number": agreed.leaf})
    return rows.all()


async def _lock_agreement(session: Session, number: int) -> str:
    """Wait for whoever withholds or releases words of the same agreement, or approves it: else a copy could outlive its
    removal. The kind of the leaf.
    """
    query = "select l.kind, l.subject from leaf_place p join leaf l using (leaf) where p.number = :number"
    row = (await session.execute(text(query), {"number": number})).mappings().one()
    if row["kind"] in (Kind.ENTRY, Kind.DEED, *TITLED):
        await agreements.lock(session, row["subject"].removeprefix("agreement/"))
    return str(row["kind"])


async def is_fixed(session: Session, leaf: Kept) -> bool:
    """Whether a memorandum repeats the title of the agreement of which the leaf tells, so that it cannot go."""
    query = "select exists (select from memorandum where agreement = :agreement and content::jsonb ? 'title')"
    if leaf.kind != Kind.AGREEMENT:
        return False
    return bool(await session.scalar(text(query), {"agreement": leaf.subject.removeprefix("agreement/")}))


async def withheld(session: Session, leaf: Kept) -> frozenset[str]:
    """The names of an entry's words that are withheld and not removed; what they say this service cannot read."""
    query = (
        "select names from withholding where 'agreement/' || agreement = :subject and entry = :number and is_withheld "
        "and turn = (select max(turn) from withholding w where 'agreement/' || w.agreement = :subject "
        "and w.entry = :number)"
    )
    if leaf.kind != Kind.ENTRY:
        return frozenset()
    names = await session.scalar(text(query), {"subject": leaf.subject, "number": leaf.of})
    of_leaf: set[str] = set(json.loads(leaf.content)["words"])
    gone = await taken(session, (leaf.kind, leaf.subject, leaf.of))
    return frozenset(of_leaf & set(names or ())) - {name for one in gone for name in one.names}


async def _forget_copies(session: Session, number: int) -> None:
    """Let search find what an entry or reply says now; files of the record and what is on its way are made anew."""
    query = "select l.kind, l.subject, l.number from leaf_place p join leaf l using (leaf) where p.number = :number"
    row = (await session.execute(text(query), {"number": number})).mappings().one()
    tell = {"entry": findable.tell_entries, "reply": findable.tell_replies}.get(row["kind"])
    if tell is not None:
        await tell(session, row["subject"].removeprefix("agreement/"), [row["number"]])
    if row["kind"] == "entry":  # a reply is found under the name and title of what it stands beside
        await _tell_replies_to(session, row["subject"].removeprefix("agreement/"), row["number"])
    if row["kind"] == "agreement":
        await findable.tell_agreement(session, row["subject"].removeprefix("agreement/"))
    if row["kind"] == "step":
        await _stand_anew(session, row["subject"], row["number"])
    await download.forget(session)
    await webhook.forget_waiting(session)


async def _tell_replies_to(session: Session, agreement: str, entry: int) -> None:
    query = "select number from reply where agreement = :agreement and entry = :entry"
    numbers = (await session.execute(text(query), {"agreement": agreement, "entry": entry})).scalars().all()
    await findable.tell_replies(session, agreement, numbers)


async def _stand_anew(session: Session, stream: str, version: int) -> None:
    """Where a petition or case stands, told without the words that were taken out of one of its steps."""
    query = "select reference, area from step where (stream, version) = (:stream, :version)"
    told = (await session.execute(text(query), {"stream": stream, "version": version})).mappings().one_or_none()
    if told is not None:
        reference = told["reference"]
        await timeline.lock(session, [reference])
        history = await timeline.of_reference(session, reference)
        await timeline.save(session, [refold(reference, told["area"], history)])


async def taken(session: Session, key: tuple[str, str, int] | None = None) -> Sequence[Taken]:
    """What was taken out, the last first: of one leaf by its kind, subject and number, or of the whole record."""
    rows = await session.execute(
        text(
            "select r.leaf, l.kind, l.subject, l.number, r.names, r.ground, r.asked_for, r.agreed_for, r.answered_at, "
            "coalesce(one.name, r.asked_for) as asker, coalesce(two.name, r.agreed_for) as agreer, a.title "
            "from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf "
            "left join partner one on (one.area, one.partner) = (r.area, r.asked_for) "
            "left join partner two on (two.area, two.partner) = (r.area, r.agreed_for) "
            "left join agreement a on 'agreement/' || a.agreement = l.subject "
            "where r.agreed_by is not null and (cast(:kind as text) is null "
            "or (l.kind, l.subject, l.number) = (:kind, :subject, :number)) order by r.answered_at desc, r.removal"
        ),
        dict(zip(("kind", "subject", "number"), key or (None, None, None), strict=True)),
    )
    return [
        Taken(
            leaf=row["leaf"],
            kind=row["kind"],
            subject=row["subject"],
            number=row["number"],
            names=tuple(row["names"]),
            ground=_ground(row["ground"]),
            on=london_day(row["answered_at"]),
            asked_by=row["asked_for"],
            agreed_by=row["agreed_for"],
            asker=row["asker"],
            agreer=row["agreer"],
            title=row["title"],
        )
        for row in rows.mappings()
    ]


async def read_by_gates(session: Session, agreement: str) -> frozenset[int]:
    """The entries of an agreement from which words were taken out that gates read: whose they are, of what, which."""
    query = (
        "select distinct l.number from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf "
        "where r.agreed_by is not null and l.kind = :kind and l.subject = :subject "
        "and r.names && cast(:names as text[])"
    )
    asked = {"kind": Kind.ENTRY.value, "subject": f"agreement/{agreement}", "names": sorted(READ_BY_GATES)}
    return frozenset((await session.execute(text(query), asked)).scalars())


async def counts(session: Session) -> Sequence[Count]:
    """How many removals there were, by the body that asked and by ground."""
    rows = await session.execute(
        text(
            "select r.asked_for as body, coalesce(min(p.name), r.asked_for) as name, r.ground, count(*) as removals "
            "from removal r left join partner p on (p.area, p.partner) = (r.area, r.asked_for) "
            "where r.agreed_by is not null group by r.asked_for, r.ground order by r.asked_for, r.ground"
        )
    )
    return [Count(**{**row, "ground": _ground(row["ground"])}) for row in rows.mappings()]


def _ground(told: str) -> Ground:
    """The ground of a row; Unavailable where it is none of the closed list: somebody changed the row."""
    try:
        return Ground(told)
    except ValueError:
        said = "A removal names a ground that is not of the closed list: somebody changed its row"
        raise Unavailable(f"{said}. The page of the proof says how to check the record.") from None


def _removal(row: RowMapping) -> Removal:
    return Removal(
        removal=str(row["removal"]),
        area=row["area"],
        leaf=row["leaf"],
        names=tuple(row["names"]),
        ground=_ground(row["ground"]),
        asked_by=Person(row["asked_by"], row["asked_for"]),
        asked_at=row["asked_at"],
        agreed_by=_person(row["agreed_by"], row["agreed_for"]),
        refused_by=_person(row["refused_by"], row["refused_for"]),
        answered_at=row["answered_at"],
        version=row["version"],
    )


def _person(account: str | None, body: str | None) -> Person | None:
    """Who answered; half of that is somebody too, so that a row that was changed does not read as one that was not."""
    return Person(account or "", body or "") if account or body else None
