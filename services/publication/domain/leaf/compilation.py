"""Who put facts on the record from the command line, on whose behalf, and from which paper: a mark in each leaf.

Leaves of before there was a mark have none, and nothing is made up for them. The body's code is a fact of the leaf. The
person's name and the paper are words: the leaf commits to them, and they stand beside it, nowhere else.
"""

import json
from dataclasses import dataclass, replace
from datetime import date

from services.publication.domain.leaf.leaf import Kept, Leaf

BODY, PERSON, PAPER = "compiled_for", "compiled_by", "compiled_from"


@dataclass(frozen=True, slots=True)
class Compilation:
    """The person who gave the command, the code of the body for which, and the paper; None where no paper was read."""

    by: str
    body: str
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Loading:
    """How many facts of a register one person compiled from a paper on one day; the body by its name."""

    compilation: Compilation
    on: date
    facts: int


def marked(leaf: Leaf, compilation: Compilation) -> Leaf:
    """The leaf as it is when somebody compiled what it tells."""
    paper = {} if compilation.paper is None else {PAPER: compilation.paper}
    return replace(
        leaf,
        facts={**leaf.facts, BODY: compilation.body},
        words={**leaf.words, PERSON: compilation.by, **paper},
    )


def marked_as(leaf: Leaf, kept: Kept) -> Leaf:
    """The leaf that today's rows make, with the mark that pages show of it: that is kept beside the leaf itself."""
    body = body_in(kept.content)
    if body is None:
        return leaf
    beside = {name: value for name, (_, value) in kept.words.items() if name in {PERSON, PAPER}}
    return replace(leaf, facts={**leaf.facts, BODY: body}, words={**leaf.words, **beside})


def body_in(content: bytes) -> str | None:
    """The code of the body for which a leaf's fact was compiled; None for a leaf without the mark, or no leaf."""
    if BODY.encode() not in content:
        return None
    try:
        body = json.loads(content)["facts"].get(BODY)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return body if isinstance(body, str) else None
