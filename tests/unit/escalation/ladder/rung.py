"""How a case comes to each state of the first two rungs, by what people do."""

from collections.abc import Callable
from dataclasses import replace

from services.escalation.domain.case.command import AgreeAsSecond, StartProcess
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.remedy.command import (
    AgreeRemedy,
    ClaimRemedy,
    DisputeDuty,
    FilePlan,
    RequestMoreTime,
    ServeDuty,
    VerifyRemedy,
)
from services.escalation.domain.screening.command import Admit, BackRejection, Reject, RequestReview
from services.escalation.domain.scrutiny.command import (
    Exhaust,
    IssueRecommendations,
    OpenEvidence,
    OpposeResolution,
    RefuseInformation,
    RequestInformation,
    RequireAttendance,
    Resolve,
    Respond,
    ScheduleHearing,
)
from tests.unit.escalation.ladder.place import MONITOR, NOTICE, OFFICER, ORGANISER, SUBJECT, WORKER, partner, smart
from tests.unit.escalation.ladder.sample import SAMPLES, sample
from tests.unit.escalation.ladder.walk import Walk, minute, plan, recusal, with_met_figure


def screening() -> Walk:
    return Walk()


def rejected() -> Walk:
    walk = refusal_proposed()
    walk.do(MONITOR, AgreeAsSecond(reasons="The published rule says so"))
    return walk


def refusal_proposed() -> Walk:
    walk = Walk()
    walk.do(WORKER, Reject(reason_code="vexatious", reasons="The same letter forty times"))
    return walk


def under_review() -> Walk:
    walk = rejected()
    walk.do(WORKER, RequestReview(reasons="It was one letter"))
    return walk


def looked_at_from_outside() -> Walk:
    walk = under_review()
    walk.do(partner("fire"), BackRejection(reasons="It is the same letter"))
    return walk


def admitted() -> Walk:
    walk = Walk()
    walk.do(WORKER, Admit(level="local", reasons="It cites an agreed measure"))
    return walk


def admitted_by_default() -> Walk:
    walk = Walk()
    walk.wait_out()
    return walk


def duty_served() -> Walk:
    walk = admitted()
    walk.do(WORKER, ServeDuty())
    return walk


def disputed() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, DisputeDuty(body="college", reasons="The college runs the lifts"))
    return walk


def remedy_running() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=walk.day(40)))
    return walk


def verifying() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, ClaimRemedy(evidence="All lifts run", together="The fire service tried them with us"))
    return walk


def agreed() -> Walk:
    """The organiser says itself that it is put right."""
    walk = verifying()
    walk.do(ORGANISER, AgreeRemedy(reasons="They run for us"))
    return walk


def verifying_by_a_sign() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, replace(plan(walk, days=40), sign="Twelve motors are in"))
    walk.do(SUBJECT, ClaimRemedy(evidence="All lifts run", together="The fire service tried them with us"))
    return walk


def found() -> Walk:
    """Somebody outside the subject found it put right, and whoever raised it may contest that."""
    walk = verifying_by_a_sign()
    walk.do(WORKER, VerifyRemedy(reasons="Twelve are in"))
    return walk


def raised_by_fire(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, raised by a partner."""

    def built() -> Walk:
        walk = build()
        walk.case = replace(walk.case, trigger="partner_action", raised=Raised(records=(NOTICE,)))
        return walk

    return built


def more_time_asked() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, SAMPLES[RequestMoreTime][1](walk))
    return walk


def with_a_process() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, SAMPLES[StartProcess][1](walk))
    return walk


def resolved_stage1() -> Walk:
    walk = agreed()
    walk.do(WORKER, VerifyRemedy(reasons="We rode in them"))
    return walk


def resolved_stage2() -> Walk:
    walk = with_met_figure(monitoring)()
    walk.do(OFFICER, Resolve(reasons="They run", minute=minute(walk)))
    return walk


def referred() -> Walk:
    walk = duty_served()
    walk.wait_out()
    return walk


def referred_unclaimed() -> Walk:
    walk = remedy_running()
    walk.wait_out()
    return walk


def referred_unchecked() -> Walk:
    walk = verifying()
    walk.wait_out()
    return walk


def scheduled() -> Walk:
    walk = referred()
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk)))
    return walk


def heard_later() -> Walk:
    """Scheduled for a day by which a body can be asked to come before."""
    walk = referred()
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(28), minute=minute(walk)))
    return walk


def on_the_day() -> Walk:
    walk = scheduled()
    return walk.pass_days(14)


def evidence() -> Walk:
    walk = on_the_day()
    walk.do(OFFICER, OpenEvidence(questions="Why do the lifts stand still?", minute=minute(walk)))
    return walk


def awaiting(*addressees: str) -> Walk:
    walk = evidence()
    drafts = tuple(smart(addressee, walk.day(90)) for addressee in addressees or ("housing",))
    walk.do(OFFICER, IssueRecommendations(recommendations=drafts, signed_off_by="Chair", minute=minute(walk)))
    return walk


def on_the_brink(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with as few members left as the committee may have."""

    def built() -> Walk:
        walk = build()
        for seat in "bc":
            walk.do(OFFICER, recusal(walk, seat))
        return walk

    return built


def asked_to_come(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with a body asked to come, on the day."""

    def built() -> Walk:
        walk = build()
        walk.do(OFFICER, SAMPLES[RequireAttendance][1](walk))
        return walk.go_to(walk.case.scrutiny.notices[-1].by_on)

    return built


def asked_for_information(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with a body asked for information."""

    def built() -> Walk:
        walk = build()
        walk.do(OFFICER, SAMPLES[RequestInformation][1](walk))
        return walk

    return built


def information_refused(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with information refused."""

    def built() -> Walk:
        walk = asked_for_information(build)()
        walk.do(*sample(RefuseInformation, walk))
        return walk

    return built


def with_process(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with something tried beside."""

    def built() -> Walk:
        walk = build()
        walk.do(*sample(StartProcess, walk))
        return walk

    return built


def resolution_proposed() -> Walk:
    walk = monitoring()
    walk.do(OFFICER, Resolve(reasons="We rode in them", minute=minute(walk)))
    return walk


def opposed_once() -> Walk:
    walk = resolution_proposed()
    walk.do(partner("fire"), OpposeResolution(reasons="Two stand still"))
    return walk


def monitoring() -> Walk:
    walk = awaiting()
    walk.do(SUBJECT, Respond(recommendation=1, answer="accepted", reasons="Agreed"))
    return walk


def refused() -> Walk:
    walk = awaiting()
    walk.do(SUBJECT, Respond(recommendation=1, answer="refused", reasons="No money"))
    return walk


def exhausted() -> Walk:
    walk = refused()
    walk.do(OFFICER, Exhaust(reasons="They will not act", minute=minute(walk)))
    return walk
