"""The powers of the profiles: sound, said within today's words, and counted as the record tells of them."""

from datetime import date

import pytest

from services.escalation.domain.inspection.command import DeclareNoConfidence
from services.escalation.domain.ladder import chain
from services.publication.domain.register.power import Use, events_of, held
from shared.events import CATALOGUE, short_name
from shared.policy import Basis, Power, resolve
from tests.unit.test_policy_wording import COMPULSION

PROFILES = ("laa-2008-1", "lof-2026-1")
ON = date(2026, 11, 22)


def powers(profile: str) -> dict[str, Power]:
    return {one.name: one for one in resolve(profile, (), ON).powers}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_power_is_told_by_events_that_there_are_and_rests_on_something(profile: str) -> None:
    known = powers(profile)

    assert events_of(tuple(known.values())) <= {short_name(type_) for type_ in CATALOGUE}
    assert all(one.grounds and one.holder and one.when and one.can and one.cannot for one in known.values())
    assert [one.is_sanction for one in known.values()].count(True) >= 3


def test_no_power_of_today_compels_without_a_law() -> None:
    compelling = {
        one.name
        for one in powers("lof-2026-1").values()
        if any(COMPULSION.search(said) for said in (one.title, one.holder, one.when, one.can, one.cannot))
    }

    rests = powers("lof-2026-1")
    assert all({ground.basis for ground in rests[name].grounds} == {Basis.STATUTE} for name in compelling)


def test_only_one_of_the_profiles_has_a_power_to_impose_a_plan() -> None:
    for profile in PROFILES:
        policy = resolve(profile, (), ON)
        assert (powers(profile)["impose"].holder == "Nobody") is not policy.stage3.plan_may_be_imposed


@pytest.mark.parametrize("profile", PROFILES)
def test_a_power_that_needs_a_state_of_a_case_names_those_of_the_table(profile: str) -> None:
    known, words = powers(profile), resolve(profile, (), ON).wording
    allowed = {row.state.value for row in chain.TABLE if row.asked is DeclareNoConfidence}

    assert set(known["no_confidence"].states) == allowed
    assert all(words.state(state).title for power in known.values() for state in power.states)


def test_uses_are_counted_by_what_was_told_and_of_which_kind() -> None:
    known = powers("lof-2026-1")
    uses = {
        ("case.opened", "petition"): Use(9, date(2026, 11, 1)),
        ("case.opened", "councillor_call"): Use(2, date(2026, 3, 1)),
        ("case.information_requested", ""): Use(3, date(2026, 4, 1)),
        ("case.attendance_required", ""): Use(1, date(2026, 5, 1)),
    }
    found = {one.power.name: (one.times, one.last_on) for one in held(tuple(known.values()), uses)}

    assert found["call_for_action"] == (2, date(2026, 3, 1))
    assert found["information"] == (4, date(2026, 5, 1))
    assert found["hearing"] == (0, None)
    assert found["foi"] == (None, None)
