"""What petitions are owed as it is sent to this service, and as JSON: everything about it is public but who asked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any

from services.escalation.domain.obligation import command as asked
from services.escalation.domain.obligation.extension import Extend
from services.escalation.domain.obligation.meeting import Meeting
from services.escalation.domain.obligation.obligation import Obligation
from shared.shapes import Day, Line, Members, Moment, Reasons, Slug, Strict, Whole, at_most

BASE = "/escalation/v1/petitions/{reference}/obligations"

Said = Annotated[Reasons, at_most(4_000)]


class AskForIn(Strict):
    """It is asked for; whoever writes it down for somebody says how they asked."""

    reasons: Said | None = None

    def command(self) -> asked.AskFor:
        """The command as the domain knows it."""
        return asked.AskFor(reasons=self.reasons or "")


class ScheduleIn(Strict):
    """The day that is fixed, before which committee, who answers; why a later or a special meeting."""

    meets_on: Day
    committee: Slug | None = None
    post: Line | None = None
    body: Slug | None = None
    special: Said | None = None
    reasons: Said | None = None

    def command(self) -> asked.Schedule:
        """The command as the domain knows it."""
        return asked.Schedule(
            meets_on=self.meets_on,
            committee=self.committee or "",
            post=self.post or "",
            body=self.body or "",
            special=self.special or "",
            reasons=self.reasons or "",
        )


class RecordIn(Strict):
    """It was held: the day, the minute's number, the votes where it voted, what came of it where that is known."""

    held_on: Day
    minute_reference: Line
    votes_for: Members = 0
    votes_against: Members = 0
    abstained: Members = 0
    result: Said | None = None

    def command(self) -> asked.Record:
        """The command as the domain knows it."""
        return asked.Record(
            held_on=self.held_on,
            minute_reference=self.minute_reference,
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstained=self.abstained,
            result=self.result or "",
        )


class TellResultIn(Strict):
    """What came of it, or the reply."""

    result: Said

    def command(self) -> asked.TellResult:
        """The command as the domain knows it."""
        return asked.TellResult(result=self.result)


class AskForForm(AskForIn):
    """The same from a page, with the version that was seen."""

    version: Whole


class ScheduleForm(ScheduleIn):
    """The same from a page, with the version that was seen."""

    version: Whole


class RecordForm(RecordIn):
    """The same from a page, with the version that was seen."""

    version: Whole


class TellResultForm(TellResultIn):
    """The same from a page, with the version that was seen."""

    version: Whole


class AskForm(Strict):
    """The button behind the link of whoever started the petition."""

    token: Annotated[Line, at_most(100)]


class ExtendIn(Strict):
    """A time in which nobody could sign, and the day until which signing goes on for it."""

    out_from: Moment
    out_until: Moment
    closes_on: Day
    reasons: Said

    def command(self) -> Extend:
        """The command as the domain knows it."""
        return Extend(out_from=self.out_from, out_until=self.out_until, closes_on=self.closes_on, reasons=self.reasons)


BODIES: dict[str, type[AskForIn | ScheduleIn | RecordIn | TellResultIn]] = {
    "ask_for": AskForIn,
    "schedule": ScheduleIn,
    "record": RecordIn,
    "tell_result": TellResultIn,
}
FORMS: dict[str, type[AskForForm | ScheduleForm | RecordForm | TellResultForm]] = {
    "ask_for": AskForForm,
    "schedule": ScheduleForm,
    "record": RecordForm,
    "tell_result": TellResultForm,
}
COMMANDS: dict[str, type[asked.Command]] = {
    "ask_for": asked.AskFor,
    "schedule": asked.Schedule,
    "record": asked.Record,
    "tell_result": asked.TellResult,
}


def document(one: Obligation, meetings: Sequence[Meeting] | None = None) -> dict[str, Any]:
    """What is owed as JSON values, by when, what became of it and was missed. `meetings`: those ahead, if asked."""
    fixed, minuted = one.fixed, one.minuted
    itself = f"{BASE.format(reference=one.petition)}/{one.name}"
    told = {
        "petition": one.petition,
        "obligation": one.name,
        "what": one.what.value,
        "standing": one.standing.value,
        "required": one.required,
        "answered_by": one.answered_by or None,
        "arose_on": one.arose_on,
        "ask_by": one.ask_by,
        "asked_on": one.asked_on,
        "schedule_by": one.schedule_by,
        "due_on": one.due_on,
        "reckoning": one.reckoning,
        "scheduled": {
            "meets_on": fixed.meets_on.isoformat(),
            "committee": fixed.committee,
            "name": fixed.committee_name,
            "record_by": fixed.record_by.isoformat(),
            "organiser_minutes": fixed.organiser_minutes,
            "debate_minutes": fixed.debate_minutes,
            "post": fixed.post or None,
            "body": fixed.body or None,
            "special": fixed.special or None,
        }
        if fixed
        else None,
        "held": {
            "held_on": minuted.held_on.isoformat(),
            "name": minuted.committee_name,
            "minute_reference": minuted.reference,
            "votes_for": minuted.votes_for,
            "votes_against": minuted.votes_against,
            "abstained": minuted.abstained,
            "tell_by": minuted.tell_by.isoformat(),
        }
        if minuted
        else None,
        "result": one.result or None,
        "told_on": one.told_on,
        "is_late": one.is_late,
        "not_scheduled_on": one.not_scheduled_on,
        "not_held_on": one.not_held_on,
        "result_missed_on": one.result_missed_on,
        "policy_version": one.policy_version,
        "version": one.version,
        "links": {"self": itself, "petition": f"/escalation/v1/petitions/{one.petition}", "page": page(one)},
    }
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    return shown if meetings is None else shown | {"meetings": [_meeting(each) for each in meetings]}


def page(one: Obligation) -> str:
    """The page that shows it."""
    return f"/petitions/{one.petition}#owed"


def counted(obligations: Iterable[Obligation]) -> dict[str, int]:
    """How an area has kept what its petitions are owed. What was missed counts, whatever was done later."""
    counts = Counter[str]()
    for one in obligations:
        counts["arisen"] += one.due_on is not None
        counts["in_time"] += _is_done(one) and not one.is_late and one.not_held_on is None
        counts["late"] += _is_done(one) and (one.is_late or one.not_held_on is not None)
        counts["not_scheduled"] += one.not_scheduled_on is not None
        counts["not_held"] += one.not_held_on is not None
        counts["result_missed"] += one.result_missed_on is not None
        counts["waiting"] += one.is_open and one.due_on is not None
    names = ("arisen", "in_time", "late", "not_scheduled", "not_held", "result_missed", "waiting")
    return {name: counts[name] for name in names}


def _is_done(one: Obligation) -> bool:
    return one.minuted is not None or one.told_on is not None


def _meeting(one: Meeting) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "committee": one.committee.id,
        "name": one.committee.name,
        "agenda_by": one.agenda_by.isoformat(),
        "against": one.against or None,
    }
