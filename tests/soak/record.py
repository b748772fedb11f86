"""What the walk leaves on the record, looked at wholly at its end: every row is folded again, nothing sealed stands in
the open, and the public's projection is the same whether it hears in order or out of order and twice.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from random import Random

import asyncpg

from services.escalation.domain.case.command import Command
from services.escalation.domain.course.command import Pause, RenewPause
from services.escalation.domain.inspection.command import FileReply, LodgeComplaint
from services.escalation.domain.scrutiny.command import RefuseInformation
from services.publication.worker import CONSUMERS
from shared.database import Database
from shared.events.base import Envelope, pack
from shared.inbox import Inbox
from shared.ledger import envelope
from tests.integration.escalation.verified import verify
from tests.soak.follower import Broken
from tests.soak.walk import Walking

CONSUMER = "publication.case"
BATCH, WINDOW, AGAIN = 100, 40, 0.3
MARKS = re.compile(r"mark\d{7}|seal\d{6}")
TOLD = """
select position, event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id,
       occurred_at
from escalation.ledger where kind = 'escalation.case' and stream = any ($1) order by position
"""
EVERYTHING = "select type, data::text as data from escalation.ledger"
FORGET = (
    "truncate publication.timeline, publication.step",
    "delete from publication.progress where consumer = 'publication.case'",
)
# What a command says that is never told; and what is told later only, by somebody else's decision.
SEALED: Mapping[type[Command], tuple[str, ...]] = {
    LodgeComplaint: ("grounds", "authorised_by"),
    Pause: ("letter",),
    RenewPause: ("letter",),
}
TOLD_LATER: Mapping[type[Command], str] = {
    RefuseInformation: "folkmoot.case.refusal_published.v1",
    FileReply: "folkmoot.case.findings_published.v1",
}


async def look(walking: Walking, publication: Database, *, streams: int) -> None:
    """Look at all of it. The projection is made of so many cases' events, drawn at random."""
    await _refold(walking)
    told = await _sealed(walking)
    await _project(walking, publication, streams)
    if not told:
        raise Broken("nothing that people wrote is told anywhere: the marks are not looked for")


async def _refold(walking: Walking) -> None:
    found = await verify(walking.here.database)
    if differences := [sentence for one in found for sentence in one.differences]:
        raise Broken("\n".join(differences))
    if found[0].checked != walking.opened:
        raise Broken(f"{found[0].checked} of {walking.opened} cases were folded again")


async def _sealed(walking: Walking) -> int:
    """Every mark that stands in the ledger may stand there, by what was written it is and what became of it."""
    types: dict[str, set[str]] = defaultdict(set)
    for row in await walking.here.admin.fetch(EVERYTHING):
        for mark in MARKS.findall(row["data"]):
            types[mark].add(row["type"])
    for mark, where in types.items():
        if mark.startswith("seal"):
            if mark not in walking.reserve.unsealed:
                raise Broken(f"{mark} of a sealed matter stands in {sorted(where)}")
            continue
        reference, wished, outcome = walking.wishes[mark]
        if outcome != "done":
            raise Broken(f"{reference}: what was refused ({outcome}) stands in {sorted(where)}: {wished.command}")
        later = TOLD_LATER.get(type(wished.command))
        if later is not None and where != {later}:
            raise Broken(f"{reference}: {wished.command} is told by {sorted(where)}")
        if _is_sealed(wished.command, mark):
            raise Broken(f"{reference}: {wished.command} is told by {sorted(where)}")
    return len(types)


def _is_sealed(command: Command, mark: str) -> bool:
    """Whether the mark stands in nothing of the command but what is never told."""
    own = SEALED.get(type(command), ())
    said = [name for name in command.__dataclass_fields__ if mark in str(getattr(command, name))]
    return bool(said) and set(said) <= set(own)


async def _project(walking: Walking, publication: Database, streams: int) -> None:
    """In order, then anew: out of order, some twice, until nothing waits."""
    chosen = walking.random.sample(sorted(walking.follower.cases), min(streams, len(walking.follower.cases)))
    connection = await asyncpg.connect(_url(walking))
    try:
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        rows = await connection.fetch(TOLD, [f"case/{reference}" for reference in chosen])
        told = [envelope(row) for row in rows]
        in_order = await _heard(connection, publication, told)
        for statement in FORGET:
            await connection.execute(statement)
        again = await _heard(connection, publication, _mixed(told, walking.random))
    finally:
        await connection.close()
    if in_order != again:
        raise Broken("the public's projection depends on the order in which it hears")
    if len(in_order) <= len(chosen):
        raise Broken("the public heard nothing")


async def _heard(connection: asyncpg.Connection, publication: Database, told: list[Envelope]) -> list[str]:
    """Every row of the projection after these messages."""
    inbox = Inbox(publication, CONSUMER, CONSUMERS[CONSUMER], first_pause=0)
    for start in range(0, len(told), BATCH):
        await inbox.receive(pack(told[start : start + BATCH]))
    while await inbox.retry_once():
        pass
    if waiting := await connection.fetchval("select count(*) from publication.waiting"):
        raise Broken(f"{waiting} events wait for ever")
    rows = await connection.fetch(
        "select row::text as row from publication.timeline row union all select row::text from publication.step row"
    )
    return sorted(row["row"] for row in rows)


def _mixed(told: list[Envelope], random: Random) -> list[Envelope]:
    """The same, near ones in another order, and some of them twice."""
    places = [(number + random.uniform(0, WINDOW), number) for number in range(len(told))]
    places += [
        (number + random.uniform(0, 20 * WINDOW), number) for number in range(len(told)) if random.random() < AGAIN
    ]
    return [told[number] for _, number in sorted(places)]


def _url(walking: Walking) -> str:
    assert walking.settings.admin_url is not None
    return walking.settings.admin_url
