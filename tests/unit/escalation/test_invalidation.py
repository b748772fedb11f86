"""Deciding about many signatures at once: of whom a second person's word is needed."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.second import Asked
from services.escalation.domain.signature.invalidation import second_of
from tests.unit.escalation import ladder


def at_desk(*, is_led: bool) -> Circumstances:
    """A case worker of the council, about a measure that housing leads on, or on which nobody does."""
    at = ladder.screening().at(ladder.WORKER)
    return at if is_led else replace(at, register=replace(at.register, lead=None))


@pytest.mark.parametrize(
    ("is_led", "few", "many"), [(True, None, Asked.MONITORING_OFFICER), (False, *[Asked.OUTSIDER] * 2)]
)
def test_where_nobody_leads_the_council_answers_and_somebody_of_another_body_agrees(
    is_led: bool, few: Asked | None, many: Asked
) -> None:
    at = at_desk(is_led=is_led)
    assert second_of(1, at) == few
    assert second_of(at.policy.watch.second_above + 1, at) == many
