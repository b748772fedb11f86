"""What merging one case into another asks of the other, and what its refusal asks of those merged into it."""

from dataclasses import replace

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.lookup import OtherCase
from services.escalation.domain.course.command import Revive, TakeIn
from services.escalation.domain.remedy.observation import latest_remedy_on
from shared.events import escalation as told


def as_other(case: Case) -> OtherCase:
    """The case as another one sees it."""
    return OtherCase(
        reference=case.reference,
        area=case.area,
        measure=case.measure,
        title=case.title,
        state=case.state,
        subject=case.subject,
        overlay=case.overlay,
        merged_into=case.course.merged_into,
    )


def take_in(before: Case, event: told.CaseMerged, at: Circumstances) -> TakeIn:
    """What the case that goes on is told of the one that was merged into it, as that stood before."""
    own = told.Joined(
        reference=before.reference,
        opened_on=before.opened_on,
        signatures=before.signatures,
        behind=tuple(one.behind for one in before.raisers if one.reference == before.reference),
    )
    brought = tuple(replace(one, through=one.through or before.reference) for one in before.course.joined)
    duty, plan = before.remedy.duty, before.remedy.plan
    return TakeIn(
        merged=before.reference,
        joined=(own, *brought),
        reasons=event.reasons,
        state=before.state.value,
        since_on=before.since_on,
        served_on=duty.served_on if duty else None,
        acknowledge_by=duty.acknowledge_by if duty else None,
        remedy_on=plan.remedy_on if plan else (latest_remedy_on(before, at) if duty else None),
        level=before.screening.level,
        failure_alleged_on=before.screening.failure_alleged_on,
        adopters=before.course.adopters,
    )


def to_revive(before: Case) -> tuple[str, ...]:
    """The cases that go on by themselves once this one is refused; those that came with one of them stay with it."""
    return tuple(one.reference for one in before.course.joined if not one.through)


def revive(host: Case) -> Revive:
    """What they are told."""
    return Revive(host=host.reference)
