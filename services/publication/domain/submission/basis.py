"""What an approval or revision that waits rests on, by measure: what is on the record, and what is missing. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.approver import decision_of
from services.publication.domain.agreement.basis import consultation_of, law_of, protocol_of
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.consent import asked
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.revision import proposed_by
from services.publication.domain.agreement.stated import consented_after
from services.publication.domain.entry.entry import EntryKind, Mark
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.register import lead_on
from services.publication.domain.submission.deed import is_from_papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One thing that a target on a measure rests on: what kind, whose where that is known, by which entry; None while
    it is missing. A lead stands in the register and has no entry: `body` is empty where there is none.
    """

    measure: str
    kind: EntryKind | None
    body: str
    entry: int | None


def bases_of(deed: Approve | Revise, agreement: Agreement, by: Circumstances) -> Iterator[Basis]:
    """Everything that is asked for before these targets are set; nothing of what papers tell."""
    if is_from_papers(deed):
        return
    marks, register = agreement.marks, by.register
    for measure, item_class, day, after in _touched(deed, marks):
        tenure = lead_on(register, measure, day)
        lead = register.partners.get(tenure.lead.lead) if tenure else None
        yield Basis(measure=measure, kind=None, body=lead.name if lead else "", entry=None)
        if isinstance(deed, Approve):
            made = decision_of(deed.approved_by, marks, register)
            yield Basis(measure=measure, kind=EntryKind.DECISION, body=deed.approved_by, entry=made)
        elif item_class is not ItemClass.STATUTORY:
            yield _basis(EntryKind.REVISION, measure, marks, after - 1)
        if item_class is ItemClass.STATUTORY:
            spent = deed.spent.get(measure, 0) if isinstance(deed, Revise) else 0
            yield _told(EntryKind.STATEMENT, measure, marks, law_of(measure, marks, after=spent))
        elif item_class is ItemClass.LOCAL or not (isinstance(deed, Approve) or by.is_ministers):
            for body in asked(measure, day, register):
                yield _basis(EntryKind.CONSENT, measure, marks, after, body)
            continue
        elif isinstance(deed, Revise):
            yield _decision(measure, marks, after)
            continue
        yield _told(EntryKind.PROTOCOL, measure, marks, protocol_of(measure, day, marks, register))
        if item_class is ItemClass.DESIGNATED:
            yield _told(EntryKind.CONSULTATION, measure, marks, consultation_of(measure, day, marks, register))


def _told(kind: EntryKind, measure: str, marks: Mapping[int, Mark], number: int | None) -> Basis:
    facts = marks[number].facts if number is not None else None
    return Basis(measure=measure, kind=kind, body=facts.party_name if facts else "", entry=number)


def _touched(deed: Approve | Revise, marks: Mapping[int, Mark]) -> Iterator[tuple[str, ItemClass, date, int]]:
    """Each measure once: what it is in the agreement, the day that is asked about, after which entry things count."""
    if isinstance(deed, Revise):
        for _, measure, item_class in deed.touched():
            begins = proposed_by(measure, marks, deed.spent.get(measure, 0))
            yield measure, item_class, deed.revised_on, begins if begins is not None else len(marks) + 1
        return
    classes = {target.measure: target.item_class for target in reversed(deed.targets)}
    for measure in dict.fromkeys(target.measure for target in deed.targets):
        after = consented_after(known_as(measure, marks), marks, deed.figures)
        local = classes[measure] is ItemClass.LOCAL  # a decision is on the agreement, a consent to figures
        yield measure, classes[measure], deed.approved_on.last, after if local else 0


def _basis(kind: EntryKind, measure: str, marks: Mapping[int, Mark], after: int, body: str = "") -> Basis:
    """The last entry of this kind on the measure, of this body where one is named."""
    names = known_as(measure, marks)
    found = [
        (number, mark.facts.party_name)
        for number, mark in sorted(marks.items())
        if number > after and mark.kind is kind and mark.names & names and not mark.is_superseded and mark.facts
    ]
    own = [one for one in found if not body or one[1] == body]
    number, said_by = own[-1] if own else (None, body)
    return Basis(measure=measure, kind=kind, body=said_by, entry=number)


def _decision(measure: str, marks: Mapping[int, Mark], after: int) -> Basis:
    """The last decision on this measure."""
    names = known_as(measure, marks)
    made = [
        number
        for number, mark in marks.items()
        if number > after and mark.kind is EntryKind.DECISION and not mark.is_superseded and mark.names & names
    ]
    return _told(EntryKind.DECISION, measure, marks, max(made, default=None))
