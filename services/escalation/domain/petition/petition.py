"""A petition: what its marks are, what a confirmed signature sets going, what its closing day does. Pure.

Events come out of the functions that decide; `history` makes the petition from them.
The text and the signatures are rows of their own: the events carry counts only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.escalation.domain.petition import flag
from shared.events import escalation as told
from shared.policy import Policy
from shared.policy.petition import Petition as Scheme

ORDINARY, ANSWER, AREA_WIDE = "ordinary", "reply_number", "area_number"


class Standing(StrEnum):
    """Where a petition stands. The values are the states' names in the profiles' words."""

    GATHERING = "draft"
    SUBMITTED = "submitted"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number of signatures that sets something going; once reached it stays reached. `answered_by` replies at it."""

    name: str
    required: int
    answered_by: str = ""
    reached_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which nobody could sign, for which signing went on longer."""

    out_from: datetime
    out_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """A petition as its events have made it. `version` counts them.

    `left_on`: whoever started it has left it, and until `take_up_by` somebody who signed it may take it up;
    `withdrawn_on`: nobody did, and it lapsed for that. `ward`: the one that it is about, if one. `hides_wards`: it is
    not told how many signed in which.
    `hides_text`: its text may not stand, and nobody is shown it.
    """

    reference: str
    area: str
    title: str
    measure: str
    threshold: int
    closes_on: date
    policy_version: str
    opened_on: date
    marks: tuple[Mark, ...] = ()
    counted_on: date | None = None
    submitted_on: date | None = None
    submitted_with: int = 0
    lapsed_on: date | None = None
    settles_on: date | None = None
    extended: tuple[Outage, ...] = ()
    left_on: date | None = None
    take_up_by: date | None = None
    withdrawn_on: date | None = None
    ward: str = ""
    hides_wards: bool = False
    hides_text: bool = False
    version: int = 1

    @property
    def standing(self) -> Standing:
        """Gathering signatures, with the council as a case, or closed below the threshold."""
        if self.lapsed_on is not None:
            return Standing.LAPSED
        return Standing.GATHERING if self.submitted_on is None else Standing.SUBMITTED

    def may_be_signed(self, on: date, *, stays_open: bool) -> bool:
        """Whether a signature received on that day counts. `stays_open`: signing goes on while the case runs."""
        in_time = self.lapsed_on is None and on <= self.closes_on
        return in_time and (self.submitted_on is None or stays_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an organiser asks for: the words, and the measure that they rest on.

    `alleges_system`: the whole system is said to fail, not one decision of it. `taken_out`: codes of what could not be
    seen in the words as they were sent and is not kept. `ward`: the code of the one ward that it is about, if one.
    """

    area: str
    measure: str
    title: str
    text: str
    alleges_system: bool = False
    taken_out: tuple[str, ...] = ()
    ward: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes of what the machine found in the words, one for each place."""
        return (*self.taken_out, *(one.value for one in flag.flags(self.title, self.text)))


def cleaned(draft: Draft) -> Draft:
    """The draft as it is kept, and with it what was taken out of its words."""
    title, text = flag.cleaned(draft.title), flag.cleaned(draft.text)
    taken_out = tuple(dict.fromkeys(one.value for one in (*title.flags, *text.flags)))
    return replace(draft, title=title.text, text=text.text, taken_out=taken_out)


def create(draft: Draft, *, reference: str, policy: Policy, population: int, closes_on: date) -> told.PetitionCreated:
    """The first event: the marks are those of the area's policy on this day and stay so."""
    return told.PetitionCreated(
        area=draft.area,
        petition=reference,
        title=draft.title,
        measure=draft.measure,
        threshold=max(1, policy.petition.ordinary_signatures),
        closes_on=closes_on,
        policy_version=policy.version,
        marks=marks_of(policy.petition, population),
        replies=tuple(told.SignatureReply(required=band.signatures, who=band.who) for band in policy.petition.bands),
        ward=draft.ward,
    )


def marks_of(scheme: Scheme, population: int) -> tuple[told.SignatureMark, ...]:
    """Every number of a scheme, the lowest first; of equal ones each is there, in the order in which they follow."""
    ordinary, area_wide = max(1, scheme.ordinary_signatures), scheme.area_required(population)
    bands = [band for band in scheme.bands if band.signatures > ordinary]
    evidence, debate = (scheme.required(one, population) for one in (scheme.officer_evidence, scheme.debate))
    marks = [
        told.SignatureMark(name=ORDINARY, required=ordinary),
        *(told.SignatureMark(name=ANSWER, required=band.signatures) for band in bands),
        told.SignatureMark(name="officer_evidence", required=evidence),
        told.SignatureMark(name="debate", required=debate),
        *([told.SignatureMark(name=AREA_WIDE, required=area_wide)] if area_wide else []),
    ]
    return tuple(sorted(marks, key=lambda mark: mark.required))


def signed(petition: Petition, count: int) -> tuple[object, ...]:
    """What follows when the confirmed signatures have become `count`: each mark once, the lowest first, and submission.

    A count that falls takes nothing back, and nothing follows once the petition has lapsed, or while marks wait.
    """
    if petition.lapsed_on is not None or petition.settles_on is not None:
        return ()
    open_marks = sorted(petition.marks, key=lambda mark: mark.required)
    reached = [mark for mark in open_marks if mark.reached_on is None and mark.required <= count]
    events: list[object] = [
        told.ThresholdReached(
            petition=petition.reference,
            threshold=mark.name,
            required=mark.required,
            count=count,
            policy_version=petition.policy_version,
            answered_by=mark.answered_by,
        )
        for mark in reached
    ]
    if petition.submitted_on is None and any(mark.name == ORDINARY for mark in reached):
        events.append(told.PetitionSubmitted(petition=petition.reference, count=count))
    return tuple(events)


def is_area_wide(petition: Petition) -> bool:
    """Whether so many have signed that it is a matter of the whole area."""
    return any(mark.name == AREA_WIDE and mark.reached_on is not None for mark in petition.marks)


def close(petition: Petition, count: int) -> tuple[object, ...]:
    """What the closing day does: a petition below its threshold lapses; one that was submitted has nothing to lose, and
    one whose mark waits is not below it.
    """
    if petition.standing is not Standing.GATHERING or petition.settles_on is not None:
        return ()
    return (told.PetitionLapsed(petition=petition.reference, count=count, required=petition.threshold),)


def count_day(
    petition: Petition, on: date, count: int, desks: Sequence[tuple[str, str, int]] = ()
) -> tuple[object, ...]:
    """The published count of a day on which somebody signed; of each body, role and number of those at a desk."""
    taken = (
        told.assistance.SignaturesAssisted(petition=petition.reference, on=on, signatures=number, body=body, role=role)
        for body, role, number in desks
    )
    return (*taken, told.SignaturesCounted(petition=petition.reference, counted_on=on, count=count))
