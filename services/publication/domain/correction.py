"""What stands beside an entry: which earlier one it corrects and why, and how it came to be published."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from services.publication.domain.clearance import Cleared
from services.publication.domain.embargo import IN_WORDS
from services.publication.domain.entry import Entry, Mark, Said
from services.publication.domain.refusal import Wrong
from shared.working_days import in_words, london_day


def wrongs_of_superseding(said: Said, at: str, marks: Mapping[int, Mark]) -> Iterator[Wrong]:
    """Every fault in which earlier entry this one says it supersedes."""
    if said.supersedes is None:
        if said.note is not None:
            yield Wrong(f"{at}/note", "nothing-superseded", "Only an entry that supersedes another says why.")
        return
    if said.note is None:
        yield Wrong(f"{at}/note", "missing", "Say why the earlier entry is superseded.")
    earlier = marks.get(said.supersedes)
    if earlier is None:
        yield Wrong(f"{at}/supersedes", "unknown-entry", "This agreement has no earlier entry of that number.")
        return
    if earlier.is_superseded:
        yield Wrong(f"{at}/supersedes", "already-superseded", "That entry has been superseded already.")
    if earlier.party is not said.party:
        yield Wrong(f"{at}/supersedes", "not-the-same-side", "Only the party that said it can supersede it.")
    if earlier.item != said.item:
        yield Wrong(f"{at}/supersedes", "another-item", "That entry is about another item.")


def correction(entry: Entry) -> str:
    """Which earlier entry this one supersedes, and why, in a sentence; nothing where it supersedes none."""
    said = entry.said
    if said.supersedes is None:
        return ""
    return f"Corrects entry {said.supersedes}. " + (f"Why: {_ended(said.note)}" if said.note else "No reason given.")


def clearance(entry: Entry) -> str:
    """How an entry came to be published, in a sentence; nothing where a second person did it on the day it came."""
    held = entry.clearance
    if held is None:
        return ""
    received, shown = london_day(held.received_at), london_day(entry.recorded_at)
    lag = f"Received on {in_words(received)}, published on {in_words(shown)}." if received != shown else ""
    if held.later is not None:
        lag = f"Received on {in_words(received)}, shown from {in_words(shown)}, because {IN_WORDS[held.later]}."
    match held.how:
        case Cleared.FORCED:
            return f"Published without a second person: {_ended(held.because or 'no reason given')} {lag}".rstrip()
        case Cleared.BY_CLOCK:
            return f"Published by the clock, because no second person looked at it in time. {lag}".rstrip()
        case Cleared.TWO_PERSONS | Cleared.ONE_PERSON:
            return lag
        case _:
            assert_never(held.how)


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
