"""What can happen to a matter that a body raises: it opens a case, joins one, or waits for others; and it is read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Circumstances, Found
from services.escalation.domain.case.command import NoteJoined, NoteLevel
from services.escalation.domain.case.part import raised_by
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.person.councillor import ward_called
from services.escalation.domain.screening.command import AllegeSystematicFailure
from services.escalation.domain.trigger import gathering
from services.escalation.domain.trigger.decision import opening, record_of
from services.escalation.domain.trigger.gathering import Gathering
from services.escalation.domain.trigger.matter import Matters, RaisedAlready, require_new
from services.escalation.domain.trigger.trigger import FORUM_KINDS, Forums, Trigger, required
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.trigger.trigger import new_reference, open_raised, raise_level, tell_gathering
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.trigger.trigger import address_of, joined, opened, said_of, waiting
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.trigger import forum
from services.escalation.storage.trigger import gathering as gatherings
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.events.escalation import TriggerRecord
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered
from shared.idempotency import Answer, Once
from shared.policy import Wording
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5
# Kinds that only a body of the register raises; peers may come from outside, and a councillor is a person.
OF_THE_REGISTER = (Kind.PARTNER, Kind.OWN_FINDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area in which somebody may raise a matter: its measures and bodies, their own forum's kind and agreements, and
    the wards, by code, whose councillor they are.
    """

    area: register.Area
    measures: Sequence[register.Measure]
    bodies: Sequence[Body]
    forum: ForumRegistered | None
    agreements: Sequence[OutcomeAgreementRegistered]
    wards: Mapping[str, str]
    wording: Wording


async def raise_once(database: Database, trigger: Trigger, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """Open the case that the body raises, let the body join one, or count its decision until there are enough.

    Raises NotYours, NotKnownHereYet, Malformed naming every gap, NotNow naming the case of the same matter; the same
    request again gets the same answer.
    """
    caller.acting_body()
    if trigger.area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        await gatherings.one_at_a_time(session, trigger.area, trigger.measure)
        at = await _circumstances(session, trigger, caller, now)
        known = await _known(session, trigger, at)
        trigger = replace(trigger, ward=_ward(trigger, known))
        _require_known(trigger, at, known)
        try:
            answer = await _raise(session, trigger, at, known)
        except Refused as refusal:
            raise problem(refusal) from refusal
        return await idempotency.keep(session, once, answer)


async def see(database: Database, reference: str) -> Gathering:
    """Decisions that are counted, or were. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await gatherings.find(session, reference)
    if found is None:
        raise NotFound("No decisions are counted under this reference.")
    return found


async def find_matters(database: Database, references: Collection[str]) -> list[Case | Gathering]:
    """The cases and the decisions that wait under these references, to say what they are about; in their order."""
    async with database.unit_of_work(EVERY_AREA) as session:
        counted = await gatherings.of_references(session, references)
        known = await cases.of_references(session, references)
    return [found for one in references if (found := known.get(one) or counted.get(one)) is not None]


async def list_open(database: Database, *, after: str, limit: int) -> list[Gathering]:
    """A page of the gatherings that have not ended, in order of reference."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await gatherings.list_open(session, after=after, limit=limit)


async def places(database: Database, *, caller: Caller, now: datetime) -> list[Place]:
    """The areas in which the caller acts, each with what a matter may be raised on there."""
    async with database.unit_of_work(caller.areas) as session:
        return [await _place(session, area, caller, now) for area in await register.areas(session)]


async def wordings(database: Database, areas: Iterable[str], now: datetime) -> dict[str, Wording]:
    """The words of each of these areas on this day."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return {area: await register.wording(session, area, london_day(now)) for area in sorted(set(areas))}


async def lock(session: Session, subject: str) -> object:
    """Lock the gathering that a deadline is about."""
    return await gatherings.lock(session, gatherings.reference_of(subject))


async def lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The day until which a decision counted is over: it counts no more, and with the last one the gathering ends."""
    found = await gatherings.lock(session, gatherings.reference_of(due.subject))
    if found is None or not (events := gathering.lapse(found, due.round)):
        return
    at = await circumstances.of_measure(session, found.area, measure=found.measure, now=now)
    await tell_gathering(session, found, events, at)


async def _place(session: Session, area: register.Area, caller: Caller, now: datetime) -> Place:
    known = await forum.of_area(session, area.area)
    bodies = (await register.bodies(session, area.area)).values()
    today = london_day(now)
    return Place(
        area=area,
        measures=await register.measures(session, area.area),
        bodies=sorted(bodies, key=lambda one: one.name),
        forum=known.forums.get(caller.body or ""),
        agreements=[one for one in known.agreements.values() if one.forum == caller.body],
        wards=await _own_wards(session, area.area, caller.id, today),
        wording=await register.wording(session, area.area, today),
    )


async def _circumstances(session: Session, trigger: Trigger, caller: Caller, now: datetime) -> Circumstances:
    actor = actor_of(caller, trigger.area)
    at = await circumstances.of_measure(session, trigger.area, measure=trigger.measure, now=now, actor=actor)
    if await register.measure(session, trigger.area, trigger.measure) is None:
        raise NotKnownHereYet("The register here has not heard of this measure.", retry_after=RETRY_AFTER)
    since_on = at.today - circumstances.LOOKS_BACK
    earlier = await cases.ended_about(session, trigger.area, [trigger.measure], since_on)
    return replace(at, found=Found(earlier=earlier[trigger.measure]))


def _require_known(trigger: Trigger, at: Circumstances, known: Forums) -> None:
    body = at.actor.body or ""
    if body in at.register.gone:
        raise NotYours("Your body has ceased; its successor raises what it would have raised.", rule="has_ceased")
    is_heard_of = body in known.forums or at.register.body(body) is not None
    if not is_heard_of and trigger.kind in (*FORUM_KINDS, *OF_THE_REGISTER):
        raise NotKnownHereYet("The register here has not heard of your body.", retry_after=RETRY_AFTER)


async def _known(session: Session, trigger: Trigger, at: Circumstances) -> Forums:
    """The forums of the area and since when the measure stands; for a councillor also its wards, and theirs."""
    since_on = await register.answered_since(session, trigger.area, trigger.measure)
    known = replace(await forum.of_area(session, trigger.area), answered_since_on=since_on)
    if trigger.kind is not Kind.COUNCILLOR:
        return known
    posts = [one for one in await councillors.posts(session, trigger.area) if one.is_held(at.today)]
    own = await _own_wards(session, trigger.area, at.actor.id, at.today)
    return replace(known, wards={one.ward: one.ward_name for one in posts}, own_wards=own)


async def _own_wards(session: Session, area: str, account: str, on: date) -> dict[str, str]:
    """The wards of the area, by code, whose councillor whoever has this account is on that day."""
    found = await councillors.of_account(session, account, on)
    return {one.ward: one.ward_name for one in found if one.area == area}


def _ward(trigger: Trigger, known: Forums) -> str:
    return ward_called(trigger.checklist.ward, known.wards) if trigger.checklist is not None else ""


async def _raise(session: Session, trigger: Trigger, at: Circumstances, known: Forums) -> Answer:
    record = record_of(trigger, at, known)
    matters = await _open_matters(session, trigger)
    if trigger.join and (case := matters.case(trigger.join)) is not None:
        return joined(await _widen(session, await _join(session, case, trigger, record, at), known, at))
    before = gathering.require_fit(matters.gathering(trigger.join), trigger) if trigger.join else None
    _require_new(trigger, matters, at)
    if not trigger.adds_up:
        reference = await new_reference(session, trigger.area, at)
        return opened(await _open(session, trigger, (record,), reference, at), at)
    reference = before.reference if before else await new_reference(session, trigger.area, at)
    needed = required(trigger, at, known)
    events = gathering.receive(before, trigger, record, reference=reference, required=needed, at=at)
    gathered = await tell_gathering(session, before, events, at)
    if gathered.handed_in_on is None:
        return waiting(gathered)
    first = replace(trigger, title=gathered.first.title, failure=gathered.first.failure)
    return opened(await _open(session, first, gathered.records, gathered.reference, at), at)


async def _open_matters(session: Session, trigger: Trigger) -> Matters:
    """What is open about the measure, locked: matters on one measure are raised one at a time."""
    found = await cases.lock_open_about(session, [(trigger.area, trigger.measure)])
    hosts = {one.reference: case.reference for case in found for one in case.course.joined}
    merged = list((await cases.of_references(session, hosts)).values()) if hosts else []
    references = [one.reference for one in (*found, *merged)] if trigger.kind is Kind.COUNCILLOR else []
    return Matters(
        cases=found,
        merged=[(one, hosts[one.reference]) for one in merged],
        gatherings=await gatherings.lock_open(session, trigger.area, trigger.measure),
        accounts=await cases.raisers(session, references) if references else {},
    )


def _require_new(trigger: Trigger, matters: Matters, at: Circumstances) -> None:
    """Nothing of the kind is open, or it is said which that is or why this is none of it: nobody's decision is added to
    others unsaid. Raises NotNow, naming what is open and what to do.
    """
    try:
        require_new(trigger, matters, at)
    except RaisedAlready as refusal:
        every: list[Case | Gathering] = [*matters.cases, *matters.gatherings]
        own = next(one for one in every if one.reference == refusal.reference)
        if refusal.name == "same_words_open":
            raise NotNow(refusal.words, rule=refusal.name, join=own.reference, open=[address_of(own)]) from refusal
        raise NotNow(refusal.words, rule=refusal.name, open=[address_of(own)]) from refusal
    counted = [one for one in matters.gatherings if trigger.adds_up and one.trigger == trigger.kind]
    found: list[Case | Gathering] = [*matters.cases, *counted]
    if trigger.join or trigger.apart.strip() or not found:
        return
    raise NotNow(
        f"{' '.join(map(said_of, found))} Send this again with the reference of the one that is the same matter in "
        "`join`; or, if yours is another matter, say in `apart` why.",
        rule="same_matter_open",
        join=found[0].reference,
        case=address_of(found[0]),
        open=[address_of(one) for one in found],
    )


async def _open(
    session: Session, trigger: Trigger, records: tuple[TriggerRecord, ...], reference: str, at: Circumstances
) -> Case:
    case = await open_raised(session, opening(trigger, records, reference, at), at)
    said = trigger.checklist.systematic_failure if trigger.checklist else ""
    if said.strip():
        own = await circumstances.of_case(session, case, now=at.now, actor=at.actor)
        case = await tell_case(session, case, decide(case, AllegeSystematicFailure(reasons=said), own), own)
    return case


async def _join(session: Session, case: Case, trigger: Trigger, record: TriggerRecord, at: Circumstances) -> Case:
    """The body stands behind the open case from now on."""
    own = await circumstances.of_case(session, case, now=at.now, actor=at.actor)
    if raised_by(case, own) or record.body in {one.body for one in case.raised.standing}:
        raise Refused("behind_it_already", "Your body stands behind this case already.")
    note = NoteJoined(trigger=trigger.kind.value, failure=trigger.failure, record=record)
    return await tell_case(session, case, decide(case, note, replace(own, actor=MACHINE)), own)


async def _widen(session: Session, case: Case, known: Forums, at: Circumstances) -> Case:
    """With as many neighbourhoods behind it as the policy asks for, it is a matter of the whole area."""
    kinds = [case.raised.kind_of(one.body, case.trigger) for one in case.raised.standing]
    count = kinds.count(Kind.NEIGHBOURHOOD)
    needed = at.policy.neighbourhoods.required(known.recognised("neighbourhood", at.today))
    if not count or count < needed:
        return case
    note = NoteLevel(by="neighbourhoods", count=count, required=needed)
    return await raise_level(session, case.reference, note, at.now) or case
