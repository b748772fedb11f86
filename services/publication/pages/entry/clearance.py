"""How the words of an agreement came here, in sentences: who entered and published them, which are from papers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from services.publication.domain.entry.clearance import Cleared
from services.publication.domain.entry.entry import Came, Entry
from services.publication.domain.leaf.day import Day
from services.publication.handlers.agreement.agreement import Read
from shared.web.wording import day, number

NOT_DATED = "on a day not recorded"


def entered(read: Read) -> str:
    """Who entered the entries and when, beside when they were said."""
    entries, partners = read.entries, read.register.partners
    if not entries:
        return ""
    last = max(entries, key=lambda entry: entry.recorded_at)
    said = [entry.said.said_on for entry in entries if entry.said.said_on]
    spoken = f" What they tell was said between {min(said).words()} and {max(said).words()}." if said else ""
    codes = {entry.entered_by for entry in entries}
    bodies = ", ".join(sorted(partners[code].name if code in partners else code for code in codes))
    by = f"Entered by {bodies}, the last on {day(last.recorded_at)}."
    return f"{by}{spoken}{_looked_at(entries)} No entry can be changed, only superseded."


def _looked_at(entries: Sequence[Entry]) -> str:
    """How many entries one person published alone, by the area's rules, by force or because nobody looked."""
    how = Counter(entry.clearance.how for entry in entries if entry.clearance)
    words = {
        Cleared.ONE_PERSON: "by one person, as the rules of the area allowed",
        Cleared.FORCED: "without a second person, for a reason that each one states",
        Cleared.BY_CLOCK: "by the clock, because no second person looked in time",
    }
    told = [f"{number(how[one])} {said}" for one, said in words.items() if how[one]]
    return f" Published: {'; '.join(told)}." if told else ""


def attributions(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Which of the words were compiled from papers: none, all, or how many."""
    compiled = sum(entry.came is Came.COMPILED for entry in entries)
    if compiled == 0:
        return ()
    if compiled == len(entries):
        return ("Compiled from the papers named beside each entry.",)
    return (f"Compiled from the papers named beside them: {number(compiled)} of {number(len(entries))} entries.",)


def said_words(entry: Entry) -> date | str:
    """When it was said; where that is not known, since when it is on this record, except of what papers told later."""
    if entry.said.said_on is None and entry.came is not Came.COMPILED:
        return f"on this record since {day(entry.recorded_at)}"
    return day_words(entry.said.said_on.text if entry.said.said_on else None)


def day_words(text: str | None) -> date | str:
    """A day, or the month or year where no more is known; that it is not recorded where nothing is."""
    if text is None:
        return NOT_DATED
    found = Day.parse(text)
    return found.first if found.first == found.last else found.words()
