"""What has to stand on the record before an agreement is approved here, and what stands against that today."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from services.publication.domain.agreement.advice import is_decided
from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.approval import Approve, wrongs_of_standing
from services.publication.domain.agreement.approver import (
    deciding,
    decision_of,
    wrongs_of_approver,
    wrongs_of_deciding_before,
)
from services.publication.domain.agreement.basis import lead_of
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, awaited, serving, told_of
from services.publication.domain.agreement.item import disputing, known_as, turns_on
from services.publication.domain.agreement.settling import wrongs_of_settling
from services.publication.domain.agreement.sides import sides_of
from services.publication.domain.agreement.stated import OnRecord, What
from services.publication.domain.entry.embargo import wrong_of_promising_now
from services.publication.domain.entry.entry import Came, EntryKind, Mark
from services.publication.domain.entry.reply import disputed
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible, Refused, Wrong
from shared.working_days import in_words

A_WORD_WAITS = (
    "Words on this agreement were handed in that wait for the day on which they are shown. Nothing is approved or "
    "revised on older ones before."
)
_UNREAD = frozenset((EntryKind.NOTE, EntryKind.BROKER_LOG, EntryKind.DELIVERY_PLAN))
_BASES = frozenset((EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION))


def require_standing(agreement: Agreement, command: Approve, today: date, by: Circumstances) -> None:
    """Raise what an approval that is made here lacks: words that another body typed open nothing at once."""
    waits = awaited(agreement.marks, agreement.replies, by, today)
    standing = deciding(read_by_gates(agreement, by, waits, command.figures), by.register, is_ministers=by.is_ministers)
    if by.is_ministers and not is_decided(standing):
        made = [n for n, mark in agreement.marks.items() if mark.kind is EntryKind.DECISION]
        words = "The decision to approve this agreement is not on the record; it is published first."
        raise NotPossible(words + told_of(made, waits))
    if unheard := _unheard(agreement, waits):
        raise NotPossible(unheard)
    wanting = [
        *wrongs_of_approver(
            command,
            agreement.marks,
            standing,
            parties=agreement.opened.parties,
            register=by.register,
            waits=waits,
        ),
        *_wrong_of_day(agreement, command, decision_of(command.approved_by, standing, by.register)),
        *still_wanting(agreement, command, today, by),
        *wrongs_of_deciding_before(command, read_by_gates(agreement, by, (), command.figures), standing, by.register),
    ]
    if wanting:
        raise Refused(wanting)


def read_by_gates(
    agreement: Agreement, by: Circumstances, waits: Collection[int] = (), figures: Collection[OnRecord] = ()
) -> dict[int, Mark]:
    """What an approval or a revision made here may read of what was said; without what `waits` where that is told. Of
    a turn that is withheld, as the `figures` tell, it reads what everybody can: whose it is, of what, and its status.
    """
    hidden = {one.entry for one in figures if one.what is What.HIDDEN}
    read = serving(agreement.marks, agreement.opened.recorded_on, agreement.replies, by.register, waits)
    return {number: _without_words(mark) if number in hidden else mark for number, mark in read.items()}


def _without_words(mark: Mark) -> Mark:
    facts = mark.facts
    return replace(mark, facts=replace(facts, measure=None, item_class=None, flags=()) if facts else None)


def _wrong_of_day(agreement: Agreement, command: Approve, decision: int | None) -> Iterator[Wrong]:
    """An approval of before the day on which what it rests on came on the record: the decision, all that is said of its
    items, the agreement itself.
    """
    names = frozenset(name for one in command.targets for name in known_as(one.measure, agreement.marks))
    rests_on = (
        mark.facts.recorded_on
        for number, mark in agreement.marks.items()
        if mark.facts
        and not mark.is_superseded
        and (number == decision or (mark.names & names and (mark.kind.is_of_an_item or mark.kind in _BASES)))
    )
    last = max(rests_on, default=agreement.opened.recorded_on)
    if last is not None and command.approved_on.first < last:
        words = f"It rests on what was put on the record on {in_words(last)}: it is approved on a day from then on."
        yield Wrong("/approved_on", "before-what-it-rests-on", words)


def _unheard(agreement: Agreement, waits: Mapping[int, Awaited]) -> str:
    unsaid = disputed(agreement.replies)
    binding = {n: mark for n, mark in agreement.marks.items() if mark.kind is EntryKind.CONSTRAINTS}
    unheard = [n for n, mark in binding.items() if (n in waits or n in unsaid) and not mark.is_superseded]
    names = ", ".join(dict.fromkeys(one.party_name for n in unheard if (one := binding[n].facts)))
    words = f"What binds {names} was typed by another body, and it has not stood by it."
    return words + told_of(unheard, waits) if unheard else ""


def standing_against(agreement: Agreement, today: date, by: Circumstances) -> list[str]:
    """What stands against any approval that is made here today, whatever it sets: what binds a party and waits for it,
    an election that is near, words that wait for the day on which they are shown.
    """
    unheard = _unheard(agreement, awaited(agreement.marks, agreement.replies, by, today))
    rule = by.policy.pre_election.targets
    near = [
        wrong.message
        for wrong in wrong_of_promising_now("/approved_on", today, elections=by.register.before_elections, rule=rule)
    ]
    near += still_to_come(agreement, by).values()
    return [unheard, *near] if unheard else near


def still_to_come(agreement: Agreement, by: Circumstances) -> dict[str, str]:
    """By its code, what keeps a gate from reading all that was said: words that wait for a day, and entries of which
    something was taken out that gates read. Nobody's no is taken out of the way with a name.
    """
    found = {"a-word-waits": A_WORD_WAITS} if by.holds_back else {}
    told = {n: mark for n, mark in agreement.marks.items() if n in by.taken and not mark.is_superseded}
    if numbers := [n for n, mark in told.items() if mark.kind not in _UNREAD and mark.came is not Came.COMPILED]:
        which = f"entry {numbers[0]}" if len(numbers) == 1 else f"the entries {', '.join(map(str, sorted(numbers)))}"
        found["words-taken-out"] = f"Words were taken out of {which}: whose they are says them anew, without those."
    return found


def wanting_to_enter(agreement: Agreement, command: Revise, today: date, by: Circumstances) -> Iterator[Wrong]:
    """What an approval would ask of the targets that a revision brings into force, and they lack: there is no way round
    the gates.
    """
    entering = dict(enumerate(command.entering()))
    day, targets = Day.parse(command.revised_on.isoformat()), tuple(target for _, target in entering.values())
    would = Approve(day, "", targets, figures=command.figures)
    for wrong in still_wanting(agreement, would, today, by) if targets else ():
        _, among, at, *rest = wrong.pointer.split("/")
        yield replace(wrong, pointer="/".join(("", among, str(entering[int(at)][0]), *rest)))


def still_wanting(agreement: Agreement, command: Approve, today: date, by: Circumstances) -> list[Wrong]:
    """What has to stand on this record before the targets of an approval that is made here are set, and does not."""
    unsaid = disputed(agreement.replies)
    waits = awaited(agreement.marks, agreement.replies, by, today)
    marks = read_by_gates(agreement, by, (), command.figures)
    wrongs = [*wrongs_of_standing(command, marks, by, today=today, waits=waits)]
    for index, one in enumerate(command.targets):
        every, register = turns_on(one.measure, marks), by.register
        names = known_as(one.measure, every)
        if bodies := disputing(one.measure, agreement.marks, unsaid):
            words = f"{', '.join(bodies)} disputes what was typed for it on this item: settle first what it said."
            wrongs.append(Wrong(f"/targets/{index}/measure", "disputed", words))
        lead = register.partners.get(lead_of(one.measure, today, register) or "")
        wrongs += wrongs_of_settling(
            index,
            one,
            one.item_class,
            names,
            every,
            figures=command.figures,
            sides=sides_of(agreement.opened.parties, agreement.marks.values(), register),
            lead=lead.name if lead else None,
            waits=waits,
        )
    return wrongs
