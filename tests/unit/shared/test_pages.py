"""The shell around every page, its assets, and how a problem is told to people."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request

from shared.problems import Fault, Malformed, NotFound, Stale
from shared.web import wording
from shared.web.components import Link, Trouble
from shared.web.pages import STATIC, Navigation, Shell, asset, environment, page, problem_page, render
from tests.markup import elements, with_class

TEMPLATES = environment()
NAVIGATION = Navigation(entries=(Link("Your place", "/"), Link("Petitions", "/petitions"), Link("Who", "/who")))
NINE_O_FIVE = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)


def shell(path: str = "/", **changes: object) -> Shell:
    return Shell(navigation=NAVIGATION, path=path, made_at=NINE_O_FIVE, **changes)  # type: ignore[arg-type] # per test


def empty_page(of: Shell) -> str:
    return TEMPLATES.get_template("shell.html").render(shell=of)


def request(path: str = "/petitions/1") -> Request:
    app = Starlette()
    app.state.environment, app.state.navigation = TEMPLATES, NAVIGATION
    app.state.clock = SimpleNamespace(now=lambda: NINE_O_FIVE)
    return Request({"type": "http", "app": app, "method": "GET", "path": path, "headers": [], "query_string": b""})


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", {"Your place": "page"}),
        ("/petitions", {"Petitions": "page"}),
        ("/petitions/TRAF-2026-0042-7", {"Petitions": "true"}),
        ("/petitionsx", {}),
    ],
)
def test_the_navigation_marks_where_one_is(path: str, marked: dict[str, str]) -> None:
    found = elements(empty_page(shell(path)))

    current = {
        element.text: element.attributes["aria-current"] for element in found if "aria-current" in element.attributes
    }
    assert current == marked


def test_the_first_link_of_a_page_skips_to_its_main_content() -> None:
    found = elements(empty_page(shell()))

    assert next(element for element in found if element.tag == "a").attributes["href"] == "#main"
    assert next(element for element in found if element.tag == "main").attributes["id"] == "main"


def test_the_footer_says_when_the_page_was_made_whose_figures_it_shows_and_that_promises_are_no_law() -> None:
    footer = with_class(empty_page(shell(attributions=("Figures: Trafford Data Lab.",))), "fm-foot")[0].text

    assert "Page made from the public record at 9:05am on 18 May 2026. Figures: Trafford Data Lab." in footer
    assert "They create no legal duty unless a page says so." in footer


def test_a_page_with_a_legal_duty_does_not_deny_it() -> None:
    assert "no legal duty" not in empty_page(shell(has_legal_duty=True))


def test_names_in_the_shell_are_escaped() -> None:
    drawn = empty_page(shell(place="<script>", viewer="<script>", notice="<script>", crumbs=("<script>",)))

    assert "<script" not in drawn


def test_a_name_that_nobody_gave_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        page(TEMPLATES, "problem.html", shell())


def test_a_template_of_the_service_is_found_before_the_shared_one(tmp_path: Path) -> None:
    (tmp_path / "problem.html").write_text("ours")

    assert page(environment(tmp_path), "problem.html", shell()) == "ours"


def test_a_problem_says_what_happened_what_is_kept_and_one_link_onward() -> None:
    answer = problem_page(request(), NotFound("There is no petition with this reference."), reference="0198")
    drawn = bytes(answer.body).decode()

    assert answer.status_code == 404
    found = elements(drawn)
    assert [element.text for element in found if element.tag == "h1"] == ["There is no such page or thing"]
    main = next(element for element in found if element.tag == "main")
    assert "There is no petition with this reference." in main.text
    assert "Nothing was stored or changed." in main.text
    assert len([element for element in found if element.tag == "a" and main in element.parents]) == 1


def test_a_stale_page_says_that_the_other_persons_deed_stands() -> None:
    answer = problem_page(request(), Stale("It was changed at 9:04am."), reference="0198")

    assert "What the other person did stands." in bytes(answer.body).decode()


def test_a_malformed_form_names_each_fault() -> None:
    problem = Malformed("Two fields are not right.", errors=(Fault("missing", "Write your name."), Fault("x", "<b>")))

    drawn = bytes(problem_page(request(), problem, reference="0198").body).decode()

    assert "Write your name." in drawn
    assert "&lt;b&gt;" in drawn


def test_render_puts_the_page_into_the_navigation_of_its_application() -> None:
    problem = Trouble(happened="h", explanation="e", kept="k", onward=Link("o", "/"))

    answer = render(request(), "problem.html", status=202, trouble=problem, place="Trafford")

    assert answer.status_code == 202
    assert [e.text for e in elements(bytes(answer.body).decode()) if "aria-current" in e.attributes] == ["Petitions"]


def test_every_asset_is_named_by_its_content_and_there() -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text())

    for name in manifest:
        address = asset(name)
        assert re.search(r"-[0-9a-f]{12}\.\w+$", address)
        assert (STATIC / address.rsplit("/", maxsplit=1)[-1]).is_file()


def test_the_stylesheet_asks_for_our_own_fonts_only() -> None:
    sheet = (STATIC / asset("folkmoot.css").rsplit("/", maxsplit=1)[-1]).read_text()

    asked = re.findall(r"url\(\"?([^)\"]*)\"?\)", sheet)
    assert len(asked) == 4
    assert all((STATIC / name).is_file() for name in asked)


def test_no_look_of_central_government_is_shipped() -> None:
    sheet = (STATIC / asset("folkmoot.css").rsplit("/", maxsplit=1)[-1]).read_text().lower()

    for mark in ("gds transport", "crown", "crest", "logotype"):
        assert mark not in sheet
    assert list(STATIC.glob("*OFL.txt"))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 5, 18, 8, 5, tzinfo=UTC), "9:05am on 18 May 2026"),
        (datetime(2026, 1, 18, 15, 30, tzinfo=UTC), "3:30pm on 18 January 2026"),
        (datetime(2026, 5, 17, 23, 0, tzinfo=UTC), "midnight on 18 May 2026"),
        (datetime(2026, 1, 18, 12, 0, tzinfo=UTC), "midday on 18 January 2026"),
        (datetime(2026, 1, 18, 0, 30, tzinfo=UTC), "12:30am on 18 January 2026"),
    ],
)
def test_moments_are_told_in_the_time_of_london(moment: datetime, words: str) -> None:
    assert wording.moment(moment) == words


def test_a_moment_late_in_the_evening_belongs_to_the_day_in_london() -> None:
    assert wording.day(datetime(2026, 5, 17, 23, 30, tzinfo=UTC)) == "18 May 2026"
    assert wording.day(date(2009, 5, 4)) == "4 May 2009"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (19, "19 working days left"),
        (1, "1 working day left"),
        (0, "today, until midnight"),
        (-1, "1 working day late"),
        (-1300, "1,300 working days late"),
    ],
)
def test_a_clock_is_told_in_words(days: int, words: str) -> None:
    assert wording.working_days_left(days) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1386, "1,386"), (Decimal(43777), "43,777"), (Decimal("58.40"), "58.40"), (Decimal("1E+3"), "1,000")],
)
def test_numbers_keep_every_digit_that_was_sent(value: int | Decimal, words: str) -> None:
    assert wording.number(value) == words
