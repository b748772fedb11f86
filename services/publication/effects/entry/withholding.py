"""Taking the words of an entry out of sight, and showing them again: the row, its leaf, its event, its day."""

from datetime import date, datetime, timedelta

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.entry.clearance import Hidden
from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.withholding import Withholding, leaf_of_withholding, names_of
from services.publication.storage.entry import withholding as storage
from services.publication.storage.leaf import leaf
from shared import deadlines, ledger
from shared.database import Session
from shared.events.publication import EntryReleased, EntryWithheld

END = "withholding.end"


async def withhold(
    session: Session,
    entry: Entry,
    hidden: Hidden,
    *,
    agreement: str,
    by: Circumstances,
    persons: tuple[str, str],
    now: datetime,
    by_clock: bool = False,
) -> None:
    """From now on the words are not shown; on the day that is stated the clock shows them again."""
    before = await storage.last(session, agreement, entry.number)
    told = Withholding(
        agreement=agreement,
        entry=entry.number,
        turn=before.turn + 1 if before else 1,
        area=by.register.area,
        is_withheld=True,
        names=names_of(entry),
        ground=hidden.ground,
        summary=hidden.summary,
        until=hidden.until,
        by=entry.entered_by,
        by_clock=by_clock,
        at=now,
    )
    event = EntryWithheld(
        area=told.area,
        agreement=agreement,
        entry=entry.number,
        names=told.names,
        ground=told.ground.value,
        until=told.until,
        by=told.by,
    )
    await leaf.add(session, [leaf_of_withholding(told)])
    await storage.add(session, told, *persons)
    await _append(session, told, event, persons[1], now)
    if hidden.until is not None:
        await _arm(session, told, hidden.until, by)


async def release(
    session: Session, held: Withholding, *, persons: tuple[str, str], now: datetime, by_clock: bool = False
) -> None:
    """From now on the words are shown again, as they were."""
    told = Withholding(
        agreement=held.agreement,
        entry=held.entry,
        turn=held.turn + 1,
        area=held.area,
        is_withheld=False,
        names=held.names,
        ground=held.ground,
        summary=None,
        until=None,
        by=held.by,
        by_clock=by_clock,
        at=now,
    )
    event = EntryReleased(area=held.area, agreement=held.agreement, entry=held.entry, by=held.by, by_clock=by_clock)
    await leaf.add(session, [leaf_of_withholding(told)])
    await storage.add(session, told, *persons)
    await deadlines.cancel(session, about(held.agreement, held.entry), END, now)
    await _append(session, told, event, persons[1], now)


def about(agreement: str, entry: int) -> str:
    """What the deadline of a withholding is about; its stream's name too."""
    return f"withholding/{agreement}/{entry}"


def withheld_of(subject: str) -> tuple[str, int]:
    """The agreement and the number of the entry that a deadline is about."""
    name, _, number = subject.removeprefix("withholding/").rpartition("/")
    return name, int(number)


async def _append(
    session: Session, told: Withholding, event: EntryWithheld | EntryReleased, actor: str, now: datetime
) -> None:
    stream = about(told.agreement, told.entry)
    await ledger.append(session, stream, told.turn - 1, [event], area=told.area, actor=actor, now=now)


async def _arm(session: Session, told: Withholding, until: date, by: Circumstances) -> None:
    """The last day on which they are not shown is the one before; so they are shown early on the day that was said."""
    await deadlines.arm_day(
        session,
        area=told.area,
        subject=about(told.agreement, told.entry),
        kind=END,
        round=told.turn,
        due_on=until - timedelta(days=1),
        working="the day that was said when the words were withheld",
        policy=by.policy,
    )
