"""The letters about a case: to organisers for whom somebody wrote something down, and to clerks of committees. Pure."""

from services.escalation.domain.person.mail import Words


def left(*, title: str, reference: str, said: str, page: str) -> Words:
    """The letter to an organiser of whom somebody wrote down that they take their case back."""
    text = f"""You started the petition

    {title}
    ({reference})

{said}

If you did not say so, write to the council at once. Where it stands now:

    {page}

Folkmoot
"""
    return Words(subject=f"Your petition was taken back: {title}", text=text)


def moved_on(*, title: str, reference: str, said: str, stands: str, address: str) -> Words:
    """The letter to an organiser that their case stands elsewhere now. `stands`: where, and who must act by when;
    `address` is the link of their page in the case; opening it changes nothing.
    """
    text = f"""You started the petition

    {title}
    ({reference})

{said}

{stands}

What you may say or ask for in your case, and until when, stands on your page:

    {address}

Keep this letter to yourself: whoever has the link can act for you. Folkmoot
"""
    return Words(subject=f"Your case has moved on: {title}", text=text)


def spoken_for(*, title: str, reference: str, said: str, address: str) -> Words:
    """The letter to an organiser whose words somebody else wrote down. `address` is the link of their page in the case;
    opening it changes nothing.
    """
    text = f"""You started the petition

    {title}
    ({reference})

In its case this was written down as your words:

    {said}

If that is what you said, you need do nothing. If it is not, open your page in the case and say there what you hold:
where you can say it still, that counts, and not what was written down. Or write to the council at once, with the
reference above: whoever wrote it can put a slip right within two working days.

    {address}

Keep this letter to yourself: whoever has the link can act for you. Folkmoot
"""
    return Words(subject=f"Words written down as yours: {title}", text=text)


def hearing_caught(*, title: str, reference: str, said: str, page: str) -> Words:
    """The letter to the clerk of a committee: a hearing lies in weeks before an election in which hearings wait."""
    text = f"""To the clerk of the committee that hears the case

    {title}
    ({reference})

{said}

No machine moves a hearing: until the committee decides for another day, it stays where it is. The meetings that can
hear it, and the button with which the committee's decision is written down:

    {page}

You get this letter because the area names this address for the clerk of its committees. Folkmoot
"""
    return Words(subject=f"A hearing before an election: {title}", text=text)
