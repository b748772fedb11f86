"""Deciding about many signatures at once: of whom a second person's word is needed."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import Asked
from services.escalation.domain.signature.invalidation import (
    Conditions,
    Deed,
    Ground,
    Job,
    require_not_asked_out,
    require_proposer,
    second_of,
)
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


def test_what_was_taken_back_counts_as_asked_and_only_its_own_body_takes_it_back() -> None:
    at = at_desk(is_led=True)
    job = Job(
        job="j",
        number=1,
        deed=Deed.STRIKE_OUT,
        of=None,
        conditions=Conditions(held_for=None, domain=b"d", named=("domain",)),
        expected=6,
        code=Ground.ONE_HAND,
        reasons="One hand wrote them",
        body="council",
        actor="account/1",
        asked_on=at.today,
        second_of=Asked.MONITORING_OFFICER.value,
        second_by=at.today,
    )
    require_proposer(job, at)
    with pytest.raises(NotYourPart):
        require_proposer(replace(job, body="fire"), at)
    gone = replace(job, ended_as="withdrawn")
    with pytest.raises(Refused, match="does not wait"):
        require_proposer(gone, at)
    require_not_asked_out(job, (gone,), at)
    with pytest.raises(Refused, match="2 times"):
        require_not_asked_out(job, (gone, gone), at)
