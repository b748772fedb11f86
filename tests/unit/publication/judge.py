"""A second judge of what may come into force: written from the pages that state the rules, and from no code of ours.

Source: docs/negotiations.md and the decisions 53, 74, 80, 84 to 87 and 95. Each rule is a sentence; a verdict is those
sentences that are not kept.
"""

from collections.abc import Iterator
from datetime import date

from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.entry import EntryKind, Party, Status
from services.publication.domain.entry.particulars import ItemClass
from shared import periods
from tests.unit.publication.negotiation import OFFICE
from tests.unit.publication.story import (
    GOVERNMENT,
    TURNS,
    Stands,
    Story,
    counts,
    everything,
    is_no,
    item_class,
    last_word,
    stands_by,
    statements,
    turns_of,
)

_DECIDES = {"council": Party.COUNCIL, "department": Party.DEPARTMENT, "ministers_office": Party.MINISTER}
_BASES = frozenset((EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION))


# What an approval needs


def faults_of_approval(story: Story, by: str, on: date, targets: tuple[Target, ...]) -> list[str]:
    """Every rule that this approval, made on this record today, does not keep."""
    return [*_faults_of_approver(story, by), *_faults_of_day(story, by, on)] + [
        fault for target in targets for fault in _faults_of_target(story, by, target)
    ]


def _faults_of_approver(story: Story, by: str) -> Iterator[str]:
    made = [
        line
        for line in story.lines
        if line.said.kind is EntryKind.DECISION and line.said.party_name == by
        if (told := line.said.particulars.decision) and not told.items and line.gone_by is None
        if counts(story, line) or (is_no(line) and line.reply != "disputed" and line.when[0] >= story.began)
    ]
    if _DECIDES.get(story.kinds.get(by, "")) is None:
        yield "who approves is a body of the register whose kind decides"
    elif story.is_national and story.kinds[by] != "ministers_office":
        yield "under national targets the minister's office decides"
    elif not made or is_no(made[-1]):
        yield "its own last decision on the whole agreement approves"
    bind = [line for line in story.lines if line.said.kind is EntryKind.CONSTRAINTS and line.gone_by is None]
    if not all(counts(story, line) for line in bind):
        yield "what binds a party was said by it"


def _faults_of_day(story: Story, by: str, on: date) -> Iterator[str]:
    rests_on = [
        line.on
        for line in story.lines
        if line.gone_by is None
        and (line.said.kind in TURNS | _BASES or (line.said.kind is EntryKind.DECISION and line.said.party_name == by))
    ]
    if on > story.today or on < max(rests_on, default=story.began):
        yield "an approval is of a day from what it rests on until today"


def _faults_of_target(story: Story, by: str, target: Target) -> Iterator[str]:
    stood = everything(story)
    yield from faults_of_period(story, target.period)
    yield from _faults_of_rest(story, target)
    yield from faults_of_figure(story, target, stood)
    yield from _faults_of_deciding(story, by, target, stood)
    if target.item_class is not item_class(story):
        yield "the class is the one last said"
    yield from _faults_of_sides(story, target, stood)
    yield from _faults_of_class(story, target, stood)


def _faults_of_deciding(story: Story, by: str, target: Target, stood: dict[tuple[str, str], Stands]) -> Iterator[str]:
    """Who approves decided on what stands now, and not on what was said before it; a law stands as it says."""
    made = [
        line
        for line in story.lines
        if line.said.kind is EntryKind.DECISION and line.said.party_name == by and line.gone_by is None
        if counts(story, line) or (is_no(line) and line.reply != "disputed" and line.when[0] >= story.began)
    ]
    since = max((one.since for one in stood.values()), default=0)
    said = max((one.line.when[0] for one in stood.values()), default=story.began)
    if made and is_no(made[-1]):
        yield "who approves decided last to approve it"
    is_by_law = target.item_class is ItemClass.STATUTORY
    if made and not is_by_law and (made[-1].number < since or made[-1].when[0] < said):
        yield "who approves decided since it stands"


def faults_of_figure(story: Story, target: Target, stood: dict[tuple[str, str], Stands]) -> Iterator[str]:
    """The figure, the stretch and the baseline are those last stated on the item."""
    value = stood.get(("value", target.period))
    if value is None or value.value != target.value:
        yield "the figure is the one last stated for its period"
        return
    if value.unit != story.unit:
        yield "it is said in the unit of its measure"
    anew = [
        one
        for one in turns_of(story)
        if dict(statements(one)).get(("value", target.period)) == target.value
        or (one.number == value.since and one.said.supersedes)
        if counts(story, one) and not is_no(one)
    ]
    for hidden in (one for one in turns_of(story) if one.is_withheld):
        if not any(one.number > hidden.number and one.when > hidden.when for one in anew):
            yield "the figure was stated after every turn that is withheld"
    ends = max((key[1] for key in stood if key[0] == "value"), key=periods.parse)
    first = min((key[1] for key in stood if key[0] == "value"), key=periods.parse)
    stretches = [stood.get(("stretch", target.period)), stood.get(("stretch", "")) if target.period == ends else None]
    stretch = max((one for one in stretches if one), key=lambda one: one.line.when, default=None)
    if target.stretch != (stretch.value if stretch else None):
        yield "the stretch is the one last stated"
    if target.stretch is not None and target.stretch < target.value:
        yield "a stretch asks for more than its target"
    began = stood.get(("baseline", ""))
    is_before = began is not None and periods.parse(began.value[1]) < periods.parse(first)  # type: ignore[index]
    if began_at(target) != (began.value if began and is_before else None):
        yield "the baseline is the one last stated"


def faults_of_period(story: Story, period: str) -> Iterator[str]:
    if period in story.judged or periods.parse(period).ends_on < story.today:
        yield "nothing is promised for a period that is over or judged"


def _faults_of_rest(story: Story, target: Target) -> Iterator[str]:
    if target.tolerance != story.tolerance:
        yield "the tolerance is the area's rule"
    if target.minimum is not None or target.path != "points":
        yield "nobody states a floor or another way"
    if target.illustrative:
        yield "what is agreed here does not only illustrate"
    if not story.is_national and target.item_class is not ItemClass.LOCAL:
        yield "without national targets there are local ones alone"


def began_at(target: Target) -> object:
    return (target.baseline, target.baseline_period) if target.baseline is not None else None


def faults_of_dispute(story: Story) -> Iterator[str]:
    for is_government in (False, True):
        said = [
            line
            for line in turns_of(story)
            if line.said.status and line.gone_by is None and (line.said.party in GOVERNMENT) is is_government
        ]
        if said and max(said, key=lambda line: line.when).reply == "disputed":
            yield "no side disputes the last word put down to it"


def _faults_of_sides(story: Story, target: Target, stood: dict[tuple[str, str], Stands]) -> Iterator[str]:
    """Each side's own last word is that it is agreed, given to all that stands; or the place settles it alone."""
    yield from faults_of_dispute(story)
    if target.item_class is ItemClass.STATUTORY:
        return
    last = last_word(story)
    is_left = last is not None and last.said.status is Status.DEMOTED_TO_LOCAL and last.said.party in GOVERNMENT
    if target.item_class is ItemClass.LOCAL and is_left:
        if not is_consented_by(story, story.council, stood):
            yield "what is left to the place has the council's own consent"
        return
    if last is None or last.said.status is not Status.AGREED:
        yield "what was said last is that it is agreed"
    for is_government in (False, True):
        word = last_word(story, is_government=is_government)
        if word and is_no(word):
            yield "no side's own last word is another than its agreement"
    yield from _faults_of_parties(story)
    for is_government in (False, True):
        for what, one in stood.items():
            if what[1] in ("", target.period) and not stands_by(story, one, what, is_government=is_government):
                yield f"both sides stand by its {what[0]}"


def _faults_of_parties(story: Story) -> Iterator[str]:
    """What a party refused nobody else of its side takes back."""
    for party in (story.council, OFFICE):
        told = [one for one in turns_of(story) if one.said.status and one.said.party_name == party and not one.gone_by]
        own = max((one for one in told if is_no(one) or counts(story, one)), key=lambda one: one.when, default=None)
        if own and is_no(own):
            yield "no party's own last word is another than its agreement"


def is_consented_by(story: Story, body: str, stood: dict[tuple[str, str], Stands], after: int = 0) -> bool:
    """The last word of a body since everything on the item stands as it does is that it consents."""
    since = max([after, *(one.since for one in stood.values())])
    said = max((one.line.when[0] for one in stood.values()), default=story.began)
    told = [
        line
        for line in story.lines
        if line.said.kind is EntryKind.CONSENT and line.said.party_name == body and line.number > since
        if line.gone_by is None and ((is_no(line) and line.reply != "disputed") or counts(story, line))
    ]
    return bool(told) and not is_no(told[-1]) and told[-1].when[0] >= said


def is_said_by(story: Story, kind: EntryKind, *bodies: str | None) -> bool:
    return any(
        line.said.kind is kind and line.said.party_name in bodies and counts(story, line) for line in story.lines
    )


def _faults_of_class(story: Story, target: Target, stood: dict[tuple[str, str], Stands]) -> Iterator[str]:
    if story.lead is None:
        yield "somebody leads on it"
    if target.item_class is ItemClass.LOCAL:
        for body in {story.lead, *story.contributors} - {story.council, None}:
            if not is_consented_by(story, str(body), stood):
                yield "each body it relates to consents since it stands"
        return
    if not is_said_by(story, EntryKind.PROTOCOL, story.lead):
        yield "its lead has laid down the protocol"
    if target.item_class is ItemClass.DESIGNATED and not is_said_by(
        story, EntryKind.CONSULTATION, story.lead, story.council
    ):
        yield "those who do the work were asked"
    if target.item_class is ItemClass.STATUTORY:
        yield from faults_of_law(story, stood)


def faults_of_law(story: Story, stood: dict[tuple[str, str], Stands], after: int = 0) -> Iterator[str]:
    """A law is named with what stands or since, by the government's side or the lead, or one of them agreed to it
    since; nobody's last word refuses.
    """
    since = max([after, *(one.since for one in stood.values())])
    turns = [line for line in turns_of(story) if counts(story, line) and not is_no(line)]
    laws = [line.number for line in turns if (terms := line.said.particulars.terms) and terms.basis]
    if not laws or max(laws) < since:
        yield "a turn names the law with the figure, or since"
        return
    known = [
        one for one in turns if one.number == max(laws) or (one.number > max(laws) and one.said.status is Status.AGREED)
    ]
    has_part = any(one.said.party in GOVERNMENT for one in story.lines)
    by_lead = any(one.said.party_name == story.lead for one in known) and not (story.lead == story.council and has_part)
    if not by_lead and not any(one.said.party in GOVERNMENT for one in known):
        yield "the government's side or the lead knows the law"
    for is_government in (False, True):
        last = last_word(story, is_government=is_government)
        if last and last.said.status in (Status.REJECTED, Status.WITHDRAWN, Status.DEFERRED):
            yield "no side refused it last"
