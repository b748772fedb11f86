"""Which meetings of a committee may hear a case, and what a clerk may enter into its calendar."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.case.meeting import Meetings, wrong_days, wrong_recess
from services.escalation.domain.case.refusal import Incomplete
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny.command import AdjournHearing, ScheduleHearing
from services.escalation.domain.scrutiny.meeting import offered
from shared.events import escalation as told
from shared.working_days import Span
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import OFFICER, Walk, minute

EASTER = Span(date(2026, 3, 30), date(2026, 4, 10), "Easter recess")
SPRING = Span(date(2026, 3, 30), date(2026, 5, 7), "local elections")


def meeting_on(*days: date, joint: tuple[date, ...] = ()) -> dict[str, Meetings]:
    return {
        "overview": Meetings(days=days, is_kept=True),
        "joint": Meetings(days=joint, is_kept=bool(joint)),
    }


def referred(*days: date, joint: tuple[date, ...] = ()) -> Walk:
    """A case that the Overview committee has on Tuesday 3 February 2026; it meets on these days."""
    walk = ladder.referred()
    assert walk.now.date() == date(2026, 2, 3)
    walk.meetings = meeting_on(*days, joint=joint)
    return walk


def test_the_first_lawful_meeting_leaves_time_for_the_agenda_and_lies_inside_the_limit() -> None:
    walk = referred(
        date(2026, 2, 10),  # Wednesday 4 to Monday 9 February are four clear days: one too few
        date(2026, 2, 11),
        date(2026, 4, 30),  # sixty working days after 3 February, over Easter
        date(2026, 5, 1),
    )
    found = offered(walk.case, walk.at(OFFICER))
    assert [(one.on.isoformat(), one.against) for one in found.meetings] == [
        ("2026-02-10", "agenda_closed"),
        ("2026-02-11", ""),
        ("2026-04-30", ""),
        ("2026-05-01", "beyond_the_limit"),
    ]
    assert (found.first_on, found.last_on) == (date(2026, 2, 11), date(2026, 4, 30))
    first, second = found.lawful
    assert (first.agenda_by, first.papers_by) == (date(2026, 2, 3), date(2026, 1, 27))
    assert (second.agenda_by, second.papers_by) == (date(2026, 4, 22), date(2026, 4, 15))


def test_no_meeting_in_the_weeks_before_an_election_is_offered() -> None:
    walk = referred(date(2026, 4, 1))
    at = replace(walk.at(OFFICER), elections=(SPRING,))
    assert [one.against for one in offered(walk.case, at).meetings] == ["before_election"]


def test_where_no_meeting_may_hear_it_the_joint_committee_and_its_meetings_are_told() -> None:
    walk = referred(date(2026, 2, 5), joint=(date(2026, 2, 20),))
    found = offered(walk.case, walk.at(OFFICER))
    assert found.lawful == ()
    assert found.joint is not None
    assert (found.joint.name, [one.on for one in found.joint.meetings]) == ("Joint", [date(2026, 2, 20)])
    with pytest.raises(Incomplete) as incomplete:
        walk.do(OFFICER, ScheduleHearing(hearing_on=date(2026, 2, 18), minute=minute(walk)))
    (gap,) = incomplete.value.gaps
    assert (gap.field, gap.code) == ("hearing_on", "no_meeting")
    assert "No meeting can hear it" in gap.message


def test_a_hearing_is_at_a_meeting_or_says_why_the_committee_meets_specially() -> None:
    walk = referred(date(2026, 2, 18))
    with pytest.raises(Incomplete) as incomplete:
        walk.do(OFFICER, ScheduleHearing(hearing_on=date(2026, 2, 17), minute=minute(walk)))
    assert [gap.code for gap in incomplete.value.gaps] == ["no_meeting"]
    assert "18 February 2026" in incomplete.value.gaps[0].message
    with pytest.raises(Incomplete) as incomplete:
        walk.do(OFFICER, ScheduleHearing(hearing_on=date(2026, 2, 18), special="In haste", minute=minute(walk)))
    assert [gap.code for gap in incomplete.value.gaps] == ["meets_anyway"]

    (fixed,) = walk.do(
        OFFICER, ScheduleHearing(hearing_on=date(2026, 2, 17), special="Lifts fail daily", minute=minute(walk))
    )

    assert isinstance(fixed, told.HearingScheduled)
    assert (fixed.special, walk.case.scrutiny.special) == ("Lifts fail daily", "Lifts fail daily")
    walk.do(OFFICER, AdjournHearing(hearing_on=date(2026, 2, 18), reasons="A strike", minute=minute(walk)))
    assert walk.stands_in(State.SCHEDULED)
    assert (walk.case.scrutiny.hearing_on, walk.case.scrutiny.special) == (date(2026, 2, 18), "")


def test_a_committee_whose_clerk_keeps_no_calendar_may_fix_any_day() -> None:
    walk = ladder.referred()
    walk.do(OFFICER, ScheduleHearing(hearing_on=date(2026, 2, 17), minute=minute(walk)))
    assert walk.stands_in(State.SCHEDULED)


def test_what_a_clerk_cannot_enter_is_named_day_by_day() -> None:
    today = date(2026, 3, 2)
    kept = Meetings(days=(date(2026, 3, 17),), recesses=(EASTER,), is_kept=True)
    days = (today, date(2026, 4, 10), date(2026, 4, 13), date(2026, 4, 13))
    assert {place: code for place, (code, _) in wrong_days(kept, days, today).items()} == {
        0: "not-ahead",
        1: "in-recess",
        3: "twice",
    }
    for span, code in (
        (Span(date(2026, 8, 31), date(2026, 8, 1), "Summer"), "ends-before-it-begins"),
        (Span(date(2026, 2, 1), date(2026, 3, 1), "Winter"), "not-ahead"),
        (Span(date(2026, 4, 10), date(2026, 4, 12), "Easter"), "recesses-overlap"),
        (Span(date(2026, 3, 16), date(2026, 3, 20), "Spring"), "meetings-in-it"),
    ):
        wrong = wrong_recess(kept, span, today)
        assert wrong is not None
        assert wrong[1] == code
    assert wrong_recess(kept, Span(date(2026, 7, 20), date(2026, 8, 31), "Summer"), today) is None
