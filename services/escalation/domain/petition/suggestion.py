"""Which measures a complaint in everyday words may be about: by the words and stems that they share. Pure.

Measures are named in the words of those who measure; a few everyday words are taken for those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.escalation.domain.petition.likeness import groups, share, skeleton

MOST = 5
SHORTEST = 4  # letters of a word that tells something
NEAR = 2.0  # a word of four letters that two measures share, said as it stands there
MANY, COMMON = 3, 0.25  # measures, and the part of all, that share a word which tells nothing
NAMED = 3  # what a letter of a name that people use counts for, beside one of a title
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
    """A measure with all the words by which it may be found: its title, its code, whoever leads on it; and what people
    call it, as the register says.
    """

    measure: str
    words: str
    called: Sequence[str] = ()


def nearest(said: str, candidates: Iterable[Candidate]) -> list[str]:
    """The measures that share the most with what was said, the nearest first; a few at most, or none.

    What people call a measure by tells most. A word that several measures share tells less, and one that so many share
    that it is about no service, such as "children", nothing.
    """
    every = list(candidates)
    spoken = set(skeleton(said).split())
    wanted = _words(said)
    wanted |= {word for one in spoken for word in _words(_MEANT.get(one, ""))}  # also of a bin or a bus
    words = {one.measure: _words(one.words) for one in every}
    worth = {word: len(word) * _rarity(word, words.values()) for word in wanted}
    scored = [(_score(worth, words[one.measure]) + _by_name(spoken, one.called), one.measure) for one in every]
    found = sorted(((score, measure) for score, measure in scored if score >= NEAR), key=lambda one: (-one[0], one[1]))
    return [measure for _, measure in found[:MOST]]


def _words(text: str) -> set[str]:
    return {word for word in skeleton(text).split() if len(word) >= SHORTEST}


def _rarity(word: str, every: Collection[set[str]]) -> float:
    """The part of a word's worth that is left where several measures share it; none where it tells of no service."""
    shared = sum(_best(word, there) >= ALIKE for there in every)
    return 0.0 if shared >= MANY and shared > COMMON * len(every) else 1 / max(1, shared)


def _score(worth: Mapping[str, float], there: set[str]) -> float:
    """How much of what was wanted is there, longer and rarer words counting more."""
    return sum(much * best for word, much in worth.items() if (best := _best(word, there)) >= ALIKE)


def _by_name(spoken: set[str], called: Iterable[str]) -> float:
    """How much tells that one of the names by which people call a measure was said, every word of it, in any form."""
    names = (skeleton(name).split() for name in called)
    said = (name for name in names if name and all(_best(word, spoken) >= ALIKE for word in name))
    return max((NAMED * sum(map(len, name)) for name in said), default=0.0)


def _best(word: str, there: set[str]) -> float:
    return max((1.0 if word == one else share(groups(word), groups(one)) for one in there), default=0.0)
