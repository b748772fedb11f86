"""A plan that is imposed: after a lost confidence or a plan that was not kept, by whom, and where never."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.register import Ending
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import (
    WithdrawNoConfidence,
)
from services.escalation.domain.inspection.guard import confidence_is_lost, signatories_besides
from services.escalation.domain.ladder.decision import decide
from shared.events import escalation as told
from shared.policy import resolve
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import partner
from tests.unit.escalation.test_inspection import agreed, findings_on_the_council, no_confidence, publish


def test_a_lost_confidence_imposes_the_plan_by_the_nearest_intervener_and_every_partner_is_told() -> None:
    walk = findings_on_the_council("police", "fire", "college")  # three of five signatories besides the subject
    assert publish(walk) == "directive"
    with pytest.raises(Refused) as refused:
        walk.do(ladder.SUBJECT, agreed(walk))
    assert refused.value.name == "confidence_not_lost"
    imposed, noticed = walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk, "national"))
    assert isinstance(imposed, told.PlanImposed)
    assert imposed.passed_over == ("family_peer", "improvement_partnership")
    assert (imposed.reasons, imposed.power) == (
        "none that stands nearer was ready to",
        "section 15 of the Local Government Act 1999",
    )
    assert (imposed.report_by - walk.now.date()).days < 32  # monthly
    assert isinstance(noticed, told.InterventionNoticed)
    assert set(noticed.partners) == {"council", "police", "fire", "college", "housing", "hospital", "clinic"}


@pytest.mark.parametrize(
    ("declaring", "style"),
    [
        (("police", "fire"), "negotiated"),  # fewer than three
        (("police", "fire", "hospital"), "directive"),
    ],
)
def test_no_confidence_needs_three_partners_and_more_than_half(declaring: tuple[str, ...], style: str) -> None:
    assert publish(findings_on_the_council(*declaring)) == style


def test_bodies_that_have_ceased_are_neither_counted_nor_waited_for() -> None:
    walk = findings_on_the_council("police", "fire", "hospital")
    gone = {one: ladder.body(one) for one in ("quango-one", "quango-two", "quango-three")}
    walk.register = replace(walk.register, bodies={**walk.register.bodies, **gone})
    at = walk.at(MACHINE)
    assert (signatories_besides("housing", at), confidence_is_lost(walk.case, at)) == (8, False)
    endings = {one: Ending(last_on=walk.day(-1), successors=("newcomer",), basis="an order") for one in gone}
    walk.register = replace(walk.register, endings=endings).as_of(walk.day(0))
    at = walk.at(MACHINE)
    assert (signatories_besides("housing", at), confidence_is_lost(walk.case, at)) == (5, True)
    assert publish(walk) == "directive"
    _, noticed = walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk, "national"))
    assert isinstance(noticed, told.InterventionNoticed)
    assert not set(noticed.partners) & set(gone)
    # a declaration that has passed to the body that answers, or to one that did not sign, is none of a partner
    walk.register = replace(walk.register, endings={**endings, "police": endings["quango-one"]}).as_of(walk.day(0))
    assert not confidence_is_lost(walk.case, walk.at(MACHINE))


def test_no_confidence_ends_after_its_window_or_when_it_is_taken_back_and_two_arms_declare_once() -> None:
    walk = findings_on_the_council("police", "fire", "hospital")
    for stranger, name in (("clinic", "not_declared_before"), ("newcomer", "signatory_of_the_agreement")):
        with pytest.raises(Refused) as refused:
            walk.do(partner(stranger), no_confidence(walk))
        assert refused.value.name == name
    walk.do(partner("clinic"), WithdrawNoConfidence(reasons="They listen now"))
    assert publish(walk) == "negotiated"
    late = findings_on_the_council("police", "fire", "hospital")
    late.pass_days(91)
    assert publish(late) == "negotiated"
    renewed = findings_on_the_council("police", "fire", "hospital")
    renewed.pass_days(91)
    for one in ("police", "fire", "hospital"):
        renewed.do(partner(one), no_confidence(renewed))
    assert len(renewed.case.inspection.declarations) == len(late.case.inspection.declarations)
    assert publish(renewed) == "directive"


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ({"power": "because we can"}, ("power", "unknown_power")),
        ({"power": "signed_agreement", "subject_signed": False}, ("power", "not_signed")),
        ({"passed_over_because": ""}, ("passed_over_because", "missing")),
        ({"passed_over_because": "we like this one"}, ("passed_over_because", "not_a_choice")),
        ({"intervener_kind": "family_peer"}, ("passed_over_because", "nobody_passed_over")),
    ],
)
def test_who_imposes_a_plan_and_why_not_somebody_nearer_comes_of_closed_lists_with_their_basis(
    said: dict[str, Any], gap: tuple[str, str]
) -> None:
    walk = ladder.to_be_imposed()
    at = walk.at(ladder.INSPECTOR)
    if not said.pop("subject_signed", True):
        unsigned = replace(at.register.bodies["housing"], signed_on=None)
        at = replace(at, register=replace(at.register, bodies={**at.register.bodies, "housing": unsigned}))
    with pytest.raises(Incomplete) as refused:
        decide(walk.case, replace(ladder.imposed_plan(walk, "national"), **said), at)
    assert [(one.field, one.code) for one in refused.value.gaps] == [gap]


def test_where_nobody_has_such_a_power_or_the_subject_is_no_council_a_plan_is_never_imposed() -> None:
    lof = resolve("lof-2026-1", (), date(2026, 1, 5))
    walk = findings_on_the_council("police", "fire", "college", policy=lof)
    assert publish(walk) == "negotiated"
    with pytest.raises(Refused) as refused:
        walk.do(ladder.INSPECTOR, ladder.imposed_plan(walk))
    assert refused.value.name == "plan_may_be_imposed"
    walk.wait_out()
    assert (walk.case.state, walk.case.cause) == (State.CLOSED_UNRESOLVED, "no_plan")

    partner_subject = ladder.findings_draft()
    for one in ("police", "fire", "council"):
        partner_subject.do(partner(one), no_confidence(partner_subject))
    assert publish(partner_subject) == "negotiated"


def test_after_a_plan_that_was_not_kept_a_council_may_get_one_imposed() -> None:
    walk = findings_on_the_council()
    publish(walk)
    ladder.put_plan_in_force(walk, agreed(walk))
    walk.wait_out()
    walk.wait_out()
    assert (walk.case.state, walk.case.inspection.style) == (State.ACTION_NEGOTIATION, "either")
