"""To which committee a case goes, who of it stands aside, what its minutes say, and what the register may state."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.case.committee import Committee
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny.command import OpenEvidence, RequestInformation, ScheduleHearing
from services.publication.domain.register.committee import wrong_committees, wrong_seats
from shared.events import escalation as told
from shared.events.publication import CommitteeRegistered, SeatRegistered
from shared.working_days import in_words
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import OFFICER, REGISTER, Walk, committee, minute, recusal

OVERVIEW, CRIME, HEALTH = committee("Overview"), committee("Crime", "crime"), committee("Health", "health")
DISTRICT = replace(committee("Moor Hall", "district"), bodies=("college", "police"))
JOINT = committee("Joint", "joint")
ON_THE_BOARD = committee("Overview", seats=5, quorum=4, a="housing", b="housing")


def referred(lead: str, *committees: Committee) -> told.CaseReferred:
    """What is told when a case about this body goes to scrutiny."""
    assert REGISTER.lead is not None
    register = replace(REGISTER, committees=committees, lead=replace(REGISTER.lead, body=lead))
    walk = Walk(register=register)
    for _ in range(2):
        walk.wait_out()
    (event, *_) = walk.wait_out()
    assert isinstance(event, told.CaseReferred)
    return event


@pytest.mark.parametrize(
    ("lead", "committees", "name", "why"),
    [
        ("housing", (), "Scrutiny Committee", "only_committee"),
        ("housing", (OVERVIEW, CRIME, HEALTH), "Overview", "hears_ordinary"),
        ("council", (CRIME, OVERVIEW), "Overview", "hears_ordinary"),
        ("police", (OVERVIEW, CRIME, HEALTH), "Crime", "hears_crime"),
        ("hospital", (OVERVIEW, CRIME, HEALTH), "Health", "hears_health"),
        ("police", (OVERVIEW, HEALTH), "Overview", "hears_ordinary"),
        ("college", (OVERVIEW, DISTRICT), "Moor Hall", "district"),
        ("police", (DISTRICT, OVERVIEW), "Overview", "hears_ordinary"),
        ("housing", (ON_THE_BOARD, JOINT), "Joint", "joint"),
        ("housing", (ON_THE_BOARD,), "Overview", "no_quorum"),
        ("housing", (ON_THE_BOARD, replace(ON_THE_BOARD, name="Joint", regime="joint")), "Overview", "no_quorum"),
    ],
)
def test_the_body_that_answers_decides_which_committee_has_the_case(
    lead: str, committees: tuple[Committee, ...], name: str, why: str
) -> None:
    event = referred(lead, *committees)
    assert (event.committee, event.why) == (name, why)


def test_a_member_on_the_board_of_another_arm_of_the_organisation_stands_aside() -> None:
    event = referred("hospital", committee("Overview", a="clinic", b="college"))
    assert event.recused == ("a",)


def test_a_recusal_that_breaks_the_quorum_brings_the_case_to_a_joint_committee_at_once_and_only_once() -> None:
    walk = ladder.on_the_brink(ladder.scheduled)()
    assert set(walk.case.scrutiny.recused) == {"a", "b", "c"}

    told_alone = replace(recusal(walk, "d"), minute=replace(minute(walk), reference="", votes_for=0))
    with pytest.raises(Incomplete) as alone:
        walk.do(OFFICER, told_alone)
    assert [gap.code for gap in alone.value.gaps] == ["missing", "not_carried", "no_quorum"]
    fixed = walk.case.scrutiny.hearing_on
    assert fixed is not None
    recused, changed = walk.do(OFFICER, recusal(walk, "d"))

    assert isinstance(recused, told.MemberRecused)
    assert isinstance(changed, told.CommitteeChanged)
    assert (changed.before, changed.committee, changed.recused) == ("Overview", "Joint", ())
    assert (recused.minute.body, changed.undoes) == ("Overview", fixed)
    said = walk.policy.wording.told("case.committee_changed", changed, {}, {})
    assert said.startswith("The case went from Overview to Joint by itself: ")
    assert f"The hearing of {in_words(fixed)} falls away" in said
    assert walk.stands_in(State.REFERRED)
    assert walk.case.scrutiny.hearing_on is None
    for seat in "abcd":
        walk.do(OFFICER, recusal(walk, seat))
    assert walk.case.scrutiny.committee == "Joint"
    with pytest.raises(Incomplete) as incomplete:
        walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk)))
    assert "no_quorum" in {gap.code for gap in incomplete.value.gaps}


def test_a_seat_stands_aside_once_and_is_one_of_the_committees() -> None:
    walk = ladder.referred()
    for seat, code in (("z", "unknown_seat"), ("a", "recused_before")):
        with pytest.raises(Incomplete) as incomplete:
            walk.do(OFFICER, recusal(walk, seat))
        assert [gap.code for gap in incomplete.value.gaps] == [code]
    nameless = Walk(register=replace(REGISTER, committees=()))
    for _ in range(3):
        nameless.wait_out()
    with pytest.raises(Refused) as refused:
        nameless.do(OFFICER, recusal(nameless, "a"))
    assert refused.value.name == "members_are_known"


def test_where_nobody_told_the_members_the_policys_least_quorum_rules() -> None:
    walk = Walk(register=replace(REGISTER, committees=()))
    for _ in range(3):
        walk.wait_out()
    for votes, present in ((1, 0), (2, 0), (2, 2)):
        few = replace(minute(walk), votes_for=votes, votes_against=0, present=present)
        with pytest.raises(Incomplete) as incomplete:
            walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=few))
        assert [gap.code for gap in incomplete.value.gaps] == ["no_quorum"]
    three = replace(minute(walk), votes_for=3, votes_against=0)
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=three))


def test_a_minute_is_of_a_meeting_that_was_held_with_enough_members_and_carried_the_motion() -> None:
    walk = ladder.referred()
    good = minute(walk)
    wrong = {
        "met_on": (replace(good, met_on=walk.day(1)), "not_yet"),
        "before": (replace(good, met_on=date(2025, 1, 6)), "before_its_time"),
        "reference": (replace(good, reference=" "), "missing"),
        "against": (replace(good, votes_for=2, votes_against=3), "not_carried"),
        "tie": (replace(good, votes_for=2, votes_against=2), "not_carried"),
        "tie broken by one who was not there": (replace(good, votes_for=2, votes_against=1, present=2), "no_quorum"),
        "negative": (replace(good, votes_against=-1), "below_nothing"),
        "crowd": (replace(good, votes_for=20), "too_many_votes"),
        "few": (replace(good, votes_for=2, votes_against=0), "no_quorum"),
        "body": (replace(good, body="Cabinet"), "another_body"),
        "there": (replace(good, present=3), "fewer_than_voted"),
        "guests": (replace(good, present=7), "too_many_present"),
        "no minority": (replace(good, votes_against=0, minority="It is too soon"), "no_minority"),
        "ground": (replace(good, restricted="embarrassing"), "not_a_choice"),
        "aside": (replace(good, recused=("b",)), "not_recorded"),
    }
    for name, (bad, code) in wrong.items():
        with pytest.raises(Incomplete) as incomplete:
            walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=bad))
        assert code in {gap.code for gap in incomplete.value.gaps}, name

    early = replace(good, met_on=walk.day(-1))  # before the case was referred
    with pytest.raises(Incomplete) as before:
        walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=early))
    assert [gap.code for gap in before.value.gaps] == ["before_its_time"]
    assert "Name a day from 3 February 2026 to today, 3 February 2026." in before.value.gaps[0].message

    broken = replace(good, votes_for=3, votes_against=2, present=4)
    ladder.referred().do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=broken))
    (event,) = walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=good))

    assert isinstance(event, told.HearingScheduled)
    assert (event.minute.body, event.minute.recused) == ("Overview", ("a",))
    assert str(event.minute) == "Overview on 3 February 2026, minute 12/26"


def test_every_decision_of_a_committee_shows_its_minute_to_the_public() -> None:
    walk = ladder.scheduled()
    words = walk.policy.wording
    event = walk.events[-1]
    assert isinstance(event, told.HearingScheduled)
    said = words.told("case.hearing_scheduled", event, {}, {})
    told_of = "Decided by Overview on 3 February 2026, minute 12/26. Votes: 5 for it, 1 against it, 0 neither way."
    assert said.endswith(told_of)
    minute = replace(event.minute, present=6, minority="It is too soon.", restricted="legal_privilege")
    said = words.told("case.hearing_scheduled", replace(event, minute=minute, special="It is urgent."), {}, {})
    assert "at a special meeting: It is urgent." in said
    assert said.endswith(
        f"{told_of} Members who were there: 6. The minority held: It is too soon. "
        "Press and public were kept out for it. The ground: it was advice by lawyers."
    )
    broken = replace(event, minute=replace(event.minute, votes_for=3, votes_against=2, present=4))
    assert "casting" not in said
    assert "3 for it, 2 against it, 0 neither way. One of the votes for it is the casting vote of the chair." in (
        words.told("case.hearing_scheduled", broken, {}, {})
    )


def test_a_hearing_leaves_five_clear_days_for_its_agenda_and_may_be_fixed_after_thirty() -> None:
    walk = ladder.referred()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(7), minute=minute(walk)))
    assert [gap.code for gap in incomplete.value.gaps] == ["agenda_too_late"]
    walk.pass_days(50)  # thirty working days are over: that is told, and moves nothing
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk)))
    assert walk.stands_in(State.SCHEDULED)


def test_a_register_states_committees_that_can_decide_and_seats_of_theirs() -> None:
    area = "E1"

    def stated(id: str, regime: str = "ordinary", quorum: int = 3, *bodies: str) -> CommitteeRegistered:
        return CommitteeRegistered(area=area, committee=id, name=id, regime=regime, quorum=quorum, bodies=bodies)

    seat = SeatRegistered(
        area=area, committee="a", seat="Chair", boards=("moon",), held=True, since_on=date(2026, 1, 1)
    )
    partners = {"college"}
    assert not list(wrong_committees({}, (), partners))
    assert not list(wrong_committees({}, (stated("a"), stated("b", "district", 2, "college")), partners))
    found = wrong_committees(
        {}, (stated("a", "crime", 0), stated("b", "district"), stated("c", "joint", 2, "moon")), partners
    )
    assert [(wrong.pointer, wrong.code) for wrong in found] == [
        ("/committees", "no-ordinary-committee"),
        ("/committees/0/quorum", "no-quorum"),
        ("/committees/1/bodies", "bodies-of-a-district"),
        ("/committees/2/bodies", "bodies-of-a-district"),
        ("/committees/2/bodies/0", "unknown-partner"),
    ]
    other = replace(stated("b"), name="a")
    assert [wrong.code for wrong in wrong_committees({"a": stated("a")}, (other,), partners)] == ["name-taken"]
    held = {(seat.committee, seat.seat, seat.since_on): seat}
    assert not list(wrong_seats(held, (seat, replace(seat, since_on=date(2026, 2, 1), held=False)), {"a"}, {"moon"}))
    wrong_ones = (replace(seat, boards=()), replace(seat, committee="z"))
    assert [(wrong.pointer, wrong.code) for wrong in wrong_seats(held, wrong_ones, {"a"}, partners)] == [
        ("/seats/0/since_on", "told-otherwise"),
        ("/seats/1/committee", "unknown-committee"),
        ("/seats/1/boards/0", "unknown-partner"),
    ]


def test_a_meeting_decides_as_much_as_it_likes_from_the_day_on_which_the_case_was_there() -> None:
    walk = ladder.referred()
    met = replace(minute(walk), met_on=walk.day(0))
    walk.pass_days(2).do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=met))
    walk.pass_days(1)
    asked = RequestInformation(notified="police", wanted="Every call of it", minute=met)
    walk.do(OFFICER, asked)  # the same meeting decided it, two days before the clerk wrote the first down
    with pytest.raises(Incomplete) as before:
        walk.do(OFFICER, replace(asked, wanted="Every patrol", minute=replace(met, met_on=walk.day(-4))))
    assert [gap.code for gap in before.value.gaps] == ["before_its_time"]
    walk.go_to(walk.case.scrutiny.hearing_on or walk.day(0))
    with pytest.raises(Incomplete) as unheard:
        walk.do(OFFICER, OpenEvidence(minute=met))
    assert [gap.code for gap in unheard.value.gaps] == ["before_its_time"]
    walk.do(OFFICER, OpenEvidence(minute=minute(walk)))


def test_a_joint_committee_has_decided_nothing_before_it_had_the_case() -> None:
    walk = ladder.referred()
    was = minute(walk)
    walk.pass_days(2)
    for seat in "bcd":
        walk.do(OFFICER, recusal(walk, seat))
        if walk.case.scrutiny.committee == "Joint":
            break
    assert walk.case.scrutiny.committee == "Joint"
    with pytest.raises(Incomplete) as before:
        walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=replace(minute(walk), met_on=was.met_on)))
    assert [gap.code for gap in before.value.gaps] == ["before_its_time"]
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk)))
