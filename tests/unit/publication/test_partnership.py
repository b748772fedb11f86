"""Partnerships: what they are on a day, who belongs, what they delivered; and every way they cannot be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.publication.domain.register.delivery import contributions_on, delivered_for
from services.publication.domain.register.partnership import boards_of, duties_of, partnership_on, partnerships_on
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, every_fact, refold
from services.publication.domain.register.statement import Agreed, Facts, decide
from shared.events.publication import (
    BoardRegistered,
    BoardSeatRegistered,
    ContributionRegistered,
    CouncillorRegistered,
    DeliverableRegistered,
    LeadAssigned,
    MemberRegistered,
    PartnershipRegistered,
)
from tests.unit.publication.test_lineage import ABOUT, AREA, lead, measure, partner

FIRST, LATER, LAST = date(2024, 4, 1), date(2025, 4, 1), date(2026, 4, 1)
TODAY = date(2026, 6, 1)
AGREEMENTS = frozenset({"laa"})

TOGETHER = PartnershipRegistered(
    area=AREA,
    partnership="together",
    name="Together",
    governance_class="partnership",
    decides=True,
    budget=1000,
    legal_form="none",
    stage="active",
    basis="Board",
    since_on=FIRST,
    accountable_body="council",
)
NETWORK = replace(TOGETHER, partnership="network", name="Network", governance_class="network", decides=False, budget=0)
BOARD = BoardRegistered(
    area=AREA,
    partnership="together",
    board="streets",
    name="Streets board",
    theme="Environment",
    measures=("bins",),
    stands=True,
    basis="Board",
    since_on=FIRST,
)
NHS = MemberRegistered(
    area=AREA,
    partnership="together",
    member="nhs",
    member_kind="statutory",
    boards=("streets",),
    votes=True,
    belongs=True,
    basis="Board",
    since_on=FIRST,
)
CHARITY = replace(NHS, member="charity", member_kind="consulted", votes=False, name="A charity")
POST = CouncillorRegistered(
    area=AREA,
    councillor="castle-1",
    name="First councillor for Castle",
    council="council",
    ward="castle",
    ward_name="Castle",
    since_on=FIRST,
)
SEAT = BoardSeatRegistered(
    area=AREA,
    board="streets",
    seat="Chair",
    councillor="castle-1",
    seat_role="voting",
    interests=("nhs",),
    held=True,
    basis="Council",
    since_on=FIRST,
)
DELIVERED = DeliverableRegistered(
    area=AREA,
    deliverable="carts",
    title="Two carts",
    delivered_by=("council",),
    delivered_on=LATER,
    evidence="https://example.test/carts",
    partnership="together",
)
GIVES = ContributionRegistered(
    area=AREA, agreement="laa", partner="nhs", committed="Two nurses", evidence="Minute 4", since_on=FIRST
)
FACTS = Facts(
    area=ABOUT,
    partners=(partner("council"), replace(partner("nhs"), partner_kind="icb"), partner("company")),
    measures=(measure("bins"), measure("litter")),
    leads=(lead("bins", "nhs"),),
    councillors=(POST,),
    partnerships=(TOGETHER, NETWORK),
    boards=(BOARD,),
    members=(NHS, CHARITY),
    board_seats=(SEAT,),
    deliverables=(DELIVERED,),
    contributions=(GIVES,),
)


def stated(facts: Facts, register: Register | None = None) -> Register:
    before = register or Register(AREA)
    news = decide(before, facts, on=TODAY, agreed=Agreed(names=AGREEMENTS))
    return refold(AREA, news) if register is None else refold(AREA, [*every_fact(register), *news])


def test_a_partnership_is_told_as_it_was_on_each_day_with_who_belonged_and_what_it_delivered() -> None:
    held = stated(FACTS)
    left = replace(CHARITY, belongs=False, since_on=LATER)
    renamed = replace(TOGETHER, name="Better together", since_on=LATER)
    held = stated(replace(FACTS, members=(left,), partnerships=(renamed,)), held)
    before, then = partnership_on(held, "together", FIRST), partnership_on(held, "together", LATER)
    assert before is not None
    assert then is not None
    assert ([one.member for one in before.members], [one.member for one in then.members]) == (
        ["charity", "nhs"],
        ["nhs"],
    )
    assert (before.about.name, then.about.name, len(then.history)) == ("Together", "Better together", 2)
    assert ([seat.councillor for seat in then.seats], partnership_on(held, "together", date(2024, 3, 31))) == (
        ["castle-1"],
        None,
    )
    assert delivered_for(held, FIRST, partnership="together") == ()
    assert delivered_for(held, LATER, partnership="together") == (DELIVERED,)
    assert [board.board for board in boards_of(held, "bins", LATER)] == ["streets"]


def test_only_a_partnership_that_decides_or_has_money_is_asked_why_in_public() -> None:
    asked = {one.about.partnership: one.is_scrutinised for one in partnerships_on(stated(FACTS), TODAY)}
    assert asked == {"together": True, "network": False}


def test_a_partnership_closes_when_others_have_its_measures_and_its_money_and_not_before() -> None:
    held = stated(FACTS)
    going = replace(TOGETHER, stage="winding_down", exit_plan="Minute 9", since_on=LATER)
    gone = replace(going, stage="closed", budget=0, accountable_body=None, since_on=LAST)
    closing = replace(FACTS, partnerships=(going, gone))
    with pytest.raises(Refused) as refused:
        stated(closing, held)
    assert [(one.pointer, one.code) for one in refused.value.wrongs] == [("/partnerships/1/stage", "duties-left")]
    passed_on = replace(BOARD, measures=(), stands=False, since_on=LAST)
    unled = replace(closing, boards=(replace(BOARD, measures=("bins", "litter"), since_on=LATER), passed_on))
    with pytest.raises(Refused) as refused:
        stated(unled, held)
    assert "litter" in refused.value.wrongs[0].message
    after = stated(replace(closing, boards=(passed_on,)), held)
    closed = partnership_on(after, "together", LAST)
    assert closed is not None
    assert (closed.about.stage, closed.is_scrutinised, duties_of(after, "together", LAST)) == ("closed", False, ())
    with pytest.raises(Refused) as refused:
        stated(replace(FACTS, partnerships=(replace(TOGETHER, since_on=TODAY),)), after)
    assert [one.code for one in refused.value.wrongs] == ["no-such-step"]


def test_a_partnership_that_leads_itself_keeps_its_duties_until_somebody_else_leads() -> None:
    own = replace(TOGETHER, legal_form="company", body="company", budget=0, accountable_body=None)
    leads = LeadAssigned(
        area=AREA, measure="litter", lead="company", contributors=(), data_owners=(), basis="x", since_on=FIRST
    )
    held = stated(replace(FACTS, partnerships=(own,), leads=(leads,), boards=(), members=(), board_seats=()))
    assert duties_of(held, "together", TODAY) == ("litter",)
    held = stated(replace(FACTS, leads=(replace(leads, lead="nhs", since_on=LATER),), partnerships=(own,)), held)
    assert duties_of(held, "together", TODAY) == ("bins",)


def test_a_contribution_lapses_a_year_after_it_was_last_stated() -> None:
    held = stated(FACTS)
    told = [
        (one.review_on, one.has_lapsed)
        for day in (LATER.replace(month=3), LATER)
        for one in contributions_on(held, "laa", day)
    ]
    assert told == [(LATER, False), (LATER, True)]
    anew = stated(replace(FACTS, contributions=(replace(GIVES, committed="Three nurses", since_on=LATER),)), held)
    assert [(one.stated.committed, one.has_lapsed) for one in contributions_on(anew, "laa", LATER)] == [
        ("Three nurses", False)
    ]


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        (
            {"partnerships": (replace(NETWORK, decides=True),)},
            "/partnerships/0/governance_class",
            "decides-or-has-money",
        ),
        ({"partnerships": (replace(NETWORK, budget=1),)}, "/partnerships/0/governance_class", "decides-or-has-money"),
        (
            {"partnerships": (replace(TOGETHER, accountable_body=None),)},
            "/partnerships/0/accountable_body",
            "nobody-answers-for-money",
        ),
        (
            {"partnerships": (replace(TOGETHER, accountable_body="nhs"),)},
            "/partnerships/0/accountable_body",
            "not-a-council",
        ),
        (
            {"partnerships": (replace(TOGETHER, accountable_body="x"),)},
            "/partnerships/0/accountable_body",
            "unknown-partner",
        ),
        ({"partnerships": (replace(TOGETHER, body="company"),)}, "/partnerships/0/body", "body-without-form"),
        (
            {"partnerships": (replace(TOGETHER, body="x", legal_form="trust"),)},
            "/partnerships/0/body",
            "unknown-partner",
        ),
        ({"partnerships": (replace(TOGETHER, stage="winding_down"),)}, "/partnerships/0/exit_plan", "no-exit-plan"),
        ({"boards": (replace(BOARD, partnership="x"),)}, "/boards/0/partnership", "unknown-partnership"),
        ({"boards": (BOARD, replace(BOARD, partnership="network", since_on=LATER))}, "/boards/1/board", "code-taken"),
        ({"boards": (replace(BOARD, measures=("x",)),)}, "/boards/0/measures/0", "unknown-measure"),
        ({"boards": (replace(BOARD, stands=False),)}, "/boards/0/measures", "measures-of-no-board"),
        ({"members": (replace(NHS, member="x"),)}, "/members/0/member", "unknown-partner"),
        ({"members": (replace(CHARITY, name=None),)}, "/members/0/name", "no-name"),
        ({"members": (replace(CHARITY, votes=True),)}, "/members/0/protocol", "vote-without-protocol"),
        ({"members": (replace(NHS, boards=("x",)),)}, "/members/0/boards/0", "unknown-board"),
        ({"members": (replace(NHS, partnership="x"),)}, "/members/0/partnership", "unknown-partnership"),
        ({"board_seats": (replace(SEAT, board="x"),)}, "/board_seats/0/board", "unknown-board"),
        ({"board_seats": (replace(SEAT, councillor="x"),)}, "/board_seats/0/councillor", "unknown-councillor"),
        ({"board_seats": (replace(SEAT, interests=("x",)),)}, "/board_seats/0/interests/0", "unknown-partner"),
        ({"deliverables": (replace(DELIVERED, delivered_by=()),)}, "/deliverables/0/delivered_by", "names-nobody"),
        (
            {"deliverables": (replace(DELIVERED, delivered_by=("x",)),)},
            "/deliverables/0/delivered_by/0",
            "unknown-partner",
        ),
        (
            {"deliverables": (replace(DELIVERED, delivered_on=date(2026, 6, 2)),)},
            "/deliverables/0/delivered_on",
            "in-the-future",
        ),
        ({"deliverables": (replace(DELIVERED, partnership=None),)}, "/deliverables/0/partnership", "for-nothing"),
        ({"deliverables": (replace(DELIVERED, agreement="x"),)}, "/deliverables/0/agreement", "unknown-agreement"),
        ({"contributions": (replace(GIVES, agreement="x"),)}, "/contributions/0/agreement", "unknown-agreement"),
        ({"contributions": (replace(GIVES, partner="x"),)}, "/contributions/0/partner", "unknown-partner"),
    ],
)
def test_what_no_partnership_can_be_is_refused_where_it_stands(
    changed: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        stated(replace(FACTS, **changed))
    assert (pointer, code) in [(one.pointer, one.code) for one in refused.value.wrongs]


def test_what_holds_from_a_day_is_not_told_otherwise_from_the_same_day() -> None:
    held = stated(FACTS)
    otherwise: list[dict[str, Any]] = [
        {"partnerships": (replace(TOGETHER, name="x"),)},
        {"boards": (replace(BOARD, name="x"),)},
        {"members": (replace(NHS, votes=False),)},
        {"board_seats": (replace(SEAT, seat_role="observer"),)},
        {"contributions": (replace(GIVES, committed="x"),)},
    ]
    for changed in otherwise:
        with pytest.raises(Refused) as refused:
            decide(held, replace(FACTS, **changed), on=TODAY, agreed=Agreed(names=AGREEMENTS))
        assert [one.code for one in refused.value.wrongs] == ["told-otherwise"], changed
    assert decide(held, FACTS, on=TODAY, agreed=Agreed(names=AGREEMENTS)) == ()
