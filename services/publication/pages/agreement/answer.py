"""Answers that are owed, on pages: the line that says who must answer by when, and the list of those not given."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.publication.domain.agreement.answer import Waiting
from services.publication.domain.agreement.conversation import Item
from services.publication.handlers.agreement.agreement import Read
from shared.web import chips
from shared.web.chips import Chip
from shared.web.components import Link
from shared.web.must_line import MustLine
from shared.web.tables import Column, Row, Table
from shared.working_days import working_days_left


def must_line(read: Read, items: Sequence[Item], today: date) -> MustLine | None:
    """Who answers next, and by when; None where no clock runs. Nobody is bound by a law to answer: they are asked."""
    waiting = [(item.waits_until, item) for item in items if item.waits_until is not None]
    if not waiting:
        return None
    on, item = min(waiting, key=lambda one: one[0])
    others = sum(one.has_no_answer for one in items) - 1
    more = f" {others} more {'item waits' if others == 1 else 'items wait'} for an answer." if others else ""
    return MustLine.running(
        on=on,
        days_left=working_days_left(today, on, calendar=read.circumstances(today).calendar),
        subject="Government",
        duty=("is asked to answer on ", Link(item.title, f"#{item.entries[-1].said.anchor}"), f".{more}"),
        otherwise="This record says that no answer came, and keeps saying so.",
    )


def waiting_table(waiting: Sequence[Waiting], names: Mapping[str, str], today: date) -> Table | None:
    """Every proposal without its answer, the one longest waited for first."""
    columns = (Column("Item"), Column("Agreement"), Column("Place"), Column("Answer asked for by"), Column("Status"))
    rows = [
        Row(
            (
                one.owed.item,
                Link(one.title, f"/agreements/{one.agreement}"),
                names.get(one.area, one.area),
                one.owed.due_on,
                Chip(chips.Status.NO_ANSWER) if one.owed.is_overdue(today) else Chip(chips.Status.WAITING),
            )
        )
        for one in waiting
    ]
    return Table("Proposals that wait for an answer of government", columns, rows, stacks=True) if rows else None
