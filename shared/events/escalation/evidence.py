"""Files put to a case as evidence: what is told of each while it waits, is shown, withheld, or taken out.

The bytes and the words about them stand nowhere here, so that both can be removed. Until a file is public only a salted
hash is told: whoever guesses what is in it learns nothing.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

EVIDENCE = "escalation.evidence"


@event("evidence.received", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReceived:
    """A body put a file to a case; nobody has looked at it yet.

    `number` counts the files of the case, `size` is in bytes as kept. `commitment` is in hex SHA-256 of the byte 2, a
    salt of 32 bytes and the JSON list of the file's SHA-256 in hex, its title and its text. `is_scanned` says whether a
    virus scanner looked at it.
    """

    area: str
    case: str
    evidence: str
    number: int
    occasion: str
    media_type: str
    size: int
    commitment: str
    by: str
    is_scanned: bool


@event("evidence.released", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReleased:
    """Everybody may see the file from now on. `sha256` is that of its bytes, in hex."""

    case: str
    evidence: str
    number: int
    sha256: str
    by: str


@event("evidence.withheld", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWithheld:
    """The file is kept and not shown, on a ground of the closed list."""

    case: str
    evidence: str
    number: int
    ground: str
    by: str


@event("evidence.removal_asked", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRemovalAsked:
    """Somebody asks to take the file out for good, to which a second person must agree by the end of `until_on`.

    `hides` says whether nobody is shown the file until then; `has_outsider` whether the second must be of another body
    than the one that answers in the case. What was asked before there was such a day has no `until_on`.
    """

    case: str
    evidence: str
    number: int
    ground: str
    by: str
    has_outsider: bool
    hides: bool = True
    until_on: date | None = None


@event("evidence.removal_refused", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRemovalRefused:
    """The second person does not agree, or the first takes it back: the file stands as it stood before, told again.

    `ground` is why it is withheld, where it is; `asked_by` is the body that asked, `by` the one that spoke now.
    """

    case: str
    evidence: str
    number: int
    standing: str
    ground: str
    asked_by: str
    by: str


@event("evidence.removal_lapsed", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRemovalLapsed:
    """Nobody agreed in time to take the file out: it stands as it stood before, told again.

    `ground` is why it is withheld, where it is; `asked_ground` and `asked_by` are those of the question. `hides` says
    whether the file was hidden meanwhile, so that everybody can see it again.
    """

    case: str
    evidence: str
    number: int
    standing: str
    ground: str
    asked_ground: str
    asked_by: str
    hides: bool


@event("evidence.removed", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRemoved:
    """The file and the words about it are gone for good; that there was one, and why it went, stays.

    `asked_by` is the body that asked for it, `by` that of the person who agreed.
    """

    case: str
    evidence: str
    number: int
    ground: str
    asked_by: str
    by: str


@event("evidence.withdrawn", EVIDENCE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWithdrawn:
    """Who brought the file took it back in time. It and the words about it are gone for good."""

    case: str
    evidence: str
    number: int
    by: str


# What the story of the case tells of its files: that one is to be taken out, and what came of it.
REMOVALS = (EvidenceRemovalAsked, EvidenceRemovalRefused, EvidenceRemovalLapsed, EvidenceRemoved)
