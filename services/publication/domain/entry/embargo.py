"""Entries that are handed in today and shown from a later day, and what proves then that they are the same.

On the day two persons agreed, the record gets a leaf that commits to them and tells nothing but the day. On that day a
second leaf names the entries and the salt. The value that was committed to follows from the entries' own leaves: their
facts, and the commitments of their words, so that it can be checked even when words were lawfully removed since.
"""

import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.publication.domain.entry.clearance import Cleared, Hidden, LaterGround
from services.publication.domain.entry.entry import Said
from services.publication.domain.leaf.leaf import LATE
from services.publication.domain.register.refusal import Wrong
from shared.policy import BeforeElection
from shared.proof.merkle import SALT
from shared.working_days import ONE_DAY, Span, in_words

MOST = timedelta(days=366)
"""No longer than that: a year covers every election's period, and beyond it nobody would still wait."""

IN_WORDS = {
    LaterGround.PRE_ELECTION: "an election was near",
    LaterGround.AGREED: "both sides agreed on that",
    LaterGround.MARKET: "it could have moved a market",
    LaterGround.CONTRACT: "a contract was being awarded",
}
WHY = {
    LaterGround.PRE_ELECTION: "an election is near",
    LaterGround.AGREED: "both sides agree on that",
    LaterGround.MARKET: "it could move a market",
    LaterGround.CONTRACT: "a contract is being awarded",
}
KNOWN_LATER = frozenset({"supersedes", "came", "ruled", LATE})
"""Names of an entry's leaf that are settled only on the day it is shown: they are not committed to."""

Salts = Callable[[int, str], bytes]
"""The salt of a word by the place of its entry among those handed in together, and its name."""


@dataclass(frozen=True, slots=True)
class Held:
    """What waits for its day: under which name its leaves stand, who let it and when, and the secret until it is shown.

    `secret` is two salts of 32 bytes in hex: one that is told on the day, and one of which those of the words are made.
    """

    name: str
    how: Cleared
    by: str
    at: datetime
    secret: str | None = None


def day_after_election(elections: Sequence[Span], today: date) -> date | None:
    """The first day after the weeks before an election in which today lies; None where it lies in none."""
    span = max((one for one in elections if today in one), key=lambda one: one.last_on, default=None)
    return span.last_on + ONE_DAY if span else None


def shown_on(day: date, *, elections: Sequence[Span], rule: BeforeElection) -> date:
    """The day on which the clock shows what was to be shown on this one: it is the day after the weeks before an
    election where the register tells since of some in which it lies, and the area's rules let words wait for their end.
    """
    over = day_after_election(elections, day)
    return day if over is None or rule is BeforeElection.GOES_ON else over


def over_on(today: date, until: date, *, elections: Sequence[Span]) -> date:
    """The day after the weeks before an election for which something waits, that was to be shown on `until`: tomorrow
    where none are left that begin before then.
    """
    left = [span.last_on for span in elections if span.last_on >= today and span.first_on < until]
    return max([*left, today]) + ONE_DAY


def wrongs_of_embargo(said: Said, at: str, today: date, elections: Sequence[Span] = ()) -> Iterator[Wrong]:
    """Every fault in the later day from which one entry is to be shown.

    `elections` are the weeks before elections that the area's register knows: where it knows any, an election is no
    ground outside them and no longer than they last.
    """
    if said.later is None:
        return
    day = said.later.shown_from
    if said.later.ground is LaterGround.PRE_ELECTION and elections:
        over = day_after_election(elections, today)
        if over is None:
            yield Wrong(f"{at}/later/ground", "no-election-near", "No election is near in this area now.")
        elif day > over:
            words = f"The weeks before the election end: show it by {in_words(over)}."
            yield Wrong(f"{at}/later/shown_from", "after-the-election", words)
    if day <= today:
        yield Wrong(f"{at}/later/shown_from", "not-in-the-future", "Say a day that is still to come.")
    if day > today + MOST:
        yield Wrong(f"{at}/later/shown_from", "too-far", f"An entry is shown within {MOST.days} days.")
    if said.hidden is not None:
        yield Wrong(f"{at}/withheld", "shown-later", "Withhold it once it is shown, or do not show it later.")


def wrongs_of_saying_now(
    said: Said, at: str, today: date, *, elections: Sequence[Span], rule: BeforeElection
) -> Iterator[Wrong]:
    """Every fault of an entry whose words would be shown in the weeks before an election, where the area's rules let
    it be recorded then and shown after.
    """
    if rule is BeforeElection.GOES_ON:
        return
    over = day_after_election(elections, today)
    yield from _wrongs_of_hiding(said.hidden, f"{at}/withheld", elections)
    if said.later is None and said.hidden is not None and said.hidden.summary is not None and over is not None:
        words = f"An election is near, and a summary is read at once: hand this in from {in_words(over)}."
        yield Wrong(f"{at}/withheld/summary", "election-near", words)
    elif said.later is None and said.hidden is None and over is not None:
        words = (
            f"An election is near: hand it in now, to be shown from {in_words(over)} on the ground pre_election_period."
        )
        yield Wrong(f"{at}/later", "election-near", words)
    elif said.later is not None and (after := day_after_election(elections, said.later.shown_from)) is not None:
        words = f"That day lies in the weeks before an election: show it from {in_words(after)}."
        yield Wrong(f"{at}/later/shown_from", "before-an-election", words)


def is_of_the_weeks(told_on: date | None, today: date, elections: Sequence[Span]) -> bool:
    """Whether papers of that day are of the weeks before an election in which today lies: they are no older words."""
    return told_on is not None and any(today in one and told_on >= one.first_on for one in elections)


def wrongs_of_showing_now(
    hidden: Hidden | None, today: date, *, elections: Sequence[Span], rule: BeforeElection
) -> Iterator[Wrong]:
    """What stands against asking this of an entry on the record: a release, where `hidden` is None, shows words in the
    weeks before an election, and so does withholding until a day in them.
    """
    if rule is BeforeElection.GOES_ON:
        return
    over = day_after_election(elections, today)
    if hidden is None and over is not None:
        yield Wrong("", "election-near", f"An election is near: ask for the release from {in_words(over)}.")
    yield from _wrongs_of_hiding(hidden, "", elections)


def _wrongs_of_hiding(hidden: Hidden | None, at: str, elections: Sequence[Span]) -> Iterator[Wrong]:
    over = day_after_election(elections, hidden.until) if hidden is not None and hidden.until is not None else None
    if over is not None:
        words = f"That day lies in the weeks before an election: withhold it until {in_words(over)}."
        yield Wrong(f"{at}/until", "before-an-election", words)


def wrong_of_promising_now(at: str, today: date, *, elections: Sequence[Span], rule: BeforeElection) -> Iterator[Wrong]:
    """That targets would be set in the weeks before an election, where the area's rules let that wait."""
    over = day_after_election(elections, today)
    if over is not None and rule is not BeforeElection.GOES_ON:
        words = f"An election is near, and no target is set in the weeks before it: hand this in from {in_words(over)}."
        yield Wrong(at, "election-near", words)


def wrongs_of_parting(entries: Sequence[Said]) -> Iterator[Wrong]:
    """Every entry that is not to be shown on the same day, and for the same reason, as those handed in with it."""
    for index, said in enumerate(entries):
        if said.later != entries[0].later:
            words = "Entries that are handed in together are shown together. Hand this one in by itself."
            yield Wrong(f"/{index}/later", "not-together", words)


def salts_of(secret: str) -> Salts:
    """The salts of the words: nobody can tell them from the salt that is told on the day."""
    seed = bytes.fromhex(secret)[SALT:]
    return lambda place, name: hmac.digest(seed, f"{place}/{name}".encode(), "sha256")


def subject_of_held(held: Held) -> str:
    """The subject of its leaves; it tells nothing."""
    return f"held/{held.name}"
