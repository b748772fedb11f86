"""When mail to people of the desk goes, whom a reminder is for, and what a letter proves: pure, on days and events."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.case.letter import About, Carried, How, served
from services.escalation.domain.desk.concern import of_notices
from services.escalation.domain.desk.notification import Kind, Notification, Wish, href, mail_day, said
from services.escalation.domain.desk.preference import Line, mail
from shared.calendars import calendar
from shared.events.escalation.letter import LetterCarried, LetterServed
from shared.events.escalation.notice import PageNoticeDecided

ENGLAND = calendar("England and Wales")
THURSDAY, FRIDAY, MONDAY, TUESDAY = date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5)


def letter(number: int, how: How = How.EMAIL, supersedes: int | None = None) -> LetterServed:
    return LetterServed(
        case="A",
        letter=number,
        about=About.DUTY.value,
        by="council",
        to="waste",
        how=how.value,
        served_on=FRIDAY,
        proof="AB 1",
        supersedes=supersedes,
    )


@pytest.mark.parametrize(
    ("wish", "told_on", "day"),
    [
        (Wish.AT_ONCE, FRIDAY, None),
        (Wish.DAILY, THURSDAY, FRIDAY),
        (Wish.DAILY, FRIDAY, TUESDAY),  # Monday is the early May bank holiday
        (Wish.WEEKLY, THURSDAY, TUESDAY),
        (Wish.WEEKLY, MONDAY, date(2026, 5, 11)),
    ],
)
def test_what_is_told_goes_at_once_or_on_a_working_day(wish: Wish, told_on: date, day: date | None) -> None:
    assert mail_day(wish, told_on, ENGLAND) == day


def test_every_kind_has_its_sentence_with_and_without_a_day() -> None:
    for kind in Kind:
        for due_on in (None, FRIDAY):
            words = said(kind, "", due_on, "Duty served")
            assert words.endswith(".")
            assert "{" not in words


def test_a_letter_that_came_back_or_is_put_right_is_no_proof_and_each_way_says_what_it_proves() -> None:
    sent = LetterCarried(case="A", letter=1, standing=Carried.SENT.value, on=FRIDAY)
    back = LetterCarried(case="A", letter=1, standing=Carried.FAILED.value, on=TUESDAY)
    first, second, third = served([letter(1), sent, letter(2, How.POST), letter(3, How.BY_HAND, 2), back])
    assert (first.standing, first.proof) == (Carried.FAILED, "Came back on 5 May 2026: not delivered")
    assert (second.put_right_by, third.put_right_by) == (3, None)
    assert second.proof == third.proof == "Stated by who served it, reference AB 1"
    (waiting,) = served([letter(1)])
    assert (waiting.standing, waiting.proof) == (None, "Not sent yet")


def test_one_letter_tells_of_each_place_under_its_name_and_of_one_place_without_it() -> None:
    at_home = Line(
        place="Bath", title="Broken lifts", said="You must act by 4 May 2026.", address="https://a.example/1"
    )
    elsewhere = replace(at_home, place="York", title="Cold flats", address="https://a.example/2")
    sent = mail(lines=[at_home, elsewhere, at_home], page="https://a.example/all", stop="https://a.example/stop")
    assert sent.subject == "3 things on your desk"
    assert [sent.text.count(f"{place}\n\n  - ") for place in ("Bath", "York")] == [1, 1]
    assert sent.text.index("Broken lifts") < sent.text.index("York") < sent.text.index("Cold flats")
    alone = mail(lines=[at_home, at_home], page="https://a.example/all", stop="https://a.example/stop")
    assert "Bath" not in alone.text


def test_words_that_may_not_stand_are_told_to_those_who_take_them_out_and_to_each_body_that_they_are_of() -> None:
    like = Notification(area="A", stream="notice/A/1", version=1, reference="A/1", kind=Kind.NOTICE)
    taken, kept = (
        PageNoticeDecided(area="A", notice=1, outcome=outcome, reasons="So", by="fire", role="partner")
        for outcome in ("taken_up", "kept")
    )
    everywhere, own = of_notices([taken], like, {"waste"})
    assert (everywhere.body, everywhere.roles) == ("", ("monitoring_officer", "registrar"))
    assert (own.body, "partner" in own.roles, "case_worker" in own.roles) == ("waste", True, True)
    assert not {*own.roles} & {*everywhere.roles}  # nobody is told twice
    assert href(own.kind, own.reference, own.about) == "/petitions/reported/A/1"  # which each of them may read
    assert of_notices([kept], like, {"waste"}) == ()
