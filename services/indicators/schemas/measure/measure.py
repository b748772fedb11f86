"""What machines are told of measures: JSON values. Numbers are text, so that every digit arrives."""

from collections.abc import Iterable
from decimal import Decimal

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.measure.case import MeasureCase
from services.indicators.domain.measure.measure import Lead, Measure
from services.indicators.domain.measure.national_indicator import NationalIndicator
from services.indicators.domain.measure.part import Part, Titled

NO_REASON = "No reason was given."


def document(
    measure: Measure,
    judgement: Judgement,
    *,
    lead: Lead | None,
    latest: Observation | None,
    targets: Iterable[Target],
    cases: Iterable[MeasureCase],
    parts: Iterable[Titled],
) -> dict[str, object]:
    """Everything that is public of a measure, save its figures, which come in pages."""
    at = f"/measures/{measure.area}/{measure.measure}"
    return _definition(measure) | {
        "lead": _lead(lead),
        "latest": None if latest is None else observation_document(latest),
        "targets": [_target(target) for target in targets],
        "judgement": _judgement(judgement),
        "parts": [_titled(part, measure.area) for part in parts],
        "cases": [{"case": case.reference, "title": case.title, "state": case.state} for case in cases],
        "links": {
            "self": f"/indicators/v1{at}",
            "page": at,
            "observations": f"/indicators/v1{at}/observations",
            "explanations": f"/indicators/v1/explanations?area={measure.area}&measure={measure.measure}",
            "warnings": f"/indicators/v1/warnings?area={measure.area}&measure={measure.measure}",
        },
    }


def part_document(part: Part) -> dict[str, object]:
    """A part of a measure as its whole is judged by it."""
    return {
        "measure": part.measure,
        "part": part.part,
        "verdict": part.verdict,
        "period": part.period,
        "value": digits(part.value),
        "target": digits(part.target),
    }


def _judgement(judgement: Judgement) -> dict[str, object]:
    facts = judgement.facts
    return {
        "verdict": judgement.verdict,
        "period": facts.period,
        "value": digits(facts.value),
        "target": digits(facts.target),
        "tolerance": digits(facts.tolerance),
        "polarity": facts.polarity,
        "parts": [part_document(part) for part in facts.parts],
        "rule": judgement.rule or None,
        "working": judgement.working,
    }


def _definition(measure: Measure) -> dict[str, object]:
    return {
        "area": measure.area,
        "measure": measure.measure,
        "title": measure.title,
        "unit": measure.unit,
        "polarity": measure.polarity,
        "frequency": measure.frequency,
        "framework": measure.framework,
        "source": measure.source,
        "part_of": measure.part_of,
        "part": measure.part,
    }


def _titled(found: Titled, area: str) -> dict[str, object]:
    named = {"title": found.title, "unit": found.unit, "polarity": found.polarity}
    return part_document(found.part) | named | {"links": {"measure": link(area, found.part.measure)}}


def link(area: str, measure: str) -> str:
    """Where machines read of a measure."""
    return f"/indicators/v1/measures/{area}/{measure}"


def observation_document(found: Observation) -> dict[str, object]:
    """A figure with its standing: which revision it is, and when it came in and was written down."""
    return {
        "place": found.place,
        "period": found.period.text,
        "starts_on": found.period.starts_on.isoformat(),
        "ends_on": found.period.ends_on.isoformat(),
        "value": digits(found.value),
        "missing": found.missing,
        "suppressed": found.suppressed,
        "is_withdrawn": found.is_withdrawn,
        "status": found.status,
        "audit": found.audit,
        "reason": found.reason,
        "revision": found.revision,
        "why": why(found),
        "batch": str(found.batch),
        "received_at": found.received_at.isoformat(),
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "recorded_at": found.recorded_at.isoformat(),
    }


def why(found: Observation) -> str | None:
    """Why a figure that stood was changed, or that nobody said; None for one that was never changed."""
    return None if found.revision == 1 else found.reason or NO_REASON


def _target(target: Target) -> dict[str, object]:
    return {
        "period": target.period.text,
        "value": digits(target.value),
        "tolerance": digits(target.tolerance),
        "agreement": target.agreement,
        "designated": target.designated,
        "illustrative": target.illustrative,
        "stretch": digits(target.stretch),
        "minimum": digits(target.minimum),
        "path": target.path,
        "baseline": None
        if target.baseline is None
        else {"period": target.baseline.period.text, "value": digits(target.baseline.value)},
        "came": target.came,
        "agreed_on": target.agreed_on,
        "entry": target.entry,
        "links": {"paper": paper_of(target)} if target.came else {},
    }


def paper_of(target: Target) -> str:
    """Where it is read which paper a target was compiled from: at the entry that names it, else at its agreement."""
    agreement = f"/agreements/{target.agreement}"
    return agreement if target.entry is None else f"{agreement}/entries/{target.entry}"


def _lead(lead: Lead | None) -> dict[str, object] | None:
    if lead is None:
        return None
    return {
        "partner": lead.partner,
        "name": lead.name,
        "contributors": list(lead.contributors),
        "basis": lead.basis,
        "since_on": lead.since_on.isoformat(),
    }


def national_document(indicator: NationalIndicator) -> dict[str, object]:
    """A national indicator, and whether its title is confirmed."""
    return {
        "code": indicator.code,
        "measure": indicator.measure,
        "title": indicator.title,
        "theme": indicator.theme,
        "unit": indicator.unit,
        "polarity": indicator.polarity,
        "frequency": indicator.frequency,
        "lead_department": indicator.lead_department,
        "is_place_survey": indicator.is_place_survey,
        "is_tellus_survey": indicator.is_tellus_survey,
        "is_statutory_education": indicator.is_statutory_education,
        "is_title_confirmed": indicator.is_title_confirmed,
        "provenance": indicator.provenance,
        "parts": [
            {"part": letter, "measure": f"{indicator.measure}{letter}", "title": name}
            for letter, name in indicator.parts
        ],
    }


def digits(number: Decimal | None) -> str | None:
    """The number as it was sent, without exponent."""
    return None if number is None else f"{number:f}"
