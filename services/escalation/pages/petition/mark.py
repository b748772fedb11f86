"""What stands beside a petition's words: how many signed by which way, what the next number leads to, what waits."""

from services.escalation.domain.petition.petition import ANSWER, Mark
from services.escalation.handlers.evidence import picture
from services.escalation.handlers.petition.petition import Seen
from shared.web.components import SignatureCount, Threshold
from shared.web.wording import number
from shared.working_days import in_words, london_day

WAYS = {"web": "by e-mail", "telephone": "by telephone", "desk": "at a desk", "paper": "on paper"}


def count(seen: Seen) -> SignatureCount:
    """How many have signed, and which numbers lead to what."""
    marks = sorted(seen.kept.petition.marks, key=lambda mark: mark.required)
    return SignatureCount(
        seen.kept.signatures,
        [
            Threshold(mark.required, _consequence(seen, mark), mark.reached_on, _struck_out(seen, mark))
            for mark in marks
        ],
    )


def ways(seen: Seen) -> str:
    """How many signed by which way, where some signed without e-mail; how many lines wait to be compared."""
    ways = [f"{number(seen.ways[way])} {words}" for way, words in WAYS.items() if seen.ways.get(way)]
    said = f"{', '.join(ways)}." if seen.ways.keys() - {"web"} else ""
    more = seen.on_paper_waiting
    waiting = "waits to be compared with its sheet" if more == 1 else "wait to be compared with their sheets"
    waits = f"{number(more)} more on paper {waiting}." if more else ""
    unseen = seen.on_paper_unseen
    blind = f"Nobody of another body compared {number(unseen)} of those on paper with the sheets." if unseen else ""
    return " ".join(part for part in (said, blind, waits) if part)


def after_the_end(seen: Seen) -> str:
    """What signing still does when whoever started it took it back, or its case is over; nothing otherwise."""
    case, about = seen.case, seen.kept.petition
    if case is None or not seen.is_open:
        return ""
    left_on = case.course.leaving_since
    if case.is_open and left_on is None:
        return ""
    if case.is_open and left_on is not None:
        by = f" by {in_words(case.due_on)}" if case.due_on is not None else ""
        what = f"Whoever started this petition took it back on {in_words(left_on)}."
        then = f"If no partner and not the council takes up the case{by}, it ends."
    else:
        state = seen.place.policy.wording.state(case.state.value).title
        what, then = f"The case is over: {state[:1].lower()}{state[1:]}.", "Signing does not take up the case again."
    ahead = [mark for mark in about.marks if mark.reached_on is None]
    more = min(ahead, key=lambda mark: mark.required) if ahead else None
    goal = f"{number(more.required)} signatures still lead to this: {_consequence(seen, more)}. " if more else ""
    return f"{what} You can still sign until {in_words(about.closes_on)}, and you are counted. {goal}{then}"


def waiting(pictures: picture.Shown) -> str:
    """How many pictures nobody has looked at, and since when."""
    if not pictures.waiting:
        return ""
    count, since = len(pictures.waiting), london_day(min(one.received_at for one in pictures.waiting))
    what = "1 picture waits" if count == 1 else f"{count} pictures wait"
    return f"{what} for the council to look at, since {in_words(since)}."


def _consequence(seen: Seen, mark: Mark) -> str:
    if mark.answered_by and mark.name == ANSWER:
        return f"{mark.answered_by} replies"
    return seen.place.policy.wording.code(mark.name)


def _struck_out(seen: Seen, mark: Mark) -> str:
    """The note beside a mark that was reached by signatures of which some do not count any more."""
    if mark.reached_on is None or seen.kept.signatures >= mark.required:
        return ""
    return "Some of those signatures were struck out later. What the mark set going stands."
