"""What no register can mean is refused by its place: a part of itself, a place that is the area, a code of no set."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.indicators.domain.measure.national_indicator import national_indicators
from services.publication.domain.register.councillor import wrong_councillors
from services.publication.domain.register.ending import wrong_endings
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import evolve
from services.publication.domain.register.soundness import wrong_parents
from services.publication.domain.register.statement import decide
from shared.events.publication import CouncillorRegistered, PartnerEnded, PlaceRegistered
from shared.measures import Polarity, bound
from tests.unit.publication.test_register import AREA, area, codes, facts, measure, partner, register


def test_an_area_lies_neither_in_itself_nor_beside_itself() -> None:
    beside = PlaceRegistered(area=AREA, place="E92000001", name="England", place_kind="country")
    places = (beside, replace(beside, place=AREA))
    stated = facts(places=places)
    with pytest.raises(Refused) as refused:
        decide(register(), replace(stated, area=replace(area(), parent=AREA)))
    assert codes(refused.value) == {"/area/parent": "own-parent", "/places/1/place": "place-is-the-area"}


@pytest.mark.parametrize(
    ("parents", "faults"),
    [
        ({"nhs": "nhs"}, {"/partners/1/parent_body": "own-parent"}),
        (
            {"council": "nhs", "nhs": "council"},
            {f"/partners/{n}/parent_body": "parents-in-a-circle" for n in (0, 1)},
        ),
        (
            {"council": "nhs", "nhs": "board", "board": "council"},
            {f"/partners/{n}/parent_body": "parents-in-a-circle" for n in (0, 1, 2)},
        ),
        ({"council": "crown", "nhs": "council", "board": "council"}, {}),
        ({"nhs": "board", "board": "board"}, {"/partners/2/parent_body": "own-parent"}),
    ],
)
def test_a_body_is_never_a_part_of_itself(parents: dict[str, str], faults: dict[str, str]) -> None:
    stated = tuple(replace(partner(code), parent_body=parents.get(code)) for code in ("council", "nhs", "board"))
    assert {wrong.pointer: wrong.code for wrong in wrong_parents({}, stated)} == faults


def test_a_circle_with_what_the_register_holds_is_refused() -> None:
    held = evolve(register(), replace(partner("nhs"), parent_body="council"))
    with pytest.raises(Refused) as refused:
        decide(held, facts(partners=(replace(partner("council"), parent_body="nhs"),)))
    assert codes(refused.value) == {"/partners/0/parent_body": "parents-in-a-circle"}


def test_a_measure_comes_as_often_as_something_does() -> None:
    with pytest.raises(Refused) as refused:
        decide(register(), facts(measures=(measure("recycling"), replace(measure("fires"), frequency="never"))))
    assert codes(refused.value) == {"/measures/1/frequency": "unknown-frequency"}


@pytest.mark.parametrize(
    ("polarity", "said"),
    [
        (Polarity.HIGHER, ""),
        (Polarity.LOWER, "at most "),
        (Polarity.PLAN, "exactly "),
        (Polarity.CONTEXT, ""),
        ("sideways", ""),
    ],
)
def test_a_target_is_said_by_which_way_is_better(polarity: str, said: str) -> None:
    assert bound(polarity) == said


@pytest.mark.parametrize("polarity", Polarity)
def test_a_measure_says_which_way_is_better_in_one_of_the_words_that_are_judged(polarity: Polarity) -> None:
    stated = replace(measure("bins"), polarity=polarity.value)
    assert stated in decide(register(), facts(measures=(stated,)))
    with pytest.raises(Refused) as refused:
        decide(register(), facts(measures=(replace(stated, polarity="sideways"),)))
    assert codes(refused.value) == {"/measures/0/polarity": "unknown-polarity"}


@pytest.mark.parametrize("framework", ["nis", "national-indicator-set-2008"])
@pytest.mark.parametrize("code", ["NI-31", "NI-0", "NI-01", "NI-200", "NI-1999", "NI", "NI-31a", "waste", "ni-191"])
def test_a_code_that_the_national_set_does_not_have_is_refused(code: str, framework: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(register(), facts(measures=(replace(measure(code), framework=framework),)))
    assert codes(refused.value) == {"/measures/0/measure": "not-a-national-indicator"}


def test_every_code_and_frequency_of_the_national_set_is_taken() -> None:
    stated = tuple(
        replace(measure(one.measure), framework="nis", frequency=one.frequency) for one in national_indicators()
    )
    parts = tuple(replace(measure(code), framework="nis") for code in ("NI-157a", "NI-187ii"))
    news = decide(register(), facts(measures=(*stated, *parts)))
    assert len(news) == 200
    assert decide(reduce(evolve, news, register()), facts(measures=(*stated, *parts))) == ()


def test_a_local_measure_may_have_any_code() -> None:
    assert decide(register(), facts(measures=(measure("NI-31"),)))


def test_a_mistyped_code_does_not_take_over_another_area() -> None:
    other = replace(facts(), area=replace(area(), name="Sandford", letters="SAND"))
    held = reduce(evolve, decide(register(), facts()), register())
    with pytest.raises(Refused) as refused:
        decide(held, other)
    assert codes(refused.value) == {"/area/letters": "letters-are-kept"}
    assert area().name in refused.value.wrongs[0].message
    assert decide(held, replace(facts(), area=replace(area(), name="Another name for the same")))


def ending(partner_code: str, *successors: str) -> PartnerEnded:
    return PartnerEnded(
        area=AREA, partner=partner_code, last_on=date(2028, 3, 31), successors=successors, basis="Order of 2027"
    )


@pytest.mark.parametrize(
    ("held", "stated", "faults"),
    [
        ([], [("nhs", "board")], {}),
        ([], [("nhs",)], {}),
        ([], [("nhs", "board", "council")], {}),
        ([], [("crown", "board")], {"/endings/0/partner": "unknown-partner"}),
        ([], [("nhs", "board", "crown")], {"/endings/0/successors/1": "unknown-partner"}),
        ([], [("nhs", "nhs")], {"/endings/0/successors": "own-successor"}),
        ([("board", "nhs")], [("nhs", "board")], {"/endings/0/successors": "own-successor"}),
        ([], [("council",)], {"/endings/0/successors": "authority-without-successor"}),
        ([], [("council", "nhs", "board")], {"/endings/0/successors": "authority-without-successor"}),
        ([], [("council", "nhs")], {}),
    ],
)
def test_a_body_that_ceases_leaves_its_duties_to_others(
    held: list[tuple[str, ...]], stated: list[tuple[str, ...]], faults: dict[str, str]
) -> None:
    known = {one[0]: ending(*one) for one in held}
    found = wrong_endings(known, [ending(*one) for one in stated], {"council", "nhs", "board"}, "council")
    assert {wrong.pointer: wrong.code for wrong in found} == faults


def post(
    code: str, *, council: str = "council", ward_name: str = "Castle Ward", years: int = 4
) -> CouncillorRegistered:
    return CouncillorRegistered(
        area=AREA,
        councillor=code,
        name=f"Councillor for Castle Ward, {code}",
        council=council,
        ward="castle",
        ward_name=ward_name,
        since_on=date(2026, 5, 7),
        until_on=date(2026 + years, 5, 2),
    )


@pytest.mark.parametrize(
    ("stated", "faults"),
    [
        ([post("castle-2")], {}),
        ([post("castle-1", ward_name="Castle and Quay")], {}),  # the ward was renamed
        ([post("castle-2", council="crown")], {"/councillors/0/council": "unknown-partner"}),
        ([post("castle-2", years=0)], {"/councillors/0/until_on": "ends-before-it-begins"}),
        (
            [post("castle-1"), post("castle-2", ward_name="Quay Ward")],
            {"/councillors/0/ward_name": "two-names"},
        ),
    ],
)
def test_a_councillors_post_is_on_a_council_for_a_ward_of_one_name(
    stated: list[CouncillorRegistered], faults: dict[str, str]
) -> None:
    found = wrong_councillors({"castle-1": post("castle-1")}, stated, {"council"})
    assert {wrong.pointer: wrong.code for wrong in found} == faults
