"""A petition's rules: its marks are latched once, the first of them hands it in, and its closing day ends it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.escalation.domain.petition import history
from services.escalation.domain.petition.history import evolved
from services.escalation.domain.petition.petition import Draft, Mark, Petition, Standing, close, create, signed
from services.escalation.domain.petition.suggestion import Candidate, nearest
from services.escalation.domain.signature.name import Fault, fault_of
from shared.events.escalation import PetitionLapsed, PetitionSubmitted, ThresholdReached
from shared.policy import Override, resolve

DAY = date(2026, 3, 2)
DRAFT = Draft(area="E08000009", measure="waste", title="Empty the bins", text="Every week, on the day they are due.")


def opened(*, population: int = 1_000, overrides: tuple[tuple[str, str], ...] = ()) -> Petition:
    chosen = [
        Override(key=key, value=value, basis="local agreement", decided_by="Full council", since_on=DAY)
        for key, value in overrides
    ]
    policy = resolve("lof-2026-1", chosen, DAY)
    event = create(
        DRAFT, reference="TRAF-2026-0001-4", policy=policy, population=population, closes_on=DAY + timedelta(days=180)
    )
    return history.opened(event, DAY)


def names(events: tuple[object, ...]) -> list[str]:
    return [event.threshold for event in events if isinstance(event, ThresholdReached)]


def test_a_petition_carries_the_numbers_of_its_areas_scheme() -> None:
    about = opened(population=235_052, overrides=(("petition.ordinary_signatures", "40"),))
    assert [(mark.name, mark.required) for mark in about.marks] == [
        ("ordinary", 40),
        ("officer_evidence", 1176),
        ("debate", 2351),
        ("area_number", 2351),
    ]
    assert about.threshold == 40


@pytest.mark.parametrize(("comparison", "required"), [("at_least", 100), ("more_than", 101)])
def test_more_than_a_number_needs_one_more(comparison: str, required: int) -> None:
    about = opened(
        population=235_052,
        overrides=(
            ("petition.debate.measured_in", '"signatures"'),
            ("petition.debate.signatures", "100"),
            ("petition.debate.comparison", f'"{comparison}"'),
        ),
    )
    assert {mark.name: mark.required for mark in about.marks}["debate"] == required


def test_below_its_first_number_a_signature_sets_nothing_going() -> None:
    assert signed(opened(overrides=(("petition.ordinary_signatures", "40"),), population=235_052), 39) == ()


def test_the_first_number_hands_the_petition_in() -> None:
    about = opened(overrides=(("petition.ordinary_signatures", "40"),), population=235_052)
    events = signed(about, 40)
    assert names(events) == ["ordinary"]
    assert isinstance(events[-1], PetitionSubmitted)
    assert evolved(about, events, DAY).standing is Standing.SUBMITTED


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_each_number_is_reached_once_and_a_petition_is_handed_in_once_whatever_the_counts(counts: list[int]) -> None:
    about = replace(
        opened(),
        marks=(Mark(name="ordinary", required=5), Mark(name="officer_evidence", required=10)),
        threshold=5,
    )
    happened: list[object] = []
    for count in counts:
        events = signed(about, count)
        about = evolved(about, events, DAY)
        happened += events
    reached = [event.threshold for event in happened if isinstance(event, ThresholdReached)]
    assert len(reached) == len(set(reached))
    assert sum(isinstance(event, PetitionSubmitted) for event in happened) == (max(counts) >= 5)


def test_below_its_number_a_petition_lapses_on_its_closing_day() -> None:
    about = opened()
    (lapsed,) = close(about, 3)
    assert lapsed == PetitionLapsed(petition=about.reference, count=3, required=about.threshold)
    assert evolved(about, (lapsed,), about.closes_on).standing is Standing.LAPSED


def test_a_petition_that_was_handed_in_loses_nothing_on_its_closing_day() -> None:
    about = replace(opened(), submitted_on=DAY)
    assert close(about, 500) == ()


def test_signing_goes_on_through_the_closing_day_and_no_longer() -> None:
    about = opened()
    assert about.may_be_signed(about.closes_on, stays_open=True)
    assert not about.may_be_signed(about.closes_on + timedelta(days=1), stays_open=True)


def test_signing_ends_on_submission_where_the_area_says_so() -> None:
    about = replace(opened(), submitted_on=DAY)
    assert about.may_be_signed(DAY, stays_open=True)
    assert not about.may_be_signed(DAY, stays_open=False)


def test_a_share_of_the_population_is_reckoned_exactly() -> None:
    about = opened(population=100, overrides=(("petition.debate.pct", "1.0"),))
    assert {mark.name: mark.required for mark in about.marks}["debate"] == int(Decimal("1.0"))


def test_a_petition_is_changed_by_its_own_events_only() -> None:
    with pytest.raises(TypeError, match="str"):
        evolved(opened(), ("something else",), DAY)


def test_everyday_words_of_three_letters_lead_to_the_measure_that_they_mean() -> None:
    measures = [
        Candidate(measure="care", words="Care homes rated good or outstanding"),
        Candidate(measure="waste", words="Household waste sent for reuse, recycling or composting"),
        Candidate(measure="bus", words="Bus journeys that start on time"),
    ]
    assert nearest("The bin beside our flat is full", measures)[0] == "waste"
    assert nearest("No bus ever comes to the park", measures)[0] == "bus"


def test_what_people_call_a_measure_finds_it_and_one_word_that_many_share_finds_none() -> None:
    measures = [
        Candidate(measure="no2", words="Nitrogen dioxide in the air, mean of a year", called=["air pollution"]),
        Candidate(measure="crime", words="Children cautioned or sentenced", called=["youth crime"]),
        Candidate(measure="poor", words="Children under 16 in families with a low income", called=["child poverty"]),
        Candidate(measure="jabs", words="Children of 2 who have had one dose of the vaccine", called=["vaccination"]),
        Candidate(measure="roads", words="People killed or seriously injured in road traffic", called=["road safety"]),
    ]
    found = {said: nearest(said, measures) for said in ("air pollution at the A56", "vaccination of babies")}
    assert [found[said][0] for said in found] == ["no2", "jabs"]
    assert nearest("Hartford Road crossing is dangerous for children", measures)[0] == "roads"
    assert nearest("Hartford crossing is dangerous for children", measures[:4]) == []


def test_a_name_has_a_letter_of_some_alphabet() -> None:
    assert {fault_of(name) for name in ("😀 😀", "12 34", "...")} == {Fault.NO_LETTER}
    assert {fault_of(name) for name in ("李小龍", "Ann O'Brien-Smith", "محمد")} == {None}
