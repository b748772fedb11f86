"""What the components promise of forms and tables: real fields, faults beside them, a label before every value."""

from dataclasses import replace
from datetime import date

import pytest

from shared.web.components import (
    Link,
    SignatureCount,
    Threshold,
)
from shared.web.forms import Action, ErrorSummary, Field, FieldKind, NotOpen, NotOpenGroup
from shared.web.tables import Column, Row, RowState, Table, UploadRow, UploadSheet
from tests.markup import elements, with_class
from tests.unit.shared.test_components import draw


def test_an_action_is_a_form_with_its_token_its_hidden_version_and_a_button_named_with_the_deed() -> None:
    refuse = Action(
        title="Refuse more time",
        follows="15 June 2026 stands.",
        public_sees="Your reasons.",
        clock="No change.",
        button="Refuse more time",
        href="/cases/1/refuse",
        fields=(Field(name="reasons", label="Your reasons", kind=FieldKind.TEXTAREA, prefix="refuse"),),
        hidden=(("version", "7"),),
    )

    found = elements(draw("action", "actions([refuse], token='secret')", refuse=refuse))

    form = next(element for element in found if element.tag == "form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/cases/1/refuse")
    hidden = {element.attributes["name"]: element.attributes["value"] for element in found if element.tag == "input"}
    assert hidden == {"csrf_token": "secret", "version": "7"}
    assert [element.text for element in found if element.tag == "button"] == ["Refuse more time"]
    assert [element.attributes["id"] for element in found if element.tag == "textarea"] == ["refuse-reasons"]


def test_what_is_not_open_says_why_and_how_to_ask() -> None:
    closed = NotOpen("Pause the case", "Only the monitoring officer can.", Link("Ask for a pause", "/pause"))

    drawn = draw("action", "not_open(groups)", groups=[NotOpenGroup("Only others may", [closed])])

    (folded,) = (element for element in elements(drawn) if element.tag == "details")
    assert "open" not in folded.attributes
    assert with_class(drawn, "fm-cannot")[0].text == (
        "Only others may Pause the case Only the monitoring officer can. Ask for a pause"
    )


def test_seldom_wanted_cards_are_folded_unless_one_came_back_refused() -> None:
    card = Action(title="Go", follows="", public_sees="", clock="", button="Go", href="/go")

    def folded(card: Action) -> bool:
        drawn = elements(draw("action", "seldom([card], label='More')", card=card))
        return "open" not in next(one.attributes for one in drawn if one.tag == "details")

    assert folded(card)
    assert not folded(replace(card, is_refused=True))


def test_a_field_with_an_error_says_so_to_screen_readers_and_is_in_the_summary() -> None:
    email = Field(name="email", label="Your e-mail address", hint="One message.", error="Enter an e-mail address")

    found = elements(draw("form", "field(email)", email=email))
    summary = ErrorSummary.of([email, Field(name="name", label="Your name")])

    control = next(element for element in found if element.tag == "input")
    assert control.attributes["aria-describedby"] == "email-hint email-error"
    assert control.attributes["aria-invalid"] == "true"
    assert summary is not None
    assert [(error.words, error.href) for error in summary.errors] == [("Enter an e-mail address", "#email")]


def test_there_is_no_error_summary_without_errors() -> None:
    assert ErrorSummary.of([Field(name="name", label="Your name")]) is None


def test_a_wide_table_has_a_label_before_every_value_and_stays_a_table_for_screen_readers() -> None:
    columns = [Column("Year"), Column("Range given", "Range"), Column("C"), Column("D"), Column("E")]
    wide = Table("Forecasts", columns, [Row(["2024/25", "57.5 to 60.5", "c", "d", "e"])])

    found = elements(draw("table", "table(wide)", wide=wide))

    cells = [element for element in found if element.tag == "td"]
    assert [cell.attributes["data-l"] for cell in cells] == ["Range", "C", "D", "E"]
    assert {cell.attributes["role"] for cell in cells} == {"cell"}


def test_a_narrow_table_stays_as_it_is() -> None:
    narrow = Table("Figures", [Column("Year"), Column("Value", is_number=True)], [Row(["2024/25", "57.5"])])

    drawn = draw("table", "table(narrow)", narrow=narrow)

    assert "data-l" not in drawn
    assert [element.text for element in elements(drawn) if element.tag == "td"] == ["57.5"]


def test_the_fault_of_an_uploaded_row_stands_in_the_row_and_its_cell_is_framed() -> None:
    row = UploadRow(
        4, ("Trafford", "588"), RowState.FAULTY, "Above 100%.", "Did you mean 58.8?", (1,), ("Not your area.",)
    )
    sheet = UploadSheet("Rows", (Column("Area"), Column("Value")), (row,))

    drawn = draw("upload", "upload(sheet)", sheet=sheet)

    faulty = with_class(drawn, "bad")[0]
    assert faulty.attributes["id"] == "row-4"
    assert "Above 100%. Not your area. Did you mean 58.8?" in faulty.text
    assert [element.text for element in with_class(drawn, "cell")] == ["588"]


def test_a_mark_once_reached_shows_its_day_and_the_next_one_how_many_are_missing() -> None:
    count = SignatureCount(
        1386, (Threshold(50, "taken up as a case", date(2026, 2, 9)), Threshold(2350, "debate by the full council"))
    )

    drawn = draw("petition", "signature_count(count)", count=count)

    assert "964 more: debate by the full council." in drawn
    assert [element.text for element in with_class(drawn, "fm-steps")] == [
        "50 Taken up as a case. Reached 9 February 2026 2,350 Debate by the full council. Not reached"
    ]
    assert count.share == pytest.approx(1386 / 2350)


def test_what_is_wrong_names_its_field_so_that_the_summary_can_be_read_alone() -> None:
    radios = FieldKind.RADIOS
    said = [
        Field(name="a", label="Your postcode", error="This is needed.").fault,
        Field(name="b", label="What failed, and where?", error="This is needed.").fault,
        Field(name="c", label="This person", kind=radios, error="This is needed.").fault,
        Field(name="d", label="Your full name", error="This may have at most 120 characters.").fault,
        Field(name="e", label="Your e-mail address", error="Write an e-mail address, like name@example.org.").fault,
    ]
    assert said == [
        "Enter your postcode",
        "Answer the question: What failed, and where?",
        "Choose an answer: This person",
        "Your full name: this may have at most 120 characters.",
        "Write an e-mail address, like name@example.org.",
    ]
