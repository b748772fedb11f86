"""Profiles, overrides and their refusals: every value once, with its basis, and local decisions from their day on."""

import hashlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shared
from shared.policy import (
    Basis,
    BeforeElection,
    BelowFloor,
    Comparison,
    MeasuredIn,
    OverLegalCeiling,
    Override,
    Policy,
    PolicyError,
    UnknownKey,
    UnknownProfile,
    UnknownRegime,
    WrongType,
    check,
    kinds,
    released,
    resolve,
)
from shared.policy.petition import least_count
from shared.working_days import Period

PROFILES = Path(shared.__file__).parent / "profiles"
TODAY = date(2026, 11, 22)
RELEASED_FILES = {
    "laa-2008-1.inspectorates.toml": "f0f2036edf0a170f88c979c62b6f94d27d1453bb28abe537c4642111d24457de",
    "laa-2008-1.powers.toml": "a37f95c67361e64fa01ee19892603f8ddf86418739e013767d94e8bdabde11ac",
    "laa-2008-1.rounds.toml": "ce8741b30809ebdd71c52b8f5dfc25bf39e8f9ad41beb4f1ceace8e57a8fd20b",
    "laa-2008-1.toml": "444eb5991dd734e85c5967cae209bdb0ba5b444b5c5987e6ddbcfc87fa92b6c5",
    "laa-2008-1.words.toml": "6faa7435eb2720c135ade9e9c95c6aea317a08263641c239cc67df26fb3a85b1",
    "lof-2026-1.inspectorates.toml": "85dc0662afc785359d6efed96259ae87630b1c305de1d6dcf038e5507b9350cd",
    "lof-2026-1.powers.toml": "e851507cdb9cd4ea9467fe66bff20b13ef77821e81957ef1f3e260e360eecff2",
    "lof-2026-1.rounds.toml": "7f843e7f288cb6fb293874f620ee90550bdc0f94f58613d3afe7bb45dbdd2cbc",
    "lof-2026-1.toml": "d58073afc69035ecb8609646c51675ff26ef6cd6f86082a8b7415fc6e7ba8065",
    "lof-2026-1.words.toml": "36a253d9c3b6b9d6cf44552d53a6f6579aef244f82e46d5f5ffbff64ae198ad8",
}


def decided(key: str, value: str, since_on: date = TODAY, basis: str = "local agreement") -> Override:
    return Override(key=key, value=value, basis=basis, decided_by="full council", since_on=since_on)


def lof(*overrides: Override, on: date = TODAY) -> Policy:
    return resolve("lof-2026-1", overrides, on)


def test_a_released_profile_is_never_edited() -> None:
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in PROFILES.iterdir()} == RELEASED_FILES


def test_both_profiles_are_released() -> None:
    assert released() == ("laa-2008-1", "lof-2026-1")


@pytest.mark.parametrize("profile", released())
def test_every_value_stands_with_its_basis_and_its_source(profile: str) -> None:
    policy = resolve(profile, (), TODAY)

    assert set(policy.rows) == set(kinds())
    for key in kinds():
        assert policy.basis_of(key) in set(Basis)
        assert len(policy.source_of(key)) > 3


@pytest.mark.parametrize("profile", released())
def test_an_attribute_and_its_key_tell_the_same(profile: str) -> None:
    policy = resolve(profile, (), TODAY)

    for key in kinds():
        found: object = policy
        for name in key.split("."):
            found = getattr(found, name)
        assert found == policy.row(key).value


@pytest.mark.parametrize("profile", released())
def test_the_defaults_of_the_field_stand_in_every_profile(profile: str) -> None:
    policy = resolve(profile, (), TODAY)

    assert policy.clock.calendar == "England and Wales"
    assert policy.clock.sweep_after == time(3)
    assert policy.petition.ordinary_signatures == 50
    assert (policy.petition.area_pct, policy.petition.area_pct_max) == (Decimal("1.0"), Decimal("5.0"))
    assert str(policy.stage1.ack) == "5 WD"
    assert str(policy.stage1.remedy) == "60 WD"
    assert str(policy.regimes.executive.response) == "P2M beginning with"
    assert str(policy.regimes.crime.response) == "28 D"
    assert str(policy.stage3.complaint_window) == "12 M"
    assert policy.stage3.min_partner_complaints == 2
    assert policy.directive.more_than_share == Decimal("0.5")
    assert policy.figures.tolerance_share == Decimal("0.05")
    assert policy.pre_election.hearings is BeforeElection.WAITS


def test_the_two_profiles_differ_where_the_law_and_the_times_do() -> None:
    then, now = resolve("laa-2008-1", (), TODAY), lof()

    assert (then.framework.designated_max, now.framework.designated_max) == (35, 0)
    assert (then.framework.national_targets, now.framework.national_targets) == (True, False)
    assert (then.stage3.plan_may_be_imposed, now.stage3.plan_may_be_imposed) == (True, False)
    assert (then.reward.offered, now.reward.offered) == (True, False)
    assert now.basis_of("petition.area_pct_max") is Basis.GUIDANCE


@pytest.mark.parametrize("profile", ["laa-2008-1", "lof-2026-1"])
def test_a_half_years_figure_is_given_time_between_a_quarters_and_a_years(profile: str) -> None:
    policy = resolve(profile, (), TODAY)

    assert str(policy.figures.late_biannual) == "45 WD"
    assert policy.basis_of("figures.late_biannual") is Basis.PROJECT_DEFAULT


def test_no_partner_is_bound_to_answer_but_the_executive_is() -> None:
    policy = lof()

    assert policy.regime("executive").silence_exhausts
    assert not policy.regime("ordinary").silence_exhausts
    assert policy.basis_of("regimes.executive.response") is Basis.STATUTE
    with pytest.raises(UnknownRegime):
        policy.regime("__class__")


@pytest.mark.parametrize(
    ("keys", "limit"),
    [
        (("safeguard.decide", "silence.screening"), "15 WD"),
        (("stage1.plan", "silence.duty_served"), "20 WD"),
        (("stage1.verify", "silence.verifying"), "15 WD"),
        (("stage2.referral",), "60 WD"),
        (("stage3.facilitator", "silence.call_in_admitted"), "10 WD"),
        (("stage3.inspectorate_decide", "silence.with_inspectorate"), "25 WD"),
        (("stage3.inspection_start", "stage3.inspection", "silence.inspecting"), "100 WD"),
        (("stage3.right_of_reply",), "10 WD"),
        (("stage3.publish_findings", "silence.findings_draft"), "20 WD"),
        (("stage3.action_plan", "silence.action_negotiation"), "30 WD"),
        (("safeguard.review_hear", "silence.rejection_review"), "65 WD"),
    ],
)
def test_every_silence_is_a_sum_of_named_periods(keys: tuple[str, ...], limit: str) -> None:
    assert lof().period(*keys) == Period.parse(limit)


def test_only_a_period_is_a_period() -> None:
    with pytest.raises(WrongType):
        lof().period("petition.ordinary_signatures")
    with pytest.raises(UnknownKey):
        lof().period("stage1.patience")


def test_a_local_decision_holds_from_its_day_on() -> None:
    decision = decided("petition.ordinary_signatures", "20", since_on=date(2026, 6, 1))

    assert lof(decision, on=date(2026, 5, 31)).petition.ordinary_signatures == 50
    assert lof(decision, on=date(2026, 6, 1)).petition.ordinary_signatures == 20


def test_the_latest_decision_holds_whatever_the_order_they_are_told_in() -> None:
    first = decided("stage1.ack", '"3 WD"', since_on=date(2026, 1, 1))
    second = decided("stage1.ack", '"4 WD"', since_on=date(2026, 6, 1))

    assert str(lof(first, second).stage1.ack) == str(lof(second, first).stage1.ack) == "4 WD"


def test_a_decision_brings_its_own_basis_and_names_who_decided() -> None:
    policy = lof(decided("stage1.remedy", '"40 WD"'))

    assert policy.basis_of("stage1.remedy") is Basis.LOCAL_AGREEMENT
    assert policy.source_of("stage1.remedy") == "decided by full council, in force from 22 November 2026"
    assert policy.basis_of("stage1.plan") is Basis.PROJECT_DEFAULT


def test_the_version_names_the_profile_and_what_was_decided() -> None:
    one = lof(decided("stage1.ack", '"3 WD"'))
    same = lof(decided("stage1.ack", "'3 WD'", since_on=date(2026, 1, 1)))
    other = lof(decided("stage1.ack", '"4 WD"'))

    assert lof().version == "lof-2026-1"
    assert one.version.startswith("lof-2026-1+")
    assert len(one.version) == len("lof-2026-1+") + 8
    assert one.version == same.version != other.version


@pytest.mark.parametrize(
    ("key", "value", "refusal"),
    [
        ("stage1.patience", "1", UnknownKey),
        ("stage1", "1", UnknownKey),
        ("wording", "1", UnknownKey),
        ("stage1.ack", "5", WrongType),
        ("stage1.ack", '"5"', WrongType),
        ("stage1.ack", "5 WD", WrongType),
        ("petition.ordinary_signatures", '"20"', WrongType),
        ("petition.ordinary_signatures", "20.5", WrongType),
        ("petition.ordinary_signatures", "true", WrongType),
        ("petition.ordinary_signatures", "-1", WrongType),
        ("petition.ordinary_signatures", "20\nack = 1", WrongType),
        ("petition.ordinary_signatures", "9" * 5000, WrongType),
        ("petition.ordinary_signatures", "[" * 190, WrongType),
        ("petition.ordinary_signatures", "", WrongType),
        ("petition.area_pct", "nan", WrongType),
        ("petition.area_pct", "inf", WrongType),
        ("petition.area_pct", "1e400", WrongType),
        ("petition.area_pct", "true", WrongType),
        ("petition.debate.comparison", '"roughly"', WrongType),
        ("trigger.data", "true", WrongType),
        ("clock.sweep_after", '"25:00"', WrongType),
        ("clock.calendar", '" "', WrongType),
        ("safeguard.rejection_needs", "[1]", WrongType),
        ("safeguard.systemic_failure_override", "1", WrongType),
        ("petition.area_pct", "5.01", OverLegalCeiling),
        ("petition.ordinary_signatures", "5001", OverLegalCeiling),
        ("petition.sponsors", "51", OverLegalCeiling),
        ("telephone.desk_a_day", "0", BelowFloor),
        ("notice.network_a_day", "0", BelowFloor),
        ("petition.debate.pct", "6", OverLegalCeiling),
        ("petition.officer_evidence.pct", "5.5", OverLegalCeiling),
        ("petition.area_pct_max", "6.0", OverLegalCeiling),
        ("petition.area_pct_max", "0.5", OverLegalCeiling),
        ("regimes.executive.response", '"P3M beginning with"', OverLegalCeiling),
        ("regimes.executive.response", '"40 WD"', OverLegalCeiling),
        ("stage3.min_partner_complaints", "1", BelowFloor),
        ("reserve.authorisers", "1", BelowFloor),
    ],
)
def test_a_decision_that_does_not_fit_is_refused_by_name(key: str, value: str, refusal: type[PolicyError]) -> None:
    with pytest.raises(refusal):
        lof(decided(key, value))


def test_a_decision_needs_a_basis_of_the_list() -> None:
    with pytest.raises(WrongType, match="basis"):
        lof(decided("stage1.ack", '"3 WD"', basis="because"))


def test_a_decision_is_checked_on_the_day_it_will_begin() -> None:
    future = decided("petition.area_pct", "7.5", since_on=date(2027, 4, 1))

    assert lof(future).petition.area_pct == Decimal("1.0")
    with pytest.raises(OverLegalCeiling):
        check("lof-2026-1", [future])


@pytest.mark.parametrize("profile", ["", "lof-2026", "custom-1", "../profiles/lof-2026-1", "lof-2026-1.words"])
def test_only_released_profiles_can_be_had(profile: str) -> None:
    with pytest.raises(UnknownProfile):
        resolve(profile, (), TODAY)


@pytest.mark.parametrize(
    ("measured_in", "comparison", "required"),
    [
        (MeasuredIn.SIGNATURES, Comparison.AT_LEAST, 500),
        (MeasuredIn.SIGNATURES, Comparison.MORE_THAN, 501),
        (MeasuredIn.PER_CENT, Comparison.AT_LEAST, 2_351),
        (MeasuredIn.PER_CENT, Comparison.MORE_THAN, 2_351),
    ],
)
def test_a_threshold_says_the_least_number_that_reaches_it(
    measured_in: MeasuredIn, comparison: Comparison, required: int
) -> None:
    policy = lof(
        decided("petition.debate.measured_in", f'"{measured_in}"'),
        decided("petition.debate.comparison", f'"{comparison}"'),
        decided("petition.debate.signatures", "500"),
    )

    assert policy.petition.debate.required(population=235_052) == required


def test_an_exact_share_is_reached_by_at_least_and_passed_by_more_than() -> None:
    assert least_count(Decimal("1.0"), 235_000) == 2_350
    assert least_count(Decimal("1.0"), 235_000, Comparison.MORE_THAN) == 2_351
    assert lof().petition.area_required(235_000) == 2_350


@given(st.decimals("0.001", "5", places=3), st.integers(1, 10_000_000), st.sampled_from(Comparison))
def test_the_least_number_reaches_the_share_and_one_fewer_does_not(
    pct: Decimal, population: int, comparison: Comparison
) -> None:
    def reaches(count: int) -> bool:
        have, need = Decimal(count) * 100, pct * population
        return have > need if comparison is Comparison.MORE_THAN else have >= need

    least = least_count(pct, population, comparison)

    assert reaches(least)
    assert not reaches(least - 1)
