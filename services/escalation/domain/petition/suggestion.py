"""Which measures a complaint in everyday words may be about: by the words and stems that they share. Pure.

Measures are named in the words of those who measure; a few everyday words are taken for those.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.escalation.domain.petition.likeness import groups, share, skeleton

MOST = 5
SHORTEST = 4  # letters of a word that tells something
ALIKE = 0.5  # the share of letters' groups that two forms of one word have in common
_EVERYDAY = {
    "road traffic killed injured": "crossing pothole potholes junction pavement speeding lorry cyclist zebra street",
    "waste recycled recycling household": "bin bins rubbish litter tip dustbin collection refuse",
    "care homes": "nursing residential elderly carer mum dad grandmother",
    "schools pupils attainment education training": "teacher classroom lessons exam exams college pupil",
    "housing homes dwellings": "flat flats landlord damp mould rent tenant",
    "crime burglary theft violence": "stolen burgled attack knife gang police",
    "health life expectancy": "gp doctor nurse surgery hospital clinic ambulance",
    "young people employment": "job jobs youth apprentice apprenticeship",
    "bus journeys transport": "bus buses train tram timetable",
    "fire": "smoke alarm blaze",
}
_MEANT = {skeleton(word): meant for meant, words in _EVERYDAY.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A measure with all the words by which it may be found: its title, its code, whoever leads on it."""

    measure: str
    words: str


def nearest(said: str, candidates: Iterable[Candidate]) -> list[str]:
    """The measures that share the most with what was said, the nearest first; a few at most, or none."""
    wanted = _words(said)
    wanted |= {word for one in skeleton(said).split() for word in _words(_MEANT.get(one, ""))}  # also of a bin or a bus
    scored = [(_score(wanted, _words(one.words)), one.measure) for one in candidates]
    found = sorted(((score, measure) for score, measure in scored if score > 0), key=lambda one: (-one[0], one[1]))
    return [measure for _, measure in found[:MOST]]


def _words(text: str) -> set[str]:
    return {word for word in skeleton(text).split() if len(word) >= SHORTEST}


def _score(wanted: set[str], there: set[str]) -> float:
    """How much of what was wanted is there, longer words counting more."""
    return sum(len(word) * best for word in wanted if (best := _best(word, there)) >= ALIKE)


def _best(word: str, there: set[str]) -> float:
    return max((share(groups(word), groups(one)) for one in there), default=0.0)
