"""The kinds of field: what each takes from JSON, from forms and from addresses, and that bare types are refused."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from shared import shapes
from shared.problems import Malformed
from shared.shapes import JSON_SOURCE, TEXT_SOURCE, Strict, fit


class Sample(Strict):
    whole: shapes.Whole | None = None
    number: shapes.Number | None = None
    is_so: shapes.Yes | None = None
    on: shapes.Day | None = None
    line: shapes.Line | None = None
    prose: shapes.Prose | None = None
    either: shapes.Line | list[shapes.Line] | None = None
    title: Annotated[shapes.Line, Field(min_length=8, max_length=20)] | None = None
    lines: Annotated[list[shapes.Line], Field(min_length=2)] | None = None


def taken(field: str, value: object, source: str) -> Any:
    return getattr(fit(Sample, {field: value}, source=source), field)


def codes(field: str, value: object, source: str) -> list[str]:
    with pytest.raises(Malformed) as refused:
        fit(Sample, {field: value}, source=source)
    return [fault.code for fault in refused.value.errors]


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("whole", "12", 12),
        ("number", "12.50", Decimal("12.50")),
        ("is_so", "yes", True),
        ("is_so", "no", False),
        ("on", "2026-03-31", date(2026, 3, 31)),
        ("prose", " one\r\ntwo ", "one\ntwo"),
        ("line", "e\u0301tude", "\u00e9tude"),
    ],
)
def test_a_form_writes_every_kind_as_text(field: str, value: str, wanted: object) -> None:
    assert taken(field, value, TEXT_SOURCE) == wanted


@pytest.mark.parametrize("value", ["1_0", "\uff11\uff12", "+1", "1.0", "01", " 1", "1 ", "", "0x1", "true"])
def test_a_whole_number_in_a_form_is_plain_digits(value: str) -> None:
    assert codes("whole", value, TEXT_SOURCE) == ["not-a-whole-number"]


@pytest.mark.parametrize("value", ["1", True, Decimal("1.0")])
def test_in_json_only_a_whole_number_is_one(value: object) -> None:
    assert codes("whole", value, JSON_SOURCE) == ["wrong-type"]


@pytest.mark.parametrize("value", ["yes", "true", 1, 0])
def test_in_json_only_true_and_false_are_so(value: object) -> None:
    assert codes("is_so", value, JSON_SOURCE) == ["wrong-type"]


def test_a_number_has_the_digits_that_were_sent() -> None:
    assert str(taken("number", "0.100", JSON_SOURCE)) == "0.100"
    assert str(taken("number", Decimal("1E+3"), JSON_SOURCE)) == "1000"


@pytest.mark.parametrize("value", ["1" * 31, "0." + "1" * 31, Decimal("1e300")])
def test_a_number_that_no_measure_could_have_is_out_of_range(value: object) -> None:
    assert codes("number", value, JSON_SOURCE) == ["number-out-of-range"]


def test_a_line_that_breaks_is_refused() -> None:
    assert codes("line", "a\nb", JSON_SOURCE) == ["forbidden-character"]


def test_blank_text_is_too_short_and_endless_text_too_long() -> None:
    assert codes("line", "   ", JSON_SOURCE) == ["too-short"]
    assert codes("line", "x" * 201, JSON_SOURCE) == ["too-long"]


def test_a_narrowed_text_is_measured_in_characters_and_a_list_in_entries() -> None:
    assert codes("title", "Short", JSON_SOURCE) == ["too-short"]
    assert codes("title", "x" * 21, JSON_SOURCE) == ["too-long"]
    assert codes("lines", ["one"], JSON_SOURCE) == ["too-few"]
    assert codes("lines", ["one", 2], JSON_SOURCE) == ["wrong-type"]  # two were sent: that one is faulty is all


def test_a_pointer_leaves_out_the_branches_of_a_union() -> None:
    with pytest.raises(Malformed) as refused:
        fit(Sample, {"either": ["a", 1]})
    assert {fault.pointer for fault in refused.value.errors} == {"/either", "/either/1"}


@pytest.mark.parametrize("bare", [int, str, Decimal, date, list[int], dict[str, str], Any, int | None])
def test_a_model_with_a_bare_type_cannot_be_made(bare: Any) -> None:
    with pytest.raises(shapes.BareType, match=r"Loose\.field: use Whole"):
        type("Loose", (Strict,), {"__annotations__": {"field": bare}})


def test_a_fault_of_a_services_own_needs_a_hyphenated_code() -> None:
    with pytest.raises(ValueError, match="hyphenated"):
        shapes.refuse("wrong", "No.")
