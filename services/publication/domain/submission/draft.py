"""A draft: what somebody has begun to write at the desk, kept for them alone and not for long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.publication.domain.entry.entry import EntryKind
from services.publication.domain.submission.deed import What

MOST = 50  # that one person keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as it was left: of an entry, or of a deed. `version` is that of the agreement which its writer saw last;
    there is no agreement yet where one is to be opened.
    """

    draft: str
    agreement: str | None
    area: str
    kind: EntryKind | What
    account: str
    words: Mapping[str, str]
    version: int
    kept_at: datetime
    ends_on: date

    @property
    def about(self) -> str:
        """What it is about, as far as it says."""
        return self.words.get("item_title") or self.words.get("title") or "Nothing named yet"

    def is_other(self, words: Mapping[str, str], seen: datetime | None) -> bool:
        """Whether it was kept since that moment and says something else than these words.

        A page that knew of none yet is the one on which it was begun, to which somebody went back.
        """
        return seen is not None and self.kept_at != seen and dict(self.words) != dict(words)
