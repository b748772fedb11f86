"""Status chips: the closed list of what a chip may say, each with its icon, its tone and its meaning in words."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The colour of a chip; the value is the class that draws it. Solid is for late, dashed for what is missing."""

    PLAIN = "plain"
    GOOD = "good"
    MISSED = "miss"
    WAITING = "wait"
    LATE = "late"
    GOVERNMENT = "gov"
    MISSING = "open"


class Status(StrEnum):
    """What a chip may stand for. The first thirteen are the labels of negotiations and judgements."""

    PROPOSED = "proposed"
    COUNTER_PROPOSED = "counter_proposed"
    AGREED = "agreed"
    PLACEHOLDER = "placeholder"
    DEFERRED = "deferred"
    DEMOTED_TO_LOCAL = "demoted_to_local"
    UNDER_DISCUSSION = "under_discussion"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"
    WAITING = "waiting"
    LATE = "late"
    DONE = "done"
    SAID = "said"
    LOCKED = "locked"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a status is drawn, the words it has when nobody gives others, and what it means."""

    words: str
    icon: str
    tone: Tone
    explained: str


MEANINGS: dict[Status, Meaning] = {
    Status.PROPOSED: Meaning("Proposed", "say", Tone.PLAIN, "put forward, answer awaited"),
    Status.COUNTER_PROPOSED: Meaning("Counter-proposed", "swap", Tone.GOVERNMENT, "the other named another figure"),
    Status.AGREED: Meaning("Agreed", "tick", Tone.GOOD, "both sides accept it, as far as each has confirmed its words"),
    Status.PLACEHOLDER: Meaning("Placeholder", "box", Tone.MISSING, "kept in the agreement without a target"),
    Status.DEFERRED: Meaning("Deferred", "clock", Tone.GOVERNMENT, "put off, until a date if one was given"),
    Status.DEMOTED_TO_LOCAL: Meaning("Demoted to local", "down", Tone.PLAIN, "kept as a local measure only"),
    Status.UNDER_DISCUSSION: Meaning("Under discussion", "dots", Tone.MISSING, "neither side has settled"),
    Status.WITHDRAWN: Meaning("Withdrawn", "undo", Tone.PLAIN, "taken back by who proposed it"),
    Status.REJECTED: Meaning("Rejected", "cross", Tone.PLAIN, "refused, with department and reason"),
    Status.NO_ANSWER: Meaning("No answer", "late", Tone.LATE, "past the day an answer was due"),
    Status.MET: Meaning("Met", "met", Tone.GOOD, "at or better than the target"),
    Status.NOT_MET: Meaning("Not met", "miss", Tone.MISSED, "worse than the target"),
    Status.NOT_KNOWN: Meaning("Not known", "unknown", Tone.MISSING, "no figure, or no target"),
    Status.WAITING: Meaning("Waiting", "clock", Tone.WAITING, "a clock is running"),
    Status.LATE: Meaning("Late", "late", Tone.LATE, "past the day it was due"),
    Status.DONE: Meaning("Done", "tick", Tone.GOOD, "finished, and nothing more is owed"),
    Status.SAID: Meaning("On the record", "say", Tone.PLAIN, "said, and published here"),
    Status.LOCKED: Meaning("Locked", "lock", Tone.PLAIN, "not possible before a date or an event"),
    Status.NOTE: Meaning("Note", "unknown", Tone.PLAIN, "a fact that helps to read the rest"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A status beside a title: its own words, or those of the closed list."""

    status: Status
    own_words: str = ""

    @property
    def meaning(self) -> Meaning:
        """How this chip is drawn and what it means."""
        return MEANINGS[self.status]

    @property
    def words(self) -> str:
        """What the chip says."""
        return self.own_words or self.meaning.words
