"""The square that a telephone's camera reads: words as a QR code (ISO/IEC 18004) of level M, drawn within the page,
since what an app is told is a secret.
"""

from itertools import groupby

import segno

Square = tuple[tuple[bool, ...], ...]
"""Rows of modules, dark ones true, without the quiet edge."""

QUIET = 4  # modules of light around the square
LARGEST = 20  # of the forty versions; what an app is told fits into smaller ones


def square_of(words: str) -> Square:
    """The smallest square that holds these words. Raises ValueError above 666 bytes."""
    made = segno.make_qr(words, error="m", mode="byte", encoding="utf-8", boost_error=False)
    if int(made.version) > LARGEST:
        raise ValueError("more than a square of version 20 holds")
    return tuple(tuple(map(bool, row)) for row in made.matrix)


def path_of(square: Square) -> str:
    """The dark modules as a path of SVG, one stroke to each run of a row, with the quiet edge before them."""
    strokes = []
    for y, row in enumerate(square):
        x = QUIET
        for is_dark, run in groupby(row):
            length = len(list(run))
            strokes += [f"M{x} {y + QUIET}h{length}v1h-{length}z"] if is_dark else []
            x += length
    return "".join(strokes)
