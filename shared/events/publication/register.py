"""Events of the register: areas, bodies, measures and who leads on them, forums, committees, days and rules."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

REGISTER = "publication.register"


@event("register.area_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRegistered:
    """An area that runs Folkmoot: its GSS code, name, letters for references, policy profile, population (ONS)."""

    area: str
    name: str
    letters: str
    profile: str
    population: int
    responsible_authority: str
    committee: str
    parent: str | None = None


@event("register.place_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRegistered:
    """A place outside the tenancy whose figures serve comparison: another area, a country, an air station."""

    area: str
    place: str
    name: str
    place_kind: str


@event("register.partner_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRegistered:
    """A body that answers for services in the area. `regime` is its scrutiny regime, `inspectorate` who inspects it.

    `embargo`: it may send figures before they are public. `clearance`: a second of its people looks at them first.
    `former_names` are those it had before without ending, the oldest first, each until the day of `renamed_on` beside
    it: what it did is told in the name it had then. `former_parents` are the bodies that it was a part of (empty for
    none), each until the day of `moved_on` beside it: who was whose arm when a case began holds in that case.
    """

    area: str
    partner: str
    name: str
    partner_kind: str
    regime: str
    inspectorate: str
    signed_on: date | None = None
    parent_body: str | None = None
    embargo: bool = False
    clearance: bool = False
    former_names: tuple[str, ...] = ()
    renamed_on: tuple[date, ...] = ()
    former_parents: tuple[str, ...] = ()
    moved_on: tuple[date, ...] = ()


@event("register.partner_ended", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnded:
    """A body ceases: `last_on` is its last day, `successors` those that take its duties on from the day after.

    Of several, the one that leads on a measure has what is about that measure; where none does, and where there is no
    successor, the responsible authority has it.
    """

    area: str
    partner: str
    last_on: date
    successors: tuple[str, ...]
    basis: str


@event("register.measure_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRegistered:
    """A measure used in the area: a national indicator by its code, or a local one.

    One that is a part of another names the whole's code in `part_of` and its own letter or numeral in `part`.
    """

    area: str
    measure: str
    title: str
    unit: str
    polarity: str
    frequency: str
    framework: str
    source: str
    part_of: str | None = None
    part: str | None = None


@event("register.lead_assigned", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAssigned:
    """From `since_on` this partner leads on the measure, these contribute, and these bodies may post its figures."""

    area: str
    measure: str
    lead: str
    contributors: tuple[str, ...]
    data_owners: tuple[str, ...]
    basis: str
    since_on: date


@event("policy.overridden", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOverridden:
    """The area decided its own value for one key of its policy profile. `value` is the TOML literal as text."""

    area: str
    key: str
    value: str
    basis: str
    decided_by: str
    since_on: date


@event("calendar.closed", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarClosed:
    """On this day the area's offices are closed besides the bank holidays: it is no working day of the area's."""

    area: str
    closed_on: date
    reason: str
    basis: str


@event("calendar.election_set", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionSet:
    """Before this election, from the first to the last of these days, what the area's policy names waits."""

    area: str
    starts_on: date
    ends_on: date
    election: str
    basis: str


@event("register.committee_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeRegistered:
    """A scrutiny committee of the area and what it hears: `regime` is ordinary, crime, health, district or joint.

    A district committee hears cases about the bodies that it names. `quorum` is how many members must be left.
    """

    area: str
    committee: str
    name: str
    regime: str
    quorum: int
    bodies: tuple[str, ...] = ()


@event("register.seat_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRegistered:
    """From `since_on` this seat of a committee is held, or not, by somebody who also sits on these bodies' boards."""

    area: str
    committee: str
    seat: str
    boards: tuple[str, ...]
    held: bool
    since_on: date


@event("register.councillor_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CouncillorRegistered:
    """A councillor's post: `name` is the post's, never a person's, such as "First councillor for Castle Ward".

    It is for one `ward` of the area and sits on `council`, a partner; somebody holds it from `since_on`, and until
    `until_on` where that is known. `ward` is the code that postcodes are looked up to, where those are loaded.
    """

    area: str
    councillor: str
    name: str
    council: str
    ward: str
    ward_name: str
    since_on: date
    until_on: date | None = None


@event("register.forum_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForumRegistered:
    """A forum of residents or of people with one interest, or an area committee: it may raise what fails.

    `forum_kind` is neighbourhood, interest_group or area_committee; `covers` the place or group that it speaks for,
    `quorum` how many must be there, `rules` where who may belong is published, `funding` who pays for it. It is
    recognised from `since_on`, and until `until_on` where that has ended.
    """

    area: str
    forum: str
    name: str
    forum_kind: str
    covers: str
    quorum: int
    rules: str
    funding: str
    since_on: date
    until_on: date | None = None


@event("register.outcome_agreement_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeAgreementRegistered:
    """What a forum and bodies of the area agreed to reach, by measures, from a day to a day, and where that stands."""

    area: str
    agreement: str
    forum: str
    title: str
    parties: tuple[str, ...]
    measures: tuple[str, ...]
    from_on: date
    until_on: date
    document: str


@event("register.goal_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRegistered:
    """A goal that measures serve: of the nation (`level` national), or of an agency, which derives it from another.

    `goal_kind` is outcome, output, process, input or perception.
    """

    area: str
    goal: str
    title: str
    level: str
    goal_kind: str
    source: str
    derives_from: str | None = None


@event("register.measure_linked", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLinked:
    """Where a measure comes from or leads to, with what that rests on in `note`.

    `relation` is derives_from (`linked_to` is a goal), contributes_to (another measure) or replaces (the code of a
    measure of Whitehall's that is scrapped here).
    """

    area: str
    measure: str
    relation: str
    linked_to: str
    note: str
    basis: str


@event("register.subject_named", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectNamed:
    """People call what this measure is about by these words, such as "bins"."""

    area: str
    subject: str
    measure: str
