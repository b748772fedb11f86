"""The work programme: what the data propose to committees is looked up; what a committee decides about it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.meeting import ONLY
from services.escalation.domain.case.referral import routing_for
from services.escalation.domain.scrutiny.programme import (
    DECLINED,
    ENDED,
    TAKEN,
    Decision,
    Matter,
    Missed,
    Signed,
    near,
    of_challenge,
    of_measure,
    of_petition,
    waiting,
)
from services.escalation.domain.trigger.figure import missed_running
from services.escalation.effects.case import circumstances
from services.escalation.schemas.scrutiny.programme import DecisionIn
from services.escalation.storage.case import register
from services.escalation.storage.scrutiny import programme
from services.escalation.storage.scrutiny.programme import Gathering, Judged
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.indicators import ChallengeAnswered, ChallengeMade, ChallengeUnanswered
from shared.inbox import Received
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours
from shared.working_days import in_words, london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A matter that waits, and the code of the committee that it is proposed to."""

    matter: Matter
    committee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """An area's work programme: what waits, in order, and what was decided, the latest first."""

    area: str
    waiting: Sequence[Proposed]
    decided: Sequence[Decision]


async def forget_challenges(session: Session) -> None:
    """Before the copy of challenges is made anew."""
    await programme.forget_challenges(session)


async def keep_challenges(session: Session, received: Sequence[Received]) -> None:
    """Keep who challenged whom and whether a reply came: silence makes a matter for scrutiny."""
    told = [one.event for one in sorted(received, key=lambda one: one.envelope.version)]
    kept = [one for one in told if isinstance(one, ChallengeMade | ChallengeAnswered | ChallengeUnanswered)]
    await programme.keep_challenges(session, kept)


async def see(database: Database, area: str, now: datetime) -> Agenda:
    """The work programme of an area's committees. Raises NotFound for an area not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _agenda(session, area, now)


async def decide(database: Database, area: str, sent: DecisionIn, *, caller: Caller, now: datetime) -> Agenda:
    """Write down what a committee decided about a matter. Raises NotFound, NotYours, Malformed, NotNow.

    The same decision sent again is written down once. A matter that was declined may be taken later; one that was
    taken is ended, once, with what came of it.
    """
    if area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    _require_sound(sent, london_day(now))
    async with database.unit_of_work(caller.areas) as session:
        found = await _agenda(session, area, now)
        made = _made(found, sent)
        if made not in found.decided:
            await programme.add(session, area, made, entered_by=caller.body or "council", now=now)
        return await _agenda(session, area, now)


def _require_sound(sent: DecisionIn, today: date) -> None:
    faults = []
    if sent.decision == DECLINED and not sent.reasons.strip():
        faults.append(Fault("missing", "Say why the committee does not take it.", "/reasons"))
    if sent.decision == ENDED and not sent.reasons.strip():
        faults.append(Fault("missing", "Say what came of it.", "/reasons"))
    if sent.met_on > today:
        faults.append(Fault("not-yet", "This meeting has not been held yet.", "/met_on"))
    if faults:
        raise Malformed("Some of what is said does not fit.", errors=faults)


def _made(found: Agenda, sent: DecisionIn) -> Decision:
    """The decision, with the matter as it stands; of one that was decided about before, as it stood then."""
    for one in found.waiting:
        if one.matter.matter == sent.matter:
            if sent.decision == ENDED:
                raise NotNow("The committee has not taken this matter.", rule="not_taken")
            about = one.matter
            return Decision(
                matter=about.matter,
                source=about.source.value,
                title=about.title,
                working=about.working,
                committee=one.committee,
                decision=sent.decision,
                reasons=sent.reasons,
                met_on=sent.met_on,
                reference=sent.reference,
            )
    for before in found.decided:
        if before.matter == sent.matter:
            again = replace(
                before, decision=sent.decision, reasons=sent.reasons, met_on=sent.met_on, reference=sent.reference
            )
            if again != before:
                _require_next(before, sent)
            return again
    raise NotFound("No matter of this name waits here.")


def _require_next(before: Decision, sent: DecisionIn) -> None:
    """What was decided last lets this be decided. Raises NotNow, Malformed."""
    if before.decision == ENDED:
        raise NotNow("The committee has dealt with this matter already.", rule="ended_before")
    if before.decision == TAKEN and sent.decision != ENDED:
        raise NotNow("The committee has taken this matter already.", rule="taken_before")
    if before.decision == DECLINED and sent.decision == ENDED:
        raise NotNow("The committee has not taken this matter.", rule="not_taken")
    if before.decision == TAKEN and sent.met_on < before.met_on:
        words = f"It was taken on {in_words(before.met_on)}, after this day."
        raise Malformed("Some of what is said does not fit.", errors=[Fault("before-it-was-taken", words, "/met_on")])


async def _agenda(session: Session, area: str, now: datetime) -> Agenda:
    if await register.area(session, area) is None:
        raise NotFound("No area of this code is known here.")
    at = await circumstances.of_measure(session, area, measure="", now=now)
    rules, found = at.policy.programme, dict[str, tuple[Matter, str]]()
    for judged in await programme.missing(session, area):
        if (matter := of_measure(_missed(area, judged), rules)) is not None:
            found[matter.matter] = (matter, judged.measure)
    for one in await programme.gathering(session, area, at.today):
        if (matter := of_petition(_signed(one, near(one.threshold, rules)), rules)) is not None:
            found[matter.matter] = (matter, one.measure)
    for silent in await programme.unanswered(session, area):
        named = replace(silent, challenger=_name(at, silent.challenger), body=_name(at, silent.body))
        matter = of_challenge(named, area)
        found[matter.matter] = (matter, silent.measure)
    decided = await programme.decisions(session, area)
    left = waiting([matter for matter, _ in found.values()], decided)
    committees = {
        measure: await _committee(session, at, area, measure)
        for measure in sorted({found[one.matter][1] for one in left})
    }
    return Agenda(
        area=area,
        waiting=[Proposed(matter=one, committee=committees[found[one.matter][1]]) for one in left],
        decided=decided,
    )


async def _committee(session: Session, at: Circumstances, area: str, measure: str) -> str:
    """The committee that would hear a case about the measure today."""
    lead = await register.lead(session, area, measure, at.today)
    body = lead.body if lead else at.register.authority
    return routing_for(at.register.heir(body, at.today), at).committee.id or ONLY


def _missed(area: str, judged: Judged) -> Missed:
    periods = missed_running(judged.verdicts)
    return Missed(
        measure=judged.measure,
        title=judged.title,
        area=area,
        periods=periods,
        since_on=tuple(judged.since_on[one] for one in periods),
        value=judged.value,
        target=judged.target,
        parts=judged.parts,
        parts_met=judged.parts_met,
    )


def _signed(one: Gathering, near_from: int) -> Signed:
    counted = [on for on, count in one.counts if count >= near_from]
    return Signed(
        reference=one.reference,
        title=one.title,
        signatures=one.signatures,
        threshold=one.threshold,
        near_on=counted[0] if counted else one.last_signed_on or one.opened_on,
    )


def _name(at: Circumstances, body: str) -> str:
    known = at.register.bodies.get(body)
    return known.name if known else body
