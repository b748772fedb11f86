"""The letters that people get, as plain text. Pure: what stands in them is handed in; nothing is sent from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.person.data_request import Wants
from services.escalation.domain.petition.moderation import Cause, How, Moderation, Standing
from services.escalation.domain.petition.silence import foreseen
from shared.policy import Wording
from shared.working_days import in_words

_SIGNER = (
    "signed the petition",
    "Your signature counts from then on:",
    "without the button nothing is counted, and\nwhat was written down is deleted when signing ends.",
)
_ORGANISER = (
    "started the petition",
    "The petition is checked from then on, before everybody can\nsign it, and your signature is its first:",
    "without the button nobody\nfinds the petition, and after that day it is deleted with all that was written down.",
)

_HAPPENED: dict[str, str] = {
    Standing.SPONSORING: (
        "It is not public yet. {sponsors} other people must support it first, by {due}. On your page is a link to"
        "\nshare with them: only who has it can read the petition. If fewer sign by then, it ends and is deleted."
    ),
    Standing.WAITING: (
        "It is not public yet. The council checks it against its published rules, and decides by {due}. If it does"
        "\nnot, you hear of it, and others may decide as well."
    ),
    Standing.OVERDUE: (
        "The council has not decided in time. That is counted in public, and from now on others may decide as well."
        "\nIf nobody does by {due}, {then}."
    ),
    Standing.HELD: (
        "Whoever checks it found that it bears on an election. So it waits until the time before the election is over,"
        "\non {due}, and is looked at again then, or let through sooner. You need do nothing."
    ),
    Standing.RETURNED: (
        "It came back to you to be mended. You have until {due}: change the words on your page and send it again. If"
        "\nyou do not, the petition ends and is deleted. What is to be mended:"
    ),
    Standing.REFUSED: (
        "It was refused. You may ask on your page until {due} that somebody else looks at it. If you do not, the"
        "\nrefusal stands. It was refused because:"
    ),
    Standing.REVIEW: (
        "You asked for a review. Somebody of another body looks at it by {due}. If nobody does, that is decided for"
        "\nyou. It was refused because:"
    ),
    Standing.COMMITTEE: (
        "Somebody of another body found the refusal right. The scrutiny committee decides by {due}. If it does not,"
        "\nthat is decided for you. It was refused because:"
    ),
    Cause.NOT_SPONSORED: "Too few people supported it in time. It has ended, and its words are deleted.",
    Cause.NOT_MENDED: "It was not mended in time. It has ended, and its words are deleted. You may start another.",
    Cause.NOT_DECIDED: (
        "Nobody decided about it, twice over, and this council publishes nothing that nobody has checked. It has ended."
        "\nThat is the council's failure, not yours, and is counted in public. You may start another."
    ),
    Cause.NOT_REVIEWED: "Nobody asked for a review in time, so the refusal stands. It was refused because:",
    Cause.REVIEW_NOT_HELD: (
        "Nobody held the review that you asked for, for the second time. Its words were found unfit to be shown, so it"
        "\nends here. That no review was held is counted in public. It was refused because:"
    ),
    Cause.UPHELD: "The scrutiny committee found the refusal right, and it stands. It was refused because:",
    Cause.WITHDRAWN: "You took it back. Its words are deleted.",
    How.DECIDED: "It is public: everybody can read and sign it.",
    How.REVIEWED: "The refusal was found wrong. It is public: everybody can read and sign it.",
    How.UNCHECKED: (
        "Nobody decided about it in time, so it was published by itself: everybody can read and sign it. Its page says"
        "\nthat nobody checked it.{left_out}"
    ),
    How.UNREVIEWED: (
        "Nobody held the review that you asked for, so that was decided for you: everybody can read and"
        "\nsign it.{left_out}"
    ),
}

_LEFT_OUT = "\nLinks, addresses and numbers in it were left out."
# Where somebody decided; elsewhere what was said last belongs to an earlier step.
_REASONED: frozenset[str] = frozenset(
    {
        *(Standing.HELD, Standing.RETURNED, Standing.REFUSED, Standing.REVIEW, Standing.COMMITTEE),
        *(Cause.NOT_REVIEWED, Cause.REVIEW_NOT_HELD, Cause.UPHELD, How.DECIDED, How.REVIEWED),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def confirmation(*, title: str, reference: str, address: str, last_on: date, is_organiser: bool) -> Words:
    """The letter that asks somebody to confirm a signature. `address` is the link's; opening it changes nothing."""
    began, then, otherwise = _ORGANISER if is_organiser else _SIGNER
    text = f"""Somebody gave this e-mail address and {began}

    {title}
    ({reference})

If it was you, open this page and press the button on it. {then}

    {address}

The link works until {in_words(last_on)}. If it was not you, do nothing: {otherwise}

Your name and address are never published. Folkmoot
"""
    return Words(subject=f"Confirm your {'petition' if is_organiser else 'signature'}: {title}", text=text)


def data_link(*, wants: Wants, address: str, last_on: date, by_letter: bool = False) -> Words:
    """The letter with the link by which a person sees what is held of them, or has it erased. `by_letter`: somebody
    wrote to the council on paper and named this address; the link is the answer.
    """
    if by_letter:
        return Words(
            subject="What we hold about you",
            text=f"""A letter on paper asked the council to see what we hold about this e-mail address. This page
shows it to whoever has this link, and to nobody else, not even at the council:

    {address}

The link works until {in_words(last_on)}. This letter goes out whether or not we hold anything. If the
letter was not yours, somebody asked in your name: they have been shown nothing. You may tell the council. Folkmoot
""",
        )
    what = "what we hold about it is erased" if wants is Wants.ERASURE else "to see what we hold about it"
    text = f"""Somebody gave this e-mail address and asked {"that " if wants is Wants.ERASURE else ""}{what}.

If it was you, open this page and press the button on it:

    {address}

The link works until {in_words(last_on)}. This letter goes out whether or not we hold anything. If it was
not you, do nothing: without the button nothing happens. Folkmoot
"""
    return Words(subject="What we hold about you", text=text)


def step(*, title: str, reference: str, said: str, page: str, ask: str, ask_by: date | None) -> Words:
    """The letter to whoever started a petition about what it is owed. `ask`: the link to ask for it, if any."""
    asking = ""
    if ask and ask_by:
        asking = f"""
To ask for it, open this page and press the button on it:

    {ask}

The button works until {in_words(ask_by)}. If nobody asks, it is not held.
"""
    text = f"""You started the petition

    {title}
    ({reference})

{said}
{asking}
Everything that the petition is owed, and by when:

    {page}

Folkmoot
"""
    return Words(subject=f"News of your petition: {title}", text=text)


def turn(one: Moderation, *, title: str, address: str, wording: Wording, publishes: bool) -> Words:
    """The letter that tells an organiser how their petition stands now. `address` is the link of their page;
    `publishes`: whether the area lets silence publish.
    """
    happened = _HAPPENED[one.cause or one.how or one.standing]
    due = in_words(one.due_on) if one.due_on else ""
    codes = one.faults if one.standing is Standing.RETURNED else one.refusal.codes if one.refusal else ()
    listed = "".join(f"  - {wording.code(code)}\n" for code in codes) if _names_codes(one) else ""
    if _names_codes(one) and one.standing is not Standing.RETURNED and one.refusal and one.refusal.same_as:
        listed += f"  The same matter: {one.refusal.same_as}\n"
    is_decided = (one.cause or one.how or one.standing) in _REASONED
    reasons = f"\nThe reasons given:\n\n    {one.reasons}\n" if one.reasons and is_decided else ""
    left_out = _LEFT_OUT if one.left_out else ""
    then = foreseen(one, publishes=publishes)
    text = f"""About the petition that you started

    {title or one.reference}
    ({one.reference})

{happened.format(due=due, sponsors=one.sponsors, then=then, left_out=left_out)}
{listed and chr(10) + listed}{reasons}
Your page, where you can read it and see what you may do. Opening it changes nothing:

    {address}

Keep this letter to yourself: whoever has the link can act for you. Folkmoot
"""
    return Words(subject=f"Your petition: {title or one.reference}", text=text)


def following(*, title: str, reference: str, address: str, last_on: date) -> Words:
    """The letter that asks somebody whether they want to follow a petition. Opening `address` changes nothing."""
    text = f"""Somebody asked us to send news of this petition to this e-mail address:

    {title}
    ({reference})

If it was you, open this page and press the button on it. From then on you get a letter when something happens to
the petition, never more than one a day:

    {address}

The link works until {in_words(last_on)}. If it was not you, do nothing: no news is sent, and the address is deleted.

Folkmoot
"""
    return Words(subject=f"Do you want to follow this petition? {title}", text=text)


def news(*, title: str, reference: str, said: Sequence[str], page: str, stop: str) -> Words:
    """The letter about a day on which something happened to a petition. `stop` is the page with the button that ends
    such letters."""
    happened = "\n".join(f"  - {one}" for one in said)
    text = f"""News of the petition that you follow

    {title}
    ({reference})

{happened}

Where it stands, who must act and by when:

    {page}

To get no more of these letters, open this page and press the button on it:

    {stop}

Folkmoot
"""
    return Words(subject=f"News of a petition: {title}", text=text)


def welcome_councillor(*, post: str, ward: str, address: str) -> Words:
    """The first letter to a councillor's post. Opening `address` changes nothing."""
    text = f"""The council has told us that this address is that of

    {post}

From now on you get a letter when a petition or a case about {ward} opens, reaches a number of signatures, or moves on:
never more than one a day for each.

To see all that there is in your ward, sign in with your own account, open this page and press the button on it:

    {address}

The link works once, and for some days. If you do not hold this post, tell the council. Your address is kept sealed and
is never published. Folkmoot
"""
    return Words(subject=f"Letters about {ward}", text=text)


def ward_news(*, title: str, reference: str, ward: str, said: Sequence[str], page: str, every: str) -> Words:
    """The letter to a councillor about a day on which something happened to a petition or case about their ward."""
    happened = "\n".join(f"  - {one}" for one in said)
    text = f"""News from {ward}

    {title}
    ({reference})

{happened}

Where it stands, who must act and by when:

    {page}

Everything about your ward:

    {every}

You get this letter because the register names you as a councillor for {ward}. If you are not,
tell the council. Folkmoot
"""
    return Words(subject=f"News from {ward}: {title}", text=text)


def _names_codes(one: Moderation) -> bool:
    return one.standing is Standing.RETURNED or one.is_refused
