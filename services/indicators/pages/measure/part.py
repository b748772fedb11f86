"""The parts of a measure on its page and in its area's list, and on a part's page what it is a part of."""

from collections.abc import Sequence

from services.indicators.domain.measure.measure import Measure, quantity
from services.indicators.domain.measure.part import Titled
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.schemas.judgement.wording import promise
from shared.periods import parse, short
from shared.web.chips import Chip, Status
from shared.web.components import Link, Words
from shared.web.tables import Column, Row, Table


def chip_of(verdict: Verdict, unjudged: str) -> Chip:
    """The chip of a verdict; `unjudged` is said where there is none."""
    match verdict:
        case Verdict.MET:
            return Chip(Status.MET)
        case Verdict.NEAR:
            return Chip(Status.NOT_MET, "Nearly met")
        case Verdict.MISSED:
            return Chip(Status.NOT_MET)
        case Verdict.NOT_JUDGED:
            return Chip(Status.NOT_KNOWN, unjudged)


def parts_table(area: str, parts: Sequence[Titled]) -> Table | None:
    """Each part with its figure beside its target; None for a measure that has no parts."""
    columns = [Column("Part"), Column("Period"), Column("Figure", is_number=True), Column("Target", is_number=True)]
    rows = [_row(area, one) for one in parts]
    return Table("How each part stands", [*columns, Column("Stands")], rows, stacks=True) if rows else None


def is_part_of(subject: Measure) -> Words:
    """What a part's page says it is a part of; nothing for a measure that is none."""
    if subject.part_of is None:
        return ""
    whole = Link(subject.whole_title or subject.part_of, f"/measures/{subject.area}/{subject.part_of}")
    return (f"Part {subject.part} of ", whole)


def _row(area: str, one: Titled) -> Row:
    part = one.part
    return Row(
        (
            (f"{part.part}: ", Link(one.title, f"/measures/{area}/{part.measure}")),
            short(parse(part.period)) if part.period else "none",
            "none" if part.value is None else quantity(part.value, one.unit, part.target),
            "none" if part.target is None else promise(part.target, one.unit, one.polarity),
            chip_of(part.verdict, "Not judged"),
        )
    )
