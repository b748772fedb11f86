"""Events of notices: somebody reported what a petition says, and it was decided whether its text is shown on."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.reported", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionReported:
    """Somebody said on a ground of the closed list that the text may not stand; who and in which words is not told."""

    petition: str
    notice: int
    ground: str
    due_on: date


@event("petition.notice_dismissed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDismissed:
    """The text stays as it is."""

    petition: str
    notice: int
    reasons: str
    by: str
    role: str


@event("petition.text_hidden", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class TextHidden:
    """From now on nobody is shown the text. Its title, its signatures and its steps stay."""

    petition: str
    notice: int
    ground: str
    reasons: str
    by: str
    role: str
