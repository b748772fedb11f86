"""The same judge of what may be revised: written from decisions 53, 80, 84, 87 and 95, and from no code of ours."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.entry import EntryKind, Party, Status
from services.publication.domain.entry.particulars import ItemClass, RevisionKind
from tests.unit.publication.judge import (
    began_at,
    faults_of_dispute,
    faults_of_figure,
    faults_of_law,
    faults_of_period,
    is_consented_by,
    is_said_by,
)
from tests.unit.publication.negotiation import OFFICE
from tests.unit.publication.story import (
    TURNS,
    Line,
    Stands,
    Story,
    counts,
    everything,
    is_no,
    item_class,
    period_of,
    standing,
    statements,
    unit_of,
)

ANSWER = 20  # working days for an answer
HOLIDAYS = {date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28)}


def faults_of_revision(story: Story, on: date, targets: tuple[Target, ...], removed: tuple[str, ...] = ()) -> list[str]:
    """Every rule that this revision of a measure in force does not keep."""
    kinds = {one.item_class for one in (*story.in_force.values(), *targets)}
    faults = [*_faults_of_change(story, targets, removed)]
    if ItemClass.STATUTORY in kinds:
        stood = everything(story)
        faults += faults_of_law(story, stood if targets else {}, story.set_at + 1)
        for target in targets:
            faults += [one for one in faults_of_figure(story, target, stood) if not _is_kept(story, target, one)]
        if not is_said_by(story, EntryKind.PROTOCOL, story.lead):
            faults.append("its lead has laid down the protocol")
    is_by_law = kinds == {ItemClass.STATUTORY} and not removed
    faults += _faults_of_its_day(story, on, is_by_law=is_by_law)
    proposals = [
        line
        for line in story.lines
        if line.said.kind is EntryKind.REVISION and line.number > story.set_at
        if line.gone_by is None and line.reply != "disputed"
    ]
    if is_by_law and not proposals:
        return faults
    if not proposals:
        return [*faults, "somebody proposed to revise it since it was set"]
    faults += _faults_of_proposing(story, targets, removed, proposals[-1])
    if kinds != {ItemClass.STATUTORY}:
        faults += _faults_of_consenting(story, on, proposals[-1], kinds)
    return faults


def _working_days(day: date, today: date) -> int:
    """The working days behind a day that are over."""
    days = (day + timedelta(n) for n in range(1, (today - day).days))
    return sum(one.weekday() < 5 and one not in HOLIDAYS for one in days)


def _is_kept(story: Story, target: Target, fault: str) -> bool:
    """Of a stretch and a baseline those in force may stay, and a stretch goes that the new figure outdoes."""
    held = story.in_force.get(target.period) or next(iter(story.in_force.values()))
    if "baseline" in fault:
        return began_at(target) == began_at(held)
    is_outdone = target.stretch is None and held.stretch is not None and held.stretch < target.value
    return "stretch is" in fault and (target.stretch == held.stretch or is_outdone)


def _faults_of_its_day(story: Story, on: date, *, is_by_law: bool) -> Iterator[str]:
    """It is of a day from what it rests on: the proposal and what was said to it, or the turns that name the law."""
    kinds = TURNS if is_by_law else {EntryKind.REVISION, EntryKind.CONSENT, EntryKind.DECISION}
    rests_on = [
        line.on
        for line in story.lines
        if line.number > story.set_at and line.said.kind in kinds and line.gone_by is None and line.reply != "disputed"
        if not (told := line.said.particulars.decision) or told.items
        if is_by_law or counts(story, line) or is_no(line)
    ]
    if on > story.today or on < max(rests_on, default=story.began):
        yield "a revision is of a day from what it rests on until today"


def _faults_of_change(story: Story, targets: tuple[Target, ...], removed: tuple[str, ...]) -> Iterator[str]:
    """What is asked of every revision: its periods, and that all beside the figure stays."""
    for period in (*(one.period for one in targets), *removed):
        yield from faults_of_period(story, period)
    if any(period not in story.in_force for period in removed):
        yield "what goes is in force"
    yield from faults_of_dispute(story)
    said = standing(story, ("class", ""))
    for target in targets:
        held = story.in_force.get(target.period) or next(iter(story.in_force.values()))
        kinds = {held.item_class} | ({item_class(story)} if said and said.since > story.set_at else set())
        if not story.is_national and target.item_class is not ItemClass.LOCAL:
            yield "without national targets there are local ones alone"
        if target.item_class not in kinds:
            yield "the class stays, or is the one said since"
        beside = (held.tolerance, held.minimum, held.path, held.illustrative)
        if (target.tolerance, target.minimum, target.path, target.illustrative) != beside:
            yield "what stands beside the figure stays"
        if target.stretch is not None and target.stretch < target.value:
            yield "a stretch asks for more than its target"


def _faults_of_proposing(
    story: Story, targets: tuple[Target, ...], removed: tuple[str, ...], last: Line
) -> Iterator[str]:
    """The last proposal names the figure, or that the target goes; what it does not name stays."""
    change, named = last.said.particulars.revision, dict(statements(last))
    is_removal = change is not None and change.change is RevisionKind.REMOVE
    goes = period_of(last.said.target_period) if last.said.target_period else None
    if removed and not (is_removal and goes in (None, *removed)):
        yield "it was proposed that it goes"
    for target in targets:
        held = story.in_force.get(target.period) or next(iter(story.in_force.values()))
        if is_removal or named.get(("value", target.period)) != target.value:
            yield "the figure is the one that the last proposal names"
        if unit_of(last.said.unit) != story.unit:
            yield "it is said in the unit of its measure"
        if target.item_class is ItemClass.STATUTORY:
            continue
        proposed = (
            dict(statements(line)).get(("baseline", ""))
            for line in story.lines
            if line.said.kind is EntryKind.REVISION and line.number > story.set_at and line.gone_by is None
        )
        if began_at(target) not in (began_at(held), *proposed):
            yield "the baseline stays, or is one that was proposed"
        is_outdone = held.stretch is not None and held.stretch < target.value
        if target.stretch != held.stretch and not (is_outdone and target.stretch is None):
            yield "the stretch stays"


def _faults_of_consenting(story: Story, on: date, last: Line, kinds: set[ItemClass]) -> Iterator[str]:
    if ItemClass.DESIGNATED in kinds and story.is_national:
        made = [
            line
            for line in story.lines
            if line.said.kind is EntryKind.DECISION and line.number > last.number and line.gone_by is None
            if story.kinds.get(line.said.party_name) == "ministers_office" and line.said.party is Party.MINISTER
            if (told := line.said.particulars.decision) and told.items
            if counts(story, line) or (is_no(line) and line.reply != "disputed")
        ]
        if not made or is_no(made[-1]) or made[-1].when[0] < last.when[0]:
            yield "the minister's office decided to approve what was proposed"
        return
    locked = story.approved_on
    if locked is not None and on <= locked.replace(month=locked.month + 1) - timedelta(1):
        yield "it stands for the month from its approval"
    asker = last.said.party_name
    since = [line for line in story.lines if line.number > last.number and line.gone_by is None and counts(story, line)]
    yes = {
        line.said.party_name
        for line in since
        if line.said.status is Status.AGREED or (line.said.kind is EntryKind.CONSENT and not is_no(line))
    }
    if {story.council, OFFICE} - yes - {asker} and _working_days(last.on, story.today) < ANSWER:
        yield "whoever agreed to it had the days of an answer to the proposal, or agreed sooner"
    for body in {story.lead, *story.contributors} - {story.council, None}:
        if not is_consented_by(story, str(body), {("", ""): Stands(None, "", last, last.number)}):
            yield "each body it relates to consents after the proposal"
