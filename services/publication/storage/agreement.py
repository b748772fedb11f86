"""Rows of agreements, their rounds and the targets they set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from asyncpg import UniqueViolationError
from sqlalchemy import RowMapping, text

from services.publication.domain.agreement import Agreement, AgreementEvent, Listed, TargetRow
from services.publication.domain.entry import Mark, Party
from services.publication.storage import findable
from shared.database import Session, raw
from shared.events.publication import AgreementApproved, AgreementOpened, RoundOpened, TargetSet

_AGREEMENT = "agreement, area, version, title, period, profile, parties, approved_on, approved_by, targets"
_SAME_ITEM = "coalesce(e.item_code, e.item_title)"
_LISTED = (
    "select a.agreement, a.area, a.title, a.period, a.approved_on, a.changed_at, "
    "(select count(*) from entry e where e.agreement = a.agreement) as entries from agreement a"
)


class NameTaken(ValueError):
    """Another area has an agreement of this name."""


async def lock(session: Session, agreement: str) -> Agreement | None:
    """The agreement, its row locked; None when there is none in the caller's areas."""
    return await _read(session, agreement, "for update")


async def find(session: Session, agreement: str) -> Agreement | None:
    """The agreement as it stands; None when there is none in the caller's areas."""
    return await _read(session, agreement)


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
            "targets = :targets, changed_at = :now where agreement = :agreement"
        ),
        {
            "agreement": agreement.opened.agreement,
            "version": agreement.version,
            "approved_on": approved.approved_on if approved else None,
            "approved_by": approved.approved_by if approved else None,
            "targets": approved.targets if approved else None,
            "now": now,
        },
    )
    await findable.tell_agreement(session, agreement.opened.agreement)
    rounds = [event for event in news if isinstance(event, RoundOpened)]
    first = len(agreement.rounds) - len(rounds)
    for position, opened_round in enumerate(rounds, first + 1):
        await session.execute(
            text(
                "insert into round (agreement, round, area, position, title, opened_on) "
                "values (:agreement, :round, :area, :position, :title, :opened_on)"
            ),
            {
                "agreement": opened_round.agreement,
                "round": opened_round.round,
                "area": opened_round.area,
                "position": position,
                "title": opened_round.title,
                "opened_on": opened_round.opened_on,
            },
        )


async def _insert(session: Session, opened: AgreementOpened, now: datetime) -> None:
    statement = (
        "insert into agreement (agreement, area, version, title, period, profile, parties, opened_at, changed_at) "
        "values ($1, $2, 0, $3, $4, $5, $6, $7, $7)"
    )
    values = (opened.agreement, opened.area, opened.title, opened.period, opened.profile, list(opened.parties), now)
    try:
        await (await raw(session)).execute(statement, *values)
    except UniqueViolationError as error:
        raise NameTaken from error


async def known_measures(session: Session, area: str) -> frozenset[str]:
    """The measures that the area's register knows."""
    rows = await session.execute(text("select measure from measure where area = :area"), {"area": area})
    return frozenset(rows.scalars())


async def lock_series(session: Session, area: str, measures: Sequence[str]) -> dict[str, int]:
    """The version of each measure's stream of targets, locked in order of name; 0 where none was set before."""
    connection = await raw(session)
    wanted = sorted(set(measures))
    await connection.execute(
        "insert into target_series (area, measure, version) select $1, m, 0 from unnest($2::text[]) m order by m "
        "on conflict do nothing",
        area,
        wanted,
    )
    rows = await connection.fetch(
        "select measure, version from target_series where area = $1 and measure = any ($2) order by measure for update",
        area,
        wanted,
    )
    return {row["measure"]: row["version"] for row in rows}


async def save_targets(session: Session, targets: Sequence[TargetSet], now: datetime) -> None:
    """Write targets of locked series and move the series' versions on by one for each."""
    connection = await raw(session)
    await connection.executemany(
        "insert into target (area, measure, period, agreement, value, tolerance, designated, illustrative, stretch, "
        "minimum, path, baseline, baseline_period, set_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        [
            (
                *(t.area, t.measure, t.period, t.agreement, t.value, t.tolerance, t.designated, t.illustrative),
                *(t.stretch, t.minimum, t.path, t.baseline, t.baseline_period, now),
            )
            for t in targets
        ],
    )
    await connection.executemany(
        "update target_series set version = version + 1 where area = $1 and measure = $2",
        [(target.area, target.measure) for target in targets],
    )


async def targets(session: Session, agreement: str) -> Sequence[TargetRow]:
    """The targets that an agreement set, by measure and period."""
    rows = await session.execute(
        text(
            "select t.measure, m.title, m.unit, m.polarity, t.period, t.value, t.designated, t.illustrative "
            "from target t join measure m using (area, measure) where t.agreement = :agreement "
            "order by t.measure, t.period"
        ),
        {"agreement": agreement},
    )
    return [TargetRow(**row) for row in rows.mappings()]


async def series(session: Session, area: str, measure: str) -> tuple[int, frozenset[TargetSet]]:
    """The version of a measure's stream of targets, and every target its rows hold."""
    values = {"area": area, "measure": measure}
    versions = await session.execute(
        text("select version from target_series where area = :area and measure = :measure"), values
    )
    rows = await session.execute(
        text(
            "select area, measure, period, value, tolerance, agreement, designated, illustrative, stretch, minimum, "
            "path, baseline, baseline_period from target "
            "where area = :area and measure = :measure"
        ),
        values,
    )
    return versions.scalar_one_or_none() or 0, frozenset(TargetSet(**row) for row in rows.mappings())


async def changed_at(session: Session, agreement: str) -> datetime:
    """When something was last added to an agreement."""
    query = text("select changed_at from agreement where agreement = :agreement")
    changed: datetime = (await session.execute(query, {"agreement": agreement})).scalar_one()
    return changed


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


async def _read(session: Session, agreement: str, locking: str = "") -> Agreement | None:
    values = {"agreement": agreement}
    query = f"select {_AGREEMENT} from agreement where agreement = :agreement {locking}"  # noqa: S608 fixed columns
    row = (await session.execute(text(query), values)).mappings().one_or_none()
    if row is None:
        return None
    in_order = text("select round, title, opened_on from round where agreement = :agreement order by position")
    rounds = (await session.execute(in_order, values)).mappings()
    marks = await session.execute(
        text(
            f"select e.number, e.party, {_SAME_ITEM} as item, l.number is not null as is_superseded from entry e "  # noqa: S608 fixed
            "left join entry l on l.agreement = e.agreement and l.supersedes = e.number where e.agreement = :agreement"
        ),
        values,
    )
    area = row["area"]
    return Agreement(
        opened=_opened(row),
        version=row["version"],
        rounds={r["round"]: RoundOpened(area=area, agreement=agreement, **r) for r in rounds},
        marks={m.number: Mark(Party(m.party), m.item, m.is_superseded) for m in marks},
        approved=_approved(row),
    )


def _opened(row: RowMapping) -> AgreementOpened:
    names = ("area", "agreement", "title", "period", "profile")
    return AgreementOpened(**{name: row[name] for name in names}, parties=tuple(row["parties"]))


def _approved(row: RowMapping) -> AgreementApproved | None:
    if row["approved_on"] is None:
        return None
    names = ("area", "agreement", "approved_on", "approved_by", "targets")
    return AgreementApproved(**{name: row[name] for name in names})
