"""Who answers for something is named by a post, and a post is somebody's: not nobody's, not everybody's, and not one of
another body than the one that is to answer. Pure.

The register names bodies and seats, not the posts within a body, so that no list of posts exists to hold a name
against. What can be told is that the words name none, or name a body that has nothing to answer for here.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.register import Body

LEAST_LETTERS = 3
# With these first words, however it goes on, nobody is named.
NO_POST = frozenset(
    """
    all any anybody anyone everybody everyone everything he it me myself no nobody none noone not nothing
    n/a na one ourselves others people she someone somebody tba tbc tbd them they various we who whoever unknown us you
    """.split()  # noqa: SIM905 - words read better as words
)
STANDING_FOR_NONE = ("to be agreed", "to be confirmed", "to be decided", "to be named", "to be announced")


def names_a_post(words: str) -> bool:
    """Whether the words could name a post or a body: some letters, and not the words for nobody or for everybody."""
    said = re.findall(r"[^\W\d_][\w'/-]*", words.casefold())
    while said and said[0] in ("the", "a", "an"):
        said = said[1:]
    if not said or max(map(len, said)) < LEAST_LETTERS:
        return False
    return said[0] not in NO_POST and not " ".join(said).startswith(STANDING_FOR_NONE)


def post_named(field: str, words: str, of: Collection[str], at: Circumstances) -> Iterator[Gap]:
    """The words in this field name a post, and none of a body of the register other than these: bodies by id, or
    whatever else answers by its name.
    """
    if not words.strip():
        return
    if not names_a_post(words):
        yield Gap(field, "no_post", "Name the post that answers for it, such as Head of housing repairs.")
    elif other := other_body(words, of, at):
        own = [body.name if (body := at.register.body(one)) else one for one in of if one]
        yield Gap(field, "of_another_body", f"This names a post of {other.name}. Name one of {' or '.join(own)}.")


def other_body(words: str, of: Collection[str], at: Circumstances) -> Body | None:
    """The body of the register, and none of these, whose post the words name; another arm of one of them is none.

    Longer names are looked for first, and what names one of these names nobody else.
    """
    answering = {at.register.organisation(one) for one in of if one}
    names: list[tuple[str, Body | None]] = [(_plain(one), None) for one in of if one]
    for body in at.register.bodies.values():
        is_own = body.organisation in answering
        names += [(_plain(name), None if is_own else body) for name in (body.name, *body.former_names)]
    said = _plain(words)
    for name, other in sorted(names, key=lambda one: (-len(one[0]), one[1] is not None)):
        found = _belongs_to(name).search(said) if name else None
        if found and other is not None:
            return other
        said = f"{said[: found.start()]} ; {said[found.end() :]}" if found else said
    return None


def _plain(words: str) -> str:
    """The words small, each apart from what divides them; without the article before a name."""
    small = words.casefold().replace("\u2019", "'").replace("&", " and ")
    found = re.findall(r"'s\b|[^\W_]+|[,;:()/\u2013-]", small)
    return " ".join(found[1:] if found[:1] == ["the"] else found)


@lru_cache(maxsize=1024)
def _belongs_to(name: str) -> re.Pattern[str]:
    """Where words say that a post is of the body of this name. A name of one word is also a word for what posts do, as
    in Head of housing: it counts where it stands apart, or owns what follows.
    """
    if " " in name:
        return re.compile(rf"(?<!\S){re.escape(name)}(?!\S)")
    one = re.escape(name)
    apart = rf"(?:^|(?<=[,;:(/\u2013-] )|(?<=at )){one}(?:$|(?= [,;:)/\u2013-]))"
    return re.compile(rf"{apart}|(?<!\S){one}(?= 's)")
