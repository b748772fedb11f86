"""Checking a batch: every fault of every row by row, column, code and message; nothing guessed, nothing repeated."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from services.indicators.domain.figure.batch import COLUMNS, MOST_ROWS, Cells, Checked, Sent, Severity, check
from services.indicators.domain.figure.observation import NotANumber, number
from services.indicators.domain.measure.register import Poster, Register

REGISTER = Register(
    known=frozenset({"E08000009", "E08000002", "E92000001", "E06000055", "TRF2"}),
    compared={"E92000001": frozenset({"E08000009", "E08000002"}), "TRF2": frozenset({"E08000009"})},
    owners={
        ("E08000009", "waste"): frozenset({"trafford-council"}),
        ("E08000009", "neet"): frozenset({"college"}),
        ("E08000009", "recycled"): frozenset({"trafford-council"}),
        ("E08000009", "change"): frozenset({"trafford-council"}),
        ("E08000002", "waste"): frozenset({"waste-authority"}),
    },
    units={
        ("E08000009", "waste"): "tonnes",
        ("E08000009", "neet"): "percent",
        ("E08000009", "recycled"): "percent",
        ("E08000009", "change"): "percent change",
        ("E08000002", "waste"): "tonnes",
    },
)
TODAY = date(2026, 3, 2)
COUNCIL = Poster(body="trafford-council", areas=frozenset({"E08000009"}))


def row(**cells: object) -> dict[str, object]:
    return {"area": "E08000009", "measure": "waste", "period": "2024/25", "value": "57.5"} | cells


def checked(*rows: Cells) -> Checked:
    return check(Sent(rows), REGISTER, COUNCIL, TODAY)


def faults(*rows: Cells) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in checked(*rows).faults]


def test_a_good_row_becomes_the_areas_own_figure() -> None:
    (figure,) = checked(row(status="final")).figures
    assert (figure.area, figure.place, figure.measure, figure.period.text) == (
        "E08000009",
        "E08000009",
        "waste",
        "2024/25",
    )
    assert (figure.value, figure.missing, figure.status, figure.is_reference) == (Decimal("57.5"), None, "final", False)


def test_a_row_of_a_registered_place_becomes_a_reference_observation() -> None:
    (figure,) = checked(row(area="E92000001")).figures
    assert (figure.area, figure.place, figure.is_reference) == ("E08000009", "E92000001", True)


def test_a_body_of_two_areas_writes_a_place_into_the_books_of_both_if_it_owns_the_measure_there() -> None:
    owners = {("E08000009", "waste"): frozenset({"joint"}), ("E08000002", "waste"): frozenset({"joint", "other"})}
    register = Register(known=REGISTER.known, compared=REGISTER.compared, owners=owners, units=REGISTER.units)
    joint = Poster(body="joint", areas=frozenset({"E08000009", "E08000002"}))
    figures = check(Sent([row(area="E92000001"), row(area="E08000002")]), register, joint, TODAY).figures
    assert [(f.area, f.place) for f in figures] == [
        ("E08000002", "E92000001"),
        ("E08000009", "E92000001"),
        ("E08000002", "E08000002"),
    ]


@pytest.mark.parametrize(
    "sent", ["57.5", "57.50", "0", "0.0", "-3.25", "1343645", "0.1000000000000000000000000000000001"]
)
def test_a_number_is_kept_to_the_digit(sent: str) -> None:
    (figure,) = checked(row(value=sent)).figures
    assert f"{figure.value:f}" == sent


@pytest.mark.parametrize("sent", [57, Decimal("57.50"), Decimal("1E-7")])
def test_a_json_number_is_kept_to_the_digit(sent: int | Decimal) -> None:
    (figure,) = checked(row(value=sent)).figures
    assert figure.value == sent


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        *(
            (text, "bad-number")
            for text in ("1,234", "1_0", "\uff11\uff12", "\u0663", "57,5", "57.", ".5", "+5", "007", "1e5", " 5", "5 ")
        ),
        *((text, "bad-number") for text in ("", "--5", "NA", "n/a", "50%", "=1", "0x10", "1/2", "9" * 65, "5\n")),
        *(
            (text, "not-a-finite-number")
            for text in ("NaN", "nan", "Infinity", "-inf", "1e999", "sNaN1", "-0", "-0.00")
        ),
        *((number, "not-a-finite-number") for number in (Decimal("NaN"), Decimal("-Infinity"), Decimal("-0"))),
        *((number, "bad-number") for number in (Decimal("1E+999"), Decimal("1E-999"), 10**70)),
        *((number, "implausible") for number in (10**15, "1000000000000000", "-9" * 1 + "9" * 15, Decimal("1E+15"))),
        *((thing, "wrong-type") for thing in (True, False, 1.5, (), None.__class__)),
    ],
)
def test_what_is_not_a_plain_finite_number_is_refused_by_name(sent: object, code: str) -> None:
    assert faults(row(value=sent)) == [(1, "value", code)]


DIGITS = "write digits with a full stop, such as 57.5, and nothing else"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("-0", "zero has no sign; write 0"),
        (Decimal("-0.0"), "zero has no sign; write 0"),
        ("1E300", "write the number out in digits, without E and with at most 64 characters"),
        (Decimal("1E+300"), "write the number out in digits, without E and with at most 64 characters"),
        (
            "-inf",
            "this is no finite number; write one in digits, such as 57.5, or say why there is none",
        ),
        (
            "58%",
            f"{DIGITS}; no percent sign, since the measure says what it counts",
        ),
        (
            "1,234",
            f"{DIGITS}; no comma, neither for thousands nor before decimals",
        ),
        (
            "£5",
            f"{DIGITS}; no sign of a currency, since the measure says what it counts",
        ),
    ],
)
def test_what_is_said_of_a_number_is_true_and_says_what_to_write(sent: object, words: str) -> None:
    with pytest.raises(NotANumber) as refused:
        number(sent)
    assert refused.value.message == words


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"period": "2013/15"}, (1, "period", "bad-period")),
        ({"period": None}, (1, "period", "missing-field")),
        ({"period": 2019}, (1, "period", "wrong-type")),
        ({"period": "=2019"}, (1, "period", "formula")),
        ({"area": "=cmd()"}, (1, "area", "formula")),
        ({"area": "E08 0009"}, (1, "area", "bad-code")),
        ({"area": ""}, (1, "area", "missing-field")),
        ({"measure": "\uff20SUM(A1)"}, (1, "measure", "formula")),
        ({"measure": "wa\u0000ste"}, (1, "measure", "forbidden-character")),
        ({"measure": "x" * 41}, (1, "measure", "bad-code")),
        ({"measure": None}, (1, "measure", "missing-field")),
        ({"status": "guess"}, (1, "status", "bad-status")),
        ({"status": True}, (1, "status", "wrong-type")),
        ({"value": None}, (1, "value", "value-or-missing")),
        ({"missing": "not collected"}, (1, "missing", "value-and-missing")),
        ({"value": None, "missing": "+cmd"}, (1, "missing", "formula")),
        ({"value": None, "missing": "a\ud800"}, (1, "missing", "forbidden-character")),
        ({"value": None, "missing": "x" * 201}, (1, "missing", "too-long")),
        ({"value": None, "missing": ""}, (1, "missing", "missing-field")),
        ({"value": None, "missing": 7}, (1, "missing", "wrong-type")),
        ({"area": "E99999999"}, (1, "area", "unknown-area")),
        ({"measure": "bins"}, (1, "measure", "unknown-measure")),
        ({"area": "E06000055"}, (1, "area", "not-your-area")),
        ({"area": "E08000002"}, (1, "area", "not-your-area")),
        ({"measure": "neet"}, (1, "measure", "not-your-measure")),
    ],
)
def test_each_fault_names_row_column_and_code(
    cells: dict[str, object], fault: tuple[int | None, str | None, str]
) -> None:
    assert faults(row(**cells)) == [fault]


@pytest.mark.parametrize(
    ("sent", "is_taken"), [("0", True), ("100", True), ("100.0", True), ("-0.1", False), ("101", False)]
)
def test_a_percentage_lies_between_0_and_100(sent: str, is_taken: bool) -> None:
    found = faults(row(measure="recycled", value=sent))
    assert found == ([] if is_taken else [(1, "value", "out-of-range")])


def test_a_change_in_percent_may_be_anything() -> None:
    assert faults(row(measure="change", value="-12.5"), row(measure="change", value="240", period="2019")) == []


@pytest.mark.parametrize(
    ("period", "is_taken"),
    [
        ("2026-03-02", True),
        ("2026-03", True),
        ("2026", True),
        ("2026-03-03", False),
        ("2026-04", False),
        ("2026/27", False),
    ],
)
def test_a_period_that_has_not_begun_has_no_figure(period: str, is_taken: bool) -> None:
    found = faults(row(period=period))
    assert found == ([] if is_taken else [(1, "period", "period-not-begun")])


def test_every_fault_of_every_row_is_named_and_nothing_is_to_be_stored() -> None:
    found = checked(row(), row(period="2023-13", value="x", status="y"), row(area="E99999999", period="no"))
    assert [(f.row, f.column, f.code, f.severity) for f in found.faults] == [
        (2, "period", "bad-period", Severity.MALFORMED),
        (2, "value", "bad-number", Severity.MALFORMED),
        (2, "status", "bad-status", Severity.MALFORMED),
        (3, "period", "bad-period", Severity.MALFORMED),
        (3, "area", "unknown-area", Severity.UNKNOWN),
    ]


def test_the_second_of_two_rows_for_one_figure_is_a_duplicate_even_when_they_agree() -> None:
    found = checked(row(), row(period="2023/24"), row())
    assert [(f.row, f.code) for f in found.faults] == [(3, "duplicate-row")]
    assert "row 1" in found.faults[0].message


def test_missing_is_kept_as_missing_and_is_not_zero() -> None:
    (figure,) = checked(row(value=None, missing="not collected")).figures
    assert (figure.value, figure.missing) == (None, "not collected")


@pytest.mark.parametrize(("rows", "code"), [([], "no-rows"), ([row()] * (MOST_ROWS + 1), "too-many-rows")])
def test_a_batch_has_between_one_and_a_million_rows(rows: Sequence[Cells], code: str) -> None:
    found = check(Sent(rows), REGISTER, COUNCIL, TODAY)
    assert ([fault.code for fault in found.faults], found.figures) == ([code], ())


def test_no_fault_repeats_what_was_sent() -> None:
    canary = "CANARY"
    hostile = dict.fromkeys(COLUMNS, f"={canary}")
    assert all(canary not in fault.message for fault in checked(hostile).faults)
