"""The work programme on the page of an area's scrutiny: what waits, what was decided, and the form for deciding."""

from dataclasses import dataclass

from services.escalation.domain.scrutiny.programme import DECLINED, ENDED, TAKEN
from services.escalation.handlers.scrutiny.programme import Agenda
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from shared.web.components import Link
from shared.web.forms import Action, Field, FieldKind, Option
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words

OUTCOMES = {TAKEN: "Taken, and still open", DECLINED: "Declined", ENDED: "Dealt with"}
NO_CLOCK = "No clock hangs on it."
SOURCES = {"measure": "The figures", "petition": "A petition", "challenge": "A partner"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form that was refused: which one, and how it was filled in."""

    href: str = ""
    form: Form = UNTOUCHED

    def field(self, href: str, name: str, label: str, **shape: object) -> Field:
        """A question of the form at this address, as it was answered where it is the one that was refused."""
        form = self.form if href == self.href else UNTOUCHED
        return Field(
            name=name,
            label=label,
            value=form.typed.get(name, ""),
            error=form.errors.get(name, ""),
            prefix=href.removeprefix("/committees/").replace("/", "-"),
            **shape,  # type: ignore[arg-type]  # the shape of a Field
        )


def waiting_table(agenda: Agenda, names: dict[str, str]) -> Table | None:
    """What waits, the most pressing first; None where nothing does."""
    rows = [
        Row(
            (
                Link(one.matter.title, one.matter.page),
                f"{SOURCES[one.matter.source]}: {one.matter.working}",
                names.get(one.committee, one.committee),
                one.matter.since_on,
            )
        )
        for one in agenda.waiting
    ]
    columns = (Column("Matter"), Column("Why it is proposed"), Column("For"), Column("Waits since"))
    return Table("Proposed and waiting", columns, rows, stacks=True) if rows else None


def decided_table(agenda: Agenda, names: dict[str, str]) -> Table | None:
    """What the committees decided, the latest first; None where nothing was."""
    rows = [
        Row(
            (
                one.title,
                f"{OUTCOMES[one.decision]}{f': {one.reasons}' if one.reasons else ''}",
                f"{names.get(one.committee, one.committee)} on {in_words(one.met_on)}, minute {one.reference}",
                one.working,
            )
        )
        for one in agenda.decided
    ]
    columns = (Column("Matter"), Column("What was decided"), Column("Decided by"), Column("As it stood then"))
    return Table("What the committees decided", columns, rows, stacks=True) if rows else None


def can_decide(agenda: Agenda) -> bool:
    """Whether there is a matter to decide about: one that waits, or one that was taken and is not dealt with."""
    return bool(agenda.waiting) or any(one.decision == TAKEN for one in agenda.decided)


def card(agenda: Agenda, names: dict[str, str], typed: Typed, area: str) -> Action:
    """The form in which a clerk writes down what a committee decided."""
    href = f"/committees/{area}/programme"
    matters = [
        Option(one.matter.matter, f"{one.matter.title} ({names.get(one.committee, one.committee)})")
        for one in agenda.waiting
    ]
    matters += [
        Option(one.matter, f"{one.title} (taken on {in_words(one.met_on)})")
        for one in agenda.decided
        if one.decision == TAKEN
    ]
    chosen = [
        Option(TAKEN, "The committee takes it"),
        Option(DECLINED, "The committee does not take it"),
        Option(ENDED, "The committee took it and has dealt with it"),
    ]
    return Action(
        title="Write down what the committee decided",
        follows="The matter leaves the list of what waits. One that was taken stays open until it is dealt with.",
        public_sees="The decision, the reasons word for word, the day and the minute.",
        clock=NO_CLOCK,
        button="Write it down",
        href=href,
        fields=(
            typed.field(href, "matter", "Which matter?", kind=FieldKind.SELECT, options=matters),
            typed.field(href, "decision", "What was decided?", kind=FieldKind.RADIOS, options=chosen),
            typed.field(
                href,
                "reasons",
                "Why not, or what came of it? Needed unless it is taken",
                kind=FieldKind.TEXTAREA,
                rows=3,
            ),
            typed.field(href, "met_on", "The day of the meeting that decided", input_type="date", width=10),
            typed.field(href, "reference", "The minute's number", width=10),
        ),
    )
