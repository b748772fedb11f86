"""What must hold for what is asked on the third rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

import re
from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard
from services.escalation.domain.case.lookup import PUBLIC_FILE
from services.escalation.domain.case.minute import held_between
from services.escalation.domain.case.part import COUNCIL, answering, complaining, parts_of, raised_by
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.case.stake import Held, barred, national
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.inspection import command as asked
from shared.policy.ladder import AssessorKind


def _signatory(case: Case, at: Circumstances) -> bool:
    body = at.register.body(at.actor.body or "")
    return body is not None and body.signed_on is not None


def _stands_behind(case: Case, at: Circumstances) -> bool:
    """Whether the actor raised the case, otherwise than as a partner: partners ask as signatories only."""
    return any(one.kind != Kind.PARTNER for one in raised_by(case, at))


def _first_complaint(case: Case, at: Circumstances) -> bool:
    return at.register.organisation(at.actor.body or "") not in at.complainants


GRADES = ("failing", "weak", "sound")
NEGOTIATED, DIRECTIVE, EITHER = "negotiated", "directive", "either"


def _signatories(subject: str, at: Circumstances) -> set[str]:
    own = at.register.organisation(subject)
    return {body.organisation for body in at.register.signatories} - {own}


def signatories_besides(subject: str, at: Circumstances) -> int:
    """How many organisations signed the agreement and have not ceased, the subject's own not counted."""
    return len(_signatories(subject, at))


def can_be_asked_for_here(case: Case, at: Circumstances) -> bool:
    """Whether as many signatories besides the subject exist as must complain before anybody inspects."""
    return signatories_besides(answering(case, at), at) >= at.policy.stage3.min_partner_complaints


ENOUGH_SIGNATORIES = Guard(
    "too_few_signatories",
    "An inspection cannot be asked for here: two signatories besides the subject are needed.",
    can_be_asked_for_here,
)


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


HAS_COMPLAINED = Guard(
    "complained_before",
    "This organisation has not complained, so it has nothing to take back.",
    lambda case, at: not _first_complaint(case, at),
)


ASKS_BY_RIGHT = Guard(
    "partner_that_signed_or_council",
    "A partner can ask for an inspection only if it signed the agreement.",
    lambda case, at: _signatory(case, at) or bool(parts_of(case, at) & COUNCIL) or _stands_behind(case, at),
)


def _asks_again(case: Case, at: Circumstances) -> bool:
    """Whoever asked, or complains in it; never the body that answers, whose officer may have asked first."""
    if is_own_cause((answering(case, at),), at) and not raised_by(case, at):
        return False
    complains = at.register.organisation(at.actor.body or "") in complaining(case, at)
    return complains or at.actor.public_name == case.inspection.requester


ASKED_FOR_IT = Guard(
    "asked_or_complains",
    "Whoever asked for the inspection, or complains in it, can ask again; the body that it is about never.",
    _asks_again,
)


NOT_REPLIED = Guard(
    "not_replied_before",
    "The reply was filed before; it appears as it was written.",
    lambda case, at: case.inspection.replied_on is None,
)


def complaints(case: Case, at: Circumstances) -> int:
    """How many organisations complain, without the one that answers, which may have taken over from one of them."""
    own = at.register.organisation(case.subject)
    return case.inspection.complaints - sum(at.register.organisation(one) == own for one in at.complainants)


def _declared(case: Case, at: Circumstances) -> bool:
    own = at.register.organisation(at.actor.body or "")
    return own in {declared.by for declared in case.inspection.declarations if declared.counts_until >= at.today}


NOT_DECLARED = Guard(
    "not_declared_before",
    "This organisation has declared no confidence already.",
    lambda case, at: not _declared(case, at),
)


HAS_DECLARED = Guard(
    "declared_before",
    "This organisation has not declared no confidence, so it has nothing to take back.",
    _declared,
)


MAY_BE_AGREED = Guard(
    "confidence_not_lost",
    "The partners have lost confidence in this body: its plan is imposed, not agreed.",
    lambda case, at: case.inspection.style != DIRECTIVE,
)


MAY_BE_IMPOSED = Guard(
    "plan_may_be_imposed",
    "A plan can be imposed only where the partners have lost confidence or a plan was not kept, and a power exists.",
    lambda case, at: case.inspection.style in (DIRECTIVE, EITHER),
)


REPLY_SETTLED = Guard(
    "reply_came_or_its_day_is_over",
    "The findings can be published when the subject has replied, or its day to reply is over.",
    lambda case, at: case.inspection.reply_settled_on is not None,
)


MAY_ASK_AGAIN = Guard(
    "may_be_asked_again",
    "The inspectorate was asked again before; its answer is final.",
    lambda case, at: (
        case.inspection.declines < at.policy.stage3.declines_max and case.inspection.decline_cause != "no_inspectorate"
    ),
)


def authorised_by_a_post(case: Case, command: asked.LodgeComplaint, at: Circumstances) -> Iterator[Gap]:
    """A post of the partner authorised the complaint."""
    yield from post_named("authorised_by", command.authorised_by, (at.actor.public_name,), at)


def known_grade(case: Case, command: asked.PublishFindings, at: Circumstances) -> Iterator[Gap]:
    """The findings have one of the grades."""
    if command.grade.strip() and command.grade not in GRADES:
        yield Gap("grade", "unknown_grade", f"The grade is one of: {', '.join(GRADES)}.")


def held_file(case: Case, command: asked.DraftFindings | asked.PublishFindings, at: Circumstances) -> Iterator[Gap]:
    """A file that is named is one that the case holds; what is published links none that is not public."""
    written = command.file.strip()
    if not written:
        return
    if not re.fullmatch(r"[0-9]{1,6}", written):
        yield Gap("file", "not_a_number", "Name the file by its number among the case's files.")
    elif (standing := at.files.get(int(written))) is None:
        yield Gap("file", "no_such_file", f"The case holds no file {written}. Bring it to the case first.")
    elif isinstance(command, asked.PublishFindings) and standing != PUBLIC_FILE:
        yield Gap("file", "not_public", f"File {written} is not public. Somebody has to release it first.")


def met_before(case: Case, command: asked.DeclareNoConfidence, at: Circumstances) -> Iterator[Gap]:
    """The governing body has met, and after the first rung was spent: before that nothing had failed twice."""
    yield from held_between("meeting_on", command.meeting_on, case.remedy.spent_on or case.opened_on, at)


def confidence_is_lost(case: Case, at: Circumstances) -> bool:
    """Whether enough of the agreement's partners declare no confidence: so many, and more than the share of all.

    Those count in whom the share is reckoned: a partner that has ceased, or that answers itself by now, in neither.
    """
    rule = at.policy.directive
    standing = {
        at.register.organisation(declared.by)
        for declared in case.inspection.declarations
        if declared.counts_until >= at.today
    }
    partners = _signatories(case.subject, at)
    lost = len(standing & partners)
    return lost >= rule.min_partners and lost > rule.more_than_share * len(partners)


def style_of_negotiation(case: Case, at: Circumstances) -> str:
    """Whether what follows the findings is agreed, imposed, or may be either, as it stands when the negotiation opens.

    A plan is imposed only where a power exists, and on a council, unless the area has decided so for every body.
    """
    known = at.register.body(case.subject)
    is_council = at.register.organisation(case.subject) == at.register.organisation(at.register.authority)
    is_council = is_council or (known is not None and known.kind == "council")
    if not at.policy.stage3.plan_may_be_imposed or not (is_council or at.policy.directive.any_subject):
        return NEGOTIATED
    if confidence_is_lost(case, at):
        return DIRECTIVE
    return EITHER if case.inspection.negotiations else NEGOTIATED


def assessor(case: Case, at: Circumstances) -> tuple[str, AssessorKind]:
    """Who is to inspect the subject: peers where the area says so, else a national body; none that has a stake in it.

    Empty where no body takes such requests, or none that may.
    """
    kinds = at.policy.stage3
    if kinds.assessor_kind is AssessorKind.PEER:
        for body in kinds.peer_assessors:
            if not barred(Held.PEER, case, body, at):
                return body, AssessorKind.PEER
    fit = (one for one in national(case, at) if not barred(Held.INSPECTORATE, case, one, at))
    return next(fit, ""), AssessorKind.NATIONAL
