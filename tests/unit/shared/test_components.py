"""What the components promise of every page: words beside colours, times that machines can read, no words as markup."""

from datetime import date
from itertools import pairwise

import pytest

from shared.web.chips import MEANINGS, Chip, Status, Tone
from shared.web.components import (
    Empty,
    Fact,
    Gap,
    Ladder,
    Link,
    Rung,
    RungState,
    Strong,
    TimelineEntry,
    Words,
)
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.must_line import MustLine, Urgency, urgency
from shared.web.negotiations import Aside, Conversation, Gate, GateStep, Side, StepState, Turn, TurnKind
from shared.web.pages import environment, page
from shared.web.tables import Column, Row, RowState, Table, UploadRow, UploadSheet, Version, Versions
from tests.gallery import TEMPLATES as GALLERY
from tests.gallery.samples import PAGES, SHELL
from tests.markup import elements, with_class

TEMPLATES = environment(GALLERY)
HOSTILE = "<script>alert('x')</script>\" onload=\"x"


def draw(file: str, call: str, **values: object) -> str:
    """One component by itself."""
    macro = call.partition("(")[0]
    return TEMPLATES.from_string(f'{{% from "components/{file}.html" import {macro} %}}{{{{ {call} }}}}').render(values)


@pytest.fixture(scope="module", params=list(PAGES))
def gallery_page(request: pytest.FixtureRequest) -> str:
    return page(TEMPLATES, f"gallery/{request.param}.html", SHELL, **PAGES[request.param])


def test_every_page_of_the_gallery_is_well_formed_with_one_heading_and_unique_ids(gallery_page: str) -> None:
    found = elements(gallery_page)

    assert [element.tag for element in found].count("h1") == 1
    ids = [element.attributes["id"] for element in found if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_no_page_has_script_or_style_of_its_own(gallery_page: str) -> None:
    for element in elements(gallery_page):
        assert element.tag not in {"script", "style"}
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")]


def test_every_reference_inside_a_page_leads_somewhere(gallery_page: str) -> None:
    found = elements(gallery_page)
    ids = {element.attributes["id"] for element in found if "id" in element.attributes}

    referred = set()
    for element in found:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            referred |= set(element.attributes.get(name, "").split())
        if element.attributes.get("href", "").startswith("#"):
            referred.add(element.attributes["href"][1:])
    assert referred <= ids


def test_every_control_has_a_label_and_every_table_a_caption(gallery_page: str) -> None:
    found = elements(gallery_page)
    labelled = {element.attributes["for"] for element in found if element.tag == "label"}

    controls = [
        element
        for element in found
        if element.tag in {"input", "select", "textarea"} and element.attributes.get("type") != "hidden"
    ]
    assert {control.attributes["id"] for control in controls} <= labelled
    tags = [element.tag for element in found]
    assert tags.count("table") == tags.count("caption")


def test_headings_never_skip_a_level(gallery_page: str) -> None:
    levels = [int(element.tag[1]) for element in elements(gallery_page) if element.tag in {"h1", "h2", "h3", "h4"}]
    levels = levels[levels.index(1) :]

    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_icon_is_one_of_the_sprite(gallery_page: str) -> None:
    found = elements(gallery_page)
    symbols = {element.attributes["id"] for element in found if element.tag == "symbol"}

    assert {f"i-{meaning.icon}" for meaning in MEANINGS.values()} <= symbols


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [(16, Urgency.TIME), (15, Urgency.SOON), (0, Urgency.SOON), (-1, Urgency.LATE)],
)
def test_a_clock_is_amber_within_fifteen_working_days_and_rust_when_late(days_left: int, expected: Urgency) -> None:
    assert urgency(days_left) is expected


def must_line(days_left: int, **changes: object) -> str:
    line = MustLine.running(
        on=date(2026, 6, 15),
        days_left=days_left,
        subject="Trafford Council",
        duty="must show that it works.",
        otherwise="the case goes to scrutiny.",
        **changes,  # type: ignore[arg-type] # each test names the one argument that it varies
    )
    return draw("must_line", "must_line(line)", line=line)


def test_the_must_line_says_by_when_who_what_and_what_else() -> None:
    drawn = must_line(19)

    assert with_class(drawn, "fm-must--time")
    text = elements(drawn)[0].text
    assert text == (
        "Due by 15 June 2026 19 working days left Trafford Council must show that it works. "
        "If it says nothing: the case goes to scrutiny."
    )
    assert [element.attributes["datetime"] for element in elements(drawn) if element.tag == "time"] == ["2026-06-15"]


def test_the_must_line_is_amber_whenever_the_reader_must_act() -> None:
    drawn = must_line(60, is_readers=True)

    assert with_class(drawn, "fm-must--soon")
    assert "Yours to do by" in drawn


def test_a_late_must_line_says_how_late_in_words_and_what_follows() -> None:
    text = elements(must_line(-13))[0].text

    assert "Was due by" in text
    assert "13 working days late" in text
    assert "What follows:" in text


def test_a_stopped_clock_says_since_when_and_what_is_left() -> None:
    line = MustLine.stopped(
        since=date(2026, 5, 5),
        subject="The monitoring officer",
        why="paused this case: election period.",
        review="Review by 3 August 2026",
        when_it_starts="11 working days will be left.",
    )

    text = elements(draw("must_line", "must_line(line)", line=line))[0].text

    assert "Clock stopped 5 May 2026 Review by 3 August 2026" in text
    assert "When it starts again: 11 working days will be left." in text


@pytest.mark.parametrize("status", list(Status))
def test_every_chip_has_an_icon_and_words(status: Status) -> None:
    drawn = draw("inline", "chip(status)", status=status)

    assert elements(drawn)[0].text == MEANINGS[status].words
    assert [element.attributes["href"] for element in elements(drawn) if element.tag == "use"]


def test_only_late_and_no_answer_are_solid() -> None:
    solid = {status for status, meaning in MEANINGS.items() if meaning.tone is Tone.LATE}

    assert solid == {Status.LATE, Status.NO_ANSWER}


def test_a_status_outside_the_closed_list_is_refused() -> None:
    with pytest.raises(ValueError, match="splendid"):
        draw("inline", "chip('splendid')")


def rungs(*states: RungState) -> list[Rung]:
    return [Rung(state, f"Rung {number}", "standing") for number, state in enumerate(states, start=1)]


def test_the_rung_it_stands_on_is_marked_as_the_current_step() -> None:
    of_case = Ladder(rungs(RungState.DONE, RungState.NOW, RungState.LATER, RungState.LATER), basis="Local agreement.")

    drawn = draw("ladder", "ladder(of_case)", of_case=of_case)

    current = [element for element in elements(drawn) if element.attributes.get("aria-current") == "step"]
    assert ["Rung 2" in element.text for element in current] == [True]
    assert "Local agreement." in drawn


def test_a_ladder_has_four_rungs_and_one_place_to_stand() -> None:
    with pytest.raises(ValueError, match="four rungs"):
        Ladder(rungs(RungState.NOW))
    with pytest.raises(ValueError, match="one rung"):
        Ladder(rungs(RungState.NOW, RungState.NOW, RungState.LATER, RungState.LATER))


@pytest.mark.parametrize(
    ("file", "call", "values"),
    [
        (
            "inline",
            "words(x)",
            {"x": (HOSTILE, Strong(HOSTILE), Gap(HOSTILE), Link(HOSTILE, "/"), Chip(Status.MET, HOSTILE))},
        ),
        ("must_line", "duty(x, x, x)", {"x": HOSTILE}),
        ("timeline", "timeline([x])", {"x": TimelineEntry(date(2026, 1, 1), HOSTILE, HOSTILE)}),
        ("empty", "empty(x)", {"x": Empty(HOSTILE, HOSTILE, Link(HOSTILE, "/"))}),
        ("evidence", "facts([x])", {"x": Fact(HOSTILE, HOSTILE)}),
        (
            "table",
            "table(x)",
            {"x": Table(HOSTILE, [Column(HOSTILE), Column(HOSTILE)], [Row([HOSTILE, HOSTILE], HOSTILE)], True)},
        ),
        (
            "versions",
            "versions(x)",
            {"x": Versions(HOSTILE, (HOSTILE,), (Version(HOSTILE, HOSTILE, (HOSTILE,), HOSTILE),))},
        ),
        ("gate", "gate(x)", {"x": Gate(HOSTILE, HOSTILE, HOSTILE, (GateStep(HOSTILE, HOSTILE, StepState.DONE),))}),
        (
            "upload",
            "upload(x)",
            {
                "x": UploadSheet(
                    HOSTILE,
                    (Column(HOSTILE),),
                    (UploadRow(1, (HOSTILE,), RowState.FAULTY, HOSTILE, HOSTILE, (0,), (HOSTILE,)),),
                )
            },
        ),
        ("form", "field(x)", {"x": Field(name="n", label=HOSTILE, value=HOSTILE, hint=HOSTILE, error=HOSTILE)}),
        ("form", "field(x)", {"x": Field(name="n", label=HOSTILE, value=HOSTILE, kind=FieldKind.TEXTAREA)}),
        (
            "form",
            "field(x)",
            {"x": Field(name="n", label="l", kind=FieldKind.RADIOS, options=(Option(HOSTILE, HOSTILE),))},
        ),
        (
            "form",
            "field(x)",
            {"x": Field(name="n", label="l", kind=FieldKind.SELECT, options=(Option(HOSTILE, HOSTILE),))},
        ),
        ("form", "error_summary(x)", {"x": ErrorSummary(HOSTILE, (Link(HOSTILE, "#x"),))}),
    ],
)
def test_words_that_came_from_people_are_never_markup(file: str, call: str, values: dict[str, object]) -> None:
    drawn = draw(file, call, **values)

    assert "<script" not in drawn
    for element in elements(drawn):
        assert not [name for name in element.attributes if name.startswith("on")]


def test_words_that_came_from_people_are_never_markup_in_a_conversation() -> None:
    aside = Aside(who=HOSTILE, what=HOSTILE, on=date(2026, 6, 5), words=HOSTILE, note=HOSTILE)
    turn = Turn(
        side=Side.COUNCIL,
        who=HOSTILE,
        said=HOSTILE,
        words=HOSTILE,
        source=HOSTILE,
        days=HOSTILE,
        typed=HOSTILE,
        asides=(aside,),
    )
    talk = Conversation(id="x", title=HOSTILE, code=HOSTILE, turns=(turn,))

    assert "<script" not in draw("conversation", "conversation(talk)", talk=talk)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "vbscript:x"])
def test_an_address_that_pages_do_not_follow_is_shown_as_words_only(address: str) -> None:
    assert draw("inline", "words(x)", x=Link("Council papers", address)) == "Council papers"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("by ", Strong(date(2026, 6, 5)), "."), 'by <strong><time datetime="2026-06-05">5 June 2026</time></strong>.'),
        ((Link("a", "/b"), ", c"), '<a class="govuk-link" href="/b">a</a>, c'),
        ("plain", "plain"),
    ],
)
def test_words_are_drawn_without_a_space_too_many(words: Words, expected: str) -> None:
    assert draw("inline", "words(x)", x=words) == expected


def test_a_missing_answer_is_a_turn_that_says_the_days_and_stands_on_the_side_that_owes_it() -> None:
    owed = Turn(side=Side.GOVERNMENT, who="Government", said="no answer", words="None.", days="32 working days")
    missing = [
        Turn(side=side, kind=TurnKind.MISSING, who="x", said=owed.said, words=owed.words, days=owed.days)
        for side in (Side.GOVERNMENT, Side.COUNCIL)
    ]

    drawn = draw("conversation", "conversation(talk)", talk=Conversation(id="t", title="t", turns=missing))

    turns = with_class(drawn, "fm-turn--none")
    assert ["32 working days" in turn.text for turn in turns] == [True, True]
    assert ["fm-turn--left" in turn.classes for turn in turns] == [False, True]
