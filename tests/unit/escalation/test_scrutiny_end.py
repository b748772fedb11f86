"""How scrutiny ends: with a review, a refusal to act, or what a committee finds and nobody contests."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.decision import fire
from services.escalation.domain.scrutiny.command import (
    AgreeResolution,
    ContestResolution,
    Exhaust,
    IssueRecommendations,
    OpenEvidence,
    OpposeResolution,
    Resolve,
    Respond,
    ReviewProgress,
    ScheduleHearing,
)
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import CALENDAR, OFFICER, POLICY, SUBJECT, Walk, minute, partner, sample
from tests.unit.escalation.test_scrutiny import FIRE, after_working_days, codes, name_of_refusal


def review(walk: Walk, number: int = 1, progress: str = "partly_implemented") -> ReviewProgress:
    return ReviewProgress(recommendation=number, progress=progress, reasons="We looked", minute=minute(walk))


def test_an_ordinary_partner_that_says_nothing_is_recorded_and_the_case_goes_on() -> None:
    walk = ladder.awaiting("housing")
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.MonitoringOpened]
    assert walk.stands_in(State.MONITORING)


@pytest.mark.parametrize("addressee", ["council", "police", "hospital"])
def test_silence_that_the_law_forbids_exhausts_scrutiny(addressee: str) -> None:
    walk = ladder.awaiting("housing", addressee)
    events = walk.wait_out()
    assert [type(event) for event in events] == [told.ResponseMissing, told.ScrutinyExhausted]
    assert walk.stands_in(State.STAGE2_EXHAUSTED)


def test_monitoring_ends_well_only_after_two_figures_in_succession() -> None:
    once, twice = ladder.monitoring(), ladder.monitoring()
    once.do(MACHINE, ladder.figure("met", "2026-03"))
    for period in ("2026-03", "2026-04"):
        twice.do(MACHINE, ladder.figure("met", period))
    for walk in (once, twice):
        assert [type(event) for event in walk.wait_out()] == [told.ReviewMissed]
        walk.wait_out()
    assert once.case.state is State.STAGE2_EXHAUSTED
    assert twice.case.state is State.RESOLVED_STAGE2


def test_a_review_is_held_when_all_that_is_followed_was_looked_at_and_the_next_waits_for_its_quarter() -> None:
    walk = ladder.evidence()
    drafts = tuple(ladder.smart("housing", walk.day(90)) for _ in range(3))
    walk.do(OFFICER, IssueRecommendations(recommendations=drafts, signed_off_by="Chair", minute=minute(walk)))
    for number, answer in enumerate(("accepted", "accepted", "refused"), start=1):
        walk.do(SUBJECT, Respond(recommendation=number, answer=answer, reasons="So"))
    first = walk.case.due_on
    assert codes(walk, OFFICER, review(walk, 3)) == {"not_followed"}
    walk.do(OFFICER, review(walk, 1, "verified"))
    assert codes(walk, OFFICER, review(walk, 1)) == {"not_followed"}
    assert (walk.case.scrutiny.reviews_held, walk.case.due_on) == (0, first)
    walk.do(OFFICER, review(walk, 2))
    assert walk.case.scrutiny.reviews_held == 1
    assert first is not None
    assert walk.case.due_on == POLICY.stage2.monitor.reckon(first, CALENDAR).due_on
    assert name_of_refusal(walk, OFFICER, review(walk, 2)) == "the_quarter_runs"
    walk.go_to(first).do(OFFICER, review(walk, 2, "verified"))
    assert name_of_refusal(walk, OFFICER, review(walk, 2)) == "something_is_followed"


def test_following_up_ends_after_four_reviews_or_with_the_second_that_is_missed() -> None:
    kept, missed = ladder.monitoring(), ladder.monitoring()
    for _ in range(4):
        assert kept.case.scrutiny.quarter_from is not None
        kept.go_to(max(kept.now.date(), kept.case.scrutiny.quarter_from)).do(OFFICER, review(kept))
    assert kept.case.silence == "monitoring"
    kept.wait_out()
    begun = missed.now.date()
    assert [type(one) for one in missed.wait_out(late_by=200)] == [told.ReviewMissed]
    assert missed.case.due_on is not None
    assert missed.case.due_on > missed.now.date()
    missed.do(OFFICER, review(missed))
    missed.wait_out()
    for walk in (kept, missed):
        assert (walk.case.state, walk.case.cause) == (State.STAGE2_EXHAUSTED, "not_monitored")
    assert (kept.now.date() - begun).days > 360


def test_scrutiny_is_spent_by_a_resolution_only_after_a_review_or_a_refusal_to_act() -> None:
    walk = ladder.monitoring()
    spent = Exhaust(reasons="They will not", minute=minute(walk))
    assert name_of_refusal(walk, OFFICER, spent) == "monitored_once_or_refused"
    walk.wait_out()
    assert name_of_refusal(walk, OFFICER, spent) == "monitored_once_or_refused"
    walk.do(OFFICER, review(walk))
    walk.do(OFFICER, replace(spent, minute=minute(walk)))
    assert walk.stands_in(State.STAGE2_EXHAUSTED)


@pytest.mark.parametrize("build", [ladder.evidence, ladder.monitoring])
def test_a_committee_closes_a_case_at_once_only_with_a_figure_or_the_organiser_behind_it(
    build: Callable[[], Walk],
) -> None:
    alone, written, with_organiser, with_figure = build(), build(), build(), build()
    written.do(*sample(AgreeResolution, written))
    with_organiser.do(ladder.ORGANISER, AgreeResolution(reasons="They run for us"))
    with_figure.do(MACHINE, ladder.figure("met"))
    for walk in (alone, written, with_organiser, with_figure):
        walk.do(OFFICER, Resolve(reasons="They run", minute=minute(walk)))
    assert alone.stands_in(State.RESOLUTION_PROPOSED)
    assert written.stands_in(State.RESOLUTION_PROPOSED)
    assert with_organiser.stands_in(State.RESOLVED_STAGE2)
    assert with_figure.stands_in(State.RESOLVED_STAGE2)


def test_what_a_committee_finds_alone_stands_when_nobody_contests_it_in_twenty_days() -> None:
    walk = ladder.resolution_proposed()
    assert walk.case.due_on == after_working_days(walk.now.date(), 20)
    walk.go_to(walk.case.due_on)
    with pytest.raises(Refused):
        fire(walk.case, walk.at(MACHINE))
    walk.wait_out()
    assert walk.stands_in(State.RESOLVED_STAGE2)
    written, agreed = ladder.resolution_proposed(), ladder.raised_by_fire(ladder.resolution_proposed)()
    for one in (written, agreed):
        one.do(*sample(AgreeResolution, one))
    assert written.stands_in(State.RESOLUTION_PROPOSED)  # another's pen shortens nobody's days
    assert agreed.stands_in(State.RESOLVED_STAGE2)


def test_only_the_councils_officers_speak_for_a_committee_and_in_its_own_cause_not_they_alone() -> None:
    for body in ("housing", "police"):
        clerk = replace(OFFICER, id=f"clerk of {body}", body=body)
        for build, asked in ((ladder.referred, ScheduleHearing), (ladder.on_the_day, OpenEvidence)):
            walk = build()
            with pytest.raises(NotYourPart):
                walk.do(clerk, sample(asked, walk)[1])
    walk = ladder.monitoring()
    walk.do(*ladder.in_own_cause(walk, Resolve))
    assert (walk.case.state, walk.case.waiting and walk.case.waiting.of) == (State.MONITORING, "outsider")
    _, proposed = walk.do(FIRE, AgreeAsSecond(reasons="They run again"))
    assert walk.stands_in(State.RESOLUTION_PROPOSED)
    assert isinstance(proposed, told.ResolutionProposed)


def test_in_the_councils_own_cause_no_figure_and_no_yes_lets_its_committee_close_the_case_alone() -> None:
    for build in (ladder.evidence, ladder.monitoring):
        walk = ladder.with_met_figure(build)()
        walk.do(*ladder.in_own_cause(walk, Resolve))
        assert (walk.stands_in(State.RESOLVED_STAGE2), walk.case.waiting and walk.case.waiting.of) == (
            False,
            "outsider",
        )
        corrected = deepcopy(walk)
        walk.do(FIRE, AgreeAsSecond(reasons="They run again"))
        assert walk.stands_in(State.RESOLVED_STAGE2)
        corrected.do(MACHINE, ladder.figure("missed"))  # the same period, while it waits
        corrected.do(FIRE, AgreeAsSecond(reasons="They run again"))
        assert corrected.stands_in(State.RESOLUTION_PROPOSED)  # what showed it is gone: others may contest it
        about_another = ladder.with_met_figure(build)()
        about_another.do(*sample(Resolve, about_another))
        assert about_another.stands_in(State.RESOLVED_STAGE2)


def test_the_organiser_or_two_partners_of_two_organisations_contest_it() -> None:
    by_organiser, by_partners = ladder.resolution_proposed(), ladder.resolution_proposed()
    by_organiser.do(*sample(ContestResolution, by_organiser))
    no = OpposeResolution(reasons="Two stand still")
    by_partners.do(partner("hospital"), no)
    assert name_of_refusal(by_partners, partner("clinic"), no) == "not_objected_before"
    with pytest.raises(NotYourPart):
        by_partners.do(SUBJECT, no)
    assert by_partners.stands_in(State.RESOLUTION_PROPOSED)
    by_partners.do(FIRE, no)
    for walk in (by_organiser, by_partners):
        assert (walk.case.state, walk.case.cause) == (State.STAGE2_EXHAUSTED, "resolution_contested")


def test_a_case_without_an_organiser_is_contested_by_partners_only() -> None:
    walk = ladder.resolution_proposed()
    walk.case = replace(walk.case, trigger="partner_action")
    assert name_of_refusal(walk, FIRE, ContestResolution(reasons="No")) == "has_an_organiser"
