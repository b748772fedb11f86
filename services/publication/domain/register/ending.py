"""Bodies that cease, and who takes on what they had to do; and what no register can mean about that."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.soundness import unknown_partner
from shared.events.publication import PartnerEnded


def has_ended(endings: Mapping[str, PartnerEnded], body: str, on: date) -> bool:
    """Whether the body had ceased before that day."""
    return body in endings and endings[body].last_on < on


def heir(endings: Mapping[str, PartnerEnded], body: str, on: date, authority: str) -> str:
    """The body that has on that day what this one had to do: itself, while it has not ceased.

    Where it has no successor, or several of whom none leads, it is the responsible authority, or who has its duties.
    """
    passed = set[str]()
    while body not in passed and has_ended(endings, body, on):
        passed.add(body)
        successors = endings[body].successors
        body = successors[0] if len(successors) == 1 else authority
    return body


def wrong_endings(
    held: Mapping[str, PartnerEnded], stated: Sequence[PartnerEnded], partners: Collection[str], authority: str
) -> Iterator[Wrong]:
    """Endings of bodies that nobody knows, or that would leave nobody: a body that succeeds itself, at once or through
    others, and a responsible authority without exactly one successor.
    """
    known = {**held, **{one.partner: one for one in stated}}
    for index, one in enumerate(stated):
        at = f"/endings/{index}"
        for place, body in [("partner", one.partner), *((f"successors/{n}", s) for n, s in enumerate(one.successors))]:
            if body not in partners:
                yield unknown_partner(f"{at}/{place}")
        if one.partner in _after(one.successors, known):
            yield Wrong(f"{at}/successors", "own-successor", "At once or through others, it would succeed itself.")
        if one.partner == authority and len(one.successors) != 1:
            message = "This body answers where nobody else does: name the one body that does so after it."
            yield Wrong(f"{at}/successors", "authority-without-successor", message)


def _after(successors: Sequence[str], known: Mapping[str, PartnerEnded]) -> set[str]:
    """The successors, theirs, and so on."""
    found: set[str] = set()
    waiting = list(successors)
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            waiting.extend(known[body].successors if body in known else ())
    return found
