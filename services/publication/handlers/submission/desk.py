"""What would follow if somebody put this on the record now: every fault, or the entries as all would read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import Command, PublishEntries
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.entry import Came, Entry
from services.publication.domain.entry.reply import Heard, heard
from services.publication.domain.submission.desk import Outline, Waits
from services.publication.domain.submission.submission import Standing, Submission
from services.publication.effects.agreement.agreement import circumstances, judged, on_record, require_seen
from services.publication.effects.submission.deed import command_of
from services.publication.effects.submission.submission import author_of, waiting_alike
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.submission import desk as storage
from shared.auth import Caller
from shared.database import Database
from shared.events.publication import EntryPublished
from shared.problems import Problem
from shared.working_days import london_day

MOST = 100  # agreements of a place on the desk


@dataclass(frozen=True, slots=True)
class Preview:
    """The agreement as it stands, what it is judged by, the entries as they would be told, and what the body has handed
    in that says the same and waits.
    """

    agreement: Agreement
    by: Circumstances
    told: tuple[Heard, ...]
    repeated: tuple[Submission, ...] = ()

    @property
    def is_for_two(self) -> bool:
        """Whether a second person has to publish it."""
        return self.by.policy.negotiation.two_persons

    @property
    def days(self) -> str:
        """How long a second person has before the clock publishes it."""
        return self.by.policy.negotiation.publish.words()


async def preview(
    database: Database, name: str, command: PublishEntries, *, caller: Caller, seen: int | None, now: datetime
) -> Preview:
    """What everybody would read; nothing is kept. Raises as publishing would, and Stale where the agreement has grown
    since `seen`, the version that the writer's page was made from.
    """
    async with database.unit_of_work(caller.areas) as session:
        agreement = on_record(await agreements.find(session, name))
        with as_problems():
            by = await judged(session, agreement.opened.area, london_day(now), name)
            named_author = replace(command, author=author_of(by, command.entries, caller))
            events = decide(agreement, named_author, london_day(now), by)
        repeated = await waiting_alike(session, name, command, caller)
    require_seen(agreement, seen)
    published = [event for event in events if isinstance(event, EntryPublished)]
    entries = _entries(published, command, caller.body or caller.id, now)
    return Preview(agreement, by, tuple(heard(entries, (), by.register)), repeated)


async def waiting(database: Database, caller: Caller, today: date) -> list[tuple[Outline, Waits]]:
    """Every agreement of the places where the caller's body stands in the register, with what waits for it there."""
    found = []
    async with database.unit_of_work(caller.areas) as session:
        for area in sorted(caller.areas):
            by = await circumstances(session, area, today)
            body = by.register.partners.get(caller.acting_body()) if by else None
            if by is not None and body is not None:
                outlines = await storage.outlines(session, area, MOST)
                found += [(one, one.waits_for(body, by=by, today=today)) for one in outlines]
    return found


async def hindered(
    database: Database, name: str, handed_in: Sequence[Submission], *, caller: Caller, now: datetime
) -> Mapping[int, Problem]:
    """What stands against publishing each of these now, by its number; one that can be published is not among them."""
    found: dict[int, Problem] = {}
    async with database.unit_of_work(caller.areas) as session:
        agreement = await agreements.find(session, name)
        for held in handed_in:
            if held.standing is not Standing.WAITING or held.entry is not None:
                continue
            try:
                with as_problems():
                    by = await judged(session, held.area, london_day(now), name)
                    asked: Command = held.command(len(agreement.marks) if agreement else 0, london_day(now))
                    if held.deed is not None:
                        asked = await command_of(session, agreement, name, held.deed, body=held.body, by=by)
                    decide(agreement, asked, london_day(now), by)
            except Problem as refused:
                found[held.submission] = refused
    return found


def _entries(
    published: Sequence[EntryPublished], command: PublishEntries, entered_by: str, now: datetime
) -> list[Entry]:
    return [
        Entry(number=event.entry, said=said, came=Came(event.came), entered_by=entered_by, recorded_at=now)
        for event, said in zip(published, command.entries, strict=True)
    ]
