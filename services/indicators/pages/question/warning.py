"""Early warnings on the pages of measures and areas: questions, not accusations, each with its working."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.indicators.domain.question.warning import Cause, EarlyWarning
from shared.web.components import Link, Strong, Words

QUESTIONS = {
    Cause.ADVERSE_TREND: "Is the promise still within reach? The latest figures were each worse than a year before.",
    Cause.FIGURES_LATE: "What holds the figures up? The latest ones came after their day, or have not come.",
    Cause.FORECAST_MISSED: "What was not foreseen? The latest figure lies outside the range that was forecast.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question that figures raise: what is asked, of whom since when, and the working."""

    asks: str
    words: Words
    working: str


def questions(warnings: Sequence[EarlyWarning]) -> list[Query]:
    """The questions that a measure's figures raise."""
    return [
        Query(
            asks=QUESTIONS[one.cause],
            words=("A question to ", Strong(one.body_name), " since ", one.raised_at, ". It is no finding."),
            working=f"{one.working} Rule {one.rule}, policy {one.policy_version}.",
        )
        for one in warnings
    ]


def of_area(warnings: Sequence[EarlyWarning], titles: dict[str, str]) -> list[Words]:
    """The questions that the figures of an area's measures raise, a line each."""
    return [
        (
            Link(titles.get(one.measure, one.measure), f"/measures/{one.area}/{one.measure}"),
            f": {QUESTIONS[one.cause]} A question to ",
            Strong(one.body_name),
            ".",
        )
        for one in warnings
    ]
