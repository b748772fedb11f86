"""Four eyes: what one person hands in, another of the same body publishes. Silence or a stated reason does it too.

Until then nothing of it is public. How it came to be published stands beside each of its entries for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.clearance import Clearance, Cleared, Hidden, Later
from services.publication.domain.entry.embargo import Held
from services.publication.domain.entry.entry import Mark, Said, is_same_item
from services.publication.domain.register.refusal import NobodyNamed, NotPossible, Refused, Wrong
from services.publication.domain.submission.deed import Deed, What, is_from_papers
from shared.working_days import london_day

SYSTEM = "system"  # who acts where the clock does


class Standing(StrEnum):
    """How far a submission is."""

    WAITING = "waiting"
    LATER = "later"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the door: an account or a key, the system that a key belongs to, all by which the person comes in.

    `same` is empty for a key of which nobody said who has it in hand.
    """

    account: str
    system: str
    body: str
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What waits, by its number within an agreement: entries, or a `deed`.

    `after` is how many entries the agreement had when they were handed in, `author` the body's name, `answered_by` the
    account that published or returned them, `because` why it was alone, or why they were returned. Where `entry` is
    set, that entry is to be withheld as `wish` says, or released where there is none. `held` once it waits for its day.
    Entries and deed are gone once it was answered; `what` it was is kept. `salt` is in the digest of what waits, then
    in that of the reason; None where nothing has a digest.
    """

    agreement: str
    submission: int
    area: str
    body: str
    author: str | None
    entries: tuple[Said, ...]
    after: int
    account: str
    system: str
    received_at: datetime
    due_on: date
    standing: Standing = Standing.WAITING
    answered_at: datetime | None = None
    answered_by: str | None = None
    because: str | None = None
    numbers: tuple[int, ...] = ()
    entry: int | None = None
    wish: Hidden | None = None
    held: Held | None = None
    what: What = What.ENTRIES
    deed: Deed | None = None
    salt: str | None = None

    @property
    def version(self) -> int:
        """How many events its stream has."""
        if self.standing is Standing.WAITING:
            return 1
        return 3 if self.held is not None and self.standing is not Standing.LATER else 2

    @property
    def later(self) -> Later | None:
        """On which ground it is not to be public before which day; None once its words are gone."""
        return self.entries[0].later if self.entries else None

    @property
    def ends_on(self) -> date:
        """The day by which it is published if nobody does anything."""
        return self.later.shown_from if self.standing is Standing.LATER and self.later else self.due_on

    def waits_for_its_day(self, today: date) -> bool:
        """Whether it is to be shown only on a day after this one."""
        return self.later is not None and self.later.shown_from > today

    def is_from(self, person: Person) -> bool:
        """Whether this person handed it in, by whichever key."""
        return self.account in {person.account, *person.same} or self.system == person.system

    def command(self, standing: int, today: date) -> PublishEntries:
        """What is to be published where the agreement has this many entries now, with the day for which it still waits.

        An entry that supersedes one handed in beside it names that one by the number it would have had then.
        """
        day = self.later if self.held is None and self.waits_for_its_day(today) else None
        return PublishEntries(
            tuple(self._moved(said, standing - self.after, day) for said in self.entries),
            self.author,
            received_on=london_day(self.received_at),
            secret=self.held.secret if self.held else None,
        )

    def _moved(self, said: Said, by: int, day: Later | None) -> Said:
        is_beside = said.supersedes is not None and said.supersedes > self.after
        moved = said.supersedes + by if said.supersedes and is_beside else said.supersedes
        return replace(said, supersedes=moved, later=day)

    def may_answer(self, mark: Mark, due_on: date) -> bool:
        """Whether it was handed in by that day, by the other side with its own word on the mark's item."""
        is_in_time = london_day(self.received_at) <= due_on
        return is_in_time and any(
            said.party.side is not mark.party.side and said.kind.is_of_an_item and mark.is_about(said.item)
            for said in self.entries
            if said.party_name == self.author
        )

    def repeats(self, entries: Sequence[Said]) -> bool:
        """Whether one of these says what one of its own does: the same kind of thing, for the same party, on the same
        item. It may be meant; it may be the same words from a second window.
        """
        return any(
            (own.kind, own.party) == (said.kind, said.party) and is_same_item(own.item, said.item)
            for own in self.entries
            for said in entries
        )

    def clearance(self, how: Cleared, because: str | None = None) -> Clearance:
        """What stands beside each of its entries."""
        return Clearance(how, self.received_at, because)


def cleared_by(submission: Submission, person: Person, because: str | None) -> Cleared:
    """How it is published by this person: as the second one, or forced by who handed it in, with a reason.

    Raises Refused for a second person's reason, which nobody asks for; NotPossible once it was answered, and for who
    handed it in and gives none, or may not force it; NobodyNamed for a key that nobody is named to have in hand, as the
    second one or where it would force a deed: who decided something alone can be asked why.
    """
    _require_waiting(submission)
    if submission.is_from(person):
        if submission.entry is not None:
            raise NotPossible("You asked for this. A second person of your body withholds or releases an entry.")
        if is_from_papers(submission.deed):
            raise NotPossible("These targets rest on papers alone: a second person compares them.")
        if because is None:
            raise NotPossible(
                "You handed this in. A second person of your body publishes it; or say why it cannot wait for one: "
                "it is then marked as published without a second person."
            )
        if submission.deed is not None and not person.same:
            raise NobodyNamed(
                "Nobody is named who has this key in hand, and who does this without a second person can be asked why. "
                "Let a second person publish it, or hand it in with an account, or with a key whose holder was named."
            )
        return Cleared.FORCED
    if because is not None:
        raise Refused([Wrong("/because", "not-forced", "Only who handed it in says why no second person looked.")])
    if not person.same:
        raise NobodyNamed(
            "Nobody is named who has this key in hand, so it is no second person. Publish with an account, or with a "
            "key whose holder was named when it was made."
        )
    return Cleared.TWO_PERSONS


def require_silence_publishes(submission: Submission) -> None:
    """Raise NotPossible for what may not be published because nobody looked."""
    if submission.what.sets_targets:
        raise NotPossible("No second person looked in time, and silence sets no targets")


def held_by(submission: Submission, how: Cleared, by: str, at: datetime, *, name: str, secret: str) -> Submission:
    """The submission once it waits for its day, under a name of its own and with a secret.

    Raises NotPossible for who would let it wait alone.
    """
    if how is Cleared.FORCED:
        raise NotPossible("A second person of your body agrees that it is shown later. Nobody does that alone.")
    return replace(submission, standing=Standing.LATER, held=Held(name, how, by, at, secret))


def published(submission: Submission, numbers: tuple[int, ...], by: str, at: datetime) -> Submission:
    """The submission once its entries are on the record under these numbers."""
    return replace(submission, standing=Standing.PUBLISHED, numbers=numbers, answered_by=by, answered_at=at)


def returned(submission: Submission, person: Person, because: str, at: datetime) -> Submission:
    """The second person gives it back with a reason. Raises NotPossible for who handed it in, and once answered."""
    _require_waiting(submission)
    if submission.is_from(person):
        raise NotPossible("You handed this in. You may withdraw it.")
    return replace(submission, standing=Standing.RETURNED, answered_by=person.account, answered_at=at, because=because)


def returned_by_clock(submission: Submission, because: str, at: datetime) -> Submission:
    """Nobody looked, and what has happened since does not let it be published any more."""
    return replace(submission, standing=Standing.RETURNED, answered_by=SYSTEM, answered_at=at, because=because)


def withdrawn(submission: Submission, person: Person, at: datetime) -> Submission:
    """Who handed it in takes it back. Raises NotPossible once it was answered, and for anybody else."""
    _require_waiting(submission)
    if not submission.is_from(person):
        raise NotPossible("Only who handed this in may withdraw it. You may return it with a reason.")
    return replace(submission, standing=Standing.WITHDRAWN, answered_by=person.account, answered_at=at)


def _require_waiting(submission: Submission) -> None:
    if submission.standing is Standing.LATER:
        raise NotPossible("This was published before: it is shown on its day, and nobody can take it back.")
    if submission.standing is not Standing.WAITING:
        raise NotPossible(f"This was {submission.standing.value} before.")
