"""Measures that are parts of another: what the register cannot mean of them. Pure.

A whole exists and is itself no part; it takes no figures of its own, so nobody owns any. Its parts have letters or
numerals of their own and may have other owners of figures, but one body leads on the whole and on all of its parts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import LeadAssigned, MeasureRegistered

ONE_LEAD = "one-lead-for-all-parts"
_NATIONAL_PART = re.compile(r"(NI-[0-9]{1,3})([a-z]{1,6})")


def wrong_parts(held: Mapping[str, MeasureRegistered], stated: Sequence[MeasureRegistered]) -> Iterator[Wrong]:
    """Parts of nothing, of themselves or of parts, without a letter, or with one that another part has."""
    known = {**held, **{measure.measure: measure for measure in stated}}
    wholes = {measure.part_of for measure in known.values() if measure.part_of is not None}
    for index, measure in enumerate(stated):
        at = f"/measures/{index}"
        if (measure.part_of is None) != (measure.part is None):
            missing = "part" if measure.part is None else "part_of"
            yield Wrong(f"{at}/{missing}", "half-a-part", "A part names its whole, and its letter or numeral in it.")
        if measure.part_of is None:
            continue
        yield from _wrong_whole(measure, measure.part_of, f"{at}/part_of", known, wholes)
        if any(_is_beside(other, measure) for other in known.values()):
            yield Wrong(f"{at}/part", "part-taken", "Another part of this measure has this letter or numeral.")
        code = _NATIONAL_PART.fullmatch(measure.measure)
        if code is not None and (code[1], code[2]) != (measure.part_of, measure.part):
            yield Wrong(f"{at}/part", "not-its-code", f"By its code it is part {code[2]} of {code[1]}.")


def _wrong_whole(
    part: MeasureRegistered, whole: str, at: str, known: Mapping[str, MeasureRegistered], wholes: set[str]
) -> Iterator[Wrong]:
    if whole == part.measure:
        yield Wrong(at, "own-part", "A measure is not a part of itself.")
    elif whole not in known:
        yield Wrong(at, "unknown-measure", "The register does not know this measure.")
    elif known[whole].part_of is not None:
        yield Wrong(at, "part-of-a-part", "This measure is itself a part, and parts have no parts.")
    elif part.measure in wholes:
        yield Wrong(at, "part-of-a-part", "This measure has parts of its own, so it is no part of another.")


def _is_beside(other: MeasureRegistered, part: MeasureRegistered) -> bool:
    return other.measure != part.measure and (other.part_of, other.part) == (part.part_of, part.part)


def wrong_part_leads(
    measures: Mapping[str, MeasureRegistered],
    held: Iterable[LeadAssigned],
    stated: Sequence[LeadAssigned],
    news: Sequence[MeasureRegistered],
) -> Iterator[Wrong]:
    """Parts that another body leads on than on the whole, and owners of figures that a whole does not have.

    `measures` are all that are known, `news` those that are stated now; each stated lead is looked at on its first day.
    """
    leads = {(lead.measure, lead.since_on): lead for lead in (*held, *stated)}
    parts: dict[str, list[str]] = {}
    for measure in measures.values():
        if measure.part_of is not None:
            parts.setdefault(measure.part_of, []).append(measure.measure)
    for index, lead in enumerate(stated):
        if lead.measure in parts and lead.data_owners:
            message = "This measure has parts and takes no figures of its own: name the owners for each part."
            yield Wrong(f"/leads/{index}/data_owners", "whole-without-figures", message)
        yield from _other_leads(lead, f"/leads/{index}/lead", measures, parts, leads)
    named = {lead.measure for lead in stated}
    for index, measure in enumerate(news):
        if measure.part_of is not None and not named & {measure.measure, measure.part_of}:
            here, there = (_lead_on(name, date.max, leads) for name in (measure.measure, measure.part_of))
            if here and there and here != there:
                yield Wrong(f"/measures/{index}/part_of", ONE_LEAD, f"{there} leads on the whole and {here} on this.")


def _other_leads(
    lead: LeadAssigned,
    at: str,
    measures: Mapping[str, MeasureRegistered],
    parts: Mapping[str, Sequence[str]],
    leads: Mapping[tuple[str, date], LeadAssigned],
) -> Iterator[Wrong]:
    own = measures.get(lead.measure)
    beside = [own.part_of] if own is not None and own.part_of is not None else parts.get(lead.measure, ())
    others = {name: _lead_on(name, lead.since_on, leads) for name in beside}
    apart = sorted(name for name, body in others.items() if body not in (None, lead.lead))
    if apart:
        message = (
            f"From this day {others[apart[0]]} leads on {apart[0]}: one body leads on a measure and all its parts."
        )
        yield Wrong(at, ONE_LEAD, message)


def _lead_on(measure: str, day: date, leads: Mapping[tuple[str, date], LeadAssigned]) -> str | None:
    known = [lead for (name, since_on), lead in leads.items() if name == measure and since_on <= day]
    return max(known, key=lambda lead: lead.since_on).lead if known else None
