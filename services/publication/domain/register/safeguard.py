"""The safeguards of a place that are told by steps of the record: what each guards, and how often it was used. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.working_days import Span

QUARTER = 3  # months
SHOWN = 4


class Against(StrEnum):
    """What a group of safeguards stands against. The values are the headings of the page."""

    OWN_CAUSE = "Nobody judges their own cause"
    STANDSTILL = "No case stands still unseen"
    SLIPS = "What is wrong is put right"
    CROWDS = "Signatures are of people"


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A safeguard: what it stands against, what a use of it is called, and the steps by which one is told."""

    against: Against
    called: str
    steps: tuple[str, ...]


SAFEGUARDS: tuple[Safeguard, ...] = (
    Safeguard(Against.OWN_CAUSE, "A second person was asked", ("case.second_asked", "petition.invalidation_asked")),
    Safeguard(Against.OWN_CAUSE, "The second person agreed", ("case.second_agreed",)),
    Safeguard(
        Against.OWN_CAUSE, "The second person did not agree", ("case.second_refused", "petition.invalidation_refused")
    ),
    Safeguard(
        Against.OWN_CAUSE, "No second person spoke in time", ("case.second_missing", "petition.invalidation_lapsed")
    ),
    Safeguard(
        Against.OWN_CAUSE,
        "It was taken back, or gave way",
        ("case.second_withdrawn", "case.second_set_aside", "petition.invalidation_withdrawn"),
    ),
    Safeguard(Against.OWN_CAUSE, "A councillor stood aside", ("case.member_recused",)),
    Safeguard(Against.OWN_CAUSE, "Another committee took a case on", ("case.committee_changed",)),
    Safeguard(Against.STANDSTILL, "A day was missed", ("case.day_missed",)),
    Safeguard(Against.STANDSTILL, "A case was paused, or paused on", ("case.paused", "case.pause_renewed")),
    Safeguard(Against.STANDSTILL, "What silence did was set aside: it had come in time", ("case.deadline_set_aside",)),
    Safeguard(Against.STANDSTILL, "A refusal was reviewed from outside", ("case.review_requested",)),
    Safeguard(Against.STANDSTILL, "A case that was closed opened again", ("case.relapsed",)),
    Safeguard(Against.SLIPS, "A slip in a step was put right", ("case.step_corrected",)),
    Safeguard(Against.SLIPS, "A duty was disputed", ("case.duty_disputed",)),
    Safeguard(Against.SLIPS, "A remedy was contested", ("case.remedy_contested", "case.resolution_contested")),
    Safeguard(Against.SLIPS, "Lost confidence was declared", ("case.no_confidence_declared",)),
    Safeguard(Against.CROWDS, "A mark waited while signatures were in doubt", ("petition.mark_waits",)),
    Safeguard(Against.CROWDS, "Signatures were struck out", ("petition.signatures_struck_out",)),
    Safeguard(Against.CROWDS, "Signatures that were held count", ("petition.signatures_released",)),
    Safeguard(Against.CROWDS, "A decision about signatures was put back", ("petition.invalidation_reversed",)),
    Safeguard(Against.CROWDS, "Nobody decided in time about held signatures", ("petition.held_undecided",)),
)
STEPS = frozenset(step for one in SAFEGUARDS for step in one.steps)


@dataclass(frozen=True, slots=True)
class Used:
    """How often a safeguard was used in each of the quarters."""

    safeguard: Safeguard
    times: tuple[int, ...]


def quarters(today: date, most: int = SHOWN) -> tuple[Span, ...]:
    """The quarter of today and those before it, the earliest first."""
    found: list[Span] = []
    first_on = date(today.year, today.month - (today.month - 1) % QUARTER, 1)
    after = today + timedelta(days=1)
    for _ in range(most):
        found.append(Span(first_on, after - timedelta(days=1), f"{first_on:%B} to {_last_month(first_on):%B %Y}"))
        after, before = first_on, first_on - timedelta(days=1)
        first_on = date(before.year, before.month - QUARTER + 1, 1)
    return tuple(reversed(found))


def used(counts: Mapping[tuple[str, date], int], spans: Sequence[Span]) -> tuple[Used, ...]:
    """Every safeguard with its uses in each of the quarters; `counts` are by step and the first day of its quarter."""
    return tuple(
        Used(one, tuple(sum(counts.get((step, span.first_on), 0) for step in one.steps) for span in spans))
        for one in SAFEGUARDS
    )


def _last_month(first_on: date) -> date:
    return date(first_on.year, first_on.month + QUARTER - 1, 1)
