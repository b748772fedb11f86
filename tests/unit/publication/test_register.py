"""The register of an area: what is stated is kept, what is known is not repeated, what is wrong is named."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest

from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, evolve, lead_on, refold, tenures
from services.publication.domain.register.statement import Facts, decide, remembering
from shared.events.publication import (
    AreaRegistered,
    CalendarClosed,
    ElectionSet,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PolicyOverridden,
)

AREA = "E08000009"


def area() -> AreaRegistered:
    return AreaRegistered(
        area=AREA,
        name="Trafford",
        letters="TRAF",
        profile="lof-2026-1",
        population=235_052,
        responsible_authority="council",
        committee="Scrutiny committee",
    )


def partner(code: str) -> PartnerRegistered:
    return PartnerRegistered(
        area=AREA, partner=code, name=code.title(), partner_kind="council", regime="executive", inspectorate="None"
    )


def measure(code: str, polarity: str = "higher") -> MeasureRegistered:
    return MeasureRegistered(
        area=AREA,
        measure=code,
        title="Waste recycled",
        unit="percent",
        polarity=polarity,
        frequency="annual",
        framework="local",
        source="Returns",
    )


def lead(body: str, since_on: date, *, about: str = "recycling", contributors: tuple[str, ...] = ()) -> LeadAssigned:
    return LeadAssigned(
        area=AREA,
        measure=about,
        lead=body,
        contributors=contributors,
        data_owners=(),
        basis="agreement",
        since_on=since_on,
    )


def override(value: str, key: str = "petition.ordinary_signatures") -> PolicyOverridden:
    return PolicyOverridden(
        area=AREA,
        key=key,
        value=value,
        basis="local agreement",
        decided_by="Council",
        since_on=date(2026, 1, 1),
    )


def facts(**more: tuple[object, ...]) -> Facts:
    stated = Facts(area(), partners=(partner("council"), partner("nhs")), measures=(measure("recycling"),))
    return replace(stated, **more)  # type: ignore[arg-type] # the tests name the lists they change


def register() -> Register:
    return refold(AREA, decide(Register(AREA), facts(leads=(lead("council", date(2021, 4, 1)),))))


def codes(refused: Refused) -> dict[str, str]:
    return {wrong.pointer: wrong.code for wrong in refused.wrongs}


def test_the_same_facts_again_append_nothing() -> None:
    assert decide(register(), facts(leads=(lead("council", date(2021, 4, 1)),))) == ()


def test_only_what_is_new_is_appended() -> None:
    changed = replace(partner("nhs"), signed_on=date(2022, 7, 4))
    assert decide(register(), facts(partners=(partner("council"), changed))) == (changed,)


def test_a_body_that_becomes_a_part_of_another_keeps_what_it_was_before_and_until_when() -> None:
    on, held = date(2026, 11, 23), register()
    for parent in ("council", None):
        stated = facts(partners=(partner("council"), replace(partner("nhs"), parent_body=parent)))
        held = reduce(evolve, decide(held, remembering(held, stated, on)), held)
        assert decide(held, remembering(held, stated, on)) == ()
    assert (held.partners["nhs"].former_parents, held.partners["nhs"].moved_on) == (("", "council"), (on, on))


def test_a_change_of_lead_is_a_new_dated_row_and_the_old_one_stays() -> None:
    held = register()
    (change,) = decide(held, facts(leads=(lead("nhs", date(2024, 4, 1)),)))
    after = evolve(held, change)
    assert [(t.lead.lead, t.lead.since_on, t.until) for t in tenures(after, "recycling")] == [
        ("nhs", date(2024, 4, 1), None),
        ("council", date(2021, 4, 1), date(2024, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2021, 3, 31), None),
        (date(2021, 4, 1), "council"),
        (date(2024, 3, 31), "council"),
        (date(2024, 4, 1), "nhs"),
    ],
)
def test_who_led_is_answered_for_any_day(day: date, answer: str | None) -> None:
    held = evolve(register(), lead("nhs", date(2024, 4, 1)))
    tenure = lead_on(held, "recycling", day)
    assert (tenure.lead.lead if tenure else None) == answer


def test_nobody_leads_on_a_measure_without_a_row() -> None:
    assert tenures(register(), "unknown") == ()


def test_two_leads_on_one_day_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        decide(register(), facts(leads=(lead("nhs", date(2021, 4, 1)),)))
    assert codes(refused.value) == {"/leads/0/since_on": "two-leads-on-one-day"}


def test_two_leads_on_one_day_in_one_message_are_refused_by_name() -> None:
    two = (lead("nhs", date(2025, 4, 1)), lead("council", date(2025, 4, 1)))
    with pytest.raises(Refused) as refused:
        decide(register(), facts(leads=two))
    assert codes(refused.value) == {"/leads/1": "two-leads-on-one-day"}


def test_every_fault_is_named_at_once() -> None:
    wrong = replace(
        lead("police", date(2025, 4, 1), about="fires", contributors=("nhs", "army")), data_owners=("navy",)
    )
    stated = facts(leads=(wrong,), measures=(measure("recycling", polarity="sideways"),))
    with pytest.raises(Refused) as refused:
        decide(Register(AREA), replace(stated, area=replace(area(), responsible_authority="crown")))
    assert codes(refused.value) == {
        "/area/responsible_authority": "unknown-partner",
        "/measures/0/polarity": "unknown-polarity",
        "/leads/0/measure": "unknown-measure",
        "/leads/0/lead": "unknown-partner",
        "/leads/0/contributors/1": "unknown-partner",
        "/leads/0/data_owners/0": "unknown-partner",
    }


def test_a_partner_may_be_named_in_the_message_that_registers_it() -> None:
    news = decide(register(), facts(partners=(partner("police"),), leads=(lead("police", date(2025, 4, 1)),)))
    assert [type(event) for event in news] == [PartnerRegistered, LeadAssigned]


def test_a_second_policy_value_from_the_same_day_is_refused() -> None:
    held = evolve(register(), override("50"))
    with pytest.raises(Refused) as refused:
        decide(held, facts(overrides=(override("60"),)))
    assert codes(refused.value) == {"/overrides/0/since_on": "two-values-on-one-day"}


def test_the_stream_refolds_to_the_register_with_its_version() -> None:
    assert register().version == 5
    assert set(register().partners) == {"council", "nhs"}


def test_a_profile_named_without_its_number_means_the_release_that_the_area_has() -> None:
    assert decide(register(), replace(facts(), area=replace(area(), profile="lof-2026"))) == ()


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decide(Register(AREA), replace(facts(), area=replace(area(), profile="lof-2099")))
    assert codes(refused.value) == {"/area/profile": "unknown-profile"}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("petition.colour", "5", "unknown-key"),
        ("petition.ordinary_signatures", '"many"', "wrong-type"),
        ("petition.area_pct", "9.5", "over-legal-ceiling"),
    ],
)
def test_a_policy_value_that_the_profile_cannot_take_is_named(key: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(register(), facts(overrides=(override(value, key),)))
    assert codes(refused.value) == {"/overrides/0/value": code}


def closure(day: date, reason: str = "Between Christmas and New Year") -> CalendarClosed:
    return CalendarClosed(area=AREA, closed_on=day, reason=reason, basis="Cabinet, 1 June 2026")


def test_a_closure_is_kept_and_told_once() -> None:
    stated = facts(closures=(closure(date(2026, 12, 29)),))
    after = reduce(evolve, decide(register(), stated), register())
    assert after.closed == {date(2026, 12, 29): "Between Christmas and New Year"}
    assert decide(after, stated) == ()


def test_a_closure_stated_again_in_other_words_supersedes() -> None:
    before = evolve(register(), closure(date(2026, 12, 29)))
    news = decide(before, facts(closures=(closure(date(2026, 12, 29), "Move to the new Town Hall"),)))
    assert reduce(evolve, news, before).closed == {date(2026, 12, 29): "Move to the new Town Hall"}


def test_a_weekend_cannot_be_closed() -> None:
    with pytest.raises(Refused) as refused:
        decide(register(), facts(closures=(closure(date(2026, 12, 28)), closure(date(2026, 12, 27)))))
    assert codes(refused.value) == {"/closures/1/closed_on": "closed-on-a-weekend"}


def test_one_day_closed_for_two_reasons_in_one_message_is_refused() -> None:
    twice = (closure(date(2026, 12, 29)), closure(date(2026, 12, 29), "Move"))
    with pytest.raises(Refused) as refused:
        decide(register(), facts(closures=twice))
    assert codes(refused.value) == {"/closures/1": "told-twice"}


def test_an_area_closes_on_a_week_running_and_ten_days_a_year_and_no_more() -> None:
    """One registrar states them, and every clock waits: without a bound a case about the council waits for ever."""
    days = [date(2028, 1, 3) + timedelta(days=n) for n in range(15)]
    stated = facts(closures=tuple(closure(day) for day in days if day.weekday() < 5))
    with pytest.raises(Refused) as refused:
        decide(register(), stated)
    assert codes(refused.value) == {"/closures/5/closed_on": "closed-too-long"}
    held = reduce(evolve, [closure(date(2028, month, 12)) for month in range(1, 11)], register())
    again = facts(closures=(closure(date(2028, 1, 12), "The hall was cleaned"), closure(date(2029, 1, 12))))
    assert len(decide(held, again)) == 2  # one that is held has its room, and a new year has room again
    with pytest.raises(Refused) as refused:
        decide(held, facts(closures=(closure(date(2028, 12, 29)),)))
    assert codes(refused.value) == {"/closures/0/closed_on": "closed-too-often"}


def test_days_that_were_told_beyond_the_bound_are_working_days_all_the_same() -> None:
    days = [date(2028, 1, 3) + timedelta(days=n) for n in range(280)]
    held = reduce(evolve, [closure(day) for day in days if day.weekday() < 5], register())
    assert list(held.closed) == [*days[:5], *days[8:12], days[14]]


def test_no_area_may_raise_its_bound_as_it_likes() -> None:
    with pytest.raises(Refused) as refused:
        decide(
            register(),
            facts(overrides=(override("200", "clock.closed_in_year"), override('"1 D"', "clock.election_gap"))),
        )
    bounds = {"/overrides/0/value": "over-legal-ceiling", "/overrides/1/value": "below-floor"}
    assert codes(refused.value) == bounds
    with pytest.raises(Refused) as refused:  # a clock of the ladder is set to between half and twice the profile's
        decide(
            register(),
            facts(overrides=(override('"900 WD"', "stage2.recommend"), override('"1 WD"', "stage1.plan"))),
        )
    assert codes(refused.value) == bounds


def election(starts_on: date, ends_on: date, name: str = "local elections") -> ElectionSet:
    return ElectionSet(area=AREA, starts_on=starts_on, ends_on=ends_on, election=name, basis="Notice of election")


def test_the_weeks_before_an_election_are_kept_and_may_be_corrected() -> None:
    first = election(date(2027, 3, 22), date(2027, 5, 6))
    after = reduce(evolve, decide(register(), facts(elections=(first,))), register())
    assert decide(after, facts(elections=(first,))) == ()
    postponed = replace(first, ends_on=date(2027, 5, 13))
    assert decide(after, facts(elections=(postponed,))) == (postponed,)


def test_periods_before_elections_leave_days_between_them_and_most_of_a_year() -> None:
    """In each hearings wait, so one after the other they would wait for ever."""
    first = election(date(2028, 1, 12), date(2028, 4, 15))
    held = evolve(register(), first)
    next_day, in_time = election(date(2028, 4, 16), date(2028, 5, 1)), election(date(2028, 5, 6), date(2028, 5, 10))
    for stated, code in ((next_day, "too-near-another-election"), (in_time, None)):
        long = replace(stated, ends_on=stated.ends_on + timedelta(days=60))
        with pytest.raises(Refused) as refused:
            decide(held, facts(elections=(long,)))
        assert codes(refused.value) == {"/elections/0/ends_on": code or "too-many-days-before-elections"}
    assert decide(held, facts(elections=(in_time,))) == (in_time,)
    told = reduce(evolve, [next_day, election(date(2028, 7, 1), date(2028, 9, 1))], held)
    assert told.waiting == {first.starts_on}  # told before there was a bound: hearings wait in the first only
    shorter = replace(next_day, ends_on=date(2028, 4, 20))
    assert decide(told, facts(elections=(shorter,))) == (shorter,)


def test_weeks_before_elections_that_cannot_be_are_named() -> None:
    held = evolve(register(), election(date(2027, 3, 22), date(2027, 5, 6)))
    backwards = election(date(2028, 5, 4), date(2028, 3, 20))
    endless = election(date(2029, 1, 1), date(2029, 5, 3))
    overlapping = election(date(2027, 5, 6), date(2027, 6, 3), "a general election")
    with pytest.raises(Refused) as refused:
        decide(held, facts(elections=(backwards, endless, overlapping)))
    assert codes(refused.value) == {
        "/elections/0/ends_on": "ends-before-it-begins",
        "/elections/1/ends_on": "too-long",
        "/elections/2/ends_on": "periods-overlap",
    }
