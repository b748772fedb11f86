"""The check of recommendations against the five letters of SMART, tried on real ones.

The table carries facts over, in short words of our own, from published minutes of eleven councils' scrutiny
committees (2008 to 2024), each with a reader's verdict on whether it was SMART. The readers judged four letters:
whether means were recorded cannot be seen in minutes, so every row is given the same note on means.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.escalation.domain.case.measure import Measure
from services.escalation.domain.case.post import names_a_post
from services.escalation.domain.scrutiny.recommendation import Criterion, Draft, lint, numbered

MEANS = "Officers' time, within budget"

# text, owner, measure, value and unit (empty: not said), day, reader's verdict
MINUTED: list[tuple[str, str, str, str, str, date | None, bool]] = [
    (
        "Set a clear target for repeat calls to the contact centre",
        "Cabinet",
        "repeat calls",
        "",
        "",
        date(2024, 3, 31),
        False,
    ),
    ("Review repairs funding and provide fit systems", "Cabinet", "", "", "", None, False),
    (
        "Write every service charge statement in plain English and train officers",
        "Cabinet",
        "statements and specifications",
        "all",
        "statements",
        date(2024, 3, 31),
        True,
    ),
    ("Make a plan to audit allocations data regularly", "Cabinet", "", "", "", None, False),
    ("Prepare a timetable for all recommendations", "Scrutiny team", "timetable", "1", "timetable", None, False),
    ("Consider sending scrutiny minutes to the assembly", "Group whips", "", "", "", None, False),
    ("Study the causes of rising patient acuity", "Public Health", "", "", "", None, False),
    ("Choose the vice chairman as democracy champion", "Council", "appointment", "1", "appointment", None, False),
    ("Suspend the consultation pending information", "Cabinet", "consultation", "1", "suspension", None, False),
    ("Use the operators' grant where possible for services", "Council", "", "", "", None, False),
    ("Study more roads for bus lanes and bid if suitable", "Council", "study", "1", "study", None, False),
    ("Place a duty on funded organisations", "Organisations", "", "", "", None, False),
    ("Consider a remedy for late answers by Cabinet", "Working Party", "", "", "", None, False),
    ("Lead a group to set a realistic timetable", "Portfolio holder", "six recommendations", "6", "done", None, False),
    (
        "Answer the recommendations of 11 October in full with reasons",
        "Executive Mayor",
        "full response",
        "1",
        "response",
        date(2023, 1, 25),
        True,
    ),
    ("Adopt the protocol, procedure rules and terms", "Full Council", "documents", "3", "documents", None, False),
    ("Act on the ambulance review and report progress", "Ambulance service", "report", "1", "report", None, False),
    ("Set aside some housing for people in treatment", "Landlords", "NI 40", "", "", None, False),
    ("Keep scrutiny resources under review as it grows", "Cabinet", "", "", "", None, False),
    ("Make the strategy answerable through a clear mechanism", "Cabinet", "", "", "", None, False),
]


@pytest.mark.parametrize("row", MINUTED, ids=lambda row: row[0][:30])
def test_the_check_agrees_with_readers_of_real_minutes(
    row: tuple[str, str, str, str, str, date | None, bool],
) -> None:
    text, owner, measure, value, unit, by_on, readers_say = row
    draft = Draft(
        text=text,
        addressee="council",
        owner=owner,
        measure=measure,
        value=value,
        unit=unit,
        by_on=by_on,
        resources=MEANS,
    )
    verdicts = lint(
        draft, case_measure=measure or "the case's measure", today=(by_on or date(2008, 1, 1)) - timedelta(days=300)
    )
    assert all(verdict.holds for verdict in verdicts) is readers_say
    assert all(verdict.why.endswith(".") for verdict in verdicts)


GOOD = Draft(
    text="Repair every reported lift within two working days",
    addressee="housing",
    owner="Head of repairs",
    measure="NI 1",
    value="95",
    unit="% of reports",
    by_on=date(2026, 9, 1),
    resources="Two fitters, already budgeted",
)


def failing(draft: Draft) -> list[Criterion]:
    verdicts = lint(draft, case_measure="NI 1", today=date(2026, 3, 2))
    return [verdict.criterion for verdict in verdicts if not verdict.holds]


def test_all_five_letters_of_a_good_one_hold() -> None:
    assert failing(GOOD) == []
    assert numbered(3, GOOD).number == 3


@pytest.mark.parametrize(
    ("draft", "letter"),
    [
        (replace(GOOD, owner=" "), Criterion.SPECIFIC),
        (replace(GOOD, text="Consider repairing every reported lift"), Criterion.SPECIFIC),
        (replace(GOOD, text="Repair lifts"), Criterion.SPECIFIC),
        (replace(GOOD, text="Repair reported lifts where possible and soon"), Criterion.SPECIFIC),
        (replace(GOOD, value=""), Criterion.MEASURABLE),
        (replace(GOOD, value="some"), Criterion.MEASURABLE),
        (replace(GOOD, value="lots"), Criterion.MEASURABLE),
        (replace(GOOD, resources="yes"), Criterion.ACHIEVABLE),
        (replace(GOOD, measure="NI 2"), Criterion.RELEVANT),
        (replace(GOOD, by_on=None), Criterion.TIME_BOUND),
        (replace(GOOD, by_on=date(2026, 3, 2)), Criterion.TIME_BOUND),
        (replace(GOOD, by_on=date(2199, 1, 1)), Criterion.TIME_BOUND),
    ],
)
def test_each_letter_fails_by_itself(draft: Draft, letter: Criterion) -> None:
    assert failing(draft) == [letter]


def test_a_recommendation_without_a_day_cannot_be_issued() -> None:
    with pytest.raises(ValueError, match="without a date"):
        numbered(1, replace(GOOD, by_on=None))


WAITING = Measure(title="Days of waiting", unit="days", polarity="lower", value=Decimal(41), target=Decimal(30))
SHARE = Measure(title="Waste recycled", unit="percent", polarity="higher", value=Decimal(52), target=Decimal(60))
CHANGE = Measure(title="Change in carbon", unit="%", polarity="lower", value=Decimal(-2), target=Decimal(-5))
ON_PLAN = Measure(title="Homes built", unit="homes", polarity="plan", value=Decimal(100), target=Decimal(120))


@pytest.mark.parametrize(
    ("known", "value", "unit", "letter"),
    [
        (WAITING, "30", "days", None),
        (WAITING, "-5", "days", Criterion.MEASURABLE),  # nobody waits fewer than no days
        (WAITING, "-4", "bananas", Criterion.MEASURABLE),
        (WAITING, "30", "weeks", Criterion.MEASURABLE),
        (WAITING, "3e1", "days", Criterion.MEASURABLE),
        (WAITING, "41", "days", Criterion.RELEVANT),  # it shows that already
        (WAITING, "50", "days", Criterion.RELEVANT),  # lower is better
        (WAITING, "9" * 60, "days", Criterion.MEASURABLE),
        (SHARE, "60", "%", None),
        (SHARE, "all", "per cent", None),
        (SHARE, "104", "percent", Criterion.MEASURABLE),
        (SHARE, "40", "percent", Criterion.RELEVANT),  # higher is better
        (CHANGE, "-5", "percent", None),  # a difference may lie below nothing
        (ON_PLAN, "110", "homes", None),
        (ON_PLAN, "100", "homes", Criterion.RELEVANT),
        (ON_PLAN, "1,200", "homes", None),
        (ON_PLAN, "120,000", "homes", Criterion.MEASURABLE),
    ],
)
def test_a_value_is_one_that_the_measures_own_figures_can_reach_and_have_not(
    known: Measure, value: str, unit: str, letter: Criterion | None
) -> None:
    draft = replace(GOOD, value=value, unit=unit)
    failing = [one for one in lint(draft, case_measure="NI 1", today=date(2026, 3, 2), known=known) if not one.holds]
    assert [one.criterion for one in failing] == ([letter] if letter else [])


def test_nobody_and_everybody_are_no_posts() -> None:
    for said in (
        "Nobody in the world",
        "No one",
        "Everybody",
        "the whoever",
        "TBC",
        "to be confirmed",
        "n/a",
        "-",
        "X",
    ):
        assert not names_a_post(said), said
    for said in ("Head of repairs", "The chief executive", "Cabinet", "Portfolio holder", "Prif Weithredwr"):
        assert names_a_post(said), said
    assert failing(replace(GOOD, owner="Nobody in the world")) == [Criterion.SPECIFIC]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("The council should do better soon.", False),
        ("Answer letters from tenants properly and faster", False),
        ("Answer nine of 10 letters faster, within 5 working days", True),
        ("Publish the timetable of every bus route", True),
    ],
)
def test_a_word_that_says_neither_how_much_nor_when_needs_a_number_beside_it(text: str, holds: bool) -> None:
    draft = Draft(text=text, addressee="waste", owner="Head of waste", measure="m", value="60", unit="%")
    specific = lint(draft, case_measure="m", today=date(2026, 5, 1))[0]
    assert (specific.criterion, specific.holds) == (Criterion.SPECIFIC, holds), specific.why
