"""An action plan: by what it is kept, who agrees it, and what follows when its time is over."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import Incomplete, NotYourPart
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import (
    CompletePlan,
    PublishFindings,
    ReportProgress,
)
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import partner
from tests.unit.escalation.test_inspection import agreed, findings_on_the_council, publish

SEEN = "1: They all run now\n2: We opened every door\n3: We met the night shift"


def test_a_plan_that_is_not_kept_is_negotiated_once_more_and_then_ends_unresolved() -> None:
    walk = ladder.action_in_force()
    (missing,) = walk.wait_out()
    assert isinstance(missing, told.ReportMissing)
    assert (missing.missed, missing.state) == (1, "action_in_force")
    walk.wait_out()  # the second report
    assert walk.stands_in(State.ACTION_NEGOTIATION)
    ladder.put_plan_in_force(walk, replace(agreed(walk), last_on=walk.day(20)))
    walk.wait_out()  # no report before its last day; that day and its grace
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_reports_keep_a_plan_in_force_until_its_last_day() -> None:
    walk = ladder.action_in_force()
    (reported,) = walk.pass_days(80).do(ladder.SUBJECT, ReportProgress(report="Half the motors are new"))
    assert isinstance(reported, told.ProgressReported)
    assert (reported.report_by - walk.now.date()).days > 90  # a quarter from the day on which it came
    assert walk.case.due_on == reported.report_by
    walk.wait_out()
    assert walk.case.silence == "action_in_force"
    walk.wait_out()
    assert walk.stands_in(State.ACTION_NEGOTIATION)


def test_a_plan_says_by_which_figure_it_is_kept_and_findings_have_a_grade_of_the_list() -> None:
    walk = ladder.action_negotiation()
    with pytest.raises(Incomplete) as incomplete:
        walk.do(ladder.SUBJECT, replace(agreed(walk), value="much better", last_on=walk.day(0)))
    assert {gap.code for gap in incomplete.value.gaps} == {"not_ahead", "not_a_number"}
    odd = replace(agreed(walk), value="-4", unit="bananas", owner="Nobody in the world", measure="NI 2")
    walk.measure = ladder.KNOWN
    with pytest.raises(Incomplete) as aimless:
        walk.do(ladder.SUBJECT, odd)
    codes = ["no_post", "another_measure", "another_unit", "below_nothing"]
    assert [gap.code for gap in aimless.value.gaps] == codes
    walk.measure = replace(ladder.KNOWN, value=Decimal(96))
    with pytest.raises(Incomplete) as reached:
        walk.do(ladder.SUBJECT, agreed(walk))
    assert [(gap.field, gap.code) for gap in reached.value.gaps] == [("value", "reached_already")]
    walk.measure = ladder.KNOWN
    with pytest.raises(Incomplete) as endless:
        walk.do(ladder.SUBJECT, replace(agreed(walk), last_on=walk.day(365 + 2)))
    assert [gap.code for gap in endless.value.gaps] == ["too_late"]
    drafted = ladder.replied()
    with pytest.raises(Incomplete) as ungraded:
        drafted.do(ladder.INSPECTOR, PublishFindings(findings="Hm", grade="so-so"))
    assert [gap.code for gap in ungraded.value.gaps] == ["unknown_grade"]


@pytest.mark.parametrize(
    ("figure", "outputs", "found"),
    [
        ("", "", "outputs missing"),
        ("much better", "", "figure not_a_number"),
        ("95", SEEN, "figure no_such_figure"),
        ("", "All the motors are new", "outputs not_numbers"),
        ("", "1, 2, 3", "outputs not_numbers"),  # and what was seen of them?
        ("", "1: They all run now\n4: We saw the ramps", "outputs no_such_action"),
        ("", "1: They all run now\n1: They all run still", "outputs named_twice"),
        ("", "1: yes", "outputs says_nothing"),
        ("", "2: New doors, everywhere", "outputs says_nothing"),  # the plan's own words
        ("", "1: They run, and NI 1 shows 95 now", "outputs names_the_measure"),
        ("", "1: Lifts that run are 95 of 100", "outputs names_the_measure"),
        ("", "none", "not_kept"),
        ("", "1. They all run now; 3) We met the night shift", "kept_in_part"),
        ("", SEEN, "kept"),
    ],
)
def test_a_plan_that_no_figure_tells_of_is_kept_by_its_own_actions_and_somebody_of_another_body_agrees(
    figure: str, outputs: str, found: str
) -> None:
    walk = with_a_plan()
    asked = CompletePlan(reasons="We rode in them", figure=figure, outputs=outputs)
    if " " in found:
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, asked)
        assert [f"{gap.field} {gap.code}" for gap in incomplete.value.gaps] == [found]
        assert walk.stands_in(State.ACTION_IN_FORCE)
        return
    (event,) = walk.do(ladder.INSPECTOR, asked)
    assert walk.stands_in(State.ACTION_IN_FORCE)  # until its last day, or until somebody agrees
    if found != "kept":
        assert isinstance(event, told.PlanJudged)
        assert (event.outcome, event.rests_on, walk.case.inspection.plan_outcome) == (found, "by_actions", found)
        return
    assert walk.case.waiting is not None
    assert walk.case.waiting.of == "outsider"
    yes = AgreeAsSecond(reasons="We rode in them too")
    colleague = partner("inspectors")
    for own in (ladder.SUBJECT, colleague, replace(ladder.MONITOR, body="housing")):
        with pytest.raises(NotYourPart):
            walk.do(own, yes)
    late = ladder.measured(deepcopy(walk), "70")  # a figure comes that tells otherwise
    with pytest.raises(Incomplete):
        late.do(partner("police"), yes)
    _, kept = walk.do(partner("police"), yes)
    assert isinstance(kept, told.PlanCompleted)
    assert (kept.rests_on, kept.done_by) == ("by_actions", "inspectors")
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION)


@pytest.mark.parametrize(
    ("figure", "outputs", "found"),
    [
        ("95", "", "figure no_such_figure"),  # what the plan asks for, and nothing shows
        ("80", "", "figure no_such_figure"),  # what it showed when the plan came into force
        ("", SEEN, "figure missing"),
        ("70", "", "not_kept"),
        ("90", SEEN, "kept_in_part"),
        ("96.0", "", "kept"),
    ],
)
def test_a_plan_is_kept_by_the_figure_that_the_case_holds_and_by_no_other(
    figure: str, outputs: str, found: str
) -> None:
    walk = with_a_plan()
    shows = figure if " " not in found else "91"
    ladder.measured(walk, shows)
    asked = CompletePlan(reasons="We rode in them", figure=figure, outputs=outputs)
    if " " in found:
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, asked)
        assert [f"{gap.field} {gap.code}" for gap in incomplete.value.gaps] == [found]
        assert "shows 91" in incomplete.value.gaps[0].message
        return
    (event,) = walk.do(ladder.INSPECTOR, asked)
    assert isinstance(event, told.PlanCompleted | told.PlanJudged)
    assert event.rests_on == "by_figure"
    assert getattr(event, "outcome", "kept") == found
    assert walk.stands_in(State.CLOSED_AFTER_INSPECTION if found == "kept" else State.ACTION_IN_FORCE)


def test_no_figure_of_a_period_before_the_plan_and_none_that_is_not_judged_shows_that_it_was_kept() -> None:
    walk = with_a_plan()
    for number, verdict in enumerate(("met", "no_target")):
        walk.do(MACHINE, ladder.figure(verdict, ("2026-01", "2027-01")[number]))
        with pytest.raises(Incomplete) as incomplete:
            walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure="96"))
        assert [gap.code for gap in incomplete.value.gaps] == ["no_such_figure"]


def with_a_plan() -> ladder.Walk:
    """Three actions, and 95 where the measure showed 80."""
    walk = ladder.action_negotiation()
    walk.measure = ladder.KNOWN
    walk.do(MACHINE, replace(ladder.figure("missed", "2026-01"), value="80"))
    ladder.put_plan_in_force(walk, replace(agreed(walk), actions="New motors\n\nNew doors everywhere\nA night shift"))
    return walk


@pytest.mark.parametrize(
    ("figures", "style", "cause"),
    [(("90", "92"), "negotiated", "plan_kept_in_part"), (("70", "60"), "either", "plan_not_kept")],
)
def test_what_follows_a_plan_whose_time_is_over_depends_on_how_it_was_kept(
    figures: tuple[str, str], style: str, cause: str
) -> None:
    walk = findings_on_the_council()
    publish(walk)
    walk.measure = ladder.KNOWN
    walk.do(MACHINE, replace(ladder.figure("missed"), value="80"))
    for number, figure in enumerate(figures):
        ladder.put_plan_in_force(walk, replace(agreed(walk), last_on=walk.day(20)))
        ladder.measured(walk, figure)
        if number:
            break
        walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure=figure))
        assert (walk.case.state, walk.case.inspection.style) == (State.ACTION_NEGOTIATION, style)
    by_silence = deepcopy(walk)
    walk.do(ladder.INSPECTOR, CompletePlan(reasons="We rode in them", figure=figures[-1]))
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, cause)
    by_silence.wait_out()
    assert (by_silence.case.state, by_silence.case.cause) == (State.CLOSED_UNRESOLVED, "plan_not_kept")


def test_a_plan_is_agreed_by_the_body_that_answers_and_somebody_for_those_who_raised_the_case() -> None:
    walk = ladder.action_negotiation()
    for alone in (ladder.FACILITATOR, ladder.WORKER, partner("police")):
        with pytest.raises(NotYourPart):
            walk.do(alone, agreed(walk))
    (asked,) = walk.do(ladder.SUBJECT, agreed(walk))
    assert isinstance(asked, told.SecondAsked)
    assert (asked.of, walk.case.state) == ("raiser", State.ACTION_NEGOTIATION)
    for stranger in (ladder.SUBJECT, ladder.WORKER, ladder.MONITOR, ladder.FACILITATOR, partner("hospital")):
        with pytest.raises(NotYourPart):
            walk.do(stranger, AgreeAsSecond(reasons="It will do"))
    organiser = ladder.ORGANISER
    for who in (organiser, partner("police")):  # whoever raised the case, or complains of it
        other = ladder.action_negotiation()
        other.do(ladder.SUBJECT, agreed(other))
        other.do(who, AgreeAsSecond(reasons="It will do"))
        assert other.stands_in(State.ACTION_IN_FORCE)
