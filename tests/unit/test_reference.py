"""A reference that was misheard or mistyped is known to be wrong."""

from hypothesis import given
from hypothesis import strategies as st

from services.escalation.domain.case.reference import is_reference, make
from services.publication.schemas.register.place import AreaIn

parts = st.tuples(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=8), st.integers(2000, 2099), st.integers(1, 99_999)
)


@given(parts)
def test_a_reference_that_was_made_is_one(given_parts: tuple[str, int, int]) -> None:
    assert is_reference(make(*given_parts))


def test_a_reference_looks_as_people_say_it() -> None:
    assert make("TRAF", 2026, 42).startswith("TRAF-2026-0042-")


@given(parts, st.data())
def test_every_wrong_digit_is_found(given_parts: tuple[str, int, int], data: st.DataObject) -> None:
    reference = make(*given_parts)
    places = [place for place, sign in enumerate(reference) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != reference[place]]))
    assert not is_reference(reference[:place] + wrong + reference[place + 1 :])


def test_every_area_that_a_register_takes_has_references_that_are_read() -> None:
    for letters in ("AB", "SANDFORD"):
        AreaIn(
            area="s", name="S", letters=letters, profile="lof-2026", population=1,
            responsible_authority="council", committee="c",
        )  # fmt: skip  # the register's own shape takes these letters
        assert is_reference(make(letters, 2026, 1))


def test_what_is_no_reference_at_all_is_refused() -> None:
    for text in (
        "",
        "TRAF",
        "traf-2026-0042-7",
        "TRAF-2026-42-7",
        "TRAF-2026-0042",
        "TRAF-2026-0042-77",
        "TRAF-\uff12\uff10\uff12\uff16-0042-7",
    ):
        assert not is_reference(text)
