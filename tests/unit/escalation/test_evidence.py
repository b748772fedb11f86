"""How many files a case takes, and from whom: the bounds that no door can be tried against in seconds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.evidence.decision import (
    MOST_A_DAY,
    MOST_BYTES,
    MOST_FILES,
    TAKEN_BACK_WITHIN,
    About,
    Brought,
    receive,
)
from services.escalation.domain.evidence.evidence import Evidence, Standing, begun
from tests.unit.escalation.ladder import partner, resolved_stage1, screening

BROUGHT = Brought(evidence="f", occasion="matter", media_type="image/png", size=1_000, commitment="c", is_scanned=False)
WALK = screening()
ABOUT = About.of_case(WALK.case, WALK.at(partner("fire")))
FIRST: Evidence = begun(receive(BROUGHT, (), ABOUT), ABOUT.at.now - TAKEN_BACK_WITHIN, "key/other")
GONE = replace(FIRST, standing=Standing.REMOVED)
TODAY = replace(FIRST, received_at=FIRST.received_at + timedelta(seconds=1))
LARGE = replace(FIRST, by="police", size=MOST_BYTES)


@pytest.mark.parametrize(
    ("others", "refused"),
    [
        ([FIRST] * (MOST_FILES - 1), None),
        ([FIRST] * MOST_FILES, "too_many_files"),
        ([GONE] * MOST_FILES, None),
        ([LARGE], "too_many_files"),
        ([replace(LARGE, size=MOST_BYTES - BROUGHT.size)], None),
        ([TODAY] * (MOST_A_DAY - 1), None),
        ([TODAY] * MOST_A_DAY, "too_many_today"),
        ([replace(TODAY, standing=Standing.WITHDRAWN)] * MOST_A_DAY, "too_many_today"),
        ([replace(TODAY, by="police")] * MOST_A_DAY, None),
    ],
)
def test_a_case_takes_so_many_files_and_so_many_of_one_body_a_day(others: list[Evidence], refused: str | None) -> None:
    if refused is None:
        assert receive(BROUGHT, others, ABOUT).number == len(others) + 1
        return
    with pytest.raises(Refused) as why:
        receive(BROUGHT, others, ABOUT)
    assert why.value.name == refused


def test_a_case_that_has_ended_takes_no_more_files() -> None:
    with pytest.raises(Refused) as why:
        receive(BROUGHT, (), About.of_case(resolved_stage1().case, ABOUT.at))
    assert why.value.name == "case_closed"
