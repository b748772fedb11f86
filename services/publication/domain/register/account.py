"""The people of a body as its administrator lets them in: which roles they give, and when guests are confirmed. Pure.

A role is given for the administrator's own body alone, and only one that such a body's people have. What the rules
keep for others nobody gives on a page: who decides on the reserve power or hears of it, and the posts of statute.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from services.publication.domain.register.invitation import Words
from services.publication.domain.register.register import Register
from shared.policy import Policy
from shared.working_days import in_words

ADMINISTRATOR = "administrator"
COUNCIL = ("partner", "case_worker", "intake_clerk", "scrutiny_officer", "councillor", "registrar", ADMINISTRATOR)
BODY = ("partner", "peer_lead", ADMINISTRATOR)
INSPECTORATE = ("inspector", ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom the round of a day asks after: those to be confirmed by `until`; who is not sleeps from `sleeps_on` on."""

    until: date
    sleeps_on: date


def roles_open(register: Register, body: str) -> tuple[str, ...]:
    """The roles that an administrator of the body gives its people in the area, by what the body is there."""
    found: list[str] = []
    if register.about is not None and body == register.about.responsible_authority:
        found += COUNCIL
    elif body in register.partners:
        found += BODY
    if (forum := register.forums.get(body)) is not None:
        found += ("area_committee" if forum.forum_kind == "area_committee" else "forum", ADMINISTRATOR)
    if body in {partner.inspectorate for partner in register.partners.values()}:
        found += INSPECTORATE
    return tuple(dict.fromkeys(found))


def asking(policy: Policy, today: date) -> Asking:
    """Whom to ask after today. Nobody sleeps with less notice than the rule gives, also when the asking came late."""
    notice = timedelta(days=policy.guest.ask_days)
    return Asking(until=today + notice, sleeps_on=today + notice)


def reminder(*, body: str, place: str, waiting: int, sleeps_on: date, address: str) -> Words:
    """The letter to a body's administrator that asks who still acts for it."""
    who = "One person" if waiting == 1 else f"{waiting} people"
    wait, theirs, sleep = (
        ("waits", "this person acts", "that account sleeps")
        if waiting == 1
        else ("wait", "they act", "their accounts sleep")
    )
    text = f"""{who} whom {body} has invited in {place} {wait} for you to say that {theirs} for it still.

Say so by {in_words(sleeps_on - timedelta(days=1))}; one press does it for all of them:

    {address}

Otherwise {sleep} from {in_words(sleeps_on)}: nobody comes in by it until you wake it.

Folkmoot
"""
    return Words(subject=f"Who still acts for {body}?", text=text)
