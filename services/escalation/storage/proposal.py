"""Decisions that wait for a second person: what was decided and by whom. Kept only until the second has spoken."""

from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from services.escalation.domain.case.circumstances import Proposal
from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.ladder.command import COMMANDS
from shared.database import Session, raw


async def save(session: Session, reference: str, area: str, proposal: Proposal, now: datetime) -> None:
    """Keep a decision in the place of an older one; whether one may wait now, the ladder has decided."""
    name = verb(type(proposal.command))
    await (await raw(session)).execute(
        "insert into proposal (reference, area, command, said, actor, proposed_at) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (reference) do update set command = excluded.command, said = excluded.said, "
        "actor = excluded.actor, proposed_at = excluded.proposed_at",
        reference,
        area,
        name,
        _shape(name).dump_json(proposal.command).decode(),
        proposal.actor,
        now,
    )


async def find(session: Session, reference: str) -> Proposal | None:
    """What waits about a case; None when nothing does."""
    row = await (await raw(session)).fetchrow(
        "select command, said, actor from proposal where reference = $1", reference
    )
    if row is None:
        return None
    command: Command = _shape(row["command"]).validate_python(row["said"])
    return Proposal(command=command, actor=row["actor"])


async def forget(session: Session, reference: str) -> None:
    """The second has spoken, or the case has moved on."""
    await (await raw(session)).execute("delete from proposal where reference = $1", reference)


@cache
def _shape(name: str) -> TypeAdapter[Any]:  # each command has fields of its own
    return TypeAdapter(COMMANDS[name])
