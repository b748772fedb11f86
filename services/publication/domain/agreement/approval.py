"""Approving an agreement: the targets it brings into force, and what has to stand on the record before it may.

What was approved before this record began is told as the papers have it; only what no agreement may hold is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from services.publication.domain.agreement.basis import (
    NO_LAW,
    NO_LEAD,
    law_of,
    lead_of,
    wrongs_of_asking,
    wrongs_of_lead,
)
from services.publication.domain.agreement.besides import wrongs_of_besides
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, told_of
from services.publication.domain.agreement.consent import without_consent
from services.publication.domain.agreement.held import Elsewhere, overlapping
from services.publication.domain.agreement.item import known_as, turns_on
from services.publication.domain.agreement.paper import is_within
from services.publication.domain.agreement.stated import (
    OnRecord,
    consented_after,
    consented_from,
    wrongs_of_stating,
)
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.entry import Came, EntryKind, Mark
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Wrong
from shared import periods
from shared.policy.agreement import Framework
from shared.working_days import in_words, months_beginning_with


@dataclass(frozen=True, slots=True)
class Approve:
    """The agreement is approved. `measures` are those that the area's register knows, `elsewhere` what other agreements
    have in force, `figures` what was stated on the items, `judged` the measures and periods whose figure was judged.
    """

    approved_on: Day
    approved_by: str
    targets: tuple[Target, ...]
    measures: frozenset[str] = frozenset()
    came: Came | None = None
    elsewhere: Elsewhere = field(default_factory=dict)
    figures: tuple[OnRecord, ...] = ()
    judged: frozenset[tuple[str, str]] = frozenset()


class Since(NamedTuple):
    """The entry since which all that is said of an item stands, and the day on which it was said."""

    entry: int
    day: date


def wrongs_of_targets(
    command: Approve, today: date, framework: Framework, *, told_until: date | None, years: tuple[date, date] | None
) -> Iterator[Wrong]:
    """What no approval may hold, whenever it was: days to come, unknown measures, more targets than the framework.

    `told_until` is set where the approval is told from papers, to the day with which the record of the agreement began:
    what was not over by then, or of what only illustrates begins a year after it, has to be agreed on this record, and
    what lies outside the `years` for which the agreement was made was agreed by nobody.
    """
    if command.approved_on.first > today:
        yield Wrong("/approved_on", "in-the-future", "Nobody can have approved this yet.")
    seen: set[tuple[str, str]] = set()
    for index, target in enumerate(command.targets):
        if target.measure not in command.measures:
            yield Wrong(f"/targets/{index}/measure", "unknown-measure", "The register does not know it.")
        if (target.measure, target.period) in seen:
            yield Wrong(f"/targets/{index}", "told-twice", "This measure has a target for this period above.")
        if told_until is not None and _is_later(target, told_until):
            words = f"Papers set no target for what was not over on {in_words(told_until)}: agree it on this record."
            yield Wrong(f"/targets/{index}/period", "later-than-the-papers", words)
        elif told_until is not None and years is not None and not is_within(target.period, years):
            words = "The agreement that the papers tell of was not made for this period."
            yield Wrong(f"/targets/{index}/period", "outside-the-agreement", words)
        if target.designated and target.statutory:
            yield Wrong(f"/targets/{index}/statutory", "two-classes", "A statutory target is not designated besides.")
        seen.add((target.measure, target.period))
    yield from wrongs_of_caps(command.targets, framework, command.elsewhere)


def _is_later(target: Target, told_until: date) -> bool:
    """Whether papers come too late for a target: what ran still when the record began, or was to come, is agreed on it.
    Nobody agreed to one that only illustrates: it may begin within the year.
    """
    period = periods.parse(target.period)
    if target.illustrative:
        return period.starts_on > months_beginning_with(told_until, 12)
    return period.ends_on >= told_until


def wrongs_of_caps(
    targets: Sequence[Target | TargetRow], framework: Framework, elsewhere: Elsewhere
) -> Iterator[Wrong]:
    """Every class of which these are more measures than the framework allows, with those that other agreements of the
    area have in force for days of the same years.
    """
    caps = {ItemClass.DESIGNATED: framework.designated_max, ItemClass.STATUTORY: framework.statutory_max}
    for item_class, most in caps.items():
        own = {(target.measure, target.period) for target in targets if target.item_class is item_class}
        beside = {
            measure
            for (measure, period), held in elsewhere.items()
            if held.item_class is item_class and any(overlapping(period, mine) for _, mine in own)
        } - {measure for measure, _ in own}
        measures = {measure for measure, _ in own} | beside
        if own and len(measures) > most:
            words = f"At most {most} measures may be {item_class.value}; these are {len(measures)}"
            words += f", {len(beside)} of them in other agreements of the area." if beside else "."
            yield Wrong("/targets", f"too-many-{item_class.value}", words)


def waiting_on(
    kind: EntryKind, item: str, marks: Mapping[int, Mark], waits: Mapping[int, Awaited], *, after: int = 0
) -> str:
    """What of this kind on this item waits for its own body, to be added to what a gate says."""
    names = known_as(item, marks)
    return told_of(
        [n for n in waits if n in marks and n > after and marks[n].kind is kind and marks[n].names & names], waits
    )


def wrongs_of_standing(
    command: Approve,
    marks: Mapping[int, Mark],
    circumstances: Circumstances,
    *,
    today: date,
    waits: Mapping[int, Awaited] | None = None,
) -> Iterator[Wrong]:
    """What has to stand on this record before a target is set: its figure, its lead and the lead's protocol, that those
    who do the work were asked, the consents; of a statutory one the law that sets it. Who leads and who consents is
    asked of the register of today, not of the day that the approval gives itself.

    What `waits` for its own body's confirmation counts for nothing yet.

    Source: sections 110 to 112 of the Act of 2007 for consents; one lead and a protocol before designation.
    """
    told: set[str] = set()
    waits, register = waits or {}, circumstances.register
    for index, target in enumerate(command.targets):
        every = turns_on(target.measure, marks)
        names, measure = known_as(target.measure, every), register.measures.get(target.measure)
        unit = measure.unit if measure else ""
        yield from wrongs_of_stating(index, target, names, every, command.figures, unit=unit, waits=waits)
        rule = circumstances.policy.figures.tolerance_share
        yield from wrongs_of_besides(index, target, names, every, command.figures, tolerance=rule, waits=waits)
        if target.measure in told:
            continue
        told.add(target.measure)
        at = f"/targets/{index}/measure"
        since = Since(consented_after(names, every, command.figures), consented_from(names, every, command.figures))
        yield from wrongs_of_class(target, at, today, every, circumstances, waits=waits, since=since)


def wrongs_of_class(
    target: Target,
    at: str,
    day: date,
    every: Mapping[int, Mark],
    circumstances: Circumstances,
    *,
    waits: Mapping[int, Awaited],
    since: Since,
) -> Iterator[Wrong]:
    """What a target of its class needs and lacks on that day; `since` is the entry since which its figures stand, and
    the day on which they were said.
    """
    measure, register = target.measure, circumstances.register
    marks = {number: mark for number, mark in every.items() if number not in waits}
    wrongs: list[tuple[Wrong, EntryKind | None]] = []
    match target.item_class:
        case ItemClass.DESIGNATED:
            wrongs += wrongs_of_lead(measure, at, day, marks, register)
            wrongs += wrongs_of_asking(measure, at, day, marks, register)
        case ItemClass.STATUTORY:
            wrongs += wrongs_of_lead(measure, at, day, marks, register)
            if law_of(measure, marks, after=since.entry - 1) is None:  # it is named with the figure, or since it stands
                waiting = [n for n in [law_of(measure, every, after=since.entry - 1)] if n is not None]
                wrongs.append((Wrong(at, "no-basis", NO_LAW + told_of(waiting, waits)), None))
        case ItemClass.LOCAL:
            if lead_of(measure, day, register) is None:
                wrongs.append((Wrong(at, "no-lead", NO_LEAD), None))
            if wanting := without_consent(measure, day, marks, register, after=since.entry, since=since.day):
                words = f"A local target needs the consent of each body it relates to: {', '.join(wanting)}."
                wrongs.append((Wrong(at, "consent-missing", words), EntryKind.CONSENT))
    for wrong, kind in wrongs:
        after = since.entry if kind is EntryKind.CONSENT else 0
        besides = waiting_on(kind, measure, every, waits, after=after) if kind else ""
        yield replace(wrong, message=wrong.message + besides)
