"""What an attempt with a mapping is answered: what each row would become, what is left out and why, every fault."""

from collections.abc import Sequence
from dataclasses import replace

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.mapping.conversion import OURS, Mapped
from services.indicators.domain.mapping.mapping import Kept, Mapping, Values
from services.indicators.domain.mapping.suggestion import Suggestion
from services.indicators.schemas.figure.fault import documents
from services.indicators.schemas.figure.period import warnings_document
from services.indicators.schemas.mapping.mapping import document as mapping_document

SHOWN = 1_000  # figures in an answer, unless another number is asked for


def document(
    kept: Kept,
    mapped: Mapped,
    faults: Sequence[RowFault],
    odd: Sequence[Odd] = (),
    *,
    skip: int = 0,
    limit: int = SHOWN,
) -> dict[str, object]:
    """The attempt as JSON values, with at most `limit` of the figures, those behind the first `skip`."""
    return {
        "mapping": kept.id,
        "version": kept.version,
        **summary(mapped, faults),
        **warnings_document(odd),
        "figures": [_figure(mapped, at) for at in range(skip, min(skip + limit, len(mapped.rows)))],
    }


def proposal_document(id: str, suggestion: Suggestion) -> dict[str, object]:
    """A proposed mapping as JSON values, with what is sure of it, what was guessed and why, what a person must choose.

    `document` is what may be sent as the mapping once the doubts are settled.
    """
    told = [{"about": one.about, "certainty": one.certainty.value, "message": one.message} for one in suggestion.doubts]
    mapped = suggestion.mapped
    return {
        "mapping": id,
        "document": _proposed(suggestion.mapping),
        "findings": told,
        "sample": None if mapped is None else summary(mapped, mapped.faults),
        "links": {"store": f"/indicators/v1/mappings/{id}"},
    }


def _proposed(mapping: Mapping) -> dict[str, object]:
    """The document, without its figures where no column of them was found."""
    if mapping.values.columns or mapping.values.is_every_other:
        return mapping_document(mapping)
    told = mapping_document(replace(mapping, values=Values(is_every_other=True)))
    return {name: part for name, part in told.items() if name != "values"}


def summary(mapped: Mapped, faults: Sequence[RowFault]) -> dict[str, object]:
    """How many rows were read and figures found, what was left out, and the faults."""
    return {
        "rows": mapped.sent_rows,
        "total_figures": len(mapped.rows),
        "left_out": left_out(mapped),
        "errors": [fault.document() for fault in documents(faults)],
        "total_errors": len(faults),
    }


def left_out(mapped: Mapped) -> list[dict[str, object]]:
    """What was left out on purpose, by reason: how many rows (of a wide table: cells), and the first of them."""
    return [{"reason": one.reason, "rows": one.rows, "first": one.first} for one in mapped.left_out]


def _figure(mapped: Mapped, at: int) -> dict[str, object]:
    told = {name: getattr(mapped, name)[at] for name in OURS}
    return {"row": mapped.rows[at], "column": mapped.columns[at], **told}
