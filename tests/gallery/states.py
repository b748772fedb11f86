"""Clocks, empty pages, forms and lists of work for the gallery."""

from datetime import date
from decimal import Decimal

from shared.web.components import Empty, Failing, Link, Strong, Weight, Work
from shared.web.forms import Field, FieldKind, Option
from shared.web.must_line import MustLine

TRAFFORD = "Trafford Council"

MUST_LINES = (
    MustLine.running(
        on=date(2026, 6, 15),
        days_left=19,
        subject=TRAFFORD,
        duty="must show that 95% of collections in Sale Moor happen on the day they are due.",
        otherwise="the case goes to the scrutiny committee by 22 June 2026, by itself. You need do nothing.",
    ),
    MustLine.running(
        on=date(2026, 5, 18),
        days_left=0,
        subject=TRAFFORD,
        duty="must answer the councillors.",
        otherwise="“no reply” is published tomorrow.",
    ),
    MustLine.running(
        on=date(2026, 5, 21),
        days_left=3,
        subject="Trafford Council, waste service",
        duty="asked on 14 May for 20 more working days (to 13 July). Reason given: two vehicles delivered late.",
        otherwise_label="If you do nothing:",
        otherwise="the request lapses, 15 June stands, and without a remedy the case goes to scrutiny by 22 June.",
        is_readers=True,
    ),
    MustLine.running(
        on=date(2026, 4, 28),
        days_left=-13,
        subject="The housing ministry",
        duty="has not answered the proposal of 27 March 2026.",
        otherwise="it stays on the public waiting list. Silence is never taken as agreement.",
    ),
    MustLine.stopped(
        since=date(2026, 5, 5),
        subject="The monitoring officer",
        why="paused this case: election period.",
        review="Review by 3 August 2026",
        when_it_starts="11 working days will be left.",
    ),
)

EMPTIES = (
    Empty("No petitions are open in Altrincham", "The last one closed on 3 March 2026.", Link("Start one", "/new")),
    Empty(
        "Nobody has agreed to answer for business waste",
        "Checked on 30 April 2026. The nearest body is Trafford Council, which answers for household waste.",
        Link("Ask the council to settle it", "/ask"),
    ),
    Empty("No figure yet for 2025/26", "Due from Trafford Council by 30 November 2026. Not late."),
)

FIELDS = (
    Field(name="name", label="Your full name", autocomplete="name"),
    Field(
        name="email",
        label="Your e-mail address",
        input_type="email",
        autocomplete="email",
        hint="We send one message. Your signature counts when you use the link in it.",
        error="Enter an e-mail address, like name@example.org",
        value="name at example",
    ),
    Field(name="postcode", label="Your postcode", autocomplete="postal-code", width=10),
    Field(
        name="relation",
        label="In Trafford, I",
        kind=FieldKind.CHECKBOXES,
        error="Say whether you live, work or study in Trafford",
        options=(Option("live", "live"), Option("work", "work"), Option("study", "study", hint="at any age")),
    ),
    Field(
        name="measure",
        label="What is it about?",
        kind=FieldKind.SELECT,
        value="recycling",
        options=(Option("", "Choose a measure"), Option("recycling", "Household waste recycled")),
    ),
    Field(name="words", label="What should change?", kind=FieldKind.TEXTAREA, error="Write what should change", rows=3),
    Field(name="file", label="Mended file", kind=FieldKind.FILE, hint="CSV, up to 10 MB"),
)

WORK = (
    Work(
        on=date(2026, 5, 14),
        days_left=-2,
        title=Link("Say whether the library petition can go ahead", "/case.html"),
        silence=(
            "Silence accepts it for you on ",
            Strong("21 May"),
            ". The public page will say “accepted by default”.",
        ),
        reference="TRAF-2026-0051-2 · petition, 94 signatures · screening",
        deed=Link("Accept or reject", "/case.html"),
        weight=Weight.LATE,
    ),
    Work(
        on=date(2026, 5, 21),
        days_left=3,
        title=Link("Decide on more time for the Sale Moor collections", "/case.html"),
        silence=("Silence lets the request lapse; ", Strong("15 June"), " stands."),
        reference="TRAF-2026-0042-7 · remedy running",
        deed=Link("Grant or refuse", "/case.html"),
        weight=Weight.SOON,
    ),
    Work(
        on=date(2026, 6, 2),
        days_left=10,
        title=Link("Publish the reasons for rejecting the parking petition", "/case.html"),
        silence="The organiser can ask for a review for 20 working days after that.",
        reference="TRAF-2026-0047-9 · second officer has agreed",
        deed=Link("Publish", "/case.html"),
        weight=Weight.MINE,
    ),
)

FAILING = (
    Failing(
        title=Link("Household waste recycled", "/measure.html"),
        figure="57.5%",
        promised="promised 60%, 2024/25",
        subject=TRAFFORD,
        duty=("must explain the miss by ", Strong(date(2026, 6, 5)), "."),
        otherwise="“no explanation” is published and the scrutiny committee is told on 8 June.",
        values=tuple(Decimal(value) for value in ("58.5", "57.3", "56.9", "53.3", "58.8", "58.4", "58.4", "57.5")),
        target=Decimal(60),
    ),
    Failing(
        title=Link("People satisfied with their social care", "/measure.html"),
        figure="58.1%",
        promised="promised 62.5%, 2024/25",
        subject="Trafford Council, adult social care,",
        duty=("must show new figures by ", Strong(date(2026, 10, 30)), "."),
        otherwise="the figure is marked late and the lead partner is warned.",
        values=(Decimal("61.5"), Decimal("62.1"), None, Decimal("61.4"), Decimal("57.0"), Decimal("58.1")),
        target=Decimal("62.5"),
    ),
)
