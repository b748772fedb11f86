"""Every error that a caller can cause, as one tree; doors answer them as RFC 9457 problem documents.

    Problem
    ├── Malformed 422            a field or row is wrong (errors name each one)
    │   ├── CutLink              the link of a letter came without its end
    │   ├── KeyReused            the Idempotency-Key came with another request
    │   └── BadRequest 400       the message itself cannot be read
    │       ├── TooLarge 413
    │       ├── UnsupportedType 415
    │       └── KeyMissing       a write that machines repeat came without Idempotency-Key
    ├── Unauthenticated 401
    ├── NotYours 403             known, and not yours
    ├── NotFound 404
    ├── NotNow 409               not possible in this state
    │   ├── NotKnownHereYet      this service's copy of the register has not heard of it: try again
    │   └── RequestInProgress    the same request is being worked on: try again
    ├── Stale 412                the page you acted on is out of date
    │   └── VersionMissing 428   If-Match is needed
    ├── FormTooLarge 413         a form on a page: nothing of it was read, so it is not drawn again
    ├── TooManyRequests 429
    └── Unavailable 503

No problem ever repeats what was sent: names of fields, rows and codes only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was sent: where (`pointer`, or `row` and `column`), a stable code, a sentence.

    `cell` is where a spreadsheet shows it: K7, the row 7 or the column K.
    """

    code: str
    message: str
    pointer: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    def document(self) -> dict[str, Any]:
        """The fault as JSON values, without what does not apply."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class Problem(Exception):
    """An error with a name, a status and a sentence that may be shown to anybody."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        total_errors: int | None = None,
        retry_after: int | None = None,
        **members: str | int | Sequence[str],
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.total_errors = len(self.errors) if total_errors is None else total_errors
        self.retry_after = retry_after
        self.members = members

    def document(self, instance: str) -> dict[str, Any]:
        """The problem document (application/problem+json). `instance` is the request's id."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            **self.members,
        }
        if self.errors:
            document |= {"errors": [fault.document() for fault in self.errors], "total_errors": self.total_errors}
        return document


class Malformed(Problem):
    """What was sent breaks a rule of its shape; every fault is named."""

    status, slug, title = 422, "malformed", "Some of what was sent is not right"


MOST_NAMED = 40


def unknown_filter(name: str, known: Iterable[str]) -> Malformed:
    """A list was asked to be narrowed by something that is not known here: an empty list would say that it is."""
    every = sorted(set(known))
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    named = f" Known here: {', '.join(every[:MOST_NAMED])}{more}." if every else " None is known here yet."
    fault = Fault(f"unknown-{name}", f"Nothing of this code is known here.{named}", f"/{name}")
    return Malformed("The parameters of the address are not right. Nothing was done.", errors=[fault])


class CutLink(Malformed):
    """The link of a letter came without what it ends in."""

    slug, title = "cut-link", "This link is not whole"


class KeyReused(Malformed):
    """The Idempotency-Key was used before for another request."""

    slug, title = "key-reused", "This Idempotency-Key was used for another request"


class BadRequest(Malformed):
    """The message cannot be read at all."""

    status, slug, title = 400, "bad-request", "The message cannot be read"


class TooLarge(BadRequest):
    """The body is larger than this address takes."""

    status, slug, title = 413, "too-large", "The message is too large"


class UnsupportedType(BadRequest):
    """The content type is not one that this address reads."""

    status, slug, title = 415, "unsupported-type", "This content type is not read here"


class KeyMissing(BadRequest):
    """A write that machines may repeat needs an Idempotency-Key."""

    slug, title = "key-missing", "An Idempotency-Key is needed"


class FormTooLarge(Problem):
    """What was typed into a form is more than is read: it has no faults to name, and cannot be drawn again."""

    status, slug, title = 413, "form-too-large", "What you typed is too long"


class Unauthenticated(Problem):
    """Nobody, or somebody whose key or session is not (or no longer) known."""

    status, slug, title = 401, "unauthenticated", "Sign in, or send a key"


class NotYours(Problem):
    """Known, and not yours to do."""

    status, slug, title = 403, "not-yours", "This is not yours to do"


class NotFound(Problem):
    """There is no such thing, or none that you may see."""

    status, slug, title = 404, "not-found", "There is no such page or thing"


class NotNow(Problem):
    """The thing exists, and what was asked is not possible in the state it is in."""

    status, slug, title = 409, "not-now", "Not possible as things stand"


class NotKnownHereYet(NotNow):
    """The register's copy here has not heard of it yet; the same request may succeed later."""

    slug, title = "not-known-here-yet", "Not known here yet"


class RequestInProgress(NotNow):
    """The same request is being worked on at this moment."""

    slug, title = "request-in-progress", "The same request is being worked on"


class Stale(Problem):
    """What you saw before acting has changed since."""

    status, slug, title = 412, "stale", "This has changed since you looked"


class VersionMissing(Stale):
    """The write must say, in If-Match, which version it saw."""

    status, slug, title = 428, "version-missing", "If-Match is needed"


class TooManyRequests(Problem):
    """More requests than this caller may make in the time."""

    status, slug, title = 429, "too-many-requests", "Too many requests"


class Unavailable(Problem):
    """Something the answer needs is out of reach for the moment; nothing was stored."""

    status, slug, title = 503, "unavailable", "Not available at the moment"
