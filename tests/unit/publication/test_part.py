"""Measures made of parts: the rule that joins them, their order, and what the register cannot mean of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from services.escalation.storage.case.measure import note
from services.indicators.domain.measure.national_indicator import national_indicators
from services.indicators.domain.measure.part import Part, in_order, period_of, verdict_of, working
from services.indicators.domain.measure.verdict import Verdict
from services.publication.domain.register.part import ONE_LEAD
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, refold
from services.publication.domain.register.statement import decide
from shared.events.indicators import MeasureRecovered, PartJudged
from shared.events.publication import LeadAssigned, MeasureRegistered
from tests.golden import samples
from tests.unit.publication.test_register import AREA, codes, facts, lead, measure, register

WORDS = ("met", "missed", "not_judged")
MET, NEAR, MISSED, UNJUDGED = Verdict.MET, Verdict.NEAR, Verdict.MISSED, Verdict.NOT_JUDGED


def part(letter: str, verdict: Verdict = UNJUDGED, period: str | None = None) -> Part:
    figure = None if period is None else Decimal("57.50")
    return Part(measure=f"NI-157{letter}", part=letter, verdict=verdict, period=period, value=figure, target=figure)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((), UNJUDGED),
        ((UNJUDGED, UNJUDGED), UNJUDGED),
        ((MET, UNJUDGED), MET),
        ((MET, MET), MET),
        ((MET, NEAR), NEAR),
        ((NEAR, UNJUDGED), NEAR),
        ((MET, NEAR, MISSED), MISSED),
        ((UNJUDGED, MISSED), MISSED),
    ],
)
def test_a_whole_is_met_only_when_every_judged_part_is(parts: tuple[Verdict, ...], whole: Verdict) -> None:
    assert verdict_of(part(letter, one) for letter, one in zip("abc", parts, strict=False)) is whole


def test_the_working_names_every_part_and_those_that_are_not_counted() -> None:
    said = working((part("a", MET, "2024/25"), part("b")))
    assert "Part a: 2024/25: figure 57.50, target 57.50, met. Part b: not judged." in said
    assert "Not counted, because nothing is judged of it: b." in said
    assert said.endswith("Rule every-part/1.")


def test_a_whole_is_dated_by_the_latest_period_of_a_judged_part() -> None:
    assert period_of((part("a", MET, "2023/24"), part("b", MISSED, "2024/25"), part("c"))) == "2024/25"
    assert period_of((part("a"),)) is None


@pytest.mark.parametrize("letters", ["a b c", "i ii iii iv v ix x", "ai aii b", "i j k"])
def test_parts_stand_by_letter_or_by_numeral(letters: str) -> None:
    backwards = [part(letter) for letter in reversed(letters.split())]
    assert [one.part for one in in_order(backwards)] == letters.split()


def piece(code: str, of: str | None, letter: str | None) -> MeasureRegistered:
    return replace(measure(code), part_of=of, part=letter)


def led(
    about: str, body: str = "council", since: date = date(2021, 4, 1), owners: tuple[str, ...] = ()
) -> LeadAssigned:
    return replace(lead(body, since, about=about), data_owners=owners)


GLASS, PAPER, BINS = piece("glass", "bins", "a"), piece("paper", "bins", "b"), measure("bins")


@pytest.mark.parametrize(
    ("measures", "leads", "faults"),
    [
        ((GLASS, PAPER, BINS), (led("bins"), led("glass", owners=("nhs",))), {}),
        ((GLASS,), (), {"/measures/0/part_of": "unknown-measure"}),
        ((piece("glass", None, "a"),), (), {"/measures/0/part_of": "half-a-part"}),
        ((piece("glass", "glass", "a"),), (), {"/measures/0/part_of": "own-part"}),
        ((BINS, GLASS, piece("green", "glass", "a")), (), {"/measures/2/part_of": "part-of-a-part"}),
        ((BINS, GLASS, replace(PAPER, part="a")), (), {f"/measures/{n}/part": "part-taken" for n in (1, 2)}),
        ((BINS, piece("NI-157b", "bins", "a")), (), {"/measures/1/part": "not-its-code"}),
        ((BINS, GLASS), (led("bins", owners=("nhs",)),), {"/leads/0/data_owners": "whole-without-figures"}),
        ((BINS, GLASS), (led("bins"), led("glass", "nhs")), {f"/leads/{n}/lead": ONE_LEAD for n in (0, 1)}),
    ],
)
def test_the_register_refuses_parts_that_mean_nothing(
    measures: tuple[MeasureRegistered, ...], leads: tuple[LeadAssigned, ...], faults: dict[str, str]
) -> None:
    stated = facts(measures=measures, leads=leads)
    if not faults:
        assert set(measures) <= set(decide(register(), stated))
        return
    with pytest.raises(Refused) as refused:
        decide(register(), stated)
    assert faults.items() <= codes(refused.value).items()


def test_a_whole_keeps_one_lead_when_it_is_handed_on() -> None:
    begun = facts(measures=(BINS, GLASS), leads=(led("bins"), led("glass")))
    held = refold(AREA, decide(Register(AREA), begun))
    later = date(2027, 4, 1)
    with pytest.raises(Refused) as refused:
        decide(held, facts(leads=(led("bins", "nhs", later),)))
    assert codes(refused.value) == {"/leads/0/lead": ONE_LEAD}
    together = (led("bins", "nhs", later), led("glass", "nhs", later))
    assert set(together) <= set(decide(held, facts(leads=together)))


def test_a_case_notes_how_many_parts_of_its_measure_are_met() -> None:
    parts = [PartJudged(measure=f"NI-157{one}", part=one, verdict=said) for one, said in zip("abc", WORDS, strict=True)]
    told = note(
        replace(
            cast(MeasureRecovered, samples.make(MeasureRecovered)),
            value=None,
            target=None,
            verdict="missed",
            parts=tuple(parts),
        )
    )
    assert (told.value, told.target, told.verdict) == ("1 of 2 parts met", "every part met", "missed")


def test_the_national_set_has_parts_where_its_own_list_names_them() -> None:
    named = {one.code: [letter for letter, _ in one.parts] for one in national_indicators() if one.parts}
    assert named == {"NI 157": ["a", "b", "c"]}
