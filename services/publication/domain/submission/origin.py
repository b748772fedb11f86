"""Whether what waits, and what came of it, is what its events tell: a row can be changed, an event cannot. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.publication.domain.submission.deed import What
from services.publication.domain.submission.submission import Standing, Submission
from shared.events.publication import (
    SubmissionHandedIn,
    SubmissionHeld,
    SubmissionPublished,
    SubmissionReturned,
    SubmissionWithdrawn,
)

Told = tuple[object, str, datetime]
"""An event, who did it, and when."""

_STANDS = {
    SubmissionHandedIn: Standing.WAITING,
    SubmissionHeld: Standing.LATER,
    SubmissionPublished: Standing.PUBLISHED,
    SubmissionReturned: Standing.RETURNED,
    SubmissionWithdrawn: Standing.WITHDRAWN,
}


def told_of(
    told: Sequence[Told], held: Submission, *, digest: str | None, reason: str | None, holding: str | None
) -> list[str]:
    """The parts of a submission that are not as its events tell; the digests are made of the row as it is now."""
    if not told or not isinstance(told[0][0], SubmissionHandedIn):
        return ["events"]
    first, account, at = told[0][0], *told[0][1:]
    last, actor, ended_at = told[-1]
    differing = [
        *_of_handing_in(first, held),
        *_named(account=(held.account, account), received_at=(held.received_at, at)),
        *_named(standing=(held.standing, _STANDS.get(type(last)))),
    ]
    is_open = held.standing in (Standing.WAITING, Standing.LATER)
    answered = (None, None) if is_open else (actor, ended_at)
    differing += _named(answered_by=(held.answered_by, answered[0]), answered_at=(held.answered_at, answered[1]))
    if is_open and first.digest is not None:
        differing += _named(words=(digest, first.digest))
    differing += _of_holding(told, held, holding)
    match last:
        case SubmissionPublished():
            numbers = (held.entry,) if held.entry is not None else last.entries
            differing += _named(numbers=(held.numbers, numbers))
            if first.digest is not None:
                differing += _named(published=(last.digest, first.digest))
        case SubmissionReturned() if last.digest is not None:
            differing += _named(because=(reason, last.digest))
        case _:
            pass
    if not isinstance(last, SubmissionPublished):
        differing += _named(numbers=(held.numbers, ()))
    if not isinstance(last, SubmissionReturned):
        differing += _named(because=(held.because, None))
    return differing


def _of_handing_in(first: SubmissionHandedIn, held: Submission) -> Iterator[str]:
    what = None if held.what is What.ENTRIES else held.what.value
    yield from _named(
        area=(held.area, first.area),
        agreement=(held.agreement, first.agreement),
        submission=(held.submission, first.submission),
        body=(held.body, first.by),
        due_on=(held.due_on, first.due_on),
        what=(what, first.what),
    )
    if first.digest is not None:
        yield from _named(
            author=(held.author, first.author),
            after=(held.after, first.after),
            entry=(held.entry, first.entry),
        )


def _of_holding(told: Sequence[Told], held: Submission, holding: str | None) -> Iterator[str]:
    """Whether it waits, or waited, for its day as it is told."""
    agreed = next(((one, by, at) for one, by, at in told if isinstance(one, SubmissionHeld)), None)
    if agreed is None or held.held is None:
        if (agreed is None) != (held.held is None):
            yield "held"
        return
    one, by, at = agreed
    row = (held.held.how.value, held.held.by, held.held.at, held.held.name)
    if row != (one.how, by, at, one.name or held.held.name) or (
        held.standing is Standing.LATER and one.digest is not None and holding != one.digest
    ):
        yield "held"


def _named(**pairs: tuple[object, object]) -> list[str]:
    return [name for name, (row, event) in pairs.items() if row != event]
