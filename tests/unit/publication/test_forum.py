"""Forums and their agreements on outcomes in the register: what cannot be is refused by its place in the message."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.publication.domain.register.forum import (
    NOTICE,
    Forums,
    wrong_agreements,
    wrong_forums,
    wrong_last_days,
    wrong_terms,
)
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered

FORUM = ForumRegistered(
    area="E1",
    forum="castle",
    name="Castle Forum",
    forum_kind="neighbourhood",
    covers="Castle",
    quorum=12,
    rules="Open",
    funding="None",
    since_on=date(2026, 4, 1),
)
AGREED = OutcomeAgreementRegistered(
    area="E1",
    agreement="castle-2026",
    forum="castle",
    title="Cleaner streets",
    parties=("council",),
    measures=("NI-1",),
    from_on=date(2026, 4, 1),
    until_on=date(2029, 3, 31),
    document="Minute 4/26",
)
COMMITTEE = replace(FORUM, forum="north", forum_kind="area_committee")


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"quorum": 0}, [("/forums/0/quorum", "no-quorum")]),
        ({"until_on": date(2026, 3, 31)}, [("/forums/0/until_on", "ends-before-it-begins")]),
        ({"forum": "council"}, [("/forums/0/forum", "code-taken")]),
    ],
)
def test_a_forum_has_a_quorum_days_in_order_and_a_code_of_its_own(
    changed: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    found = wrong_forums([replace(FORUM, **changed)], {"council"})  # type: ignore[arg-type]  # each of its own kind
    assert [(one.pointer, one.code) for one in found] == faults


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"forum": "nobody"}, [("/forum", "unknown-forum")]),
        ({"forum": "north"}, [("/forum", "not-a-forum")]),
        ({"until_on": date(2026, 3, 31)}, [("/until_on", "ends-before-it-begins")]),
        ({"parties": ()}, [("/parties", "names-nobody")]),
        ({"parties": ("council", "nobody")}, [("/parties/1", "unknown-partner")]),
        ({"measures": ("NI-2",)}, [("/measures/0", "unknown-measure")]),
    ],
)
def test_an_agreement_is_of_a_forum_with_known_bodies_about_known_measures(
    changed: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    forums = {"castle": FORUM, "north": COMMITTEE}
    stated = [replace(AGREED, **changed)]  # type: ignore[arg-type]  # as above
    found = wrong_agreements(stated, forums, {"council"}, {"NI-1"})
    assert [(one.pointer, one.code) for one in found] == [(f"/outcome_agreements/0{at}", code) for at, code in faults]


def test_what_others_rest_on_is_ended_a_while_after_somebody_says_so() -> None:
    today = date(2027, 1, 4)
    ends = [replace(AGREED, until_on=today + NOTICE - timedelta(days=days)) for days in (1, 0)]
    found = [list(wrong_last_days({"one": AGREED}, {"one": end}, "outcome_agreements", today)) for end in ends]
    assert [(one.pointer, one.code) for one in found[0]] == [("/outcome_agreements/0/until_on", "ends-too-soon")]
    assert found[1] == []
    assert not [*wrong_last_days({}, {"one": ends[0]}, "outcome_agreements", today)]


@pytest.mark.parametrize(
    ("agreed", "forum", "faults"),
    [
        ({}, {}, []),
        ({"measures": ("NI-1", "NI-2")}, {"quorum": FORUM.quorum - 1}, []),
        ({"measures": ("NI-2",)}, {}, ["/outcome_agreements/0"]),
        ({"parties": ("fire",)}, {}, ["/outcome_agreements/0"]),
        ({"from_on": AGREED.from_on + timedelta(days=1)}, {}, ["/outcome_agreements/0"]),
        ({}, {"quorum": FORUM.quorum + 1}, ["/forums/0/quorum"]),
    ],
)
def test_what_was_agreed_with_a_forum_is_kept_until_the_agreement_is_over(
    agreed: dict[str, object], forum: dict[str, object], faults: list[str]
) -> None:
    held = Forums({"castle": FORUM}, {"one": AGREED})
    stated = Forums(
        {"castle": replace(FORUM, **forum)},  # type: ignore[arg-type]  # as above
        {"one": replace(AGREED, **agreed)},  # type: ignore[arg-type]  # as above
    )
    assert [one.pointer for one in wrong_terms(held, stated, AGREED.until_on)] == faults
    assert not [*wrong_terms(held, stated, AGREED.until_on + timedelta(days=1))]
