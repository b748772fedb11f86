"""What a reader may ask of a measure's figures, and how it says in which format it wants them."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.indicators.domain.figure.export import Newest
from services.indicators.domain.judgement.trend import Direction
from services.indicators.schemas.figure.export import Format
from services.indicators.schemas.judgement.signal import direction_document
from services.indicators.schemas.measure.measure import observation_document
from shared.periods import LONGEST_TEXT, NotAPeriod, Period, parse
from shared.problems import Fault, Malformed
from shared.shapes import refuse

EXAMPLE: dict[str, Any] = {
    "figures_version": 7,
    "observations": [
        {
            "place": "E08000009",
            "period": "2024/25",
            "starts_on": "2024-04-01",
            "ends_on": "2025-03-31",
            "value": "57.50",
            "missing": None,
            "suppressed": None,
            "is_withdrawn": False,
            "status": "final",
            "audit": None,
            "reason": None,
            "revision": 1,
            "why": None,
            "batch": "0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
            "received_at": "2026-03-02T09:00:00+00:00",
            "published_at": "2026-03-02T09:00:00+00:00",
            "recorded_at": "2026-03-02T09:00:01+00:00",
        }
    ],
    "sources": [
        {
            "batch": "0193a5f2-6e4b-7c31-9d7e-2f4f0c5b8a61",
            "body": "trafford-council",
            "address": "https://figures.example.org/waste.csv",
            "sha256": "4f1b5d1d4a9d2f9d0e0b7b0a3f1c2d5e6f708192a3b4c5d6e7f8091a2b3c4d5e",
            "fetched_at": "2026-03-02T09:00:00+00:00",
            "confirmed_at": None,
        }
    ],
}
LATEST: dict[str, Any] = {
    "area": "E08000009",
    "measures": [
        {
            "measure": "household-waste-recycled",
            "title": "Household waste recycled",
            "unit": "percent",
            "polarity": "higher",
            "part_of": None,
            "part": None,
            "latest": EXAMPLE["observations"][0],
            "direction": {
                "travel": "better",
                "against": "2023/24",
                "difference": "0.50",
                "clarity": "not_known",
                "working": "2024/25: 57.50; 2023/24: 57.0; no count of people or confidence interval was sent, so "
                "chance is not looked at. Rule travel/1.",
            },
            "links": {"measure": "/indicators/v1/measures/E08000009/household-waste-recycled"},
        }
    ],
}
_FORMATS = {
    "application/json": Format.JSON,
    "application/*": Format.JSON,
    "*/*": Format.JSON,
    "text/csv": Format.CSV,
    "text/*": Format.CSV,
    "application/vnd.sdmx.data+csv": Format.SDMX_CSV,
}


def _is_period(text: str) -> str:
    try:
        return parse(text).text
    except NotAPeriod as error:
        raise refuse("bad-period", str(error)) from None


PeriodName = Annotated[str, Field(min_length=4, max_length=LONGEST_TEXT), AfterValidator(_is_period)]


def period_of(text: str | None) -> Period | None:
    """The period, if one is named."""
    return None if text is None else parse(text)


def after_of(text: str, place: str) -> tuple[str, Period]:
    """The place and period behind which a page begins, written `place~period`; a period alone is of `place`.

    Raises Malformed for anything else.
    """
    named, _, period = text.rpartition("~")
    try:
        return named or place, parse(period)
    except NotAPeriod as error:
        fault = Fault("bad-period", str(error), "/after")
        raise Malformed("Where to read on from cannot be read.", errors=[fault]) from None


def format_of(accept: str) -> Format:
    """The format that a reader wants most, by its Accept header; JSON when it says nothing that is made here."""
    wanted = []
    for at, part in enumerate(accept.split(",")):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        if kind in _FORMATS and (found := _weight(weight)) > 0:
            wanted.append((-found, at, _FORMATS[kind]))
    return min(wanted)[2] if wanted else Format.JSON


def _weight(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else 0


def latest_document(newest: Newest, travelled: Direction | None) -> dict[str, object]:
    """A measure with its latest figure and its direction of travel with the working; null where there is no figure."""
    return {
        "measure": newest.measure,
        "title": newest.title,
        "unit": newest.unit,
        "polarity": newest.polarity,
        "part_of": newest.part_of,
        "part": newest.part,
        "latest": observation_document(newest.figures[-1]) if newest.figures else None,
        "direction": None if travelled is None else direction_document(travelled),
        "links": {"measure": f"/indicators/v1/measures/{newest.area}/{newest.measure}"},
    }
