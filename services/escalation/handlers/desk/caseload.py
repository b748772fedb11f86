"""One step over several cases: all of them or none, unless whoever asks says that the others may be passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.refusal import NO_CASE, Refused
from services.escalation.domain.ladder.decision import decide
from services.escalation.effects.case import command as commands
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from shared.auth import Caller
from shared.database import Database, Session
from shared.problems import Malformed, NotFound, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A command about several cases, each with the version that was seen; `others_only` passes over those that do not
    allow it.
    """

    command: Command
    seen: Sequence[tuple[str, int]]
    others_only: bool
    caller: Caller
    now: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it: the cases in which it was done, and why not in the others. Where nothing was done, none."""

    done: Sequence[str]
    refused: Sequence[tuple[str, str]]


async def do_together(database: Database, wish: Together) -> Outcome:
    """Do it in every case in one transaction. Where one refuses, in none; or in the others, where that was asked for.

    Raises Malformed for what is wrong with the words, which are the same for all.
    """
    async with database.unit_of_work(wish.caller.areas) as session:
        await cases.lock_all(session, [reference for reference, _ in wish.seen])
        allowed: list[tuple[Case, Circumstances]] = []
        refused: list[tuple[str, str]] = []
        for reference, version in sorted(wish.seen):
            try:
                allowed.append(await _look(session, wish, reference, version))
            except Malformed:
                raise
            except Problem as why:
                refused.append((reference, why.detail))
        if refused and not wish.others_only:
            return Outcome(done=(), refused=refused)
        for case, at in allowed:
            await commands.do(session, case, wish.command, at)
        return Outcome(done=[case.reference for case, _ in allowed], refused=refused)


async def _look(session: Session, wish: Together, reference: str, version: int) -> tuple[Case, Circumstances]:
    """The case, locked, in which the step may be taken now. Raises the problem that it would meet."""
    area = await cases.area_of(session, reference)
    if area is None:
        raise NotFound(NO_CASE)
    case, at = await commands.lock(
        session,
        reference,
        wish.command,
        actor=actor_of(wish.caller, area),
        expected_version=version,
        now=wish.now,
        received_at=wish.received_at,
    )
    try:
        decide(case, wish.command, at)
    except Refused as refusal:
        raise problem(refusal) from refusal
    return case, at
