"""A file put to a case, as its events have made it. The bytes and the words about it are none of its facts. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from shared.events.escalation import evidence as told


class Occasion(StrEnum):
    """What a file goes with."""

    MATTER = "matter"
    PLAN = "plan"
    CLAIM = "claim"
    INFORMATION = "information_given"
    REPORT = "report"
    RESPONSE = "response"
    FINDINGS = "findings"
    ADVICE = "advice"
    REPLY = "reply"


class Ground(StrEnum):
    """Why a file is withheld or removed: the closed list. That it embarrasses somebody is no ground."""

    PERSONAL_DATA = "personal_data"
    COURT_ORDER = "court_order"
    DEFAMATION = "defamation_upheld"
    CONFIDENTIAL = "confidential_or_exempt"
    SAFEGUARDING = "safeguarding_somebody"
    CRIME = "crime_prevention"
    COPYRIGHT = "copyright"


# Grounds on which showing the file does harm, or breaks the law, with every hour: a person's data or safety, a court.
AT_ONCE = frozenset({Ground.PERSONAL_DATA, Ground.SAFEGUARDING, Ground.COURT_ORDER, Ground.DEFAMATION})
# Where a public file stands while its removal is asked for and it is shown to nobody.
HIDDEN = "hidden_while_removal_is_asked"

# The ground of one's own withdrawal, which nobody else may give.
MISTAKE = "entered_by_mistake"


class Standing(StrEnum):
    """Where a file stands. The last two are ends: nothing of it is left but that there was one."""

    WAITING = "waiting"
    PUBLIC = "public"
    WITHHELD = "withheld"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


GONE = frozenset({Standing.REMOVED, Standing.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """That somebody asks to take a file out: the ground, the account and body that ask, who must agree by which day.

    `hides`: nobody is shown the file meanwhile. What was asked before there was such a day has none.
    """

    ground: str
    by: str
    account: str
    has_outsider: bool
    hides: bool = True
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """That a body hid a public file by asking, on this ground; `is_lapsed`: nobody agreed, and it was shown again."""

    by: str
    ground: str
    is_lapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """That a body asked on this ground to take the file out, whatever came of it."""

    by: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file of a case. `version` counts its events, `size` is in bytes; `account` is that which brought it.

    `sha256` is told from the file's release on, `ground` why it is withheld or gone. While a `removal` that hides it
    stands, nobody is shown the file. `hidings` and `asked` are all that there were.
    """

    evidence: str
    area: str
    case: str
    number: int
    occasion: str
    media_type: str
    size: int
    commitment: str
    by: str
    account: str
    received_at: datetime
    is_scanned: bool
    standing: Standing = Standing.WAITING
    sha256: str = ""
    ground: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    removal: Removal | None = None
    hidings: tuple[Hiding, ...] = ()
    asked: tuple[Asking, ...] = ()
    version: int = 1

    @property
    def is_gone(self) -> bool:
        """Whether its bytes are gone for good."""
        return self.standing in GONE

    @property
    def is_public(self) -> bool:
        """Whether everybody may have its bytes now."""
        return self.standing is Standing.PUBLIC and not self.is_hidden

    @property
    def is_hidden(self) -> bool:
        """Whether a public file is shown to nobody now, because somebody asks to take it out."""
        return self.removal is not None and self.removal.hides

    @property
    def stands(self) -> str:
        """Where the file stands, by name: its standing, or that it is hidden."""
        return HIDDEN if self.is_hidden else self.standing.value

    @property
    def times_shown_again(self) -> int:
        """How often it was hidden until the day was over, and nobody had agreed."""
        return sum(one.is_lapsed for one in self.hidings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said about a file: its title; in words what it shows or says, or whom to ask for that."""

    title: str
    text: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file's words, the SHA-256 of its bytes in hex, and the salt of what was told of both."""

    words: Words
    sha256: str
    salt: bytes = field(repr=False)


def commitment_to(salt: bytes, sha256: str, title: str, text: str) -> str:
    """What is told of a file while nobody may know what is in it, in hex."""
    held = json.dumps([sha256, title, text], ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(b"\x02" + salt + held).hexdigest()


def refolded(history: Iterable[tuple[object, datetime, str]]) -> Evidence | None:
    """The file that its whole history makes: each event with its moment and account; None where it is no such one."""
    evidence: Evidence | None = None
    for event, at, account in history:
        if evidence is None:
            evidence = begun(event, at, account) if isinstance(event, told.EvidenceReceived) else None
            if evidence is None:
                return None
        else:
            evidence = evolve(evidence, event, at, account)
    return evidence


def begun(event: told.EvidenceReceived, at: datetime, account: str) -> Evidence:
    """The file that came in."""
    return Evidence(
        evidence=event.evidence,
        area=event.area,
        case=event.case,
        number=event.number,
        occasion=event.occasion,
        media_type=event.media_type,
        size=event.size,
        commitment=event.commitment,
        by=event.by,
        account=account,
        received_at=at,
        is_scanned=event.is_scanned,
    )


def evolve(evidence: Evidence, event: object, at: datetime, account: str) -> Evidence:
    """The file after what happened to it at that moment, by that account."""
    before = replace(evidence, version=evidence.version + 1)
    match event:
        case told.EvidenceReleased():
            return replace(_decided(before, event.by, at), standing=Standing.PUBLIC, sha256=event.sha256, ground="")
        case told.EvidenceWithheld():
            return replace(_decided(before, event.by, at), standing=Standing.WITHHELD, ground=event.ground)
        case told.EvidenceRemovalAsked():
            return _asked(before, event, account)
        case told.EvidenceRemovalRefused():
            return replace(before, removal=None)
        case told.EvidenceRemovalLapsed():
            return replace(before, removal=None, hidings=_lapsed(before.hidings) if event.hides else before.hidings)
        case told.EvidenceRemoved():
            gone = replace(_decided(before, event.by, at), standing=Standing.REMOVED)
            return replace(gone, ground=event.ground, removal=None)
        case told.EvidenceWithdrawn():
            gone = replace(_decided(before, event.by, at), standing=Standing.WITHDRAWN)
            return replace(gone, ground=MISTAKE, removal=None)
        case _:
            raise TypeError(f"a file is not changed by {type(event).__name__}")


def _asked(evidence: Evidence, event: told.EvidenceRemovalAsked, account: str) -> Evidence:
    asked = Removal(
        ground=event.ground,
        by=event.by,
        account=account,
        has_outsider=event.has_outsider,
        hides=event.hides,
        until_on=event.until_on,
    )
    hiding = (Hiding(by=event.by, ground=event.ground),) if event.hides else ()
    asking = Asking(by=event.by, ground=event.ground)
    return replace(evidence, removal=asked, hidings=(*evidence.hidings, *hiding), asked=(*evidence.asked, asking))


def _lapsed(hidings: tuple[Hiding, ...]) -> tuple[Hiding, ...]:
    return (*hidings[:-1], replace(hidings[-1], is_lapsed=True))


def _decided(evidence: Evidence, by: str, at: datetime) -> Evidence:
    return replace(evidence, decided_by=by, decided_at=at)
