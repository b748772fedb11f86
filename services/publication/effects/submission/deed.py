"""Doing what was handed in to an agreement: what follows from a deed, and keeping it with all that comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.approver import of_papers
from services.publication.domain.agreement.change import Revise, targets_removed
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import Command, OpenAgreement, OpenRound
from services.publication.domain.agreement.memorandum import memorandum_of
from services.publication.domain.agreement.stated import on_record
from services.publication.domain.agreement.step import decide
from services.publication.domain.agreement.target import Target, TargetRow, targets_set
from services.publication.domain.entry.clearance import Clearance
from services.publication.domain.entry.reply import PutReply, is_named
from services.publication.domain.record.counterpart import leaf_of_target
from services.publication.domain.register.refusal import NotPossible, Refused, Wrong
from services.publication.domain.register.register import Register, release_of
from services.publication.domain.submission.deed import AskReply, Deed, Done, is_theirs, leaf_of_deed, place_of
from services.publication.effects.agreement.agreement import keep, set_clocks
from services.publication.effects.agreement.reply import keep_reply
from services.publication.storage.agreement import memorandum as memoranda
from services.publication.storage.agreement import target
from services.publication.storage.entry import entry as entries
from services.publication.storage.leaf import leaf
from services.publication.storage.register import measure as measures
from services.publication.storage.submission import deed as storage
from shared import ledger
from shared.database import Session
from shared.events.publication import TargetRemoved, TargetSet
from shared.policy import released
from shared.problems import NotFound, NotYours
from shared.working_days import london_day

Targets = TargetSet | TargetRemoved


async def command_of(
    session: Session, agreement: Agreement | None, name: str, deed: Deed, *, body: str, by: Circumstances
) -> Command:
    """The command that a deed of this body is, with what stands now: the register's measures, the targets in force.

    Raises Refused for a profile that nobody released, NotFound for an entry that there is not, NotYours for a body that
    the entry does not name, or that is no party of the agreement.
    """
    if not is_theirs(deed, agreement.opened.parties if agreement else (), body, by.register):
        raise NotYours("Your organisation is no party of this agreement. Its parties, council or ministers do this.")
    match deed:
        case OpenAgreement(opened):
            return OpenAgreement(replace(opened, profile=_release(by.register, opened.profile)))
        case Approve():
            held = await target.elsewhere(session, by.register.area, name)
            told = on_record(await entries.of_agreement(session, name))
            judged = await measures.judged(session, by.register.area, [one.measure for one in deed.targets])
            known = frozenset(by.register.measures)
            return replace(deed, measures=known, elsewhere=held, figures=told, judged=judged)
        case Revise():
            standing = tuple(await target.of_agreement(session, name))
            held, spent = await target.elsewhere(session, by.register.area, name), await target.spent(session, name)
            told = on_record(await entries.of_agreement(session, name))
            named = [*(one.measure for one in deed.targets), *(one.measure for one in deed.removed)]
            judged = await measures.judged(session, by.register.area, named)
            return replace(deed, standing=standing, spent=spent, elsewhere=held, figures=told, judged=judged)
        case AskReply():
            return await _reply(session, name, deed, body, by.register)
        case OpenRound():
            return deed


async def do(
    session: Session,
    agreement: Agreement | None,
    name: str,
    deed: Deed,
    *,
    by: Circumstances,
    body: str,
    clearance: Clearance,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    """A deed goes on the record with how it was published; nobody can change it afterwards.

    An approval or revision tells each target to the stream of its measure, and makes the memorandum. Raises as
    `decide` does, and NotPossible for what is on the record already.
    """
    if isinstance(deed, Approve | Revise):  # two agreements that promise one measure come one after the other
        await target.lock_series(session, by.register.area, [one.measure for one in deed.targets])
    command = await command_of(session, agreement, name, deed, body=body, by=by)
    events: Sequence[AgreementEvent] = decide(agreement, command, london_day(now), by)
    if not events:
        raise NotPossible("This is on the record already.")
    if isinstance(command, PutReply):
        await keep_reply(session, command, events, now)
    after = await keep(session, agreement, events, actor=actor, now=now)
    if isinstance(command, Approve | Revise):
        after, events = await _set_targets(session, after, events, command, by=by, actor=actor, now=now)
    if agreement is not None and isinstance(command, Approve | Revise | PutReply):
        await set_clocks(session, agreement, after, by, now)
    place = place_of(events[0], len(after.rounds))
    if place is None:
        raise ValueError("nothing was done")
    opened, (what, of) = after.opened, place
    done = Done(
        agreement=opened.agreement,
        number=await storage.following(session, opened.agreement),
        area=opened.area,
        what=what,
        of=of,
        body=body,
        clearance=clearance,
        at=now,
    )
    await storage.add(session, done)
    await leaf.add(session, [leaf_of_deed(done)])
    return after, events


async def _set_targets(
    session: Session,
    agreement: Agreement,
    events: Sequence[AgreementEvent],
    command: Approve | Revise,
    *,
    by: Circumstances,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    """Set out what is promised from now on, and tell the streams of the measures."""
    area, name = agreement.opened.area, agreement.opened.agreement
    papers, promised = None, tuple[Target | TargetRow, ...]()
    if isinstance(command, Approve):
        papers = of_papers(command, agreement.opened.recorded_on, agreement.marks)
        because, day, promised = "approved", command.approved_on.last, command.targets
    else:
        because, day, promised = "revised", command.revised_on, command.after
    told, content = memorandum_of(
        agreement, promised, by.register, because=because, in_force_on=day, made_on=london_day(now)
    )
    news: list[Targets] = [*targets_set(area, name, command.targets, papers)]
    if isinstance(command, Revise):
        news += targets_removed(area, name, command.removed)
    after = await keep(session, agreement, [told], actor=actor, now=now)
    await memoranda.add(session, told, content)
    await _tell(session, after, news, actor, now)
    return replace(after, promised=await target.first_set(session, name)), [*events, told]


async def _tell(session: Session, agreement: Agreement, targets: Sequence[Targets], actor: str, now: datetime) -> None:
    area = agreement.opened.area
    versions = await target.lock_series(session, area, [one.measure for one in targets])
    for measure, version in versions.items():
        told = [one for one in targets if one.measure == measure]
        await target.save(session, told, after=version, now=now)
        await ledger.append(session, f"target/{area}/{measure}", version, told, area=area, actor=actor, now=now)
        await leaf.add(session, [leaf_of_target(one, number, now) for number, one in enumerate(told, version + 1)])


async def _reply(session: Session, name: str, asked: AskReply, code: str, register: Register) -> PutReply:
    found = await entries.of_agreement(session, name, after=asked.entry - 1, limit=1)
    if not found or found[0].number != asked.entry:
        raise NotFound("This agreement has no entry of this number.")
    body = register.partners.get(code)
    if body is None or not is_named(found[0].said, body):
        raise NotYours("Only a body that the entry names may reply to it.")
    return PutReply(
        entry=found[0],
        body=body,
        stance=asked.stance,
        words=asked.words,
        supersedes=asked.supersedes,
        note=asked.note,
    )


def _release(register: Register, name: str) -> str:
    profile = release_of(name, register.about)
    if profile not in released():
        raise Refused([Wrong("/profile", "unknown-profile", "No policy profile of this name was released.")])
    return profile
