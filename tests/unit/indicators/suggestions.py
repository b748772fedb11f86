"""What is known of a place and its measures, and what is proposed for a table that nobody described."""

import io
from typing import Any

from deploy.sample import exports
from services.indicators.domain.mapping.gazetteer import Places
from services.indicators.domain.mapping.likeness import KnownMeasure
from services.indicators.domain.mapping.suggestion import Known, Suggestion, suggest
from services.indicators.schemas.mapping.sheet import Sheet, sample

TRAFFORD, BURY, BUCKS = "E08000009", "E08000002", "E06000060"
NAMES = {TRAFFORD: "Trafford", BURY: "Bury", BUCKS: "Buckinghamshire", "E92000001": "England"}
HOMES = KnownMeasure("homes", "Care homes rated good", "percent", "annual")
BEDS = KnownMeasure("beds", "Beds in care homes", "beds", "annual")
CLAIMANTS = KnownMeasure("claimants", "People who claim benefit", "people", "monthly")


def known(*measures: KnownMeasure, own: frozenset[str] = frozenset({TRAFFORD})) -> Known:
    return Known(places=Places(names=NAMES, own=own), measures=measures)


def proposed(text: str | bytes, *measures: KnownMeasure, about: Known | None = None) -> Suggestion:
    body = text if isinstance(text, bytes) else text.encode()
    return suggest("trial", *sample(Sheet(io.BytesIO(body), "text/csv")), about or known(*measures))


def rows(suggestion: Suggestion) -> list[tuple[str | None, ...]]:
    found = suggestion.mapped
    assert found is not None
    assert not found.faults
    return list(zip(found.area, found.measure, found.period, found.value, strict=True))


def doubts(suggestion: Suggestion, certainty: str) -> set[str]:
    return {doubt.about for doubt in suggestion.doubts if doubt.certainty == certainty}


def of_the_sample(partner: str) -> Known:
    """What the register of the sample tells the partner."""
    body: Any = exports.register().body
    owned = {name for lead in body["leads"] if partner in lead["data_owners"] for name in [lead["measure"]]}
    measures = [one for one in body["measures"] if one["measure"] in owned]
    names = {one["place"]: one["name"] for one in body["places"]} | {TRAFFORD: "Trafford"}
    return Known(
        places=Places(names=names, own=frozenset({TRAFFORD})),
        measures=tuple(KnownMeasure(m["measure"], m["title"], m["unit"], m["frequency"]) for m in measures),
    )
