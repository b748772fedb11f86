"""One person signs once: which ways of writing an address are one, and which are left apart because that is safer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.escalation.domain.signature.signature import Relation, Signer, own_form, tagged_base
from shared.post.mailboxes import NotAnAddress, canonical_email, plain_email


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


GMAIL = ("gmail.com googlemail.com",)


def test_two_hundred_forms_of_one_address_are_one_person() -> None:
    locals_: tuple[str, ...] = (
        "ann.lee",
        "annlee",
        "A.n.n.L.e.e",
        "AnnLee+x",
        "ann.lee+a+b",
        '"ann.lee"',
        '"annlee"',
        "annlee(me)",
    )
    locals_ += ("(hi)annlee", "ann.lee (at (home))", "\uff41nnlee", "aNNlEE+", "a.nnlee", '"a.nn.lee"')
    domains: tuple[str, ...] = (
        "gmail.com",
        "GMAIL.COM",
        "googlemail.com",
        "gmail.com.",
        "gmail.com(work)",
        "GoogleMail.Com.",
    )
    domains += (
        "\uff47mail.com",
        "gmail\u3002com",
        "gmail.com ",
        "( x )gmail.com",
        "gmail\uff0ecom",
        "gmail.com (a (b))",
    )
    domains += ("Gmail.com", "googlemail\uff61com", "gmail.com  ")
    forms = [f"{local}@{domain}" for local in locals_ for domain in domains]
    assert len(set(forms)) >= 200
    assert {canonical_email(form, GMAIL) for form in forms} == {"annlee@gmail.com"}


def test_dots_are_folded_for_providers_on_the_list_only() -> None:
    assert canonical_email("a.nn@example.org", GMAIL) == "a.nn@example.org"
    assert canonical_email("a.nn@gmail.com") == "a.nn@gmail.com"


@pytest.mark.parametrize(
    ("text", "plain"), [('"Ann"(me)@example.org.', "Ann@example.org"), (" a+b@x.org ", "a+b@x.org")]
)
def test_a_letter_goes_to_the_address_without_its_remarks(text: str, plain: str) -> None:
    assert plain_email(text) == plain


@pytest.mark.parametrize(
    "text", ['"a n"@example.org', "ann(@example.org", '"ann@example.org', "((((((x))))))ann@x.org"]
)
def test_quotes_and_brackets_that_hide_something_are_refused(text: str) -> None:
    with pytest.raises(NotAnAddress):
        canonical_email(text)


def test_what_stands_behind_a_plus_makes_another_address_but_at_providers_known_to_ignore_it() -> None:
    tagless = ("gmail.com googlemail.com", "icloud.com")

    def forms(*addresses: str) -> int:
        return len({own_form(one, dotless=GMAIL, tagless=tagless) for one in addresses})

    assert forms("ann@gmail.com", "a.nn+x@googlemail.com", "ANN+y@gmail.com") == 1
    assert forms("ann@icloud.com", "ann+x@icloud.com") == 1
    assert forms("ann@example.org", "ann+x@example.org", "Ann+y@Example.org", "ann+X@example.org.") == 3
    one = Signer(name="Ann", email="ann+x@example.org", postcode="M32 0TH", relation=Relation.LIVE)
    bases = [
        tagged_base(replace(one, email=email), dotless=GMAIL, tagless=tagless)
        for email in (one.email, "ann+y@example.org", "ann@example.org", "ann+x@gmail.com")
    ]
    assert bases == ["ann@example.org", "ann@example.org", "", ""]
