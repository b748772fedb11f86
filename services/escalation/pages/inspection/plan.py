"""What pages offer to choose from where a plan is imposed: of what kind, under which power, why nobody nearer."""

from collections.abc import Sequence

from services.escalation.pages.case.options import NONE_CHOSEN
from services.escalation.pages.case.standing import Standing
from shared.web.forms import Option
from shared.web.wording import sentence_case


def interveners(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every list to choose from
    """The kinds of bodies that may set a plan."""
    return [NONE_CHOSEN, *_coded(standing, standing.at.policy.directive.interveners)]


def powers(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every list to choose from
    """What such a plan may rest on."""
    return [NONE_CHOSEN, *_coded(standing, standing.at.policy.directive.powers)]


def passed_over(standing: Standing, command: str) -> Sequence[Option]:  # noqa: ARG001 shape of every list to choose from
    """Why none that stands nearer sets it; first that nobody does."""
    nobody = Option("", sentence_case(standing.wording.code("nobody_nearer")))
    return [nobody, *_coded(standing, standing.at.policy.directive.passed_over)]


def in_order(standing: Standing, command: str) -> str:  # noqa: ARG001 shape of whatever helps in answering
    """Who sets a plan from outside, the nearest first."""
    kinds = [standing.wording.code(kind) for kind in standing.at.policy.directive.interveners]
    return f"Who sets a plan, the nearest first: {'; '.join(kinds)}."


def _coded(standing: Standing, codes: Sequence[str]) -> list[Option]:
    return [Option(code, sentence_case(standing.wording.code(code))) for code in codes]
