"""References such as TRAF-2026-0042-7: the area's letters, the year, a number in it, and a check digit.

A petition and the case that comes of it bear the same reference. The check digit (ISO 7064, MOD 11,10) finds every
wrong digit and nearly every pair that changed places, so that a reference read over the telephone can be trusted.
"""

import re

_SHAPE = re.compile(r"(?P<letters>[A-Z]{2,8})-(?P<year>[0-9]{4})-(?P<number>[0-9]{4,})-(?P<check>[0-9])")


def make(letters: str, year: int, number: int) -> str:
    """The reference of the area's `number`th petition of the year."""
    return f"{letters}-{year:04d}-{number:04d}-{_check_digit(letters, f'{year:04d}{number:04d}')}"


def is_reference(text: str) -> bool:
    """Whether the text has the shape of a reference and its check digit is right."""
    found = _SHAPE.fullmatch(text)
    return found is not None and int(found["check"]) == _check_digit(found["letters"], found["year"] + found["number"])


def _check_digit(letters: str, digits: str) -> int:
    product = 10
    for digit in "".join(str(ord(letter) - ord("A") + 10) for letter in letters) + digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10
