"""Whose words an entry gives: who may answer for them, once, and how late they came."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.entry import Came, Entry, Party, Said
from services.publication.domain.entry.particulars import AdviceRequest, AdviserKind, Particulars, Rejection, Terms
from services.publication.domain.entry.reply import (
    Confirmation,
    Late,
    PutReply,
    Reply,
    Stance,
    heard,
    is_named,
    late,
    writers,
)
from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register
from services.publication.pages.entry.reply import asides, typed_words
from shared.events.publication import PartnerRegistered
from tests.unit.publication.negotiation import COUNCIL, HERE, OFFICE, TODAY, negotiation, publish, said

CALENDAR = HERE.calendar
REPLIED_AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def body(code: str, name: str, *former: str) -> PartnerRegistered:
    return PartnerRegistered(
        area="E06000022",
        partner=code,
        name=name,
        partner_kind="body",
        regime="none",
        inspectorate="",
        former_names=former,
        renamed_on=(date(2026, 1, 1),) * len(former),
    )


HALL, GOSW, POLICE = body("council", COUNCIL), body("gosw", OFFICE), body("police", "Avon Police")
REGISTER = Register("E06000022", partners={one.partner: one for one in (HALL, GOSW, POLICE)})
ANSWER = said(by=Party.GOVERNMENT_OFFICE)


def entry(words: Said = ANSWER, *, by: str = "council", came: Came = Came.TRANSCRIBED, number: int = 1) -> Entry:
    recorded_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return Entry(number=number, said=words, came=came, entered_by=by, recorded_at=recorded_at)


def put(agreement: Agreement, command: PutReply) -> Agreement:
    (event,) = decide(agreement, command, TODAY, HERE)
    return evolve(agreement, event)


def faults(agreement: Agreement, command: PutReply) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        decide(agreement, command, TODAY, HERE)
    return {(wrong.pointer, wrong.code) for wrong in refused.value.wrongs}


def reply(stance: Stance, number: int = 1, **more: object) -> Reply:
    held = Reply(
        agreement="laa-2008",
        area="E06000022",
        number=number,
        entry=1,
        body="gosw",
        name=OFFICE,
        stance=stance,
        words="Ours was another figure.",
        note=None,
        supersedes=None,
        recorded_at=REPLIED_AT,
    )
    return replace(held, **more)  # type: ignore[arg-type] # by the names of its fields


def test_every_body_that_an_entry_names_may_reply_to_it_by_any_name_it_had() -> None:
    told = Particulars(
        terms=Terms(department="Home Office"),
        rejection=Rejection(department="Treasury"),
        advice_request=AdviceRequest(asked_of="Peer panel", adviser_kind=AdviserKind.PEER_PANEL, question="Is it?"),
    )
    words = replace(ANSWER, lead_partner="Avon Police", particulars=told)
    named = (OFFICE, "Avon Police", "HOME OFFICE", "Treasury", "Peer panel")
    assert all(is_named(words, body("x", name)) for name in named)
    assert is_named(words, body("x", "Police of Avon and Somerset", "Avon Police"))
    assert not is_named(words, HALL)


def test_only_the_body_whose_words_another_typed_confirms_or_disputes_them() -> None:
    agreement = publish(negotiation(), ANSWER)
    for stance in (Stance.CONFIRMED, Stance.DISPUTED):
        assert faults(agreement, PutReply(entry=entry(), body=POLICE, stance=stance, words="No.")) == {
            ("/stance", "not-your-words")
        }
        own = entry(by="gosw", came=Came.BY_AUTHOR)
        assert faults(agreement, PutReply(entry=own, body=GOSW, stance=stance, words="No.")) == {
            ("/stance", "entered-by-yourself")
        }
    after = put(agreement, PutReply(entry=entry(), body=GOSW, stance=Stance.CONFIRMED))
    assert after.replies[1].stance == "confirmed"


def test_a_reply_says_something_in_at_most_300_words() -> None:
    agreement = publish(negotiation(), ANSWER)
    command = PutReply(entry=entry(), body=GOSW, stance=Stance.REPLIED)
    assert faults(agreement, command) == {("/words", "missing")}
    assert faults(agreement, replace(command, words="word " * 301)) == {("/words", "too-long")}
    assert put(agreement, replace(command, words="word " * 300)).replies


def test_one_reply_of_a_body_stands_and_the_next_says_which_it_supersedes_and_why() -> None:
    command = PutReply(entry=entry(), body=GOSW, stance=Stance.DISPUTED, words="Ours was another figure.")
    agreement = put(publish(negotiation(), ANSWER, ANSWER), command)
    assert faults(agreement, command) == {("/supersedes", "replied-already")}
    assert faults(agreement, replace(command, supersedes=1)) == {("/note", "missing")}
    police = replace(command, body=POLICE, stance=Stance.REPLIED)
    assert faults(agreement, replace(police, supersedes=1, note="It is ours.")) == {("/supersedes", "not-your-reply")}
    again = put(agreement, replace(command, stance=Stance.CONFIRMED, supersedes=1, note="We found it."))
    assert faults(again, replace(command, supersedes=1, note="Once more.")) == {("/supersedes", "not-your-reply")}
    assert put(put(again, police), replace(command, entry=entry(number=2))).replies.keys() == {1, 2, 3, 4}


def test_words_typed_by_another_body_stand_as_not_answered_until_it_answers() -> None:
    def state(*replies: Reply, **more: object) -> Confirmation | None:
        (one,) = heard([entry(**more)], replies, REGISTER)  # type: ignore[arg-type] # by the names of its fields
        return one.confirmation

    first = reply(Stance.DISPUTED)
    assert state() is Confirmation.NOT_ANSWERED
    assert state(reply(Stance.REPLIED)) is Confirmation.NOT_ANSWERED
    assert state(first) is Confirmation.DISPUTED
    later = reply(Stance.CONFIRMED, 2, supersedes=1, note="We found it.")
    assert state(replace(first, superseded_by=2), later) is Confirmation.CONFIRMED
    assert state(came=Came.BY_AUTHOR) is None
    assert state(by="gosw", came=Came.COMPILED) is None


def test_what_came_more_than_five_working_days_after_it_was_said_is_late() -> None:
    def lag(said_on: str | None) -> Late | None:
        return late(entry(said(on=said_on)), CALENDAR)

    assert lag("2026-11-13") is None  # a Friday; the Friday after is the fifth working day
    assert lag("2026-11-12") == Late(days=6)
    assert lag("2026-11") is None
    assert lag(None) is None
    assert lag("1950-05-01") == Late(days=None)


def test_who_writes_is_counted_for_each_body() -> None:
    own = entry(said(on="2026-11-20"), came=Came.BY_AUTHOR, number=2)
    old = entry(said(by=Party.GOVERNMENT_OFFICE, on="2008-06-30"), came=Came.COMPILED, number=3)
    disputed = heard([entry(replace(ANSWER, said_on=None)), own, old], [reply(Stance.DISPUTED)], REGISTER)
    office, council = writers(disputed, CALENDAR)
    assert (office.name, office.by_author, office.transcribed, office.compiled) == (OFFICE, 0, 1, 1)
    assert (office.late, office.unconfirmed, office.disputed) == (0, 1, 1)
    assert (council.by_author, council.late, council.unconfirmed) == (1, 0, 0)
    (again,) = writers(heard([entry()], [], REGISTER), CALENDAR)
    assert again.late == 1


def test_a_turn_says_who_typed_it_and_whether_its_author_stands_by_it() -> None:
    (silent,) = heard([entry()], [], REGISTER)
    words = typed_words(silent, CALENDAR)
    assert words.startswith(f"Written down by {COUNCIL}, not by {OFFICE}. Nobody could be asked: no letter")
    assert "Put on this record on 20 November 2026" in words
    (disputed,) = heard([entry()], [reply(Stance.DISPUTED)], REGISTER)
    assert f"Disputed by {OFFICE} on 23 November 2026" in typed_words(disputed, CALENDAR)
    (aside,) = asides(disputed)
    assert (aside.who, aside.what, aside.words) == (OFFICE, "disputes these words", "Ours was another figure.")
