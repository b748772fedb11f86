"""What the pages of who is responsible say of bodies, by name, that have ended, and of what came after them."""

from datetime import date

from services.publication.domain.register.ending import has_ended
from services.publication.domain.register.register import Register, name_of
from shared.web.components import Fact, Link
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words

UNREAD = "does not read: somebody changed it; the page of the proof says how to check the record"
"""What stands in the place of a code that no register states."""


def ended_table(held: Register, day: date) -> Table | None:
    """The bodies that have ceased, or will: their last day, who has their duties after it, and on what ground."""
    authority = held.about.responsible_authority if held.about else ""
    rows = [
        Row(
            (
                _body(held, one.partner),
                one.last_on,
                names_of(held, one.successors) or f"Nobody is named; {names_of(held, (authority,))} answers",
                one.basis,
            )
        )
        for one in sorted(held.endings.values(), key=lambda one: (one.last_on, one.partner))
    ]
    columns = (Column("Body"), Column("Its last day"), Column("Who has its duties after that"), Column("Basis"))
    title = f"Bodies that have ended by {day_words(day)}, or will"
    return Table(title, columns, rows, stacks=True) if rows else None


def _body(held: Register, partner: str) -> Link:
    return Link(name_of(held, partner), f"/areas/{held.area}/partners/{partner}")


def what_came_after(held: Register, body: str, day: date) -> Fact | None:
    """That the body has ended, or will, and who has its duties after that."""
    ending = held.endings.get(body)
    if ending is None:
        return None
    name, after = name_of(held, body), names_of(held, ending.successors) or "nobody who is named"
    if has_ended(held.endings, body, day):
        said = f"{name} ended on {day_words(ending.last_on)}. Its duties passed to {after}"
    else:
        said = f"{name} ends on {day_words(ending.last_on)}. Its duties pass to {after} the day after"
    return Fact("Change of body", f"{said}. Ground: {ending.basis.rstrip('.')}.")


def names_of(held: Register, partners: tuple[str, ...]) -> str:
    """The names of these bodies in one breath; empty for none."""
    names = [name_of(held, partner) for partner in partners]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
