"""A petition as others list it: its words, how it stands, what it was owed, when things happened. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.petition.listing import Publicity
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.breakdown import Breakdowns


@dataclass(frozen=True, slots=True)
class Moments:
    """When each kind of event was first told, by its name and that of its mark; when anything was told last."""

    first: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    last_at: datetime | None = None

    def of(self, event: str, name: str = "") -> datetime | None:
        """When the first event of that name was; None when there was none."""
        return self.first.get((event, name))

    @classmethod
    def together(cls, several: Sequence["Moments"]) -> "Moments":
        """Those of several streams that tell of one petition."""
        first = {key: moment for one in several for key, moment in one.first.items()}
        return cls(first, max((one.last_at for one in several if one.last_at), default=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why one was refused: by codes of the closed list, in the words of whoever decided. `same_as`: what it repeats."""

    codes: tuple[str, ...]
    reasons: str
    same_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A petition as it is listed. `petition` is None of one that was refused before anybody could sign it.

    `today` is the day on which it stands so. `breakdowns` and `ward_names` only where one is read by itself.
    """

    reference: str
    publicity: Publicity
    area: str
    area_name: str
    measure: str
    title: str
    text: str
    signatures: int
    petition: Petition | None
    checked: Moderation | None
    case: Case | None
    owed: Sequence[Obligation]
    refused: Refused | None
    moments: Moments
    today: date
    breakdowns: Breakdowns | None = None
    ward_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing can come of it any more: it was refused, too few signed, or its case has ended."""
        if self.petition is None or self.publicity is Publicity.REJECTED:
            return True
        has_lapsed = self.petition.lapsed_on is not None
        return has_lapsed or (self.case is not None and self.case.closed_on is not None)
