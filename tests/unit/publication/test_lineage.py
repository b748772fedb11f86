"""Where measures come from and what they move: goals, drivers, what is replaced; and every way it cannot be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.publication.domain.register.lineage import drivers, served
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, RegisterEvent, refold
from services.publication.domain.register.statement import Facts, decide
from shared.events.publication import (
    AreaRegistered,
    GoalRegistered,
    LeadAssigned,
    MeasureLinked,
    MeasureRegistered,
    PartnerRegistered,
)

AREA = "E1"
ABOUT = AreaRegistered(
    area=AREA,
    name="Sandford",
    letters="SAND",
    profile="lof-2026",
    population=1000,
    responsible_authority="council",
    committee="committee",
)


def partner(code: str, signed_on: date | None = date(2020, 1, 1)) -> PartnerRegistered:
    return PartnerRegistered(
        area=AREA,
        partner=code,
        name=code,
        partner_kind="council",
        regime="executive",
        inspectorate="x",
        signed_on=signed_on,
    )


def measure(code: str) -> MeasureRegistered:
    return MeasureRegistered(
        area=AREA,
        measure=code,
        title=code,
        unit="percent",
        polarity="higher",
        frequency="annual",
        framework="local",
        source="x",
    )


def lead(code: str, *contributors: str) -> LeadAssigned:
    return LeadAssigned(
        area=AREA,
        measure=code,
        lead="council",
        contributors=contributors,
        data_owners=(),
        basis="x",
        since_on=date(2020, 1, 1),
    )


def goal(code: str, level: str = "national", kind: str = "outcome", above: str | None = None) -> GoalRegistered:
    return GoalRegistered(area=AREA, goal=code, title=code, level=level, goal_kind=kind, source="x", derives_from=above)


def link(code: str, relation: str, to: str) -> MeasureLinked:
    return MeasureLinked(area=AREA, measure=code, relation=relation, linked_to=to, note="because", basis="agreement")


FACTS = Facts(
    area=ABOUT,
    partners=(partner("council"), partner("nhs"), partner("new-body", None)),
    measures=tuple(map(measure, ("bins", "litter", "rats", "alone", "unsigned"))),
    leads=(lead("bins", "nhs"), lead("litter"), lead("unsigned", "new-body")),
    goals=(goal("clean"), goal("streets", "agency", "output", "clean")),
    links=(
        link("bins", "derives_from", "streets"),
        link("litter", "contributes_to", "bins"),
        link("rats", "contributes_to", "litter"),
        link("bins", "replaces", "NI-192"),
    ),
)


def told(facts: Facts) -> tuple[RegisterEvent, ...]:
    return decide(Register(AREA), facts)


def test_a_measure_shows_the_goals_above_it_and_the_drivers_below_it() -> None:
    held = refold(AREA, told(FACTS))
    (found,) = served("bins", held.links.values(), held.goals)
    assert [one.goal for one in found.goals] == ["streets", "clean"]
    (litter,) = drivers("bins", held.links.values())
    assert (litter.link.measure, [one.link.measure for one in litter.drivers]) == ("litter", ["rats"])
    assert drivers("rats", held.links.values()) == ()


def test_stating_the_same_again_appends_nothing() -> None:
    held = refold(AREA, told(FACTS))
    assert decide(held, FACTS) == ()


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"goals": (goal("how", kind="process"),)}, "/goals/0/goal_kind", "not-an-outcome"),
        ({"goals": (goal("loose", "agency", "output"),)}, "/goals/0/derives_from", "goal-from-nowhere"),
        ({"goals": (goal("loose", "agency", "output", "none"),)}, "/goals/0/derives_from", "unknown-goal"),
        ({"goals": (goal("self", above="self"),)}, "/goals/0/derives_from", "goals-in-a-circle"),
        ({"links": (link("none", "derives_from", "clean"),)}, "/links/0/measure", "unknown-measure"),
        ({"links": (link("bins", "derives_from", "none"),)}, "/links/0/linked_to", "unknown-goal"),
        ({"links": (link("alone", "derives_from", "clean"),)}, "/links/0/measure", "not-shared"),
        ({"links": (link("litter", "derives_from", "clean"),)}, "/links/0/measure", "not-shared"),
        ({"links": (link("rats", "contributes_to", "none"),)}, "/links/0/linked_to", "unknown-measure"),
        ({"links": (link("rats", "contributes_to", "rats"),)}, "/links/0/linked_to", "drivers-in-a-circle"),
        ({"links": (link("bins", "contributes_to", "rats"),)}, "/links/0/linked_to", "drivers-in-a-circle"),
        ({"links": (link("unsigned", "replaces", "NI-1"),)}, "/links/0/measure", "not-signed-for"),
        ({"links": (link("alone", "replaces", "NI-1"),)}, "/links/0/measure", "not-signed-for"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(changed: dict[str, Any], pointer: str, code: str) -> None:
    held = refold(AREA, told(FACTS))
    with pytest.raises(Refused) as refused:
        decide(held, replace(Facts(area=ABOUT), **changed))
    assert [(wrong.pointer, wrong.code) for wrong in refused.value.wrongs] == [(pointer, code)]


def test_a_circle_within_one_message_is_found() -> None:
    links = (link("alone", "contributes_to", "rats"), link("rats", "contributes_to", "alone"))
    with pytest.raises(Refused) as refused:
        told(replace(FACTS, links=links))
    assert [wrong.pointer for wrong in refused.value.wrongs] == ["/links/1/linked_to"]
