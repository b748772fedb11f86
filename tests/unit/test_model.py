"""The model of the chain is written from the tables as they are, and what a real service did is a path of it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from services.escalation.domain.ladder import chain, silence
from tests.model.ladder import Edge, Step, edges, is_step
from tests.model.promela import current
from tests.model.recording import read
from tests.model.search import HERE
from tests.model.searches import MUTANTS


@pytest.fixture(scope="module")
def known() -> tuple[Edge, ...]:
    return edges()


def test_the_generated_part_of_the_model_is_as_the_tables_are() -> None:
    """When this fails, run `python -m tests.model write` and commit what it wrote."""
    assert (HERE / "ladder.pml").read_text() == current()


def test_every_row_of_the_tables_is_an_edge(known: tuple[Edge, ...]) -> None:
    assert len(known) == len(chain.TABLE) + len(silence.TABLE)


def test_every_recorded_step_is_an_edge(known: tuple[Edge, ...]) -> None:
    """When this fails because the tables have changed, run `python -m tests.model record` and commit what it wrote."""
    traces = [trace.steps for trace in read()]
    assert len(traces) >= 24
    assert not [step for trace in traces for step in trace if not is_step(step, known)]
    assert all((now.to, now.after) == (then.state, then.over) for trace in traces for now, then in pairwise(trace))


def test_the_traces_show_merging_succession_and_what_else_than_a_petition_raises_a_case() -> None:
    traces = read()
    said = {step.says for trace in traces for step in trace.steps}
    assert {"merge", "take_in", "revive", "step_back", "note_joined", "note_succession"} <= said
    assert {"petition", "target_missed", "councillor_call", "partner_action", "neighbourhood_decision"} <= {
        trace.raised for trace in traces
    }


@pytest.mark.parametrize(
    "told",
    [{"to": "inspecting"}, {"says": "verify_remedy"}, {"over": "paused"}, {"after": "paused"}, {"state": "verifying"}],
    ids=str,
)
def test_a_step_that_no_row_tells_is_none(known: tuple[Edge, ...], told: dict[str, str]) -> None:
    step = Step(state="admitted", over="", says="serve_duty", to="duty_served", after="", on="2026-03-02")
    assert is_step(step, known)
    assert not is_step(replace(step, **told), known)


def test_every_mutant_takes_something_away() -> None:
    assert len(MUTANTS) >= 12
    text = {path.stem: path.read_text() for path in HERE.glob("*.pml")}
    for mutant in MUTANTS:
        if mutant.changed is None:
            assert f"MUTANT_{mutant.name}" in text[mutant.search.model], mutant.what
        else:
            assert mutant.written()["ladder.pml"] != text["ladder"], mutant.what
