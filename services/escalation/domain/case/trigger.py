"""What opens a case, who stands behind it, and with which role they come.

A petition has its organiser; every other kind has the bodies that decided on it. They have an organiser's standing:
they say whether a remedy is one, may take the case back, and may ask for an inspection.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.events.escalation import Behind, TriggerRecord

ORGANISER = "organiser"  # of a petition: the role, and what the record calls them


class Kind(StrEnum):
    """What opens a case. The values are codes of the profile's words."""

    PETITION = "petition"
    NEIGHBOURHOOD = "neighbourhood_decision"
    INTEREST_GROUP = "interest_forum_decision"
    AREA_COMMITTEE = "area_committee"
    PEERS = "peer_assessment"
    PARTNER = "partner_action"
    COUNCILLOR = "councillor_call"
    OWN_FINDING = "self_assessment"
    FIGURES = "target_missed"


# The role with which somebody raises a matter in that way. Petitions come from everybody, figures by themselves.
ROLE_OF: dict[str, str] = {
    Kind.NEIGHBOURHOOD: "forum",
    Kind.INTEREST_GROUP: "forum",
    Kind.AREA_COMMITTEE: "area_committee",
    Kind.PEERS: "peer_lead",
    Kind.PARTNER: "partner",
    Kind.COUNCILLOR: "councillor",
    Kind.OWN_FINDING: "chief_officer",
}
# A written finding: its form is checked, and nothing else.
FINDINGS = frozenset({Kind.PARTNER, Kind.PEERS, Kind.OWN_FINDING, Kind.FIGURES})
# Somebody outside the subject stands behind it. A body's own finding has nobody else behind it, nor have figures.
ORGANISED = frozenset(Kind) - {Kind.OWN_FINDING, Kind.FIGURES}
# One person speaks, and not a body: the account counts, and the role of the organiser is theirs.
PERSONAL = frozenset({Kind.PETITION, Kind.COUNCILLOR})
# Decisions of several bodies add up to action in the whole area.
COUNTED = frozenset({Kind.NEIGHBOURHOOD, Kind.AREA_COMMITTEE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Raiser:
    """Who stands behind a case, and which case they raised: this one or one merged into it. See `Behind`."""

    reference: str
    behind: Behind

    @property
    def key(self) -> str:
        """Which of those who stand behind a case this is: in an event, and wherever each is counted."""
        return f"{self.reference}/{self.behind.body}"

    @property
    def kind(self) -> str:
        """In which way it was raised."""
        return self.behind.kind

    @property
    def body(self) -> str:
        """The body that raised it; `organiser` for that of a petition."""
        return self.behind.body


IN_PERSON, WRITTEN_DOWN = "in_person", "written_down"
OUTSIDE = "outside"  # a body says it for itself, where nobody who raised the case is left to
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks as whoever raised a case. `said_by` is what the public calls it, or the body that writes it down;
    `how` tells which; `speaks_for` are the keys of those whose word it is.
    """

    said_by: str
    how: str
    speaks_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one of those who raised a case says to its being put right, and who spoke or wrote it down."""

    raiser: str
    says: str
    by: str
    how: str


def with_words(words: tuple[Word, ...], raisers: tuple[str, ...], says: str, *, by: str, how: str) -> tuple[Word, ...]:
    """The words with what these say now in place of what they said before."""
    others = tuple(one for one in words if one.raiser not in raisers)
    return (*others, *(Word(raiser=one, says=says, by=by, how=how) for one in raisers))


def answer_of(raisers: Iterable[Raiser], words: Iterable[Word]) -> str:
    """What all of them say together: `no` where one does, `yes` where every one does, else empty."""
    said = {one.raiser: one.says for one in words}
    each = [said.get(one.key, "") for one in raisers]
    if NO in each:
        return NO
    return YES if each and set(each) == {YES} else ""


def in_person(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words that somebody said for itself. What others wrote down ends nothing at once."""
    return tuple(one for one in words if one.how == IN_PERSON)


def of_petition() -> Behind:
    """The organiser of a petition."""
    return Behind(kind=Kind.PETITION.value, body=ORGANISER, name="", party=ORGANISER)


def of_body(record: TriggerRecord, kind: str, reference: str) -> Behind:
    """The body of this record. A person settles in person, and for nobody else who raised a case."""
    party = f"{record.name} ({reference})" if kind in PERSONAL else record.party
    return Behind(kind=kind, body=record.body, name=record.name, party=party)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """How a case was raised where no petition did it: by whom in words, at which level, on what.

    `left` are those that stand behind it no more (bodies, or `organiser`); `joined` those that came later, by how they
    raised it. `ward` is the code of the one ward that it is about, and `passed_on` the day on which the ward's
    councillors came to stand behind it, because nobody did any more.
    """

    by: str = ""
    level: str = ""
    failure: str = ""
    steps: str = ""
    records: tuple[TriggerRecord, ...] = ()
    left: tuple[str, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    ward: str = ""
    passed_on: date | None = None

    @property
    def standing(self) -> tuple[TriggerRecord, ...]:
        """The records of the bodies that stand behind the case still."""
        return tuple(record for record in self.records if record.body not in self.left)

    def with_record(self, record: TriggerRecord, kind: str) -> "Raised":
        """The same with another body behind it; of one that left and comes back its later record counts."""
        others = tuple(one for one in self.records if one.body != record.body)
        left = tuple(body for body in self.left if body != record.body)
        joined = (*self.joined, (record.body, kind))
        return replace(self, records=(*others, record), left=left, joined=joined)

    def passed(self, records: tuple[TriggerRecord, ...], on: date) -> "Raised":
        """The same with the councillors of the ward behind it, in place of everybody who was."""
        left = tuple(dict.fromkeys((*self.left, ORGANISER, *(one.body for one in self.records))))
        behind = replace(self, left=left, passed_on=on)
        for record in records:
            behind = behind.with_record(record, Kind.COUNCILLOR)
        return behind

    def kind_of(self, body: str, opened: str) -> str:
        """How the body raised it; `opened` is how the case was opened."""
        return dict(self.joined).get(body, opened)
