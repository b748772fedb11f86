"""The shapes of what people of the desk are told of by name, and of who is invited to one.

Values, bases and words stand in `shared/profiles/`.
"""

from dataclasses import dataclass
from datetime import time

from shared.working_days import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`mail_after`: from which time of a working day one mail tells what came together; `kept_days`: for how long the
    desk shows what it told; `confirm_within`: how long an address waits for its owner's button.
    """

    mail_after: time
    kept_days: int
    confirm_within: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """`confirm`: how long a guest counts as somebody who still acts for the body; `ask_days`: so many days before its
    end the body's administrator is asked, and nobody sleeps with less notice; `longest`: of an invitation.
    """

    confirm: Period
    ask_days: int
    longest: Period
