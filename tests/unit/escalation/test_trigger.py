"""How decisions of bodies add up, when figures open a case, and what standing those have who raised one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.lookup import Earlier
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.trigger import ORGANISED, ROLE_OF, Kind, Raised
from services.escalation.domain.course.command import Withdraw
from services.escalation.domain.inspection.command import AgreeSettlement, RequestCallIn, Settle
from services.escalation.domain.inspection.settlement import parties
from services.escalation.domain.remedy.command import AgreeRemedy
from services.escalation.domain.screening.command import Admit
from services.escalation.domain.trigger import gathering
from services.escalation.domain.trigger.figure import missed_running, opening
from services.escalation.domain.trigger.guard import require_own
from services.escalation.domain.trigger.trigger import AREA_WIDE, Forums, Trigger, required
from shared.events.escalation import DecisionLapsed, TriggerHandedIn, TriggerRecord
from shared.events.publication import ForumRegistered
from shared.policy import resolve
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import FACILITATOR, SIGNED, SUBJECT, WORKER, Walk, partner

FORUM = Actor(id="clerk", body="hale", roles=frozenset({"forum"}))
MEMBER = Actor(id="member", body="council", roles=frozenset({"councillor"}))
REASONS = "We looked at every lift"


def record(body: str, party: str = "") -> TriggerRecord:
    return TriggerRecord(
        body=body, name=body.title(), party=party or body, decided_on=date(2026, 1, 2), reference="4/26"
    )


def raised(walk: Walk, kind: str, *bodies: str) -> Walk:
    """The same case, raised in that way by these bodies."""
    records = tuple(record(body) for body in bodies)
    walk.case = replace(walk.case, trigger=kind, raised=Raised(records=records, level="local"))
    return walk


def name_of_refusal(walk: Walk, actor: Actor, command: Command) -> str:
    with pytest.raises(Refused) as refused:
        walk.do(actor, command)
    return refused.value.name


def neighbourhood(number: int, until_on: date | None = None) -> ForumRegistered:
    return ForumRegistered(
        area="E1",
        forum=f"n{number}",
        name=f"Forum {number}",
        forum_kind="neighbourhood",
        covers="A ward",
        quorum=5,
        rules="Open",
        funding="None",
        since_on=SIGNED,
        until_on=until_on,
    )


def decision(kind: Kind = Kind.NEIGHBOURHOOD) -> Trigger:
    return Trigger(
        kind=kind,
        area="E1",
        measure="NI 1",
        title="Lifts that stand still",
        failure="They stand still.",
        decided_on=date(2026, 1, 2),
        reference="4/26",
        level=AREA_WIDE,
    )


@pytest.mark.parametrize(("recognised", "needed"), [(0, 3), (3, 3), (15, 3), (16, 4), (20, 4), (21, 5)])
def test_three_neighbourhoods_or_a_fifth_of_them_make_the_whole_area(recognised: int, needed: int) -> None:
    gone = neighbourhood(99, until_on=date(2025, 12, 31))  # recognised no more, and not counted
    forums = {one.forum: one for one in (*map(neighbourhood, range(recognised)), gone)}
    at = Walk().at(FORUM)
    assert required(decision(), at, Forums(forums=forums)) == needed
    assert required(decision(Kind.AREA_COMMITTEE), at, Forums(forums=forums)) == 2


def test_decisions_count_until_a_day_of_their_own_and_open_one_case() -> None:
    at, found = Walk().at(FORUM), None
    told: list[tuple[object, date]] = []

    def take(events: tuple[object, ...]) -> gathering.Gathering:
        told.extend((event, at.today) for event in events)
        return gathering.evolved(found, events, at.today)

    def receive(body: str) -> tuple[object, ...]:
        return gathering.receive(found, decision(), record(body), reference="T-1", required=3, at=at)

    found = take(receive("hale"))
    with pytest.raises(Refused) as twice:
        receive("hale")
    assert twice.value.name == "counted_already"
    assert found.counting[0].counts_until == at.today + timedelta(days=90)
    found = take(receive("sale"))
    lapsed = gathering.lapse(found, 1)
    assert lapsed == (DecisionLapsed(case="T-1", number=1, body="hale", count=1),)
    found = take(lapsed)
    assert gathering.lapse(found, 1) == ()
    found = take(receive("hale"))  # it may decide again
    events = receive("urmston")
    assert isinstance(events[-1], TriggerHandedIn)
    found = take(events)
    assert [one.body for one in found.records] == ["sale", "hale", "urmston"]
    assert gathering.lapse(found, 2) == ()  # handed in: it has nothing to lose
    assert gathering.refolded(told) == found


def test_a_gathering_whose_last_decision_lapses_is_over() -> None:
    at = Walk().at(FORUM)
    events = gathering.receive(None, decision(), record("hale"), reference="T-1", required=3, at=at)
    found = gathering.evolved(None, events, at.today)
    assert gathering.evolved(found, gathering.lapse(found, 1), at.today).ended_on == at.today


@pytest.mark.parametrize(
    ("verdicts", "running"),
    [
        ({}, ()),
        ({"2023/24": "missed"}, ("2023/24",)),
        ({"2024/25": "missed", "2023/24": "missed", "2022/23": "met"}, ("2023/24", "2024/25")),
        ({"2023/24": "missed", "2024/25": "near"}, ()),
        ({"2022/23": "missed", "2023/24": "not_judged", "2024/25": "missed"}, ("2022/23", "2024/25")),
        ({"2025-Q4": "missed", "2026-Q1": "missed", "last spring": "met"}, ("2025-Q4", "2026-Q1")),
    ],
)
def test_a_miss_is_persistent_when_the_latest_judged_periods_all_missed(
    verdicts: dict[str, str], running: tuple[str, ...]
) -> None:
    assert missed_running(verdicts) == running


@pytest.mark.parametrize(
    ("missed", "earlier", "opens"),
    [
        (("2024/25",), (), False),
        (("2023/24", "2024/25"), (), True),
        (("2023/24", "2024/25"), (Earlier(reference="T-1", closed_on=date(2025, 12, 1)),), False),
        (("2023/24", "2024/25"), (Earlier(reference="T-1", closed_on=date(2025, 6, 1)),), True),
    ],
)
def test_figures_open_a_case_after_enough_misses_and_never_its_repetition(
    missed: tuple[str, ...], earlier: tuple[Earlier, ...], opens: bool
) -> None:
    opened = opening(area="E1", measure="NI 1", title="Lifts", missed=missed, earlier=earlier, at=Walk().at(FORUM))
    assert (opened is not None) is opens


def test_however_many_periods_missed_their_title_stays_short() -> None:
    missed = tuple(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13))
    opened = opening(area="E1", measure="NI 1", title="Lifts", missed=missed, earlier=(), at=Walk().at(FORUM))
    assert opened is not None
    assert opened(case="T-1").title == "Lifts: target missed in 24 periods running, from 2024-01 to 2025-12"


@pytest.mark.parametrize("kind", [Kind.NEIGHBOURHOOD, Kind.INTEREST_GROUP, Kind.AREA_COMMITTEE, Kind.PEERS])
def test_the_body_that_raised_a_case_has_an_organisers_standing(kind: Kind) -> None:
    actor = Actor(id="clerk", body="hale", roles=frozenset({ROLE_OF[kind]}))
    verifying = raised(ladder.verifying(), kind, "hale")
    verifying.do(actor, AgreeRemedy(reasons=REASONS))
    assert [(one.by, one.says, one.how) for one in verifying.case.remedy.words] == [("Hale", "yes", "in_person")]

    spent = raised(ladder.exhausted(), kind, "hale")
    spent.do(actor, RequestCallIn())
    assert spent.case.inspection.requester == "hale"

    brokering = raised(ladder.brokering(), kind, "hale")
    brokering.do(FACILITATOR, Settle(terms="New motors by May"))
    assert "hale" in parties(brokering.case, brokering.at(FACILITATOR))
    assert "organiser" not in parties(brokering.case, brokering.at(FACILITATOR))
    brokering.do(actor, AgreeSettlement())

    leaving = raised(ladder.remedy_running(), kind, "hale")
    leaving.do(actor, Withdraw(reasons=REASONS))
    assert leaving.case.silence == "withdrawn"


def test_nobody_else_has_it() -> None:
    walk = raised(ladder.verifying(), Kind.NEIGHBOURHOOD, "hale")
    other, by_role = replace(FORUM, body="sale"), replace(FORUM, roles=frozenset({"peer_lead"}))
    for actor in (other, by_role, MEMBER, SUBJECT):
        with pytest.raises(NotYourPart):
            walk.do(actor, AgreeRemedy(reasons=REASONS))
    for kind in set(Kind) - ORGANISED:
        walk = raised(ladder.verifying(), kind, "hale")
        assert name_of_refusal(walk, partner("fire"), AgreeRemedy(reasons=REASONS)) == "has_an_organiser"
    own = raised(ladder.verifying(), Kind.PARTNER, "housing")  # the duty has passed to the body that raised it
    assert Part.ORGANISER not in parts_of(own.case, own.at(SUBJECT))


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("fire", "peers_of_this_place"),
        ("council", "peers_of_this_place"),
        ("trust", "peers_of_this_place"),  # arms of it are partners here
        ("n1", "peers_of_this_place"),
        ("housing", "subject_raises_it"),
        ("next-county", None),
    ],
)
def test_peers_come_from_elsewhere(body: str, rule: str | None) -> None:
    """A partner that calls itself peers would let itself in."""
    at = Walk().at(Actor(id="lead", body=body, roles=frozenset({"peer_lead"})))
    trigger, known = decision(Kind.PEERS), Forums(forums={"n1": neighbourhood(1)})
    if rule is None:
        require_own(trigger, at, known)
        return
    with pytest.raises(NotYourPart) as refused:
        require_own(trigger, at, known)
    assert refused.value.name == rule


def test_a_body_that_raised_a_case_judges_it_nowhere() -> None:
    verifying = raised(ladder.verifying(), Kind.PARTNER, "fire")
    assert parts_of(verifying.case, verifying.at(partner("fire"))) & {Part.CHECKER, Part.ORGANISER} == {Part.ORGANISER}
    assert Part.CHECKER in parts_of(verifying.case, verifying.at(partner("police")))
    refused = raised(ladder.rejected(), Kind.PARTNER, "fire")
    assert Part.REVIEWER not in parts_of(refused.case, refused.at(partner("fire")))


def test_a_partner_that_raised_a_case_asks_for_an_inspection_as_a_signatory_only() -> None:
    walk = raised(ladder.exhausted(), Kind.PARTNER, "newcomer")
    assert name_of_refusal(walk, partner("newcomer"), RequestCallIn()) == "partner_that_signed_or_council"


def test_a_councillor_speaks_in_person_and_no_other_member_does() -> None:
    walk = raised(ladder.verifying(), Kind.COUNCILLOR, "council")
    walk.raisers = {walk.case.reference: frozenset({"member"})}
    with pytest.raises(NotYourPart):
        walk.do(replace(MEMBER, id="another"), AgreeRemedy(reasons=REASONS))
    walk.do(MEMBER, AgreeRemedy(reasons=REASONS))
    alone = (f"Council ({walk.case.reference})",)
    assert parties(walk.case, walk.at(MEMBER)) == alone  # nobody settles for another who raised it


def test_of_several_bodies_each_leaves_alone_and_the_last_leaves_for_all() -> None:
    walk = raised(ladder.remedy_running(), Kind.NEIGHBOURHOOD, "hale", "sale")
    assert name_of_refusal(walk, WORKER, Withdraw(reasons=REASONS)) == "speaks_for_itself"
    walk.do(FORUM, Withdraw(reasons=REASONS))
    assert (walk.case.overlay, walk.case.course.left_on, walk.case.raised.left) == (None, None, ("hale",))
    assert walk.case.has_organiser
    walk.do(replace(FORUM, body="sale"), Withdraw(reasons=REASONS))
    assert walk.case.silence == "withdrawn"

    early = raised(Walk(), Kind.NEIGHBOURHOOD, "hale", "sale")
    assert name_of_refusal(early, FORUM, Withdraw(reasons=REASONS)) == "alone_behind_it"


def test_one_bodys_decision_is_let_in_for_its_own_place_and_many_for_the_whole_area() -> None:
    walk = raised(Walk(), Kind.AREA_COMMITTEE, "north")
    with pytest.raises(Incomplete) as refused:
        walk.do(WORKER, Admit(level="area_wide", reasons=REASONS))
    assert [gap.code for gap in refused.value.gaps] == ["too_few_decisions"]
    many = raised(Walk(), Kind.AREA_COMMITTEE, "north", "south")
    many.case = replace(many.case, raised=replace(many.case.raised, level="area_wide"))
    many.wait_out()
    assert (many.case.screening.level, many.case.screening.is_by_default) == ("area_wide", True)


@pytest.mark.parametrize("profile", ["laa-2008-1", "lof-2026-1"])
def test_the_record_says_who_raised_it_with_votes_and_paper(profile: str) -> None:
    walk = Walk()
    at = walk.at(FORUM)
    voted = replace(record("hale"), present=9, quorum=7, votes_for=8, votes_against=1)
    words = resolve(profile, (), at.today).wording
    opened = opening(area="E1", measure="NI 1", title="Lifts", missed=("2023/24", "2024/25"), earlier=(), at=at)
    assert opened is not None
    event = replace(opened(case="T-1"), trigger="neighbourhood_decision", raised_by="Hale", records=(voted,))
    said = words.told("case.opened", event, {}, {})
    assert "raised by Hale" in said
    assert "Hale on 2 January 2026, 4/26 (9 present, 8 for, 1 against)" in said
    assert "petition" not in said
    by_figures = words.told("case.opened", opened(case="T-1"), {}, {"area_name": "Trafford"})
    assert by_figures.startswith("The figures opened this case by themselves, as the rules of Trafford say")
