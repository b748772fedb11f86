"""In the weeks before an election nothing new is said by a way round: a summary, a release, papers of those weeks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.publication.domain.agreement.command import OpenAgreement
from services.publication.domain.entry.clearance import Ground, Hidden, Later, LaterGround
from services.publication.domain.entry.entry import Came, Entry, EntryKind
from services.publication.domain.entry.withholding import wish_of
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register
from services.publication.domain.submission.submission import Submission
from shared.events.publication import AreaRegistered, ElectionSet
from shared.policy import BeforeElection
from tests.unit.publication.negotiation import COUNCIL, TODAY, act, circumstances, live, opened, refusal, said, tell

STARTS, ENDS = TODAY - timedelta(days=10), TODAY + timedelta(days=10)
ELECTION = ElectionSet(area="E06000022", starts_on=STARTS, ends_on=ENDS, election="a by-election", basis="Notice")
ABOUT = AreaRegistered(
    area="E06000022",
    name="Bath",
    letters="BATH",
    profile="laa-2008-1",
    population=1000,
    responsible_authority="council",
    committee="committee",
)
NEAR = circumstances(Register("E06000022", about=ABOUT, elections={STARTS: ELECTION}))
HIDDEN = Hidden(Ground.THIRD_PARTY, "A figure given in confidence.", None)
NOW = replace(said(on=TODAY.isoformat()), came=Came.BY_AUTHOR)


def test_a_summary_waits_for_the_election_as_words_do_and_no_words_come_back_in_its_weeks() -> None:
    agreement, inside = live(STARTS - timedelta(days=1), by=NEAR), replace(HIDDEN, until=TODAY + timedelta(days=3))
    assert refusal(agreement, replace(NOW, hidden=HIDDEN), author=COUNCIL, by=NEAR) == {
        "/0/withheld/summary": "election-near"
    }
    note = replace(NOW, kind=EntryKind.NOTE, status=None, hidden=replace(inside, summary=None))
    assert refusal(agreement, note, author=COUNCIL, by=NEAR) == {"/0/withheld/until": "before-an-election"}
    assert (
        tell(agreement, replace(note, hidden=replace(HIDDEN, summary=None)), author=COUNCIL, by=NEAR).marks[3]
        is not None
    )


@pytest.mark.parametrize("rule", BeforeElection)
def test_an_entry_is_released_when_the_weeks_before_an_election_are_over(rule: BeforeElection) -> None:
    at, spans = datetime(2026, 6, 1, tzinfo=UTC), NEAR.register.before_elections
    entry = Entry(number=1, said=NOW, came=Came.BY_AUTHOR, entered_by="b", recorded_at=at, withheld=HIDDEN)
    if rule is BeforeElection.GOES_ON:
        return wish_of(entry, None, "b", TODAY, elections=spans, rule=rule)
    with pytest.raises(Refused) as refused:
        wish_of(entry, None, "b", TODAY, elections=spans, rule=rule)
    assert [(one.pointer, one.code) for one in refused.value.wrongs] == [("", "election-near")]
    return wish_of(entry, None, "b", ENDS + timedelta(days=1), elections=spans, rule=rule)


@pytest.mark.parametrize(("on", "codes"), [(STARTS, {"/0/later": "election-near"}), (STARTS - timedelta(days=1), {})])
def test_papers_of_the_weeks_before_an_election_wait_too_whenever_the_agreement_is_opened(
    on: date, codes: dict[str, str]
) -> None:
    agreement = act(None, OpenAgreement(replace(opened(), period="2026 to 2029")), TODAY, NEAR)
    paper = replace(NOW, kind=EntryKind.NOTE, status=None, round=None, came=Came.COMPILED)
    told = replace(paper, said_on=said(on=on.isoformat()).said_on)
    if codes:
        assert refusal(agreement, told, by=NEAR) == codes
    else:
        assert tell(agreement, told, by=NEAR).marks[1] is not None


def test_what_an_election_holds_back_is_judged_by_its_second_person_with_its_day() -> None:
    day = Later(LaterGround.PRE_ELECTION, ENDS + timedelta(days=1))
    held = Submission(
        agreement="laa-2008",
        submission=1,
        area="E06000022",
        body="bath-council",
        author=COUNCIL,
        entries=(replace(NOW, later=day),),
        after=2,
        account="account/ann",
        system="account/ann",
        received_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        due_on=ENDS,
    )
    assert act(live(STARTS - timedelta(days=1), by=NEAR), held.command(2, TODAY), by=NEAR).marks[3] is not None
    assert held.command(2, day.shown_from).entries[0].later is None
