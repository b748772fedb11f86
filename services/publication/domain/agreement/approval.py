"""Approving an agreement: the targets it brings into force, and what has to stand on the record before it may.

What was approved before this record began is told as the papers have it; only what no agreement may hold is refused.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import CONSENTS, Awaited, told_of
from services.publication.domain.agreement.paper import is_within
from services.publication.domain.agreement.stated import OnRecord, consented_after, wrongs_of_stating
from services.publication.domain.entry.entry import Came, EntryKind, Mark, bare_name
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register, lead_on
from shared import periods
from shared.events.publication import TargetSet
from shared.policy.agreement import Framework
from shared.working_days import in_words


@dataclass(frozen=True, slots=True)
class Target:
    """A target that an approval brings into force."""

    measure: str
    period: str
    value: Decimal
    tolerance: Decimal
    designated: bool
    illustrative: bool
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"
    baseline: Decimal | None = None
    baseline_period: str | None = None
    statutory: bool = False

    @property
    def item_class(self) -> ItemClass:
        """What it is in the agreement."""
        return class_of(is_designated=self.designated, is_statutory=self.statutory)


@dataclass(frozen=True, slots=True)
class Approve:
    """The agreement is approved. `measures` are those that the area's register knows, `elsewhere` the agreements that
    hold a target in force, by measure and period, `figures` what was stated on the items.
    """

    approved_on: Day
    approved_by: str
    targets: tuple[Target, ...]
    measures: frozenset[str] = frozenset()
    came: Came | None = None
    elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)
    figures: tuple[OnRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers that tell of an approval: its day, month or year, and by measure the entry that names one of them."""

    approved_on: str
    entries: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target that an agreement set."""

    measure: str
    title: str
    unit: str
    polarity: str
    period: str
    value: Decimal
    designated: bool
    illustrative: bool
    statutory: bool = False
    baseline: Decimal | None = None
    baseline_period: str | None = None
    came: str | None = None
    agreed_on: str | None = None
    entry: int | None = None
    tolerance: Decimal = Decimal("0.05")
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: str = "points"

    @property
    def item_class(self) -> ItemClass:
        """What it is in the agreement."""
        return class_of(is_designated=self.designated, is_statutory=self.statutory)


def class_of(*, is_designated: bool, is_statutory: bool) -> ItemClass:
    """What a target is in its agreement."""
    if is_designated:
        return ItemClass.DESIGNATED
    return ItemClass.STATUTORY if is_statutory else ItemClass.LOCAL


def of_papers(command: Approve, began: date | None, marks: Mapping[int, Mark]) -> Papers | None:
    """The papers that an approval was compiled from, with the last entry so compiled on each measure that stands; None
    for one that was made on this record.
    """
    if command.came is not Came.COMPILED and began is not None:
        return None
    entries: dict[str, int] = {}
    for measure in {target.measure for target in command.targets}:
        names = known_as(measure, marks)
        told = (n for n, mark in marks.items() if mark.kind.is_of_an_item and mark.names & names and _is_told(mark))
        if (last := max(told, default=None)) is not None:
            entries[measure] = last
    return Papers(command.approved_on.text, entries)


def _is_told(mark: Mark) -> bool:
    return mark.came is Came.COMPILED and not mark.is_superseded


def targets_set(
    area: str, agreement: str, targets: Iterable[Target], papers: Papers | None = None
) -> tuple[TargetSet, ...]:
    """What an approval tells to the streams of the measures it names, in order of measure and period; of targets that
    come from papers, which.
    """
    ordered = sorted(targets, key=lambda target: (target.measure, target.period))
    return tuple(
        TargetSet(
            area=area,
            measure=target.measure,
            period=target.period,
            value=target.value,
            tolerance=target.tolerance,
            agreement=agreement,
            designated=target.designated,
            illustrative=target.illustrative,
            stretch=target.stretch,
            minimum=target.minimum,
            path=target.path,
            baseline=target.baseline,
            baseline_period=target.baseline_period,
            statutory=target.statutory,
            came=Came.COMPILED.value if papers else None,
            agreed_on=papers.approved_on if papers else None,
            entry=papers.entries.get(target.measure) if papers else None,
        )
        for target in ordered
    )


def wrongs_of_targets(
    command: Approve, today: date, framework: Framework, *, told_until: date | None, years: tuple[date, date] | None
) -> Iterator[Wrong]:
    """What no approval may hold, whenever it was: days to come, unknown measures, more targets than the framework.

    `told_until` is set where the approval is told from papers: what begins after it has to be agreed on this record,
    and what lies outside the `years` for which the agreement was made was agreed by nobody.
    """
    if command.approved_on.first > today:
        yield Wrong("/approved_on", "in-the-future", "Nobody can have approved this yet.")
    seen: set[tuple[str, str]] = set()
    for index, target in enumerate(command.targets):
        if target.measure not in command.measures:
            yield Wrong(f"/targets/{index}/measure", "unknown-measure", "The register does not know it.")
        if (target.measure, target.period) in seen:
            yield Wrong(f"/targets/{index}", "told-twice", "This measure has a target for this period above.")
        if told_until is not None and periods.parse(target.period).starts_on > told_until:
            words = f"Papers set no target for what begins after {in_words(told_until)}: agree it on this record."
            yield Wrong(f"/targets/{index}/period", "later-than-the-papers", words)
        elif told_until is not None and years is not None and not is_within(target.period, years):
            words = "The agreement that the papers tell of was not made for this period."
            yield Wrong(f"/targets/{index}/period", "outside-the-agreement", words)
        if target.designated and target.statutory:
            yield Wrong(f"/targets/{index}/statutory", "two-classes", "A statutory target is not designated besides.")
        seen.add((target.measure, target.period))
    yield from wrongs_of_caps(command.targets, framework)


def wrongs_of_caps(targets: Sequence["Target | TargetRow"], framework: Framework) -> Iterator[Wrong]:
    """Every class of which these are more measures than the framework allows."""
    caps = {ItemClass.DESIGNATED: framework.designated_max, ItemClass.STATUTORY: framework.statutory_max}
    for item_class, most in caps.items():
        measures = {target.measure for target in targets if target.item_class is item_class}
        if len(measures) > most:
            words = f"At most {most} measures may be {item_class.value}; these are {len(measures)}."
            yield Wrong("/targets", f"too-many-{item_class.value}", words)


def waiting_on(
    kind: EntryKind, item: str, marks: Mapping[int, Mark], waits: Mapping[int, Awaited], *, after: int = 0
) -> str:
    """What of this kind on this item waits for its own body, to be added to what a gate says."""
    names = known_as(item, marks)
    return told_of([n for n in waits if n > after and marks[n].kind is kind and marks[n].names & names], waits)


def wrongs_of_standing(
    command: Approve,
    marks: Mapping[int, Mark],
    circumstances: Circumstances,
    *,
    disputed: Collection[int] = (),
    waits: Mapping[int, Awaited] | None = None,
) -> Iterator[Wrong]:
    """What has to stand on this record before a target is set: its lead, protocol and consultation, or the consents.

    Nobody sets a target on an item while a side disputes the last word put down to it there (`disputed` are the entries
    whose body disputes them). What `waits` for its own body's confirmation counts for nothing yet.

    Source: sections 110 to 112 of the Act of 2007 for consents; one lead and a protocol before designation.
    """
    told: set[str] = set()
    every, waits = marks, waits or {}
    marks = {number: mark for number, mark in every.items() if number not in waits}
    for index, target in enumerate(command.targets):
        names = known_as(target.measure, every)
        yield from wrongs_of_stating(index, target, names, every, command.figures)
        if target.measure in told:
            continue
        told.add(target.measure)
        at = f"/targets/{index}/measure"
        if bodies := disputing(target.measure, marks, disputed):
            words = f"{', '.join(bodies)} disputes what was typed for it on this item: settle first what it said."
            yield Wrong(at, "disputed", words)
        match target.item_class:
            case ItemClass.DESIGNATED:
                day, register = command.approved_on.last, circumstances.register
                for wrong, kind in _wrongs_of_designating(target, at, day, marks, register):
                    told_besides = waiting_on(kind, target.measure, every, waits) if kind else ""
                    yield replace(wrong, message=wrong.message + told_besides)
            case ItemClass.LOCAL:
                since, day = consented_after(names, every, command.figures), command.approved_on.last
                if wanting := without_consent(target.measure, day, marks, circumstances.register, after=since):
                    words = f"A local target needs the consent of each body it relates to: {', '.join(wanting)}."
                    words += waiting_on(EntryKind.CONSENT, target.measure, every, waits, after=since)
                    yield Wrong(at, "consent-missing", words)
            case ItemClass.STATUTORY:
                pass  # set by a law of its own: nobody here consents to it


def _wrongs_of_designating(
    target: Target, at: str, day: date, marks: Mapping[int, Mark], register: Register
) -> Iterator[tuple[Wrong, EntryKind | None]]:
    if lead_on(register, target.measure, day) is None:
        yield Wrong(at, "no-lead", "Nobody leads on this measure on that day; the register names who does."), None
    for kind, code, words in (
        (EntryKind.PROTOCOL, "no-protocol", "No protocol says who accounts for it and who does what."),
        (EntryKind.CONSULTATION, "no-consultation", "Nobody who does the work was asked on this record."),
    ):
        if not has(kind, target.measure, marks):
            yield Wrong(at, code, words), kind


def disputing(measure: str, marks: Mapping[int, Mark], disputed: Collection[int]) -> list[str]:
    """The bodies that dispute the last word of their side on the item of this measure."""
    names = known_as(measure, marks)
    last = {
        mark.party.side: number
        for number, mark in sorted(marks.items(), key=_when)
        if mark.kind.is_of_an_item and mark.status and mark.names & names and not mark.is_superseded
    }
    found = (marks[number].facts for number in last.values() if number in disputed)
    return [facts.party_name for facts in found if facts]


def _when(one: tuple[int, Mark]) -> tuple[date, int]:
    number, mark = one
    came_on = mark.facts.recorded_on if mark.facts else date.min
    return mark.said_on.first if mark.said_on else came_on, number


def has(kind: EntryKind, item: str, marks: Mapping[int, Mark]) -> bool:
    """Whether an entry of this kind on this item, or on this measure by the item that it is, stands on the record."""
    names = known_as(item, marks)
    return any(mark.kind is kind and mark.names & names and not mark.is_superseded for mark in marks.values())


def known_as(item: str, marks: Mapping[int, Mark]) -> frozenset[str]:
    """What an item or measure is called here: its own code, and that of each item whose terms name it as measure."""
    code = bare_name(item)
    items = (mark.item for mark in marks.values() if mark.facts and bare_name(mark.facts.measure or "") == code)
    return frozenset((code, *(bare_name(one) for one in items)))


def related(measure: str, day: date, register: Register) -> tuple[str, ...]:
    """The names of the bodies that a measure relates to on that day: its lead, then those who contribute."""
    tenure = lead_on(register, measure, day)
    if tenure is None:
        return ()
    codes = (tenure.lead.lead, *tenure.lead.contributors)
    return tuple(register.partners[code].name for code in dict.fromkeys(codes) if code in register.partners)


def asked(measure: str, day: date, register: Register) -> tuple[str, ...]:
    """The bodies that have to consent to a local target on that day: all but the responsible authority."""
    own = register.partners.get(register.about.responsible_authority) if register.about else None
    return tuple(name for name in related(measure, day, register) if own is None or name != own.name)


def without_consent(
    measure: str, day: date, marks: Mapping[int, Mark], register: Register, *, after: int = 0
) -> tuple[str, ...]:
    """The bodies, but the responsible authority, that a measure relates to and that have not consented to it by an
    entry after this one.
    """
    names = known_as(measure, marks)
    last = {
        mark.facts.party_name: CONSENTS in mark.facts.flags
        for n, mark in sorted(marks.items())
        if n > after and mark.kind is EntryKind.CONSENT and mark.names & names and not mark.is_superseded and mark.facts
    }
    return tuple(name for name in asked(measure, day, register) if not last.get(name, False))
