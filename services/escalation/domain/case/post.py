"""Who answers for something is named by a post, and a post is somebody's: not nobody's, and not everybody's. Pure.

The register names bodies and seats, not the posts within a body, so that no list of posts exists to hold a name
against. What can be told is that the words name none.
"""

import re
from collections.abc import Iterator

from services.escalation.domain.case.refusal import Gap

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


def post_named(field: str, words: str) -> Iterator[Gap]:
    """The words in this field name a post."""
    if words.strip() and not names_a_post(words):
        yield Gap(field, "no_post", "Name the post that answers for it, such as Head of housing repairs.")
