"""What can be asked before an area's rules or closed days are changed: what that would move. Nothing is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.desk import policy_change
from services.escalation.domain.desk.policy_change import NOT_ADMITTED, Moved, Number, Rules
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.obligation.obligation import circumstances_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from shared.auth import Caller
from shared.database import Database, Session
from shared.policy import Policy, PolicyError, Wording
from shared.problems import Fault, Malformed, NotFound
from shared.register import NOTHING_MORE, Supposed, rules_on
from shared.working_days import london_day

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """What a change would move. `before` and `after` are the rules of the day from which it holds."""

    area_name: str
    wording: Wording
    before: Policy
    after: Policy
    cases: Sequence[Moved]
    open_cases: int
    not_admitted: int
    owed: Sequence[Moved]
    open_owed: int
    checked: Sequence[Moved]
    petitions: int
    reached: int
    numbers: Sequence[Number]
    closing: Sequence[Petition]
    unread: int


async def look(
    database: Database, area: str, supposed: Supposed, *, on: date, caller: Caller, now: datetime
) -> PolicyChange:
    """What would move if the register also stated this; `on` is the day from which it would hold.

    Raises NotFound for an area that is not the caller's, NotKnownHereYet, Malformed for a value that does not fit.
    """
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    async with database.unit_of_work(frozenset({area})) as session:
        about = await register.require_area(session, area)
        before = (await rules_on(session, [area], [on]))[area, on].policy
        try:
            after = (await rules_on(session, [area], [on], supposed))[area, on].policy
        except PolicyError as error:
            fault = Fault("does-not-fit", "This value cannot be taken here.", "/value")
            raise Malformed("This change cannot be made. Nothing was stored.", errors=[fault]) from error
        moved, open_cases, not_admitted = await _cases(session, area, supposed, now)
        open_now = [one.petition for one in await petitions.signable(session, area, london_day(now))]
        owed, open_owed = await _owed(session, area, supposed, now)
        return PolicyChange(
            area_name=about.name,
            wording=await register.wording(session, area, london_day(now)),
            before=before,
            after=after,
            cases=moved,
            open_cases=open_cases,
            not_admitted=not_admitted,
            owed=owed,
            open_owed=open_owed,
            checked=await _checked(session, area, supposed, now),
            petitions=len(open_now),
            reached=sum(mark.reached_on is not None for one in open_now for mark in one.marks),
            numbers=policy_change.numbers(before, after, about.population),
            closing=policy_change.closing(open_now, before, after, on),
            unread=await moderations.unread(session, area),
        )


async def _cases(session: Session, area: str, supposed: Supposed, now: datetime) -> tuple[list[Moved], int, int]:
    """The days of open cases that would move; how many cases are open, and how many of these not admitted yet."""
    moved: list[Moved] = []
    count, waiting, after = 0, 0, ""
    while page := await cases.open_of_area(session, area, after=after, limit=PAGE):
        found = list((await cases.of_references(session, page)).values())
        count, waiting, after = count + len(found), waiting + sum(one.state in NOT_ADMITTED for one in found), page[-1]
        days = {one.policy_on for one in found}
        now_rules = await _rules(session, area, days)
        then = await _rules(session, area, days, supposed)
        touched = [one for one in found if policy_change.is_changed(now_rules[one.policy_on], then[one.policy_on])]
        at = await circumstances.of_cases(session, touched, now=now, actor_in=lambda _: MACHINE) if touched else {}
        looked = (policy_change.moved_case(one, at[one.reference], then[one.policy_on]) for one in touched)
        moved += [each for each in looked if each]
    return sorted(moved, key=lambda one: (one.was_on, one.reference)), count, waiting


async def _owed(session: Session, area: str, supposed: Supposed, now: datetime) -> tuple[list[Moved], int]:
    """The days of what is owed to petitions that would move, and how much is owed."""
    owed = [one for one in await obligations.all_of_area(session, area) if one.is_open]
    about = await petitions.of_references(session, {one.petition for one in owed})
    moved: list[Moved] = []
    days = {one.petition.opened_on for one in about.values()}
    now_rules = await _rules(session, area, days)
    then = await _rules(session, area, days, supposed)
    for one in owed:
        petition = about[one.petition].petition
        day = petition.opened_on
        if policy_change.is_changed(now_rules[day], then[day]):
            at = await circumstances_of(session, petition, now=now)
            each = policy_change.moved_owed(one, petition, at, then[day])
            moved += [each] if each else []
    return moved, len(owed)


async def _checked(session: Session, area: str, supposed: Supposed, now: datetime) -> list[Moved]:
    """The days of petitions that are being checked that would move: they go by the rules of the day that is today."""
    today = london_day(now)
    then = (await _rules(session, area, {today}, supposed))[today]
    moved, after = [], ""
    while page := await moderations.open_of_area(session, area, after=after, limit=PAGE):
        found, after = list((await moderations.of_references(session, page)).values()), page[-1]
        at = await circumstances.of_measures(session, area, {one.measure for one in found}, now=now)
        moved += [policy_change.moved_check(one, at[one.measure], then) for one in found]
    return [each for each in moved if each]


async def _rules(
    session: Session, area: str, days: Collection[date], supposed: Supposed = NOTHING_MORE
) -> dict[date, Rules]:
    """What holds on each of these days, or would."""
    found = await rules_on(session, [area], days, supposed)
    return {
        day: Rules(policy=one.policy, calendar=one.calendar, elections=one.elections) for (_, day), one in found.items()
    }
