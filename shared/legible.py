"""Whether a text says anything to a reader: whether there is something to see, and whether it could be a reason. Pure.

What people owe the public (why, on what ground, what was done) is to be said in words. `...`, `n/a`, `see above` and a
letter held down are none. Nothing here judges whether the words are true or to the point: people do that.
"""

import unicodedata

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and symbols by category, and blank


def is_legible(text: str) -> bool:
    """Whether a reader sees something of the text: one of none but spaces, fillers and joiners counts as empty."""
    return any(character not in _FILLERS and unicodedata.category(character)[0] in "LNPS" for character in text)


def letters(text: str) -> str:
    """The letters and figures of the text, all small: what is left to compare where only spacing and looks differ."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


LEAST_WORDS = 3
LEAST_LETTERS = 12
SAYS_NOTHING = f"Write it out: at least {LEAST_WORDS} different words, with {LEAST_LETTERS} letters or more in all."

_WIDE = frozenset("FW")  # letters as wide as two others: each is a syllable, or a word
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")  # written without spaces between words
_VOWEL = "VOWEL SIGN"  # the vowels of scripts whose letters are syllables: marks by category, and letters to a reader
_INSIDE = frozenset("'\u2019\u02bc-\u2010\u2011")  # apostrophes and hyphens, which part no word


def says_something(text: str) -> bool:
    """Whether the text has enough different words, of enough letters together, in whatever script it is written.

    A word has at least two different letters; where a script puts no spaces between words, each letter counts as one.
    Digits, signs and repeated words add nothing.
    """
    found = _words(text)
    return len(found) >= LEAST_WORDS and sum(map(_weight, "".join(found))) >= LEAST_LETTERS


def _words(text: str) -> set[str]:
    found, word = set[str](), ""
    for character in f"{unicodedata.normalize('NFKC', text).casefold()} ":
        category, name = unicodedata.category(character), unicodedata.name(character, "")
        is_letter = category[0] == "L" and character not in _FILLERS
        if is_letter or _VOWEL in name:
            if is_letter and name.startswith(_UNSPACED):
                found.add(character)
            else:
                word += character
        elif category[0] != "M" and category != "Cf" and character not in _INSIDE:
            if len(set(word)) > 1:
                found.add(word)
            word = ""
    return found


def _weight(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
