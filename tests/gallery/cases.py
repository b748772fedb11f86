"""A case and its petition for the gallery."""

from datetime import date
from decimal import Decimal

from shared.web.chips import Chip, Status
from shared.web.components import (
    Evidence,
    Fact,
    Ladder,
    Link,
    Rung,
    RungState,
    SignatureCount,
    Strong,
    Threshold,
    TimelineEntry,
)
from shared.web.drawing.charts import ChartPoint, LineChart
from shared.web.forms import Action, Button, Field, FieldKind, NotOpen, NotOpenGroup, Option
from shared.web.tables import Column, Row, Table

TRAFFORD = "Trafford Council"

LADDER = Ladder(
    (
        Rung(
            RungState.DONE,
            "Petition accepted",
            "Done on 27 February 2026",
            "Raised on 16 February by 212 people. Accepted because it names an agreed measure.",
        ),
        Rung(
            RungState.NOW,
            "The partner puts it right",
            "Here now, since 3 March 2026",
            (
                Strong(TRAFFORD),
                " filed a plan on 16 March and has until ",
                Strong("15 June 2026"),
                " to show that it works.",
            ),
        ),
        Rung(
            RungState.LATER,
            "Councillors ask why in public",
            "If not, by 22 June 2026",
            "The scrutiny committee holds a hearing and makes recommendations. Nobody has to ask for this step.",
        ),
        Rung(
            RungState.LATER,
            "A request to an inspectorate",
            "Only if that fails too",
            "Needs formal complaints from two partners. The inspectorate may say no, with reasons.",
        ),
    ),
    basis=(
        "The steps rest on an agreement the partners signed in 2021, not on an Act of Parliament. ",
        Link("What that means", "/basis"),
        ".",
    ),
)

MONTHS = ("May 2025", "June", "July", "August", "September", "October", "November", "December", "January 2026")

COLLECTED = ("96.1", "95.4", None, "94.8", "95.2", "93.1", "91.8", "90.6", "91.2", "92.7", "93.9", "94.6")

COLLECTIONS = LineChart(
    id="collections",
    title="Collections made on the day due, Sale Moor",
    description="Agreed standard 95 percent. Lowest 90.6 in December 2025; latest 94.6. No figure for July 2025.",
    series="Sale Moor",
    unit="%",
    period_name="Month",
    target_name="Agreed",
    missed_name="Below the agreed 95%",
    points=[
        ChartPoint(
            period=month,
            value=Decimal(value) if value else None,
            target=Decimal(95),
            has_missed=value is not None and Decimal(value) < 95,
        )
        for month, value in zip((*MONTHS, "February", "March", "April"), COLLECTED, strict=True)
    ],
)

PLAN = Table(
    "Their plan, filed 16 March 2026",
    [Column("Action"), Column("Owner"), Column("By"), Column("State")],
    [
        Row(
            (
                "Two more vehicles on the Tuesday round",
                "Fleet manager",
                "20 April 2026",
                Chip(Status.LATE),
            )
        ),
        Row(("Monthly figures for the ward", "Performance lead", "8 May 2026", Chip(Status.DONE))),
    ],
    stacks=True,
)

TIMELINE = (
    TimelineEntry(date(2026, 6, 15), ("Remedy due from ", Strong(TRAFFORD)), is_next=True),
    TimelineEntry(date(2026, 5, 21), "Decision on more time", is_next=True),
    TimelineEntry(date(2026, 5, 14), (Strong(TRAFFORD), " asked for 20 more working days")),
    TimelineEntry(date(2026, 3, 16), ("Plan filed: ", Link("four actions", "/plan")), "One working day early"),
    TimelineEntry(date(2026, 2, 27), "Petition accepted", "On time"),
)

ACTIONS = (
    Action(
        title="Refuse more time",
        follows="15 June 2026 stands. The council is told today.",
        public_sees="That it was asked and refused, with your reasons.",
        clock="No change: 19 working days left.",
        button="Refuse more time",
        href="/cases/1/refuse",
        hidden=(("version", "7"),),
        fields=(
            Field(
                name="reasons",
                label="Your reasons",
                kind=FieldKind.TEXTAREA,
                hint="Published with your decision. Name no private person.",
                prefix="refuse",
                rows=3,
            ),
        ),
    ),
    Action(
        title="Record the check",
        follows="The case closes, and comes back by itself if figures fall again.",
        public_sees="The result of the check and who made it.",
        clock="Stops.",
        button="Record the check",
        href="/cases/1/verify",
        fields=(
            Field(
                name="result",
                label="What did you find?",
                kind=FieldKind.RADIOS,
                prefix="verify",
                value="fixed",
                options=(Option("fixed", "It is fixed"), Option("not_fixed", "It is not fixed")),
            ),
        ),
        weight=Button.SECONDARY,
    ),
    Action(
        title="Strike out signatures",
        follows="The count falls. Marks once reached stay reached.",
        public_sees="How many were struck out, and why.",
        clock="No change.",
        button="Strike out 312 signatures",
        href="/cases/1/strike",
        weight=Button.WARNING,
    ),
)

NOT_OPEN = (
    NotOpenGroup(
        "Only others may",
        (
            NotOpen("Grant more time", "Needs a second person: Greater Manchester Police has been asked."),
            NotOpen("Pause the case", "Only the monitoring officer can.", Link("Ask for a pause", "/pause")),
        ),
    ),
    NotOpenGroup(
        "At other steps",
        (NotOpen("Send to scrutiny", "Goes by itself, by 22 June, if nothing is claimed by 15 June."),),
    ),
)

EVIDENCE = Evidence(
    finding="Collections made on the day due: 94.6% in April, rising",
    words="The plan promised 95%. It was below 95% in eight of the last twelve months, lowest in December.",
    source=("Trafford Council waste service, received 8 May 2026 (", Link("receipt", "/receipt"), ")"),
    certainty="Provisional, not audited. February revised once: 93.4 to 92.7.",
    cannot_show="Streets missed twice in a row. Asked, due 29 May.",
)

FACTS = (
    Fact("Reference", "TRAF-2026-0042-7"),
    Fact("Raised by", ("Petition, ", Link("1,386 signatures", "/petition.html"))),
    Fact("Answers", "Trafford Council, waste service"),
)

COUNT = SignatureCount(
    1386,
    (
        Threshold(50, "taken up as a case", date(2026, 2, 9)),
        Threshold(1175, "a senior officer gives evidence", date(2026, 4, 11)),
        Threshold(2350, "debate by the full council"),
    ),
)
