"""What no register can mean, whoever states it: a part of itself, a place that is the area, a measure of no set.

Pure. It looks at what was stated and at what the register holds, and names each fault by its place in the message.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.register.refusal import Wrong
from shared.allowance import Allowance, AllowedOn, Beyond, beyond_for_day, beyond_for_election
from shared.events.publication import (
    AreaRegistered,
    CalendarClosed,
    ElectionSet,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PlaceRegistered,
)
from shared.measures import Frequency
from shared.working_days import SATURDAY, Span

# The national indicator set of 2008 by its names: NI 1 to NI 199, without NI 31, which was dropped before it began.
NATIONAL_FRAMEWORKS = frozenset({"nis", "national-indicator-set-2008"})
NATIONAL_NUMBERS = frozenset(range(1, 200)) - {31}
LONGEST_ELECTION = 100  # days; from notice to poll it is five to six weeks
_NATIONAL_CODE = re.compile(r"NI-([1-9][0-9]{0,2})([a-z][ivx]{0,5})?")


def wrong_places(area: AreaRegistered, places: Sequence[PlaceRegistered]) -> Iterator[Wrong]:
    """Places that are the area itself, and an area that lies in itself."""
    if area.parent == area.area:
        yield Wrong("/area/parent", "own-parent", "An area does not lie in itself.")
    for index, place in enumerate(places):
        if place.place == area.area:
            yield Wrong(f"/places/{index}/place", "place-is-the-area", "This is the area's own code.")


def wrong_parents(held: Mapping[str, PartnerRegistered], stated: Sequence[PartnerRegistered]) -> Iterator[Wrong]:
    """Partners that would be a part of themselves, at once or through others; `held` is what the register has."""
    parents = {partner.partner: partner.parent_body for partner in (*held.values(), *stated)}
    for index, partner in enumerate(stated):
        at = f"/partners/{index}/parent_body"
        if partner.parent_body == partner.partner:
            yield Wrong(at, "own-parent", "A body is not a part of itself.")
        elif partner.partner in _above(partner.parent_body, parents):
            yield Wrong(at, "parents-in-a-circle", "Through others, this body would be a part of itself.")


def wrong_measures(measures: Sequence[MeasureRegistered]) -> Iterator[Wrong]:
    """Measures that come as often as nothing does, and codes of the national set that it does not have."""
    for index, measure in enumerate(measures):
        at = f"/measures/{index}"
        if measure.frequency not in set(Frequency):
            yield Wrong(f"{at}/frequency", "unknown-frequency", f"Say {', '.join(Frequency)}.")
        if measure.framework in NATIONAL_FRAMEWORKS and not is_national(measure.measure):
            message = "The national set has NI-1 to NI-199 without NI-31; name another framework for other measures."
            yield Wrong(f"{at}/measure", "not-a-national-indicator", message)


def wrong_meanings(
    held: Mapping[str, MeasureRegistered],
    stated: Sequence[MeasureRegistered],
    promised: Collection[str],
    spoken_of: Collection[str],
) -> Iterator[Wrong]:
    """Measures on which something is promised, or of which an agreement that is not approved speaks, and which would
    mean something else from now on. Its words stay as well, but for capitals, blanks and marks.
    """
    for index, one in enumerate(stated):
        before = held.get(one.measure)
        if before is None:
            continue
        for part in (*_MEANING, *_IN_WORDS) if one.measure in {*promised, *spoken_of} else ():
            was, now = getattr(before, part), getattr(one, part)
            if was != now and (part not in _IN_WORDS or _plain(was) != _plain(now)):
                words = _KEPT.format(_PROMISED if one.measure in promised else _SPOKEN_OF, part.replace("_", " "), was)
                yield Wrong(f"/measures/{index}/{part}", "measure-is-promised", words)


_MEANING = ("unit", "polarity", "frequency", "part_of")
_IN_WORDS = ("title", "source", "framework")
_KEPT = "{} would mean something else. It keeps its {} ({}); register another measure, and revise the agreement."
_PROMISED = "Something is promised on this measure, and the promise"
_SPOKEN_OF = "An agreement that is not approved yet speaks of this measure, and what was said there"


def wrong_names(
    held: Mapping[str, PartnerRegistered], stated: Sequence[PartnerRegistered], parties: Collection[str]
) -> Iterator[Wrong]:
    """Names that another body bears or bore, and, for a body that had another until now, those of parties of agreements
    that no body bears: nobody takes over what was said in a name. Accents, marks, blanks, capitals and a leading
    article make no difference, and letters of other scripts are not taken.
    """
    bodies = {**held, **{one.partner: one for one in stated}}
    told = [(code, one) for each in (held, bodies) for code, one in each.items()]
    borne = {(_plain(name), code) for code, one in told for name in (one.name, *one.former_names)}
    before_this = {_plain(name) for one in held.values() for name in (one.name, *one.former_names)}
    unborne = {_plain(name) for name in parties} - before_this
    for index, one in enumerate(stated):
        before, name = held.get(one.partner), _plain(one.name)
        if before is not None and before.name == one.name:
            continue
        if not _is_in_latin_letters(one.name):
            message = "Write the name in Latin letters: those of other scripts look like them, and are others."
            yield Wrong(f"/partners/{index}/name", "letters-of-another-script", message)
        elif any(name == other and one.partner != code for other, code in borne):
            message = "Another body of the register bears or bore this name."
            yield Wrong(f"/partners/{index}/name", "name-of-another", message)
        elif before is not None and name in unborne:
            message = "A party of an agreement bears this name, and it is another than this body."
            yield Wrong(f"/partners/{index}/name", "name-of-a-party", message)


def _plain(name: str) -> str:
    """A name as a reader takes it: without accents, wide letters, marks, blanks and a leading article."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return "".join(each for each in bare.casefold().removeprefix("the ") if each.isalnum())


def _is_in_latin_letters(name: str) -> bool:
    """Whether no letter is of another script: those of several look like ours, and nobody tells them apart."""
    letters = (each for each in unicodedata.normalize("NFKD", name) if each.isalpha())
    return all(unicodedata.name(each, "").startswith(("LATIN ", "MODIFIER ")) for each in letters)


def wrong_leads(
    held: Mapping[tuple[str, date], LeadAssigned],
    stated: Sequence[LeadAssigned],
    partners: Collection[str],
    measures: Collection[str],
) -> Iterator[Wrong]:
    """Leads on measures that nobody knows, by bodies that nobody knows, or beside another lead from the same day."""
    for index, lead in enumerate(stated):
        at = f"/leads/{index}"
        if lead.measure not in measures:
            yield Wrong(f"{at}/measure", "unknown-measure", "The register does not know this measure.")
        if lead.lead not in partners:
            yield unknown_partner(f"{at}/lead")
        for name, named in (("contributors", lead.contributors), ("data_owners", lead.data_owners)):
            for place, partner in enumerate(named):
                if partner not in partners:
                    yield unknown_partner(f"{at}/{name}/{place}")
        if held.get((lead.measure, lead.since_on), lead) != lead:
            yield Wrong(f"{at}/since_on", "two-leads-on-one-day", "The register already names a lead from this day.")


def unknown_partner(pointer: str) -> Wrong:
    """A partner that the register does not know is named here."""
    return Wrong(pointer, "unknown-partner", "The register does not know this partner.")


def wrong_closures(
    held: Mapping[date, CalendarClosed], stated: Sequence[CalendarClosed], allowed_on: AllowedOn
) -> Iterator[Wrong]:
    """Closures on days on which nobody works as it is, and more of them than the area's rules allow."""
    closed = set(held)
    for index, closure in enumerate(stated):
        day, at = closure.closed_on, f"/closures/{index}/closed_on"
        allowed = allowed_on(day)
        if day.weekday() >= SATURDAY:
            yield Wrong(at, "closed-on-a-weekend", "Nobody works on a Saturday or Sunday as it is.")
        elif day not in closed and (beyond := beyond_for_day(day, closed, allowed)):
            yield Wrong(at, beyond, _beyond(beyond, allowed))
        else:
            closed.add(day)


def wrong_elections(
    held: Mapping[date, ElectionSet], stated: Sequence[ElectionSet], allowed_on: AllowedOn
) -> Iterator[Wrong]:
    """Periods before elections that end before they begin, last too long, run into another one, or leave too few days
    in which all goes on. One that only grows shorter is taken.
    """
    standing = dict(held)
    for index, one in enumerate(stated):
        at = f"/elections/{index}/ends_on"
        before, allowed = standing.get(one.starts_on), allowed_on(one.starts_on)
        is_sound = 0 <= (one.ends_on - one.starts_on).days < LONGEST_ELECTION
        grows = is_sound and (before is None or one.ends_on > before.ends_on)
        standing[one.starts_on] = one
        if one.ends_on < one.starts_on:
            yield Wrong(at, "ends-before-it-begins", "The last day lies before the first.")
        elif (one.ends_on - one.starts_on).days >= LONGEST_ELECTION:
            yield Wrong(at, "too-long", f"A period before an election lasts fewer than {LONGEST_ELECTION} days.")
        others = [other for other in standing.values() if other.starts_on != one.starts_on]
        if any(other.starts_on <= one.ends_on and one.starts_on <= other.ends_on for other in others):
            yield Wrong(at, "periods-overlap", "Another period before an election has some of these days.")
        elif grows and (beyond := beyond_for_election(_span(one), [_span(other) for other in others], allowed)):
            yield Wrong(at, beyond, _beyond(beyond, allowed))


def _span(one: ElectionSet) -> Span:
    return Span(one.starts_on, one.ends_on, one.election)


def _beyond(beyond: Beyond, allowed: Allowance) -> str:
    """Why there is no room, in words."""
    match beyond:
        case Beyond.CLOSED_IN_YEAR:
            return f"The area may close on {allowed.closed_in_year} days in a year, besides weekends and bank holidays."
        case Beyond.CLOSED_IN_ROW:
            return f"The area may close on {allowed.closed_in_row} working days running, and no more."
        case Beyond.ELECTION_DAYS:
            return f"In a year, at most {allowed.election_days} days may lie before elections."
        case Beyond.ELECTION_GAP:
            return f"Between two periods before elections, at least {allowed.election_gap} days lie free."


def is_national(code: str) -> bool:
    """Whether the code is one of the national set, or a part of one, such as NI-157a."""
    found = _NATIONAL_CODE.fullmatch(code)
    return found is not None and int(found[1]) in NATIONAL_NUMBERS


def _above(body: str | None, parents: Mapping[str, str | None]) -> set[str]:
    """The body and all that it is a part of, as far as is stated."""
    found: set[str] = set()
    while body is not None and body not in found:
        found.add(body)
        body = parents.get(body)
    return found
