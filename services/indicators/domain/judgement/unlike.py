"""Values that are unlike the others of their series: of another sign, or of another size altogether.

Pure. None of them is a fault, for each can be right (decision 15): whoever sends them is told, and decides. A share
sent as 0.571 among percents is found, and so are tonnes with two noughts too many; what merely stands out is for the
signals to say.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from shared.periods import Period

FEWEST = 4  # other values, before anything can be said
FAR = 20  # times the largest of the others, or that part of the smallest


def unlike(value: Decimal, others: Sequence[Decimal]) -> str:
    """How a value is unlike the others of its series, in words that follow it; empty where it is not."""
    sizes = [abs(one) for one in others if one]
    if len(others) < FEWEST or not sizes:
        return ""
    reach = f"the other figures, {min(others):f} to {max(others):f}"
    if value < 0 and min(others) >= 0:
        return f"lies below 0, and none of {reach}, does"
    if value > 0 and max(others) < 0:
        return f"lies above 0, and none of {reach}, does"
    if abs(value) > FAR * max(sizes):
        return f"is more than {FAR} times as large as any of {reach}"
    if value and abs(value) * FAR < min(sizes):
        return f"is less than a {FAR}th of any of {reach}"
    return ""


def unlike_of(changed: Mapping[Period, Decimal], standing: Mapping[Period, Decimal]) -> dict[Period, str]:
    """What is unlike among the values that a series is about to have, by period.

    They are held against what stands for other periods; where that is too little, against one another as well.
    """
    found = {}
    for period, value in changed.items():
        others = [one for of, one in standing.items() if of != period]
        if len(others) < FEWEST:
            others += [one for of, one in changed.items() if of != period and of not in standing]
        if words := unlike(value, others):
            found[period] = words
    return found
