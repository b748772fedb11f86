"""Every sentence of every step: both profiles, three bases, both signing states, as the golden files hold them."""

import re

import pytest

from shared.policy import Basis, Wording, resolve
from tests.golden import sentences
from tests.golden.sentences import ON
from tests.unit.test_policy_wording import COMPULSION, RIGHTS

PROFILES = ("laa-2008-1", "lof-2026-1")
BY_AGREEMENT = "under the agreement it signed on 3 March 2026"


def words(profile: str) -> Wording:
    return resolve(profile, (), ON).wording


def laws(wording: Wording) -> set[str]:
    """Every law that a profile names as a ground, and the example that stands in for one."""
    named = {one.source for step in wording.grounds for one in wording.grounds_of(step) if one.basis is Basis.STATUTE}
    return named | {sentences.ELSEWHERE[Basis.STATUTE].source}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_sentences_are_those_of_the_golden_file(profile: str) -> None:
    """Words were changed on purpose: run `python -m tests.golden`, read the difference, and commit it."""
    assert sentences.path_of(profile).read_text() == sentences.text_of(profile)


def test_no_sentence_of_today_compels_without_its_law_or_signature_beside_it() -> None:
    wording = words("lof-2026-1")
    grounds = {f"under {law}" for law in laws(wording)} | {BY_AGREEMENT}
    compelling = {
        line.of
        for line in sentences.lines(wording)
        if COMPULSION.search(re.sub(r"\(\w+\)", "", line.text)) and not any(ground in line.text for ground in grounds)
    }

    assert compelling == {"obligation chip"}  # "asked, no duty"


@pytest.mark.parametrize("profile", PROFILES)
def test_law_binds_whoever_signed_what_and_an_agreement_only_who_signed_it(profile: str) -> None:
    found = {
        (line.of, line.way.removeprefix("*")): line.text
        for line in sentences.lines(words(profile))
        if line.of.startswith("must ") and "all others" not in line.way
    }
    rows = {of for of, _ in found}

    assert len(rows) > 5
    for row in rows - {
        "must awaiting_responses_ordinary",
        "must answer_asked_ordinary",
    }:  # whom the law asks for regard only
        for signing in ("signed", "not signed"):
            assert "must, under" in found[row, f"statute, {signing}"]
            assert "must, under" not in found[row, f"guidance, {signing}"]
        is_of_one = "{must}" in words(profile).silences[row.removeprefix("must ")].does
        assert (f"must, {BY_AGREEMENT}" in found[row, "local agreement, signed"]) is is_of_one
        assert "must, under" not in found[row, "local agreement, not signed"]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_row_says_what_it_rests_on(profile: str) -> None:
    wording = words(profile)

    assert set(wording.grounds) == set(wording.silences)
    for name in wording.silences:
        line = wording.silences[name]
        needs = "{must" in line.does or "{regard}" in line.does
        rests = {one.basis for one in wording.grounds_of(name)}
        assert rests <= {Basis.STATUTE, Basis.GUIDANCE, Basis.LOCAL_AGREEMENT}
        assert needs or Basis.STATUTE not in rests, f"{name} rests on a law that its words do not name"
        assert not (needs and name in RIGHTS)


def test_answers_to_scrutiny_are_owed_under_the_law_of_the_body_that_owes_them() -> None:
    wording = words("lof-2026-1")

    def said(*regimes: str) -> str:
        return wording.silence("awaiting_responses", {}, regimes=regimes).does

    assert (
        said("executive")
        == "must, under section 9FE of the Local Government Act 2000 (the council's executive), answer"
    )
    assert "regulation 22" in said("crime", "health")
    assert "9FE" not in said("crime", "health")
    assert said("ordinary") == said() == "are asked to answer"  # owed by an area's own rule, and by no law
    asked = wording.silence("awaiting_responses_ordinary", {}).does
    assert asked.startswith("are asked to answer; the law (section 9FF of the Local Government Act 2000) asks only")
