"""One chapter: a walk from its first case to the end of its last, and a look at all that it left on the record.

A part of it is stored: walked in a database through the handlers, by many cases at once. The rest is walked by the
rules alone, which is ten times as quick.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import make_url

from shared.database import for_service
from shared.settings import Mode, Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import world
from tests.soak import record
from tests.soak.alone import Alone
from tests.soak.walk import BEGUN, leave, start

CHAPTER = 20_000
STORED = 0.2  # of a chapter's steps
# Of a chapter this share is walked; then nobody does anything any more, and silence ends what is open.
WALKED = 0.6
PROJECTED = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What a chapter came to. `days` is how long silence took to end its last case, counted from the last deed."""

    steps: int
    stored: int
    decisions: int
    cases: int
    until: datetime
    days: int
    outcomes: Counter[str]
    commands: frozenset[str]
    told: Counter[str]

    def __str__(self) -> str:
        return (
            f"{self.steps:,} steps, {self.stored:,} of them stored, by {self.decisions:,} decisions "
            f"in {self.cases:,} cases until {self.until:%B %Y}, "
            f"silence ended the last in {self.days} days; asked {dict(self.outcomes)}"
        )


async def chapter(admin_url: str, seed: int, transitions: int, *, streams: int = PROJECTED) -> Chapter:
    """Walk so many transitions by this seed in that database. Raises Broken."""
    alone = Alone(seed)
    alone.walk(int(transitions * (1 - STORED)))
    stored = transitions - alone.follower.steps
    without_user = make_url(admin_url).set(username=None, password=None).render_as_string()
    settings = Settings(mode=Mode.LOCAL, database_url=without_user, admin_url=admin_url)
    escalation, publication = for_service(settings, "escalation"), for_service(settings, "publication")
    try:
        async with world(settings, escalation, SetClock(BEGUN), admin_url) as here:
            walking = await start(here, settings, seed)
            days = 0
            try:
                while walking.follower.steps < stored and walking.is_early:
                    await walking.walk(int(stored * WALKED))
                    days = max(days, await walking.end())
                await record.look(walking, publication, streams=streams)
            finally:
                await leave(walking)
            return Chapter(
                steps=alone.follower.steps + walking.follower.steps,
                stored=walking.follower.steps,
                decisions=alone.follower.deeds + walking.follower.deeds,
                cases=len(alone.follower.cases) + walking.opened,
                until=walking.now,
                days=days,
                outcomes=walking.outcomes,
                commands=walking.done | alone.done,
                told=walking.follower.seen + alone.follower.seen,
            )
    finally:
        await escalation.close()
        await publication.close()
