"""Where fetched figures come from, as JSON values."""

from services.indicators.domain.figure.source import Source


def source_document(source: Source) -> dict[str, object]:
    """The address, the hash of the file that it held, when, and when the body confirmed it (null: it has not)."""
    return {
        "batch": str(source.batch),
        "body": source.body,
        "address": source.address,
        "sha256": source.sha256,
        "fetched_at": source.fetched_at.isoformat(),
        "confirmed_at": source.confirmed_at.isoformat() if source.confirmed_at else None,
    }
