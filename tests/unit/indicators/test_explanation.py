"""Asking why, by its rules alone: who is asked again, what ends a request, and what an answer must keep."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from services.indicators.domain.judgement.judgement import RULE, Facts, Judgement
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.domain.question import question
from services.indicators.domain.question.asking import Addressee, AskedAs, folded
from services.indicators.domain.question.explanation import (
    Explanation,
    State,
    Told,
    ask,
    evolve,
    give,
    is_to_be_asked,
    let_lapse,
    no_longer_asked,
    withdraw,
)
from services.indicators.domain.question.question import FieldKind, Known, Questions, gaps, questions, said
from services.indicators.schemas.question.explanation import ANSWERS, FORMS, from_form
from shared.calendars import calendar
from shared.events.indicators import ExplanationMissing, Said
from shared.measures import Polarity
from shared.policy import QuestionSet, resolve
from shared.shapes import TEXT_SOURCE, fit

SETS = Path(question.__file__).parent / "question_sets"
MONDAY = date(2026, 3, 2)
POLICY = resolve("lof-2026-1", (), MONDAY)
ENGLAND = calendar("England and Wales")
COUNCIL = Addressee(
    body="trafford-council", name="Trafford Council", asked_as=AskedAs.LEAD, basis="local agreement", register_version=9
)
FULL, SHORT = questions(QuestionSet.BELOW_TARGET_1), questions(QuestionSet.BELOW_TARGET_SHORT_1)
KNOWN = Known(measures={"waste": "Waste recycled", "neet": "Not in education"}, bodies={"police": "The police"})


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def judged(verdict: Verdict = Verdict.MISSED, period: str = "2024/25") -> Judgement:
    facts = Facts(
        area="E08000009",
        measure="waste",
        polarity=Polarity.HIGHER,
        period=period,
        value=Decimal("57.5"),
        target=Decimal(60),
    )
    return Judgement(facts=facts, verdict=verdict, rule=RULE, version=1)


def request(period: str = "2024/25", today: date = MONDAY) -> Explanation:
    event = ask(judged(period=period), COUNCIL, id=UUID(int=7), policy=POLICY, calendar=ENGLAND, today=today)
    return evolve(None, event, at(2))


def given(day: int = 10) -> Explanation:
    asked = request()
    return evolve(asked, give(asked, (Said("cause", ("Rain.",)),), at(day)), at(day))


def lapsed(asked: Explanation) -> ExplanationMissing:
    event = let_lapse(asked)
    assert event is not None
    return event


def missing() -> Explanation:
    return evolve(request(), lapsed(request()), at(17))


def withdrawn() -> Explanation:
    return evolve(request(), withdraw(request(), judged(Verdict.MET)), at(5))


def test_the_day_is_reckoned_in_working_days_with_its_working() -> None:
    asked = request(today=date(2026, 3, 30))
    assert asked.clock.due_on == date(2026, 4, 15)  # Good Friday and Easter Monday left out
    assert "Good Friday" in asked.clock.reckoning
    assert (asked.clock.policy_version, asked.questions) == ("lof-2026-1", QuestionSet.BELOW_TARGET_1)


def test_a_first_miss_asks_and_other_verdicts_do_not() -> None:
    assert is_to_be_asked(judged(), [])
    for verdict in set(Verdict) - {Verdict.MISSED}:
        assert not is_to_be_asked(judged(verdict), [])


@pytest.mark.parametrize(
    ("before", "period", "asks"),
    [
        (request(), "2024/25", False),
        (request(), "2025/26", False),
        (given(), "2024/25", False),
        (given(), "2023/24", False),
        (given(), "2025/26", True),
        (missing(), "2024/25", False),
        (missing(), "2025/26", True),
        (withdrawn(), "2024/25", True),
        (withdrawn(), "2025/26", True),
    ],
)
def test_each_missed_period_is_asked_about_once_and_one_at_a_time(
    before: Explanation, period: str, *, asks: bool
) -> None:
    assert is_to_be_asked(judged(period=period), [before]) is asks


def test_an_open_request_ends_when_the_target_is_no_longer_missed_and_nothing_else_does() -> None:
    for verdict in (Verdict.MET, Verdict.NEAR, Verdict.NOT_JUDGED):
        assert no_longer_asked(judged(verdict), [request(), given(), missing()]) == [request()]
    assert no_longer_asked(judged(), [request()]) == []


def test_a_request_stands_as_its_events_tell() -> None:
    asked, late = request(), at(17)
    event = ask(judged(), COUNCIL, id=UUID(int=7), policy=POLICY, calendar=ENGLAND, today=MONDAY)
    events: list[tuple[Told, datetime]] = [(event, at(2)), (lapsed(asked), at(17)), (give(asked, (), late), late)]
    told = folded(evolve, events)
    assert told is not None
    assert (told.state, told.is_late, told.version) == (State.GIVEN, True, 3)
    assert [one.state for one in (asked, given(), missing(), withdrawn())] == list(State)
    assert [one.may_be_answered for one in (asked, given(), missing(), withdrawn())] == [True, False, True, False]
    assert [let_lapse(one) for one in (given(), missing(), withdrawn())] == [None, None, None]


def test_in_time_is_until_midnight_in_london_on_the_day() -> None:
    asked = request()
    assert asked.clock.due_on == date(2026, 3, 16)
    assert not give(asked, (), datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)).is_late
    assert give(asked, (), datetime(2026, 3, 17, 0, 0, tzinfo=UTC)).is_late


def test_an_answer_in_time_is_not_late_although_the_silence_was_told_first() -> None:
    in_time = datetime(2026, 3, 16, 22, tzinfo=UTC)
    assert not evolve(missing(), give(missing(), (), in_time), at(17)).is_late


def test_what_was_never_asked_cannot_be_answered() -> None:
    with pytest.raises(ValueError, match="begins with being asked"):
        evolve(None, lapsed(request()), at(17))
    unjudged = replace(judged(), facts=replace(judged().facts, target=None))
    with pytest.raises(ValueError, match="judged against a target"):
        ask(unjudged, COUNCIL, id=UUID(int=7), policy=POLICY, calendar=ENGLAND, today=MONDAY)


def test_a_released_set_is_never_edited() -> None:
    """A change is a new number: another file, and another name in the policy's choice."""
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SETS.iterdir()} == {
        "below-target-1.toml": "e9fe92a4058d1eac3e30274521c6adb2c72e83be18d8f365a34b40dbb82bba15",
        "below-target-short-1.toml": "21bda5047fc96f2fba99b35f9d4d05c61db7a3c16c76db4ec3cc8a374f853fb4",
    }


@pytest.mark.parametrize("name", QuestionSet)
def test_every_released_set_asks_for_a_cause_with_its_alternatives_a_day_and_who_answers(name: QuestionSet) -> None:
    asked = questions(name)
    assert name.endswith(f"-{asked.number}")
    fields = {field.name: field for field in asked.fields}
    assert len(fields) == len(asked.fields)
    assert fields["other_causes"].may_say_none
    assert (fields["improved_on"].kind, fields["improved_on"].required) == (FieldKind.DATE, True)
    assert fields["owner"].required
    assert fields["cause"].required
    assert fields["actions"].least == 1


def test_the_short_set_calls_its_fields_as_the_full_one_does() -> None:
    full = {field.name: (field.label, field.kind) for field in FULL.fields}
    assert {field.name: (field.label, field.kind) for field in SHORT.fields}.items() <= full.items()


@pytest.mark.parametrize(
    ("field", "value", "codes"),
    [
        ("improved_on", MONDAY, ["not-in-the-future"]),
        ("improved_on", date(2026, 3, 1), ["not-in-the-future"]),
        ("improved_on", date(2026, 3, 3), []),
        ("measures_affected", ["neet"], []),
        ("measures_affected", ["neet", "bins"], ["unknown-measure"]),
        ("measures_affected", ["waste"], ["unknown-measure"]),
        ("bodies_affected", ["police"], []),
        ("contributors", ["mi5"], ["unknown-body"]),
        ("contributors", None, []),
    ],
)
def test_days_lie_ahead_and_codes_stand_in_the_register(field: str, value: object, codes: list[str]) -> None:
    found = gaps(FULL, {field: value}, measure="waste", known=KNOWN, received_on=MONDAY)
    assert [(gap.field, gap.code) for gap in found] == [(field, code) for code in codes]


def test_what_was_said_is_told_in_the_order_of_the_set_and_nothing_is_added() -> None:
    answer = {"improved_on": date(2026, 5, 1), "other_causes": [], "cause": "Rain.", "risks": None}
    assert said(FULL, answer) == (
        Said("cause", ("Rain.",)),
        Said("other_causes", ()),
        Said("improved_on", ("2026-05-01",)),
    )


def form(asked: Questions, **filled: str) -> dict[str, object]:
    return from_form(asked, fit(FORMS[asked.name], {"version": "1", **filled}, source=TEXT_SOURCE))


def test_a_form_says_none_only_when_the_box_is_ticked() -> None:
    assert form(FULL, cause="Rain.") == {"cause": "Rain."}
    assert form(FULL, other_causes_none="yes") == {"other_causes": []}
    assert form(FULL, other_causes="Wind\r\n\r\n Frost ") == {"other_causes": ["Wind", "Frost"]}


def test_a_filled_form_has_the_shape_that_machines_send() -> None:
    filled = form(
        SHORT,
        cause="Rain fell for weeks.",
        other_causes_none="yes",
        actions="One crew more in May\nAnother two crews",
        improved_on="2026-05-01",
        owner="Head of waste",
    )
    answer = dict(fit(ANSWERS[SHORT.name], filled, source=TEXT_SOURCE))
    assert answer["improved_on"] == date(2026, 5, 1)
    assert answer["actions"] == ["One crew more in May", "Another two crews"]
