"""The gallery's pages, by name: the values that each of their templates is given."""

from datetime import UTC, date, datetime

from shared.web.chips import MEANINGS
from shared.web.components import Link, Trouble
from shared.web.forms import ErrorSummary
from shared.web.pages import Navigation, Shell
from tests.gallery.cases import ACTIONS, COLLECTIONS, COUNT, EVIDENCE, FACTS, LADDER, NOT_OPEN, PLAN, TIMELINE
from tests.gallery.measures import FORECASTS, READINGS, RECYCLING, SHEET, STATIONS
from tests.gallery.negotiations import OPEN_GATE, SHUT_GATE, TALK, VERSIONS
from tests.gallery.states import EMPTIES, FAILING, FIELDS, MUST_LINES, WORK

SHELL = Shell(
    navigation=Navigation(
        entries=(
            Link("States", "/states.html"),
            Link("Case", "/case.html"),
            Link("Measure", "/measure.html"),
            Link("Negotiation", "/negotiation.html"),
            Link("Petition", "/petition.html"),
            Link("Upload", "/upload.html"),
            Link("Problem", "/problem.html"),
        ),
        footer=(Link("About this record", "/"), Link("Feeds", "/feeds")),
    ),
    path="/states.html",
    made_at=datetime(2026, 5, 18, 8, 5, tzinfo=UTC),
    place="Trafford",
    crumbs=(Link("Trafford", "/"), "Gallery"),
    attributions=("Figures: Trafford Data Lab, Open Government Licence v3.0.",),
    notice="Gallery of components. Cases, people and dates are invented.",
)

PAGES: dict[str, dict[str, object]] = {
    "states": {
        "must_lines": MUST_LINES,
        "empties": EMPTIES,
        "clocks": ((date(2026, 6, 15), 19), (date(2026, 5, 21), 3), (date(2026, 5, 14), -2)),
        "statuses": tuple(MEANINGS),
        "fields": FIELDS,
        "summary": ErrorSummary.of(FIELDS),
        "work": WORK,
        "failing": FAILING,
    },
    "case": {
        "line": MUST_LINES[2],
        "ladder_of_case": LADDER,
        "open": ACTIONS,
        "closed": NOT_OPEN,
        "finding": EVIDENCE,
        "chart": COLLECTIONS,
        "plan": PLAN,
        "case_facts": FACTS,
        "entries": TIMELINE,
    },
    "measure": {"charts": (RECYCLING, STATIONS), "forecasts": FORECASTS, "said": READINGS},
    "negotiation": {"talk": TALK, "target": VERSIONS, "gates": (SHUT_GATE, OPEN_GATE)},
    "petition": {"count": COUNT, "line": MUST_LINES[0], "ladder_of_case": LADDER, "dates": TIMELINE[1::-1]},
    "upload": {
        "sheet": SHEET,
        "summary": ErrorSummary(
            "Two rows cannot be stored yet",
            (Link("Row 4: the share is above 100%", "#row-4"), Link("Row 7: no area has this code", "#row-7")),
        ),
        "totals": ((6, "rows ready"), (1, "row to look at"), (2, "rows to mend"), (2345, "same as last time")),
    },
    "problem": {
        "trouble": Trouble(
            happened="Someone else changed this case at 9:04am",
            explanation="M. Sample granted more time while your page was open.",
            kept="Your refusal was not stored. Your words are still in the form if you go back.",
            onward=Link("See the case as it stands now", "/case.html"),
            faults=("The version you acted on is 7; the case is at 8.",),
            reference="0198c0de-0000-7000-8000-000000000001",
        )
    },
}
