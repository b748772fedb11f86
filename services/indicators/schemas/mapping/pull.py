"""Pulls as JSON values: the address that a mapping names instead of a sender, and what came of asking it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.indicators.domain.mapping.mapping import Kept
from services.indicators.domain.mapping.pull import Every, PublicSource, Pull
from shared.outside import addresses
from shared.outside.addresses import NotPublic
from shared.shapes import Prose, Strict, refuse


def _public(address: str) -> str:
    try:
        addresses.check(address)
    except NotPublic as refusal:
        raise refuse(refusal.code, refusal.message) from None
    return address


class PublicSourceIn(Strict):
    """The public address that the table is fetched from, so that nobody sends it, and how often."""

    address: Annotated[Prose, Field(max_length=addresses.LONGEST), AfterValidator(_public)]
    every: Every


def source_of(kept: Kept) -> PublicSource | None:
    """The address that a stored mapping names instead of a sender, if it does."""
    told = kept.document.get("source")
    if told is None:
        return None
    sent = PublicSourceIn.model_validate(told)
    return PublicSource(address=sent.address, every=sent.every)


def pull_document(pull: Pull) -> dict[str, object]:
    """A pull and what came of it."""
    return {
        "pull": str(pull.id),
        "mapping": pull.mapping,
        "version": pull.version,
        "address": pull.address,
        "asked_at": pull.asked_at.isoformat(),
        "outcome": pull.outcome,
        "sha256": pull.sha256,
        "batch": str(pull.batch) if pull.batch else None,
        "detail": pull.detail,
        "errors": list(pull.errors),
        "total_errors": pull.total_errors,
        "links": {"batch": f"/indicators/v1/batches/{pull.batch}"} if pull.batch else {},
    }
