"""What somebody has begun to write at the desk is kept for them, found again, thrown away, and forgotten by its day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.publication.domain.entry.entry import EntryKind
from services.publication.domain.submission.deed import What
from services.publication.domain.submission.draft import MOST, Draft
from services.publication.effects.agreement.agreement import judged
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.submission import draft as storage
from shared import deadlines
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.problems import NotFound, NotNow, Stale
from shared.working_days import london_day

ENDS = "draft.end"


class KeptElsewhere(Stale):
    """Another window of the same person kept something else under this name since the page was made."""

    slug, title = "draft-kept-elsewhere", "You kept something else in another window"

    def __init__(self, held: Draft) -> None:
        super().__init__(
            "You have written something else in another window since. Nothing of it is lost: compare both."
        )
        self.held = held


async def keep(
    database: Database,
    name: str,
    kind: EntryKind | What,
    draft: str,
    words: Mapping[str, str],
    *,
    version: int,
    seen: datetime | None,
    caller: Caller,
    now: datetime,
) -> None:
    """Keep what was written under its name, until a day that the rules of the place set. `seen` is when the page knew
    it to be kept last. `name` is the agreement's; of one to be opened it is its area's.

    Raises NotFound without an agreement in the caller's areas, and for a name that is another's; NotNow for too many;
    KeptElsewhere where another window kept other words since.
    """
    async with database.unit_of_work(caller.areas) as session:
        is_new = kind is What.OPENING
        area = name if is_new else await agreements.area_of(session, name)
        if area is None or area not in caller.areas:
            raise NotFound("There is no agreement of this name in your areas.")
        with as_problems():
            by = await judged(session, area, london_day(now))
        period = by.policy.negotiation.draft
        held = Draft(
            draft=draft,
            agreement=None if is_new else name,
            area=area,
            kind=kind,
            account=caller.id,
            words=words,
            version=version,
            kept_at=now,
            ends_on=period.reckon(london_day(now), by.calendar).due_on,
        )
        before = await storage.lock(session, draft)
        if before is not None and before.account == caller.id and before.is_other(words, seen):
            raise KeptElsewhere(before)
        own = [one.draft for one in await storage.of_account(session, caller.id)]
        if draft not in own and len(own) >= MOST:
            raise NotNow(f"You keep {MOST} drafts. Throw one away before you begin another.")
        if not await storage.keep(session, held):
            raise NotFound("You keep no draft of this name.")
        if draft not in own:
            working = f"{period.words()} for a draft"
            await deadlines.arm_day(
                session,
                area=area,
                subject=_about(draft),
                kind=ENDS,
                due_on=held.ends_on,
                working=working,
                policy=by.policy,
            )


async def kept(database: Database, caller: Caller) -> Sequence[Draft]:
    """What the caller has begun to write and not said yet, in every agreement of their areas, the last kept first."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.of_account(session, caller.id)


async def forget(
    database: Database, draft: str, *, said: Mapping[str, str] | None = None, caller: Caller, now: datetime
) -> None:
    """Keep it no longer: it was `said`, or thrown away. One that is not there, or another's, is no error; nor is one
    that another window wrote something else in, which stays.
    """
    async with database.unit_of_work(caller.areas) as session:
        held = await storage.lock(session, draft)
        if held is not None and held.account == caller.id and (said is None or dict(held.words) == dict(said)):
            await storage.remove(session, draft, caller.id)
            await deadlines.meet(session, _about(draft), ENDS, now)


async def lock(session: Session, subject: str) -> object:
    """Lock the draft that is to end."""
    return await storage.lock(session, _named(subject))


async def let_day_end(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """Its day is over: it is kept no longer."""
    held = await storage.lock(session, _named(due.subject))
    if held is not None:
        await storage.remove(session, held.draft, held.account)


def _about(draft: str) -> str:
    return f"draft/{draft}"


def _named(subject: str) -> str:
    return subject.removeprefix("draft/")
