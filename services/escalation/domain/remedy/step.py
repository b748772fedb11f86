"""What is told on the first rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteFigures
from services.escalation.domain.case.part import left_to_speak
from services.escalation.domain.case.referral import referred
from services.escalation.domain.case.register import Lead
from services.escalation.domain.case.step import Steps, figures, served, served_on, set_aside, words_of_raiser
from services.escalation.domain.case.trigger import OUTSIDE
from services.escalation.domain.remedy import command as asked
from shared.events import escalation as told


def duty_served(case: Case, command: asked.ServeDuty | None, at: Circumstances) -> Steps:
    """The duty on the lead as the register stands today; on the responsible authority when nobody leads."""
    return (served(at),)


def disputed(case: Case, command: asked.DisputeDuty, at: Circumstances) -> Steps:
    """The holder names the body that it thinks is the right one."""
    return (partial(told.DutyDisputed, holder=case.subject, body=command.body, reasons=command.reasons),)


def confirmed(case: Case, command: asked.ConfirmDuty, at: Circumstances) -> Steps:
    """The duty stays where it is."""
    return (partial(told.DutyConfirmed, holder=case.subject, reasons=command.reasons),)


def reassigned(case: Case, command: asked.ReassignDuty, at: Circumstances) -> Steps:
    """The duty passes on, and is served on its new holder today; those who help are as before, without it."""
    helps = case.remedy.duty.contributors if case.remedy.duty else ()
    holder = Lead(
        body=command.body,
        contributors=tuple(one for one in helps if one != command.body),
        basis=f"Passed on after a dispute: {command.reasons}",
        since_on=at.today,
    )
    passed = partial(told.DutyReassigned, holder=case.subject, body=command.body, reasons=command.reasons)
    return (passed, partial(served_on(holder, at), is_passed_on=True))


def acknowledged(case: Case, command: asked.Acknowledge, at: Circumstances) -> Steps:
    """The subject has the duty."""
    return (told.DutyAcknowledged,)


def planned(case: Case, command: asked.FilePlan, at: Circumstances) -> Steps:
    """The plan, and the day that it names for the remedy."""
    plan = partial(
        told.RemedyPlanned,
        actions=command.actions,
        owner=command.owner,
        target=command.target,
        remedy_on=command.by_on,
        sign=command.sign,
    )
    return (plan,)


def planned_in_time(case: Case, command: asked.FilePlan, at: Circumstances) -> Steps:
    """The plan had come in before its day ended: what the machine did is undone."""
    return (set_aside("the case went to scrutiny because no plan was seen", at), *planned(case, command, at))


def more_time_requested(case: Case, command: asked.RequestMoreTime, at: Circumstances) -> Steps:
    """The subject asks for a later day."""
    return (partial(told.MoreTimeRequested, until_on=command.until_on, reasons=command.reasons),)


def more_time_granted(case: Case, command: asked.GrantMoreTime, at: Circumstances) -> Steps:
    """The remedy is due on the day that was asked for."""
    until_on = case.remedy.plan.more_time_until if case.remedy.plan else None
    return (partial(told.MoreTimeGranted, remedy_on=until_on or at.today, reasons=command.reasons),)


def more_time_refused(case: Case, command: asked.RefuseMoreTime, at: Circumstances) -> Steps:
    """The day stays."""
    return (partial(told.MoreTimeRefused, reasons=command.reasons),)


def claimed(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The subject says it is put right."""
    return (partial(told.RemedyClaimed, evidence=command.evidence, together=command.together),)


def agreed(case: Case, command: asked.AgreeRemedy, at: Circumstances) -> Steps:
    """One of those who raised it finds it put right."""
    return (words_of_raiser(told.RemedyAgreed, command.reasons, case, at),)


def contested(case: Case, command: asked.ContestRemedy, at: Circumstances) -> Steps:
    """One of them does not."""
    return (words_of_raiser(told.RemedyContested, command.reasons, case, at),)


def contested_finding(case: Case, command: asked.ContestRemedy, at: Circumstances) -> Steps:
    """Somebody who raised it contests what was found, or another body where none is left to; the committee has it."""
    said = contested(case, command, at)
    if not left_to_speak(case, at):
        said = (partial(told.RemedyContested, reasons=command.reasons, said_by=at.actor.public_name, how=OUTSIDE),)
    return (*said, referred(case, at, "finding_contested"))


def found(case: Case, command: asked.VerifyRemedy, at: Circumstances) -> Steps:
    """Somebody outside the subject finds it put right, with nothing else that shows it: others may contest that."""
    contest_by = at.policy.stage1.contest.reckon(at.today, at.calendar).due_on
    finding = partial(told.RemedyFound, body=at.actor.public_name, reasons=command.reasons, contest_by=contest_by)
    return (finding,)


def claimed_in_time(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The claim had come in before the day ended: what the machine did is undone."""
    return (set_aside("the case went to scrutiny because no claim was seen", at), *claimed(case, command, at))


def verified(case: Case, command: asked.VerifyRemedy, at: Circumstances) -> Steps:
    """Somebody outside the subject found it put right."""
    return (partial(told.RemedyVerified, how="people", reasons=command.reasons),)


def verified_by_figures(case: Case, command: NoteFigures, at: Circumstances) -> Steps:
    """The measure meets its target again: the figures are the proof."""
    reasons = f"{case.measure} shows {command.value} for {command.period}; the target is {command.target}."
    return (*figures(case, command, at), partial(told.RemedyVerified, how="figures", reasons=reasons))


def verified_in_time(case: Case, command: NoteFigures, at: Circumstances) -> Steps:
    """The figure had come in before the check's day ended: what the machine did is undone."""
    undone = set_aside("the case went to scrutiny because no check was seen", at)
    return (undone, *verified_by_figures(case, command, at))


def back_to_remedy(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and there is time left to put it right."""
    return (partial(told.RemedyNotVerified, reasons=command.reasons),)


def refused_to_scrutiny(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and the time is spent."""
    not_verified = partial(told.RemedyNotVerified, reasons=command.reasons)
    return (not_verified, referred(case, at, "not_verified"))
