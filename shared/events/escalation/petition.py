"""Events of a petition: opened, counted, and whether its signatures sufficed. Counts only: no signature stands here."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.base import event

PETITION = "escalation.petition"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMark:
    """A number of signatures that sets something going, by its name in the area's scheme."""

    name: str
    required: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReply:
    """From this number on, who replies to the petition."""

    required: int
    who: str


@event("petition.created", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionCreated:
    """A petition opened for signatures. `threshold` signatures send it to the council; `marks` are all its numbers.

    `ward`: the code of the one ward that it is about; empty where it is about more, or none was named.
    """

    area: str
    petition: str
    title: str
    measure: str
    threshold: int
    closes_on: date
    policy_version: str
    marks: tuple[SignatureMark, ...] = ()
    replies: tuple[SignatureReply, ...] = ()
    ward: str = ""


@event("petition.signatures_counted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesCounted:
    """The count at the end of a day: confirmed signatures only."""

    petition: str
    counted_on: date
    count: int


@event("petition.threshold_reached", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdReached:
    """A threshold was reached; it stays reached whatever happens to the count later."""

    petition: str
    threshold: str
    required: int
    count: int
    policy_version: str
    answered_by: str = ""


@event("petition.submitted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSubmitted:
    """The petition went to the council as a case with the same reference."""

    petition: str
    count: int


@event("petition.lapsed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLapsed:
    """Signing closed below the threshold."""

    petition: str
    count: int
    required: int


@event("petition.extended", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionExtended:
    """Signing goes on for as many days as it could not be signed, until `closes_on`; `closed_on` was its last day."""

    petition: str
    closed_on: date
    closes_on: date
    out_from: datetime
    out_until: datetime
    reasons: str
    by: str
    role: str
