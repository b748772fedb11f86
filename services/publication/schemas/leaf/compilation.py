"""Who gives a command that puts facts on the record, as the command is told it."""

from services.publication.domain.leaf.compilation import Compilation
from services.publication.schemas.register.place import Code
from shared.shapes import Line, Strict


class CompilationIn(Strict):
    """A person's name, a body's code, and the paper where one was read."""

    by: Line
    body: Code
    paper: Line | None = None

    def compilation(self) -> Compilation:
        """The same for the domain."""
        return Compilation(self.by, self.body, self.paper)
