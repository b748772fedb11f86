"""Answers that are owed, as they are told to machines."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.agreement.answer import Waiting
from services.publication.schemas.register.link import links


def waiting_document(waiting: Sequence[Waiting], today: date) -> dict[str, object]:
    """Every proposal without its answer; `overdue` where the day is over."""
    return {
        "unanswered": [
            {
                "area": one.area,
                "agreement": one.agreement,
                "title": one.title,
                "entry": one.owed.entry,
                "item": one.owed.item,
                "answer_due_on": one.owed.due_on,
                "overdue": one.owed.is_overdue(today),
                "links": links(
                    agreement=f"/publication/v1/agreements/{one.agreement}", page=f"/agreements/{one.agreement}"
                ),
            }
            for one in waiting
        ],
        "links": links(self_="/publication/v1/unanswered"),
    }
