"""A measure made of parts, such as NI 157 a, b and c: judged by its worst part, or each part by itself. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from services.indicators.domain.judgement import Verdict

_WORST_FIRST = (Verdict.MISSED, Verdict.NEAR, Verdict.NOT_JUDGED, Verdict.MET)


class Together(StrEnum):
    """How the parts make the whole."""

    WORST = "worst"
    EACH = "each"


def whole(parts: Mapping[str, Verdict], together: Together) -> Verdict:
    """The verdict of a measure from those of its parts.

    By its worst part, one that is not judged keeps the whole from being met, and hides no part that was missed. Judged
    each by itself, the whole has no verdict of its own.
    """
    if together is Together.EACH or not parts:
        return Verdict.NOT_JUDGED
    return min(parts.values(), key=_WORST_FIRST.index)
