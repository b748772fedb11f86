"""The action plan that follows from findings: what it must say, and whether it was kept."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from services.escalation.domain.case.case import Case, Figure
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.figure import judged_since
from services.escalation.domain.case.guard import ahead, not_after
from services.escalation.domain.case.measure import is_nearer, number, plain, reaches, wrong_amount, wrong_unit
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.stake import Held, Stake, barred
from services.escalation.domain.inspection import command as asked
from shared.legible import SAYS_NOTHING, letters, says_something

# Each action that is done stands on a line of its own: its number, and behind it what was seen.
_LINES = re.compile(r"\n|;\s*(?=[0-9]{1,4}\s*[:.)])")
_DONE = re.compile(r"([0-9]{1,4})\s*[:.)]\s*(.*)")
_NAMED_BY = 3  # words that a title must have, so that it is taken for the measure's name wherever it stands


def smart_plan(case: Case, command: asked.AgreePlan | asked.ImposePlan, at: Circumstances) -> Iterator[Gap]:
    """The action plan's last day lies ahead, and no further than a plan may last; a post answers for it, and the amount
    that shows it is one of the case's measure, in its unit, better than its last figure.
    """
    yield from ahead("last_on", command.last_on, at)
    yield from not_after("last_on", command.last_on, at.policy.stage3.plan_longest, at.today, at)
    imposes = (command.intervener,) if isinstance(command, asked.ImposePlan) else ()
    yield from post_named("owner", command.owner, (case.subject, *imposes), at)
    if command.measure.strip() and plain(command.measure) != plain(case.measure):
        yield Gap(
            "measure",
            "another_measure",
            f"The plan is kept by the measure of the case, {at.measure.named(case.measure)}.",
        )
    if command.unit.strip() and (words := wrong_unit(at.measure, command.unit)):
        yield Gap("unit", "another_unit", words)
    if command.value.strip():
        yield from _amount(command.value, at)


def _amount(written: str, at: Circumstances) -> Iterator[Gap]:
    amount = number(written)
    if amount is None:
        yield Gap("value", "not_a_number", "Give the value as a number, and its unit beside it.")
    else:
        yield from (Gap("value", code, words) for code, words in wrong_amount(at.measure, amount))


INTERVENES: dict[Stake, str] = {
    Stake.CEASED: "This body has ceased. Name one that still exists.",
    Stake.SIDE: "Whoever imposes the plan must be outside the quarrel: not the body under duty, and none that raised "
    "the case, took it up, complains in it or has declared no confidence.",
    Stake.MEASURE: "Whoever imposes the plan must not lead, contribute to or own the figures of this measure.",
    Stake.BROKERS: "The facilitator checks whether the plan is kept, so it does not run it.",
    Stake.INSPECTS: "Whoever inspects checks whether the plan is kept, so it does not run it.",
}


def known_intervener(case: Case, command: asked.ImposePlan, at: Circumstances) -> Iterator[Gap]:
    """The intervener is of a kind that the policy knows, and has no stake in the case."""
    kinds = at.policy.directive.interveners
    if command.intervener_kind.strip() and command.intervener_kind not in kinds:
        yield Gap("intervener_kind", "unknown_kind", f"An intervener is one of: {', '.join(kinds)}.")
    found = barred(Held.INTERVENER, case, command.intervener, at) if command.intervener.strip() else ()
    yield from (Gap("intervener", stake.value, INTERVENES[stake]) for stake in found)


SIGNED = "signed_agreement"  # the power that only a body's own signature gives over it


def under_a_power(case: Case, command: asked.ImposePlan, at: Circumstances) -> Iterator[Gap]:
    """The plan rests on a power of the closed list; on the agreement only where the body under duty signed it."""
    powers, known = at.policy.directive.powers, at.register.body(case.subject)
    if command.power.strip() and command.power not in powers:
        yield Gap("power", "unknown_power", f"A plan that is imposed rests on one of: {', '.join(powers)}.")
    elif command.power == SIGNED and (known is None or known.signed_on is None):
        yield Gap("power", "not_signed", "The body under duty did not sign the agreement: it gives no power over it.")


def nearer_passed_over(
    case: Case,  # noqa: ARG001 shape of every check
    command: asked.ImposePlan,
    at: Circumstances,
) -> Iterator[Gap]:
    """Where interveners of other kinds stand nearer, one reason of the closed list why none of them sets the plan."""
    why, known = command.passed_over_because, at.policy.directive.passed_over
    if not nearer(command.intervener_kind, at):
        if why:
            yield Gap("passed_over_because", "nobody_passed_over", "Nobody stands nearer, so that none is passed over.")
    elif why not in known:
        words = "Say why those that stand nearer were passed over" if not why else "Choose one of the reasons"
        yield Gap("passed_over_because", "not_a_choice" if why else "missing", f"{words}: {', '.join(known)}.")


def nearer(kind: str, at: Circumstances) -> tuple[str, ...]:
    """The kinds of interveners that stand nearer than this one; none for a kind that the policy does not know."""
    kinds = at.policy.directive.interveners
    return kinds[: kinds.index(kind)] if kind in kinds else ()


class Outcome(StrEnum):
    """What a check of the plan comes to. The values are codes of the profile's words."""

    KEPT = "kept"
    KEPT_IN_PART = "kept_in_part"
    NOT_KEPT = "not_kept"


class Ground(StrEnum):
    """What a finding on the plan rests on. The values are codes of the profile's words."""

    FIGURE = "by_figure"
    ACTIONS = "by_actions"


NONE_DONE = "none"


def numbered(actions: str) -> tuple[str, ...]:
    """The plan's actions, one a line, in the order of their numbers from 1."""
    return tuple(line.strip() for line in actions.splitlines() if line.strip())


def done(outputs: str) -> Sequence[tuple[int, str]] | None:
    """The actions that are said to be done, each by its number with what was seen of it; None where a line has no
    number with something behind it.
    """
    if outputs.strip().casefold() == NONE_DONE:
        return ()
    found = [_DONE.fullmatch(line.strip()) for line in _LINES.split(outputs) if line.strip()]
    return [(int(one[1]), one[2]) for one in found if one] if all(found) else None


def outcome(case: Case, command: asked.CompletePlan, at: Circumstances) -> Outcome:
    """Whether the plan was kept: by the figure, where one is given, else by how many of its actions are done."""
    if ground(command) is Ground.FIGURE:
        return _by_figure(case, command.figure, at)
    done_now = {number for number, _ in done(command.outputs) or ()}
    if len(done_now) >= len(numbered(case.inspection.plan_actions)):
        return Outcome.KEPT
    return Outcome.KEPT_IN_PART if done_now else Outcome.NOT_KEPT


def ground(command: asked.CompletePlan) -> Ground:
    """What the finding rests on: a figure wherever one is named."""
    return Ground.FIGURE if command.figure.strip() else Ground.ACTIONS


def figure_of_plan(case: Case) -> Figure | None:
    """The case's own figure that tells whether the plan was kept: the last judged one of a period that ended after the
    plan came into force. None while there is none.
    """
    since = case.inspection.plan_since
    return judged_since(case, since) if since is not None else None


def _by_figure(case: Case, written: str, at: Circumstances) -> Outcome:
    figure, promised, start = map(number, (written, case.inspection.plan_value, case.inspection.plan_from))
    if figure is None or promised is None:
        return Outcome.NOT_KEPT
    if reaches(at.measure, figure, promised):
        return Outcome.KEPT
    is_partly = start is not None and is_nearer(start, figure, promised)
    return Outcome.KEPT_IN_PART if is_partly else Outcome.NOT_KEPT


def shown(case: Case, command: asked.CompletePlan, at: Circumstances) -> Iterator[Gap]:
    """The figure that the case holds of the measure; while it holds none, the plan's own actions that are done."""
    held = figure_of_plan(case)
    if command.figure.strip():
        yield from _figure(command.figure, held)
    elif held is not None:
        yield Gap("figure", "missing", f"A figure of the measure tells it: name that. {_held(held)}")
    elif not command.outputs.strip():
        yield Gap("outputs", "missing", f"{_held(held)} Say which of the plan's actions are done.")
    if command.outputs.strip():
        yield from _outputs(case, command.outputs, at)


def _figure(written: str, held: Figure | None) -> Iterator[Gap]:
    figure = number(written)
    if figure is None:
        yield Gap("figure", "not_a_number", f"Give the figure as a number, in the measure's own unit. {_held(held)}")
    elif held is None or number(held.value) != figure:
        yield Gap("figure", "no_such_figure", f"The case holds no such figure. {_held(held)}")


def _held(held: Figure | None) -> str:
    if held is None:
        return "No figure has been judged yet of a period that ended after the plan came into force."
    return f"For {held.period} the measure shows {held.value}."


def _outputs(case: Case, outputs: str, at: Circumstances) -> Iterator[Gap]:
    actions, found = numbered(case.inspection.plan_actions), done(outputs)
    known = "; ".join(f"{number}: {action}" for number, action in enumerate(actions, start=1))
    if found is None:
        words = f"Begin a line with the number of each action that is done, such as 1: what was seen; or '{NONE_DONE}'."
        yield Gap("outputs", "not_numbers", f"{words} The plan has these: {known}.")
        return
    for place, (action, seen) in enumerate(found):
        if not 1 <= action <= len(actions):
            yield Gap("outputs", "no_such_action", f"The plan has these actions, by number: {known}.")
        elif action in {one for one, _ in found[:place]}:
            yield Gap("outputs", "named_twice", f"Action {action} stands here twice.")
        elif not says_something(seen) or letters(seen) == letters(actions[action - 1]):
            yield Gap("outputs", "says_nothing", f"Action {action}: say what was seen of it. {SAYS_NOTHING}")
        elif _names_measure(case, seen, at):
            words = "What the measure shows is told by its figures alone. Say what was done, and how it was seen."
            yield Gap("outputs", "names_the_measure", f"Action {action}: {words}")


def _names_measure(case: Case, words: str, at: Circumstances) -> bool:
    title = plain(at.measure.title)
    names = (plain(case.measure), title if len(title.split()) >= _NAMED_BY else "")
    return any(f" {name} " in f" {plain(words)} " for name in names if name)
