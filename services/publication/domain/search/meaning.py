"""Which one thing the words of a question mean, of those that have some of them; none where several may be meant. Pure.

A wrong body named with confidence is worse than a list to choose from: an answer needs every word that says something,
in a form of it, in one name of the thing. Words that only look alike, and a word out of a longer name, are no answer.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from services.publication.domain.register.register import Register
from services.publication.domain.search.search import SHORT, Found, Kind

_WORD = re.compile(r"[^\W_]+")
# What people say beside a subject when something is wrong with it; of no name of a measure, and no stop word either.
_COMPLAINING = frozenset(
    _WORD.findall(
        "empty empties emptied emptying collect collects collected collecting fix fixes fixed fixing mend mends mended "
        "repair repairs repaired broken miss misses missed late wrong bad full dirty problem problems complain "
        "complaint "
        "complaints report reports help phone call contact responsible councillor councillors please runs pays does "
        "doing need want"
    )
)
_UNSAID = frozenset(
    _WORD.findall(
        "a an the of in on at to for from with by and or not is are was were be been my our your their it its this "
        "that who whose which what where when about do did has have had no nobody will would can could should there "
        "here us we i you they them all per s"
    )
)
_HISSING = ("s", "x", "z", "ch", "sh")
_ENOUGH = 2  # words of a title that together leave little doubt
_ALIKE = 0.75  # how much of two words is the same where one may be the other, mistyped


def said_in(words: str) -> tuple[str, ...]:
    """The words that say something, in their order, each once."""
    told = (one.casefold() for one in _WORD.findall(words))
    return tuple(dict.fromkeys(one for one in told if one not in _UNSAID))


def meant(typed: str, found: Sequence[Found], registers: Mapping[str, Register]) -> Found | None:
    """The one thing that is meant: the first that is called so; else the only one of which one name has all the words.
    A body may be named by one word of its name; of everything else two are needed. `registers` are those of the places.
    """
    words = said_in(typed)
    asked = tuple(one for one in words if one not in _COMPLAINING) or words
    known = [(one, names_of(one, registers[one.area])) for one in found if one.area in registers] if asked else []
    called = [one for one, names in known if any(_is_called(asked, name) for name in names)]
    spelt = [one for one, names in known if any(_is_spelt(asked, name) for name in names)]
    if spelt or called:
        return _only(spelt or called)
    holding = [one for one, names in known if any(_has_all(asked, name) for name in names)]
    sure = [one for one in holding if one.kind is Kind.BODY or len(asked) >= _ENOUGH]
    return sure[0] if sure and len({one.code for one in holding if one.area == sure[0].area}) == 1 else None


def may_be_meant(typed: str, found: Sequence[Found], registers: Mapping[str, Register]) -> list[Found]:
    """Those that are worth offering: they have one of the words, or one that differs from it by a slip of the hand."""
    words = said_in(typed)
    return [
        one
        for one in found
        if not one.is_guess
        or (one.area in registers and any(_is_like(words, name) for name in names_of(one, registers[one.area])))
    ]


def names_of(found: Found, register: Register) -> tuple[tuple[str, ...], ...]:
    """What a thing is called, each name as its words: title, subjects, goals that it comes from, former names; and the
    same without the place's own name, which who asks here leaves out.
    """
    told = [found.title]
    if found.kind is Kind.MEASURE:
        told += [one.subject for one in register.subjects.values() if one.measure == found.code]
        links = [
            one for one in register.links.values() if one.measure == found.code and one.linked_to in register.goals
        ]
        told += [register.goals[one.linked_to].title for one in links]
    if found.kind is Kind.BODY and found.code in register.partners:
        told += [*register.partners[found.code].former_names, found.code]
    names = [said_in(name) for name in told]
    here = set(said_in(register.about.name)) if register.about else set[str]()
    without = [tuple(word for word in name if word not in here) for name in names]
    return tuple(dict.fromkeys((*names, *(name for name in without if name))))


def is_form_of(one: str, other: str) -> bool:
    """Whether two words are forms of one: bin and bins, recycled and recycling. A thing and a doing that share a stem
    are not: trains are no training, parks no parking; only what ends in -e stands for its doing, as recycle does.
    """
    if one == other or _singular(one) == _singular(other):
        return True
    first, second = _doing(one), _doing(other)
    if first and second:
        return first == second
    plain, doing = (one, second) if second else (other, first)
    return bool(doing) and _singular(plain).endswith("e") and _singular(plain)[:-1] == doing


def mended(typed: Sequence[str], known: Collection[str]) -> list[str] | None:
    """The words as they were meant, where each is `known`, or differs from one that is by a single slip of the hand: a
    letter too many, too few, another one, or two that changed places. None where one of them is like no other.
    """
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for one in sorted(known):
        by_length[len(one)].append(one)
    found = []
    for word in typed:
        near = (one for length in (0, 1, -1) for one in by_length[len(word) + length] if is_slip(word, one))
        meant = word if word in known else next(near, None) if len(word) >= SHORT else None
        if meant is None:
            return None
        found.append(meant)
    return found


def is_slip(typed: str, word: str) -> bool:
    """Whether two words differ by one slip of the hand."""
    at = next((n for n, (one, other) in enumerate(zip(typed, word, strict=False)) if one != other), None)
    if at is None:
        return abs(len(typed) - len(word)) <= 1
    swapped = typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :]
    rests = ((typed[at + 1 :], word[at + 1 :]), (typed[at:], word[at + 1 :]), (typed[at + 1 :], word[at:]))
    return swapped == word or any(one == other for one, other in rests)


def _singular(word: str) -> str:
    if len(word) > len("ies") + 1 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("es") and word[:-2].endswith(_HISSING):
        return word[:-2]
    return (
        word[:-1]
        if len(word) > len("ss") + 1 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
        else word
    )


def _doing(word: str) -> str:
    """What stands before -ing or -ed; nothing for every other word."""
    ending = next((one for one in ("ing", "ed") if word.endswith(one) and len(word) > len(one) + 2), "")
    return word.removesuffix(ending) if ending else ""


def _has_all(asked: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(is_form_of(word, one) for one in name) for word in asked)


def _is_called(asked: Sequence[str], name: Sequence[str]) -> bool:
    return _has_all(asked, name) and all(any(is_form_of(one, word) for word in asked) for one in name)


def _is_spelt(asked: Sequence[str], name: Sequence[str]) -> bool:
    """Whether it is called so in this order: a care home is no home care."""
    return len(asked) == len(name) and all(is_form_of(one, other) for one, other in zip(asked, name, strict=True))


def _is_like(words: Sequence[str], name: Sequence[str]) -> bool:
    return any(SequenceMatcher(None, word, one).ratio() >= _ALIKE for word in words for one in name)


def _only(called: Sequence[Found]) -> Found | None:
    """The first, unless another of its kind and area is called the same."""
    first, *others = called
    same = [one for one in others if (one.area, one.kind) == (first.area, first.kind) and one.code != first.code]
    return None if same else first
