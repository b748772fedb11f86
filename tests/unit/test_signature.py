"""One person signs once: which ways of writing an address are one, and which are left apart because that is safer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.escalation.domain.petition.signature import NotAnAddress, canonical_email


@pytest.mark.parametrize(
    "written",
    [
        "ann@example.org",
        "Ann@Example.ORG",
        " ann@example.org ",
        "ann+petitions@example.org",
        "ANN+one+two@example.org.",
    ],
)
def test_case_tags_and_a_dot_at_the_end_make_no_second_person(written: str) -> None:
    assert canonical_email(written) == "ann@example.org"


def test_a_name_of_the_domain_is_one_in_letters_and_as_computers_write_it() -> None:
    assert canonical_email("ann@bücher.example") == canonical_email("ann@xn--bcher-kva.example")


@pytest.mark.parametrize("other", ["a.nn@example.org", "ann_@example.org", "ann@mail.example.org", "ann-a@example.org"])
def test_what_only_some_providers_ignore_stays_two_people(other: str) -> None:
    assert canonical_email(other) != canonical_email("ann@example.org")


def test_an_address_that_is_nothing_but_a_tag_is_kept_whole() -> None:
    assert canonical_email("+tag@example.org") == "+tag@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@localhost",
        "ann@@example.org",
        "an n@example.org",
        "ann@example..org",
        ".ann@example.org",
        "ann.@example.org",
        "a..n@example.org",
        "ann@-example.org",
        "ann@exa_mple.org",
        "ann@example.org, ben@example.org",
        "Ann <ann@example.org>",
        "ann@example.org\nBcc: ben@example.org",
        f"{'a' * 65}@example.org",
        f"ann@{'a' * 64}.org",
        f"ann@{'a.' * 130}org",
        "ann@\u2025.org",
    ],
)
def test_what_no_letter_could_reach_is_refused(text: str) -> None:
    with pytest.raises(NotAnAddress):
        canonical_email(text)


@given(st.emails())
def test_the_one_form_of_an_address_is_its_own_one_form(address: str) -> None:
    try:
        once = canonical_email(address)
    except NotAnAddress:
        return
    assert canonical_email(once) == once


def test_letters_in_other_widths_make_no_second_person() -> None:
    assert canonical_email("\uff42\uff4f\uff42@example.org") == canonical_email("bob@example.org")
