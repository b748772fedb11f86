"""What must hold for what is asked on the third rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, ahead
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.inspection import command as asked


def _signatory(case: Case, at: Circumstances) -> bool:
    body = at.register.body(at.actor.body or "")
    return body is not None and body.signed_on is not None


def _first_complaint(case: Case, at: Circumstances) -> bool:
    return at.register.organisation(at.actor.body or "") not in at.complainants


STAGES_SPENT = Guard(
    "stages_1_and_2_spent",
    "An inspection can be asked for only after the duty to remedy and scrutiny have both been tried.",
    lambda case, at: case.remedy.spent_on is not None and case.scrutiny.spent_on is not None,
)


SIGNATORY = Guard(
    "signatory_of_the_agreement",
    "Only partners that signed the agreement can do this.",
    _signatory,
)


FIRST_COMPLAINT = Guard(
    "not_complained_before",
    "This organisation has complained already; one organisation counts once.",
    _first_complaint,
)


ASKS_BY_RIGHT = Guard(
    "partner_that_signed_or_council",
    "A partner can ask for an inspection only if it signed the agreement.",
    lambda case, at: _signatory(case, at) or bool(at.actor.roles & {"case_worker", "scrutiny_officer", "organiser"}),
)


ASKED_FOR_IT = Guard(
    "is_the_requester",
    "Only whoever asked for the inspection can ask again.",
    lambda case, at: at.actor.public_name == case.inspection.requester,
)


NOT_REPLIED = Guard(
    "not_replied_before",
    "The reply was filed before; it appears as it was written.",
    lambda case, at: case.inspection.replied_on is None,
)


REPLY_SETTLED = Guard(
    "reply_came_or_its_day_is_over",
    "The findings can be published when the subject has replied, or its day to reply is over.",
    lambda case, at: case.inspection.reply_settled_on is not None,
)


MAY_ASK_AGAIN = Guard(
    "may_be_asked_again",
    "The inspectorate was asked again before; its answer is final.",
    lambda case, at: case.inspection.declines < at.policy.stage3.declines_max,
)


def last_day_ahead(case: Case, command: asked.AgreePlan, at: Circumstances) -> Iterator[Gap]:
    """The action plan's last day lies ahead."""
    yield from ahead("last_on", command.last_on, at)


def outside_the_quarrel(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Iterator[Gap]:
    """The facilitator is a body of the register, and neither the subject nor a complainant nor under their parents."""
    if command.facilitator and at.register.body(command.facilitator) is None:
        yield Gap("facilitator", "unknown_body", "The register knows no body of this name.")
    if not is_outside_the_quarrel(case, command.facilitator, at):
        yield Gap("facilitator", "in_the_quarrel", "The facilitator must be neither the subject nor a complainant.")


def is_outside_the_quarrel(case: Case, body: str, at: Circumstances) -> bool:
    """Whether a body is no arm of the subject's organisation, nor of one that complains."""
    return at.register.organisation(body) not in {at.register.organisation(case.subject), *case.inspection.complainants}
