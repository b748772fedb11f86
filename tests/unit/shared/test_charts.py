"""What a chart promises: the same figures as its table, nothing told by colour alone, a true axis and scale."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.chips import Chip, Status
from shared.web.components import Gap
from shared.web.drawing.charts import ChartPoint, LineChart
from shared.web.drawing.drawings import drawings
from shared.web.drawing.scales import fitting
from shared.web.drawing.sparks import sparkline
from shared.web.pages import environment
from tests.markup import elements, with_class

TEMPLATES = environment()
DECIMALS = st.decimals(min_value=-100_000, max_value=100_000, places=2, allow_nan=False)


def points(*values: str | None, target: str | None = None, missed: Sequence[int] = ()) -> list[ChartPoint]:
    return [
        ChartPoint(
            period=f"{2013 + index}/{14 + index}",
            value=None if value is None else Decimal(value),
            target=None if target is None else Decimal(target),
            has_missed=index in missed,
        )
        for index, value in enumerate(values)
    ]


def chart(of: list[ChartPoint], unit: str = "%", title: str = "Waste recycled") -> LineChart:
    return LineChart(id="c", title=title, description="It moved.", series="Trafford", unit=unit, points=of)


def draw(of: LineChart) -> str:
    template = (
        '{% from "components/chart.html" import line_chart, chart_table %}{{ line_chart(c) }}{{ chart_table(c) }}'
    )
    return TEMPLATES.from_string(template).render(c=of)


def test_there_is_a_drawing_for_phones_and_a_wide_one_each_with_title_and_description() -> None:
    drawn = draw(chart(points("57.5", "61.9")))

    for kind in ("wide", "phone"):
        (svg,) = with_class(drawn, f"fm-chart--{kind}")
        assert svg.attributes["role"] == "img"
        assert svg.attributes["aria-labelledby"] == f"c-{kind}-title c-{kind}-desc"
    assert [element.text for element in elements(drawn) if element.tag == "desc"] == ["It moved."] * 2


def test_missed_figures_are_diamonds_and_the_others_open_circles() -> None:
    wide, phone = drawings(chart(points("62", "58", "61", "59", target="60", missed=(1, 3))))

    assert [mark.is_missed for mark in wide.marks] == [False, True, False, True]
    assert [mark.is_missed for mark in phone.marks] == [False, True, False, True]
    drawn = draw(chart(points("62", "58", target="60", missed=(1,))))
    assert len(with_class(drawn, "pt")) == 3  # one in each drawing, one in the legend
    assert "Missed the target" in with_class(drawn, "fm-legend")[0].text


def test_the_line_breaks_where_a_figure_is_missing_and_its_period_keeps_its_place() -> None:
    wide, _ = drawings(chart(points("1", "2", None, "4", "5")))

    assert len(wide.lines) == 2
    assert len(wide.marks) == 4
    steps = [after.x - before.x for before, after in pairwise(wide.marks)]
    assert steps[1] == pytest.approx(2 * steps[0], abs=0.2)


def yearly(*years: int, gap: str = "2011/12 to 2017/18") -> list[ChartPoint]:
    """A point a year; before a year that does not follow, `gap`."""
    return [
        ChartPoint(
            period=f"{year}/{year % 100 + 1:02}",
            value=Decimal(50 + year % 7),
            target=Decimal(60),
            ends_on=date(year + 1, 3, 31),
            gap=gap if before and year - before > 1 else "",
        )
        for before, year in pairwise([0, *years])
    ]


def test_years_without_figures_keep_their_room_and_no_line_runs_across_them() -> None:
    of = chart(yearly(*range(2001, 2011), 2018, 2019))
    for drawing in drawings(of):
        ends = [mark.x for mark in drawing.marks]
        assert (ends[10] - ends[9]) / (ends[1] - ends[0]) == pytest.approx(8, abs=0.1)
        assert len(drawing.lines) == 2
        assert [rule for rule in drawing.targets if rule.x1 < ends[9] and rule.x2 > ends[10]] == []
    wide, _ = drawings(of)
    assert [label.words for label in wide.labels if label.words == "no figures"] == ["no figures"]
    said = "There are no figures for 2011/12 to 2017/18. The line is broken there, and nothing is reckoned across."
    assert of.gap_note == said
    assert said in draw(of)
    (table,) = of.tables
    assert [row.cells[:2] for row in table.rows[1:3]] == [
        ["2018/19", "52"],
        ["2011/12 to 2017/18", Gap("no figures")],
    ]


def test_a_gap_takes_no_more_room_than_all_the_rest_and_then_the_page_says_so() -> None:
    of = chart(yearly(1950, 2018, 2019, 2020, gap="1951/52 to 2017/18"))
    ends = [mark.x for mark in drawings(of)[0].marks]
    assert ends[1] - ends[0] == pytest.approx(ends[3] - ends[1], abs=0.2)
    assert of.gap_note.endswith("A long stretch is drawn shorter than it was.")
    assert chart(yearly(2018, 2019, 2020)).gap_note == ""


def test_long_numbers_stay_within_the_drawing_and_are_told_whole_where_asked() -> None:
    of = chart(points("123456789012345.678", "423456789012345.67"), unit="pounds sterling of the year 2015")
    for drawing in drawings(of):
        for label in drawing.labels:
            start = {"start": 0.0, "end": 1.0, "middle": 0.5}[label.anchor] * len(label.words) * 7
            assert label.x - start >= 0, label
            assert label.x - start + len(label.words) * 7 <= drawing.frame.width, label
    assert of.scale_note == "In trillions"
    assert of.exact is not None
    assert [row.cells for row in of.exact.rows] == [["2013/14", "123,456,789,012,345.678"]]
    assert 'title="exactly 123,456,789,012,345.678"' in draw(of)


def test_the_table_says_the_same_as_the_line_latest_first() -> None:
    of = chart(points("61.9", None, "58.40", target="60", missed=(2,)))

    (table,) = of.tables

    assert [row.cells[:3] for row in table.rows] == [
        ["2015/16", "58.40", "60"],
        ["2014/15", Gap("not sent"), "60"],
        ["2013/14", "61.9", "60"],
    ]
    assert [row.cells[3] for row in table.rows] == [Chip(Status.NOT_MET), Chip(Status.NOT_KNOWN), Chip(Status.MET)]
    assert [row.is_now for row in table.rows] == [True, False, False]


def test_the_table_follows_the_drawing_at_once() -> None:
    tags = [element.tag for element in elements(draw(chart(points("1", "2")))) if element.tag in {"figure", "table"}]

    assert tags == ["figure", "table"]


def test_earlier_figures_of_a_long_line_are_folded_and_none_is_lost() -> None:
    drawn = draw(chart(points(*(str(value) for value in range(20)))))

    rows = [element for element in elements(drawn) if element.tag == "th" and element.attributes["scope"] == "row"]
    assert len(rows) == 20
    assert [element.text for element in elements(drawn) if element.tag == "summary"] == [
        "Earlier figures, 2013/14 to 2024/25"
    ]


def test_similar_areas_are_a_band_and_a_table_of_their_own_never_named_lines() -> None:
    of = chart(
        [
            ChartPoint(period="2023/24", value=Decimal(58), band=(Decimal("38.8"), Decimal("54.1"))),
            ChartPoint(period="2024/25", value=Decimal(57), band=(Decimal("37.5"), Decimal("54.4"))),
        ]
    )

    wide, _ = drawings(of)

    assert len(wide.bands) == 1
    assert len(wide.lines) == 1
    assert [row.cells[1] for row in of.tables[1].rows] == ["37.5 to 54.4", "38.8 to 54.1"]


@pytest.mark.parametrize(
    ("values", "note"),
    [(("57.5", "61.9"), "Scale starts at 57%"), (("2", "9"), ""), (("0", "0"), ""), ((None, None), "")],
)
def test_a_scale_that_does_not_start_at_zero_says_so(values: tuple[str | None, ...], note: str) -> None:
    of = chart(points(*values))

    assert of.scale_note == note
    assert note in draw(of)


@given(st.lists(DECIMALS, min_size=1, max_size=30))
def test_a_scale_has_even_round_ticks_and_holds_every_figure(values: list[Decimal]) -> None:
    ticks = fitting(values).ticks

    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 8
    assert len({after - before for before, after in pairwise(ticks)}) == 1


@given(st.lists(st.none() | DECIMALS, min_size=1, max_size=150), st.none() | DECIMALS)
def test_every_line_mark_and_label_lies_inside_its_drawing(
    values: list[Decimal | None], target: Decimal | None
) -> None:
    of = chart([ChartPoint(period="2024-01", value=value, target=target) for value in values], unit="days")

    for drawing in drawings(of):
        frame = drawing.frame
        for mark in drawing.marks:
            assert frame.left <= mark.x <= frame.right
            assert frame.top <= mark.y <= frame.bottom
        for label in drawing.labels:
            assert 0 <= label.x <= frame.width
            assert 0 <= label.y <= frame.height


@given(st.lists(DECIMALS, min_size=2, max_size=40), DECIMALS)
def test_names_at_the_ends_of_lines_never_touch(values: list[Decimal], target: Decimal) -> None:
    wide, _ = drawings(chart([ChartPoint(period="p", value=value, target=target) for value in values]))

    heights = sorted(label.y for label in wide.labels if label.kind in {"target", "series"})
    assert heights[1] - heights[0] >= 17.9


def test_a_series_with_a_long_name_is_labelled_with_its_figure_alone() -> None:
    of = LineChart(
        id="c", title="t", description="d", series="Bath and North East Somerset", unit="%", points=points("1", "2")
    )

    assert [label.words for label in drawings(of)[0].labels if label.kind == "series"] == ["2%"]


def test_a_target_that_changes_is_drawn_in_steps() -> None:
    of = [
        ChartPoint(period=str(year), value=Decimal(50), target=Decimal(target))
        for year, target in ((2021, 60), (2022, 60), (2023, 62))
    ]

    first, second = drawings(chart(of))[0].targets

    assert first.y > second.y
    assert first.x2 == second.x1


def test_periods_are_labelled_as_many_as_fit_and_always_the_last() -> None:
    of = chart(
        [ChartPoint(period=f"{2010 + month // 12}-{month % 12 + 1:02}", value=Decimal(1)) for month in range(120)]
    )

    for drawing in drawings(of):
        labels = [label for label in drawing.labels if label.kind == "plain"]
        assert labels[-1].words == "2019-12"
        assert 3 <= len(labels) <= 12


def test_crowded_figures_keep_only_the_marks_that_matter() -> None:
    of = [ChartPoint(period="p", value=Decimal(index % 7), has_missed=index == 50) for index in range(120)]

    _, phone = drawings(chart(of))

    assert [mark.is_missed for mark in phone.marks] == [True, False]


def test_hostile_names_are_escaped_inside_the_drawing() -> None:
    drawn = draw(chart(points("1", "2"), title="<script>x</script>"))

    assert "<script" not in drawn


def test_a_spark_breaks_where_a_figure_is_missing_and_ends_at_the_last_one() -> None:
    spark = sparkline((Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)), Decimal(2))

    assert len(spark.lines) == 2
    assert spark.end == (102.0, 5.0)
    assert spark.target is not None


def test_a_spark_of_one_figure_is_a_spot() -> None:
    spark = sparkline((Decimal(5),))

    assert spark.lines == []
    assert spark.end is not None
