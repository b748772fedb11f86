"""A petition: what its marks are, what a confirmed signature sets going, what its closing day does. Pure.

Events come out of the functions that decide; `opened` and `evolve` make the petition from them and never read policy.
The text and the signatures are rows of their own: the events carry counts only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch

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

    `ward`: the one that it is about, if one. `hides_wards`: it is not told how many signed in which.
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


def opened(event: told.PetitionCreated, on: date) -> Petition:
    """The petition that was opened for signatures on that day."""
    return Petition(
        reference=event.petition,
        area=event.area,
        title=event.title,
        measure=event.measure,
        threshold=event.threshold,
        closes_on=event.closes_on,
        policy_version=event.policy_version,
        opened_on=on,
        marks=tuple(
            Mark(name=mark.name, required=mark.required, answered_by=_replier(mark, event.replies))
            for mark in event.marks
        ),
        ward=event.ward,
    )


def _replier(mark: told.SignatureMark, replies: Sequence[told.SignatureReply]) -> str:
    """Who replies at a mark: at the one that hands the petition in, and at those that are there for nothing else."""
    below = [one for one in replies if one.required <= mark.required and mark.name in (ORDINARY, ANSWER)]
    return max(below, key=lambda one: one.required).who if below else ""


def evolve(petition: Petition, event: object, on: date) -> Petition:
    """The petition after the event that happened on that day."""
    after = _apply(event, petition, on)
    return replace(after, version=petition.version + 1)


def evolved(petition: Petition, events: Sequence[object], on: date) -> Petition:
    """The petition after all of these events of one day."""
    for event in events:
        petition = evolve(petition, event, on)
    return petition


def refolded(history: Iterable[tuple[object, date]]) -> Petition | None:
    """The petition that its whole history makes, each event with its day; None when the first does not create it."""
    petition: Petition | None = None
    for event, on in history:
        if petition is not None:
            petition = evolve(petition, event, on)
        elif isinstance(event, told.PetitionCreated):
            petition = opened(event, on)
        else:
            return None
    return petition


@singledispatch
def _apply(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 events are applied in one way
    raise TypeError(f"a petition is not changed by {type(event).__name__}")


@_apply.register
def _(event: told.SignaturesCounted, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, counted_on=event.counted_on)


@_apply.register
def _(event: told.ThresholdReached, petition: Petition, on: date) -> Petition:
    reached = (event.threshold, event.required)
    marks = tuple(
        replace(mark, reached_on=on) if (mark.name, mark.required) == reached else mark for mark in petition.marks
    )
    return replace(petition, marks=marks)


@_apply.register
def _(event: told.PetitionExtended, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    outage = Outage(out_from=event.out_from, out_until=event.out_until)
    return replace(petition, closes_on=event.closes_on, lapsed_on=None, extended=(*petition.extended, outage))


@_apply.register
def _(event: told.PetitionSubmitted, petition: Petition, on: date) -> Petition:
    return replace(petition, submitted_on=on, submitted_with=event.count)


@_apply.register(told.PetitionLapsed)
@_apply.register(told.paper.PetitionTakenUpAgain)
def _(event: object, petition: Petition, on: date) -> Petition:
    return replace(petition, lapsed_on=on if isinstance(event, told.PetitionLapsed) else None)


@_apply.register(told.invalidation.MarkWaits)
@_apply.register(told.invalidation.MarkSettled)
def _(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, settles_on=event.due_on if isinstance(event, told.invalidation.MarkWaits) else None)


@_apply.register(told.belief.WardsHidden)
@_apply.register(told.belief.WardsShown)
def _(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, hides_wards=isinstance(event, told.belief.WardsHidden))


@_apply.register(told.notice.TextHidden)
@_apply.register(told.notice.TextShown)
def _(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, hides_text=isinstance(event, told.notice.TextHidden))


def _unchanged(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return petition


_NOTES = (told.assistance.SignaturesAssisted, *told.notice.NOTES, *told.paper.NOTES, *told.invalidation.NOTES)
for _note in _NOTES:  # which rows count stands in the rows themselves
    _apply.register(_note, _unchanged)
