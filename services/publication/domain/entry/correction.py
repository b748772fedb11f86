"""What stands beside an entry: which earlier one it corrects and why, and how it came to be published."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import assert_never

from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.entry.embargo import IN_WORDS
from services.publication.domain.entry.entry import Came, Entry, Mark, Said
from services.publication.domain.entry.reply import goes_by
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared.working_days import in_words, london_day


def wrongs_of_superseding(
    said: Said, at: str, marks: Mapping[int, Mark], *, author: str | None, register: Register
) -> Iterator[Wrong]:
    """Every fault in which earlier entry this one says it supersedes; `author` is the body that enters it, by its name.

    The words of a body are superseded by words of the same body, on the same item. What it entered itself nobody else
    supersedes for it; what another body typed, that one corrects, or the body itself.
    """
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
    if earlier.item != said.item:
        yield Wrong(f"{at}/supersedes", "another-item", "That entry is about another item.")
    if earlier.kind is not said.kind and not (earlier.kind.is_of_an_item and said.kind.is_of_an_item):
        words = "A turn on an item is superseded by a turn, every other entry by one of its kind."
        yield Wrong(f"{at}/supersedes", "another-kind", words)
    yield from _wrongs_of_whose(said, at, earlier, author, register)


def _wrongs_of_whose(said: Said, at: str, earlier: Mark, author: str | None, register: Register) -> Iterator[Wrong]:
    """Entries of before the facts were kept tell their party alone."""
    if earlier.party is not said.party:
        yield Wrong(f"{at}/supersedes", "not-the-same-side", "Only the party that said it can supersede it.")
        return
    facts = earlier.facts
    if facts is None:
        return
    if not is_same_body(said.party_name, facts.party_name, register):
        words = f"These are the words of {facts.party_name}: only words of the same body supersede them."
        yield Wrong(f"{at}/supersedes", "not-the-same-body", words)
        return
    if author is not None and is_same_body(author, facts.party_name, register):
        return
    if earlier.came is Came.BY_AUTHOR:
        words = f"{facts.party_name} entered this itself: nobody else supersedes it."
        yield Wrong(f"{at}/supersedes", "entered-by-its-author", words)
    elif facts.typed_by is not None and not (author and is_same_body(author, facts.typed_by, register)):
        words = f"{facts.typed_by} typed this: it corrects it, or {facts.party_name} does."
        yield Wrong(f"{at}/supersedes", "typed-by-another", words)


def is_same_body(one: str, other: str, register: Register) -> bool:
    """Whether two names are those of one body: spelled alike but for capitals, spaces and marks, or both its names."""
    if _bare(one) == _bare(other):
        return True
    return any(goes_by(body, one) and goes_by(body, other) for body in register.partners.values())


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def correction(entry: Entry) -> str:
    """Which earlier entry this one supersedes, and why, in a sentence; nothing where it supersedes none."""
    said = entry.said
    if said.supersedes is None:
        return ""
    return f"Corrects entry {said.supersedes}. " + (f"Why: {_ended(said.note)}" if said.note else "No reason given.")


def clearance(entry: Entry) -> str:
    """How an entry came to be published, in a sentence; nothing where a second person did it on the day it came."""
    return how_cleared(entry.clearance, entry.recorded_at) if entry.clearance else ""


def how_cleared(held: Clearance, at: datetime) -> str:
    """The same of anything that came onto the record at that moment."""
    received, shown = london_day(held.received_at), london_day(at)
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
