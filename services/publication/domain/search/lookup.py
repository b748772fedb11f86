"""Who is responsible, in one plain answer: which body, in which role, since when, on what basis, and what to do if it
fails. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import quote

from services.publication.domain.register.ending import has_ended, heir
from services.publication.domain.register.partnership import partnership_on
from services.publication.domain.register.register import Register, Tenure, lead_on, name_of, policy_on, tenures
from services.publication.domain.search.search import Found, Kind

UNKNOWN = "We know no measure or subject by these words"
NOBODY = "Nobody has agreed to answer for this"
ASKABLE = (Kind.MEASURE, Kind.BODY, Kind.PARTNERSHIP, Kind.WARD, Kind.PLACE)


@dataclass(frozen=True, slots=True)
class Step:
    """A way to put something right: when it is the one to take, and what to do, of which one part may be a link."""

    when: str
    deed: str = ""
    href: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who answered before: from a day until another."""

    name: str
    since_on: date
    until_on: date
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question; without a `body` nobody has agreed to answer, unless the register tells nothing of
    that day (`is_told`). `title` is what was asked about.
    """

    area: str
    area_name: str
    kind: Kind
    code: str
    title: str
    sentence: str
    is_told: bool = True
    body: str | None = None
    name: str = ""
    role: str = ""
    since_on: date | None = None
    basis: str = ""
    more: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    before: tuple[Earlier, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


def is_held(register: Register | None, found: Found) -> bool:
    """Whether the register holds what was found; where it does not, a row was changed and there is nothing to say."""
    if register is None:
        return False
    of_kind = {Kind.MEASURE: register.measures, Kind.BODY: register.partners}
    return found.kind not in of_kind or found.code in of_kind[found.kind]


def answer_for(register: Register, found: Found, day: date, today: date) -> Answer:
    """Who answers for what was found, on that day; what to do where it fails is told by today's numbers, unless the
    day is ahead. Of a day ahead only what is known today is told.
    """
    if (begins := tells_from(register)) is not None and day < begins:
        return _too_early(register, found, begins, today)
    answer = _answer(register, found, day, today)
    sentence = f"As far as is known today: {answer.sentence}" if day > today else answer.sentence
    measure = found.code if found.kind is Kind.MEASURE else None
    return replace(answer, sentence=sentence, steps=steps_if_it_fails(register, measure, max(day, today)))


def tells_from(register: Register) -> date | None:
    """The first day of which the register tells who led on anything; None where it tells of nobody."""
    return min((lead.since_on for lead in register.leads.values()), default=None)


def _too_early(register: Register, found: Found, begins: date, today: date) -> Answer:
    """That the register knows nothing of a day before all that it tells: nobody's absence, but its own."""
    return Answer(
        area=register.area,
        area_name=_place(register),
        kind=found.kind,
        code=found.code,
        title=found.title,
        sentence=f"The register of {_place(register)} tells nothing of before {begins:%-d %B %Y}.",
        steps=steps_if_it_fails(register, found.code if found.kind is Kind.MEASURE else None, today),
        sources=(_sources(register),),
        is_told=False,
    )


def council_for(register: Register, day: date, today: date) -> str:
    """Who answers in a place for what no other body leads on: what to go by where the words are not known."""
    place = _place(register)
    authority = register.partners.get(_authority(register, day))
    verb = "answers" if day >= today else "answered"
    known = "as far as is known today, " if day > today else ""
    return (
        f"In {place}, {known}{authority.name if authority else 'the council'} {verb} for what no other body leads on."
    )


def _answer(register: Register, found: Found, day: date, today: date) -> Answer:
    match found.kind:
        case Kind.MEASURE:
            return _for_measure(register, found.code, day, today)
        case Kind.BODY:
            return _for_body(register, found.code, day, today)
        case Kind.PARTNERSHIP:
            return _for_partnership(register, found, day, today)
        case _:
            return _for_place(register, found, day, today)


def steps_if_it_fails(register: Register, measure: str | None, day: date) -> tuple[Step, ...]:
    """What somebody may do where it goes wrong, the quickest way first."""
    authority = register.partners.get(register.about.responsible_authority) if register.about else None
    council = authority.name if authority else "the council"
    needed = policy_on(register, day).petition.ordinary_signatures
    start = f"/petitions/new?area={quote(register.area)}"
    return (
        Step("One thing, once:", f"tell {council} directly. That is quicker than anything here."),
        Step(
            "It keeps happening to many people:",
            "start a petition",
            start + (f"&measure={quote(measure)}" if measure else ""),
            f". From {needed:,} signatures there are dates you can see.",
        ),
        Step("Somebody has raised it already:", "look at the open cases", "/record", "."),
        Step(
            "You disagree with a decision about you:",
            f"complain to {council} first, then to the Local Government and Social Care Ombudsman.",
        ),
    )


def answering(register: Register, body: str, day: date) -> str:
    """Who has on that day what this body had to do: itself, or what came after it."""
    return heir(register.endings, body, day, register.about.responsible_authority if register.about else "")


def since(register: Register, tenure: Tenure, day: date) -> date:
    """Since when whoever answers on that day has: from the day after the end of a body that led before it."""
    if not has_ended(register.endings, tenure.lead.lead, day):
        return tenure.lead.since_on
    return register.endings[tenure.lead.lead].last_on + timedelta(days=1)


def _for_measure(register: Register, measure: str, day: date, today: date) -> Answer:
    title, place = register.measures[measure].title, _place(register)
    page = (("The measure, its promises and who leads", f"/who/{register.area}/{measure}?on={day}"), _sources(register))
    before = tuple(
        Earlier(name_of(register, one.lead.lead), one.lead.since_on, one.until, one.lead.basis)
        for one in tenures(register, measure)
        if one.until is not None and one.until < day
    )
    tenure = lead_on(register, measure, day)
    body = register.partners.get(answering(register, tenure.lead.lead, day)) if tenure else None
    answer = Answer(
        area=register.area,
        area_name=place,
        kind=Kind.MEASURE,
        code=measure,
        title=title,
        sentence=f"{NOBODY} in {place}: {title}.",
        before=before,
        sources=page,
    )
    if tenure is None or body is None:
        return answer
    helped = ", ".join(name_of(register, one) for one in tenure.lead.contributors)
    was = "is" if day >= today else "was"
    return Answer(
        **{name: getattr(answer, name) for name in ("area", "area_name", "kind", "code", "title", "before")},
        sentence=f"{body.name} {was} responsible for this in {place}: {title}.",
        body=body.partner,
        name=body.name,
        role="Lead partner",
        since_on=since(register, tenure, day),
        basis=tenure.lead.basis,
        more=(("Helped by", helped),) if helped else (),
        sources=(*page, (register.measures[measure].source, "")),
    )


def _for_body(register: Register, partner: str, day: date, today: date) -> Answer:
    body, place = register.partners[partner], _place(register)
    now = register.partners[answering(register, partner, day)]
    led = [
        register.measures[measure].title
        for measure in register.measures
        if (tenure := lead_on(register, measure, day)) is not None and tenure.lead.lead == partner
    ]
    first = min((row.since_on for row in register.leads.values() if row.lead == partner), default=None)
    said = f"{len(led)} thing{'' if len(led) == 1 else 's'}" if led else "nothing that is measured here"
    was = "answers" if day >= today else "answered"
    sentence = f"{body.name} {was} for {said} in {place}."
    if now.partner != partner:
        sentence = f"{body.name} has ended; {now.name} has its duties in {place}."
    return Answer(
        area=register.area,
        area_name=place,
        kind=Kind.BODY,
        code=partner,
        title=body.name,
        sentence=sentence,
        body=now.partner,
        name=now.name,
        role="Lead partner" if led else "Partner",
        since_on=first if first is not None and first <= day else None,
        basis=f"It signed on {body.signed_on:%-d %B %Y}" if body.signed_on else "The register of the area",
        more=(("It leads on", "; ".join(sorted(led))),) if led else (),
        sources=(("The body and its duties", f"/areas/{register.area}/partners/{partner}"), _sources(register)),
    )


def _for_partnership(register: Register, found: Found, day: date, today: date) -> Answer:
    known, place = partnership_on(register, found.code, day), _place(register)
    source = (("The partnership", f"/who/{register.area}/partnerships/{found.code}?on={day}"), _sources(register))
    body = register.partners.get(known.about.accountable_body or known.about.body or "") if known else None
    if known is None or body is None:
        return Answer(
            area=register.area,
            area_name=place,
            kind=Kind.PARTNERSHIP,
            code=found.code,
            title=found.title,
            sentence=f"No single body answers for {found.title} in {place}: its members do, each for what it leads on.",
            sources=source,
        )
    was = "answers" if day >= today else "answered"
    return Answer(
        area=register.area,
        area_name=place,
        kind=Kind.PARTNERSHIP,
        code=found.code,
        title=known.about.name,
        sentence=f"{body.name} {was} for the money of {known.about.name} in {place}.",
        body=body.partner,
        name=body.name,
        role="Accountable body" if known.about.accountable_body else "The partnership itself",
        since_on=known.about.since_on,
        basis=known.about.basis,
        sources=source,
    )


def _for_place(register: Register, found: Found, day: date, today: date) -> Answer:
    place = _place(register)
    body = register.partners.get(_authority(register, day))
    title = place if found.code == register.area else f"{found.title}, {place}"
    posts = _posts(register, found.title, day)
    was = "answers" if day >= today else "answered"
    return Answer(
        area=register.area,
        area_name=place,
        kind=found.kind,
        code=found.code,
        title=title,
        sentence=f"{body.name if body else 'Nobody'} {was} in {title} for whatever no other body leads on.",
        body=body.partner if body else None,
        name=body.name if body else "",
        role="Responsible authority",
        basis="The register of the area",
        more=(("Councillors", "; ".join(posts)),) if posts else (),
        sources=(("Everything somebody answers for here", f"/who/{register.area}?on={day}"), _sources(register)),
    )


def _authority(register: Register, day: date) -> str:
    return answering(register, register.about.responsible_authority if register.about else "", day)


def _posts(register: Register, ward_name: str, day: date) -> Sequence[str]:
    """The councillors' posts of the ward of that name that somebody holds on the day."""
    return sorted(
        one.name
        for one in register.councillors.values()
        if one.ward_name == ward_name and one.since_on <= day <= (one.until_on or day)
    )


def _sources(register: Register) -> tuple[str, str]:
    return ("The register of partners and agreements", f"/publication/v1/register/{register.area}")


def _place(register: Register) -> str:
    return register.about.name if register.about else register.area
