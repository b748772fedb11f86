"""What a revision may do to figures: what was proposed for their period since they were set, and nothing of the past
or that government refuses.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import CONSENTS
from services.publication.domain.agreement.figure import OTHER_UNIT, is_same_unit
from services.publication.domain.agreement.item import known_as
from services.publication.domain.agreement.sides import Sides
from services.publication.domain.agreement.stated import Figured, OnRecord, Promised, What
from services.publication.domain.entry.entry import EntryKind, Mark, Side, Status
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared import periods
from shared.working_days import in_words

_REFUSING = frozenset((Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED))


def wrongs_of_proposing(
    targets: Sequence[Figured],
    removed: Sequence[Promised],
    marks: Mapping[int, Mark],
    figures: Sequence[OnRecord],
    *,
    spent: Mapping[str, int],
    register: Register,
) -> Iterator[Wrong]:
    """Every target of a revision that is not what was proposed for its period, in its measure's unit. Where
    nobody proposed anything, it is for others to say whether one is needed.
    """
    for index, target in enumerate(targets):
        told, measure = _proposed(target.measure, marks, figures, spent), register.measures.get(target.measure)
        last, unit = told.get(target.period), measure.unit if measure else ""
        if not told and not _is_proposed(target.measure, marks, spent):
            continue
        if last is None or last.value != target.value:
            words = "The proposals to revise it name another period or figure, or none: propose this one."
            yield Wrong(f"/targets/{index}", "not-as-proposed", words)
        elif not is_same_unit(last.unit, unit):
            yield Wrong(f"/targets/{index}/value", "other-unit", OTHER_UNIT.format(last.unit, unit))
    for index, gone in enumerate(removed):
        told = _proposed(gone.measure, marks, figures, spent)
        about = [one for period, one in told.items() if period in (gone.period, None)]
        last = max(about, key=lambda one: one.entry, default=None)
        if not told and not _is_proposed(gone.measure, marks, spent):
            continue
        if last is None or last.value is not None or last.is_open:
            yield Wrong(f"/removed/{index}", "not-as-proposed", "It was proposed to change it, not that it goes.")


def wrong_of_refusing(
    at: str, names: frozenset[str], marks: Mapping[int, Mark], proposed: int, sides: Sides
) -> Iterator[Wrong]:
    """What government's side agreed to before and refuses now: the own last word of anybody of it since it was first
    proposed to revise it so, a turn or a decision, rejects, withdraws or puts off. To propose it again changes nothing.
    """
    theirs = {
        number: mark
        for number, mark in sorted(marks.items())
        if mark.party.side is Side.GOVERNMENT and mark.names & names and not mark.is_superseded
        if mark.kind is EntryKind.DECISION or (mark.kind.is_of_an_item and mark.status)
    }
    last = {sides.who(mark): mark for number, mark in theirs.items() if number > proposed}
    has_a_part = any(mark.status in (Status.AGREED, Status.COUNTER_PROPOSED) for mark in theirs.values())
    for mark in last.values():
        if has_a_part and mark.status in _REFUSING:
            name = mark.facts.party_name if mark.facts else "government"
            words = f"What {name} said last to this proposal is that it refuses it: "
            yield Wrong(at, "not-agreed", f"{words}what both sides agreed is changed by both.")


def first_alike(names: frozenset[str], marks: Mapping[int, Mark], figures: Sequence[OnRecord], spent: int) -> int:
    """The first proposal to revise it, since its targets were set, that asks for what the last one asks for."""
    made = [
        number
        for number, mark in sorted(marks.items())
        if number > spent and mark.kind is EntryKind.REVISION and mark.names & names
    ]
    told = {number: frozenset((one.period, one.value) for one in figures if one.entry == number) for number in made}
    return next(number for number in made if told[number] == told[made[-1]])


def wrong_of_haste(
    at: str,
    names: frozenset[str],
    marks: Mapping[int, Mark],
    proposed: int,
    *,
    day: date,
    sides: Sides,
    by: Circumstances,
) -> Iterator[Wrong]:
    """What is changed before those who agreed to it could answer: a proposal is public for an answer's days, unless
    every other party agreed or consented to it sooner.

    Source: section 110 of the Act of 2007: each partner authority that it relates to consents, others are consulted.
    """
    asker = sides.who(marks[proposed])
    agreed = {
        sides.who(mark)
        for number, mark in marks.items()
        if number > proposed and mark.names & names and not mark.is_superseded and _says_yes(mark)
    }
    waiting = sides.parties.keys() - {asker} - agreed
    facts = marks[proposed].facts
    told_on = facts.recorded_on if facts else date.min
    until = by.policy.negotiation.government_response.reckon(told_on, by.calendar).due_on
    if (waiting or len(sides.parties) == 1) and until >= day:
        words = (
            f"The proposal to revise it is open to answers until {in_words(until)}, or until every party agreed to it."
        )
        yield Wrong(at, "open-to-answers", words)


def _says_yes(mark: Mark) -> bool:
    is_turn = mark.kind.is_of_an_item and mark.status is Status.AGREED
    return is_turn or (mark.kind is EntryKind.CONSENT and mark.facts is not None and CONSENTS in mark.facts.flags)


def wrongs_of_the_past(
    targets: Sequence[Promised],
    removed: Sequence[Promised],
    today: date,
    judged: Collection[tuple[str, str]],
) -> Iterator[Wrong]:
    """What would be promised anew for a period of which it is known what was achieved: `judged` are the measures and
    periods of which a figure was held to mean something, before everybody, be the period over or not.
    """
    for among, each in (("targets", targets), ("removed", removed)):
        for index, one in enumerate(each):
            if (one.measure, one.period) in judged:
                words = (
                    "What was achieved in this period has been judged: what was promised for it stands. What was told "
                    "wrongly is corrected by an entry that supersedes it, and says why."
                )
                yield Wrong(f"/{among}/{index}/period", "period-judged", words)
            elif (ended := periods.parse(one.period).ends_on) < today:
                words = f"This period ended on {in_words(ended)}: what was promised for it stands."
                yield Wrong(f"/{among}/{index}/period", "period-over", words)


def _proposed(
    measure: str, marks: Mapping[int, Mark], figures: Sequence[OnRecord], spent: Mapping[str, int]
) -> dict[str | None, OnRecord]:
    """By period what the last proposal since its targets were set names; without a figure for one that is to go. What
    an earlier one named is proposed anew, for who consents or decides says so to the last.
    """
    made = list(_proposals(measure, marks, spent))
    found: dict[str | None, OnRecord] = {}
    for one in figures:
        if one.what is What.VALUE and made and one.entry == max(made):
            found[one.period] = one
    return found


def _is_proposed(measure: str, marks: Mapping[int, Mark], spent: Mapping[str, int]) -> bool:
    return any(_proposals(measure, marks, spent))


def _proposals(measure: str, marks: Mapping[int, Mark], spent: Mapping[str, int]) -> Iterator[int]:
    """The proposals since its targets were set, on the measure by its code or by the item that names it."""
    names = known_as(measure, marks)
    for number, mark in marks.items():
        is_standing = number > spent.get(measure, 0) and not mark.is_superseded
        if is_standing and mark.kind is EntryKind.REVISION and mark.names & names:
            yield number
