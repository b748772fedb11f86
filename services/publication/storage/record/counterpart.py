"""What the product's own rows say now of what a leaf tells: pages are made of rows, so rows are held against leaves.

Each kind of leaf that has rows behind it has a reader here; whoever adds a kind adds its reader to `_READERS`.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from services.publication.domain.agreement.agreement import AgreementEvent
from services.publication.domain.agreement.memorandum import sha256_of
from services.publication.domain.entry.withholding import leaf_of_withholding
from services.publication.domain.leaf.commitment import Leaf as Sealed
from services.publication.domain.leaf.compilation import marked_as
from services.publication.domain.leaf.leaf import Kept, Kind, Leaf, entered_late
from services.publication.domain.record.counterpart import (
    OF_PAPERS,
    Counterpart,
    leaf_of_agreement,
    leaf_of_day,
    leaf_of_entry,
    leaf_of_fact,
    leaf_of_judgement,
    leaf_of_reply,
    leaf_of_step,
    leaf_of_target,
    subject_of,
)
from services.publication.domain.register.measure import Judged
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import reply as replies
from services.publication.storage.entry import withholding as withholdings
from services.publication.storage.leaf import leaf as leaves
from services.publication.storage.register import register as registers
from services.publication.storage.submission import deed as deeds
from services.publication.storage.timeline import standing
from shared.database import Session, raw
from shared.events.base import Envelope
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    MemorandumPublished,
    ResponseOverdue,
    RoundOpened,
    TargetRemoved,
    TargetSet,
)

ONLY_AS_TOLD = frozenset({"link_named_by", "cleared", "received_at", "because", "later", *OF_PAPERS})
"""What leaves of before it was known do not tell: a row may say it only where its leaf does."""

Reader = Callable[[Session, Sequence[Kept]], Awaitable[list[Counterpart]]]

_STRAYS = """
select kind, subject, number from (select kind, subject, number from (
  select 'agreement' as kind, 'agreement/' || agreement as subject, 1 as number from agreement
  union all select 'round', 'agreement/' || agreement, position from round
  union all select 'entry', 'agreement/' || agreement, number from entry
  union all select 'reply', 'agreement/' || agreement, number from reply
  union all select 'withholding', 'withholding/' || agreement || '/' || entry, turn from withholding
  union all select 'revision', 'agreement/' || agreement, revision from revision
  union all select 'memorandum', 'agreement/' || agreement, memorandum from memorandum
  union all select 'approval', 'agreement/' || agreement, 1 from agreement where approved_on is not null
  union all select 'target', 'target/' || area || '/' || measure, version from target
  union all select 'target', 'target/' || area || '/' || measure, version from target_removed
  union all select 'overdue', 'agreement/' || agreement, entry from overdue
  union all select 'deed', 'agreement/' || agreement, number from deed
  union all select 'step', stream, version from step
  union all select 'judgement', 'judgement/' || area || '/' || measure, version from judgement
  union all select 'sealed', 'sealed/' || day, 1 from commitment
) shown
where not exists (select from leaf l where (l.kind, l.subject, l.number) = (shown.kind, shown.subject, shown.number))
union all
select 'standing', t.reference, 1 from timeline t where not exists (select from step s where s.reference = t.reference)
union all
select 'register', told.subject, 1 from ({registered}) told
where not exists (select from leaf l where (l.kind, l.subject, l.number) = ('register', told.subject, 1))
) without where (kind collate "C", subject collate "C", number) > ($2::text, $3::text, $4::int)
order by kind collate "C", subject collate "C", number limit $1
"""
_NEVER = datetime.max.replace(tzinfo=UTC)  # of rows that do not keep the moment
_NUMBERED = "(agreement, {}) in (select * from unnest($1::text[], $2::int[]))"


async def of(session: Session, kept: Sequence[Kept]) -> dict[leaves.Key, Counterpart]:
    """The counterparts of leaves by kind, subject and number; none where the row is gone, or holds what it cannot."""
    found: dict[leaves.Key, Counterpart] = {}
    for kind, read in _READERS.items():
        wanted = [leaf for leaf in kept if leaf.kind == kind]
        found |= {one.key: one for one in await _read(session, read, wanted)}
    for leaf in kept:
        one = found.pop((leaf.kind, leaf.subject, leaf.of), None)
        if one is not None and not _says_more(one.leaf, leaf):
            found[one.key] = replace(one, leaf=marked_as(one.leaf, leaf))
    for key, on in (await leaves.late(session, found.keys())).items():
        found[key] = replace(found[key], leaf=entered_late(found[key].leaf, on))
    return found


async def missing(
    session: Session, limit: int, now: datetime, *, after: leaves.Key | None = None
) -> tuple[list[Leaf], list[leaves.Key], leaves.Key | None]:
    """The leaves that what is shown without one would have, the first of them `after` a key; what can have none; and
    the last key that was looked at, None where nothing comes after it.

    Where the rows do not keep the moment, the leaf has that of its entering.
    """
    without = await strays(session, limit, after=after)
    found = await of(session, [Kept(-1, kind, "", subject, number, b"{}", {}) for kind, subject, number in without])
    made = {key: one.leaf if one.has_moment else replace(one.leaf, at=now) for key, one in found.items()}
    last = without[-1] if len(without) == limit else None
    return list(made.values()), [key for key in without if key not in made], last


async def _read(session: Session, read: Reader, wanted: Sequence[Kept]) -> list[Counterpart]:
    """All of them in one query; one by one where a row does not make sense, so that it alone is left out."""
    if not wanted:
        return []
    try:
        return await read(session, wanted)
    except (ValueError, TypeError):
        if len(wanted) == 1:
            return []
    return [found for one in wanted for found in await _read(session, read, [one])]


def _says_more(shown: Leaf, kept: Kept) -> bool:
    """Whether the rows say something of the kind that stands in every leaf which knew of it, and not in this one."""
    said = {name for name, value in {**shown.facts, **shown.words}.items() if value is not None} & ONLY_AS_TOLD
    try:
        told = json.loads(kept.content) if said else {}
        return bool(told) and not said <= told["facts"].keys() | told["words"].keys()
    except (ValueError, TypeError, KeyError, AttributeError):  # no leaf at all
        return True


async def strays(session: Session, limit: int, *, after: leaves.Key | None = None) -> list[leaves.Key]:
    """What is shown without a leaf, in order of kind, subject and number; `after` a key, where one is told."""
    query = _STRAYS.format(registered=registers.SUBJECTS)
    rows = await (await raw(session)).fetch(query, limit, *(after or ("", "", 0)))
    return [(row["kind"], row["subject"], row["number"]) for row in rows]


async def _agreements(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    rows = await _of_agreements(
        session, "area, agreement, title, period, profile, parties, recorded_on, opened_at", wanted
    )
    return [_happened(AgreementOpened(**_but(row, "opened_at")), row["opened_at"]) for row in rows]


async def _approvals(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    columns = (
        "area, agreement, approved_on, approved_by, targets, approval_recorded_on as recorded_on, approval_came as came"
    )
    rows = await _of_agreements(session, columns, wanted)
    return [_happened(AgreementApproved(**row), None) for row in rows if row["approved_on"]]


async def _rounds(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    columns = "area, agreement, round, title, opened_on, came, position"
    query = f"select {columns} from round where {_NUMBERED.format('position')}"  # noqa: S608 fixed columns
    rows = await (await raw(session)).fetch(query, *_numbers(wanted))
    return [_happened(RoundOpened(**_but(row, "position")), None, row["position"]) for row in rows]


async def _entries(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    rows = await entries.of_numbers(session, *_numbers(wanted))
    return [
        Counterpart(leaf_of_entry(name, area, entry, None if entry.withheld else facts))
        for name, area, entry, facts in rows
    ]


async def _withholdings(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    places = [row.subject.split("/") for row in wanted]
    rows = await withholdings.of_numbers(session, [name for _, name, _ in places], [int(n) for *_, n in places])
    return [Counterpart(leaf_of_withholding(row)) for row in rows]


async def _replies(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    return [Counterpart(leaf_of_reply(reply)) for reply in await replies.of_numbers(session, *_numbers(wanted))]


async def _memoranda(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    """Raises ValueError for one whose content is not that of its hash."""
    columns = ", ".join(field.name for field in fields(MemorandumPublished))
    query = f"select {columns}, content from memorandum where {_NUMBERED.format('memorandum')}"  # noqa: S608 fixed columns
    rows = await (await raw(session)).fetch(query, *_numbers(wanted))
    if any(row["sha256"] != sha256_of(row["content"]) for row in rows):
        raise ValueError("a memorandum's content is not what its hash says")
    return [_happened(MemorandumPublished(**_but(row, "content")), None) for row in rows]


def _numbered(event: type[AgreementRevised | ResponseOverdue], number: str) -> Reader:
    """Of what has a number within its agreement and a row of its own, with the same names; the moment where kept."""
    table, moment = {AgreementRevised: ("revision", "null"), ResponseOverdue: ("overdue", "told_at")}[event]

    async def read(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
        columns = ", ".join(field.name for field in fields(event))
        query = f"select {columns}, {moment} as at from {table} where {_NUMBERED.format(number)}"  # noqa: S608 fixed
        rows = await (await raw(session)).fetch(query, *_numbers(wanted))
        return [_happened(event(**_but(row, "at")), row["at"]) for row in rows]

    return read


async def _targets(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    of = [(*row.subject.split("/")[1:], row.of) for row in wanted]
    found: list[Counterpart] = []
    shapes: tuple[tuple[type[TargetSet | TargetRemoved], str, str], ...] = (
        (TargetSet, "target", "set_at"),
        (TargetRemoved, "target_removed", "removed_at"),
    )
    for shape, table, moment in shapes:
        columns = ", ".join(field.name for field in fields(shape))
        rows = await (await raw(session)).fetch(
            f"select {columns}, version, {moment} as at from {table} where (area, measure, version) in "  # noqa: S608 fixed
            "(select * from unnest($1::text[], $2::text[], $3::int[]))",
            *zip(*of, strict=True),
        )
        found += [
            Counterpart(leaf_of_target(shape(**_but(row, "version", "at")), row["version"], row["at"])) for row in rows
        ]
    return found


async def _judgements(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    """Of the last judgement of each measure alone: its row tells no earlier one."""
    columns = ", ".join(field.name for field in fields(Judged))
    rows = await (await raw(session)).fetch(
        f"select {columns} from judgement where (area, measure, version) in "  # noqa: S608 fixed columns
        "(select * from unnest($1::text[], $2::text[], $3::int[]))",
        *zip(*((*row.subject.split("/")[1:], row.of) for row in wanted), strict=True),
    )
    return [Counterpart(leaf_of_judgement(Judged(**row))) for row in rows]


async def _steps(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    """Those of what stands where its steps have taken it: of another, the page does not show what its steps tell."""
    rows = await (await raw(session)).fetch(
        "select stream, version, reference, area, event_id, type, occurred_at, content from step "
        "where (stream, version) in (select * from unnest($1::text[], $2::int[]))",
        [row.subject for row in wanted],
        [row.of for row in wanted],
    )
    sound = await standing.as_told(session, {row["reference"] for row in rows})
    return [
        Counterpart(
            leaf_of_step(
                row["reference"], Envelope(id=str(row["event_id"]), kind="", **_but(row, "reference", "event_id"))
            )
        )
        for row in rows
        if row["reference"] in sound
    ]


async def _days(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    rows = await (await raw(session)).fetch(
        "select day, leaf, told_at from commitment where day = any ($1::date[])",
        [date.fromisoformat(row.subject.partition("/")[2]) for row in wanted],
    )
    return [Counterpart(leaf_of_day(Sealed(**row))) for row in rows]


async def _facts(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    """Of what the register states now: a leaf of what was stated anew since has no counterpart any more."""
    facts = await registers.of_subjects(session, [row.subject for row in wanted])
    last = await leaves.times(session, Kind.REGISTER, [row.subject for row in wanted])
    made = [leaf_of_fact(fact, last.get(subject_of(fact), 1), _NEVER) for fact in facts]
    return [Counterpart(leaf, has_moment=False) for leaf in made]


_READERS: dict[str, Reader] = {
    Kind.AGREEMENT: _agreements,
    Kind.ROUND: _rounds,
    Kind.ENTRY: _entries,
    Kind.REPLY: _replies,
    Kind.DEED: deeds.counterparts,
    Kind.WITHHOLDING: _withholdings,
    Kind.APPROVAL: _approvals,
    Kind.REVISION: _numbered(AgreementRevised, "revision"),
    Kind.MEMORANDUM: _memoranda,
    Kind.OVERDUE: _numbered(ResponseOverdue, "entry"),
    Kind.TARGET: _targets,
    Kind.JUDGEMENT: _judgements,
    Kind.STEP: _steps,
    Kind.SEALED: _days,
    Kind.REGISTER: _facts,
}


def _happened(event: AgreementEvent, at: datetime | None, position: int = 1) -> Counterpart:
    name = event.round if isinstance(event, RoundOpened) else ""
    leaf = leaf_of_agreement(event, [*[""] * (position - 1), name], at or _NEVER)
    if leaf is None:
        raise ValueError("the words of entries and replies stand in their own rows")
    return Counterpart(leaf, has_moment=at is not None)


async def _of_agreements(session: Session, columns: str, wanted: Sequence[Kept]) -> Sequence[asyncpg.Record]:
    query = f"select {columns} from agreement where agreement = any ($1)"  # noqa: S608 fixed columns
    return list(await (await raw(session)).fetch(query, _numbers(wanted)[0]))


def _numbers(wanted: Sequence[Kept]) -> tuple[list[str], list[int]]:
    """Agreements and numbers of the leaves."""
    return [row.subject.partition("/")[2] for row in wanted], [row.of for row in wanted]


def _but(row: asyncpg.Record, *names: str) -> dict[str, Any]:
    """The row by its columns, without these; lists are tuples, as events have them."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name not in names
    }
