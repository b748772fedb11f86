"""How a body defines a report: which figures, of which periods, in which columns and format; and how it is shown."""

import json
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.indicators.domain.figure.export import Selection
from services.indicators.domain.figure.report import Report
from services.indicators.schemas.figure.export import COLUMNS, USUAL, Format
from services.indicators.schemas.figure.series import PeriodName, period_of
from shared.shapes import Line, Slug, Strict, refuse

EXAMPLE: dict[str, Any] = {
    "title": "Waste, year by year",
    "areas": ["E08000009"],
    "measures": ["household-waste-recycled"],
    "from": "2018/19",
    "columns": ["title", "period", "value", "status"],
    "format": "csv",
}
ANSWER: dict[str, Any] = {
    "report": "waste",
    "version": 1,
    "stored_at": "2026-03-02T09:00:00+00:00",
    "definition": EXAMPLE | {"places": [], "to": None},
    "links": {"figures": "/indicators/v1/reports/waste"},
}
MOST_AREAS, MOST_NAMED = 50, 200
Place = Annotated[Line, Field(max_length=40)]


class ReportIn(Strict):
    """Figures to be read again and again. No measure named means every measure; no place, each area's own figures."""

    title: Line
    areas: Annotated[list[Slug], Field(min_length=1, max_length=MOST_AREAS)]
    measures: list[Slug] = Field(default_factory=list, max_length=MOST_NAMED)
    places: list[Place] = Field(default_factory=list, max_length=MOST_NAMED)
    begins: Annotated[PeriodName | None, Field(alias="from")] = None
    to: PeriodName | None = None
    columns: list[Line] = Field(default_factory=list, max_length=len(COLUMNS))
    format: Format = Format.CSV

    @model_validator(mode="after")
    def _columns_are_ours(self) -> Self:
        if len(set(self.columns)) < len(self.columns) or not set(self.columns) <= set(COLUMNS):
            raise refuse("unknown-column", f"The columns are {', '.join(COLUMNS)}, each once at most.")
        if self.columns and self.format is Format.SDMX_CSV:
            raise refuse("fixed-columns", "SDMX-CSV has columns of its own: leave `columns` out.")
        return self

    @property
    def chosen(self) -> list[str]:
        """The columns, in the order wanted."""
        return self.columns or list(USUAL)

    @property
    def selection(self) -> Selection:
        """The figures that it selects."""
        return Selection(
            areas=tuple(sorted(set(self.areas))),
            measures=tuple(self.measures),
            places=tuple(self.places),
            begins=period_of(self.begins),
            ends=period_of(self.to),
        )

    def document(self) -> dict[str, object]:
        """The definition as it is kept."""
        kept: dict[str, object] = json.loads(self.model_dump_json(by_alias=True))
        return kept


def definition_of(report: Report) -> ReportIn:
    """The definition that was kept."""
    return ReportIn.model_validate_json(json.dumps(report.document))


def report_document(report: Report) -> dict[str, object]:
    """A report as its body is shown it."""
    return {
        "report": report.id,
        "version": report.version,
        "stored_at": report.stored_at.isoformat(),
        "definition": report.document,
        "links": {"figures": f"/indicators/v1/reports/{report.id}"},
    }
