"""Deeds in words: what waits to be done to an agreement, as its second person reads it; how what was done came here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.agreement.confirmation import opens
from services.publication.domain.agreement.figure import is_tenfold, slips_of
from services.publication.domain.agreement.held import Elsewhere
from services.publication.domain.agreement.stated import on_record
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.clearance import Cleared
from services.publication.domain.entry.correction import how_cleared
from services.publication.domain.entry.entry import Entry, EntryKind, is_same_item
from services.publication.domain.entry.reply import Heard, disputed
from services.publication.domain.submission.basis import bases_of
from services.publication.domain.submission.deed import AskReply, Deed, Done, What, is_from_papers
from services.publication.domain.submission.submission import Submission
from services.publication.handlers.agreement.agreement import Read
from services.publication.pages.register.policy_parts import rules_called
from shared import measures
from shared.problems import Problem
from shared.web.components import Gap, Link, Words
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number

NAMES = {
    What.ENTRIES: "Entries",
    What.WITHHOLDING: "Whether an entry is withheld",
    What.OPENING: "The opening of the agreement",
    What.ROUND: "A round",
    What.APPROVAL: "The approval, which sets targets",
    What.REVISION: "A revision of targets",
    What.REPLY: "A reply beside an entry",
}
_DONE = {
    What.OPENING: "The opening",
    What.ROUND: "Round {}",
    What.APPROVAL: "The approval",
    What.REVISION: "Revision {}",
    What.REPLY: "Reply {}",
}
_BASES = {
    None: "A lead partner",
    EntryKind.REVISION: "A proposal to revise it",
    EntryKind.CONSENT: "Its consent",
    EntryKind.DECISION: "The decision to approve it",
    EntryKind.STATEMENT: "The law that sets it",
    EntryKind.PROTOCOL: "A protocol",
    EntryKind.CONSULTATION: "Those who do the work were asked",
}
FEW = 3  # figures by which one that waits is told from another
_GIVEN = (EntryKind.CONSENT, EntryKind.DECISION)
TENFOLD = "is ten times the figure before, or a tenth of it"
_PAPERS = "Taken from papers: nothing on this record was asked for it. Compare it with the papers, figure by figure."


def about(one: Submission) -> str:
    """What it is about; of entries that were answered the words are gone, and the number is left."""
    if one.what is not What.ENTRIES:
        return NAMES[one.what]
    if not one.entries:
        return f"Number {one.submission}, whose words are not kept once it is answered"
    more = len(one.entries) - 1
    return one.entries[0].item_title + (f" and {more} more" if more else "")


def told_apart(one: Submission, read: Read) -> str:
    """What it is about, with what of an approval or revision tells it from another one that waits beside it."""
    if not isinstance(one.deed, Approve | Revise):
        return about(one)
    deed = one.deed
    said = (
        f"approved by {deed.approved_by} on {deed.approved_on.words()}"
        if isinstance(deed, Approve)
        else f"revised on {day(deed.revised_on)}"
    )
    told = [
        f"{_title(read, each.measure)}, {each.period}: {_amount(each.value, _unit(read, each.measure))}"
        for each in deed.targets
    ]
    if isinstance(deed, Revise):
        told += [f"{_title(read, each.measure)}, {each.period}: no longer promised" for each in deed.removed]
    rest = f"; and {number(len(told) - FEW)} more" if len(told) > FEW else ""
    return f"{about(one)}: {said}. {'; '.join(told[:FEW])}{rest}"


def why(refused: Problem) -> str:
    """What stands against it, each fault in its own sentence."""
    return " ".join(one.message for one in refused.errors) or refused.detail


def slips_words(told: Sequence[Heard], read: Read) -> list[str]:
    """What of these entries one looks at again, a sentence each: a slip of the point makes ten times of a figure."""
    return [
        f"{one.entry.said.item_title}, {figure.period}: {_amount(figure.value, figure.unit or '')} {TENFOLD}."
        for one in told
        for figure in slips_of(one.entry, [each for each in read.entries if _is_before(each, one.entry)])
        if figure.value is not None
    ]


def _is_before(each: Entry, entry: Entry) -> bool:
    return each.superseded_by is None and is_same_item(each.said.item, entry.said.item)


def facts_of(deed: Deed, read: Read, today: date) -> tuple[tuple[str, str], ...]:
    """What everybody would read of a deed, by what each part is called."""
    return tuple(_facts_of(deed, read, today))


def targets_of(deed: Deed, read: Read, today: date) -> Table | None:
    """The figures that would come into force, each beside the one before, and those that would go; None for a deed that
    sets none.
    """
    if isinstance(deed, OpenAgreement | OpenRound | AskReply):
        return None
    before = {(row.measure, row.period): row for row in read.targets}
    stated = _last_stated(read, today)
    rows = [
        Row(
            (
                _title(read, one.measure),
                one.period,
                _before(read, one, before, stated=stated, elsewhere=deed.elsewhere),
                f"{_amount(one.value, _unit(read, one.measure))}{_slip(one, before, read)}",
                one.item_class.value,
                besides(one),
            )
        )
        for one in deed.targets
    ]
    for gone in deed.removed if isinstance(deed, Revise) else ():
        held = _before(read, gone, before, stated={}, elsewhere={})
        rows.append(Row((_title(read, gone.measure), gone.period, held, "no longer promised", "", "")))
    columns = ("Measure", "Period", "Before", "Would be", "Class", "Besides")
    return Table("What would be in force", tuple(map(Column, columns)), rows, stacks=True)


def bases_table(deed: Deed, read: Read, today: date) -> Table | None:
    """What these targets rest on: who consented, proposed and decided, by which entry, and what is missing."""
    if not isinstance(deed, Approve | Revise):
        return None
    deed = replace(deed, figures=on_record(read.entries))
    waits, unsaid = read.awaited(today), disputed(read.agreement.replies)
    given = {number: mark for number, mark in read.agreement.marks.items() if opens(mark)}
    rows = []
    for one in bases_of(deed, read.agreement, read.circumstances(today)):
        where: Words = Gap("missing") if one.entry is None else _where(read, one.entry)
        if one.kind is None:
            where = "in the register" if one.body else Gap("nobody leads")
        elif one.entry is not None and one.entry in waits:
            where = (where, f": typed by another body, {waits[one.entry].words}")
        elif one.entry in unsaid:
            where = (where, f": {one.body} disputes these words")
        elif one.entry is not None and one.kind in _GIVEN and one.entry not in given:
            where = (where, ": against it")
        rows.append(Row((_title(read, one.measure), _BASES[one.kind], one.body or Gap("nobody"), where)))
    columns = (Column("Measure"), Column("What it needs"), Column("Whose"), Column("Where it stands"))
    return Table("What it rests on", columns, rows, stacks=True) if rows else None


def published_words(done: Sequence[Done]) -> list[str]:
    """How everything that was done to an agreement was published, where a second person did not do it at once."""
    alone = [one for one in done if one.clearance.how is Cleared.ONE_PERSON]
    told = [(one, how_cleared(one.clearance, one.at)) for one in done if one not in alone]
    words = [f"{_DONE[one.what].format(one.of)}: {how[:1].lower()}{how[1:]}" for one, how in told if how]
    if alone:
        counted = "one act" if len(alone) == 1 else f"{number(len(alone))} acts"
        words.append(
            f"One person published {counted} here, such as {_DONE[alone[-1].what].format(alone[-1].of).lower()}, "
            "as the rules of the area allowed."
        )
    return words


def _facts_of(deed: Deed, read: Read, today: date) -> Iterator[tuple[str, str]]:
    match deed:
        case OpenAgreement(opened):
            yield "Agreement", f"{opened.title} ({opened.agreement})"
            yield "Period", opened.period
            yield "Parties", ", ".join(opened.parties)
            yield "Rules", rules_called(opened.profile)
        case OpenRound():
            yield "Round", deed.title or _planned(deed, read, today)
            yield "Opened", day(deed.opened_on) if deed.opened_on else "not recorded"
        case Revise():
            yield "Revised on", day(deed.revised_on)
        case AskReply():
            said = {entry.number: entry.said for entry in read.entries}.get(deed.entry)
            yield "Beside entry", f"{deed.entry}: {said.item_title}, {said.party_name}" if said else str(deed.entry)
            yield "Answer", deed.stance.value
            yield "Words", deed.words or "No further words."
            if deed.note:
                yield "Why it replaces the earlier reply", deed.note
        case _:
            yield "Approved on", deed.approved_on.words()
            yield ("Approved by, as the papers say" if is_from_papers(deed) else "Approved by"), deed.approved_by
            if is_from_papers(deed):
                yield "Where it comes from", _PAPERS


def _planned(deed: OpenRound, read: Read, today: date) -> str:
    """The title that a pattern of the area's rules gives the round; its code where it knows none."""
    styles = {one.style: one for one in read.circumstances(today).policy.rounds}
    planned = styles[deed.style].find(deed.round) if deed.style in styles else None
    return planned.title if planned else deed.round


def _title(read: Read, measure: str) -> str:
    held = read.register.measures.get(measure)
    return held.title if held else measure


def _unit(read: Read, measure: str) -> str:
    held = read.register.measures.get(measure)
    return held.unit if held else ""


def _where(read: Read, entry: int) -> Link:
    return Link(f"entry {entry}", f"/agreements/{read.agreement.opened.agreement}/entries/{entry}")


def _before(
    read: Read,
    one: Target | Removed,
    held: Mapping[tuple[str, str], TargetRow],
    *,
    stated: Mapping[tuple[str, str], str],
    elsewhere: Elsewhere,
) -> Words:
    """What was in force for that period, here or in another agreement; else what was said last of it; and what was
    measured last.
    """
    about, latest = (one.measure, one.period), read.figures.get(one.measure)
    row, other, unit = held.get(about), elsewhere.get(about), _unit(read, one.measure)
    measured = f"; last measured {_amount(latest.value, unit)} in {latest.period}" if latest else ""
    if row is not None:
        told: Words = f"{_amount(row.value, unit)} in force, {row.item_class.value}, {besides(row)}"
    elif other is not None:
        told = (f"{_amount(other.value, unit)} in force in ", Link(other.agreement, f"/agreements/{other.agreement}"))
    else:
        told = stated.get(about) or Gap("no figure before")
    return (told, measured) if measured else told


def _last_stated(read: Read, today: date) -> dict[tuple[str, str], str]:
    """What was said last of each measure and period in the negotiation, and by whom."""
    found = {}
    for item in read.items(today):
        measure = read.measure_of(item)
        for entry in item.entries if measure else ():
            for one in stated_by(entry):
                if measure and one.value is not None:
                    said = f"{_amount(one.value, one.unit or '')}, said last by {entry.said.party_name}"
                    found[measure.measure, one.period] = said
    return found


def _slip(target: Target, held: Mapping[tuple[str, str], TargetRow], read: Read) -> str:
    """A warning where a figure is ten times the one before, or a tenth of it."""
    row, latest = held.get((target.measure, target.period)), read.figures.get(target.measure)
    before = (target.baseline, row.value if row else None, latest.value if latest else None)
    return f". Look again: it {TENFOLD}" if any(is_tenfold(target.value, one) for one in before) else ""


def _amount(value: Decimal, unit: str) -> str:
    return f"{number(measures.readable(value))} {unit}".strip()


def besides(target: Target | TargetRow) -> str:
    """What is promised beside the figure itself."""
    told = (
        f"minimum {number(measures.readable(target.minimum))}" if target.minimum is not None else "",
        f"stretch {number(measures.readable(target.stretch))}" if target.stretch is not None else "",
        f"from {number(measures.readable(target.baseline))} in {target.baseline_period}"
        if target.baseline is not None
        else "",
        f"up to {(target.tolerance * 100).normalize():f} per cent short of it counts as near",
        f"its way there is {target.path}" if target.path != "points" else "",
        "illustrative" if target.illustrative else "",
    )
    return ", ".join(one for one in told if one)
