"""From what a body says to what a case rests on: the record, and the first event of the case. Pure.

Whether the same matter has a case already, and how decisions of several bodies add up, is not asked here.
"""

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Incomplete
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.trigger.guard import gaps, require_own
from services.escalation.domain.trigger.trigger import Forums, Trigger, Vote
from shared.events.escalation import CaseOpened, TriggerRecord
from shared.events.publication import ForumRegistered


def record_of(trigger: Trigger, at: Circumstances, known: Forums) -> TriggerRecord:
    """What the matter rests on. Raises NotYourPart for another body's right, Incomplete naming every gap."""
    require_own(trigger, at, known)
    if found := tuple(gaps(trigger, at, known)):
        raise Incomplete(found)
    forum, body = known.forums.get(at.actor.body or ""), at.actor.body or ""
    vote = trigger.vote or Vote(present=0, votes_for=0, votes_against=0)
    return TriggerRecord(
        body=body,
        name=_name(trigger, at, known),
        party=at.register.organisation(body),
        decided_on=trigger.decided_on,
        reference=trigger.reference,
        present=vote.present,
        quorum=forum.quorum if forum and trigger.vote else 0,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        abstained=vote.abstained,
        agreement=trigger.agreement,
        title=trigger.title,
        failure=trigger.failure,
    )


def opening(
    trigger: Trigger, records: tuple[TriggerRecord, ...], reference: str, at: Circumstances, *, steps: str = ""
) -> CaseOpened:
    """The first event of the case that rests on these records."""
    return CaseOpened(
        case=reference,
        state="screening",
        area=trigger.area,
        trigger=trigger.kind.value,
        title=trigger.title,
        measure=trigger.measure,
        signatures=0,
        policy_version=at.policy.version,
        raised_by=_joined([record.name for record in records]),
        level=trigger.level,
        failure=trigger.failure,
        steps=steps or trigger.steps,
        records=records,
        ward=trigger.ward,
    )


def _name(trigger: Trigger, at: Circumstances, known: Forums) -> str:
    body = at.actor.body or ""
    if trigger.checklist is not None:
        return f"the councillor for {known.wards.get(trigger.ward, trigger.checklist.ward)}"
    found = known.forums.get(body) or at.register.body(body)
    name = found.name if isinstance(found, ForumRegistered | Body) else body
    return f"peers from {name}" if trigger.kind is Kind.PEERS else name


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
