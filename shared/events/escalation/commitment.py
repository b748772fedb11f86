"""What the sealed store shows of itself: one hash a day, always; and what those held, once a matter is told."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep

COMMITMENT = "escalation.commitment"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFact:
    """One fact of an entry. `commitment` is in hex SHA-256 of the byte 2, the salt and the value in UTF-8.

    Of a fact that is withheld, value and salt are empty and `ground` says why.
    """

    name: str
    commitment: str
    value: str = ""
    salt: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentProof:
    """How an entry is held by the hash of a day: all hashes in hex, `path` from the entry's slot upwards."""

    day: date
    slot: int
    slot_salt: str
    path: tuple[str, ...]
    before: str
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEntry:
    """One entry of a matter with its original day, and the proof that it stood there then.

    `proof` is None for an entry that no day's hash held yet when it was opened.
    """

    number: int
    name: str
    on: date
    facts: tuple[OpenedFact, ...]
    proof: CommitmentProof | None = None


@event("commitment.made", COMMITMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMade:
    """The sealed store's hash of one day: made every day, whether or not anything is in the store."""

    day: date
    leaf: str


@event("commitment.opened", COMMITMENT)
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOpened:
    """A matter was unsealed: what was kept of it, without what is withheld, and the proofs that it was kept then.

    `case` is empty for a matter that came from no case.
    """

    matter: str
    area: str
    case: str
    entries: tuple[OpenedEntry, ...]


@event("case.reserve_findings_received", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveFindingsReceived(CaseStep):
    """Findings of a failure, in a matter that was sealed until now, enter its case with the record and its days.

    `inspectorate` is the one that inspects the body which the matter was about; None where the register names none.
    `found_by` are the bodies that looked into it.
    """

    matter: str
    findings: str
    inspectorate: str | None
    lodged_on: date
    sent_on: date
    entries: tuple[OpenedEntry, ...]
    found_by: tuple[str, ...] = ()


@event("case.reserve_unsealed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveUnsealed(CaseStep):
    """A matter that was sealed until now is told, with its days. It moves nothing; the case goes on."""

    matter: str
    lodged_on: date
    sent_on: date
    entries: tuple[OpenedEntry, ...]
