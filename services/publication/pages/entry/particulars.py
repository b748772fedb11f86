"""What an entry carries beside its words, in words: terms of an item, grounds, declarations, advice and decisions."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from services.publication.domain.entry.entry import Came, Entry
from services.publication.domain.entry.particulars import (
    OUTCOMES,
    REASONS,
    Advice,
    AdviceRequest,
    Appointment,
    Constraints,
    Decision,
    Particulars,
    PeriodTarget,
    Rejection,
    Relation,
    Relative,
    Revision,
    RevisionKind,
    Role,
    Terms,
)
from services.publication.domain.leaf.day import Day
from shared.events.publication import AgreementApproved
from shared.web.components import Gap, Strong, Words
from shared.web.wording import number, sentence_case
from shared.working_days import in_words

ROLES = {Role.BROKER: "broker between the sides", Role.PROVIDER: "provider of grants or support"}


def approved_words(approved: AgreementApproved) -> str:
    """Who approved an agreement and when, as far as that is known; and whether papers or this record tell it."""
    on = Day.parse(approved.approved_on)
    unknown = "" if on.first == on.last else " The day is not on the record."
    if approved.came == Came.COMPILED:
        told = f"The papers say that {approved.approved_by} approved it, {on.words()}."
        return f"{told}{unknown} Taken from papers: it was not approved on this record."
    return f"Approved by {approved.approved_by}, {on.words()}.{unknown}"


def carried(entry: Entry) -> Iterator[Words]:
    """What an entry carries, a sentence each, whatever its kind: nothing that everybody may read is left out."""
    told, unit = entry.said.particulars, entry.said.unit or ""
    if entry.said.national_issue:
        yield "A question for the whole nation."
    if told.terms is not None:
        yield from terms_words(told.terms, unit)
    if told.rejection is not None:
        yield from rejection_words(told.rejection)
    if told.constraints is not None:
        yield constraint_words(told.constraints)
    if told.appointment is not None:
        yield appointment_words(told.appointment)
    if told.advice_request is not None:
        yield from request_words(told.advice_request)
    if told.advice is not None:
        yield from advice_words(told.advice)
        yield f"About: {items_words(told.advice.items)}."
    if told.decision is not None:
        yield from decision_words(told.decision)
        yield f"About: {items_words(told.decision.items)}."
    if told.revision is not None:
        yield revision_words(told.revision)
    yield from agreed_words(told)


def terms_words(terms: Terms, unit: str) -> Iterator[Words]:
    """The terms of an item: what it is, where it holds, what is promised for each period."""
    if terms.item_class is not None:
        law = f", set by law: {terms.basis.rstrip('.')}" if terms.basis else ""
        yield f"Asked for as a {terms.item_class.value} target{law}."
    if terms.scope:
        yield f"Where: {terms.scope}."
    if terms.department:
        yield f"Department: {terms.department}."
    if terms.definition:
        yield f"Defined: {terms.definition}"
    for target in terms.targets:
        yield _target(target, unit)
    if terms.relative is not None:
        yield f"Target: {relative_words(terms.relative)}."
    if terms.stretch_value is not None:
        yield f"Stretch: {_figure(terms.stretch_value, unit)}."
    if terms.interval is not None:
        yield f"Its 95% interval is {_figure(terms.interval, unit)} wide."
    if terms.is_exploratory:
        looked = f", looked at again on {in_words(terms.review_on)}" if isinstance(terms.review_on, date) else ""
        yield f"Exploratory: its target comes later{looked}."


def rejection_words(rejection: Rejection) -> Iterator[Words]:
    """On what a rejection rests; what is not on the record is said to be missing."""
    code = REASONS[rejection.code] if rejection.code else None
    reason = f"{code}: {rejection.other}" if code and rejection.other else code
    stated = {
        "Rejected by": rejection.department,
        "Reason": reason,
        "Evidence": rejection.evidence,
        "Interest declared": rejection.interest,
    }
    for label, words in stated.items():
        yield (f"{label}: ", Gap("not in the papers"), ".") if words is None else f"{label}: {words.rstrip('.')}."


def relative_words(relative: Relative) -> str:
    """`10 percent below 2004`."""
    by = _figure(relative.by, relative.unit or "") if relative.by is not None else ""
    relation = "the same as" if relative.relation is Relation.SAME else relative.relation.value
    return f"{by} {relation} {relative.of}".strip()


def constraint_words(constraints: Constraints) -> str:
    """What binds a party, or that it waived to say."""
    if constraints.is_waived:
        return "Waived: it states nothing that binds it."
    return " ".join(f"{sentence_case(one.kind.value)}: {one.words}" for one in constraints.constraints)


def advice_words(advice: Advice) -> Iterator[Words]:
    """A piece of advice: what it recommends first."""
    yield (Strong(f"Recommends to {OUTCOMES[advice.recommendation]}."), f" {advice.recommended}")
    yield (Strong("Found:"), f" {advice.findings}")
    yield (Strong("Independence declared:"), f" {advice.independence}")


def decision_words(decision: Decision) -> Iterator[Words]:
    """A decision: what it was first, then why, and why it is not what was advised or did not wait."""
    yield (Strong(f"Decided to {OUTCOMES[decision.outcome]}."), f" {decision.reasons}")
    if decision.departure:
        yield (Strong("Why it departs from the advice:"), f" {decision.departure}")
    if decision.urgency:
        yield (Strong("Urgent, so that it did not wait for advice:"), f" {decision.urgency}")
    yield (Strong("Relied on besides:"), f" {decision.relied_on}")


def appointment_words(taken: Appointment) -> str:
    """Which part a body took, which of its teams, what it declares."""
    team = f" ({taken.team})" if taken.team else ""
    grants = f" Administers: {', '.join(taken.grants)}." if taken.grants else ""
    return f"Became {ROLES[taken.role]}{team}. Interests declared: {taken.interests.rstrip('.')}.{grants}"


def request_words(asked: AdviceRequest) -> Iterator[Words]:
    """Who is asked for advice, and what."""
    yield (Strong(f"Asks {asked.asked_of} for advice."), f" {asked.question}")
    yield f"About: {items_words(asked.items)}."


def revision_words(revision: Revision) -> str:
    """What is to happen to a target in force, and who has consented."""
    verbs = {RevisionKind.CHANGE: "change", RevisionKind.ADD: "add", RevisionKind.REMOVE: "remove"}
    consented = f" Consented: {', '.join(revision.consented)}." if revision.consented else ""
    return f"Proposes to {verbs[revision.change]} the target.{consented}"


def agreed_words(told: Particulars) -> Iterator[str]:
    """What was consented to, laid down, asked and planned, a sentence each."""
    if told.consent is not None:
        yield "Consents" if told.consent.is_given else "Does not consent"
    if told.protocol is not None:
        yield (
            f"Protocol. Accountability: {told.protocol.accountability} "
            f"Responsibility: {told.protocol.responsibility} Probity: {told.protocol.probity}"
        )
    if told.consultation is not None:
        yield f"Asked those who do the work: {told.consultation.consulted} What changed: {told.consultation.changed}"
    if told.plan is not None:
        yield "Plan: " + "; ".join(f"{one.title}, by {in_words(one.due_on)}" for one in told.plan.milestones)


def items_words(items: tuple[str, ...]) -> str:
    """Which items something is about."""
    return ", ".join(items) if items else "the whole agreement"


def _target(target: PeriodTarget, unit: str) -> Words:
    if not target.is_surveyed:
        return f"{target.period}: nothing is measured then."
    stretch = f", stretch {_figure(target.stretch, unit)}" if target.stretch is not None else ""
    if target.relative is not None:
        return f"{target.period}: {relative_words(target.relative)}{stretch}."
    if target.value is None:
        return (f"{target.period}: ", Gap("to be confirmed"), f"{stretch}.")
    return f"{target.period}: {_figure(target.value, unit)}{stretch}."


def _figure(value: Decimal, unit: str) -> str:
    return f"{number(value)} {unit}".strip()
