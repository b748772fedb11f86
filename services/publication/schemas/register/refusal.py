"""The domain's refusals as problems that may be answered to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.publication.domain.register.refusal import NobodyNamed, NotPossible, NotYourPart, Refused
from shared.auth import KeyWithoutHolder
from shared.problems import Fault, Malformed, NotNow, NotYours


class NotYourWords(NotYours):
    """Somebody put on the record what it is not for its body, or for its role, to say."""

    slug, title = "not-your-words", "This is not for you to put on the record"


class HandedInBefore(NotNow):
    """Something of the same body that says the same waits already, and whoever hands this in was not shown it."""

    slug, title = "handed-in-before", "Your body has handed this in already"


@contextmanager
def as_problems() -> Iterator[None]:
    """Refused becomes Malformed and NotYourPart NotYourWords, naming every fault; NotPossible becomes NotNow."""
    try:
        yield
    except Refused as refused:
        raise Malformed("Nothing was recorded. Every fault is named.", errors=_faults(refused)) from None
    except NotYourPart as refused:
        raise NotYourWords(
            "Nothing was recorded. Not all of this is for you to say.", errors=_faults(refused)
        ) from None
    except NobodyNamed as refused:
        raise KeyWithoutHolder(str(refused)) from None
    except NotPossible as refused:
        raise NotNow(str(refused)) from None


def _faults(refused: Refused | NotYourPart) -> list[Fault]:
    return [Fault(wrong.code, wrong.message, wrong.pointer) for wrong in refused.wrongs]
