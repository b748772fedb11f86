"""What a figure may be by what its measure counts; and whether it is so far from the one before that one looks again.

A share of a whole lies between 0 and 100, what is counted is not below nothing. A change, a balance or money may be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from services.publication.domain.agreement.target import Target
from services.publication.domain.agreement.version import Stated, stated_by
from services.publication.domain.entry.entry import Entry, EntryKind, Mark, Said, Status, bare_name
from services.publication.domain.entry.particulars import Terms
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared.measures import Polarity
from shared.periods.dialects import spelt

OTHER_UNIT = "It was said in {}, and its measure is counted in {}: say it in that on the item."
TOO_EASY = "A stretch is a harder promise beside the target, and this one asks for less."
_ON_ITEMS = (EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION)
_WITH_FIGURES = (Status.PROPOSED, Status.COUNTER_PROPOSED)
FIGURES = ("value", "stretch", "minimum", "baseline")
TENFOLD = 10
_WHOLE = 100
_SHARE = re.compile(r"(%|per ?cent|percent(age)?)( of .*)?", re.IGNORECASE)
_SIGNED = re.compile(
    r"chang|reduc|increas|decreas|growth|differ|balance|gap|point|degree|index|net|score|\u00a3|pound|money|saving",
    re.IGNORECASE,
)


def wrongs_of_targets_figures(targets: Sequence[Target], register: Register) -> Iterator[Wrong]:
    """Every figure of these targets that their measure's unit does not allow; every target on a measure that is told
    for its context alone, of which no figure is better than another, so that none could ever be met or missed.
    """
    for index, target in enumerate(targets):
        measure = register.measures.get(target.measure)
        if measure is not None and measure.polarity == Polarity.CONTEXT:
            words = "It is told for its context: no way is better, so a target on it could be neither met nor missed."
            yield Wrong(f"/targets/{index}/measure", "takes-no-target", words)
        figures = {name: getattr(target, name) for name in FIGURES} if measure else {}
        for name, value in figures.items():
            yield from wrongs_of_figure(f"/targets/{index}/{name}", value, measure.unit if measure else "")
        if measure is not None and is_easier(target.stretch, target.value, measure.polarity):
            yield Wrong(f"/targets/{index}/stretch", "stretch-too-easy", TOO_EASY)


def is_easier(stretch: Decimal | None, value: Decimal, polarity: str) -> bool:
    """Whether a stretch asks for less than the target; of a measure without better and worse nobody can say."""
    if stretch is None or polarity not in ("higher", "lower"):
        return False
    return stretch < value if polarity == "higher" else stretch > value


def wrongs_of_said_figures(said: Said, at: str) -> Iterator[Wrong]:
    """Every figure of an entry that its own unit does not allow. Whether it is the measure's is asked when a target is
    set: what a side said is kept in its own words.
    """
    terms = said.particulars.terms
    told = {"baseline_value": said.baseline_value, "target_value": said.target_value}
    if terms is not None:
        told["terms/stretch_value"] = terms.stretch_value
        told |= {f"terms/targets/{index}/value": one.value for index, one in enumerate(terms.targets)}
        told |= {f"terms/targets/{index}/stretch": one.stretch for index, one in enumerate(terms.targets)}
    for name, value in told.items():
        yield from wrongs_of_figure(f"{at}/{name}", value, said.unit or "")


def wrongs_of_meaning(
    said: Said, at: str, today: date, register: Register, marks: Mapping[int, Mark]
) -> Iterator[Wrong]:
    """Every field of an entry that is said now and cannot be meant: a day that was over when it was said, a figure
    without its period or a period without anything said for it, a measure that nobody registered, a stretch that asks
    for less than its target. Papers are told as they are.
    """
    terms, on = said.particulars.terms, said.said_on.first if said.said_on else today
    if said.deferred_until is not None and said.deferred_until.last < on:
        yield Wrong(f"{at}/deferred_until", "in-the-past", "It is put off until a day that was over when it was said.")
    if said.target_value is not None and said.target_period is None:
        yield Wrong(f"{at}/target_period", "period-missing", "Say for which period this target is.")
    yield from _wrongs_of_empty_periods(said, at)
    if said.kind in _ON_ITEMS and not _is_known(said.item, register, marks):
        field = "item_code" if said.item_code else "item_title"
        words = "Neither an item of this agreement nor a measure of the register is called so: name it by its code."
        yield Wrong(f"{at}/{field}", "unknown-item", words)
    if terms is None:
        return
    if terms.review_on is not None and terms.review_on < on:
        yield Wrong(f"{at}/terms/review_on", "in-the-past", "It is looked at again on a day that was over already.")
    if terms.measure is not None and terms.measure not in register.measures:
        words = "The register of this area knows no measure of this code, so it could become no target."
        yield Wrong(f"{at}/terms/measure", "unknown-measure", words)
    named = [mark.facts.measure for mark in marks.values() if mark.facts and mark.is_about(said.item)]
    code = next((one for one in (terms.measure, *reversed(named)) if one), None)
    if (measure := register.measures.get(code or "")) is not None:
        yield from _wrongs_of_stretches(said, at, terms, measure.polarity)


def _is_known(item: str, register: Register, marks: Mapping[int, Mark]) -> bool:
    """Whether something was said on an item of this name, or a measure has it."""
    names = {bare_name(one) for one in register.measures} | {
        bare_name(mark.item) for mark in marks.values() if mark.kind.is_of_an_item
    }
    return bare_name(item) in names


def _wrongs_of_stretches(said: Said, at: str, terms: Terms, polarity: str) -> Iterator[Wrong]:
    for index, one in enumerate(terms.targets):
        if one.value is not None and is_easier(one.stretch, one.value, polarity):
            yield Wrong(f"{at}/terms/targets/{index}/stretch", "stretch-too-easy", TOO_EASY)
    last = next((one.value for one in reversed(terms.targets) if one.value is not None), said.target_value)
    if last is not None and is_easier(terms.stretch_value, last, polarity):
        yield Wrong(f"{at}/terms/stretch_value", "stretch-too-easy", TOO_EASY)


def _wrongs_of_empty_periods(said: Said, at: str) -> Iterator[Wrong]:
    """A proposal of a period says what is proposed for it; what is not known yet is a placeholder, or put off."""
    terms = said.particulars.terms or Terms()
    if said.status not in _WITH_FIGURES or terms.is_exploratory or terms.relative is not None:
        return
    words = "Say the target for this period, or that it is a placeholder."
    told = {spelt(one.period) for one in terms.targets}
    if said.target_period and said.target_value is None and spelt(said.target_period) not in told:
        yield Wrong(f"{at}/target_value", "figure-missing", words)
    for index, one in enumerate(terms.targets):
        if (one.value, one.relative) == (None, None) and one.is_surveyed:
            yield Wrong(f"{at}/terms/targets/{index}/value", "figure-missing", words)


def wrongs_of_figure(at: str, value: Decimal | None, unit: str) -> Iterator[Wrong]:
    """Why a figure in this unit cannot be; nothing where there is none."""
    if value is None:
        return
    if _SHARE.fullmatch(unit.strip()):
        if not 0 <= value <= _WHOLE:
            words = "A share in per cent lies between 0 and 100. A change in per cent has another unit: percent change."
            yield Wrong(at, "out-of-range", words)
    elif value < 0 and unit and not _SIGNED.search(unit):
        yield Wrong(at, "below-nothing", f"What is counted in {unit} is not below 0.")


def is_same_unit(unit: str, other: str) -> bool:
    """Whether two units are one, however they are spelt; what is not said differs from nothing."""
    names = {_bare_unit(one) for one in (unit, other) if one.strip()}
    return len(names) <= 1


def _bare_unit(unit: str) -> str:
    words = " ".join(unit.casefold().split())
    return re.sub(r"^(%|per ?cent|percentage)(?=$| of )", "percent", words).removesuffix("s")


def slips_of(entry: Entry, before: Sequence[Entry]) -> Iterator[Stated]:
    """The figures of an entry that are ten times its baseline, or what was said last of their period, or a tenth."""
    last = {one.period: one.value for earlier in before for one in stated_by(earlier)}
    for one in stated_by(entry):
        known = (entry.said.baseline_value, last.get(one.period))
        if one.value is not None and any(is_tenfold(one.value, figure) for figure in known):
            yield one


def is_tenfold(value: Decimal, before: Decimal | None) -> bool:
    """Whether a figure is ten times the one before or more, or a tenth of it or less: it may be a slip of the point."""
    if before is None or not before or not value:
        return False
    return abs(value) >= TENFOLD * abs(before) or abs(value) * TENFOLD <= abs(before)
