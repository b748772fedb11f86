"""Who may publish what is done to an agreement: a second person who is named, force where it is lawful, silence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.entry.clearance import Cleared
from services.publication.domain.entry.entry import Came
from services.publication.domain.entry.reply import Stance
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NobodyNamed, NotPossible
from services.publication.domain.submission.deed import AskReply, Deed, What, what_of
from services.publication.domain.submission.submission import (
    Person,
    Submission,
    cleared_by,
    require_silence_publishes,
)
from tests.unit.publication.negotiation import opened

APPROVAL = Approve(Day.parse("2026-06-15"), "Ministers", ())
DEEDS: dict[What, Deed] = {
    What.OPENING: OpenAgreement(opened()),
    What.ROUND: OpenRound("first", "First", None),
    What.APPROVAL: APPROVAL,
    What.REVISION: Revise(date(2026, 6, 15)),
    What.REPLY: AskReply(entry=1, stance=Stance.CONFIRMED),
}
ANN = Person("account/ann", "account/ann", "bath-council", frozenset({"account/ann", "key/of-ann"}))
BOB = Person("key/of-bob", "system/bob", "bath-council", frozenset({"account/bob", "key/of-bob"}))
NOBODY = Person("key/nobodys", "system/other", "bath-council")
WHY = "It cannot wait a day."


def handed_in(deed: Deed, account: str = "account/ann") -> Submission:
    return Submission(
        agreement="laa-2008",
        submission=1,
        area="E06000022",
        body="bath-council",
        author=None,
        entries=(),
        after=0,
        account=account,
        system="account/ann",
        received_at=datetime(2026, 6, 1, 9, tzinfo=UTC),
        due_on=date(2026, 6, 3),
        what=what_of(deed),
        deed=deed,
    )


@pytest.mark.parametrize("what", DEEDS)
def test_a_deed_is_published_by_a_named_second_person_and_by_no_key_that_nobody_is_named_to_hold(what: What) -> None:
    held = handed_in(DEEDS[what])
    assert cleared_by(held, BOB, None) is Cleared.TWO_PERSONS
    assert cleared_by(held, ANN, WHY) is Cleared.FORCED
    for same in (ANN, replace(ANN, account="key/of-ann", system="system/ann")):
        with pytest.raises(NotPossible, match="You handed this in"):
            cleared_by(held, same, None)
    with pytest.raises(NobodyNamed, match="whose holder was named"):
        cleared_by(held, NOBODY, None)


def test_a_key_of_a_person_does_not_publish_what_another_key_of_that_person_handed_in() -> None:
    with pytest.raises(NotPossible, match="You handed this in"):
        cleared_by(handed_in(APPROVAL, "key/of-bob"), replace(BOB, account="account/bob", system="account/bob"), None)


@pytest.mark.parametrize("what", DEEDS)
def test_a_key_that_nobody_is_named_to_hold_forces_no_deed_that_it_handed_in(what: What) -> None:
    with pytest.raises(NobodyNamed, match="can be asked why"):
        cleared_by(handed_in(DEEDS[what], NOBODY.account), NOBODY, WHY)


def test_what_papers_tell_nobody_publishes_alone() -> None:
    with pytest.raises(NotPossible, match="a second person compares"):
        cleared_by(handed_in(replace(APPROVAL, came=Came.COMPILED)), ANN, WHY)


@pytest.mark.parametrize("what", DEEDS)
def test_silence_publishes_all_but_what_sets_targets(what: What) -> None:
    if what in (What.APPROVAL, What.REVISION):
        with pytest.raises(NotPossible, match="silence sets no targets"):
            require_silence_publishes(handed_in(DEEDS[what]))
    else:
        require_silence_publishes(handed_in(DEEDS[what]))
