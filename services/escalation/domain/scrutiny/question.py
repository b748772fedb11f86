"""The released sets of questions with which a hearing begins: data, numbered, never edited; an area chooses one."""

import tomllib
from functools import cache
from importlib.resources import files

from shared.policy import HearingQuestions


@cache
def questions_of(name: HearingQuestions) -> tuple[str, ...]:
    """The questions of the set of that name, in order."""
    text = files(__package__).joinpath("question_sets", f"{name}.toml").read_text("utf-8")
    return tuple(one["asks"] for one in tomllib.loads(text)["question"])
