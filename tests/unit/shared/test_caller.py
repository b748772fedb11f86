"""Who is calling, by its rules alone."""

import pytest

from shared.auth import Caller, CallerKind
from shared.problems import NotYours

NOWHERE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("kind", "words"), [(CallerKind.PARTNER, "This key belongs"), (CallerKind.OFFICER, "Your account acts")]
)
def test_whoever_acts_for_no_body_is_told_so(kind: CallerKind, words: str) -> None:
    assert Caller("one", kind, "trafford-council", NOWHERE, NOWHERE, "One").acting_body() == "trafford-council"
    with pytest.raises(NotYours, match=words):
        Caller("one", kind, None, NOWHERE, NOWHERE, "One").acting_body()
