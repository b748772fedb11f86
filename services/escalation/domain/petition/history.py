"""A petition as its events have made it: each is folded into the one before. Pure; policy is never read here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import singledispatch

from services.escalation.domain.petition.petition import ANSWER, ORDINARY, Mark, Outage, Petition
from shared.events import escalation as told


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


@_apply.register
def _(event: told.leadership.PetitionLeft, petition: Petition, on: date) -> Petition:
    return replace(petition, left_on=on, take_up_by=event.take_up_by)


@_apply.register
def _(event: told.leadership.PetitionTakenUp, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, left_on=None, take_up_by=None)


@_apply.register
def _(event: told.leadership.PetitionWithdrawn, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return replace(petition, lapsed_on=on, withdrawn_on=on)


def _unchanged(event: object, petition: Petition, on: date) -> Petition:  # noqa: ARG001 as above
    return petition


_NOTES = (told.assistance.SignaturesAssisted, *told.notice.NOTES, *told.paper.NOTES, *told.invalidation.NOTES)
for _note in _NOTES:  # which rows count stands in the rows themselves
    _apply.register(_note, _unchanged)
