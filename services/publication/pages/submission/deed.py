"""Deeds in words: what waits to be done to an agreement, as its second person reads it; how what was done came here."""

from collections.abc import Iterator, Sequence

from services.publication.domain.agreement.approval import Target
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.agreement.revision import Revise
from services.publication.domain.entry.clearance import Cleared
from services.publication.domain.entry.correction import how_cleared
from services.publication.domain.submission.deed import AskReply, Deed, Done, What, is_from_papers
from services.publication.domain.submission.submission import Submission
from services.publication.handlers.agreement.agreement import Read
from shared import measures
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
_PAPERS = "Taken from papers: nothing on this record was asked for it. Compare it with the papers, figure by figure."


def about(one: Submission) -> str:
    """What it is about; of entries that were answered the words are gone, and the number is left."""
    if one.what is not What.ENTRIES:
        return NAMES[one.what]
    if not one.entries:
        return f"Number {one.submission}"
    more = len(one.entries) - 1
    return one.entries[0].item_title + (f" and {more} more" if more else "")


def facts_of(deed: Deed, read: Read) -> tuple[tuple[str, str], ...]:
    """What everybody would read of a deed, by what each part is called."""
    return tuple(_facts_of(deed, read))


def targets_of(deed: Deed, read: Read) -> Table | None:
    """The figures that would come into force, and those that would go; None for a deed that sets none."""
    if isinstance(deed, OpenAgreement | OpenRound | AskReply):
        return None
    titles = {code: one.title for code, one in read.register.measures.items()}
    rows = [Row((titles.get(one.measure, one.measure), one.period, *_figures(one))) for one in deed.targets]
    if isinstance(deed, Revise):
        gone = ((titles.get(one.measure, one.measure), one.period) for one in deed.removed)
        rows += [Row((title, period, "no longer promised", "", "")) for title, period in gone]
    columns = (Column("Measure"), Column("Period"), Column("Target"), Column("Class"), Column("Besides"))
    return Table("What would be in force", columns, rows, stacks=True)


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


def _facts_of(deed: Deed, read: Read) -> Iterator[tuple[str, str]]:
    match deed:
        case OpenAgreement(opened):
            yield "Agreement", f"{opened.title} ({opened.agreement})"
            yield "Period", opened.period
            yield "Parties", ", ".join(opened.parties)
            yield "Rules", opened.profile
        case OpenRound():
            yield "Round", deed.title or f"{deed.round}, of the pattern {deed.style}"
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
            yield "Approved by", deed.approved_by
            if is_from_papers(deed):
                yield "Where it comes from", _PAPERS


def _figures(target: Target) -> tuple[str, str, str]:
    besides = (
        f"minimum {measures.readable(target.minimum)}" if target.minimum is not None else "",
        f"stretch {measures.readable(target.stretch)}" if target.stretch is not None else "",
        f"from {measures.readable(target.baseline)} in {target.baseline_period}" if target.baseline is not None else "",
        "illustrative" if target.illustrative else "",
    )
    return str(measures.readable(target.value)), target.item_class.value, ", ".join(one for one in besides if one)
