"""What was physically delivered, and what each partner contributes to an agreement; what no such statement can be.

Pure. A contribution is looked at again after a year: until it is stated anew, it is told as lapsed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from services.publication.domain.register.partnership import in_force
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from services.publication.domain.register.soundness import unknown_partner
from shared.events.publication import ContributionRegistered, DeliverableRegistered

LAPSES_AFTER = 12  # months


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a partner contributes as last stated, and the day on which that is due to be looked at again."""

    stated: ContributionRegistered
    review_on: date
    has_lapsed: bool


def delivered_for(register: Register, day: date, **wanted: str) -> tuple[DeliverableRegistered, ...]:
    """What was delivered by that day for what is named (partnership, agreement, measure), the latest first."""
    found = [
        one
        for one in register.deliverables.values()
        if one.delivered_on <= day and all(getattr(one, name) == code for name, code in wanted.items())
    ]
    return tuple(sorted(found, key=attrgetter("delivered_on", "deliverable"), reverse=True))


def contributions_on(register: Register, agreement: str, day: date) -> tuple[Contribution, ...]:
    """What each partner contributes to an agreement on that day, in order of its code, and whether that has lapsed."""
    rows = [row for row in register.contributions.values() if row.agreement == agreement]
    standing = sorted(in_force(rows, attrgetter("partner"), day), key=attrgetter("partner"))
    return tuple(Contribution(row, _year_after(row.since_on), day >= _year_after(row.since_on)) for row in standing)


def wrong_deliverables(
    stated: Sequence[DeliverableRegistered], after: Register, agreements: Collection[str], on: date
) -> Iterator[Wrong]:
    """What was delivered by nobody, for nothing, or has yet to be. `agreements` are those that were negotiated here."""
    partnerships = {code for code, _ in after.partnerships}
    for index, one in enumerate(stated):
        at = f"/deliverables/{index}"
        if not one.delivered_by:
            yield Wrong(f"{at}/delivered_by", "names-nobody", "Name at least one.")
        for place, partner in enumerate(one.delivered_by):
            if partner not in after.partners:
                yield unknown_partner(f"{at}/delivered_by/{place}")
        if one.delivered_on > on:
            yield Wrong(f"{at}/delivered_on", "in-the-future", "This lists what was delivered, not what is planned.")
        if one.partnership is None and one.agreement is None and one.measure is None:
            message = "Say for which partnership, agreement or measure it was delivered."
            yield Wrong(f"{at}/partnership", "for-nothing", message)
        for name, code, known in (
            ("partnership", one.partnership, partnerships),
            ("agreement", one.agreement, {*agreements, *after.outcome_agreements}),
            ("measure", one.measure, after.measures),
        ):
            if code is not None and code not in known:
                yield Wrong(f"{at}/{name}", f"unknown-{name}", f"This record does not know this {name}.")


def wrong_contributions(
    held: Mapping[tuple[str, str, date], ContributionRegistered],
    stated: Sequence[ContributionRegistered],
    after: Register,
    agreements: Collection[str],
) -> Iterator[Wrong]:
    """Contributions to no agreement, of nobody, or told otherwise before from the same day."""
    for index, one in enumerate(stated):
        at = f"/contributions/{index}"
        if one.agreement not in agreements and one.agreement not in after.outcome_agreements:
            yield Wrong(f"{at}/agreement", "unknown-agreement", "This record does not know this agreement.")
        if one.partner not in after.partners:
            yield unknown_partner(f"{at}/partner")
        if held.get((one.agreement, one.partner, one.since_on), one) != one:
            message = "The register tells this otherwise from this day; state it from a later one."
            yield Wrong(f"{at}/since_on", "told-otherwise", message)


def _year_after(day: date) -> date:
    """The same day a year later; for 29 February the first of March."""
    try:
        return day.replace(year=day.year + LAPSES_AFTER // 12)
    except ValueError:
        return date(day.year + 1, 3, 1)
