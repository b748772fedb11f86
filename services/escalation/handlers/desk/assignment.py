"""Who works on a case for a body: taking it, handing it over, putting it back, notes for colleagues, standing in.

Inside one's own body and areas only. The ledger tells none of it, and no public page reads it. Where the body itself
answers for the case, its clerks, its committee's officers and those who answer keep apart what each write and have:
`others` are the accounts of the other sides.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.desk.assignment import (
    LONGEST_COVER_DAYS,
    Assignment,
    Cover,
    Note,
    is_again,
    is_circle,
    moved,
    standing,
)
from services.escalation.domain.desk.notification import Kind, Notification
from services.escalation.effects.case import circumstances
from services.escalation.effects.desk.notification import tell
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.desk import assignment as storage
from shared.auth import Caller
from shared.database import Database, Session
from shared.problems import Fault, Malformed, NotFound, NotNow
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A case as a body works on it: who has it, how it came there, what colleagues wrote; whether another side has it,
    and the accounts of those sides.
    """

    case: Case
    history: Sequence[Assignment]
    notes: Sequence[Note]
    is_elsewhere: bool = False
    apart: frozenset[str | None] = frozenset()

    @property
    def account(self) -> str | None:
        """Who has it now; None while nobody has."""
        return self.history[0].account if self.history else None


async def see(database: Database, reference: str, *, others: Collection[str], caller: Caller, now: datetime) -> Held:
    """The case with what the caller's own body keeps about it, on the caller's side where it has sides. Raises NotFound
    outside the caller's areas.
    """
    body = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        case = await cases.find(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        apart = await _apart(session, case, others, caller, now)
        history = await storage.history(session, reference, body)
        notes = await storage.notes(session, reference, body)
        return Held(
            case=case,
            history=[one for one in history if apart.isdisjoint({one.account, one.assigned_by})],
            notes=[one for one in notes if one.written_by not in apart],
            is_elsewhere=bool(history) and history[0].account in apart,
            apart=apart,
        )


async def take(database: Database, reference: str, *, others: Collection[str], caller: Caller, now: datetime) -> None:
    """The caller has the case from now on. Raises NotNow where a colleague has it: they hand it over, with a note."""
    async with database.unit_of_work(caller.areas) as session:
        case, current = await _own_side(session, reference, others, caller, now)
        if current is not None and current.account not in (None, caller.id):
            raise NotNow("A colleague has this case. Whoever takes it over hands it over, and says why.")
        await _move(session, case, current, to=caller.id, note="", caller=caller, now=now)


async def hand_over(
    database: Database,
    reference: str,
    *,
    to: str,
    note: str,
    colleagues: Collection[str],
    others: Collection[str],
    caller: Caller,
    now: datetime,
) -> None:
    """One of the colleagues has the case from now on, and reads the note. Raises Malformed for somebody else, NotNow
    where another side of the body has it.
    """
    if to not in colleagues:
        words = "Choose somebody who works for your organisation in this place."
        raise Malformed(words, errors=[Fault("not_a_colleague", words, "/to")])
    async with database.unit_of_work(caller.areas) as session:
        case, current = await _own_side(session, reference, others, caller, now)
        if to in await _apart(session, case, others, caller, now):
            words = "Your organisation answers for this case. Choose somebody of your own side."
            raise Malformed(words, errors=[Fault("other_side", words, "/to")])
        await _move(session, case, current, to=to, note=note, caller=caller, now=now)


async def put_back(
    database: Database, reference: str, *, note: str, others: Collection[str], caller: Caller, now: datetime
) -> None:
    """Nobody has the case any more; it waits for the team. Raises NotNow where another side of the body has it."""
    async with database.unit_of_work(caller.areas) as session:
        case, current = await _own_side(session, reference, others, caller, now)
        await _move(session, case, current, to=None, note=note, caller=caller, now=now)


async def write_note(
    database: Database,
    reference: str,
    text: str,
    *,
    others: Collection[str],
    caller: Caller,
    now: datetime,
    supersedes: int | None = None,
) -> None:
    """Keep a note for colleagues, once however often it was pressed; it is never changed and never public.

    It may put right an earlier one, which stays. Raises Malformed for one that there is not, or that is put right.
    """
    async with database.unit_of_work(caller.areas) as session:
        case, _ = await _lock(session, reference, caller)
        body = caller.acting_body()
        written = await storage.notes(session, reference, body)
        number = written[0].number + 1 if written else 1
        new = Note(
            reference=reference,
            area=case.area,
            body=body,
            number=number,
            written_by=caller.id,
            written_at=now,
            note=text,
            supersedes=supersedes,
        )
        if is_again(written, new):
            return
        apart = await _apart(session, case, others, caller, now)
        own = {one.number for one in standing(written) if one.written_by not in apart}
        if supersedes is not None and supersedes not in own:
            words = "There is no such note, or somebody put it right already."
            raise Malformed(words, errors=[Fault("not_standing", words, "/text")])
        await storage.add_note(session, new)


async def cover(
    database: Database,
    *,
    account: str,
    stands_in: str,
    from_on: date,
    until_on: date,
    colleagues: Collection[str],
    others: Collection[str],
    caller: Caller,
    now: datetime,
) -> None:
    """Somebody stands in for a colleague on these days, in the caller's areas: the cases come to their desk.

    Raises Malformed for people of another body or side of it, the same person, two who stand in for each other, days
    that are over, turned round or too many.
    """
    faults = []
    today = london_day(now)
    for name, who in (("account", account), ("stands_in", stands_in)):
        if who not in colleagues:
            faults.append(Fault("not_a_colleague", "Choose somebody who works for your organisation.", f"/{name}"))
        elif who in others:
            words = "Choose somebody of your own side: clerks, the committee's officers and whoever answers keep apart."
            faults.append(Fault("other_side", words, f"/{name}"))
    if account == stands_in:
        faults.append(Fault("same_person", "Choose two different people.", "/stands_in"))
    if until_on < max(from_on, today):
        faults.append(Fault("days_turned", "The last day comes before the first, or is over.", "/until_on"))
    if (until_on - from_on).days >= LONGEST_COVER_DAYS:
        faults.append(Fault("too_long", "Nobody is covered for longer than a year: hand the cases over.", "/until_on"))
    if faults:
        raise Malformed("Nobody stands in yet.", errors=faults)
    async with database.unit_of_work(caller.areas) as session:
        held = await storage.covers(session, caller.acting_body(), today)
        for area in sorted(caller.areas):
            new = Cover(
                number=0,
                area=area,
                body=caller.acting_body(),
                account=account,
                stands_in=stands_in,
                from_on=from_on,
                until_on=until_on,
                assigned_by=caller.id,
            )
            if is_circle((one for one in held if one.area == area), new):
                words = "They stand in for each other on the same days. End the other first, or choose somebody else."
                raise Malformed("Nobody stands in yet.", errors=[Fault("circle", words, "/stands_in")])
            await storage.add_cover(session, new)


async def end_cover(database: Database, area: str, number: int, *, caller: Caller, now: datetime) -> None:
    """From today on nobody stands in by this any more; once ended, nothing changes again."""
    async with database.unit_of_work(caller.areas) as session:
        await storage.end_cover(session, caller.acting_body(), area, number, london_day(now))


async def list_covers(database: Database, *, caller: Caller, now: datetime) -> Sequence[Cover]:
    """Who stands in for whom in the caller's body, today and later."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.covers(session, caller.acting_body(), london_day(now))


async def _own_side(
    session: Session, reference: str, others: Collection[str], caller: Caller, now: datetime
) -> tuple[Case, Assignment | None]:
    """As `_lock`. Raises NotNow where somebody of another side has the case."""
    case, current = await _lock(session, reference, caller)
    if current is not None and current.account in await _apart(session, case, others, caller, now):
        raise NotNow("Another side of your organisation has this case, and keeps what it writes about it.")
    return case, current


async def _apart(
    session: Session, case: Case, others: Collection[str], caller: Caller, now: datetime
) -> frozenset[str | None]:
    """Those of the others who are kept apart in this case: all of them where the caller's body answers for it."""
    at = await circumstances.of_measure(
        session, case.area, measure=case.measure, now=now, actor=actor_of(caller, case.area)
    )
    return frozenset(others) if is_own_cause((case.subject or at.register.answering,), at) else frozenset()


async def _lock(session: Session, reference: str, caller: Caller) -> tuple[Case, Assignment | None]:
    case = await cases.lock(session, reference)
    if case is None:
        raise NotFound(NO_CASE)
    history = await storage.history(session, reference, caller.acting_body())
    return case, history[0] if history else None


async def _move(
    session: Session,
    case: Case,
    current: Assignment | None,
    *,
    to: str | None,
    note: str,
    caller: Caller,
    now: datetime,
) -> None:
    like = Assignment(
        reference=case.reference,
        area=case.area,
        body=caller.acting_body(),
        number=current.number + 1 if current else 1,
        account=to,
        assigned_by=caller.id,
        assigned_at=now,
        note=note,
    )
    if (new := moved(current, like=like)) is not None:
        await storage.add(session, new)
        if to is not None and to != caller.id:
            await tell(session, [_handed(new)], now)


def _handed(new: Assignment) -> Notification:
    """What tells somebody that a colleague handed a case to them; the note stands on its page."""
    return Notification(
        area=new.area,
        stream=f"assignment/{new.reference}",
        version=new.number,
        reference=new.reference,
        kind=Kind.HANDED,
        body=new.body,
        account=new.account,
        by=new.assigned_by,
    )
