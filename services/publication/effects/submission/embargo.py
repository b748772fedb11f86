"""What waits for the day from which it is shown: its leaf, its day; and once shown, what proves that it is the same."""

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.entry.clearance import Cleared, LaterGround
from services.publication.domain.entry.embargo import over_on, shown_on, subject_of_held
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.counterpart import leaf_of_held, leaf_of_showing
from services.publication.domain.register.register import Register
from services.publication.domain.submission.submission import Submission, held_by
from services.publication.effects.agreement.agreement import judged_by
from services.publication.effects.entry.withholding import END, withheld_of
from services.publication.effects.submission.submission import LOOK, about, tell
from services.publication.storage.entry import withholding as withholdings
from services.publication.storage.leaf import leaf
from services.publication.storage.submission import submission as storage
from shared import deadlines
from shared.database import Session
from shared.events.publication import SubmissionHeld
from shared.proof.merkle import SALT
from shared.working_days import ONE_DAY

SHOW = "submission.show"
SINCE = "the last day of the weeks before an election, as they were told of since"


async def hold_until_its_day(
    session: Session, handed_in: Submission, how: Cleared, *, by: Circumstances, actor: str, now: datetime
) -> Submission:
    """It is agreed to, and shown by the clock early on its day; the record commits to it from now on.

    Raises NotPossible for who would let it wait alone by force.
    """
    waiting = held_by(handed_in, how, actor, now, name=os.urandom(16).hex(), secret=os.urandom(2 * SALT).hex())
    if waiting.held is None or waiting.later is None:
        raise ValueError("it waits for no day")
    await storage.hold(session, waiting)
    await deadlines.meet(session, about(waiting), LOOK, now)
    committed = leaf_of_held(
        waiting.entries,
        waiting.held,
        agreement=waiting.agreement,
        area=waiting.area,
        body=waiting.body,
        received_at=waiting.received_at,
    )
    await leaf.add(session, [committed])
    told = SubmissionHeld(
        area=waiting.area,
        agreement=waiting.agreement,
        submission=waiting.submission,
        how=how.value,
        ground=waiting.later.ground.value,
        shown_from=waiting.later.shown_from,
        digest=storage.digest_of_holding(waiting),
        name=waiting.held.name,
    )
    await tell(session, waiting, told, actor, now)
    await deadlines.arm_day(
        session,
        area=waiting.area,
        subject=about(waiting),
        kind=SHOW,
        due_on=waiting.later.shown_from - timedelta(days=1),
        working="the day before the one that was said when it was handed in",
        policy=by.policy,
    )
    return waiting


async def wait_on(session: Session, subject: str, kind: str, today: date, by: Circumstances) -> bool:
    """Whether what the clock shows today waits for the end of the weeks before an election, of which the register was
    told since: then the last of them is armed, once however often they change, and it waits until they are over.
    """
    elections, rule = by.register.before_elections, by.policy.pre_election.negotiation_entries
    day = shown_on(today, elections=elections, rule=rule)
    if day == today:
        return False
    await deadlines.arm_today(
        session,
        area=by.register.area,
        subject=subject,
        kind=kind,
        on=day - ONE_DAY,
        working="the last day of the weeks before an election",
        policy=by.policy,
    )
    return True


async def look_again(session: Session, register: Register, today: date) -> None:
    """What waits for the end of the weeks before an election is shown the day after they are over, as the register
    says it now: where it says sooner than when it was handed in, a day of its own is armed.
    """
    elections, policy = register.before_elections, judged_by(register, today).policy
    arm = partial(deadlines.arm_today, session, area=register.area, working=SINCE, policy=policy)
    for waiting in await storage.held_in(session, register.area):
        is_for_it = waiting.later is not None and waiting.later.ground is LaterGround.PRE_ELECTION
        until = waiting.ends_on if is_for_it else today + ONE_DAY
        day = over_on(today, until, elections=elections)
        if day < waiting.ends_on if is_for_it else waiting.ends_on <= today:
            await arm(subject=about(waiting), kind=SHOW, on=day - ONE_DAY)
    day = over_on(today, today + ONE_DAY, elections=elections)
    for due in await deadlines.open_of_kind(session, END, {register.area}):
        if due.due_on is not None and day <= due.due_on and await _waited_on(session, due.subject, today):
            await arm(subject=due.subject, kind=END, on=day - ONE_DAY)


async def _waited_on(session: Session, subject: str, today: date) -> bool:
    """Whether the day has come that two persons stated for withheld words, so that they wait for the weeks' end alone.
    A day that is still to come is kept: it says more than the weeks.
    """
    held = await withholdings.last(session, *withheld_of(subject))
    return held is not None and held.is_withheld and held.until is not None and held.until <= today


async def tell_what_was_held(session: Session, held: Submission, numbers: Sequence[int], now: datetime) -> None:
    """Add the leaf that opens the commitment: the entries by their numbers, or none where they cannot be shown.

    Nothing where the record was begun anew since and commits to nothing any more.
    """
    if held.held is None or await leaf.cited(session, Kind.HELD, subject_of_held(held.held), 1) is None:
        return
    showing = leaf_of_showing(held.held, agreement=held.agreement, area=held.area, numbers=numbers, at=now)
    await leaf.add(session, [showing])
