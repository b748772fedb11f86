"""Answers to the questions of a hearing, as one page sends several of them: each is read again as its own step."""

import re
from typing import Any, Literal

from pydantic import model_validator

from shared.shapes import Strict, Whole, refuse

COMMAND, ANSWER = "answer_question", "answer-"
ANSWERED = re.compile(ANSWER + "[0-9]{1,4}", re.ASCII)


class QuestionsForm(Strict, extra="allow"):
    """What was typed beside each question, by its number; the version of the case that was seen."""

    version: Whole
    button: Literal["check", "answer", "change"] = "check"

    @model_validator(mode="before")
    @classmethod
    def _asked_for(cls, typed: dict[str, Any]) -> dict[str, Any]:
        if not all(name in cls.model_fields or ANSWERED.fullmatch(name) for name in typed):
            raise refuse("unknown-field", "There is a field here that nothing asks for.")
        return typed

    def answers(self) -> dict[int, str]:
        """The answers that were written, by the number of their question."""
        typed = {name.removeprefix(ANSWER): str(value) for name, value in (self.__pydantic_extra__ or {}).items()}
        return {int(number): words for number, words in typed.items() if words.strip()}
