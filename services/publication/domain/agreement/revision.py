"""Changing what was approved: a designated target by a proposal that the minister's office decides, a local one by the
consent of each body it relates to, after the month in which nobody may touch it.

What a law of its own sets changes as an entry says that this law changed it: nobody consents to it.

Source: sections 110 to 112 of the Act of 2007.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.publication.domain.agreement.approval import waiting_on, wrongs_of_caps
from services.publication.domain.agreement.approver import deciding
from services.publication.domain.agreement.basis import NO_LAW, law_of, lead_of, wrongs_of_lead
from services.publication.domain.agreement.besides import wrongs_of_keeping
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, speaker, told_of
from services.publication.domain.agreement.consent import without_consent
from services.publication.domain.agreement.item import disputing, known_as
from services.publication.domain.agreement.paper import is_within
from services.publication.domain.agreement.proposal import (
    first_alike,
    wrong_of_haste,
    wrong_of_refusing,
    wrongs_of_proposing,
    wrongs_of_the_past,
)
from services.publication.domain.agreement.settling import wrongs_of_settling
from services.publication.domain.agreement.sides import Sides, sides_of
from services.publication.domain.agreement.stated import consented_after, told_on, wrongs_of_stating
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import EntryKind, Mark
from services.publication.domain.entry.particulars import ItemClass, Outcome
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared.working_days import in_words, months_beginning_with


def wrongs_of_revising(
    command: Revise,
    marks: Mapping[int, Mark],
    *,
    told: Mapping[int, Mark],
    parties: Sequence[str],
    approved_on: date,
    years: tuple[date, date] | None,
    disputed: Collection[int],
    today: date,
    by: Circumstances,
    waits: Mapping[int, Awaited] | None = None,
) -> Iterator[Wrong]:
    """Every fault of a revision: what it names, what the framework caps, what has to stand on the record first.

    A proposal, and what was said to it, serves one revision; `marks` is what a gate reads of all that was `told`,
    `years` are those for which the agreement was made. What `waits` for its own body's confirmation counts for nothing
    yet.
    """
    every, waits, sides = marks, waits or {}, sides_of(parties, told.values(), by.register)
    marks = {number: mark for number, mark in every.items() if number not in waits}
    yield from _wrongs_of_naming(command, today, by)
    yield from _wrongs_of_periods(command, years)
    yield from wrongs_of_the_past(command.targets, command.removed, today, command.judged)
    yield from wrongs_of_proposing(
        command.targets,
        command.removed,
        marks,
        command.figures,
        spent=command.spent,
        register=by.register,
    )
    yield from _wrongs_of_keeping(command, every, marks, by)
    yield from _wrongs_of_law(command, every, waits, by, today=today, sides=sides)
    yield from wrongs_of_caps(command.after, by.policy.framework, command.elsewhere)
    locked_until = months_beginning_with(approved_on, 1)
    for at, measure, item_class in command.touched():
        if names := disputing(measure, told, disputed):
            words = f"{', '.join(names)} disputes what was typed for it on this item: settle first what it said."
            yield Wrong(at, "disputed", words)
        if item_class is ItemClass.STATUTORY and at.startswith("/targets"):
            continue
        proposed = proposed_by(measure, marks, command.spent.get(measure, 0))
        if proposed is None:
            words = "Nobody proposed on this record to revise it, or what was proposed has been done."
            yield Wrong(at, "no-proposal", words)
            continue
        yield from _wrong_of_day(command, _last_day(measure, marks, proposed))
        called, spent = known_as(measure, every), command.spent.get(measure, 0)
        first = first_alike(called, marks, command.figures, spent)
        yield from wrong_of_refusing(at, called, marks, first, sides)
        if item_class is ItemClass.STATUTORY:
            continue  # that it goes was proposed, and a law named for it: nobody consents to that
        if item_class is ItemClass.DESIGNATED and by.is_ministers:
            if not is_revision_decided(measure, marks, after=proposed, register=by.register):
                besides = waiting_on(EntryKind.DECISION, measure, every, waits, after=proposed)
                words = f"The minister's office has not decided to approve the revision.{besides}"
                yield Wrong(at, "not-decided", words)
        else:
            yield from wrong_of_haste(at, called, marks, proposed, day=command.revised_on, sides=sides, by=by)
            besides = waiting_on(EntryKind.CONSENT, measure, every, waits, after=proposed)
            for wrong in _wrongs_of_local(
                at,
                measure,
                marks,
                proposed=proposed,
                day=command.revised_on,
                today=today,
                locked_until=locked_until,
                standing=command.standing,
                by=by,
            ):
                is_of_consent = wrong.code == "consent-missing"
                yield replace(wrong, message=wrong.message + besides) if is_of_consent else wrong


def _wrongs_of_keeping(
    command: Revise, every: Mapping[int, Mark], marks: Mapping[int, Mark], by: Circumstances
) -> Iterator[Wrong]:
    entering = {index for index, _ in command.entering()}  # these stand as they were stated, and keep nothing
    for index, target in enumerate(command.targets):
        if index not in entering:
            yield from wrongs_of_keeping(
                index,
                target,
                known_as(target.measure, every),
                marks,
                command.figures,
                standing=command.standing,
                spent=command.spent.get(target.measure, 0),
                tolerance=by.policy.figures.tolerance_share,
            )


def _wrongs_of_local(
    at: str,
    measure: str,
    marks: Mapping[int, Mark],
    *,
    proposed: int,
    day: date,
    today: date,
    locked_until: date,
    standing: Sequence[TargetRow],
    by: Circumstances,
) -> Iterator[Wrong]:
    if day <= locked_until and any(row.measure == measure for row in standing):
        yield Wrong(at, "locked", f"A local target stands as approved until {in_words(locked_until)}.")
    since = told_on(marks[proposed])
    days = dict.fromkeys((day, today))  # whoever it relates to on either
    each = (without_consent(measure, one, marks, by.register, after=proposed, since=since) for one in days)
    if wanting := dict.fromkeys(name for names in each for name in names):
        words = f"It needs the consent of each body that it relates to: {', '.join(wanting)}."
        yield Wrong(at, "consent-missing", words)


def _wrongs_of_law(
    command: Revise,
    every: Mapping[int, Mark],
    waits: Mapping[int, Awaited],
    by: Circumstances,
    *,
    today: date,
    sides: Sides,
) -> Iterator[Wrong]:
    """What a statutory target lacks: its lead and the lead's protocol, the law that changed it since it was set, which
    the other side or the lead knows as well, and the figure that was stated with it.
    """
    marks = {number: mark for number, mark in every.items() if number not in waits}
    told: set[str] = set()
    for index, target in enumerate(command.targets):
        if target.item_class is not ItemClass.STATUTORY:
            continue
        names, known = known_as(target.measure, every), by.register.measures.get(target.measure)
        unit = known.unit if known else ""
        yield from wrongs_of_stating(index, target, names, every, command.figures, unit=unit, waits=waits)
        if target.measure not in told:
            at = f"/targets/{index}/measure"
            yield from _wrong_of_day(command, _last_turn(names, every, command.spent.get(target.measure, 0)))
            for wrong, kind in wrongs_of_lead(target.measure, at, today, marks, by.register):
                besides = waiting_on(kind, target.measure, every, waits) if kind else ""
                yield replace(wrong, message=wrong.message + besides)
        told.add(target.measure)
    for at, measure, item_class in command.touched():
        names = known_as(measure, every)
        since = consented_after(names, every, command.figures) if measure in told else 0
        spent = max(command.spent.get(measure, 0), since - 1)
        becomes = item_class is ItemClass.STATUTORY or any(
            one.measure == measure and one.item_class is ItemClass.STATUTORY for one in command.targets
        )
        if becomes and law_of(measure, marks, after=spent) is None:
            waiting = [n for n in [law_of(measure, every, after=spent)] if n is not None]
            yield Wrong(at, "no-basis", NO_LAW + told_of(waiting, waits))
        lead = by.register.partners.get(lead_of(measure, today, by.register) or "")
        for wrong in wrongs_of_settling(
            0,
            Removed(measure, ""),
            ItemClass.STATUTORY,
            names,
            every if becomes else {},
            figures=command.figures,
            sides=sides,
            lead=lead.name if lead else None,
            waits=waits,
        ):
            yield replace(wrong, pointer=at)


def _wrongs_of_periods(command: Revise, years: tuple[date, date] | None) -> Iterator[Wrong]:
    for index, one in enumerate(command.targets):
        if years is not None and not is_within(one.period, years):
            yield Wrong(
                f"/targets/{index}/period", "outside-the-agreement", "The agreement was not made for this period."
            )


def _wrongs_of_naming(command: Revise, today: date, by: Circumstances) -> Iterator[Wrong]:
    held = {(row.measure, row.period) for row in command.standing}
    if command.revised_on > today:
        yield Wrong("/revised_on", "in-the-future", "Nobody can have revised this yet.")
    if not command.targets and not command.removed:
        yield Wrong("/targets", "nothing-revised", "Name the targets that change, or those that go.")
    for index, one in enumerate(command.removed):
        if (one.measure, one.period) not in held:
            yield Wrong(f"/removed/{index}", "not-in-force", "There is no target of this measure for this period.")
    seen: set[tuple[str, str]] = set()
    named = [(f"/targets/{index}", one.measure, one.period) for index, one in enumerate(command.targets)]
    named += [(f"/removed/{index}", one.measure, one.period) for index, one in enumerate(command.removed)]
    for at, measure, period in named:
        if (measure, period) in seen:
            yield Wrong(at, "told-twice", "This measure is named for this period above.")
        if measure not in by.register.measures:
            yield Wrong(f"{at}/measure", "unknown-measure", "The register does not know it.")
        seen.add((measure, period))


def _about(kind: EntryKind, measure: str, marks: Mapping[int, Mark]) -> Iterator[tuple[int, Mark]]:
    names = known_as(measure, marks)
    for number, mark in marks.items():
        if mark.kind is kind and not mark.is_superseded and mark.names & names:
            yield number, mark


def proposed_by(measure: str, marks: Mapping[int, Mark], spent: int) -> int | None:
    """The last proposal to revise it that came after what was spent on its targets."""
    return max((n for n, _ in _about(EntryKind.REVISION, measure, marks) if n > spent), default=None)


def _wrong_of_day(command: Revise, rests_on: date) -> Iterator[Wrong]:
    if command.revised_on < rests_on:
        words = f"It rests on what was put on the record on {in_words(rests_on)}."
        yield Wrong("/revised_on", "before-what-it-rests-on", words)


def _last_turn(names: frozenset[str], marks: Mapping[int, Mark], spent: int) -> date:
    """The day on which the last turn on an item since its target was set came on the record."""
    said = (n for n, mark in marks.items() if n > spent and mark.kind.is_of_an_item and mark.names & names)
    return max((facts.recorded_on for n in said if (facts := marks[n].facts)), default=date.min)


def _last_day(measure: str, marks: Mapping[int, Mark], proposed: int) -> date:
    """The day on which the last of the proposal and of what was said to it came on the record."""
    kinds = (EntryKind.REVISION, EntryKind.CONSENT, EntryKind.DECISION)
    said = (mark for kind in kinds for n, mark in _about(kind, measure, marks) if n >= proposed)
    return max((mark.facts.recorded_on for mark in said if mark.facts), default=date.min)


def is_revision_decided(measure: str, marks: Mapping[int, Mark], *, after: int, register: Register) -> bool:
    """Whether the last decision of every minister's office that names the measure after the proposal, and was not made
    on a day before it, approves, and there is one.
    """
    theirs = deciding(marks, register, is_ministers=True)
    made = (mark for n, mark in sorted(_about(EntryKind.DECISION, measure, theirs)) if n > after)
    last = {
        speaker(mark.facts.party_name, register): (mark.facts.outcome, told_on(mark)) for mark in made if mark.facts
    }
    since = told_on(marks[after])
    return bool(last) and all(told == Outcome.APPROVE.value and on >= since for told, on in last.values())
