"""Choices: named questions about a case with a closed list of answers, of which exactly one holds at any time.

Rows of one state that exclude each other hang on the answers of one choice, so that they can neither overlap nor leave
a gap; `soundness` checks that every answer has its row. Each rung has its own.
"""

# ruff: noqa: ARG001 every choice is asked in the same way

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command


@dataclass(frozen=True, slots=True)
class Choice:
    """A question: its name, its answers, and how the answer is found.

    `otherwise` says, for an answer that something people ask for needs, what is said while it is another one.
    """

    name: str
    answers: tuple[str, ...]
    pick: Callable[[Case, Command | None, Circumstances], str]
    otherwise: Mapping[str, str] = field(default_factory=dict, hash=False)


# What is said of an answer that only the machine asks for: no person meets it.
OTHERWISE = "This does not apply to the case as it stands now."


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a row: this choice has this answer."""

    choice: Choice
    answer: str

    def holds(self, case: Case, command: Command | None, at: Circumstances) -> bool:
        """Whether the answer is this one now."""
        return self.choice.pick(case, command, at) == self.answer

    @property
    def otherwise(self) -> str:
        """What is said to whoever asks for what needs this answer, while it is another one."""
        return self.choice.otherwise.get(self.answer, OTHERWISE)

    def __str__(self) -> str:
        return f"{self.choice.name}: {self.answer}"


def _admission(case: Case, command: Command | None, at: Circumstances) -> str:
    return "by default" if case.screening.is_by_default else "by a person"


ADMISSION = Choice(
    "admitted",
    ("by a person", "by default"),
    _admission,
    {
        "by a person": "This case was let in because nobody decided, and may still be refused. The duty is served by "
        "itself when the days for that are over.",
        "by default": "Somebody decided to let this case in, so it cannot be refused any more. Only one that was let "
        "in because nobody decided can still be refused.",
    },
)
