"""The parts of a mapping that say where a text stands and what it means: for places, measures and statuses."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from services.indicators.domain.figure.observation import Status
from services.indicators.domain.mapping import mapping as domain
from services.indicators.domain.mapping.mapping import Others
from shared.shapes import Prose, Slug, Strict, Whole, refuse

MOST_CODES = 20_000

Text = Annotated[Prose, Field(max_length=500)]
Code = Annotated[Slug, Field(max_length=40)]


class SourceIn(Strict):
    """Where a text comes from: a column, a line of the heading above the figure, or the mapping itself."""

    column: Text | None = None
    heading: Annotated[Whole, Field(ge=1, le=3)] | None = None
    constant: Code | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> "SourceIn":
        if sum(one is not None for one in (self.column, self.heading, self.constant)) != 1:
            raise refuse("one-of", "Say one of column, heading and constant.")
        return self

    def value(self) -> domain.Source:
        """The source as the domain knows it."""
        return domain.Source(column=self.column, heading=self.heading, constant=self.constant)


Sources = Annotated[tuple[SourceIn, ...], Field(max_length=4)]


class CodeIn(Strict):
    """Texts, one for each source, and the code that they mean."""

    texts: Annotated[tuple[Text, ...], Field(max_length=4)]
    code: Code


class CodedIn(Strict):
    """Where something with a code stands, and which texts mean which code."""

    sources: Sources = ()
    codes: Annotated[tuple[CodeIn, ...], Field(max_length=MOST_CODES)] = ()
    others: Others | None = None

    def value(self) -> domain.Coded:
        """The same as the domain knows it."""
        codes = {tuple(one.texts): one.code for one in self.codes}
        return domain.Coded(sources=sources_of(self.sources), codes=codes, others=self.others)


class StatusCodeIn(Strict):
    """Texts, one for each source, and the status that they mean; none for texts that tell nothing that is kept."""

    texts: Annotated[tuple[Text, ...], Field(max_length=4)]
    code: Status | None


class StatusIn(Strict):
    """Where a status stands, and which texts mean which. An empty cell tells none."""

    sources: Sources = ()
    codes: Annotated[tuple[StatusCodeIn, ...], Field(max_length=MOST_CODES)] = ()
    others: Others | None = None

    def value(self) -> domain.Coded:
        """The same as the domain knows it."""
        codes = {tuple(one.texts): one.code or "" for one in self.codes}
        return domain.Coded(sources=sources_of(self.sources), codes=codes, others=self.others)


def sources_of(sent: Sequence[SourceIn]) -> tuple[domain.Source, ...]:
    """The sources as the domain knows them."""
    return tuple(one.value() for one in sent)
