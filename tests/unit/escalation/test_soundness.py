"""A table that is not sound is found out, by what is wrong with it."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.row import Limit, Silence
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection import choice
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.soundness import Unsound, check
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from services.escalation.domain.scrutiny.command import Respond
from shared.policy import released, resolve
from tests.unit.escalation.ladder import POLICY


def test_the_tables_as_shipped_are_sound_under_every_profile() -> None:
    for profile in released():
        check(resolve(profile, (), date(2026, 1, 5)))


def test_a_state_without_a_silence_row_is_found() -> None:
    rest = [row for row in silence.TABLE if row.name != "referred"]
    with pytest.raises(Unsound, match="referred has no silence row"):
        check(POLICY, silences=rest)


def test_two_silence_rows_that_hold_together_are_found() -> None:
    row = silence_named("referred")
    with pytest.raises(Unsound, match="referred has rows that may hold at the same time"):
        check(POLICY, silences=[*silence.TABLE, replace(row, name="referred_again")])


def test_a_state_without_a_silence_row_for_what_may_lie_over_it_is_found() -> None:
    rest = [row for row in silence.TABLE if not (row.over and row.state is State.EVIDENCE)]
    with pytest.raises(Unsound, match="evidence, paused, has no silence row"):
        check(POLICY, silences=rest)


def test_a_pause_that_ends_at_once_or_never_counts_is_found() -> None:
    at_once = [replace(row, limit=None) if row.over else row for row in silence.TABLE]
    with pytest.raises(Unsound, match="screening, paused, is left at once by paused"):
        check(POLICY, silences=at_once)
    uncounted = [replace(row, counter=None) if row.over else row for row in silence.TABLE]
    with pytest.raises(Unsound, match="a loop without a counter"):
        check(POLICY, silences=uncounted)


def test_a_row_under_what_lies_over_a_state_is_no_second_row_of_the_state_itself() -> None:
    paused = next(row for row in silence.TABLE if row.over and row.state is State.EVIDENCE)
    with pytest.raises(Unsound, match="evidence has rows that may hold at the same time"):
        check(POLICY, silences=[*silence.TABLE, replace(paused, over=None)])


def test_an_answer_without_its_silence_row_is_found() -> None:
    rest = [row for row in silence.TABLE if row.name != "admitted_by_default"]
    with pytest.raises(Unsound, match="admitted has no row for: by default"):
        check(POLICY, silences=rest)


def test_conditions_from_two_choices_are_found() -> None:
    rows = [
        replace(row, when=When(choice.STYLE, "imposed")) if row.name == "admitted_by_default" else row
        for row in silence.TABLE
    ]
    with pytest.raises(Unsound, match="admitted has rows that may hold at the same time"):
        check(POLICY, silences=rows)


def test_a_loop_without_a_counter_is_found() -> None:
    rows = [row if row.asked is ReceiveReserveFindings else replace(row, counter=None) for row in chain.TABLE]
    with pytest.raises(Unsound, match=r"a loop without a counter: .*rejection_review"):
        check(POLICY, rows=rows)


def test_a_silence_that_returns_to_its_state_without_a_counter_is_found() -> None:
    rows = [replace(row, to=State.REFERRED) if row.name == "referred" else row for row in silence.TABLE]
    with pytest.raises(Unsound, match="a loop without a counter: referred -> referred"):
        check(POLICY, silences=rows)


def test_rows_that_act_at_once_in_a_circle_are_found() -> None:
    rows = [replace(row, limit=None) if row.name == "action_negotiation" else row for row in silence.TABLE]
    rows = [replace(r, to=State.FINDINGS_PUBLISHED) if r.name == "action_negotiation" else r for r in rows]
    with pytest.raises(Unsound, match="act at once run in a circle"):
        check(POLICY, silences=rows)


def test_a_command_without_a_row_and_a_limit_without_a_policy_key_are_found() -> None:
    rows = [row for row in chain.TABLE if row.asked is not Respond]
    wrong = [replace(r, limit=Limit(keys=("stage9.never",))) if r.name == "evidence" else r for r in silence.TABLE]
    with pytest.raises(Unsound, match=r"Respond has no row.*the limit of evidence is no period"):
        check(POLICY, rows=rows, silences=wrong)


def silence_named(name: str) -> Silence:
    return next(row for row in silence.TABLE if row.name == name)
