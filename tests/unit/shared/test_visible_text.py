"""A text that nobody can see counts as none."""

import pytest

from shared.problems import Malformed
from shared.shapes import Line, Prose, Strict, fit


class Words(Strict):
    """One line and one text."""

    title: Line
    text: Prose


@pytest.mark.parametrize("unseen", ["\u200b" * 20, "\u3164" * 20, " \u2060\ufeff\u115f\u2800 ", "\u00a0"])
@pytest.mark.parametrize("name", ["title", "text"])
def test_a_text_of_invisible_characters_is_refused_as_empty(name: str, unseen: str) -> None:
    with pytest.raises(Malformed) as refused:
        fit(Words, {"title": "Bins", "text": "Every block."} | {name: unseen})
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(f"/{name}", "too-short")]


@pytest.mark.parametrize("seen", ["бібліотека", "日本", "🙂", "a\u200db", "£5", "½"])
def test_every_script_and_sign_is_text(seen: str) -> None:
    assert fit(Words, {"title": seen, "text": seen}).title == seen
