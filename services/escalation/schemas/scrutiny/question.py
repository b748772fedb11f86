"""Answers to the questions of a hearing, as one page sends several of them: each is read again as its own step."""

from typing import Literal

from shared.shapes import Strict, Whole

COMMAND, ANSWER = "answer_question", "answer-"


class QuestionsForm(Strict, extra="allow"):
    """What was typed beside each question, by its number; the version of the case that was seen."""

    version: Whole
    button: Literal["check", "answer", "change"] = "check"

    def answers(self) -> dict[int, str]:
        """The answers that were written, by the number of their question."""
        typed = {name.removeprefix(ANSWER): str(value) for name, value in (self.__pydantic_extra__ or {}).items()}
        return {int(number): words for number, words in typed.items() if number.isdecimal() and words.strip()}
