"""Every refusal of every rung, for both profiles: a whole sentence of plain words that says what is missing."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.escalation.domain.case.circumstances import Actor, Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.part import CALLED, MACHINE, Part
from services.escalation.domain.case.refusal import Incomplete, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.course.command import Withdraw
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.ladder.decision import decide, open_commands
from services.escalation.domain.screening.command import Reject
from shared.policy import Policy, resolve
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import SAMPLES, Walk, case_in

PROFILES = [resolve(name, (), date(2026, 1, 5)) for name in ("laa-2008-1", "lof-2026-1")]
STRANGER = Actor(id="s", body="newcomer", roles=frozenset({"partner"}))
ACTORS = (ladder.WORKER, ladder.MONITOR, ladder.OFFICER, ladder.INSPECTOR, ladder.SUBJECT, ladder.FACILITATOR, STRANGER)
DOMAIN = Path("services/escalation")
# What is told by name: the class, and which of its arguments holds the words.
TOLD = {"Refused": 1, "NotYourPart": 1, "Guard": 1, "Gap": 2}


def faults(words: str) -> list[str]:
    """What is wrong with a refusal; nothing where it reads like one."""
    sentences = re.split(r"(?<=[.?!]) (?=[A-Z])", words)
    wrong = {
        "it begins without a capital": not words[:1].isupper(),
        "it does not end with one full stop": not words.endswith(".") or words.endswith(".."),
        "it names something as code does": "_" in words,
        "two colons stand in one sentence": any(one.count(": ") > 1 for one in sentences),
        "it says no more than a label": words.startswith("This needs")
        or any(len(one.split()) < 3 for one in sentences),
        "an article is missing": re.search(r"[Oo]nly (case|scrutiny|monitoring|second)", words) is not None,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def refused(walk: Walk, asked: type[Command], at: Circumstances) -> list[str]:
    """What is said to whoever asks for this; nothing where it is done."""
    try:
        decide(walk.case, SAMPLES[asked][1](walk), at)
    except Incomplete as incomplete:
        return [incomplete.words]
    except Refused as refusal:
        return [refusal.words]
    return []


def test_what_is_no_sentence_is_found_out() -> None:
    for words in (
        *("This needs: admitted: by default.", "only a partner can do this.", "No day left", "Ends.."),
        *("Ask by serve_duty for it.", "Only case worker can do this."),
    ):
        assert faults(words), words
    assert faults("Only a case worker can do this. The case stands here: it was let in.") == []


@pytest.mark.parametrize("policy", PROFILES, ids=lambda policy: policy.profile)
@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_whoever_may_not_ask_is_told_why_in_a_sentence(state: State, policy: Policy) -> None:
    """Every command of every state, as each of those who look at the case sees it, and as each of them is refused."""
    walk = case_in(state)
    for actor in ACTORS:
        at = replace(walk.at(actor), policy=policy)
        for offer in open_commands(walk.case, at):
            assert offer.is_open or faults(offer.reason) == [], (offer.name, offer.reason, faults(offer.reason))
        said = [words for command in ASKED_BY_PEOPLE.values() for words in refused(walk, command, at)]
        assert {words: faults(words) for words in said if faults(words)} == {}


def test_every_need_of_every_row_says_what_is_missing() -> None:
    guards = {need for row in chain.TABLE for need in row.needs}
    said = {(need.name, words) for need in guards for words in (need.words, *need.of_trigger.values())}

    assert len(said) > 30
    assert {(name, words): faults(words) for name, words in said if faults(words)} == {}


def test_a_row_that_may_not_hold_says_what_it_waits_for() -> None:
    """A command that people ask for, of whose rows none may hold, is refused in the words of the first."""
    checked = 0
    for name, command in ASKED_BY_PEOPLE.items():
        for state in State:
            rows = chain.rows(state, command)
            for over in {row.over for row in rows}:
                held = [row.when for row in rows if row.over is over]
                answers = {when.answer for when in held if when is not None}
                if None in held or answers == set(held[0].choice.answers if held[0] else ()):
                    continue
                assert held[0] is not None
                assert held[0].answer in held[0].choice.otherwise, (name, state)
                assert faults(held[0].otherwise) == [], (name, state, held[0].otherwise)
                checked += 1
    assert checked > 2


def test_every_part_is_called_so_that_only_it_can_do_this_reads() -> None:
    for part in set(Part) - MACHINE:
        assert re.match(r"(a|an|the|another|whoever) ", CALLED.get(part, part.value)), part


def spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The sentences that a file gives to refusals, with what is filled in left as a word."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TOLD:
            at = TOLD[call.func.id]
            if len(call.args) > at and (words := written(call.args[at])):
                yield call.lineno, words


def written(argument: ast.expr) -> str:
    match argument:
        case ast.Constant(value=str()):
            return str(argument.value)
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "This" for part in argument.values)
        case _:
            return ""


def test_no_refusal_is_written_otherwise_anywhere_in_the_service() -> None:
    """Those that no case in these tests meets are read where they are written."""
    found = [
        (str(path), line, words)
        for path in sorted(DOMAIN.rglob("*.py"))
        for line, words in spoken(ast.parse(path.read_text()))
    ]

    assert len(found) > 100
    assert [(path, line, words) for path, line, words in found if not re.match(r"[A-Z0-9]", words)] == []
    assert [(path, line, words) for path, line, words in found if not re.search(r"(?<!\.)\.$|This$", words)] == []
    assert [(path, line, words) for path, line, words in found if "_" in words] == []


@pytest.mark.parametrize(
    ("kind", "says"), [(Kind.OWN_FINDING, "as its own finding"), (Kind.FIGURES, "Figures opened this case")]
)
def test_a_case_that_nobody_outside_raised_says_why_nobody_takes_it_back(kind: Kind, says: str) -> None:
    walk = ladder.screening()
    case = replace(walk.case, trigger=kind)
    with pytest.raises(Refused, match=says) as refused:
        decide(case, Withdraw(reasons="We would rather not have it"), walk.at(ladder.WORKER))
    assert refused.value.name == "organiser_to_leave"


def test_a_case_that_somebody_let_in_says_so_when_it_is_to_be_refused() -> None:
    walk = ladder.admitted()
    with pytest.raises(Refused, match="Somebody decided to let this case in") as refused:
        decide(walk.case, Reject(reason_code="vexatious", reasons="It came forty times"), walk.at(ladder.WORKER))
    assert refused.value.name == "condition_not_met"
