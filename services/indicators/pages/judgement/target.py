"""Where a measure's targets come from, in words: which agreements set them, and which were compiled from papers."""

from collections.abc import Sequence

from services.indicators.domain.judgement.target import Target
from services.indicators.schemas.measure.measure import paper_of
from shared.periods import short
from shared.web.components import Link, Words


def papers_words(target: Target | None) -> Words:
    """That the target was compiled from papers, and where they are named; () of one that was agreed on the record."""
    if target is None or not target.papers:
        return ()
    where = "the entry that names the paper" if target.entry is not None else "the agreement that the papers tell of"
    what = "target" if target.illustrative else "promise"
    return (
        f"This {what} is taken from {target.papers}. It was not agreed on this record: see ",
        Link(where, paper_of(target)),
        ".",
    )


def agreements(targets: Sequence[Target]) -> Words:
    """A link to each agreement, by the periods for which it set targets: of its title nothing is known here.

    Where they were compiled from papers it says so.
    """
    found: list[Link | str] = []
    for agreement in sorted({target.agreement for target in targets}):
        periods = sorted(target.period for target in targets if target.agreement == agreement)
        span = " to ".join(dict.fromkeys(short(period) for period in (periods[0], periods[-1])))
        told = dict.fromkeys(each.papers for each in targets if each.agreement == agreement and each.papers)
        said = f", from {', '.join(told)}" if told else ""
        found += [", ", Link(f"the agreement with targets for {span}{said}", f"/agreements/{agreement}")]
    return tuple(found[1:])
