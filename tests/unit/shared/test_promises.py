"""One sentence says how many promises are kept: what is nearly met is not counted as not met."""

import pytest

from shared.web.promises import kept


@pytest.mark.parametrize(
    ("missed", "near", "met", "sentence"),
    [
        (4, 1, 5, "Four of ten promises are not being met, one nearly"),
        (4, 0, 6, "Four of ten promises are not being met"),
        (1, 0, 9, "One of ten promises is not being met"),
        (12, 2, 30, "12 of 44 promises are not being met, two nearly"),
        (1, 0, 0, "The one promise that can be judged is not being met"),
        (2, 0, 0, "Two of two promises are not being met"),
        (1, 1, 0, "One of two promises is not being met, one nearly"),
        (0, 1, 9, "Nine of ten promises are being met, one nearly"),
        (0, 1, 1, "One of two promises is being met, one nearly"),
        (0, 2, 0, "Every promise is nearly met"),
        (0, 0, 1, "Every promise is being met"),
        (0, 0, 0, "No promise can be judged yet"),
    ],
)
def test_a_headline_says_what_the_counts_under_it_say(missed: int, near: int, met: int, sentence: str) -> None:
    assert kept(missed=missed, near=near, met=met) == sentence
