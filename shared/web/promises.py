"""How many promises are being kept, in one sentence, for every page that counts them. It counts nothing itself.

Only promises that can be judged are counted: those with a target and a figure. Nearly met is neither met nor not met:
it is said by itself.
"""

from shared.web.wording import number

COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def kept(*, missed: int, near: int, met: int) -> str:
    """The sentence, without its full stop: "Four of ten promises are not being met, one nearly"."""
    judged = missed + near + met
    nearly = f", {counted(near)} nearly" if near else ""
    if not judged:
        return "No promise can be judged yet"
    if missed:
        return f"{_of(missed, judged)} not being met{nearly}"
    if not met:
        return "Every promise is nearly met"
    return f"{_of(met, judged)} being met{nearly}" if near else "Every promise is being met"


def counted(count: int) -> str:
    """A small number as a word, a larger one in digits."""
    return COUNTED[count] if count < len(COUNTED) else number(count)


def _of(count: int, judged: int) -> str:
    if judged == 1:
        return "The one promise that can be judged is"
    return f"{counted(count).capitalize()} of {counted(judged)} promises {'is' if count == 1 else 'are'}"
