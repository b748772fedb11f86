"""What proposes matters to a committee, as it stands in rows; and what committees decided about them, as notes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.escalation.domain.scrutiny.programme import Decision, Unanswered
from shared.database import Session, raw
from shared.events.indicators import ChallengeAnswered, ChallengeMade, ChallengeUnanswered
from shared.working_days import london_day

MISSED = "missed"
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A measure whose latest judgement missed, with how each of its periods was judged, and since which day."""

    measure: str
    title: str
    value: Decimal | None
    target: Decimal | None
    parts: int
    parts_met: int
    verdicts: dict[str, str]
    since_on: dict[str, date]


async def missing(session: Session, area: str) -> list[Judged]:
    """The measures of an area whose latest judged figure misses its target, by code."""
    connection = await raw(session)
    rows = await connection.fetch(
        "select j.measure, m.title, j.value, j.target, j.parts, j.parts_met from judgement j "
        "join measure m on m.area = j.area and m.measure = j.measure "
        "where j.area = $1 and j.verdict = $2 order by j.measure limit $3",
        area,
        MISSED,
        MOST,
    )
    periods = await connection.fetch(
        "select measure, period, verdict, since_at from judged_period where area = $1 and measure = any ($2)",
        area,
        [row["measure"] for row in rows],
    )
    verdicts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    since: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for row in periods:
        verdicts[row["measure"]][row["period"]] = row["verdict"]
        since[row["measure"]][row["period"]] = london_day(row["since_at"])
    return [Judged(**row, verdicts=verdicts[row["measure"]], since_on=since[row["measure"]]) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A petition that is open for signatures, with the days whose counts were published."""

    reference: str
    title: str
    measure: str
    signatures: int
    threshold: int
    opened_on: date
    last_signed_on: date | None
    counts: tuple[tuple[date, int], ...]


async def gathering(session: Session, area: str, today: date) -> list[Gathering]:
    """The petitions of an area that gather signatures, by reference."""
    connection = await raw(session)
    rows = await connection.fetch(
        "select reference, title, measure, signatures, (facts->>'threshold')::int as threshold, opened_on, "
        "last_signed_on from petition where area = $1 and standing = 'draft' and closes_on >= $2 "
        "order by reference limit $3",
        area,
        today,
        MOST,
    )
    counted = await connection.fetch(
        "select data->>'petition' as reference, (data->>'counted_on')::date as on, (data->>'count')::int as count "
        "from ledger where stream = any ($1) and data ? 'counted_on' order by stream, version",
        [f"petition/{row['reference']}" for row in rows],
    )
    counts: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in counted:
        counts[row["reference"]].append((row["on"], row["count"]))
    return [Gathering(**row, counts=tuple(counts[row["reference"]])) for row in rows]


async def unanswered(session: Session, area: str) -> list[Unanswered]:
    """The challenges of an area that met with silence and still have no reply, the longest first."""
    rows = await (await raw(session)).fetch(
        "select c.challenge, c.measure, coalesce(m.title, c.measure) as title, c.challenger, c.body, "
        "c.unanswered_on as since_on from challenge c left join measure m on m.area = c.area and m.measure = c.measure "
        "where c.area = $1 and c.unanswered_on is not null and c.answered_on is null "
        "order by c.unanswered_on, c.challenge limit $2",
        area,
        MOST,
    )
    return [Unanswered(**row) for row in rows]


async def keep_challenges(
    session: Session, told: Sequence[ChallengeMade | ChallengeAnswered | ChallengeUnanswered]
) -> None:
    """Keep who challenged whom, and whether a reply came. Told again, they change nothing."""
    connection = await raw(session)
    for one in told:
        unanswered_on = one.due_on if isinstance(one, ChallengeUnanswered) else None
        answered_on = london_day(one.received_at) if isinstance(one, ChallengeAnswered) else None
        await connection.execute(
            "insert into challenge as c (challenge, area, measure, challenger, body, unanswered_on, answered_on) "
            "values ($1, $2, $3, $4, $5, $6, $7) on conflict (challenge) do update set "
            "unanswered_on = coalesce(c.unanswered_on, excluded.unanswered_on), "
            "answered_on = coalesce(c.answered_on, excluded.answered_on)",
            one.challenge,
            one.area,
            one.measure,
            one.challenger,
            one.body,
            unanswered_on,
            answered_on,
        )


async def forget_challenges(session: Session) -> None:
    """Empty the copy of challenges, for telling them again."""
    await (await raw(session)).execute("delete from challenge")


async def decisions(session: Session, area: str) -> list[Decision]:
    """What committees of the area decided, the latest about each matter, the latest first."""
    rows = await (await raw(session)).fetch(
        "select matter, source, title, working, committee, decision, reasons, met_on, reference from "
        "(select distinct on (matter) * from programme_decision where area = $1 order by matter, note desc) latest "
        "order by note desc limit $2",
        area,
        MOST,
    )
    return [Decision(**row) for row in rows]


async def add(session: Session, area: str, made: Decision, *, entered_by: str, now: datetime) -> None:
    """Write down what a committee decided about a matter."""
    await (await raw(session)).execute(
        "insert into programme_decision (area, matter, source, title, working, committee, decision, reasons, met_on, "
        "reference, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        area,
        made.matter,
        made.source,
        made.title,
        made.working,
        made.committee,
        made.decision,
        made.reasons,
        made.met_on,
        made.reference,
        entered_by,
        now,
    )
