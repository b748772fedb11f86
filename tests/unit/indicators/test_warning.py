"""Early warnings by their rules alone: worse or late twice running; told when they begin and when they end."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.figure.supply import owed_on
from services.indicators.domain.question.asking import Addressee, AskedAs, folded
from services.indicators.domain.question.warning import (
    Came,
    Cause,
    Finding,
    Grounds,
    Promised,
    Told,
    evolve,
    findings,
    news,
)
from shared.calendars import calendar
from shared.events.indicators import WarningLifted, WarningRaised
from shared.measures import Frequency, Polarity
from shared.periods import parse
from shared.policy import released, resolve

TODAY = date(2026, 11, 20)
POLICY = resolve("lof-2026-1", (), TODAY)
ENGLAND = calendar("England and Wales")
COUNCIL = Addressee(body="council", name="The council", asked_as=AskedAs.LEAD, basis="agreed", register_version=1)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def came(period: str, value: str | None = "50", on: date = date(2026, 1, 5)) -> Came:
    figure = Observation(
        place="E08000009",
        period=parse(period),
        revision=1,
        value=None if value is None else Decimal(value),
        missing="not held" if value is None else None,
        status=None,
        batch=UUID(int=1),
        received_at=moment(on),
        recorded_at=moment(on),
    )
    return Came(figure, moment(on))


def grounds(*figures: Came, polarity: Polarity = Polarity.HIGHER, promised: tuple[Promised, ...] = ()) -> Grounds:
    return Grounds(
        area="E08000009",
        measure="waste",
        polarity=polarity,
        frequency=Frequency.ANNUAL,
        figures=figures,
        promised=promised,
        policy=POLICY,
        calendar=ENGLAND,
        today=TODAY,
    )


def promised(period: str, set_on: date = date(2021, 4, 1)) -> Promised:
    return Promised(parse(period), moment(set_on))


def found(cause: Cause, on: Grounds) -> Finding | None:
    return next((one for one in findings(on) if one.cause is cause), None)


def trend(*values: str, polarity: Polarity = Polarity.HIGHER) -> bool | None:
    figures = [came(f"{2020 + n}", value) for n, value in enumerate(values)]
    finding = found(Cause.ADVERSE_TREND, grounds(*figures, polarity=polarity))
    return None if finding is None else finding.holds


def test_two_years_running_each_worse_than_the_one_before_is_an_adverse_trend() -> None:
    assert trend("60", "59", "58") is True
    assert trend("60", "59", "59") is False
    assert trend("60", "58", "59") is False
    assert trend("58", "59", "60") is False


def test_worse_depends_on_which_way_is_better() -> None:
    assert trend("58", "59", "60", polarity=Polarity.LOWER) is True
    assert trend("60", "59", "58", polarity=Polarity.LOWER) is False
    assert trend("60", "59", "58", polarity=Polarity.CONTEXT) is None
    assert trend("60", "59", "58", polarity=Polarity.PLAN) is None


def test_two_figures_make_no_trend() -> None:
    assert trend("60") is None
    assert trend("60", "59") is False


def test_quarters_are_compared_with_the_same_quarter_a_year_before() -> None:
    seasonal = [came(f"{year}-Q{quarter}", value) for year, quarter, value in SEASONS]
    assert found(Cause.ADVERSE_TREND, grounds(*seasonal[:7])) is not None
    finding = found(Cause.ADVERSE_TREND, grounds(*seasonal[:6]))
    assert finding is not None
    assert finding.holds  # Q1 and Q2 of 2025 are below those of 2024, though Q2 is above Q1
    assert "2025-Q2: 69; 2024-Q2: 70" in finding.working
    assert "2025-Q1: 39; 2024-Q1: 40" in finding.working
    better = found(Cause.ADVERSE_TREND, grounds(*seasonal))
    assert better is not None
    assert not better.holds


SEASONS = (
    (2024, 1, "40"),
    (2024, 2, "70"),
    (2024, 3, "60"),
    (2024, 4, "30"),
    (2025, 1, "39"),
    (2025, 2, "69"),
    (2025, 3, "61"),
    (2025, 4, "29"),
)


def late(*figures: Came, since: date = date(2021, 4, 1)) -> bool | None:
    owed = tuple(promised(period, since) for period in ("2023/24", "2024/25"))
    finding = found(Cause.FIGURES_LATE, grounds(*figures, promised=owed))
    return None if finding is None else finding.holds


IN_TIME, TOO_LATE = {"2023/24": date(2024, 5, 1), "2024/25": date(2025, 5, 1)}, date(2025, 12, 1)


def test_two_figures_running_after_their_day_are_late_and_one_is_not() -> None:
    assert late(came("2023/24", on=TOO_LATE), came("2024/25", on=TOO_LATE)) is True
    assert late(came("2023/24", on=TOO_LATE), came("2024/25", on=IN_TIME["2024/25"])) is False
    assert late(came("2023/24", on=IN_TIME["2023/24"]), came("2024/25", on=TOO_LATE)) is False


def test_a_figure_that_has_not_come_is_late_once_its_day_is_over() -> None:
    assert late() is True
    assert late(came("2023/24", on=TOO_LATE)) is True
    assert late(came("2023/24", on=IN_TIME["2023/24"])) is False


def test_of_a_figure_that_came_in_time_and_waits_to_be_public_nothing_is_said() -> None:
    for day, said in ((IN_TIME["2024/25"], None), (TOO_LATE, True)):
        known = grounds(promised=(promised("2023/24"), promised("2024/25")))
        finding = found(Cause.FIGURES_LATE, replace(known, waiting={parse("2024/25"): moment(day)}))
        assert (finding and finding.holds) is said, day
        assert finding is None or "came on" not in finding.working


def test_a_reason_sent_in_time_for_there_being_no_figure_is_not_late() -> None:
    assert late(came("2024/25", None, on=IN_TIME["2024/25"])) is False


def test_history_that_is_posted_after_its_target_was_set_is_not_late() -> None:
    assert late(came("2023/24", on=TOO_LATE), came("2024/25", on=TOO_LATE), since=date(2026, 1, 1)) is None


def test_a_figure_is_in_time_until_the_end_of_its_day() -> None:
    due = owed_on(Frequency.ANNUAL, parse("2024/25"), POLICY, ENGLAND)
    assert due is not None
    assert due.due_on == date(2025, 6, 27)  # sixty working days after 31 March 2025
    assert late(came("2023/24", on=TOO_LATE), came("2024/25", on=due.due_on)) is False
    assert late(came("2023/24", on=TOO_LATE), came("2024/25", on=date(2025, 6, 28))) is True


@pytest.mark.parametrize("period", ["1990", "2150"])
def test_where_no_day_can_be_reckoned_nothing_is_late(period: str) -> None:
    assert owed_on(Frequency.ANNUAL, parse(period), POLICY, ENGLAND) is None


@pytest.mark.parametrize("frequency", Frequency)
@pytest.mark.parametrize("profile", released())
def test_every_frequency_has_a_day_in_every_released_profile(profile: str, frequency: Frequency) -> None:
    due = owed_on(frequency, parse("2024/25"), resolve(profile, (), TODAY), ENGLAND)
    assert due is not None
    assert due.due_on > date(2025, 3, 31)


def test_the_rarer_a_figure_comes_the_longer_it_may_take() -> None:
    due = [owed_on(frequency, parse("2024/25"), POLICY, ENGLAND) for frequency in Frequency]
    days = [one.due_on for one in due if one is not None]
    assert len(days) == len(Frequency)
    assert days == sorted(set(days))


def test_a_cause_is_told_when_it_begins_to_hold_and_when_it_ends_and_not_between() -> None:
    on = grounds()
    holds = Finding(Cause.ADVERSE_TREND, holds=True, period="2022", working="Worse twice.")
    ended = replace(holds, holds=False, period="2023")
    assert news(ended, None, COUNCIL, on) is None
    raised = news(holds, None, COUNCIL, on)
    assert isinstance(raised, WarningRaised)
    assert (raised.body, raised.working, raised.policy_version) == ("council", "Worse twice.", "lof-2026-1")
    standing = evolve(None, raised, moment(TODAY))
    assert news(replace(holds, period="2023"), standing, COUNCIL, on) is None
    lifted = news(ended, standing, COUNCIL, on)
    assert isinstance(lifted, WarningLifted)
    over = evolve(standing, lifted, moment(TODAY))
    assert (over.stands, over.version) == (False, 2)
    again = news(holds, over, COUNCIL, on)
    assert isinstance(again, WarningRaised)
    told: list[tuple[Told, datetime]] = [(one, moment(TODAY)) for one in (raised, lifted, again)]
    assert folded(evolve, told) == evolve(over, again, moment(TODAY))


def test_what_was_not_raised_is_not_lifted() -> None:
    lifted = WarningLifted(area="a", measure="m", cause="adverse_trend", period="2023", working="")
    with pytest.raises(ValueError, match="raised before it is lifted"):
        evolve(None, lifted, moment(TODAY))
