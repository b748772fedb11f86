"""The figures of its measure that a case goes by: the last of each period as a line, all of them in a table, and what
became of those that were revised; where forecasts and explanations stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.escalation.domain.case.case import Case, Figure
from services.escalation.domain.case.figure import MISSES, ended_on
from services.escalation.pages.case.standing import Standing
from shared.web.components import Evidence, Link
from shared.web.drawing.charts import ChartPoint, LineChart
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page draws of them: the finding, the line where there are two periods or more, the table."""

    evidence: Evidence
    chart: LineChart | None
    table: Table


def shown(standing: Standing) -> Shown | None:
    """What the case's figures show; None while none was judged since it began."""
    about = standing.case
    if not about.figures:
        return None
    return Shown(evidence=_evidence(standing), chart=_chart(standing), table=_table(about))


def _evidence(standing: Standing) -> Evidence:
    """What the last figure says, and what it cannot."""
    last = standing.case.figures[-1]
    measure = f"/measures/{standing.case.area}/{standing.case.measure}"
    return Evidence(
        finding=f"{last.period}: {last.value}; it {standing.wording.code(last.verdict)}",
        words=f"Its target: {last.target}. Noted on {in_words(last.noted_on)}.",
        source=(
            "What the partners posted, judged when it came in. ",
            Link("Earlier figures, and why the target was missed", measure),
            ". ",
            Link("What is expected, and how earlier forecasts did", f"{measure}#h-forecasts"),
        ),
        certainty="As posted; a figure that is revised later is judged again and noted here.",
        cannot_show="Why it is so, or who was affected.",
    )


def _chart(standing: Standing) -> LineChart | None:
    last = {one.period: one for one in standing.case.figures}
    drawn = [(one, value) for one in last.values() if (value := _amount(one.value)) is not None]
    if len(drawn) < 2 or len(drawn) < len(last):
        return None
    drawn.sort(key=lambda each: (str(ended_on(each[0].period) or ""), each[0].period))
    missed = sum(one.verdict in MISSES for one, _ in drawn)
    return LineChart(
        id="figures",
        title=standing.at.measure.title or standing.case.title,
        description=f"Of {len(drawn)} figures judged since the case began, {missed} fell short of the target.",
        series=standing.area_name,
        unit="%" if standing.at.measure.unit.casefold() in {"%", "percent", "per cent"} else standing.at.measure.unit,
        points=[
            ChartPoint(
                period=one.period,
                value=value,
                target=_amount(one.target),
                has_missed=one.verdict in MISSES,
                judgement=sentence_case(one.verdict),
                ends_on=ended_on(one.period),
            )
            for one, value in drawn
        ],
    )


def _amount(said: str) -> Decimal | None:
    try:
        return Decimal(said)
    except InvalidOperation:
        return None


def _table(about: Case) -> Table:
    """Every figure that was noted, the latest first; of one that was revised, on which day another took its place."""
    rows = [
        Row((one.period, one.value, one.target, sentence_case(one.verdict), _noted(one, about.figures[number + 1 :])))
        for number, one in enumerate(about.figures)
    ]
    columns = (
        *(Column("Period"), Column("Figure", is_number=True), Column("Target", is_number=True)),
        *(Column("Judged"), Column("Noted")),
    )
    return Table("Figures noted on this case, the latest first", columns, rows[::-1], stacks=True)


def _noted(one: Figure, later: Sequence[Figure]) -> str:
    revised = next((each for each in later if each.period == one.period), None)
    on = in_words(one.noted_on)
    return f"{on}; revised on {in_words(revised.noted_on)}" if revised else on
