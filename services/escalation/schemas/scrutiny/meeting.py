"""The clerk's calendar as it is sent and as JSON; which meetings may hear a case. All of it is public."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import Field

from services.escalation.domain.case.meeting import Changes, Hearing, Meetings
from services.escalation.domain.scrutiny.meeting import Meeting, Offered
from shared.shapes import Day, Line, ReasonsLine, Strict
from shared.working_days import Span

BASE = "/escalation/v1/committees"
MOST_DAYS = 200


class MeetingsIn(Strict):
    """The days on which the committee is to meet; those that stand already change nothing."""

    days: list[Day] = Field(min_length=1, max_length=MOST_DAYS)


class MeetingForm(Strict):
    """One day on which the committee is to meet, as a page sends it."""

    on: Day

    def sent(self) -> MeetingsIn:
        """The same as a machine sends it."""
        return MeetingsIn(days=[self.on])


class CallOffIn(Strict):
    """A day on which the committee does not meet after all, and why."""

    on: Day
    reasons: ReasonsLine


class RecessIn(Strict):
    """Days, both among them, in which the committee holds no meetings, and what the recess is called."""

    first_on: Day
    last_on: Day
    reasons: Line

    def span(self) -> Span:
        """The recess as the domain knows it."""
        return Span(self.first_on, self.last_on, self.reasons)


def calendar_document(meetings: Meetings, hearings: Iterable[Hearing], today: date) -> dict[str, Any]:
    """A committee's calendar as JSON values: the meetings ahead with what is heard, recesses, hearings beside them."""
    heard = list(hearings)
    return {
        "is_kept": meetings.is_kept,
        "meetings": [
            {"on": day.isoformat(), "hears": [one.reference for one in heard if one.hearing_on == day]}
            for day in meetings.days
            if day >= today
        ],
        "called_off": [
            {"on": one.day.isoformat(), "reasons": one.reason} for one in meetings.called_off if one.day >= today
        ],
        "recesses": [
            {"first_on": span.first_on.isoformat(), "last_on": span.last_on.isoformat(), "reasons": span.reason}
            for span in meetings.recesses
            if span.last_on >= today
        ],
        "other_hearings": [
            {"case": one.reference, "on": one.hearing_on.isoformat(), "special": one.special or None}
            for one in heard
            if one.hearing_on not in meetings.days
        ],
    }


def changes_document(found: Changes) -> dict[str, Any]:
    """What a calendar from elsewhere changed, as JSON values; `missing` are days ahead that it does not name."""
    lists = {"added": found.added, "called_off": found.called_off, "standing": found.standing, "missing": found.missing}
    return {name: [day.isoformat() for day in days] for name, days in lists.items()} | {"past": found.past}


def offered_document(reference: str, found: Offered | None, instead: dict[str, Any] | None) -> dict[str, Any]:
    """Which meetings may hear the case, the first of them marked, and what is left where there is none."""
    links = {"case": f"/escalation/v1/cases/{reference}"}
    if found is None:
        return {"case": reference, "meetings": [], "first": None, "instead": None, "links": links}
    first = found.lawful[0].on if found.lawful else None
    return {
        "case": reference,
        "committee": found.committee,
        "is_kept": found.is_kept,
        "from_on": found.first_on.isoformat(),
        "until_on": found.last_on.isoformat(),
        "meetings": [_meeting(one, first) for one in found.meetings],
        "first": first.isoformat() if first else None,
        "instead": instead,
        "links": links,
    }


def instead_document(found: Offered, silence: dict[str, Any] | None) -> dict[str, Any]:
    """What is left where no meeting may hear a case: a special one, a joint committee, and what silence does."""
    joint = found.joint
    return {
        "special_meeting": {"from_on": found.first_on.isoformat(), "until_on": found.last_on.isoformat()},
        "joint_committee": {"name": joint.name, "meetings": [_meeting(one, None) for one in joint.meetings]}
        if joint
        else None,
        "silence": silence,
    }


def _meeting(one: Meeting, first: date | None) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "is_lawful": not one.against,
        "is_first": one.on == first,
        "against": one.against or None,
        "agenda_by": one.agenda_by.isoformat(),
        "papers_asked_by": one.papers_by.isoformat(),
    }
