"""What a decision rests on, put together: the moment, the rules, the register, and what is looked up about the case.

Everything that decides about cases comes here, for one case or for a page of them; the number of questions to the
database does not grow with the page. What a decision of this kind cannot read is left `Unlooked`, so that reading it
fails instead of finding nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances, Found, Proposal
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.lookup import Earlier, Kept, OtherCase, PauseGround, Taken, Unlooked
from services.escalation.domain.case.meeting import Meetings
from services.escalation.domain.case.register import Register
from services.escalation.domain.case.scrutiny import REFUSED
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.course.chain import MAY_MERGE
from services.escalation.domain.course.command import Merge
from services.escalation.domain.inspection.command import DraftFindings, PublishFindings
from services.escalation.domain.ladder.merger import as_other
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.scrutiny.meeting import TO_BE_FIXED
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import pause, proposal, register
from services.escalation.storage.evidence import evidence as evidences
from services.escalation.storage.inspection import complaint, inspection_register, reply
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.scrutiny import meeting, refusal
from shared.auth import Caller
from shared.database import Session
from shared.events.escalation import CaseStep
from shared.ledger import Recorded, read_streams
from shared.problems import NotYours
from shared.register import rules_on
from shared.working_days import london_day

BEFORE_ADMISSION = (State.SCREENING, State.ADMITTED)
LOOKS_BACK = timedelta(days=800)  # longer than any policy calls something a repetition


async def of_measure(
    session: Session,
    area: str,
    *,
    measure: str,
    now: datetime,
    policy_on: date | None = None,
    actor: Actor = MACHINE,
    received_at: datetime | None = None,
) -> Circumstances:
    """What a decision about the measure rests on now, of no case. Raises NotKnownHereYet for an area not heard of.

    `policy_on` is the day whose policy counts (a case keeps the one of its admission); without it, today's.
    """
    day = policy_on or london_day(now)
    found = await _of_area(session, area, {(measure, day)}, now)
    return replace(found[measure, day], actor=actor, received_at=received_at)


async def of_measures(
    session: Session, area: str, measures: Collection[str], *, now: datetime
) -> dict[str, Circumstances]:
    """The same for each of these measures of an area, by measure, with today's policy: asked once for all of them."""
    day = london_day(now)
    found = await _of_area(session, area, {(measure, day) for measure in measures}, now) if measures else {}
    return {measure: at for (measure, _), at in found.items()}


async def of_case(
    session: Session,
    case: Case,
    *,
    now: datetime,
    actor: Actor = MACHINE,
    received_at: datetime | None = None,
    asked: Command | None = None,
) -> Circumstances:
    """What a decision on the case rests on now, and what this actor sees of it; `asked` is the command, if there is
    one. The machine is told neither of other cases nor of steps before: only what people ask rests on those.
    """
    found = await of_cases(session, [case], now=now, actor_in=lambda _: actor, asked=asked)
    return replace(found[case.reference], received_at=received_at)


async def of_cases(
    session: Session,
    page: Sequence[Case],
    *,
    now: datetime,
    actor_in: Callable[[str], Actor],
    asked: Command | None = None,
) -> dict[str, Circumstances]:
    """The same for each of these cases, by reference. `actor_in` is who acts, as they stand in an area."""
    areas: defaultdict[str, list[Case]] = defaultdict(list)
    for case in page:
        areas[case.area].append(case)
    found: dict[str, Circumstances] = {}
    for area, own in areas.items():
        rules = await _of_area(session, area, {(case.measure, case.policy_on) for case in own}, now)
        looked = await _look(session, area, own, now, asked, is_machine=actor_in(area) is MACHINE)
        for case in own:
            at = rules[case.measure, case.policy_on]
            since = at.register.since(case.opened_on)
            found[case.reference] = replace(at, register=since, actor=actor_in(area), found=looked.about(case))
    return found


def taken(history: Sequence[Recorded]) -> tuple[Taken, ...]:
    """The steps of a case among what the ledger tells of it."""
    return tuple(
        Taken(version=one.version, event=one.event, at=one.occurred_at, actor=one.actor)
        for one in history
        if isinstance(one.event, CaseStep)
    )


async def _of_area(
    session: Session, area: str, wanted: Collection[tuple[str, date]], now: datetime
) -> dict[tuple[str, date], Circumstances]:
    """By measure and the day whose policy counts."""
    known, today = await register.require_area(session, area), london_day(now)
    measures = sorted({measure for measure, _ in wanted})
    in_force = await rules_on(session, [area], {day for _, day in wanted})
    bare = Register(
        version=known.version,
        authority=known.responsible_authority,
        committee=known.committee,
        bodies=await register.bodies(session, area),
        committees=await register.committees(session, area, today),
        endings=await register.endings(session, area),
    )
    leads = await register.leads(session, area, measures, today)
    registers = {one: replace(bare, lead=leads.get(one)).as_of(today) for one in measures}
    figures = await register.figures(session, area, measures)
    found = {}
    for measure, day in wanted:
        known_of_it = figures.get(measure, register.NOTHING)
        found[measure, day] = Circumstances(
            now=now,
            policy=in_force[area, day].policy,
            calendar=in_force[area, day].calendar,
            register=registers[measure],
            frequency=known_of_it.frequency,
            judged=known_of_it.judged,
            measure=known_of_it.measure,
            elections=in_force[area, day].elections,
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What was looked up about cases of one area, by reference, measure, or body and measure."""

    complainants: Mapping[str, tuple[str, ...]]
    replies: Mapping[str, Mapping[datetime, str]]
    proposals: Mapping[str, Proposal]
    kept: Mapping[str, Mapping[int, Kept]]
    grounds: Mapping[str, tuple[PauseGround, ...]]
    earlier: Mapping[str, tuple[Earlier, ...]]
    refusers: Mapping[str, frozenset[str]]
    raisers: Mapping[str, frozenset[str]]
    inspections: Mapping[tuple[str, str], tuple[OtherInspection, ...]]
    others: Mapping[str, tuple[OtherCase, ...]]
    histories: Mapping[str, Sequence[Recorded]]
    meetings: Mapping[str, Meetings] | None
    files: Mapping[int, str] | None

    def about(self, case: Case) -> Found:
        """What there is about this one. What the case itself rules out is known to be empty; what was not looked up
        for it stays unlooked.
        """
        reference, stream = case.reference, cases.stream(case.reference)
        is_about_others = case.state in MAY_MERGE and case.measure in self.others
        is_reviewed, is_new = case.state is State.REJECTION_REVIEW, case.state in BEFORE_ADMISSION
        words = self.replies.get(reference, {})
        return Found(
            complainants=self.complainants.get(reference, ()),
            reply=words[max(words)] if words else "",
            proposal=self.proposals.get(reference),
            kept=self.kept.get(reference, {}),
            grounds=self.grounds.get(reference, ()),
            inspections=self.inspections.get((case.subject, case.measure), ()),
            raisers={one: self.raisers[one] for one in _raised_in_person(case)},
            earlier=self.earlier[case.measure] if is_new else Unlooked.YET,
            refusers=self.refusers[reference] if is_reviewed else Unlooked.YET,
            meetings=self.meetings if self.meetings is not None and case.state in TO_BE_FIXED else Unlooked.YET,
            files=self.files if self.files is not None else Unlooked.YET,
            taken=taken(self.histories[stream]) if stream in self.histories else Unlooked.YET,
            others=tuple(one for one in self.others[case.measure] if one.reference != reference)
            if is_about_others
            else Unlooked.YET,
        )


async def _look(
    session: Session, area: str, page: Sequence[Case], now: datetime, asked: Command | None, *, is_machine: bool
) -> _Looked:
    """One question for each kind of thing, about those of the cases that may have any."""
    waiting = [case.reference for case in page if case.waiting is not None]
    proposals = await proposal.of_references(session, waiting) if waiting else {}
    complained = [case.reference for case in page if case.inspection.complaints]
    replied = [case.reference for case in page if case.inspection.replied_on is not None]
    kept = [case.reference for case in page if _has_kept(case)]
    paused = [case.reference for case in page if case.course.pause is not None or case.course.days_paused]
    new = {case.measure for case in page if case.state in BEFORE_ADMISSION}
    reviewed = [case.reference for case in page if case.state is State.REJECTION_REVIEW]
    in_person = {reference for case in page for reference in _raised_in_person(case)}
    inspected = {(case.subject, case.measure) for case in page if case.subject}
    to_be_fixed = any(case.state in TO_BE_FIXED for case in page)
    streams = [] if is_machine else [cases.stream(case.reference) for case in page]
    return _Looked(
        complainants=await complaint.complainants(session, complained) if complained else {},
        replies=await reply.of_references(session, replied) if replied else {},
        proposals=proposals,
        kept=await refusal.of_references(session, kept) if kept else {},
        grounds=await pause.of_references(session, paused) if paused else {},
        earlier=await cases.ended_about(session, area, new, london_day(now) - LOOKS_BACK) if new else {},
        refusers=await cases.refusers(session, reviewed) if reviewed else {},
        raisers=await _raisers(session, area, page, in_person, now),
        inspections=await inspection_register.of_subjects(session, area, inspected) if inspected else {},
        others={} if is_machine else await _others(session, area, page, proposals, asked),
        histories=await read_streams(session, streams) if streams else {},
        meetings=await meeting.of_area(session, area) if to_be_fixed else None,
        files=await _files(session, page, asked),
    )


async def _files(session: Session, page: Sequence[Case], asked: Command | None) -> Mapping[int, str] | None:
    """The files of the one case in which a command names one."""
    if not isinstance(asked, DraftFindings | PublishFindings) or not asked.file.strip():
        return None
    held = [one for case in page for one in await evidences.of_case(session, case.reference)]
    return {one.number: one.standing.value for one in held if not one.is_gone}


async def _raisers(
    session: Session, area: str, page: Sequence[Case], in_person: Collection[str], now: datetime
) -> Mapping[str, frozenset[str]]:
    """The accounts behind what was raised in person; where the standing has passed on, those of the ward's councillors
    of this day.
    """
    found = await cases.raisers(session, in_person) if in_person else {}
    passed = [case for case in page if case.raised.passed_on is not None]
    if not passed:
        return found
    held = await councillors.accounts(session, area, {case.raised.ward for case in passed}, london_day(now))
    return {**found, **{case.reference: held[case.raised.ward] for case in passed}}


async def _others(
    session: Session, area: str, page: Sequence[Case], proposals: Mapping[str, Proposal], asked: Command | None
) -> dict[str, tuple[OtherCase, ...]]:
    """By measure: the cases into which those of the page that may be merged could be, and the ones that are named."""
    measures = {case.measure for case in page if case.state in MAY_MERGE}
    found = await cases.open_about(session, area, measures) if measures else {}
    others = {measure: {one.reference: one for one in about} for measure, about in found.items()}
    said = {case.reference: asked for case in page}
    # What waited when the case was read may have been answered before this: then there is no proposal any more.
    said |= {reference: one.command for reference, one in proposals.items()}
    named = {one.into for one in said.values() if isinstance(one, Merge)}
    known = await cases.of_references(session, named) if named else {}
    for case in page:
        decided = said[case.reference]
        if case.measure in others and isinstance(decided, Merge) and decided.into in known:
            others[case.measure][decided.into] = as_other(known[decided.into])
    return {measure: tuple(about.values()) for measure, about in others.items()}


def _has_kept(case: Case) -> bool:
    """Whether a body refused information in the case and why is not public."""
    return any(one.answer == REFUSED and not one.ground for one in case.scrutiny.notices)


def _raised_in_person(case: Case) -> frozenset[str]:
    """The references of those cases, this one and those merged into it, behind which a councillor stands."""
    return frozenset(one.reference for one in case.raisers if one.kind == Kind.COUNCILLOR)


async def of_petition(session: Session, about: Petition, now: datetime, caller: Caller | None) -> Circumstances:
    """What rules the petition, and who acts. Raises NotYours for whoever holds no role there."""
    actor = actor_of(caller, about.area) if caller else MACHINE
    if caller is not None and actor.body is None:
        raise NotYours("You hold no role for a body in this petition's area.")
    return await of_measure(session, about.area, measure=about.measure, now=now, actor=actor)
