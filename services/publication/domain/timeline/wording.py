"""The timeline in words: who is to act by when and else what, a sentence for every step, as the profile has them.

Words follow the profile in force on the reader's day. What binds a body is said with its ground: the day it signed the
area's agreement, or that it is asked.
"""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.register.ending import heir
from services.publication.domain.register.register import Register, lead_on, policy_on
from services.publication.domain.timeline.timeline import Standing, Told
from shared.events.base import short_name
from shared.events.escalation.answering import NOBODY, Answering, answered_by, name_on
from shared.events.publication import PartnerRegistered
from shared.policy import UnknownWords, Wording, released, resolve
from shared.policy.standing import Clock, Must
from shared.policy.standing import must as acting


def wording_on(register: Register, day: date) -> Wording:
    """The words of an area's profile on a day; the newest profile's for an area whose register has not arrived."""
    if register.about is None:
        return resolve(released()[-1], (), day).wording
    return policy_on(register, day).wording


def subject_of(standing: Standing, register: Register, day: date) -> str:
    """The name of the body that answers: the one the duty was served on, else the measure's lead, else the council."""
    body = register.partners.get(lead_of(standing, register, day))
    if body is not None and body.former_names:
        return _called(body, day)
    return standing.lead_name or (body.name if body else "The council")


def lead_of(standing: Standing, register: Register, day: date) -> str:
    """The id of that body; empty while the register does not tell."""
    if standing.lead:
        return standing.lead
    tenure = lead_on(register, standing.measure or "", day)
    authority = register.about.responsible_authority if register.about else ""
    return heir(register.endings, tenure.lead.lead if tenure else authority, day, authority)


def must(standing: Standing, register: Register, day: date) -> Must | None:
    """The must line of a petition or case; None when it has ended, or the profile has no words for its state."""
    body = register.partners.get(lead_of(standing, register, day))
    return acting(
        wording_on(register, day),
        clock(standing),
        _facts(register, subject_of(standing, register, day)),
        signed_on=body.signed_on if body else None,
        regimes=(standing.answers_owed_under or "").split(),
    )


def clock(standing: Standing) -> Clock:
    """What runs in the petition or case."""
    return Clock(
        state=standing.now,
        silence=standing.silence,
        asked_by=standing.acts_by,
        due_on=standing.moves_after,
        reckoning=standing.reckoning,
        over=standing.over,
        ended=standing.ended,
    )


def sentence(told: Told, standing: Standing, register: Register, day: date, answered: Answering = NOBODY) -> str:
    """The public sentence of one step; bodies by the names they had then. `answered` is the body that answered then."""
    wording = wording_on(register, day)
    renamed = {code: body for code, body in register.partners.items() if body.former_names}
    subject = answered.name or subject_of(standing, register, day)
    if answered.body in renamed:
        subject = _called(renamed[answered.body], told.on)
    bodies = {code: forum.name for code, forum in register.forums.items()}
    names = {code: measure.title for code, measure in register.measures.items()} | bodies
    names |= {code: _called(partner, told.on) for code, partner in register.partners.items()}
    name = short_name(told.type)
    try:
        return wording.told(name, told.event, names, _facts(register, subject))
    except UnknownWords:
        return f"{name.rpartition('.')[2].replace('_', ' ').capitalize()}."


def sentences(history: Sequence[Told], standing: Standing, register: Register, day: date) -> list[str]:
    """The public sentence of each step, oldest first; bodies have the names they had then."""
    answered = answered_by(told.event for told in history)
    return [sentence(told, standing, register, day, one) for told, one in zip(history, answered, strict=True)]


def title_of(state: str, wording: Wording) -> str:
    """What a state is called."""
    try:
        return wording.state(state).title
    except UnknownWords:
        return state.replace("_", " ").capitalize()


def _called(body: PartnerRegistered, on: date) -> str:
    return name_on(on, body.name, body.former_names, body.renamed_on)


def _facts(register: Register, subject: str) -> dict[str, object]:
    return {"subject": subject, "area_name": register.about.name if register.about else "the area"}
