"""What must hold before a matter that was sealed enters a case."""

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.reserve.command import ReceiveReserveFindings


def is_about_who_answers(case: Case, subject: str, at: Circumstances) -> bool:
    """Whether the body that a matter is about is the one that answers in the case, or has taken over from it."""
    return at.register.heir(subject, at.today) == answering(case, at)


def about_who_answers(case: Case, command: ReceiveReserveFindings, at: Circumstances) -> Iterator[Gap]:
    """What one body did moves no case in which another answers."""
    if not is_about_who_answers(case, command.subject, at):
        yield Gap("subject", "another_body_answers", "In this case another body answers.")
