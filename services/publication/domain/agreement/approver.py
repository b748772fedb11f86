"""Who approves an agreement: the body whose own decision to approve stands on the record; or, of an approval that is
told from papers, whom an entry that names its paper says to have approved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.basis import lead_of, protocol_of
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, is_known, speaker, told_of
from services.publication.domain.agreement.item import known_as, turns_on
from services.publication.domain.agreement.stated import (
    class_standing,
    consented_after,
    consented_from,
    told_on,
    wrongs_of_stating,
)
from services.publication.domain.agreement.target import Papers, Target
from services.publication.domain.entry.entry import Came, EntryKind, Mark, Party
from services.publication.domain.entry.particulars import ItemClass, Outcome
from services.publication.domain.entry.voice import may_decide
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register


def wrongs_of_approver(
    command: Approve,
    marks: Mapping[int, Mark],
    standing: Mapping[int, Mark],
    *,
    parties: Sequence[str],
    register: Register,
    waits: Mapping[int, Awaited],
) -> Iterator[Wrong]:
    """Who approves is a party or a body of the register, and its last decision on the whole agreement approves.

    `standing` are those of the marks that an approval may rest on; what `waits` for its body is told.
    """
    name = command.approved_by
    if not is_known(name, parties, register):
        words = f"Name a party of the agreement, or a body of the area's register: {', '.join(parties)}."
        yield Wrong("/approved_by", "approver-unknown", words)
    elif not _approves(decision_of(name, standing, register), standing):
        made = [n for n, mark in marks.items() if mark.kind is EntryKind.DECISION and _is_of(mark, name, register)]
        words = f"No decision of {name} to approve this agreement stands on the record, and an approval rests on one."
        yield Wrong("/approved_by", "approver-undecided", words + told_of(made, waits))


def wrongs_of_deciding_before(
    command: Approve, every: Mapping[int, Mark], standing: Mapping[int, Mark], register: Register
) -> Iterator[Wrong]:
    """Every target of which who approves decided last, on the whole or on its item, otherwise than to approve it; or
    before it was stated as it stands: a decision is to what could be read then. What a law sets stands as the law says.
    """
    for index, target in enumerate(command.targets):
        turns = turns_on(target.measure, every)
        names = known_as(target.measure, turns)
        since = consented_after(names, turns, command.figures)
        made = {
            n: mark.facts.outcome
            for n, mark in standing.items()
            if mark.kind is EntryKind.DECISION and not mark.is_superseded and mark.facts
            if (not mark.facts.items or mark.names & names) and _is_of(mark, command.approved_by, register)
        }
        at, last = f"/targets/{index}/measure", max(made, default=0)
        for body in _refusing(names, standing, register, like=command.approved_by):
            yield Wrong(at, "decided-against", f"{body} decided last of it, and not to approve it.")
        is_before = last < since or told_on(standing.get(last)) < consented_from(names, turns, command.figures)
        if made and made[last] != Outcome.APPROVE.value:
            yield Wrong(at, "decided-against", f"{command.approved_by} decided last of it, and not to approve it.")
        elif made and is_before and not target.statutory:
            words = f"{command.approved_by} decided before it was stated as it stands now: it decides on that first."
            yield Wrong(at, "decided-before", words)


def _refusing(names: frozenset[str], standing: Mapping[int, Mark], register: Register, *, like: str) -> Iterator[str]:
    """The other bodies of the approver's kind whose own last decision of an item, or of the whole, is not to approve:
    what one minister's office refused no other one approves.
    """
    approver = speaker(like, register)
    last: dict[str, str | None] = {}
    for _, mark in sorted(standing.items()):
        if mark.kind is not EntryKind.DECISION or mark.is_superseded or mark.facts is None:
            continue
        body, is_of_it = speaker(mark.facts.party_name, register), not mark.facts.items or mark.names & names
        if body and approver and is_of_it and body.partner_kind == approver.partner_kind and body != approver:
            last[body.name] = mark.facts.outcome
    yield from (name for name, outcome in last.items() if outcome != Outcome.APPROVE.value)


def decision_of(name: str, marks: Mapping[int, Mark], register: Register) -> int | None:
    """The last decision of this body on the whole agreement among these."""
    made = (
        number
        for number, mark in marks.items()
        if mark.kind is EntryKind.DECISION and not mark.is_superseded and mark.facts and not mark.facts.items
        if _is_of(mark, name, register)
    )
    return max(made, default=None)


def deciding(marks: Mapping[int, Mark], register: Register, *, is_ministers: bool) -> dict[int, Mark]:
    """These without the decisions of anybody to whom the rules give none: a body of the register decides, by its kind;
    under national targets the minister's office.
    """
    return {
        number: mark
        for number, mark in marks.items()
        if mark.kind is not EntryKind.DECISION or _may_decide(mark, register, is_ministers=is_ministers)
    }


def _may_decide(mark: Mark, register: Register, *, is_ministers: bool) -> bool:
    body = speaker(mark.facts.party_name, register) if mark.facts else None
    is_theirs = not is_ministers or mark.party is Party.MINISTER
    return body is not None and is_theirs and may_decide(body, mark.party)


def approvers(marks: Mapping[int, Mark], register: Register) -> tuple[str, ...]:
    """Everybody whose decision to approve the whole agreement stands among these, the last of them first."""
    names = dict.fromkeys(mark.facts.party_name for _, mark in sorted(marks.items(), reverse=True) if mark.facts)
    return tuple(name for name in names if _approves(decision_of(name, marks, register), marks))


def paper_of(command: Approve, marks: Mapping[int, Mark], disputed: Collection[int] = ()) -> int | None:
    """The last entry compiled from papers that tells of the approval: an approval or a decision to approve, by whom the
    command names. As every entry it names its paper. None where there is none.
    """
    told = (
        number
        for number, mark in marks.items()
        if mark.kind in (EntryKind.DECISION, EntryKind.APPROVAL) and _is_told(mark) and number not in disputed
        if mark.facts is not None and mark.facts.party_name.casefold() == command.approved_by.casefold()
        if mark.kind is EntryKind.APPROVAL or (mark.facts.outcome == Outcome.APPROVE.value and not mark.facts.items)
    )
    return max(told, default=None)


def wrongs_of_papers(command: Approve, marks: Mapping[int, Mark], disputed: Collection[int]) -> Iterator[Wrong]:
    """An approval told from papers, of which no entry names a paper that says so."""
    if command.came is Came.COMPILED and paper_of(command, marks, disputed) is None:
        words = (
            "No entry that is compiled from papers says that {} approved it. Enter the decision or the approval first, "
            "with its paper and page."
        )
        yield Wrong("/approved_by", "no-paper", words.format(command.approved_by))


def wrongs_of_papers_figures(
    command: Approve, marks: Mapping[int, Mark], by: Circumstances, parties: Sequence[str]
) -> Iterator[Wrong]:
    """Every target told from papers that is not the figure last stated for its period, in its measure's unit, by an
    entry compiled from papers, which names its paper; that has another class than it says there, or another tolerance
    than the area's rule; or is of a measure that another body led, whose protocol is not in the papers. Who approved is
    a party, a body of the register, or the minister where ministers decide. A target that says of itself that it only
    illustrates needs none of this: nobody agreed to it, and every page says so.
    """
    if command.came is not Came.COMPILED:
        return
    register = by.register
    compiled = {number: mark for number, mark in marks.items() if _is_told(mark)}
    paper = paper_of(command, compiled)
    is_theirs = by.is_ministers and paper is not None and compiled[paper].party is Party.MINISTER
    is_binding = any(not target.illustrative for target in command.targets)
    if is_binding and not is_theirs and not is_known(command.approved_by, parties, register):
        words = "Who approved by papers is a party of the agreement, or a body of the area's register."
        yield Wrong("/approved_by", "approver-unknown", words)
    for index, target in enumerate(command.targets):
        if not target.illustrative:
            measure, names = register.measures.get(target.measure), known_as(target.measure, compiled)
            yield from _wrongs_of_binding(index, target, names, compiled, day=command.approved_on.last, by=by)
            unit = measure.unit if measure else ""
            for wrong in wrongs_of_stating(index, target, names, compiled, command.figures, unit=unit):
                words = f"In what is compiled from papers: {wrong.message}"
                yield replace(wrong, message=words)


def _wrongs_of_binding(
    index: int, target: Target, names: frozenset[str], compiled: Mapping[int, Mark], *, day: date, by: Circumstances
) -> Iterator[Wrong]:
    rule, said = by.policy.figures.tolerance_share, class_standing(names, compiled)
    if target.tolerance != rule:
        words = f"The tolerance is the area's rule, {rule:f}, and no paper that was entered says another one."
        yield Wrong(f"/targets/{index}/tolerance", "not-as-stated", words)
    kind = said[0] if said else ItemClass.LOCAL
    if target.item_class is not kind:
        words = (
            f"In what is compiled from papers its item is {kind.value}, and this makes it {target.item_class.value}."
        )
        yield Wrong(f"/targets/{index}/measure", "other-class", words)
    lead = lead_of(target.measure, day, by.register)
    own = by.register.about.responsible_authority if by.register.about else None
    if lead not in (None, own) and protocol_of(target.measure, day, compiled, by.register) is None:
        words = "Another body led on this measure, and its protocol is not among what is compiled from papers."
        yield Wrong(f"/targets/{index}/measure", "no-protocol", words)


def of_papers(command: Approve, began: date | None, marks: Mapping[int, Mark]) -> Papers | None:
    """The papers that an approval was compiled from, with the last entry so compiled on each measure that stands, else
    the entry that tells of the approval; None for one that was made on this record.
    """
    if command.came is not Came.COMPILED and began is not None:
        return None
    approval = paper_of(command, marks)
    entries: dict[str, int] = {}
    for measure in {target.measure for target in command.targets}:
        names = known_as(measure, marks)
        told = (n for n, mark in marks.items() if mark.kind.is_of_an_item and mark.names & names and _is_told(mark))
        if (last := max(told, default=approval)) is not None:
            entries[measure] = last
    return Papers(command.approved_on.text, entries)


def _approves(number: int | None, marks: Mapping[int, Mark]) -> bool:
    facts = marks[number].facts if number is not None else None
    return facts is not None and facts.outcome == Outcome.APPROVE.value


def _is_of(mark: Mark, name: str, register: Register) -> bool:
    """Whether these are the words of the body of this name, by any name that the register knows of it."""
    if mark.facts is None:
        return False
    said_by, body = mark.facts.party_name, speaker(name, register)
    return said_by.casefold() == name.casefold() or (body is not None and speaker(said_by, register) == body)


def _is_told(mark: Mark) -> bool:
    return mark.came is Came.COMPILED and not mark.is_superseded
