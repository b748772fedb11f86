"""The letters about notices: to whoever gave one and left an address, and to whoever started the petition. Pure."""

from services.escalation.domain.person.mail import Words
from services.escalation.domain.petition.notice import Finding, Notice, Outcome, called
from shared.working_days import in_words

_DECIDED = {
    Outcome.KEPT: "It stays as it is.",
    Outcome.HIDDEN: "The text is not shown any more.",
    Outcome.TAKEN_UP: "The words may not stand. Those who can take them out were told; nothing goes by itself.",
}
_FOUND = {
    Finding.UPHELD: "The text stays hidden.",
    Finding.SHOWN: "The text had not to be hidden.",
}


def received(one: Notice, *, about: str, address: str) -> Words:
    """The letter that a notice has come in; `about` is what a measure is called that it is about, empty
    of other pages. Whoever did not give it need do nothing.
    """
    text = f"""Somebody gave this address to hear what becomes of a page that they reported:

    {_what(one, about)}

It is decided by {in_words(one.due_on)}. Until then the page stays as it is. What becomes of it, and whether that is
late, stands on the notice's own page:

    {address}

One more letter comes when it is decided, and then this address is forgotten. If you reported nothing, you need do
nothing. Folkmoot
"""
    return Words(subject=f"Your notice about {about or called(one)} came in", text=text)


def decided(one: Notice, *, about: str, by: str, address: str) -> Words:
    """The letter that a notice was decided."""
    outcome = _DECIDED[one.outcome or Outcome.KEPT]
    text = f"""You reported

    {_what(one, about)}

{outcome} So {by} decided, for these reasons:

    {one.reasons}

The notice's own page tells it too:

    {address}

Your address is forgotten with this letter. Folkmoot
"""
    return Words(subject=f"Your notice about {about or called(one)} was decided", text=text)


def hidden(one: Notice, *, title: str, by: str, ask: str) -> Words:
    """The letter to whoever started a petition of which the text is not shown any more. `ask`: where a review is asked
    for; opening it changes nothing.
    """
    text = f"""You started the petition

    {title}
    ({one.reference})

Somebody reported it, and {by} decided that its text is not shown any more, for these reasons:

    {one.reasons}

Its title, its signatures and its steps stay. You may ask that somebody of another body looks at that again:

    {ask}

Keep this letter to yourself: whoever has the link can act for you. Folkmoot
"""
    return Words(subject=f"The text of your petition is hidden: {title}", text=text)


def reviewed(one: Notice, *, title: str, by: str, page: str) -> Words:
    """The letter to whoever started a petition that the hiding of its text was reviewed."""
    review = one.review
    if review is None or review.finding is None:
        raise ValueError("nothing was found")
    text = f"""You started the petition

    {title}
    ({one.reference})

You asked that somebody else looks at the hiding of its text. {_FOUND[review.finding]} So {by} found, for these
reasons:

    {review.reasons}

Where it stands now:

    {page}

Folkmoot
"""
    return Words(subject=f"The review of your petition's text: {title}", text=text)


def _what(one: Notice, about: str) -> str:
    return f"{about or called(one)} (notice {one.number}){f': {one.page}' if one.page else ''}"
