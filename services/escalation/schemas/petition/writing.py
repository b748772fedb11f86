"""The steps by which a petition is written on pages, one question each."""

import hashlib
import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.escalation.schemas.petition.petition import Demand, Title
from services.escalation.schemas.signature.signature import SignatureIn, Token
from shared.problems import NotFound, NotNow
from shared.shapes import Reasons, Slug, Strict, Yes, at_most

NO_MEASURE = "none"
NOTHING_KEPT = (
    "Nothing is kept under this link any more. If you have just sent it, it was sent once, however often you pressed, "
    "and you hear from us. Else its days are over: start again."
)


CHANGED = "You answered this otherwise since, in another window. Both are shown: choose which stands."


class ChangedMeanwhile(NotNow):
    """What the page was made from is not what is kept any more."""

    slug, title = "changed-meanwhile", "This was answered in another window"


class StartOver(NotFound):
    """The link leads to nothing that somebody is writing."""

    slug, title = "nothing-kept", "Nothing is kept under this link"


def seen_of(token: str, words: Mapping[str, str], names: Collection[str]) -> str:
    """What stands for these answers as a page shows them: another once one of them was changed elsewhere."""
    shown = json.dumps([(name, words[name]) for name in sorted(names) if words.get(name)])
    return hashlib.sha256(f"{token}\n{shown}".encode()).hexdigest()


class Whom(StrEnum):
    """Whether a matter is one person's own, or others' too."""

    ME = "me"
    OTHERS = "others"


class WhatForm(Strict):
    """What failed, and where: also in which ward, if it is in one."""

    area: Slug
    ward: Slug | None = None
    what: Annotated[Reasons, Field(min_length=10), at_most(1_000)]


class Step(Strict):
    """A later step: the token of the link that leads to what was written, and what the page was made from."""

    draft: Token
    seen: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class WhomForm(Step):
    """Whose matter it is."""

    whom: Whom


class MeasureForm(Step):
    """Which measure it is about; `none` when none fits."""

    measure: Slug


class AskForm(Step):
    """What should happen."""

    title: Title
    text: Demand
    systematic_failure: Yes = False


class AlikeForm(Step):
    """Go on all the same: the petitions that ask for nearly the same were seen."""


class YouForm(Step, SignatureIn):
    """Who starts it."""


class SendForm(Step):
    """The answers were checked."""
