"""Decisions that wait for a second person: what was decided and by whom. Kept only until the second has spoken."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from services.escalation.domain.case.circumstances import Actor, Proposal
from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.ladder.command import COMMANDS
from shared.database import Session, raw


async def save(session: Session, reference: str, area: str, proposal: Proposal, now: datetime) -> None:
    """Keep a decision in the place of an older one; whether one may wait now, the ladder has decided."""
    name = verb(type(proposal.command))
    await (await raw(session)).execute(
        "insert into proposal (reference, area, command, said, actor, body, roles, proposed_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (reference) do update set command = excluded.command, "
        "said = excluded.said, actor = excluded.actor, body = excluded.body, roles = excluded.roles, "
        "proposed_at = excluded.proposed_at",
        reference,
        area,
        name,
        _shape(name).dump_json(proposal.command).decode(),
        proposal.by.id,
        proposal.by.body,
        sorted(proposal.by.roles),
        now,
    )


async def find(session: Session, reference: str) -> Proposal | None:
    """What waits about a case; None when nothing does."""
    return (await of_references(session, [reference])).get(reference)


async def of_references(session: Session, references: Collection[str]) -> dict[str, Proposal]:
    """What waits about each of these cases; those about which nothing does are absent."""
    rows = await (await raw(session)).fetch(
        "select reference, command, said, actor, body, roles from proposal where reference = any ($1)",
        list(references),
    )
    found = {}
    for row in rows:
        command: Command = _shape(row["command"]).validate_python(row["said"])
        by = Actor(id=row["actor"], body=row["body"], roles=frozenset(row["roles"]))
        found[row["reference"]] = Proposal(command=command, by=by)
    return found


async def forget(session: Session, reference: str) -> None:
    """The second has spoken, or the case has moved on."""
    await (await raw(session)).execute("delete from proposal where reference = $1", reference)


@cache
def _shape(name: str) -> TypeAdapter[Any]:  # each command has fields of its own
    return TypeAdapter(COMMANDS[name])
