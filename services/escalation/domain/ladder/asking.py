"""How often a second person may be asked for the same: nobody is asked again and again until somebody agrees. Pure."""

from services.escalation.domain.case import second
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, verb
from shared.events import escalation as told

# What came of a request to which nobody agreed. One that was taken back counts too: else a body would take back what is
# about to be refused, and ask for ever.
DENIED = told.SecondRefused | told.SecondMissing | told.second.SecondWithdrawn
# The fields that say which of several things in a case a command is about.
OBJECTS = ("into", "organiser_of", "step", "field")


def require_not_asked_out(asker: str, command: Command, at: Circumstances) -> None:
    """One body asks for the same so often, and no more. Raises Refused."""
    same = (verb(type(command)), about_of(command))
    denied: list[str] = []
    last: told.SecondAsked | None = None
    for one in at.taken:
        if isinstance(one.event, told.SecondAsked):
            last = one.event
        elif isinstance(one.event, DENIED) and last is not None:
            if (last.command, last.about) == same:
                denied.append(last.done_by)
            last = None
    words = "Your organisation asked for this {times} times, and no second person agreed. It cannot be asked again."
    second.require_not_asked_out(asker, denied, words, at)


def about_of(command: Command) -> str:
    """Which of several things in a case a command is about; empty where there is one only."""
    named = (str(getattr(command, name)) for name in OBJECTS if hasattr(command, name))
    return " ".join(named)
