"""The domain's refusals as problems that may be answered to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.publication.domain.refusal import NotPossible, Refused
from shared.problems import Fault, Malformed, NotNow


@contextmanager
def as_problems() -> Iterator[None]:
    """Refused becomes Malformed naming every fault; NotPossible becomes NotNow with its sentence."""
    try:
        yield
    except Refused as refused:
        faults = [Fault(wrong.code, wrong.message, wrong.pointer) for wrong in refused.wrongs]
        raise Malformed("Nothing was recorded. Every fault is named.", errors=faults) from None
    except NotPossible as refused:
        raise NotNow(str(refused)) from None
