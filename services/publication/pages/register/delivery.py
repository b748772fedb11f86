"""What the pages of who is responsible say of what was delivered, and of what partners contribute to agreements."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.register.delivery import Contribution, contributions_on
from services.publication.domain.register.register import Register
from services.publication.pages.register.ending import names_of
from shared.events.publication import DeliverableRegistered
from shared.web.components import Link, Strong, Words
from shared.web.tables import Column, Row, Table
from shared.web.wording import day as day_words


def delivered_table(held: Register, delivered: Sequence[DeliverableRegistered], caption: str) -> Table:
    """What was delivered, by whom, when, and where that can be looked up."""
    rows = [
        Row((one.title, names_of(held, one.delivered_by), one.delivered_on, _cited(one.evidence))) for one in delivered
    ]
    return Table(caption, (Column("What"), Column("By"), Column("On"), Column("Evidence")), rows, stacks=True)


def _cited(evidence: str) -> Words:
    return Link(evidence, evidence) if evidence.startswith(("https://", "http://")) else evidence


def contributions_table(held: Register, day: date) -> Table | None:
    """What each partner contributes to each agreement, and when that is looked at again or since when it has lapsed."""
    agreements = sorted({row.agreement for row in held.contributions.values()})
    rows = [
        Row((names_of(held, (one.stated.partner,)), _agreement(held, code), _committed(one), _review(one)))
        for code in agreements
        for one in contributions_on(held, code, day)
    ]
    columns = (Column("Body"), Column("Agreement"), Column("What it contributes"), Column("Looked at again"))
    return Table("What bodies contribute to agreements", columns, rows, stacks=True) if rows else None


def _agreement(held: Register, code: str) -> Words:
    known = held.outcome_agreements.get(code)
    return known.title if known else Link(code, f"/agreements/{code}")


def _committed(one: Contribution) -> Words:
    return (f"{one.stated.committed}. Evidence: ", _cited(one.stated.evidence))


def _review(one: Contribution) -> Words:
    if one.has_lapsed:
        return (Strong("Lapsed"), f": not stated anew by {day_words(one.review_on)}")
    return f"By {day_words(one.review_on)}"
