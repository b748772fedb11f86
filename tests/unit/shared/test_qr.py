"""Squares for cameras, as a reader of another hand (ZXing) has read each of them; whatever is drawn otherwise must be
read anew before its digest is written here.
"""

import hashlib
import re

import pytest

from shared.web.drawing.qr import QUIET, path_of, square_of

WORDS = "otpauth://totp/Folkmoot:ada?secret=" + "A234" * 200
# With one block and many, shorter and longer ones, without and with alignment, version and a long count.
READ = {
    1: (21, "23604261c59c2e2c"),
    14: (21, "cd6cacba8ab7b998"),
    15: (25, "623d71370535f10c"),
    100: (41, "515804075dc14b47"),
    180: (53, "33138e91ec05d92b"),
    213: (57, "81008a25a515f328"),
    214: (61, "a112394dd683af34"),
    666: (97, "143a9823e75586a8"),
}


@pytest.mark.parametrize("length", READ)
def test_a_square_is_drawn_as_it_was_read(length: int) -> None:
    square = square_of(WORDS[:length])
    size, digest = READ[length]
    path = path_of(square)
    assert (len(square), hashlib.sha256(path.encode()).hexdigest()[:16]) == (size, digest)
    assert sum(map(int, re.findall(r"h(\d+)v", path))) == sum(map(sum, square))  # every dark module once
    assert min(int(each) for each in re.findall(r"M(\d+) ", path)) == QUIET  # light is left around it


def test_more_than_a_square_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        square_of(WORDS[:667])
