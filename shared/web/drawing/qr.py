"""The square that a telephone's camera reads: words as a QR code (ISO/IEC 18004), with error correction of level M.

Only what an app is told needs one, so words go in as bytes and squares end at version 20: 666 bytes. No eye sees a
fault in one: the tests hold squares of every kind that a reader of another hand has read.
"""

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise, product, zip_longest

Square = tuple[tuple[bool, ...], ...]
"""Rows of modules, dark ones true, without the quiet edge."""

QUIET = 4  # modules of light around the square
# By version, from 1 on: bytes of error correction in each block, and how many blocks (table 9, level M).
CORRECTION = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26)
BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16)
LEVEL_M = 0b00
FINDER_LIKE = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _: y % 2 == 0,
    lambda _, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)

_Grid = list[list[int]]


def square_of(words: str) -> Square:
    """The smallest square that holds these words, under the mask that is easiest to read.

    Raises ValueError above 666 bytes.
    """
    said = words.encode()
    version = next((each for each in range(1, len(BLOCKS) + 1) if len(said) <= _room(each)), 0)
    if not version:
        raise ValueError("more than a square of version 20 holds")
    fixed, bits = _fixed(version), _bits(_interleaved(_filled(said, version), version))
    drawn = [_masked(fixed, bits, mask) for mask in range(len(MASKS))]
    return tuple(tuple(module == 1 for module in row) for row in min(drawn, key=_penalty))


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


def _size(version: int) -> int:
    return 17 + 4 * version


def _codewords(version: int) -> int:
    """All bytes of a square: its modules without patterns and format, by eight."""
    count = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        count -= (25 * aligned - 10) * aligned - 55
        count -= 36 if version >= 7 else 0
    return count // 8


def _capacity(version: int) -> int:
    return _codewords(version) - CORRECTION[version - 1] * BLOCKS[version - 1]


def _room(version: int) -> int:
    return _capacity(version) - (2 if version < 10 else 3)


def _filled(said: bytes, version: int) -> bytes:
    """The words behind their mode (bytes) and length, filled up to what the square holds."""
    count = f"{len(said):0{8 if version < 10 else 16}b}"
    bits = "0100" + count + "".join(f"{byte:08b}" for byte in said)
    bits += "0" * min(4, 8 * _capacity(version) - len(bits))
    bits += "0" * (-len(bits) % 8)
    whole = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return (whole + b"\xec\x11" * _capacity(version))[: _capacity(version)]


def _interleaved(whole: bytes, version: int) -> bytes:
    """The blocks with their correction, byte by byte in turn; the later blocks may be one byte longer."""
    many, extra = BLOCKS[version - 1], CORRECTION[version - 1]
    short, longer = divmod(len(whole), many)
    blocks, at = [], 0
    for number in range(many):
        length = short + (number >= many - longer)
        blocks.append(whole[at : at + length])
        at += length
    turns = (*zip_longest(*blocks), *zip(*(_correction(block, extra) for block in blocks), strict=True))
    return bytes(byte for turn in turns for byte in turn if byte is not None)


def _times(one: int, other: int) -> int:
    """The product in the field of 256 elements that QR codes count in."""
    product_ = 0
    for bit in range(7, -1, -1):
        product_ = product_ << 1 ^ (product_ >> 7) * 0x11D
        product_ ^= (other >> bit & 1) * one
    return product_


def _correction(block: bytes, extra: int) -> bytes:
    """What is left when the block is divided by the generator: Reed-Solomon."""
    generator, root = [0] * (extra - 1) + [1], 1
    for _ in range(extra):
        generator = [_times(each, root) ^ after for each, after in zip(generator, (*generator[1:], 0), strict=True)]
        root = _times(root, 2)
    left = [0] * extra
    for byte in block:
        factor = byte ^ left[0]
        left = [each ^ _times(of, factor) for each, of in zip((*left[1:], 0), generator, strict=True)]
    return bytes(left)


def _bits(whole: bytes) -> list[int]:
    return [byte >> bit & 1 for byte in whole for bit in range(7, -1, -1)]


def _fixed(version: int) -> _Grid:
    """The square with its patterns and its version; -1 where something is still to be drawn, format kept as light."""
    size = _size(version)
    grid = [[-1] * size for _ in range(size)]
    for at in range(size):
        grid[6][at] = grid[at][6] = (at + 1) % 2
    for middle_y, middle_x in ((3, 3), (3, size - 4), (size - 4, 3)):
        _ring(grid, middle_y, middle_x, reach=4, dark=(0, 1, 3))
    spots = _alignment(version)
    corners = {(6, 6), (6, spots[-1]), (spots[-1], 6)} if spots else set()
    for middle_y, middle_x in set(product(spots, spots)) - corners:
        _ring(grid, middle_y, middle_x, reach=2, dark=(0, 2))
    if version >= 7:
        told = version << 12 | _rest(version, 12, 0x1F25)
        for bit in range(18):
            far, near = size - 11 + bit % 3, bit // 3
            grid[far][near] = grid[near][far] = told >> bit & 1
    _tell_format(grid, 0)
    return grid


def _ring(grid: _Grid, middle_y: int, middle_x: int, *, reach: int, dark: Sequence[int]) -> None:
    """Rings around a middle, where they lie on the square; dark those so many modules away."""
    for y, x in product(range(middle_y - reach, middle_y + reach + 1), range(middle_x - reach, middle_x + reach + 1)):
        if 0 <= y < len(grid) and 0 <= x < len(grid):
            grid[y][x] = int(max(abs(y - middle_y), abs(x - middle_x)) in dark)


def _alignment(version: int) -> list[int]:
    if version == 1:
        return []
    last, many = _size(version) - 7, version // 7 + 2
    step = (version * 4 + many * 2 + 1) // (many * 2 - 2) * 2
    return [6, *(last - step * each for each in range(many - 2, -1, -1))]


def _rest(value: int, bits: int, generator: int) -> int:
    """What is left of a value, moved up by so many bits, when it is divided by a generator."""
    left = value << bits
    while left.bit_length() > bits:
        left ^= generator << left.bit_length() - generator.bit_length()
    return left


def _tell_format(grid: _Grid, mask: int) -> None:
    """The level and the mask, twice, and the module that is always dark."""
    told = (LEVEL_M << 3 | mask) << 10 | _rest(LEVEL_M << 3 | mask, 10, 0x537)
    size = len(grid)
    for bit in range(15):
        module = (told ^ 0x5412) >> bit & 1
        if bit < 8:
            grid[bit + (bit > 5)][8] = grid[8][size - 1 - bit] = module
        else:
            grid[8][14 - bit + (bit == 8)] = grid[size - 15 + bit][8] = module
    grid[size - 8][8] = 1


def _masked(fixed: _Grid, bits: Sequence[int], mask: int) -> _Grid:
    """The whole square: the bits run up and down in pairs of columns from the right, past the column of the clock."""
    grid, size, left = [row[:] for row in fixed], len(fixed), iter(bits)
    for pair, right in enumerate(x - (x <= 6) for x in range(size - 1, 0, -2)):
        for y in range(size) if pair % 2 else range(size - 1, -1, -1):
            for x in (right, right - 1):
                if fixed[y][x] < 0:
                    grid[y][x] = next(left, 0) ^ MASKS[mask](y, x)
    _tell_format(grid, mask)
    return grid


def _penalty(grid: _Grid) -> int:
    """How hard the square is to read (7.8.3): long runs, blocks of one shade, what looks like a corner, imbalance."""
    lines = [*grid, *(list(column) for column in zip(*grid, strict=True))]
    runs = (len(list(run)) for line in lines for _, run in groupby(line))
    found = sum(length - 2 for length in runs if length >= 5)
    for upper, lower in pairwise(grid):
        found += 3 * sum(len({*upper[x : x + 2], *lower[x : x + 2]}) == 1 for x in range(len(grid) - 1))
    found += 40 * sum(tuple(line[at : at + 11]) in FINDER_LIKE for line in lines for at in range(len(line) - 10))
    dark = sum(map(sum, grid))
    return found + 10 * (abs(20 * dark - 10 * len(grid) ** 2) // len(grid) ** 2)
