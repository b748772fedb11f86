"""What targets ask for beside what going on as before would reach, as a table."""

from collections.abc import Sequence

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.stretch import StretchTest, Verdict
from services.publication.handlers.agreement.agreement import Read
from services.publication.pages.agreement.conversation import link_to
from services.publication.pages.register.promise import period_words
from shared.measures import readable
from shared.web.tables import Column, Row, Table
from shared.web.wording import number

VERDICTS = {
    Verdict.STRETCHING: "more than going on as before",
    Verdict.ON_TREND: "about as much as going on as before",
    Verdict.BELOW_TREND: "less than going on as before",
}


def stretch_table(read: Read, items: Sequence[Item]) -> Table | None:
    """Each figure last put forward beside what going on as before would reach, as far as figures are known here."""
    columns = (Column("Item"), Column("Asked for"), Column("Going on as before"), Column("So it asks for"))
    rows = [
        Row(
            (
                link_to(item),
                f"{number(readable(test.target))} for {period_words(test.period)}",
                _carried_on(test),
                VERDICTS[test.verdict],
            )
        )
        for item in items
        for test in read.stretch_of(item)
        if test.verdict is not Verdict.NOT_KNOWN
    ]
    return Table("Does the target stretch?", columns, rows, stacks=True) if rows else None


def _carried_on(test: StretchTest) -> str:
    points = (
        f"{number(readable(one.value))} in {period_words(one.period)}" for one in (test.baseline, test.latest) if one
    )
    reached = number(readable(test.expected)) if test.expected is not None else "not known"
    return f"{reached}, by the line from {' to '.join(points)}"
