"""The shape of what people of the desk are told of by name. Values, bases and words stand in `shared/profiles/`."""

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
