"""Rows of agreements, their rounds and the targets they set."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from asyncpg import UniqueViolationError
from sqlalchemy import RowMapping, text

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent, Listed
from services.publication.domain.entry.entry import Party, Side, bare_name
from services.publication.storage.agreement import memorandum
from services.publication.storage.agreement import overdue as unanswered
from services.publication.storage.agreement import revision as revisions
from services.publication.storage.agreement import target as targets
from services.publication.storage.entry import entry
from services.publication.storage.entry import reply as replies
from services.publication.storage.search import findable
from shared.database import Session, raw
from shared.events.publication import (
    AgreementApproved,
    AgreementOpened,
    AgreementRevised,
    ResponseOverdue,
    RoundOpened,
)

_AGREEMENT = (
    "agreement, area, version, title, period, profile, parties, recorded_on, approved_on, approved_by, targets, "
    "approval_recorded_on, approval_came"
)
_SAME_ITEM = "coalesce({0}.item_code, {0}.item_title)"
_LISTED = (
    "select a.agreement, a.area, a.title, a.period, a.approved_on, a.changed_at, "
    "(select count(*) from entry e where e.agreement = a.agreement) as entries from agreement a"
)

_GOVERNMENT = [party.value for party in Party if party.side is Side.GOVERNMENT]
_UNANSWERED = f"""
select distinct e.agreement from entry e where e.facts ? 'answer_due_on'
  and not exists (select from entry l where l.agreement = e.agreement and l.supersedes = e.number)
  and not exists (
    select from entry l where l.agreement = e.agreement and l.number > e.number and l.status is not null
      and l.party = any (:government) and {_SAME_ITEM.format("l")} = {_SAME_ITEM.format("e")}
      and (l.said_on is null or e.said_on is null or l.said_on >= e.said_on)
      and (l.came = 'entered_by_author' or l.facts ->> 'typed_by' = l.facts ->> 'party_name')
      and not exists (
        select from reply r where (r.agreement, r.entry, r.stance) = (l.agreement, l.number, 'disputed')
        and not exists (select from reply s where (s.agreement, s.supersedes) = (r.agreement, r.number))))
order by e.agreement
"""  # noqa: S608 fixed columns


class NameTaken(ValueError):
    """Another area has an agreement of this name."""


async def lock(session: Session, agreement: str) -> Agreement | None:
    """The agreement, its row locked; None when there is none in the caller's areas."""
    return await _read(session, agreement, "for update")


async def find(session: Session, agreement: str) -> Agreement | None:
    """The agreement as it stands; None when there is none in the caller's areas."""
    return await _read(session, agreement)


async def area_of(session: Session, agreement: str) -> str | None:
    """The area of the agreement of this name, without reading what was said in it; None where there is none."""
    query = text("select area from agreement where agreement = :agreement")
    found: str | None = (await session.execute(query, {"agreement": agreement})).scalar_one_or_none()
    return found


async def save(session: Session, agreement: Agreement, news: Sequence[AgreementEvent], now: datetime) -> None:
    """Write the agreement's row, and the rounds that `news` open. Entries are written by their own module.

    Raises NameTaken when another area has an agreement of this name.
    """
    if any(isinstance(event, AgreementOpened) for event in news):
        await _insert(session, agreement.opened, now)
    approved = agreement.approved
    await session.execute(
        text(
            "update agreement set version = :version, approved_on = :approved_on, approved_by = :approved_by, "
            "targets = :targets, approval_recorded_on = :recorded_on, approval_came = :came, "
            "changed_at = :now where agreement = :agreement"
        ),
        {
            "agreement": agreement.opened.agreement,
            "version": agreement.version,
            "approved_on": approved.approved_on if approved else None,
            "approved_by": approved.approved_by if approved else None,
            "targets": approved.targets if approved else None,
            "recorded_on": approved.recorded_on if approved else None,
            "came": approved.came if approved else None,
            "now": now,
        },
    )
    await _save_rounds(session, agreement, news)
    await revisions.save(session, [event for event in news if isinstance(event, AgreementRevised)])
    await unanswered.save(session, [event for event in news if isinstance(event, ResponseOverdue)], now)
    await findable.tell_agreement(session, agreement.opened.agreement)


async def _save_rounds(session: Session, agreement: Agreement, news: Sequence[AgreementEvent]) -> None:
    rounds = [event for event in news if isinstance(event, RoundOpened)]
    first = len(agreement.rounds) - len(rounds)
    for position, opened_round in enumerate(rounds, first + 1):
        await session.execute(
            text(
                "insert into round (agreement, round, area, position, title, opened_on, came) "
                "values (:agreement, :round, :area, :position, :title, :opened_on, :came)"
            ),
            {
                "agreement": opened_round.agreement,
                "round": opened_round.round,
                "area": opened_round.area,
                "position": position,
                "title": opened_round.title,
                "opened_on": opened_round.opened_on,
                "came": opened_round.came,
            },
        )


async def _insert(session: Session, opened: AgreementOpened, now: datetime) -> None:
    statement = (
        "insert into agreement (agreement, area, version, title, period, profile, parties, recorded_on, opened_at, "
        "changed_at) values ($1, $2, 0, $3, $4, $5, $6, $7, $8, $8)"
    )
    names = (opened.agreement, opened.area, opened.title, opened.period, opened.profile)
    values = (*names, list(opened.parties), opened.recorded_on, now)
    try:
        await (await raw(session)).execute(statement, *values)
    except UniqueViolationError as error:
        raise NameTaken from error


async def changed_at(session: Session, agreement: str) -> datetime:
    """When something was last added to an agreement."""
    query = text("select changed_at from agreement where agreement = :agreement")
    changed: datetime = (await session.execute(query, {"agreement": agreement})).scalar_one()
    return changed


async def parties(session: Session, area: str) -> Mapping[str, frozenset[str]]:
    """The parties of the area's agreements, by the agreement's name."""
    rows = await session.execute(text("select agreement, parties from agreement where area = :area"), {"area": area})
    return {row.agreement: frozenset(row.parties) for row in rows}


async def spoken_of(session: Session, area: str, measures: Collection[str]) -> frozenset[str]:
    """Those of these measures of which a party of an agreement that is not approved yet said an item to be, by its code
    or its terms; what was only compiled from papers binds nobody, and what is withheld says nothing.
    """
    query = (
        "select distinct e.item_code, e.facts ->> 'measure' as measure from entry e join agreement a using (agreement) "
        "where e.area = :area and a.approved_on is null and e.came <> 'compiled_from_papers' "
        "and e.party_name = any (a.parties) and not exists (select from withholding w "
        " where (w.agreement, w.entry) = (e.agreement, e.number) and w.is_withheld and not exists (select "
        "  from withholding l where (l.agreement, l.entry) = (w.agreement, w.entry) and l.turn > w.turn))"
    )
    rows = (await session.execute(text(query), {"area": area})).all() if measures else []
    named = {bare_name(name) for row in rows for name in row if name}
    return frozenset(one for one in measures if bare_name(one) in named)


async def listed(session: Session, *, area: str | None = None, after: str = "", limit: int = 50) -> Sequence[Listed]:
    """A page of agreements in order of name, of one area or of all."""
    rows = await session.execute(
        text(
            f"{_LISTED} where a.agreement > :after and (cast(:area as text) is null or a.area = :area) "
            "order by a.agreement limit :limit"
        ),
        {"after": after, "area": area, "limit": limit},
    )
    return [Listed(**row) for row in rows.mappings()]


async def by_area(session: Session) -> Mapping[str, Sequence[Listed]]:
    """Every agreement in order of name, by area."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for row in (await session.execute(text(f"{_LISTED} order by a.agreement"))).mappings():
        found[row["area"]].append(Listed(**row))
    return found


async def unanswered_in(session: Session) -> Sequence[str]:
    """The agreements in which an entry whose answer had a day has none yet by its item's name, in order of name.

    Which of them are owed one is for the rules to say: this only narrows where to look.
    """
    return list((await session.execute(text(_UNANSWERED), {"government": _GOVERNMENT})).scalars())


async def _read(session: Session, agreement: str, locking: str = "") -> Agreement | None:
    values = {"agreement": agreement}
    query = f"select {_AGREEMENT} from agreement where agreement = :agreement {locking}"  # noqa: S608 fixed columns
    row = (await session.execute(text(query), values)).mappings().one_or_none()
    if row is None:
        return None
    in_order = text("select round, title, opened_on, came from round where agreement = :agreement order by position")
    rounds = (await session.execute(in_order, values)).mappings()
    area = row["area"]
    return Agreement(
        opened=_opened(row),
        version=row["version"],
        rounds={r["round"]: RoundOpened(area=area, agreement=agreement, **r) for r in rounds},
        marks=await entry.marks(session, agreement),
        approved=_approved(row),
        overdue=await unanswered.of_agreement(session, agreement),
        memoranda=await memorandum.of_agreement(session, agreement),
        revisions=await revisions.of_agreement(session, agreement),
        replies=await replies.told(session, agreement),
        promised=await targets.first_set(session, agreement),
    )


def _opened(row: RowMapping) -> AgreementOpened:
    names = ("area", "agreement", "title", "period", "profile", "recorded_on")
    return AgreementOpened(**{name: row[name] for name in names}, parties=tuple(row["parties"]))


def _approved(row: RowMapping) -> AgreementApproved | None:
    if row["approved_on"] is None:
        return None
    names = ("area", "agreement", "approved_on", "approved_by", "targets")
    told = {name: row[name] for name in names}
    return AgreementApproved(**told, recorded_on=row["approval_recorded_on"], came=row["approval_came"])
