"""Measures and an upload for the gallery.

The recycling figures are those of Trafford, published by Trafford Data Lab under the Open Government Licence v3.0.
"""

from decimal import Decimal

from shared.web.chips import Chip, Status
from shared.web.components import Fact
from shared.web.drawing.charts import ChartPoint, LineChart
from shared.web.tables import Column, Row, RowState, Table, UploadRow, UploadSheet

RECYCLED = ("57.5", "61.9", "60.4", "61.3", "58.5", "57.3", "56.9", "53.3", "58.8", "58.4", "58.4", "57.5")

SIMILAR = (
    *(("40.3", "50.5"), ("38.4", "49.8"), ("38.5", "49.1"), ("41.0", "52.2"), ("41.2", "51.7"), ("39.7", "56.3")),
    *(("42.2", "55.1"), ("39.4", "53.0"), ("37.0", "52.8"), ("37.0", "50.4"), ("38.8", "54.1"), ("37.5", "54.4")),
)

YEARS = [f"{year}/{year - 1999}" for year in range(2013, 2025)]

RECYCLING = LineChart(
    id="recycling",
    title="Share of household waste recycled, Trafford, by financial year",
    description=(
        "The share moved between 53.3 and 61.9 percent. It has been below the 60 percent target in each of the four "
        "years the target has applied. All figures are in the table below."
    ),
    series="Trafford",
    unit="%",
    period_name="Year",
    missed_name="Below target",
    points=[
        ChartPoint(
            period=year,
            value=Decimal(value),
            target=Decimal("60.0") if year >= "2021/22" else None,
            band=(Decimal(low), Decimal(high)),
            has_missed=year >= "2021/22",
            judgement=Chip(Status.NOT_MET, f"{Decimal(60) - Decimal(value)} short") if year >= "2021/22" else "",
        )
        for year, value, (low, high) in zip(YEARS, RECYCLED, SIMILAR, strict=True)
    ],
)

STATIONS = LineChart(
    id="monthly",
    title="Days above the limit at one air station, by month",
    description="Between 0 and 9 days a month over ten years, without a target.",
    series="Station",
    unit="days",
    points=[
        ChartPoint(period=f"{2014 + index // 12}-{index % 12 + 1:02}", value=Decimal((index * 7 + index // 5) % 10))
        for index in range(120)
    ],
)

READINGS = (
    Fact("Is it changing?", "Not in a way that stands out. Every year lies between 53.1% and 63.6%."),
    Fact("Will it reach 60% as it is?", "Sometimes. The target lies inside the ordinary range."),
    Fact("And elsewhere?", "Half of 15 similar areas recycled between 37.5% and 54.4% in 2024/25. This is context."),
)

FORECASTS = Table(
    "Forecast against result, percent",
    [
        Column("Year"),
        Column("Forecast", is_number=True),
        Column("Range given", "Range", is_number=True),
        Column("Result", is_number=True),
        Column("How it did"),
    ],
    [
        Row(("2024/25", "59.0", "57.5 to 60.5", "57.5", "1.5 too high, inside its range"), is_now=True),
        Row(("2023/24", "60.0", "58.5 to 61.5", "58.4", "1.6 too high, outside its range")),
    ],
)

SHEET = UploadSheet(
    "Household waste sent for reuse, recycling or composting. What you sent, and what we make of it",
    (Column("Area"), Column("Period"), Column("Value", is_number=True)),
    (
        UploadRow(1, ("Trafford", "2018/19", "57.3"), RowState.READY, "Same as before"),
        UploadRow(
            4,
            ("Trafford", "2021/22", "588"),
            RowState.FAULTY,
            "A share cannot be above 100%.",
            "Did you mean 58.8?",
            (2,),
        ),
        UploadRow(
            5,
            ("Trafford", "2022/23", "NA"),
            RowState.ASKED,
            "Read as “not known”, not as zero.",
            "Last year you sent 58.4. Is it now unknown?",
            (2,),
        ),
        UploadRow(7, ("E08000090", "2024/25", "57.5"), RowState.FAULTY, "No area has this code.", "", (0,)),
    ),
)
