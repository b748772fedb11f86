"""The action plan that follows from findings: what it must say, and whether it was kept."""

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import ahead, not_after
from services.escalation.domain.case.measure import REACHED, is_nearer, number, plain, reaches, wrong_amount, wrong_unit
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.inspection import command as asked


def smart_plan(case: Case, command: asked.AgreePlan | asked.ImposePlan, at: Circumstances) -> Iterator[Gap]:
    """The action plan's last day lies ahead, and no further than a plan may last; a post answers for it, and the amount
    that shows it is one of the case's measure, in its unit, better than its last figure.
    """
    yield from ahead("last_on", command.last_on, at)
    yield from not_after("last_on", command.last_on, at.policy.stage3.plan_longest, at.today, at)
    yield from post_named("owner", command.owner)
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


def known_intervener(case: Case, command: asked.ImposePlan, at: Circumstances) -> Iterator[Gap]:
    """The intervener is of a kind that the policy knows, and is not the subject."""
    kinds = at.policy.directive.interveners
    if command.intervener_kind.strip() and command.intervener_kind not in kinds:
        yield Gap("intervener_kind", "unknown_kind", f"An intervener is one of: {', '.join(kinds)}.")
    if at.register.organisation(command.intervener) == at.register.organisation(case.subject):
        yield Gap("intervener", "is_the_subject", "Nobody imposes a plan on itself.")


def kept_by_its_figure(case: Case, command: asked.CompletePlan, at: Circumstances) -> Iterator[Gap]:
    """A figure that reaches what the plan names, or the plan's actions that are done where no figure can tell.

    A plan that is kept in part, or not, is not completed: it stays in force, and its last day says what follows.
    """
    if not command.figure.strip():
        if not command.outputs.strip():
            words = "Give the figure that the measure shows now, or say which of the plan's actions are done."
            yield Gap("figure", "missing", words)
        return
    figure, promised = number(command.figure), number(case.inspection.plan_value)
    if figure is None:
        yield Gap("figure", "not_a_number", "Give the figure as a number, in the measure's own unit.")
    elif promised is not None and not reaches(at.measure, figure, promised):
        start = number(case.inspection.plan_from)
        is_partly = start is not None and is_nearer(start, figure, promised)
        words = f"The plan asks for {promised:f}, and {figure:f} misses it by {abs(promised - figure):f}: it is "
        words += f"kept in part, from {start:f}." if is_partly else "not kept."
        yield Gap("figure", "kept_in_part" if is_partly else "not_kept", words)
    else:
        faults = [one for one in wrong_amount(at.measure, figure) if one[0] != REACHED]
        yield from (Gap("figure", code, words) for code, words in faults)
